"""No client waits as long as its function may run: whoever called hears that AWS was busy."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from botocore.config import Config

from procurement import bootstrap
from tests.integration.conftest import aws  # noqa: F401 - fixture
from tests.support.tables import read_template

LONGEST_PAUSE: Final = 20
"""Between two attempts in botocore's mode "standard", in seconds."""

Client = Callable[[], Any]

WAITING: Final[dict[str, tuple[Client, tuple[str, ...]]]] = {
    "events": (lambda: bootstrap.event_bus()._client, ("relay_events",)),
    "sesv2": (lambda: bootstrap.mailer()._client, ("notify",)),
    "invoices": (lambda: bootstrap.part_queue()._client, ("plan_invoices",)),
    "exports": (lambda: bootstrap.export_store()._client, ("import_charges",)),
    "documents": (lambda: bootstrap.document_queue()._client, ("invoice_documents",)),
    "rendered": (lambda: bootstrap.document_store()._client, ("render_documents",)),
    "reports": (lambda: bootstrap.report_queue()._client, ("publish_reports",)),
    "published": (lambda: bootstrap.report_files()._client, ("publish_reports",)),
    "secrets": (
        lambda: bootstrap.portal_secrets()._client,
        ("procurement_portals", "deliver_invoices"),
    ),
    "account": (lambda: bootstrap.aws_account()._agreements, ("reconcile",)),
    "invoicing": (lambda: bootstrap.aws_account()._invoicing, ("reconcile",)),
}
"""Clients beside the one of DynamoDB, and the functions that wait for what they ask."""


def seconds_of(folder: str) -> int:
    """How long the function may run."""
    template = read_template()
    default = template["Globals"]["Function"]["Timeout"]
    (found,) = (
        resource["Properties"].get("Timeout", default)
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
        and resource["Properties"]["CodeUri"] == f"functions/{folder}"
    )
    return int(found)


def longest_wait(config: Config) -> float:
    """Every attempt connects at the last moment and is answered at the last, or not at all."""
    assert config.retries["mode"] == "standard"
    attempts = config.retries["total_max_attempts"]
    pauses = sum(min(2**number, LONGEST_PAUSE) for number in range(attempts - 1))
    return float(attempts * (config.connect_timeout + config.read_timeout) + pauses)


@pytest.mark.parametrize("name", WAITING)
def test_a_client_gives_up_before_its_function_is_ended(aws: None, name: str) -> None:  # noqa: F811
    client, functions = WAITING[name]
    wait = longest_wait(client().meta.config)
    assert all(wait < seconds_of(function) for function in functions)


def test_the_store_gives_up_before_the_shortest_function_is_ended(aws: None) -> None:  # noqa: F811
    """Every function asks it."""
    shortest = read_template()["Globals"]["Function"]["Timeout"]
    assert longest_wait(bootstrap.connection().client.meta.config) < shortest


def test_a_mail_is_offered_once_by_the_client(aws: None) -> None:  # noqa: F811
    """R-358: botocore would repeat what SES may have carried out"""
    config = bootstrap.mailer()._client.meta.config
    assert config.retries["total_max_attempts"] == 1

"""`procurement reconcile` on a deployed stack that is told to take itself for the AWS account."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from local.functions import logical_name
from local.samples import present_day
from procurement_cli.command_line import main
from tests.support.deployed import Deployed
from tests.support.eventually import eventually

pytestmark = pytest.mark.e2e

INVOICE_SECONDS = 60
SERVICES = ("INVOICING", "MARKETPLACE_AGREEMENT")


@pytest.fixture
def reading_itself(deployed: Deployed) -> Iterator[Deployed]:
    """What the SDKs know as endpoints of the two services is this stack's own address."""
    addresses = {f"AWS_ENDPOINT_URL_{name}": deployed.info.api_url for name in SERVICES}
    before = {
        "reconcile": told(deployed, "reconcile", addresses),
        "reconciliations": told(
            deployed, "reconciliations", {"RECONCILIATION_CHANGES": "references"}
        ),
    }
    role = may_call_itself(deployed)
    yield deployed
    deployed.root("iam").delete_role_policy(RoleName=role, PolicyName="calls-itself")
    for function, variables in before.items():
        tell(deployed, function, variables)


@pytest.fixture
def command(deployed: Deployed, monkeypatch: pytest.MonkeyPatch) -> None:
    """`procurement` as the operator runs it."""
    for line in deployed.info.shell_lines():
        verb, _, rest = line.partition(" ")
        if verb == "export":
            name, _, value = rest.partition("=")
            monkeypatch.setenv(name, value.strip("'"))


@pytest.mark.usefixtures("command")
def test_a_typo_is_found_on_invoice_and_charges_and_set_right_where_it_can_be(
    reading_itself: Deployed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """R-204, R-205: future charges are set by the buyer, invoices by support"""
    api = reading_itself.api
    agreement_id = accepted_under(reading_itself, "P0-RECONCILED")
    number = eventually(lambda: invoice_of(api, agreement_id), within=INVOICE_SECONDS)
    api.delete("purchase-orders", "P0-RECONCILED")
    api.post("purchase-orders", **an_order("PO-RECONCILED"))

    cases = tmp_path / "cases"
    assert main(["reconcile", "--json", "--support-cases", str(cases)]) == 2
    shown = json.loads(capsys.readouterr().out)
    ours = [each for each in shown["findings"] if each["printed"] == "P0-RECONCILED"]
    assert {(each["kind"], each["expected"]) for each in ours} == {("TYPO", "PO-RECONCILED")}
    assert [each["invoiceId"] for each in ours if each["subject"] == "INVOICE"] == [number]
    assert len([each for each in ours if each["subject"] == "CHARGE"]) == 2
    assert any(number in each.name for each in cases.iterdir())

    name = shown["reconciliation"]["reconciliationId"]
    assert main(["reconcile", name, "--apply", "--yes", "--json"]) == 2
    applied = json.loads(capsys.readouterr().out)["reconciliation"]["application"]
    assert applied["state"] == "SET"
    charges = api.items("agreements", agreement_id, "charges")
    open_ = [each for each in charges if each["state"] == "PENDING"]
    assert {each["purchaseOrderReference"] for each in open_} == {"PO-RECONCILED"}


@pytest.mark.usefixtures("command")
def test_what_aws_does_not_answer_is_told(
    deployed: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    """The local AWS has no invoices of its own"""
    assert main(["reconcile"]) == 1
    assert "invoicing:ListInvoiceSummaries" in capsys.readouterr().err


def told(deployed: Deployed, function: str, variables: dict[str, str]) -> dict[str, str]:
    """Add to a function's environment; what it was."""
    name = deployed.info.functions[logical_name(deployed.info, function)]
    present = deployed.root("lambda").get_function_configuration(FunctionName=name)
    before: dict[str, str] = present["Environment"]["Variables"]
    tell(deployed, function, {**before, **variables})
    return before


def tell(deployed: Deployed, function: str, variables: dict[str, str]) -> None:
    name = deployed.info.functions[logical_name(deployed.info, function)]
    deployed.root("lambda").update_function_configuration(
        FunctionName=name, Environment={"Variables": variables}
    )


def may_call_itself(deployed: Deployed) -> str:
    """Let the function's role call the API, as the real one lets it call AWS."""
    name = deployed.info.functions[logical_name(deployed.info, "reconcile")]
    present = deployed.root("lambda").get_function_configuration(FunctionName=name)
    role = str(present["Role"]).rpartition("/")[2]
    statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}
    deployed.root("iam").put_role_policy(
        RoleName=role,
        PolicyName="calls-itself",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    return role


def accepted_under(deployed: Deployed, number: str) -> str:
    """An agreement of three payments, the first due at once, all under this number."""
    days = [str(present_day() + timedelta(days=each)) for each in (0, 60, 90)]
    offer = deployed.api.post(
        "offers",
        name="Offer reconciled",
        productId="prod-e2e",
        productType="SAAS_CONTRACT",
        targetAccountIds=[deployed.info.account_id],
        contractDuration="P12M",
        availabilityEndDate=str(present_day() + timedelta(days=7)),
        currencyCode="USD",
        clientToken="e2e-reconciled",
        schedule=[{"chargeDate": day, "chargeAmount": "10.00"} for day in days],
    )
    deployed.api.post("offers", offer["offerId"], "release")
    accepted = deployed.api.post(
        "offers", offer["offerId"], "accept", purchaseOrderReference=number
    )
    return str(accepted["agreement"]["agreementId"])


def invoice_of(api: Any, agreement_id: str) -> str:
    """The number of the first payment's invoice."""
    charges = api.items("agreements", agreement_id, "charges")
    numbers = [each["invoiceId"] for each in charges if each["invoiceId"]]
    assert len(numbers) == 1
    return str(numbers[0])


def an_order(purchase_order_id: str) -> dict[str, Any]:
    return {
        "purchaseOrderId": purchase_order_id,
        "billFrom": ["Amazon Web Services, Inc."],
        "effectiveMonth": "2024-01",
        "expirationMonth": "2035-12",
    }

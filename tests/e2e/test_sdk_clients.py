"""AWS's SDK of today, an older one and the AWS CLI, each in an environment of its own."""

import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest

from local.sdk.files import FOLDER, MODELS
from tests.support.clients import Machine, Ran, command_line, data_path, python_of
from tests.support.deployed import Deployed
from tests.support.documentation import blocks

pytestmark = pytest.mark.e2e

EVERY_CHARACTER = "PO 7/a:b=c+d-e%f@g_h.i"
SCRIPT = str(Path(__file__).parent / "clients" / "life_of_a_purchase_order.py")
SDKS = {"boto3": "1.44.5", "boto3-old": "1.37.38"}


@pytest.fixture
def machine(deployed: Deployed, tmp_path: Path) -> Machine:
    """With the keys of the operator, who is an IAM user."""
    return Machine(home=tmp_path, stack=deployed.info, key=deployed.operator)


@pytest.mark.parametrize("client", SDKS)
def test_a_purchase_order_lives_and_every_refusal_has_its_class(client, machine):
    """R-003, R-361: all characters of an ID, and AWS's names of actions."""
    purchase_order_id = f"{EVERY_CHARACTER} {client}"
    ran = machine.runs(
        [python_of(client), "-W", "error", SCRIPT, purchase_order_id], AWS_DATA_PATH=data_path()
    )
    assert ran.err == ""
    told = json.loads(ran.out)
    assert told["sdk"] == SDKS[client]
    assert told["added"] == 201
    assert told["got"] == [purchase_order_id, "700.00", True]
    assert told["edited"] == "Kept for long"
    assert told["listed"]
    assert told["imported"] == [True, ["NONE"]]
    assert [each["class"] for each in told["refused"]] == [
        "ValidationException",
        "ValidationException",
        "ConflictException",
    ]
    assert told["refused"][0]["fields"] == ["quantity"]
    assert told["refused"][2]["code"] == "STALE_VERSION"
    assert told["gone"]["class"] == "ResourceNotFoundException"
    assert told["gone"]["resourceId"] == purchase_order_id
    assert told["agreement"]["class"] == "ResourceNotFoundException"


def aws(machine: Machine, *words: str, **environment: str) -> Any:
    """What the command prints; it must succeed."""
    ran = machine.runs([command_line(), *words], **environment)
    assert (ran.status, ran.err) == (0, ""), ran.err
    return json.loads(ran.out) if ran.out.strip() else None


def test_the_command_line_learns_the_service_by_one_command(machine):
    model = next(MODELS.glob("purchase-orders/*/service-2.json"))
    service = ("--service-name", "purchase-orders")
    aws(machine, "configure", "add-model", *service, "--service-model", f"file://{model}")
    this = ("--purchase-order-id", f"{EVERY_CHARACTER} cli")
    window = ("--effective-month", "2024-01", "--expiration-month", "2035-12")
    seller = ("--bill-from", "Amazon Web Services, Inc.")
    added = aws(machine, "purchase-orders", "add-purchase-order", *this, *window, *seller)
    assert added["purchaseOrderId"] == f"{EVERY_CHARACTER} cli"
    assert aws(machine, "purchase-orders", "get-purchase-order", *this)["lineItems"] == []
    aws(machine, "purchase-orders", "delete-purchase-order", *this)
    gone = machine.runs([command_line(), "purchase-orders", "get-purchase-order", *this])
    assert gone.status == 255
    assert "(ResourceNotFoundException)" in gone.err


@pytest.mark.parametrize("client", SDKS)
@pytest.mark.parametrize("speaks", ["json", "cbor"])
def test_iam_allows_one_operation_and_refuses_the_next(client, speaks, deployed, tmp_path):
    path = "POST/service/AWSMPCommerceService_v20200301/operation/DescribeAgreement"
    name = f"describes-{client}-{speaks}"
    machine = Machine(home=tmp_path, stack=deployed.info, key=deployed.key_of_user(name, path))
    folders = data_path(cbor=speaks == "cbor")

    allowed = tried(machine, client, folders, "describe_agreement", agreementId="agmt-none")
    assert allowed.out == "ResourceNotFoundException"
    refused = tried(machine, client, folders, "get_agreement_terms", agreementId="agmt-none")
    # What the gateway itself says is JSON, which nobody reads who asked for CBOR.
    assert refused.out != "ResourceNotFoundException"
    assert speaks == "cbor" or refused.out == "AccessDeniedException"


def test_what_an_older_sdk_lacks_is_not_sent_without_its_arguments(machine):
    """The extras name every operation of today, and 1.37.38 has three of them."""
    told = tried(machine, "boto3-old", data_path(), "list_agreement_charges", agreementId="agmt-1")
    assert told.out == "NoShapeFoundError"


def tried(machine: Machine, client: str, folders: str, operation: str, **arguments: str) -> Ran:
    program = f"""
import boto3
client = boto3.client("marketplace-agreement")
try:
    client.{operation}(**{arguments!r})
except BaseException as error:
    response = getattr(error, "response", {{"Error": {{"Code": type(error).__name__}}}})
    print(response["Error"]["Code"], end="")
"""
    return machine.runs([python_of(client), "-"], stdin=program, AWS_DATA_PATH=folders)


def test_the_command_line_calls_the_services_of_aws(machine):
    describe = ("marketplace-agreement", "describe-agreement", "--agreement-id", "agmt-none")
    told = machine.runs([command_line(), *describe], AWS_DATA_PATH=data_path())
    assert told.status == 255
    assert "(ResourceNotFoundException)" in told.err
    entities = ("list-entities", "--catalog", "AWSMarketplace", "--entity-type", "Offer")
    listed = aws(machine, "marketplace-catalog", *entities, AWS_DATA_PATH=data_path())
    assert isinstance(listed["EntitySummaryList"], list)


def test_every_command_of_the_read_me_works(machine, stack, tmp_path):
    """From top to bottom in one shell, as somebody would paste it."""
    tools = tmp_path / "bin"
    tools.mkdir()
    started(tools / "aws", f'exec "{command_line()}" "$@"')
    started(tools / "python3", f'exec "{python_of("boto3")}" -W error "$@"')
    # `make` would look after the environments first, which belong to this machine's user.
    started(tools / "make", f'exec "{sys.executable}" -m local "$@"')
    pasted = ["set -euo pipefail", f'export PATH="{tools}:$PATH"']
    for block in blocks(FOLDER / "README.md"):
        assert block.language in ("sh", "python"), block.place
        is_shell = block.language == "sh"
        pasted.append(block.text if is_shell else f"python3 - <<'PYTHON'\n{block.text}PYTHON")
    ran = machine.runs(["bash"], stdin="\n".join(pasted), LEDGERLINE_HOME=str(stack.home))
    assert ran.status == 0, ran.out + ran.err


def started(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)

"""After a restore the books add up, and what was due is invoiced once."""

from collections.abc import Callable
from datetime import UTC, datetime

import boto3
import pytest

from procurement import bootstrap
from procurement.domain.purchase_orders.notification import NoticeKind
from procurement.service.ports.mail import LoggedMail
from procurement_cli.command_line import main
from tests.support.api import BUYER
from tests.support.application import a_line_body, add, get
from tests.support.billing import a_usage_charge, charged, check_books, invoice_now, invoices
from tests.support.operated_stack import create_stack
from tests.support.tables import name_of
from tests.support.verification import expect_whole_books, verify

SECOND = "2027-02-06T09:00:00Z"


@pytest.fixture(autouse=True)
def _stack(aws: None, clock: Callable[[str], None]) -> None:
    clock("2027-02-06T09:00:10")
    create_stack()


def test_what_was_spoilt_and_what_came_after_is_gone_and_the_books_are_whole(
    capsys: pytest.CaptureFixture[str],
):
    """R-147, R-391: the balance, the numbers and the ledger are as they were at that second"""
    add("PO-1", a_line_body("1"))
    charged(a_usage_charge("ch-1", "10.00"))
    invoice_now()
    expect_whole_books()
    order, issued = get("PO-1"), invoices()
    assert main(["restore", "--to", SECOND, "--dry-run"]) == 0

    charged(a_usage_charge("ch-2", "20.00"))
    invoice_now()
    (later,) = (each for each in invoices() if each not in issued)
    mail = _mail()
    assert bootstrap.mail_log().claim(mail)
    _spoil("PO-1")
    assert verify()

    capsys.readouterr()
    assert main(["restore", "--to", SECOND, "--yes"]) == 0
    assert later["invoiceId"] in capsys.readouterr().out
    expect_whole_books()
    assert (get("PO-1"), invoices()) == (order, issued)
    assert not bootstrap.mail_log().claim(mail), "nobody gets the same mail twice"

    charged(a_usage_charge("ch-2", "20.00"))
    for _ in range(2):
        invoice_now()
    assert [each["invoiceId"] for each in invoices() if each not in issued] == [later["invoiceId"]]
    check_books()
    expect_whole_books()


def _mail() -> LoggedMail:
    return LoggedMail(
        account_id=BUYER,
        mail_id="mail-1",
        kind=NoticeKind.BALANCE,
        about="purchase-order/PO-1",
        to="ann@example.com",
        subject="PO-1 runs out",
        at=datetime.now(UTC),
    )


def _spoil(purchase_order_id: str) -> None:
    """As a script gone wrong would."""
    tables, name = boto3.client("dynamodb"), name_of("PurchaseOrdersTable")
    key = {"account_id": {"S": BUYER}, "entry": {"S": f"PO#{purchase_order_id}"}}
    item = tables.get_item(TableName=name, Key=key)["Item"]
    revision = {"N": str(int(item["revision"]["N"]) + 1)}
    tables.put_item(TableName=name, Item=item | {"revision": revision})

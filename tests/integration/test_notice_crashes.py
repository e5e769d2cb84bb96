"""Mail and dying processes: whoever was mailed is not mailed again, whoever was not still is."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest

from functions.notify.app import lambda_handler
from procurement import bootstrap
from procurement.adapters.mail import SesMailer
from procurement.service.ports.mail import Mail
from tests.integration.conftest import SENDER
from tests.support.api import BUYER, call
from tests.support.application import add
from tests.support.crashes import Crash, When
from tests.support.events import a_balance_event, an_event, bus_envelope, sqs_batch
from tests.support.lambda_context import LambdaContext
from tests.support.ses import sent_mails

CONTACTS = [{"email": f"{name}@example.com", "name": name} for name in ("ann", "bob", "cat")]
ADDRESSES = [contact["email"] for contact in CONTACTS]


class MortalMailer(SesMailer):
    """SES through a process that dies at one mail, before or after SES took it."""

    def __init__(self, number: int, when: When) -> None:
        super().__init__(boto3.client("sesv2"), SENDER)
        self._left = number
        self._when = when

    def send(self, mail: Mail) -> str:
        self._left -= 1
        if self._left == 0 and self._when is When.BEFORE:
            raise Crash
        message_id = super().send(mail)
        if self._left == 0:
            raise Crash
        return message_id


@pytest.fixture
def dying_at(aws: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[int, When], None]:
    """Lets the process die at one mail; a new process has no such fate."""
    boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)

    def at(number: int, when: When) -> None:
        mailer = MortalMailer(number, when)
        monkeypatch.setattr(bootstrap, "mailer", lambda: mailer)
        bootstrap.post.cache_clear()

    return at


def walk() -> None:
    lambda_handler({"scheduledTime": "2027-12-31T09:00:00Z"}, LambdaContext())


def low_balance() -> None:
    key = bootstrap.unit_of_work()().purchase_orders.get(BUYER, "PO-1").key
    event = bus_envelope(a_balance_event(key=key))
    lambda_handler(sqs_batch(event), LambdaContext())


def invoice_without_purchase_order() -> None:
    data: dict[str, Any] = {
        "invoiceId": "EUINUS27-111122223333-000001",
        "invoiceType": "INVOICE",
        "invoicingEntity": "Amazon Web Services, Inc.",
        "billingPeriod": "2027-01",
        "dueOn": "2027-03-05",
        "total": {"amount": "100.00", "currencyCode": "USD"},
        "purchaseOrderReference": None,
        "purchaseOrderId": None,
        "lineItemNumber": None,
        "outcome": "NO_MATCH",
        "flags": [],
        "einvoiceDelivery": None,
    }
    envelope = {**bus_envelope(an_event(detail=data)), "detail-type": "InvoiceIssued"}
    lambda_handler(sqs_batch(envelope), LambdaContext())


@pytest.mark.parametrize("act", [walk, low_balance, invoice_without_purchase_order])
@pytest.mark.parametrize("when", list(When))
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_crash_costs_one_contact_one_mail_at_most(dying_at, clock, act, when, number):
    """R-358: at most once; a mail that may have gone out is not sent again"""
    add("PO-1", contacts=CONTACTS)
    assert call("PUT", "/notice-settings", {"contacts": CONTACTS}).status == 200
    dying_at(number, when)
    with pytest.raises(Crash):
        act()
    dying_at(0, when)
    for _ in range(3):
        act()
    expected = list(ADDRESSES)
    if when is When.BEFORE:
        # Claimed, and then nobody knows: a lost mail is the lesser evil.
        del expected[number - 1]
    assert sorted(to for to, _ in sent_mails()) == expected
    statuses = {each["to"]: each["status"] for each in call("GET", "/notices").body["items"]}
    assert statuses.pop(ADDRESSES[number - 1]) == "CLAIMED"
    assert set(statuses.values()) == {"SENT"}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_crash_on_one_day_harms_no_later_rung(dying_at, clock, number):
    """R-354, R-358"""
    add("PO-1", contacts=CONTACTS)
    dying_at(number, When.BEFORE)
    with pytest.raises(Crash):
        lambda_handler({"scheduledTime": "2027-12-24T09:00:00Z"}, LambdaContext())
    dying_at(0, When.BEFORE)
    before = len(sent_mails())
    walk()
    assert [to for to, _ in sent_mails()[before:]] == ADDRESSES

"""Grounds of what is told: mail, the bus, comparisons with the real account, reports."""

from typing import Final

from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from tests.crash.ground import Clock, Trigger, calling, newest
from tests.crash.invocation import invoked
from tests.support.api import BUYER, SELLER, call
from tests.support.application import accepted, add
from tests.support.corrections import an_invoice
from tests.support.events import sqs_batch
from tests.support.purchase_orders import EMEA
from tests.support.tables import name_of

CONTACTS: Final = [{"email": f"{name}@example.com", "name": name} for name in ("ann", "bob")]


def low_balance(clock: Clock) -> Trigger:
    """An invoice takes the balance below three quarters; two contacts."""
    add("PO-1", contacts=CONTACTS)
    clock("2027-02-03T06:00")
    an_invoice("300.00")
    return calling("notify", sqs_batch(newest("LineItemBalanceLow", BUYER)))


def invoice_without_order(clock: Clock) -> Trigger:
    """Two subscribers of invoices without a purchase order."""
    assert call("PUT", "/notice-settings", {"contacts": CONTACTS}).status == 200
    clock("2027-02-03T06:00")
    an_invoice("300.00")
    return calling("notify", sqs_batch(newest("InvoiceIssued", BUYER)))


def expiring(clock: Clock) -> Trigger:
    """A purchase order that ends with the month."""
    add("PO-1", contacts=CONTACTS)
    clock("2027-12-31T09:00")
    return calling("notify", {"scheduledTime": "2027-12-31T09:00:00Z", "notice": "EXPIRY"})


def radar(clock: Clock) -> Trigger:
    """A payment in May that nobody named a purchase order for; two subscribers."""
    accepted(("2027-02-15", "500.00"))
    assert call("PUT", "/radar/subscribers", {"subscribers": CONTACTS}).status == 200
    clock("2027-01-18T08:00")
    return calling("notify", {"scheduledTime": "2027-01-18T08:00:00Z", "notice": "RADAR"})


def streamed(clock: Clock) -> Trigger:
    """Three events that were just recorded."""
    for number in range(3):
        add(f"PO-{number}")
    table = dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].tables[name_of("LedgerTable")]
    assert table.stream_shard
    records = [
        record
        for record in (each.to_json() for each in table.stream_shard.items)
        if record["dynamodb"]["Keys"]["entry"]["S"].startswith("EVENT#")
    ]
    batch = [{**record, "eventSource": "aws:dynamodb"} for record in records]
    return calling("relay_events", {"Records": batch})


def swept_up(clock: Clock) -> Trigger:
    """Twelve events that no stream brought."""
    for number in range(12):
        add(f"PO-{number}")
    clock("2027-01-15T12:01")
    return calling("relay_events", {"scheduledTime": "2027-01-15T12:01:00Z"})


def daily_comparison(clock: Clock) -> Trigger:
    """Nobody asked; the schedule does."""
    clock("2027-02-10T07:30")
    return calling("reconcile", {"scheduledTime": "2027-02-10T07:30:00Z"})


def asked_comparison(clock: Clock) -> Trigger:
    """A typo on an invoice and another on a charge, found on request."""
    _to_be_compared(clock)
    return calling("reconcile", newest("ReconciliationRequested", BUYER))


def references_set(clock: Clock) -> Trigger:
    """What was found is set right in the real account."""
    path = f"/reconciliations/{_to_be_compared(clock)}/references"
    invoked("reconcile", newest("ReconciliationRequested", BUYER))
    plan = call("GET", path).body
    assert call("POST", path, {"planToken": plan["planToken"]}).status == 202
    return calling("reconcile", newest("ChargeReferencesRequested", BUYER))


def reports_of_a_month(clock: Clock) -> Trigger:
    """Two sellers sold something in April."""
    _sold(clock)
    return calling("publish_reports", {"scheduledTime": "2027-05-15T00:00:00Z"})


def a_report(clock: Clock) -> Trigger:
    """Its CSV, its Parquet file, its record."""
    _sold(clock)
    return calling("publish_reports", sqs_batch({"sellerAccountId": SELLER, "month": "2027-04"}))


def _to_be_compared(clock: Clock) -> str:
    clock("2027-01-05T09:00")
    add("PO-EUROPE-2027", bill_from=(EMEA,))
    clock("2027-02-10T09:00")
    asked = call("POST", "/reconciliations", {})
    assert asked.status == 202, asked.body
    return str(asked.body["reconciliationId"])


def _sold(clock: Clock) -> None:
    clock("2027-04-12T09:00")
    accepted(("2027-04-30", "300.00"), ("2027-07-31", "300.00"))
    clock("2027-05-15T00:00")

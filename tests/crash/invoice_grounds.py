"""Grounds of invoices: how they come into being, what is made of them, how they are corrected."""

from collections.abc import Mapping
from typing import Any
from unittest.mock import patch

import boto3

from procurement import bootstrap
from procurement.domain.charges.charge import ChargeKind
from procurement.service.invoices import claim_charges
from tests.crash.ground import OTHER, Clock, Trigger, calling, messages, newest
from tests.crash.invocation import invoked
from tests.support.api import BUYER, call
from tests.support.application import add
from tests.support.billing import a_usage_charge, charged
from tests.support.corrections import an_invoice, credit
from tests.support.cost_rows import cells, csv_text
from tests.support.events import sqs_batch
from tests.support.portal_deliveries import with_secret
from tests.support.purchase_orders import EMEA
from tests.support.story import BUCKET, QUEUE
from tests.support.terms import agreed, recurring, usage, validity


def small_groups(clock: Clock) -> Trigger:
    """Two charges for a tracked order, one of another entity, one that names an order."""
    add("A")
    charged(
        a_usage_charge("ch-1", "200.00"),
        a_usage_charge("ch-2", "100.00"),
        a_usage_charge("ch-3", "50.00", entity=EMEA),
        a_usage_charge("ch-4", "25.00", kind=ChargeKind.MARKETPLACE_USAGE, names="P1"),
        a_usage_charge("ch-5", "-5.00", period="2026-12"),
    )
    return _worked_off(clock)


def a_large_group(clock: Clock) -> Trigger:
    """Seven charges, of which three fit into one transaction here, and a small group."""
    add("A")
    charged(*(a_usage_charge(f"ch-{n}", "50.00") for n in range(1, 8)))
    charged(a_usage_charge("ch-8", "5.00", entity=EMEA))
    work = _worked_off(clock)

    def in_threes() -> Any:
        with patch.object(claim_charges, "AT_ONCE", 3):
            return work()

    return in_threes


def months_that_close(clock: Clock) -> Trigger:
    """A recurring payment and usage of two months, both for one order."""
    agreement = agreed(
        recurring("30.00"),
        usage(),
        validity("P12M"),
        references={"purchaseOrderReference": "P1"},
    )
    clock("2027-03-05T06:00")
    part = _part(agreement)
    return calling("generate_invoice", sqs_batch(part))


def months_without_end(clock: Clock) -> Trigger:
    """A recurring payment of an agreement without an end, whose line moves on with two months."""
    agreement = agreed(recurring("30.00"), references={"purchaseOrderReference": "P1"})
    clock("2027-03-05T06:00")
    return calling("generate_invoice", sqs_batch(_part(agreement)))


def a_dry_run(clock: Clock) -> Trigger:
    """Decides, and keeps only what it decided."""
    add("A")
    charged(a_usage_charge("ch-1", "200.00"))
    clock("2027-02-03T06:00")
    invoked("plan_invoices", {"runId": "dry-1", "isDryRun": True})
    return calling("generate_invoice", sqs_batch(*messages(QUEUE)))


def planning(clock: Clock) -> Trigger:
    """Two receivers with something due."""
    charged(a_usage_charge("ch-1"), a_usage_charge("ch-2", account=OTHER))
    clock("2027-02-03T06:00")
    return calling("plan_invoices", {"scheduledTime": "2027-02-03T06:00:00Z"})


def a_run_on_request(clock: Clock) -> Trigger:
    """Somebody asked for it."""
    charged(a_usage_charge("ch-1"))
    clock("2027-02-03T06:00")
    own = bootstrap.settings().deployment_account
    asked = call("POST", "/invoice-runs", {"runId": "run-1"}, account=own)
    assert asked.status == 202, asked.body
    event = newest("InvoiceRunRequested", "RUNS", own)
    return calling("plan_invoices", event)


def dropped(clock: Clock) -> Trigger:
    """A cost export of two accounts."""
    rows = [
        cells(BilledCost="10.00"),
        cells(BilledCost="5.00", ServiceName="Amazon S3"),
        cells(BilledCost="7.00", BillingAccountId=OTHER),
    ]
    return _drop(rows, clock)


def refused(clock: Clock) -> Trigger:
    """A cost export with a row that cannot be read."""
    return _drop([cells(BilledCost="10.00"), cells(BilledCost="1,234.56")], clock)


def _drop(rows: list[Mapping[str, str]], clock: Clock) -> Trigger:
    clock("2026-11-01T08:00")
    boto3.client("s3").put_object(Bucket=BUCKET, Key="2026-10.csv", Body=csv_text(rows).encode())
    s3 = {"bucket": {"name": BUCKET}, "object": {"key": "2026-10.csv"}}
    record = {
        "eventSource": "aws:s3",
        "eventTime": "2026-11-01T08:00:00.000Z",
        "eventName": "ObjectCreated:Put",
        "s3": s3,
    }
    return calling("import_charges", {"Records": [record]})


def documents(clock: Clock) -> Trigger:
    """A PDF and what the e-invoices lack."""
    clock("2027-02-03T06:00")
    message = {"accountId": BUYER, "invoiceId": an_invoice("300.00")}
    return calling("render_documents", sqs_batch(message))


def delivered(clock: Clock) -> Trigger:
    """An invoice for a portal."""
    clock("2027-02-03T06:00")
    with_secret()
    message = {"accountId": BUYER, "invoiceId": an_invoice("3000.00")}
    return calling("deliver_invoices", sqs_batch(message))


def many_regenerations(clock: Clock) -> Trigger:
    """Three invoices, one of them with a credit memo, to another order."""
    add("A")
    clock("2027-02-03T06:00")
    numbers = [an_invoice(f"{n}0.00") for n in range(1, 4)]
    assert credit(numbers[0], "5.00").status == 201
    add("B")
    asked = call(
        "POST",
        "/invoice-regenerations",
        {
            "invoiceIds": numbers,
            "reason": "Case 1",
            "target": "PURCHASE_ORDER",
            "purchaseOrderId": "B",
            "clientToken": "t-1",
        },
        account=bootstrap.settings().deployment_account,
        billingAccountId=BUYER,
    )
    assert asked.status == 202, asked.body
    message = {"accountId": BUYER, "regenerationId": asked.body["regenerationId"]}
    return calling("regenerate_invoices", sqs_batch(message))


def _worked_off(clock: Clock) -> Trigger:
    clock("2027-02-03T06:00")
    invoked("plan_invoices", {"runId": "run-1"})
    return calling("generate_invoice", sqs_batch(*messages(QUEUE)))


def _part(*collections: str) -> dict[str, Any]:
    return {
        "receiverAccountId": BUYER,
        "collectionIds": list(collections),
        "dueBy": bootstrap.clock().now().isoformat(),
    }

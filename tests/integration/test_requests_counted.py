"""What one invoice costs in requests, once its account is loaded."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from procurement import bootstrap
from procurement.domain.billing_settings.tax_rules import NO_TAXES
from procurement.domain.invoices.draft import draft_invoices
from procurement.domain.month import Month
from procurement.service.invoices.close_billing_periods import close_billing_periods
from procurement.service.invoices.issue_invoice import issue_invoice
from procurement.service.invoices.receiver_account import ReceiverAccount
from procurement.service.organizations.payers import Payers
from tests.support.api import BUYER, call
from tests.support.billing import Queue, a_usage_charge, charged, generate, invoices, plan
from tests.support.metering import a_record, metered
from tests.support.terms import agreed, usage

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@contextmanager
def requests_counted() -> Iterator[Counter[str]]:
    """Counts the DynamoDB requests that really leave the client."""
    counted: Counter[str] = Counter()
    events = bootstrap.connection().client.meta.events

    def count(model: Any, **_: Any) -> None:
        counted[model.name] += 1

    events.register("before-call.dynamodb", count)
    yield counted
    events.unregister("before-call.dynamodb", count)


def test_an_invoice_is_one_write_and_at_most_one_read(aws: None) -> None:
    """The numbers to reach: the read is of the last invoice number, once per batch."""
    call("POST", "/purchase-orders", _order())
    agreement_id = _accepted(None)
    counted = _issue(agreement_id)
    assert counted == {"TransactWriteItems": 1, "GetItem": 1}


def test_naming_a_known_purchase_order_costs_no_further_request(aws: None) -> None:
    """R-187: its new line, the balance and the invoice are the same write."""
    agreement_id = _accepted("PO-NAMED")
    counted = _issue(agreement_id)
    assert counted == {"TransactWriteItems": 1, "GetItem": 1}
    lines = call("GET", "/purchase-orders/PO-NAMED").body["lineItems"]
    assert [line["totalValue"] for line in lines] == ["0.00", "30.00"]


def test_a_receiver_of_a_run_is_three_reads_and_two_writes(queue: Queue) -> None:
    """However many charges and purchase orders (up to 100): with the settling of its part"""
    for number in range(5):
        call("POST", "/purchase-orders", {**_order(), "purchaseOrderId": f"PO-{number}"})
    charged(*(a_usage_charge(f"ch-{number}", due_at=NOW) for number in range(20)))
    plan("run-1")
    bootstrap.entities()
    with requests_counted() as counted:
        queue.work_off()
    assert len(invoices()) == 1
    assert counted == {"Query": 2, "BatchGetItem": 1, "TransactWriteItems": 2}


def test_a_part_without_its_collections_looks_for_them(queue: Queue) -> None:
    """R-310: as one that is handed out again, whose planner is gone"""
    charged(a_usage_charge(due_at=NOW))
    plan("run-1")
    (message,) = queue.receive()
    part = json.loads(message["Body"])
    assert part["foundIn"] == [BUYER]
    del part["foundIn"]
    bootstrap.entities()
    with requests_counted() as counted:
        generate(part)
    assert len(invoices()) == 1
    assert counted == {"Query": 3, "BatchGetItem": 1, "TransactWriteItems": 2}


def test_a_receiver_with_many_collections_is_not_told_them(queue: Queue) -> None:
    """A message stays small: the worker asks the index"""
    charged(*(a_usage_charge(collection=f"agmt-{n}", due_at=NOW) for n in range(21)))
    plan("run-1")
    (message,) = queue.receive()
    assert json.loads(message["Body"])["foundIn"] == []
    generate(json.loads(message["Body"]))
    assert [len(invoice["lines"]) for invoice in invoices()] == [21]


def test_25_records_are_three_requests_of_however_many_customers(aws: None) -> None:
    """Agreements, what is there already, and one transaction with records, sums and events."""
    agreements = [agreed(usage("0.10"), name=f"Product {number}") for number in range(5)]
    records = [
        a_record(agreement_id, "2027-01-15T12:00Z", 1, dimension="requests")
        for agreement_id in agreements
    ]
    with requests_counted() as counted:
        assert set(metered(*records)) == {"Success"}
    assert counted == {"BatchGetItem": 2, "TransactWriteItems": 1}
    with time_machine.travel(NOW + timedelta(hours=23), tick=False):
        hours = [(NOW + timedelta(hours=n)).isoformat() for n in range(23)]
        with requests_counted() as counted:
            assert set(metered(*(a_record(agreements[0], h) for h in hours))) == {"Success"}
    assert counted == {"BatchGetItem": 2, "TransactWriteItems": 1}


def test_closing_a_month_of_usage_costs_the_same_whatever_was_metered(aws: None) -> None:
    """The sums are kept: nobody reads the hours again."""
    agreement_id = agreed(usage("0.10"))
    with time_machine.travel(NOW + timedelta(hours=20), tick=False):
        hours = [(NOW + timedelta(hours=n)).isoformat() for n in range(20)]
        metered(*(a_record(agreement_id, hour, 3) for hour in hours))
    with bootstrap.unit_of_work()() as unit:
        charges = unit.charges.open_in(agreement_id, datetime(2027, 2, 3, tzinfo=UTC))
    with requests_counted() as counted:
        until = datetime(2027, 2, 3, tzinfo=UTC)
        assert close_billing_periods(charges, until, bootstrap.unit_of_work())
    assert counted == {"GetItem": 1, "Query": 1, "TransactWriteItems": 1}


def _issue(agreement_id: str) -> Counter[str]:
    with bootstrap.unit_of_work()() as unit:
        charges = unit.charges.open_in(agreement_id, NOW + timedelta(days=1))
        settings = unit.billing_settings.of_account(BUYER)
        (draft,) = draft_invoices(charges, settings, NO_TAXES, NOW.date())
        receiver = ReceiverAccount(
            BUYER, bootstrap.entities(), Month.of(NOW), Payers.read(charges, unit)
        )
        receiver.load(unit)
    with requests_counted() as counted:
        issue_invoice(draft, receiver, bootstrap.unit_of_work(), NOW)
    return counted


def _accepted(reference: str | None) -> str:
    today = NOW.date().isoformat()
    offer = {
        "name": "One payment",
        "productId": "prod-x",
        "targetAccountIds": [BUYER],
        "contractDuration": "P1M",
        "availabilityEndDate": today,
        "schedule": [{"chargeDate": today, "chargeAmount": "30.00"}],
    }
    offer_id = call("POST", "/offers", offer).body["offerId"]
    call("POST", f"/offers/{offer_id}/release", {})
    accepted = call("POST", f"/offers/{offer_id}/accept", {"purchaseOrderReference": reference})
    return str(accepted.body["agreement"]["agreementId"])


def _order() -> dict[str, Any]:
    line = {
        "lineItemNumber": "1",
        "type": "ALL",
        "startMonth": "2024-01",
        "endMonth": "2035-12",
        "unitPrice": "1000.00",
        "quantity": "1",
        "isBalanceTracked": True,
    }
    return {
        "purchaseOrderId": "PO-ALL",
        "billFrom": ["Amazon Web Services, Inc."],
        "effectiveMonth": "2024-01",
        "expirationMonth": "2035-12",
        "lineItems": [line],
    }

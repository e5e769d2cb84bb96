"""What one invoice costs in requests, once its account is loaded."""

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

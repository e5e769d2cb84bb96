"""What one invoice costs in requests, once its account is loaded."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from procurement import bootstrap
from procurement.domain.invoices.invoice import draft_invoices
from procurement.domain.month import Month
from procurement.service.invoices.issue_invoice import issue_invoice
from procurement.service.invoices.receiver_account import ReceiverAccount
from procurement.service.organizations.payers import Payers
from tests.support.api import BUYER, call

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


def _issue(agreement_id: str) -> Counter[str]:
    with bootstrap.unit_of_work()() as unit:
        charges = unit.charges.open_in(agreement_id, NOW + timedelta(days=1))
        (draft,) = draft_invoices(charges, unit.billing_settings.of_account(BUYER))
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

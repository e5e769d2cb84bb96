"""Many invoices at once on one purchase order line (S-37)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from local.api import Api, JsonObject
from local.samples import present_day
from tests.support.deployed import Deployed, a_purchase_order
from tests.support.eventually import eventually

pytestmark = pytest.mark.e2e

ENTITY = "Amazon Web Services Japan G.K."
INVOICES = 50
SECONDS = 150


def test_fifty_invoices_at_once_on_one_line_lose_no_update_and_no_number(deployed: Deployed):
    """R-147, R-130, R-391: each is booked exactly once, the balance goes below zero."""
    api = deployed.api
    order = a_purchase_order("PO-CONTENDED", billFrom=[ENTITY])
    order["lineItems"][0] |= {"type": "ALL", "unitPrice": "1000.00"}
    api.post("purchase-orders", **order)
    offers = [_released(api, deployed.info.account_id, number) for number in range(INVOICES)]

    with ThreadPoolExecutor(8) as callers:
        list(callers.map(lambda offer: _accept(deployed, offer), offers))

    def all_issued() -> list[JsonObject]:
        found = list(api.items("purchase-orders", "PO-CONTENDED", "invoices"))
        assert len(found) == INVOICES
        return found

    invoices = eventually(all_issued, within=SECONDS)
    assert {invoice["total"] for invoice in invoices} == {"30.00"}
    line = api.get("purchase-orders", "PO-CONTENDED")["lineItems"][0]
    assert (line["balance"], line["invoiceCount"]) == ("-500.00", INVOICES)
    numbers = sorted(int(invoice["invoiceId"].rpartition("-")[2]) for invoice in invoices)
    assert numbers == list(range(1, INVOICES + 1))
    falls = [e["type"] for e in api.items("events") if e["subject"].endswith("/PO-CONTENDED")]
    assert falls.count("LineItemBalanceLow") == 1
    assert falls.count("LineItemBalanceExhausted") == 1


def _released(api: Api, account_id: str, number: int) -> JsonObject:
    today = present_day()
    offer = api.post(
        "offers",
        name=f"Contended {number}",
        productId="prod-contended",
        targetAccountIds=[account_id],
        contractDuration="P1M",
        availabilityEndDate=today.isoformat(),
        invoicingEntity=ENTITY,
        schedule=[{"chargeDate": today.isoformat(), "chargeAmount": "30.00"}],
    )
    return api.post("offers", offer["offerId"], "release")


def _accept(deployed: Deployed, offer: JsonObject) -> None:
    api = Api.of_operator(deployed.info)
    try:
        api.post("offers", offer["offerId"], "accept")
    finally:
        api.close()

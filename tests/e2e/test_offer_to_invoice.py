"""The whole way of an installment plan: offer, schedule, release, acceptance, invoice."""

from datetime import timedelta

import pytest

from local.errors import ApiRefused
from local.samples import present_day
from tests.support.eventually import eventually

pytestmark = pytest.mark.e2e

INVOICE_SECONDS = 60


def test_an_accepted_offer_is_billed_at_once_under_the_purchase_order_it_names(deployed):
    api, account_id = deployed.api, deployed.info.account_id
    offer = api.post("offers", **_an_offer(account_id, "whole-way"))
    assert offer["state"] == "DRAFT"
    at = ("offers", offer["offerId"])

    plan = {
        "total": "100.00",
        "numberOfPayments": 3,
        "firstChargeDate": _day(0),
        "frequency": "QUARTERLY",
    }
    scheduled = api.put(*at, "payment-schedule", installmentPlan=plan)
    assert [p["chargeAmount"] for p in scheduled["schedule"]] == ["33.33", "33.33", "33.34"]

    change = {"action": "CHANGE", "number": 1, "chargeAmount": "40.00"}
    adjusted = api.patch(*at, "payment-schedule", adjustments=[change])
    assert adjusted["totalDue"] == {"amount": "106.67", "currencyCode": "USD"}

    assert api.post(*at, "release", confirmTotalDifference=True)["state"] == "RELEASED"
    accepted = api.post(*at, "accept", purchaseOrderReference="PO-WHOLE-WAY")
    agreement_id = accepted["agreement"]["agreementId"]
    assert [charge["timing"] for charge in accepted["charges"]] == [
        "ON_ACCEPTANCE",
        "SCHEDULED",
        "SCHEDULED",
    ]
    assert api.get("agreements", agreement_id) == accepted["agreement"]
    assert agreement_id in [each["agreementId"] for each in api.items("agreements")]

    first = eventually(lambda: _invoiced(api, agreement_id)[0], within=INVOICE_SECONDS)
    invoice = api.get("invoices", first["invoiceId"])
    assert invoice["purchaseOrderId"] == "PO-WHOLE-WAY"
    assert (invoice["total"], invoice["kind"]) == ("40.00", "MARKETPLACE_PURCHASE")
    assert [line["installment"] for line in invoice["lines"]] == ["1 of 3"]

    match = api.get("invoices", first["invoiceId"], "match")
    assert (match["outcome"], match["purchaseOrderId"]) == ("NAMED", "PO-WHOLE-WAY")
    assert match["funnel"][0]["criterion"] == "NAMED_BY_CHARGE"

    order = api.get("purchase-orders", "PO-WHOLE-WAY")
    assert (order["source"], order["status"]) == ("MARKETPLACE", "ACTIVE")
    assert [line["totalValue"] for line in order["lineItems"]] == ["0.00", "40.00"]
    invoices = api.items("purchase-orders", "PO-WHOLE-WAY", "invoices")
    assert [each["invoiceId"] for each in invoices] == [first["invoiceId"]]


def test_accepting_again_gives_the_same_agreement(deployed):
    offer_id = _released(deployed, "again", [_day(30), _day(60)])
    first = deployed.api.post("offers", offer_id, "accept")
    assert deployed.api.post("offers", offer_id, "accept") == first
    assert all(charge["state"] == "PENDING" for charge in first["charges"])


def test_a_suspended_purchase_order_is_named_but_not_printed(deployed):
    api = deployed.api
    offer_id = _released(deployed, "on-hold", [_day(0)])
    api.post("purchase-orders", **_an_empty_order("PO-HELD"))
    api.put("purchase-orders", "PO-HELD", "status", status="SUSPENDED")
    accepted = api.post("offers", offer_id, "accept", purchaseOrderReference="PO-HELD")
    agreement_id = accepted["agreement"]["agreementId"]

    charge = eventually(lambda: _invoiced(api, agreement_id)[0], within=INVOICE_SECONDS)
    invoice = api.get("invoices", charge["invoiceId"])
    assert (invoice["purchaseOrderId"], invoice["flags"]) == (None, ["PO_SUSPENDED"])
    order = api.get("purchase-orders", "PO-HELD")
    assert order["status"] == "SUSPENDED"
    assert [line["agreementId"] for line in order["lineItems"]] == [agreement_id] * 2


def test_the_number_of_a_pending_charge_changes_under_its_revision_only(deployed):
    api = deployed.api
    offer_id = _released(deployed, "numbers", [_day(0), _day(60)])
    accepted = api.post("offers", offer_id, "accept", purchaseOrderReference="PO-OLD")
    agreement_id = accepted["agreement"]["agreementId"]
    paid = eventually(lambda: _invoiced(api, agreement_id)[0], within=INVOICE_SECONDS)
    pending = accepted["charges"][1]

    api.put("charges", "purchase-orders", purchaseOrders=[_entry(pending, "PO-NEW")])
    charges = {c["id"]: c for c in api.items("agreements", agreement_id, "charges")}
    assert charges[pending["id"]]["purchaseOrderReference"] == "PO-NEW"
    assert charges[pending["id"]]["revision"] == pending["revision"] + 1
    assert api.get("purchase-orders", "PO-NEW")["source"] == "MARKETPLACE"

    for outdated in (_entry(pending, "PO-LATE"), _entry(paid, "PO-LATE")):
        with pytest.raises(ApiRefused) as refused:
            api.put("charges", "purchase-orders", purchaseOrders=[outdated])
        assert refused.value.status == 409


def _an_offer(account_id, name):
    return {
        "name": f"Offer {name}",
        "productId": "prod-e2e",
        "productType": "SAAS_CONTRACT",
        "targetAccountIds": [account_id],
        "contractDuration": "P12M",
        "availabilityEndDate": _day(7),
        "currencyCode": "USD",
        "clientToken": f"e2e-{name}",
    }


def _released(deployed, name, days):
    schedule = [{"chargeDate": day, "chargeAmount": "10.00"} for day in days]
    offer = deployed.api.post(
        "offers", **_an_offer(deployed.info.account_id, name), schedule=schedule
    )
    deployed.api.post("offers", offer["offerId"], "release")
    return offer["offerId"]


def _an_empty_order(purchase_order_id):
    return {
        "purchaseOrderId": purchase_order_id,
        "billFrom": ["Amazon Web Services, Inc."],
        "effectiveMonth": "2024-01",
        "expirationMonth": "2035-12",
    }


def _entry(charge, reference):
    return {
        "chargeId": charge["id"],
        "chargeRevision": charge["revision"],
        "agreementId": charge["agreementId"],
        "purchaseOrderReference": reference,
    }


def _invoiced(api, agreement_id):
    charges = api.items("agreements", agreement_id, "charges")
    found = [charge for charge in charges if charge["state"] == "INVOICED"]
    assert found
    return found


def _day(days_from_today):
    return (present_day() + timedelta(days=days_from_today)).isoformat()

"""Thirty-two workers at once on one account, one line, one charge, one schedule, one invoice.

Requests are signed and go over HTTP, messages through the real queues. Whoever was refused was
refused in the application's own words: each outcome is counted, so that a fault is seen as well.
"""

from collections import Counter
from collections.abc import Iterator

import pytest

from local.api import Api, JsonObject
from tests.support.deployed import Deployed, a_purchase_order
from tests.support.eventually import eventually
from tests.support.principals import Heard
from tests.support.raced import (
    a_memo,
    a_request,
    an_agreement,
    an_offer,
    day,
    memos_of,
    numbered,
    payment,
    the_charge,
)
from tests.support.races import (
    COST,
    WORKERS,
    Racer,
    all_at_once,
    ask_for_invoices,
    bodies,
    invoices_of,
    numbers_of,
    outcomes,
    scarce_and_plenty,
    usage_of_months,
)

pytestmark = pytest.mark.e2e

ORDERING = "810000000001"
INVOICED = "810000000002"
QUOTA = 100
ROOM = 5
SECONDS = 60


@pytest.fixture(scope="module")
def at(stack) -> Iterator[Deployed]:
    deployed = Deployed(stack.read())
    yield deployed
    deployed.api.close()


@pytest.fixture(scope="module")
def racer(at) -> Racer:
    """The operator for itself."""
    return Racer(at)


@pytest.fixture(scope="module")
def ordering(at) -> Api:
    """An account that has room for a few purchase orders more."""
    assert at.drop("races-ordering.csv", usage_of_months(ORDERING, 1))
    api = at.api.acting_for(ORDERING)
    for number in range(QUOTA - ROOM):
        api.post("purchase-orders", **a_purchase_order(f"PO-BEFORE-{number}"))
    return api


@pytest.fixture(scope="module")
def invoiced(at) -> Api:
    """An account whose due months many workers invoiced at the same time."""
    imported = at.drop("races-invoiced.csv", usage_of_months(INVOICED, WORKERS))
    assert imported["type"] == "CostExportImported", imported
    buyer = at.api.acting_for(INVOICED)
    scarce_and_plenty(buyer, ROOM)
    ask_for_invoices(at, INVOICED, WORKERS)

    def all_issued() -> None:
        assert len(invoices_of(buyer)) == WORKERS

    eventually(all_issued, within=SECONDS)
    return buyer


def test_an_account_takes_as_many_purchase_orders_as_it_has_room_for(at, ordering):
    """R-041: no two requests take the last place."""
    racer = Racer(at, ORDERING)

    def add(number: int) -> Heard:
        return racer.send("POST", "/purchase-orders", a_purchase_order(f"PO-{number}"))

    heard = all_at_once(add)
    assert outcomes(heard) == {"201": ROOM, "400 QUOTA_EXCEEDED": WORKERS - ROOM}
    assert len(list(ordering.items("purchase-orders"))) == QUOTA


def test_one_of_many_purchase_orders_with_one_number_is_added(racer):
    body = a_purchase_order("PO-RACED")
    heard = all_at_once(lambda _: racer.send("POST", "/purchase-orders", body))
    assert outcomes(heard) == {"201": 1, "409 ALREADY_EXISTS ALREADY_EXISTS": WORKERS - 1}


def test_one_of_many_edits_of_one_version_is_kept(at, racer):
    at.api.post("purchase-orders", **a_purchase_order("PO-EDITED"))

    def edit(number: int) -> Heard:
        body = {"expectedVersion": 1, "description": f"by {number}"}
        return racer.send("PATCH", "/purchase-orders/PO-EDITED", body)

    heard = all_at_once(edit)
    assert outcomes(heard) == {"200": 1, "409 STALE_VERSION": WORKERS - 1}
    (kept,) = bodies(heard)
    found = at.api.get("purchase-orders", "PO-EDITED")
    assert (found["version"], found["description"]) == (2, kept["description"])


def test_a_line_is_taken_by_as_many_invoices_as_its_balance_suffices_for(invoiced):
    """R-124, R-131, R-147, R-148, R-391: balance exact, numbers gap-free, each invoice once."""
    taken = Counter(each["purchaseOrderId"] for each in invoices_of(invoiced))
    assert taken == {"PO-SCARCE": ROOM, "PO-PLENTY": WORKERS - ROOM}
    line = invoiced.get("purchase-orders", "PO-SCARCE")["lineItems"][0]
    assert (line["balance"], line["invoiceCount"]) == ("0.00", ROOM)
    assert numbers_of(invoiced) == list(range(1, WORKERS + 1))


def test_one_of_many_numbers_of_one_revision_is_set_on_a_charge(at, racer):
    """R-214"""
    charge = the_charge(at, an_agreement(at, 60))
    heard = all_at_once(lambda n: racer.call("UpdatePurchaseOrders", numbered(charge, f"PO-C-{n}")))
    assert outcomes(heard) == {"200": 1, "409 ConflictException": WORKERS - 1}
    after = the_charge(at, charge["agreementId"])
    assert after["revision"] == charge["revision"] + 1
    assert after["purchaseOrderReference"].startswith("PO-C-")


def test_a_charge_is_invoiced_with_the_number_that_was_set_in_time(at, racer):
    """R-219, R-222: while its invoice is under way, a number is taken and printed, or refused."""
    charge = the_charge(at, an_agreement(at, 0))
    heard = all_at_once(lambda n: racer.call("UpdatePurchaseOrders", numbered(charge, f"PO-D-{n}")))
    seen = outcomes(heard)
    assert seen.keys() <= {"200", "409 ConflictException", "400 ValidationException"}, seen
    assert seen["200"] <= 1

    def is_invoiced() -> JsonObject:
        found = the_charge(at, charge["agreementId"])
        assert found["state"] == "INVOICED"
        return found

    after = eventually(is_invoiced, within=SECONDS)
    for each in bodies(heard):
        assert each == {}
        (invoice,) = at.api.items("purchase-orders", after["purchaseOrderReference"], "invoices")
        assert invoice["total"] == "600.00"


def test_one_of_many_schedules_of_one_version_is_kept(at, racer):
    offer = at.api.post("offers", **an_offer(at, 60))
    path = f"/offers/{offer['offerId']}/payment-schedule"

    def write(number: int) -> Heard:
        schedule = [{"chargeDate": day(60), "chargeAmount": f"{number + 1}.00"}]
        return racer.send("PUT", path, {"schedule": schedule, "expectedVersion": 1})

    heard = all_at_once(write)
    assert outcomes(heard) == {"200": 1, "409 STALE_VERSION": WORKERS - 1}
    (kept,) = bodies(heard)
    found = at.api.get("offers", offer["offerId"])
    assert (found["version"], found["schedule"]) == (2, kept["schedule"])


def test_many_acceptances_of_one_request_make_one_agreement(at, racer):
    request = a_request(at, {"paymentScheduleTerm": {"schedule": [payment(60)]}})
    body = {"agreementRequestId": request}
    heard = all_at_once(lambda _: racer.call("AcceptAgreementRequest", body))
    assert outcomes(heard).keys() <= {"200", "409 ConflictException", "400 ValidationException"}
    agreements = {each["agreementId"] for each in bodies(heard)}
    assert len(agreements) == 1
    assert len(list(at.api.items("agreements", *agreements, "charges"))) == 1


def test_payments_asked_for_never_exceed_their_maximum(at, racer):
    """R-403"""
    request = a_request(at, {"variablePaymentTerm": {"maxTotalChargeAmount": f"{ROOM * 100}.00"}})
    accepted = at.api.post("agreement-requests", request, "accept")
    agreement = accepted["agreement"]["agreementId"]
    (term,) = (
        term["id"]
        for entry in at.api.get("agreements", agreement, "terms")["acceptedTerms"]
        for term in entry.values()
        if term["type"] == "VariablePaymentTerm"
    )

    def ask(number: int) -> Heard:
        body = {
            "agreementId": agreement,
            "termId": term,
            "name": "Workshop",
            "chargeAmount": "100.00",
            "clientToken": f"race-{number}",
        }
        return racer.call("SendAgreementPaymentRequest", body)

    heard = all_at_once(ask)
    assert outcomes(heard) == {"200": ROOM, "400 ValidationException": WORKERS - ROOM}


def test_memos_never_exceed_their_invoice(at, invoiced):
    """R-153"""
    path = memos_of(invoices_of(invoiced)[0])
    racer = Racer(at, INVOICED)
    heard = all_at_once(lambda n: racer.send("POST", path, a_memo("7.00", f"race-{n}")))
    seen = outcomes(heard)

    assert {each[:3] for each in seen} == {"201", "400"}, seen
    assert seen["201"] == COST // 7


def test_one_token_makes_one_memo(at, invoiced):
    invoice = invoices_of(invoiced)[1]
    racer = Racer(at, INVOICED)
    body = a_memo("1.00", "the-same")
    heard = all_at_once(lambda _: racer.send("POST", memos_of(invoice), body))
    assert outcomes(heard) == {"201": WORKERS}
    assert len({each["invoiceId"] for each in bodies(heard)}) == 1
    assert len(invoiced.get("invoices", invoice["invoiceId"])["creditMemos"]) == 1


def test_an_invoice_is_credited_and_regenerated_at_once(at, invoiced):
    """R-149: every memo counts, editions are gap-free, and both balances are exact."""
    invoice = invoices_of(invoiced)[2]
    racer, path = Racer(at, INVOICED), f"/invoices/{invoice['invoiceId']}/regenerate"

    def correct(number: int) -> Heard:
        if number % 2:
            return racer.send("POST", memos_of(invoice), a_memo("1.00", f"beside-{number}"))
        wanted = ("PO-SCARCE", "PO-PLENTY")[number // 2 % 2]
        body = {"target": "PURCHASE_ORDER", "purchaseOrderId": wanted, "reason": "Case 1"}
        return racer.send("POST", path, body)

    seen = outcomes(all_at_once(correct))

    assert seen.keys() <= {"200", "201", "409 LOST_RACE"}
    found = invoiced.get("invoices", invoice["invoiceId"])
    assert len(found["creditMemos"]) == seen["201"]
    assert found["maxAdjustmentAmount"] == f"{COST - seen['201']}.00"
    kept = invoiced.get("invoices", invoice["invoiceId"], "editions")["items"]
    assert sorted(each["edition"] for each in kept) == list(range(1, found["edition"] + 1))
    numbers = numbers_of(invoiced)
    assert numbers == list(range(1, len(numbers) + 1))

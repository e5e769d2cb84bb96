"""Accepting an offer: one charge per payment, the purchase orders they name, the first invoice."""

from dataclasses import replace
from typing import Any

import pytest

from procurement.adapters.dynamodb.agreements import DynamoAgreements
from procurement.adapters.dynamodb.purchase_orders import DynamoPurchaseOrders
from tests.support.api import BUYER, SELLER, call
from tests.support.application import (
    Body,
    a_line_body,
    accept,
    accepted,
    add,
    check_refusal,
    draft,
    events_of,
    get,
    items,
    nothing_written,
    path_of,
    release,
    released,
    set_status,
)
from tests.support.billing import check_books, invoice_now, invoices
from tests.support.crashes import Crash, When, counted, crashed, crashing_at
from tests.support.purchase_orders import EMEA, INC

OTHER = "999988887777"

pytestmark = pytest.mark.usefixtures("aws", "clock")


def lines_of(purchase_order_id: str) -> list[tuple[str, str, str, str]]:
    """(type, start, end, total value) of the lines."""
    return [
        (line["type"], line["startMonth"], line["endMonth"], line["totalValue"])
        for line in get(purchase_order_id)["lineItems"]
    ]


def references(body: Body) -> list[str | None]:
    return [charge["purchaseOrderReference"] for charge in body["charges"]]


def per_payment(*named: str) -> Body:
    entries = [
        {"installment": number, "purchaseOrderReference": reference}
        for number, reference in enumerate(named, start=1)
    ]
    return {"purchaseOrders": entries}


TRANSACTION = "AWS_MARKETPLACE_TRANSACTION"


class TestCharges:
    def test_every_payment_becomes_one_charge(self):
        """R-322, R-305, R-209"""
        answer = accept(released(netPaymentTerm="P45D"))
        assert answer.status == 201
        agreement, charges = answer.body["agreement"], answer.body["charges"]
        assert agreement["status"] == "ACTIVE"
        assert agreement["totalValue"] == {"amount": "1000.00", "currencyCode": "USD"}
        assert (agreement["startDate"], agreement["endDate"]) == ("2027-01-15", "2028-01-14")
        assert [(c["time"], c["amount"], c["revision"], c["timing"]) for c in charges] == [
            ("2027-04-15T00:00:00.000Z", "500.00", 1, "SCHEDULED"),
            ("2027-05-15T00:00:00.000Z", "500.00", 1, "SCHEDULED"),
        ]
        path = f"/agreements/{agreement['agreementId']}"
        assert call("GET", path).body == agreement
        assert items(f"{path}/charges", maxResults=1) == charges
        assert items("/charges", maxResults=1) == charges
        assert [a["agreementId"] for a in items("/agreements")] == [agreement["agreementId"]]
        (event,) = events_of()
        assert event["type"] == "AgreementAccepted"
        assert event["detail"]["isDueNow"] is False

    def test_a_repeat_is_harmless(self):
        """R-322: the same answer, and nothing written"""
        offer = released()
        first = accept(offer, purchaseOrderReference="B-7")
        with nothing_written():
            again = accept(offer, purchaseOrderReference="B-7")
        assert (again.status, again.body) == (201, first.body)

    def test_a_repeat_with_other_numbers_is_a_conflict(self):
        offer = released()
        accept(offer, purchaseOrderReference="B-7")
        with nothing_written():
            for more in ({}, {"purchaseOrderReference": "B-8"}, per_payment("B-7")):
                answer = accept(offer, **more)
                check_refusal(answer, 409, "ConflictException", "ALREADY_EXISTS")
                assert answer.body["resourceType"] == "Agreement"

    def test_a_late_repeat_is_harmless_after_a_number_was_changed(self):
        """R-322: what happened to the charges since is no reason to refuse it"""
        offer = released()
        first = accept(offer, purchaseOrderReference="B-7")
        charge = first.body["charges"][0]
        entry = {
            "chargeId": charge["id"],
            "chargeRevision": charge["revision"],
            "purchaseOrderReference": "C-1",
        }
        assert call("PUT", "/charges/purchase-orders", {"purchaseOrders": [entry]}).status == 200
        again = accept(offer, purchaseOrderReference="B-7")
        assert again.status == 201
        assert references(again.body) == ["C-1", "B-7"]

    def test_every_buyer_of_an_offer_has_an_agreement_of_its_own(self):
        offer = released(targetAccountIds=[BUYER, OTHER])
        mine, theirs = accept(offer), accept(offer, OTHER)
        assert mine.body["agreement"]["agreementId"] != theirs.body["agreement"]["agreementId"]
        assert len(items("/charges")) == len(items("/charges", account=OTHER)) == 2

    def test_after_the_last_day_it_is_too_late(self, clock):
        """R-296: the deadline day itself counts"""
        offer, late = released(), released()
        clock("2027-04-30T23:59:59")
        assert accept(offer).status == 201
        clock("2027-05-01T00:00")
        with nothing_written():
            answer = accept(late)
        check_refusal(answer, 409, "ConflictException", "WRONG_STATUS")
        assert "2027-04-30" in answer.body["message"]

    def test_sixty_payments_with_sixty_purchase_orders(self):
        """R-178, R-182, R-274"""
        plan = {"total": "6000.00", "numberOfPayments": 60, "firstChargeDate": "2027-02-01"}
        offer = draft(
            contractDuration="P60M", availabilityEndDate="2027-01-31", installmentPlan=plan
        )
        release(offer)
        numbers = [f"Q{number:02}" for number in range(1, 61)]
        answer = accept(offer, **per_payment(*numbers))
        assert answer.status == 201, answer.body
        assert references(answer.body) == numbers
        orders = items("/purchase-orders", maxResults=50)
        assert {order["purchaseOrderId"] for order in orders} == set(numbers)
        last = get("Q60")
        assert (last["effectiveMonth"], last["expirationMonth"]) == ("2032-01", "2032-01")


class TestDueAtOnce:
    @pytest.mark.parametrize(
        ("accepted_at", "timing", "due"),
        [
            ("2027-04-20T09:30", "ON_ACCEPTANCE", "2027-04-20T09:30:00.000Z"),
            ("2027-04-14T23:59", "SCHEDULED", "2027-04-15T00:00:00.000Z"),
            ("2027-04-15T00:01", "ON_ACCEPTANCE", "2027-04-15T00:01:00.000Z"),
            ("2027-04-15T00:00", "ON_ACCEPTANCE", "2027-04-15T00:00:00.000Z"),
        ],
    )
    def test_a_first_date_before_acceptance_is_due_at_once(self, accepted_at, timing, due, clock):
        """R-307, R-309, S-79"""
        offer = released()
        clock(accepted_at)
        first, second = accept(offer).body["charges"]
        assert (first["timing"], first["time"]) == (timing, due)
        assert (second["timing"], second["time"]) == ("SCHEDULED", "2027-05-15T00:00:00.000Z")
        (event,) = events_of()
        assert event["detail"]["isDueNow"] is (timing == "ON_ACCEPTANCE")

    def test_the_event_asks_for_the_invoice_by_itself(self, clock):
        """R-307: what the rule makes of the event is a message that the generator takes"""
        offer = released()
        clock("2027-04-20T09:30")
        accept(offer, purchaseOrderReference="B-7")
        (event,) = events_of(type_="AgreementAccepted")
        detail = event["detail"]
        numbers = invoice_now(detail["receiverAccountId"], detail["agreementId"])
        assert len(numbers) == 1
        (invoice,) = invoices()
        assert (invoice["total"], invoice["purchaseOrderId"]) == ("500.00", "B-7")
        assert invoice["billingPeriod"] == "2027-04"
        assert invoice["issuedAt"] == "2027-04-20T09:30:00.000Z"
        check_books(BUYER, detail["agreementId"])


class TestNamedOrders:
    def test_a_missing_one_is_created_with_defaults(self):
        """R-188 to R-190, R-202: at once, so that the buyer sees it"""
        body = accepted(references={"purchaseOrderReference": "B-7", "purchaseOrderLine": "30"})
        order = get("B-7")
        assert (order["status"], order["source"], order["version"]) == ("ACTIVE", "MARKETPLACE", 1)
        assert order["billFrom"] == [INC]
        assert (order["effectiveMonth"], order["expirationMonth"]) == ("2027-04", "2027-05")
        assert (order["contacts"], order["tags"], order["currencyCode"]) == ([], {}, "USD")
        (line,) = order["lineItems"]
        assert (line["type"], line["totalValue"], line["isBalanceTracked"]) == (
            TRANSACTION,
            "0.00",
            False,
        )
        assert line["externalLineNumber"] == "30"
        assert line["agreementId"] == body["agreement"]["agreementId"]
        assert order["balance"] is None

    def test_an_active_one_gets_the_line_and_a_wider_window(self):
        """R-191, R-198"""
        add("B-7", months=("2027-05", "2027-06"), bill_from=(EMEA,))
        accepted(("2027-04-15", "500.00"), ("2027-08-15", "500.00"), references=named("B-7"))
        order = get("B-7")
        assert (order["effectiveMonth"], order["expirationMonth"]) == ("2027-04", "2027-08")
        assert order["billFrom"] == [EMEA, INC]
        assert order["status"] == "ACTIVE"
        assert lines_of("B-7")[1:] == [(TRANSACTION, "2027-04", "2027-08", "0.00")]
        assert (order["source"], order["version"], order["balance"]) == ("USER", 2, "1000.00")

    def test_an_expired_one_revives_until_the_lines_end(self, clock):
        """R-195, R-064"""
        offer = released()
        add("B-7", months=("2027-01", "2027-01"))
        clock("2027-02-01T00:00")
        assert get("B-7")["status"] == "EXPIRED"
        assert accept(offer, purchaseOrderReference="B-7").status == 201
        order = get("B-7")
        assert (order["status"], order["expirationMonth"]) == ("ACTIVE", "2027-05")

    def test_a_suspended_one_gets_the_line_and_stays_suspended(self):
        """R-192, R-194"""
        add("B-7")
        set_status("B-7", "SUSPENDED")
        accepted(references=named("B-7"))
        assert get("B-7")["status"] == "SUSPENDED"
        assert len(lines_of("B-7")) == 2

    def test_a_suspended_expired_one_gets_the_line_and_is_suspended(self, clock):
        """R-196, S-53"""
        offer = released(("2027-04-15", "500.00"), ("2027-08-15", "500.00"))
        add("X", months=("2027-01", "2027-01"))
        set_status("X", "SUSPENDED")
        clock("2027-02-01T00:00")
        assert get("X")["status"] == "SUSPENDED_EXPIRED"
        accept(offer, purchaseOrderReference="X")
        assert (get("X")["status"], get("X")["expirationMonth"]) == ("SUSPENDED", "2027-08")
        clock("2027-04-15T00:00")
        invoice_now(BUYER, items("/agreements")[0]["agreementId"])
        (invoice,) = invoices()
        assert (invoice["purchaseOrderId"], invoice["outcome"]) == (None, "NAMED_SUSPENDED")

    def test_two_products_on_one_number_are_two_lines(self):
        """R-176, R-177, S-63"""
        for product in ("prod-p", "prod-q"):
            accepted(references=named("B-7"), productId=product)
        lines = get("B-7")["lineItems"]
        assert len({line["lineItemNumber"] for line in lines}) == 2
        assert {line["externalLineNumber"] for line in lines} == {"1"}

    def test_different_numbers_per_payment_exist_from_acceptance_on(self, clock):
        """R-182, R-190, S-85"""
        days = ("2027-04-15", "2027-05-15", "2027-06-15", "2027-07-15")
        body = accepted(
            *((day, "250.00") for day in days), references=per_payment("Q1", "Q1", "Q3", "Q3")
        )
        assert references(body) == ["Q1", "Q1", "Q3", "Q3"]
        assert lines_of("Q1") == [(TRANSACTION, "2027-04", "2027-05", "0.00")]
        assert lines_of("Q3") == [(TRANSACTION, "2027-06", "2027-07", "0.00")]
        agreement = body["agreement"]["agreementId"]
        for day in days:
            clock(f"{day}T00:00")
            invoice_now(BUYER, agreement)
        assert [invoice["purchaseOrderId"] for invoice in invoices()] == ["Q1", "Q1", "Q3", "Q3"]
        assert lines_of("Q3") == [
            (TRANSACTION, "2027-06", "2027-07", "0.00"),
            (TRANSACTION, "2027-06", "2027-06", "250.00"),
            (TRANSACTION, "2027-07", "2027-07", "250.00"),
        ]
        check_books(BUYER, agreement)

    def test_a_suspended_ones_invoice_takes_no_other_order(self, clock):
        """R-193, S-51: neither the suspended one nor the fitting blanket one"""
        add("S")
        set_status("S", "SUSPENDED")
        add("BLANKET", a_line_body("1", "AWS_MARKETPLACE_BLANKET_USAGE", total="9000.00"))
        agreement = accepted(references=named("S"))["agreement"]["agreementId"]
        clock("2027-04-15T00:00")
        (number,) = invoice_now(BUYER, agreement)
        (invoice,) = invoices()
        assert invoice["purchaseOrderId"] is None
        assert invoice["flags"] == ["PO_SUSPENDED"]
        assert lines_of("S")[-1] == (TRANSACTION, "2027-04", "2027-04", "500.00")
        assert set_status("S", "ACTIVE").status == 200
        assert call("GET", f"/invoices/{number}").body == invoice
        clock("2027-05-15T00:00")
        invoice_now(BUYER, agreement)
        assert invoices()[1]["purchaseOrderId"] == "S"

    def test_a_deleted_one_is_created_again_by_the_next_invoice(self, clock):
        """R-072"""
        agreement = accepted(references=named("B-7"))["agreement"]["agreementId"]
        assert call("DELETE", path_of("B-7")).status == 204
        clock("2027-04-15T00:00")
        invoice_now(BUYER, agreement)
        assert invoices()[0]["purchaseOrderId"] == "B-7"
        assert lines_of("B-7") == [(TRANSACTION, "2027-04", "2027-04", "500.00")]

    def test_quotas_never_refuse_a_purchase(self, monkeypatch):
        """R-197, R-199"""
        monkeypatch.setattr("procurement.domain.purchase_orders.quota.MAX_ACTIVE", 1)
        add("PO-1")
        accepted(references=named("B-7"))
        assert {order["status"] for order in items("/purchase-orders")} == {"ACTIVE"}
        with nothing_written():
            answer = call("POST", "/purchase-orders", {**order_body(), "purchaseOrderId": "PO-2"})
        check_refusal(answer, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")
        assert set_status("PO-1", "SUSPENDED").status == 200


def named(reference: str) -> Body:
    return {"purchaseOrderReference": reference}


def order_body() -> Body:
    return {
        "billFrom": [INC],
        "effectiveMonth": "2027-01",
        "expirationMonth": "2027-12",
        "lineItems": [a_line_body()],
    }


class TestInterrupted:
    @pytest.mark.parametrize("method", ["add", "save_quota", "find"])
    def test_cut_off_between_agreement_and_naming_a_repeat_heals(self, method, monkeypatch):
        """R-190: the agreement stands, the order follows with the repeat"""
        offer = released()
        real, failures = getattr(DynamoPurchaseOrders, method), [1]

        def once(*arguments: Any) -> Any:
            if failures:
                failures.pop()
                raise RuntimeError("cut off")
            return real(*arguments)

        monkeypatch.setattr(DynamoPurchaseOrders, method, once)
        answer = accept(offer, purchaseOrderReference="B-7")
        check_refusal(answer, 500, "InternalServerException", "INTERNAL")
        assert len(items("/agreements")) == 1
        assert items("/purchase-orders") == []
        healed = accept(offer, purchaseOrderReference="B-7")
        assert healed.status == 201
        assert references(healed.body) == ["B-7", "B-7"]
        assert lines_of("B-7") == [(TRANSACTION, "2027-04", "2027-05", "0.00")]
        assert len(events_of(type_="AgreementAccepted")) == 1

    def test_a_crash_at_any_commit_is_healed_by_a_repeat(self, subtests):
        """Crashed before and after each of its writes, then repeated: nothing lost or doubled"""
        days = ("2027-04-15", "2027-05-15", "2027-06-15")
        given = per_payment("A", "B", "A")

        def outcome(offer: Body) -> Any:
            answer = accept(offer, **given)
            assert answer.status == 201, answer.body
            agreement = answer.body["agreement"]["agreementId"]
            lines = [
                {**line, "lineItemNumber": "", "agreementId": ""}
                for name in "AB"
                for line in get(name)["lineItems"]
                if line["agreementId"] == agreement
            ]
            return references(answer.body), lines, len(items(f"/agreements/{agreement}/charges"))

        with counted() as commits:
            expected = outcome(released(*((day, "1.00") for day in days)))
        assert commits.count == 5  # draft, release, agreement, one per purchase order
        for number in (1, 2, 3):
            for when in When:
                with subtests.test(number=number, when=when.value):
                    offer = released(*((day, "1.00") for day in days))
                    assert crashed(lambda offer=offer: accept(offer, **given), number, when)
                    assert outcome(offer) == expected
        accepted_events = events_of(type_="AgreementAccepted")
        assert len(accepted_events) == 7
        assert len({event["subject"] for event in accepted_events}) == 7

    def test_a_release_that_comes_between_is_no_agreement_on_stale_terms(self, monkeypatch):
        """The agreement holds the very version of the offer that was read"""
        offer = released()
        hold = DynamoAgreements.hold_offer

        def older(self: DynamoAgreements, read: Any) -> None:
            hold(self, replace(read, version=read.version - 1))

        monkeypatch.setattr(DynamoAgreements, "hold_offer", older)
        with nothing_written():
            answer = accept(offer)
        check_refusal(answer, 409, "ConflictException", "STALE_VERSION")


def test_the_seller_sees_the_agreement_but_no_charges():
    """R-221"""
    agreement = accepted()["agreement"]["agreementId"]
    assert call("GET", f"/agreements/{agreement}", account=SELLER).status == 200
    answer = call("GET", f"/agreements/{agreement}/charges", account=SELLER)
    check_refusal(answer, 404, "ResourceNotFoundException", "AGREEMENT_NOT_FOUND")


def test_a_crash_is_no_exception_that_anything_catches():
    """The helper itself: a crash gets through every layer"""
    with pytest.raises(Crash), crashing_at(1, When.BEFORE):
        add("PO-1")
    assert items("/purchase-orders") == []

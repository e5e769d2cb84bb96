"""UpdatePurchaseOrders: other numbers on open charges, 1 to 86 at once, all or nothing."""

from dataclasses import replace
from typing import Any

import pytest

from procurement import bootstrap
from procurement.adapters.dynamodb.purchase_orders import DynamoPurchaseOrders
from procurement.adapters.dynamodb.transaction import Transaction
from procurement.domain.charges.charge import ChargeState
from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import (
    Body,
    accept,
    accepted,
    add,
    check_refusal,
    draft,
    events_of,
    get,
    items,
    nothing_written,
    release,
    released,
    set_status,
)
from tests.support.billing import charges_of, invoice_now, invoices
from tests.support.crashes import When, counted, crashed

OTHER = "999988887777"

pytestmark = pytest.mark.usefixtures("aws", "clock")


def update(*entries: Body, account: str = BUYER) -> Answer:
    return call(
        "PUT", "/charges/purchase-orders", {"purchaseOrders": list(entries)}, account=account
    )


def entry(charge: Body, reference: str | None = "P-1", **more: Any) -> Body:
    """What AWS's own sample sends: everything as it was listed."""
    return {
        "chargeId": charge["id"],
        "chargeRevision": charge["revision"],
        "agreementId": charge["agreementId"],
        "purchaseOrderReference": reference,
        **more,
    }


def listed(body: Body) -> list[Body]:
    return items(f"/agreements/{body['agreement']['agreementId']}/charges")


def named(body: Body) -> list[tuple[str | None, int]]:
    return [(charge["purchaseOrderReference"], charge["revision"]) for charge in listed(body)]


@pytest.fixture
def agreement(aws: None, clock: Any) -> Body:
    """Two payments of 500.00, in April and in May, without purchase orders."""
    return accepted()


class TestUpdating:
    def test_the_answer_is_empty_and_the_number_is_there(self, agreement):
        """R-209, R-214, R-218, R-190"""
        answer = update(entry(agreement["charges"][0], "P-1"))
        assert (answer.status, answer.body) == (200, {})
        assert named(agreement) == [("P-1", 2), (None, 1)]
        order = get("P-1")
        assert (order["status"], order["source"]) == ("ACTIVE", "MARKETPLACE")
        assert (order["effectiveMonth"], order["expirationMonth"]) == ("2027-04", "2027-04")
        (event,) = events_of(type_="ChargePurchaseOrdersUpdated")
        assert event["detail"]["charges"][0]["to"] == "P-1"
        assert event["detail"]["charges"][0]["from"] is None

    def test_the_agreement_may_be_left_out(self, agreement):
        """R-211: only the charge is required to be named"""
        entries = [entry(charge) for charge in agreement["charges"]]
        for each in entries:
            del each["agreementId"]
        assert update(*entries).status == 200
        assert named(agreement) == [("P-1", 2), ("P-1", 2)]

    def test_the_line_spans_all_charges_that_name_the_order(self, agreement):
        """R-191, R-202: also those of earlier calls"""
        update(entry(agreement["charges"][1], "P-1"))
        update(entry(agreement["charges"][0], "P-1"))
        (line,) = get("P-1")["lineItems"]
        assert (line["startMonth"], line["endMonth"]) == ("2027-04", "2027-05")

    def test_the_same_number_again_keeps_the_revision(self, agreement):
        """R-214"""
        update(*(entry(charge, "P-1") for charge in agreement["charges"]))
        before = events_of()
        with nothing_written():
            answer = update(*(entry(charge, "P-1") for charge in listed(agreement)))
        assert answer.status == 200
        assert named(agreement) == [("P-1", 2), ("P-1", 2)]
        assert events_of() == before

    def test_eighty_six_charges_of_two_agreements_at_once(self):
        """R-211, R-212"""
        plan = {"total": "6000.00", "numberOfPayments": 60, "firstChargeDate": "2027-02-01"}
        bodies = []
        for product in ("prod-p", "prod-q"):
            offer = draft(
                contractDuration="P60M",
                availabilityEndDate="2027-01-31",
                installmentPlan=plan,
                productId=product,
            )
            release(offer)
            bodies.append(accept(offer).body)
        charges = items("/charges", maxResults=100)
        assert len(charges) == 120
        many = update(*(entry(charge) for charge in charges[:87]))
        assert many.reasons == {("purchaseOrders", "INVALID_PURCHASE_ORDERS")}
        assert update(*(entry(charge) for charge in charges[:86])).status == 200
        references = [c["purchaseOrderReference"] for c in items("/charges", maxResults=100)]
        assert references == ["P-1"] * 86 + [None] * 34
        assert len(get("P-1")["lineItems"]) == 2

    def test_a_long_number_of_marketplace_is_kept(self, agreement):
        """R-172, R-173"""
        number = "x" * 200
        assert update(entry(agreement["charges"][0], number)).status == 200
        assert get(number)["purchaseOrderId"] == number
        assert update(entry(agreement["charges"][1], "x" * 201)).status == 400

    def test_the_next_invoice_shows_the_new_number(self, agreement, clock):
        """R-187, R-204, R-205"""
        update(*(entry(charge, "WRONG") for charge in agreement["charges"]))
        update(entry(listed(agreement)[1], "RIGHT"))
        for day in ("2027-04-15", "2027-05-15"):
            clock(f"{day}T00:00")
            invoice_now(BUYER, agreement["agreement"]["agreementId"])
        assert [invoice["purchaseOrderId"] for invoice in invoices()] == ["WRONG", "RIGHT"]

    @pytest.mark.parametrize(
        ("is_suspended", "is_expired", "status"),
        [(False, True, "ACTIVE"), (True, False, "SUSPENDED"), (True, True, "SUSPENDED")],
    )
    def test_existing_orders_are_treated_as_at_acceptance(
        self, is_suspended, is_expired, status, agreement, clock
    ):
        """R-191 to R-196"""
        add("P-1", months=("2027-01", "2027-01" if is_expired else "2027-12"))
        if is_suspended:
            set_status("P-1", "SUSPENDED")
        clock("2027-03-01T00:00")
        assert update(entry(agreement["charges"][0], "P-1")).status == 200
        order = get("P-1")
        assert (order["status"], len(order["lineItems"])) == (status, 2)


class TestRefusing:
    def test_a_stale_revision_names_the_charge(self, agreement):
        """R-214, S-59"""
        charge = agreement["charges"][0]
        update(entry(charge, "P-1"))
        update(entry(charge, "P-2", chargeRevision=2))
        assert named(agreement)[0] == ("P-2", 3)
        with nothing_written():
            answer = update(entry(charge, "P-3", chargeRevision=2))
        check_refusal(answer, 409, "ConflictException", "STALE_CHARGE_REVISION")
        assert (answer.body["resourceType"], answer.body["resourceId"]) == ("Charge", charge["id"])

    def test_one_bad_entry_fails_all(self, agreement):
        """R-218"""
        good, bad = agreement["charges"]
        for refused, code in (
            (entry(bad, chargeRevision=2), "STALE_CHARGE_REVISION"),
            (entry(bad, chargeId="ch-nothing"), "CHARGE_NOT_FOUND"),
            (entry(bad, agreementId="agmt-nothing"), "CHARGE_NOT_FOUND"),
            (entry(bad, "P#"), "INVALID_INPUT"),
        ):
            with nothing_written():
                answer = update(entry(good), refused)
            assert answer.body["code"] == code

    def test_an_invoiced_charge_is_closed(self, agreement, clock):
        """R-204, R-219: also with the right revision"""
        clock("2027-04-15T00:00")
        invoice_now(BUYER, agreement["agreement"]["agreementId"])
        first, second = listed(agreement)
        assert (first["state"], first["revision"]) == ("INVOICED", 2)
        for entries in ([entry(first)], [entry(second), entry(first, chargeRevision=1)]):
            with nothing_written():
                answer = update(*entries)
            check_refusal(answer, 409, "ConflictException", "CHARGE_ALREADY_INVOICED")
            assert answer.body["resourceId"] == first["id"]
        assert update(entry(second)).status == 200

    def test_a_charge_whose_invoice_is_being_made_is_closed(self, agreement):
        """R-222"""
        charge = charges_of(agreement["agreement"]["agreementId"])[0]
        with bootstrap.unit_of_work()() as unit:
            unit.charges.save(charge, charge.claimed("draft-1"))
            unit.commit()
        answer = update(entry(listed(agreement)[0]))
        check_refusal(answer, 409, "ConflictException", "CHARGE_ALREADY_INVOICED")
        assert "is being made" in answer.body["message"]

    def test_a_void_charge_is_of_an_inactive_agreement(self, agreement):
        """R-216, R-402"""
        charge = charges_of(agreement["agreement"]["agreementId"])[0]
        void = replace(charge, state=ChargeState.VOID, revision=2)
        with bootstrap.unit_of_work()() as unit:
            unit.charges.save(charge, void)
            unit.commit()
        answer = update(entry(listed(agreement)[0]))
        assert answer.reasons == {("purchaseOrders[0].chargeId", "INACTIVE_AGREEMENT")}

    @pytest.mark.parametrize("has_agreement", [True, False])
    def test_a_foreign_charge_is_not_found(self, has_agreement, agreement):
        """R-221, R-377"""
        more = {} if has_agreement else {"agreementId": None}
        for account in (SELLER, OTHER):
            with nothing_written():
                answer = update(entry(agreement["charges"][0], **more), account=account)
            check_refusal(answer, 404, "ResourceNotFoundException", "CHARGE_NOT_FOUND")

    def test_a_number_cannot_be_taken_off(self, agreement):
        """R-217"""
        update(entry(agreement["charges"][0]))
        charge = listed(agreement)[0]
        for reference in (None, ""):
            with nothing_written():
                answer = update(entry(charge, reference))
            assert answer.reasons == {
                (
                    "purchaseOrders[0].purchaseOrderReference",
                    "MISSING_PURCHASE_ORDER_REFERENCE",
                )
            }
        gone = entry(charge)
        del gone["purchaseOrderReference"]
        assert update(gone).status == 400

    def test_every_problem_is_told_at_once(self, agreement):
        """R-211, R-215, R-216, R-218"""
        charge = agreement["charges"][0]
        with nothing_written():
            answer = update(
                {},
                entry(charge, chargeRevision=0, agreementId="a b"),
                entry(charge, "P "),
                entry(charge, chargeId="ch 1", chargeRevision=2**63),
            )
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert answer.reasons == {
            ("purchaseOrders[0].chargeId", "MISSING_CHARGE_ID"),
            ("purchaseOrders[0].chargeRevision", "MISSING_CHARGE_REVISION"),
            ("purchaseOrders[0].purchaseOrderReference", "MISSING_PURCHASE_ORDER_REFERENCE"),
            ("purchaseOrders[1].chargeRevision", "INVALID_CHARGE_REVISION"),
            ("purchaseOrders[1].agreementId", "INVALID_AGREEMENT_ID"),
            ("purchaseOrders[2].chargeId", "DUPLICATE_CHARGES"),
            ("purchaseOrders[2].purchaseOrderReference", "INVALID_PURCHASE_ORDER_REFERENCE"),
            ("purchaseOrders[3].chargeId", "INVALID_CHARGE_ID"),
            ("purchaseOrders[3].chargeRevision", "INVALID_CHARGE_REVISION"),
        }

    @pytest.mark.parametrize("entries", [None, []])
    def test_no_entry_is_a_mistake(self, entries):
        """R-211"""
        answer = call("PUT", "/charges/purchase-orders", {"purchaseOrders": entries})
        assert answer.reasons == {("purchaseOrders", "MISSING_PURCHASE_ORDERS")}
        assert call("PUT", "/charges/purchase-orders", {}).reasons == answer.reasons


class TestRaces:
    def test_an_invoice_that_comes_between_wins(self, agreement, clock, monkeypatch):
        """R-222: the revision rises with the invoice, so the buyer's write conflicts"""
        clock("2027-04-15T00:00")
        commit, others = Transaction.commit, [1]

        def raced(transaction: Transaction) -> None:
            if others and transaction.writes:
                others.pop()
                assert len(invoice_now(BUYER, agreement["agreement"]["agreementId"])) == 1
            commit(transaction)

        monkeypatch.setattr(Transaction, "commit", raced)
        answer = update(entry(agreement["charges"][0], "LATE"))
        check_refusal(answer, 409, "ConflictException", "STALE_CHARGE_REVISION")
        assert invoices()[0]["purchaseOrderId"] is None
        assert items("/purchase-orders") == []

    def test_a_buyer_who_comes_between_is_on_the_invoice(self, agreement, clock, monkeypatch):
        """R-220, R-222: the invoice is decided again on the charge as it is"""
        clock("2027-04-15T00:00")
        commit, others = Transaction.commit, [1]

        def raced(transaction: Transaction) -> None:
            if others and transaction.writes:
                others.pop()
                assert update(entry(agreement["charges"][0], "IN-TIME")).status == 200
            commit(transaction)

        monkeypatch.setattr(Transaction, "commit", raced)
        invoice_now(BUYER, agreement["agreement"]["agreementId"])
        (invoice,) = invoices()
        assert invoice["purchaseOrderId"] == "IN-TIME"
        assert listed(agreement)[0]["revision"] == 3

    def test_a_crash_at_any_commit_is_healed_by_a_repeat(self, subtests):
        """R-218: charges together, then every order; repeated with the listed revisions"""
        commits = 3  # the charges, and one per purchase order
        for number in range(1, commits + 1):
            for when in When:
                with subtests.test(number=number, when=when.value):
                    body = accept(released()).body

                    def act(body: Body = body) -> Answer:
                        first, second = listed(body)
                        return update(entry(first, "A"), entry(second, "B"))

                    assert crashed(act, number, when)
                    assert act().status == 200
                    assert named(body) == [("A", 2), ("B", 2)]
                    for name in "AB":
                        lines = get(name)["lineItems"]
                        agreement_id = body["agreement"]["agreementId"]
                        assert [n["agreementId"] for n in lines].count(agreement_id) == 1
        with counted() as counting:
            body = accept(released()).body
            first, second = listed(body)
            update(entry(first, "A"), entry(second, "B"))
        assert counting.count == 3 + commits

    def test_a_naming_that_failed_is_healed_by_the_same_request(self, agreement, monkeypatch):
        """R-190"""
        save, failures = DynamoPurchaseOrders.add, [1]

        def once(self: DynamoPurchaseOrders, order: Any) -> None:
            if failures:
                failures.pop()
                raise RuntimeError("cut off")
            save(self, order)

        monkeypatch.setattr(DynamoPurchaseOrders, "add", once)
        check_refusal(
            update(entry(agreement["charges"][0])), 500, "InternalServerException", "INTERNAL"
        )
        assert items("/purchase-orders") == []
        assert update(entry(listed(agreement)[0])).status == 200
        assert len(get("P-1")["lineItems"]) == 1

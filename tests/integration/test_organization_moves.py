"""An account moves to another organization: what is to come goes along, what is done stays."""

from dataclasses import replace
from typing import Any

import pytest

from procurement.domain.charges.charge import ChargeKind
from tests.support.api import BUYER, call
from tests.support.application import (
    a_line_body,
    accepted,
    add,
    check_refusal,
    events_of,
    get,
    items,
)
from tests.support.billing import (
    Queue,
    a_usage_charge,
    charged,
    charges_of,
    invoices,
    plan,
    run_invoices,
)
from tests.support.crashes import When, counted, crashed, meeting
from tests.support.organizations import (
    integration,
    invited,
    joined,
    left,
    managing,
    membership_of,
    receivers,
)
from tests.support.tables import empty_tables
from tests.support.terms import (
    accept_request,
    agreed,
    configurable,
    configuration,
    fixed,
    offered,
    quoted,
    recurring,
    usage,
    validity,
)

K, O1, O2 = BUYER, "555566667777", "666677778888"

pytestmark = pytest.mark.usefixtures("aws", "clock")


def member_of(account: str) -> None:
    managing(account)
    joined(K, to=account)


def two_payments(**more: Any) -> str:
    """An agreement of K that names P1 on payments of May and July."""
    body = accepted(
        ("2027-05-15", "500.00"),
        ("2027-07-15", "500.00"),
        references={"purchaseOrderReference": "P1", **more},
    )
    return str(body["agreement"]["agreementId"])


def prices(account: str) -> list[str]:
    lines = get("P1", account=account)["lineItems"]
    return sorted(line["totalValue"] for line in lines)


def numbers(account: str) -> list[str | None]:
    return [invoice["purchaseOrderId"] for invoice in invoices(account)]


def move_in_june(clock: Any, *, is_integrated: bool = True) -> None:
    """On 10 June K leaves O1 for O2."""
    clock("2027-06-10T12:00")
    managing(O2)
    integration(is_integrated, account=O2)
    left(K)
    joined(K, to=O2)


class TestPayer:
    def test_the_purchase_order_of_a_member_appears_with_its_payer(self):
        """R-002, R-376: the member has none, and cannot reach that one"""
        member_of(O1)
        agreement_id = two_payments()
        assert receivers(charges_of(agreement_id)) == {O1}
        assert get("P1", account=O1)["source"] == "MARKETPLACE"
        assert items("/purchase-orders", account=K) == []
        for method in ("GET", "DELETE"):
            answer = call(method, "/purchase-orders/P1", account=K)
            check_refusal(answer, 404, "ResourceNotFoundException")

    def test_the_invoices_of_a_member_go_to_its_payer(self, queue: Queue, clock):
        """R-002"""
        member_of(O1)
        two_payments()
        clock("2027-05-15T01:00")
        run_invoices(queue)
        assert (numbers(O1), numbers(K)) == (["P1"], [])

    def test_a_number_given_after_purchase_appears_with_the_payer_too(self):
        """R-002, R-210"""
        member_of(O1)
        agreement_id = two_payments()
        charge = charges_of(agreement_id)[1]
        entry = {
            "agreementId": agreement_id,
            "chargeId": charge.charge_id,
            "chargeRevision": charge.revision,
            "purchaseOrderReference": "P2",
        }
        answer = call("PUT", "/charges/purchase-orders", {"purchaseOrders": [entry]}, account=K)
        assert answer.status == 200, answer.body
        assert get("P2", account=O1)["source"] == "MARKETPLACE"

    def test_the_acceptance_of_an_account_that_moves_meanwhile_is_refused(self):
        """R-002: the payer is decided with the agreement, in one transaction"""
        managing(O1)
        organization_id = invited(K, by=O1)

        def move_first(commit: Any) -> None:
            path = f"/organization-invitations/{organization_id}/accept"
            assert call("POST", path, account=K).status == 200
            commit()

        # The offer takes two commits of the seller before the acceptance itself.
        with meeting(3, move_first), pytest.raises(AssertionError, match="PAYER_CHANGED"):
            two_payments()
        assert items("/agreements", account=K) == []


class TestMove:
    def test_later_invoices_and_a_new_purchase_order_are_in_the_new_organization(
        self, queue: Queue, clock
    ):
        """S-67, R-235, R-236, R-237"""
        member_of(O1)
        agreement_id = two_payments()
        contact = {"contacts": [{"email": "ap@example.com", "name": "Payables"}]}
        assert call("PUT", "/purchase-orders/P1/contacts", contact, account=O1).status == 200
        clock("2027-05-15T01:00")
        run_invoices(queue, "may")
        before = get("P1", account=O1)
        move_in_june(clock)
        assert [c.receiver_account_id for c in charges_of(agreement_id)] == [O1, O2]
        clock("2027-07-15T01:00")
        run_invoices(queue, "july")
        assert get("P1", account=O1) == before
        assert (numbers(O1), numbers(O2), numbers(K)) == (["P1"], ["P1"], [])
        created = get("P1", account=O2)
        assert (created["source"], created["contacts"], prices(O2)) == (
            "MARKETPLACE",
            [],
            ["500.00"],
        )

    def test_without_integration_there_they_have_no_number_and_none_is_created(
        self, queue: Queue, clock
    ):
        """S-67, R-238: and the charge keeps its reference"""
        member_of(O1)
        agreement_id = two_payments()
        clock("2027-05-15T01:00")
        run_invoices(queue, "may")
        before = get("P1", account=O1)
        move_in_june(clock, is_integrated=False)
        clock("2027-07-15T01:00")
        run_invoices(queue, "july")
        (invoice,) = invoices(O2)
        assert (invoice["purchaseOrderId"], invoice["flags"]) == (None, ["NOT_INTEGRATED"])
        assert items("/purchase-orders", account=O2) == []
        assert {c.purchase_order_reference for c in charges_of(agreement_id)} == {"P1"}
        assert get("P1", account=O1) == before

    def test_whoever_leaves_for_itself_pays_for_itself(self, queue: Queue, clock):
        """R-235"""
        member_of(O1)
        agreement_id = two_payments()
        left(K, by=O1)
        assert receivers(charges_of(agreement_id)) == {K}
        clock("2027-05-15T01:00")
        run_invoices(queue)
        assert (numbers(K), numbers(O1)) == (["P1"], [])

    def test_the_new_payer_is_told_which_charges_came(self):
        agreement_id = two_payments()
        member_of(O1)
        (event,) = events_of(O1, "ChargesMoved")
        assert {each["agreementId"] for each in event["detail"]["charges"]} == {agreement_id}
        assert len(event["detail"]["charges"]) == 2

    def test_a_buyer_s_old_revision_is_stale_after_the_move(self):
        """R-214: the charge has changed"""
        agreement_id = two_payments()
        charge = charges_of(agreement_id)[0]
        member_of(O1)
        entry = {
            "agreementId": agreement_id,
            "chargeId": charge.charge_id,
            "chargeRevision": charge.revision,
            "purchaseOrderReference": "P2",
        }
        answer = call("PUT", "/charges/purchase-orders", {"purchaseOrders": [entry]}, account=K)
        check_refusal(answer, 409, "ConflictException", "STALE_CHARGE_REVISION")

    def test_more_charges_than_fit_into_one_transaction_all_move(self):
        """Two agreements of 60 payments: the move is resumable, page by page"""
        days = [f"2027-{5 + n // 28:02}-{1 + n % 28:02}" for n in range(60)]
        agreements = [
            accepted(*((day, "1.00") for day in days))["agreement"]["agreementId"] for _ in range(2)
        ]
        member_of(O1)
        assert {r for each in agreements for r in receivers(charges_of(each))} == {O1}


class TestInterrupted:
    def test_a_move_that_is_cut_off_anywhere_is_completed_by_a_repeat(self, subtests):
        """R-236: the membership decides, and the charges follow"""

        def prepare() -> tuple[str, str]:
            empty_tables()
            agreement_id = two_payments()
            managing(O1)
            return agreement_id, invited(K, by=O1)

        def accept(organization_id: str) -> None:
            path = f"/organization-invitations/{organization_id}/accept"
            assert call("POST", path, account=K).status == 200

        _, organization_id = prepare()
        with counted() as commits:
            accept(organization_id)
        assert commits.count == 2
        for number in (1, 2):
            for when in When:
                with subtests.test(number=number, when=when.value):
                    agreement_id, organization_id = prepare()
                    assert crashed(lambda each=organization_id: accept(each), number, when)
                    accept(organization_id)
                    assert receivers(charges_of(agreement_id)) == {O1}
                    assert len(events_of(O1, "ChargesMoved")) == 1

    def test_what_was_not_moved_yet_is_moved_by_the_run_and_invoiced_by_the_next(
        self, queue: Queue, clock
    ):
        """R-236, R-237: whoever crashed, no invoice goes to the old payer after the move"""
        agreement_id = two_payments()
        managing(O1)
        organization_id = invited(K, by=O1)
        path = f"/organization-invitations/{organization_id}/accept"
        assert crashed(lambda: call("POST", path, account=K), 1, When.AFTER)
        assert receivers(charges_of(agreement_id)) == {K}
        clock("2027-05-15T01:00")
        run_invoices(queue, "first")
        assert (invoices(K), invoices(O1)) == ([], [])
        clock("2027-05-15T02:00")
        run_invoices(queue, "second")
        assert (numbers(K), numbers(O1)) == ([], ["P1"])

    def test_a_preview_leaves_out_what_the_run_will_hand_over(self, clock):
        agreement_id = two_payments()
        managing(O1)
        path = f"/organization-invitations/{invited(K, by=O1)}/accept"
        assert crashed(lambda: call("POST", path, account=K), 1, When.AFTER)
        assert receivers(charges_of(agreement_id)) == {K}
        body = {"dueBy": "2027-12-31T00:00:00Z"}
        assert call("POST", "/match-previews", body, account=K).body["invoices"] == []

    @pytest.mark.parametrize("is_before", [True, False])
    def test_a_move_during_the_run_is_before_or_after_the_invoice_but_never_both(
        self, is_before, queue: Queue, clock
    ):
        """R-236, R-237: an invoice that was decided before the move is not saved after it"""
        agreement_id = two_payments()
        managing(O1)
        path = f"/organization-invitations/{invited(K, by=O1)}/accept"
        clock("2027-05-15T01:00")
        plan("may")

        def move(commit: Any) -> None:
            if not is_before:
                commit()
            assert call("POST", path, account=K).status == 200
            if is_before:
                commit()

        with meeting(1, move):  # the first thing that the generator saves is the invoice
            queue.work_off()
        assert membership_of(K).payer == O1
        expected = ([], []) if is_before else (["P1"], [])
        assert (numbers(K), numbers(O1)) == expected
        clock("2027-05-15T02:00")
        run_invoices(queue, "next")
        assert sorted([*numbers(K), *numbers(O1)]) == ["P1"]
        assert charges_of(agreement_id)[1].receiver_account_id == O1

    def test_invoicing_twice_after_a_move_changes_nothing(self, queue: Queue, clock):
        """R-310"""
        two_payments()
        member_of(O1)
        clock("2027-05-15T01:00")
        run_invoices(queue, "first")
        before = invoices(O1)
        clock("2027-05-15T02:00")
        run_invoices(queue, "second")
        assert invoices(O1) == before


def test_the_old_payer_s_own_purchase_orders_stay_out_of_it(queue: Queue, clock):
    """R-237: a tracked line of O1 is booked no further after the move"""
    member_of(O1)
    add("P1", account=O1)
    two_payments()
    move_in_june(clock)
    before = get("P1", account=O1)
    clock("2027-07-15T01:00")
    run_invoices(queue)
    assert get("P1", account=O1) == before
    assert numbers(O2) == ["P1", "P1"]


class TestStandingCharges:
    def test_the_coming_months_of_a_recurring_charge_are_the_new_payer_s(self, queue: Queue, clock):
        """R-236, R-256: months that closed before stay with the old one"""
        member_of(O1)
        agreed(recurring("10.00"), validity("P12M"), references={"purchaseOrderReference": "P1"})
        clock("2027-02-01T01:00")
        run_invoices(queue, "january")
        managing(O2)
        left(K)
        joined(K, to=O2)
        clock("2027-03-01T01:00")
        run_invoices(queue, "february")
        assert (numbers(O1), numbers(O2), numbers(K)) == (["P1"], ["P1"], [])

    def test_the_number_for_usage_goes_along(self):
        """R-220, R-236: there is no amount to come yet, but it has a payer"""
        agreement_id = agreed(usage(), validity("P12M"))
        member_of(O1)
        assert receivers(charges_of(agreement_id)) == {O1}


class TestAmendments:
    def test_more_units_are_charged_to_the_present_payer(self, queue: Queue, clock):
        """R-002, R-236, R-250: with the purchase order, and the event"""
        member_of(O1)
        offer = offered(configurable(("P12M", {"seats": "365.00"})))
        accepted_first = accept_request(quoted(offer, upfront=("P12M", {"seats": 2})))
        agreement_id = accepted_first.body["agreement"]["agreementId"]
        (term,) = call("GET", f"/agreements/{agreement_id}/terms").body["acceptedTerms"]
        id_ = term["configurableUpfrontPricingTerm"]["id"]
        move_in_june(clock)
        clock("2027-06-11T00:00")
        body = {
            "clientToken": "more",
            "intent": "AMEND",
            "sourceAgreementIdentifier": agreement_id,
            "requestedTerms": [{"id": id_, "configuration": configuration("P12M", {"seats": 3})}],
        }
        quote = call("POST", "/agreement-requests", body)
        assert quote.status == 201, quote.body
        answer = accept_request(quote.body, purchaseOrderReference="P1")
        assert answer.status == 200, answer.body
        assert get("P1", account=O2)["source"] == "MARKETPLACE"
        assert items("/purchase-orders", account=O1) == []
        assert len(events_of(O2, "AgreementAmended")) == 1
        assert events_of(O1, "AgreementAmended") == []


class TestRequests:
    @staticmethod
    def status_of(request: dict[str, Any]) -> str:
        path = f"/agreement-requests/{request['agreementRequestId']}"
        return str(call("GET", path, account=K).body["status"])

    @pytest.mark.parametrize("by", [K, O1])
    def test_what_is_not_accepted_is_cancelled_when_its_buyer_leaves(self, by, clock):
        """R-239"""
        member_of(O1)
        offer = offered(fixed("10.00"), validity("P12M"))
        request, accepted_before = quoted(offer), quoted(offered(fixed("20.00"), validity("P12M")))
        assert accept_request(accepted_before).status == 200
        clock("2027-01-16T12:00")
        left(K, by=by)
        assert self.status_of(request) == "CANCELLED"
        assert self.status_of(accepted_before) == "ACCEPTED"
        answer = accept_request(request)
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert answer.reasons == {("agreementRequestId", "CLOSED_AGREEMENT_REQUEST")}
        assert len(events_of(K, "AgreementRequestCancelled")) == 1

    def test_what_is_asked_for_afterwards_stays(self, clock):
        """R-239: leaving again, or an invitation that is withdrawn, cancels nothing"""
        member_of(O1)
        left(K)
        clock("2027-01-16T12:00")
        request = quoted(offered(fixed("10.00"), validity("P12M")))
        left(K)
        managing(O2)
        invited(K, by=O2)
        left(K, by=O2)
        assert self.status_of(request) == "APPROVED"
        assert accept_request(request).status == 200

    def test_what_a_cut_off_call_did_not_cancel_cannot_be_accepted_either(self, clock):
        """R-239"""
        member_of(O1)
        request = quoted(offered(fixed("10.00"), validity("P12M")))
        clock("2027-01-16T12:00")
        assert crashed(lambda: left(K), 1, When.AFTER)
        assert self.status_of(request) == "APPROVED"
        answer = accept_request(request)
        assert answer.reasons == {("agreementRequestId", "CLOSED_AGREEMENT_REQUEST")}
        left(K, by=O1)
        assert self.status_of(request) == "CANCELLED"


class TestGrants:
    """License Manager lets another account use what was bought; the charge arises there."""

    GRANTEE = "333344445555"

    def granted(self) -> None:
        """What the grantee used, as the cost export of its payer O2 tells it; K named P1."""
        two_payments()
        used = a_usage_charge("ch-1", account=O2, kind=ChargeKind.MARKETPLACE_USAGE)
        charged(replace(used, subscriber_account_id=self.GRANTEE))

    def test_what_a_grant_causes_does_not_take_the_number_over(self, queue: Queue, clock):
        """R-232: not even where the grantee's payer has a purchase order of that number"""
        member_of(O1)
        self.granted()
        transaction = a_line_body("1", "AWS_MARKETPLACE_TRANSACTION")
        add("P1", transaction, account=O2)
        clock("2027-02-03T06:00")
        run_invoices(queue)
        (invoice,) = invoices(O2)
        assert (invoice["purchaseOrderId"], invoice["outcome"]) == (None, "NO_MATCH")

    def test_it_is_matched_with_the_blanket_orders_of_the_grantee_s_payer(
        self, queue: Queue, clock
    ):
        """R-233: and with nobody else's"""
        member_of(O1)
        self.granted()
        for account in (O1, O2, K):
            blanket = a_line_body("1", "AWS_MARKETPLACE_BLANKET_USAGE")
            add(f"BLANKET-{account}", blanket, account=account)
        clock("2027-02-03T06:00")
        run_invoices(queue)
        assert numbers(O2) == [f"BLANKET-{O2}"]
        assert numbers(O1) == []

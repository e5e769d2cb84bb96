"""Billing transfers over the API: who may do what, what others see, and what survives a crash."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.api import BUYER, call
from tests.support.application import check_refusal, events_of, items, nothing_written
from tests.support.billing import (
    Queue,
    a_usage_charge,
    charged,
    charges_of,
    generate,
    invoices,
    run_invoices,
)
from tests.support.crashes import When, counted, crashed, meeting
from tests.support.organizations import (
    joined,
    managing,
    membership_of,
    transfer_ended,
    transfer_offered,
    transferred,
)
from tests.support.tables import empty_tables

SOURCE, TARGET, STRANGER, MEMBER = BUYER, "555566667777", "666677778888", "777788889999"

pytestmark = pytest.mark.usefixtures("aws", "clock")


def both_manage() -> None:
    managing(SOURCE)
    managing(TARGET)


def an_offer(start: str = "2027-02") -> str:
    both_manage()
    return str(transfer_offered(SOURCE, to=TARGET, start=start)["id"])


def answer(transfer_id: str, name: str, account: str, **body: Any) -> Any:
    path = f"/billing-transfers/{transfer_id}/{name}"
    return call("POST", path, body if name == "terminate" else None, account=account)


def seen(transfer_id: str, account: str = SOURCE) -> dict[str, Any]:
    return dict(call("GET", f"/billing-transfers/{transfer_id}", account=account).body)


class TestOffer:
    def test_both_sides_see_it_and_nobody_else_does(self):
        """R-409"""
        transfer_id = an_offer()
        (inbound,) = items("/inbound-billing-transfers", account=TARGET)
        (outbound,) = items("/outbound-billing-transfers", account=SOURCE)
        assert inbound == outbound == seen(transfer_id)
        assert inbound["status"] == "REQUESTED"
        assert inbound["source"] == {"managementAccountId": SOURCE}
        assert inbound["target"] == {"managementAccountId": TARGET}
        assert items("/outbound-billing-transfers", account=TARGET) == []
        assert items("/inbound-billing-transfers", account=STRANGER) == []
        path = f"/billing-transfers/{transfer_id}"
        check_refusal(
            call("GET", path, account=STRANGER),
            404,
            "ResourceNotFoundException",
            "BILLING_TRANSFER_NOT_FOUND",
        )

    @pytest.mark.parametrize("name", ["accept", "decline", "cancel", "terminate"])
    def test_a_stranger_can_do_nothing_with_it(self, name):
        transfer_id = an_offer()
        with nothing_written():
            check_refusal(answer(transfer_id, name, STRANGER), 404, "ResourceNotFoundException")
            path = f"/billing-transfers/{transfer_id}"
            renamed = call("PUT", path, {"name": "Mine"}, account=STRANGER)
            check_refusal(renamed, 404, "ResourceNotFoundException")

    def test_only_management_accounts_offer_one(self):
        """R-409"""
        body = {
            "sourceAccountId": SOURCE,
            "name": "Example",
            "startTimestamp": "2027-02-01T00:00:00Z",
        }
        refused = call("POST", "/billing-transfers", body, account=STRANGER)
        check_refusal(refused, 403, "AccessDeniedException", "NOT_ALLOWED")
        managing(TARGET)
        joined(MEMBER, to=TARGET)
        refused = call("POST", "/billing-transfers", body, account=MEMBER)
        check_refusal(refused, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_it_is_told_to_its_sender_s_ledger_alone(self):
        """Nobody writes into a stranger's ledger"""
        an_offer()
        assert len(events_of(TARGET, "BillingTransferRequested")) == 1
        assert events_of(SOURCE, "BillingTransferRequested") == []

    def test_offering_it_again_finds_the_one_that_waits(self):
        transfer_id = an_offer()
        with nothing_written():
            assert transfer_offered(SOURCE, to=TARGET, start="2027-02")["id"] == transfer_id

    def test_after_one_was_declined_another_is_made(self):
        transfer_id = an_offer()
        assert answer(transfer_id, "decline", SOURCE).body["status"] == "DECLINED"
        assert transfer_offered(SOURCE, to=TARGET, start="2027-02")["id"] != transfer_id

    def test_an_offer_with_faults_is_refused_with_all_of_them(self):
        """R-409"""
        managing(TARGET)
        body = {"sourceAccountId": "x", "startTimestamp": "2027-02-02T00:00:00Z"}
        refused = call("POST", "/billing-transfers", body, account=TARGET)
        check_refusal(refused, 400, "ValidationException", "INVALID_INPUT")
        assert refused.reasons == {
            ("sourceAccountId", "INVALID_ACCOUNT_ID"),
            ("name", "INVALID_PATTERN"),
            ("startTimestamp", "START_DATE_NOT_BEGINNING_OF_MONTH"),
        }


class TestAnswer:
    def test_the_sender_cannot_accept_and_the_invited_cannot_take_back(self):
        transfer_id = an_offer()
        with nothing_written():
            for name, account in (("accept", TARGET), ("decline", TARGET), ("cancel", SOURCE)):
                refused = answer(transfer_id, name, account)
                check_refusal(refused, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_only_a_management_account_accepts(self):
        """R-409"""
        managing(TARGET)
        transfer_id = transfer_offered(STRANGER, to=TARGET, start="2027-02")["id"]
        refused = answer(transfer_id, "accept", STRANGER)
        check_refusal(refused, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_an_invitation_is_not_accepted_after_it_expired(self, clock):
        """R-409"""
        transfer_id = an_offer("2027-03")
        clock("2027-01-30T12:00")
        assert seen(transfer_id)["status"] == "EXPIRED"
        refused = answer(transfer_id, "accept", SOURCE)
        check_refusal(refused, 409, "ConflictException", "WRONG_STATUS")

    def test_accepting_tells_both_and_again_changes_nothing(self):
        transfer_id = an_offer()
        assert answer(transfer_id, "accept", SOURCE).body["status"] == "ACCEPTED"
        for account in (SOURCE, TARGET):
            assert len(events_of(account, "BillingTransferAccepted")) == 1
        with nothing_written():
            assert answer(transfer_id, "accept", SOURCE).status == 200

    def test_a_bill_has_one_receiver_at_a_time(self):
        """R-412"""
        transferred(SOURCE, to=TARGET, start="2027-02")
        managing(STRANGER)
        other = transfer_offered(SOURCE, to=STRANGER, start="2027-03")["id"]
        refused = answer(other, "accept", SOURCE)
        check_refusal(refused, 409, "ConflictException", "WRONG_STATUS")

    def test_of_two_who_accept_in_a_circle_at_once_one_is_refused(self):
        """R-409: each holds what the other decides on"""
        first = an_offer()
        back = str(transfer_offered(TARGET, to=SOURCE, start="2027-02")["id"])

        def other_first(commit: Any) -> None:
            assert answer(back, "accept", TARGET).status == 200
            commit()

        with meeting(1, other_first):
            refused = answer(first, "accept", SOURCE)
        check_refusal(refused, 409, "ConflictException", "WRONG_STATUS")
        assert membership_of(SOURCE).outbound == ()

    def test_a_crash_leaves_it_accepted_or_not_and_nothing_in_between(self, subtests):
        """One transaction holds the transfer and what both sides know of it"""
        transfer_id = an_offer()
        with counted() as commits:
            answer(transfer_id, "accept", SOURCE)
        assert commits.count == 1
        for when in When:
            with subtests.test(when=when.value):
                empty_tables()
                transfer_id = an_offer()
                assert crashed(lambda each=transfer_id: answer(each, "accept", SOURCE), 1, when)
                is_agreed = when is When.AFTER
                assert (seen(transfer_id)["status"] == "ACCEPTED") is is_agreed
                assert bool(membership_of(SOURCE).outbound) is is_agreed
                assert bool(membership_of(TARGET).inbound) is is_agreed
                assert answer(transfer_id, "accept", SOURCE).status == 200
                assert len(events_of(TARGET, "BillingTransferAccepted")) == 1


class TestEnd:
    @pytest.mark.parametrize("by", [SOURCE, TARGET])
    def test_either_side_ends_it_with_the_month(self, by, clock):
        """R-412"""
        transfer_id = transferred(SOURCE, to=TARGET, start="2027-02")
        clock("2027-03-10T09:00")
        ended = transfer_ended(transfer_id, by=by)
        assert (ended["status"], ended["endTimestamp"]) == (
            "WITHDRAWN",
            "2027-03-31T23:59:59.000Z",
        )
        with nothing_written():
            transfer_ended(transfer_id, by=by)
        refused = answer(transfer_id, "terminate", by, endTimestamp="2027-05-31T23:59:59Z")
        check_refusal(refused, 409, "ConflictException", "WRONG_STATUS")

    def test_the_bill_may_go_to_somebody_else_from_the_next_month_on(self, queue: Queue, clock):
        """R-412: one receiver at a time, one after the other"""
        transfer_id = transferred(SOURCE, to=TARGET, start="2027-02")
        clock("2027-02-10T09:00")
        transfer_ended(transfer_id, by=TARGET)
        transferred(SOURCE, to=STRANGER, start="2027-03")
        for period in ("2027-02", "2027-03"):
            charged(a_usage_charge(f"ch-{period}", account=SOURCE, period=period))
        clock("2027-04-03T01:00")
        run_invoices(queue)
        assert [i["billingPeriod"] for i in invoices(TARGET)] == ["2027-02"]
        assert [i["billingPeriod"] for i in invoices(STRANGER)] == ["2027-03"]

    def test_an_organization_does_not_end_while_bills_go_to_or_from_it(self, clock):
        transfer_id = transferred(SOURCE, to=TARGET, start="2027-02")
        for account in (SOURCE, TARGET):
            refused = call("DELETE", f"/organization/accounts/{account}", account=account)
            check_refusal(refused, 409, "ConflictException", "WRONG_STATUS")
        transfer_ended(transfer_id, by=SOURCE)
        for account in (SOURCE, TARGET):
            ended = call("DELETE", f"/organization/accounts/{account}", account=account)
            assert ended.status == 204

    def test_the_account_that_named_it_may_name_it_anew(self):
        transfer_id = an_offer()
        path = f"/billing-transfers/{transfer_id}"
        assert call("PUT", path, {"name": "Berlin"}, account=TARGET).body["name"] == "Berlin"
        assert seen(transfer_id)["name"] == "Berlin"
        with nothing_written():
            assert call("PUT", path, {"name": "Berlin"}, account=TARGET).status == 200
        refused = call("PUT", path, {"name": "Ours"}, account=SOURCE)
        check_refusal(refused, 403, "AccessDeniedException", "NOT_ALLOWED")
        refused = call("PUT", path, {}, account=TARGET)
        check_refusal(refused, 400, "ValidationException", "INVALID_INPUT")


class TestRun:
    @pytest.mark.parametrize("when", list(When))
    def test_a_run_that_is_cut_off_anywhere_invoices_every_charge_once_in_the_end(
        self, when, queue: Queue, clock, subtests
    ):
        """R-310, R-412"""
        number = 0
        is_cut_off = True
        while is_cut_off:
            number += 1
            with subtests.test(number=number):
                empty_tables()
                clock("2027-01-15T12:00")
                transferred(SOURCE, to=TARGET, start="2027-02")
                for period in ("2027-01", "2027-02"):
                    charged(a_usage_charge(f"ch-{period}", account=SOURCE, period=period))
                clock("2027-03-03T01:00")
                is_cut_off = crashed(
                    lambda each=number: run_invoices(queue, f"first-{each}"), number, when
                )
                clock("2027-03-03T03:00")
                run_invoices(queue, f"second-{number}")
                clock("2027-03-03T05:00")
                run_invoices(queue, f"third-{number}")
                assert [i["billingPeriod"] for i in invoices(SOURCE)] == ["2027-01"]
                assert [i["billingPeriod"] for i in invoices(TARGET)] == ["2027-02"]
                assert all(charge.invoice_id for charge in charges_of(SOURCE))
        assert number > 4

    def test_an_invoice_that_was_decided_before_a_transfer_is_not_saved_after_it(
        self, queue: Queue
    ):
        """R-412: what decided on its receiver is checked in the commit"""
        early = datetime(2027, 1, 10, tzinfo=UTC)
        charged(a_usage_charge("ch-early", period="2027-02", account=SOURCE, due_at=early))
        transfer_id = an_offer()
        body = {
            "receiverAccountId": SOURCE,
            "collectionIds": [SOURCE],
            "dueBy": "2027-01-15T12:00:00+00:00",
        }

        def agree_first(commit: Any) -> None:
            assert answer(transfer_id, "accept", SOURCE).status == 200
            commit()

        with meeting(1, agree_first):  # the first thing that is saved is the invoice
            assert generate(body)["invoiceIds"] == []
        assert invoices(SOURCE) == []
        run_invoices(queue)
        assert [i["billSourceAccounts"] for i in invoices(TARGET)] == [[SOURCE]]

"""A reconciliation from its request to its end, and what belongs together in the real account."""

from datetime import UTC, date, datetime, timedelta

import pytest

from procurement.domain.errors import InvalidInput, PlanChanged
from procurement.domain.reconciliation.evidence import gathered
from procurement.domain.reconciliation.reconciliation import (
    MAX_DAYS,
    ApplicationState,
    Reconciliation,
    ReconciliationState,
    months_of_issue,
    new_reconciliation,
)
from procurement.domain.reconciliation.reference_plan import BatchResult, BatchState
from tests.support.purchase_orders import ACCOUNT
from tests.support.reconciliation import a_real_charge, printed

NOW = datetime(2027, 2, 10, 9, tzinfo=UTC)


def asked(first: date | None = None, last: date | None = None) -> Reconciliation:
    return new_reconciliation(first, last, account_id=ACCOUNT, requested_by="somebody", now=NOW)


def test_it_begins_with_the_previous_month_and_ends_today() -> None:
    made = asked()
    assert (made.first, made.last) == (date(2027, 1, 1), date(2027, 2, 10))
    assert made.reconciliation_id == "rc-20270210T090000Z"


def test_days_in_the_wrong_order_and_too_many_are_refused() -> None:
    with pytest.raises(InvalidInput):
        asked(date(2027, 2, 2), date(2027, 2, 1))
    longest = date(2027, 2, 10) - timedelta(days=MAX_DAYS - 1)
    assert asked(longest).first == longest
    with pytest.raises(InvalidInput):
        asked(longest - timedelta(days=1))


def test_days_of_issue_are_asked_for_by_months() -> None:
    """R-384: an interval of at most a month, its end excluded"""
    found = [
        (str(a.date()), str(b.date()))
        for a, b in months_of_issue(date(2026, 12, 15), date(2027, 2, 1))
    ]
    assert found == [
        ("2026-12-15", "2027-01-01"),
        ("2027-01-01", "2027-02-01"),
        ("2027-02-01", "2027-02-02"),
    ]


def test_one_that_came_to_no_end_has_failed_after_an_hour() -> None:
    assert asked().state(NOW + timedelta(hours=1)) is ReconciliationState.RUNNING
    assert asked().state(NOW + timedelta(hours=1, seconds=1)) is ReconciliationState.FAILED


class TestPlan:
    def planned(self) -> Reconciliation:
        made = asked()
        return Reconciliation(
            account_id=made.account_id,
            reconciliation_id=made.reconciliation_id,
            requested_at=made.requested_at,
            requested_by=made.requested_by,
            first=made.first,
            last=made.last,
            finished_at=NOW,
            plan_token="ab" * 32,
            changes=1,
        )

    def test_it_is_asked_for_once(self) -> None:
        applying = self.planned().applying("ab" * 32, "somebody", NOW)
        assert applying.applying("ab" * 32, "another", NOW) is applying

    def test_only_by_its_token(self) -> None:
        with pytest.raises(PlanChanged):
            self.planned().applying("cd" * 32, "somebody", NOW)
        with pytest.raises(PlanChanged):
            asked().applying("ab" * 32, "somebody", NOW)

    @pytest.mark.parametrize(
        ("states", "state"),
        [
            ([BatchState.SET, BatchState.SET], ApplicationState.SET),
            ([BatchState.SET, BatchState.FAILED], ApplicationState.PARTLY_SET),
            ([], ApplicationState.SET),
        ],
    )
    def test_it_is_set_when_every_batch_is(
        self, states: list[BatchState], state: ApplicationState
    ) -> None:
        """R-218"""
        applying = self.planned().applying("ab" * 32, "somebody", NOW)
        ended = applying.applied(BatchResult(charges=1, state=each) for each in states)
        assert ended.application is not None
        assert ended.application.state is state

    def test_what_failed_may_be_asked_for_again(self) -> None:
        applying = self.planned().applying("ab" * 32, "somebody", NOW)
        refused = applying.refused("CHARGES_MOVED", "no")
        again = refused.applying("ab" * 32, "somebody", NOW)
        assert again.application is not None
        assert again.application.state is ApplicationState.REQUESTED

    def test_nothing_ends_that_nobody_asked_for(self) -> None:
        with pytest.raises(ValueError, match="nobody asked"):
            self.planned().applied([])
        with pytest.raises(ValueError, match="nobody asked"):
            self.planned().refused("X", "no")


class TestEvidence:
    def test_month_and_amount_that_occur_once_on_both_sides_belong_together(self) -> None:
        """R-187: neither invoice nor charge names the other"""
        invoice = printed(None, "500.00", month="2027-02", bill_type="PURCHASE", marketplace=True)
        charge = a_real_charge("ch-1", "PO-SAAS", at="2027-02-01", amount="500.00")
        found = gathered([invoice], [charge], are_charges_known=True)
        assert found.references == {invoice.invoice_id: "PO-SAAS"}
        assert found.named == {"PO-SAAS"}

    def test_what_occurs_twice_says_nothing(self) -> None:
        invoice = printed(None, "500.00", month="2027-02", bill_type="PURCHASE", marketplace=True)
        charges = [
            a_real_charge(f"ch-{name}", f"PO-{name}", at="2027-02-01", amount="500.00")
            for name in "AB"
        ]
        found = gathered([invoice], charges, are_charges_known=True)
        assert (found.references, found.named) == ({}, {"PO-A", "PO-B"})

    @pytest.mark.parametrize(
        "others", [{"marketplace": False}, {"month": "2027-03"}, {"invoice_type": "CREDIT_MEMO"}]
    )
    def test_other_invoices_are_no_charges(self, others: dict[str, object]) -> None:
        given: dict[str, object] = {"month": "2027-02", "marketplace": True, **others}
        invoice = printed(None, "500.00", bill_type="PURCHASE", **given)  # type: ignore[arg-type]
        charge = a_real_charge("ch-1", "PO-SAAS", at="2027-02-01", amount="500.00")
        assert gathered([invoice], [charge], are_charges_known=True).references == {}

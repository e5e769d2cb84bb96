"""Billing transfers: what may be offered, how they move, where a bill ends up."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from procurement.domain.errors import InvalidInput, QuotaExceeded, WrongStatus
from procurement.domain.month import Month
from procurement.domain.organizations.billing_transfer import (
    BillingTransfer,
    TransferInput,
    TransferStatus,
    last_period,
    offered,
)
from procurement.domain.organizations.membership import MAX_INBOUND, MAX_OUTBOUND, Membership
from procurement.domain.organizations.organization import MAX_TRANSFERS_OFFERED, Organization
from procurement.domain.organizations.transfer_chain import bill_path, expect_acceptable
from procurement.domain.organizations.transferred_bill import TransferredBill

SOURCE, TARGET, FURTHER, LAST = (str(n) * 12 for n in (1, 2, 3, 4))
NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
FEBRUARY, MARCH, APRIL = Month(2027, 2), Month(2027, 3), Month(2027, 4)


def a_transfer(**more: Any) -> BillingTransfer:
    given = {
        "source_account_id": SOURCE,
        "name": "Example",
        "notes": None,
        "starts_at": FEBRUARY.starts_at,
    }
    return offered(TransferInput(**{**given, **more}), TARGET, "o-example", NOW)


def reasons(**more: Any) -> set[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        a_transfer(**more)
    return {(problem.field, problem.reason) for problem in refused.value.problems}


def a_bill(to: str, first: Month = FEBRUARY, last: Month | None = None) -> TransferredBill:
    return TransferredBill(transfer_id=f"rt-{to}-{first}", account_id=to, first=first, last=last)


def account(account_id: str, *outbound: TransferredBill, inbound: Any = ()) -> Membership:
    return Membership(account_id=account_id, outbound=outbound, inbound=tuple(inbound))


class TestOffer:
    def test_it_can_be_answered_for_15_days_and_never_after_it_would_begin(self):
        """R-409"""
        assert a_transfer().expires_at == NOW + timedelta(days=15)
        late = offered(
            TransferInput(source_account_id=SOURCE, name="Example", starts_at=FEBRUARY.starts_at),
            TARGET,
            "o-example",
            datetime(2027, 1, 30, tzinfo=UTC),
        )
        assert late.expires_at == FEBRUARY.starts_at

    def test_all_problems_are_told_at_once(self):
        """R-409: in the words of AWS Organizations"""
        assert reasons(source_account_id="1", name="", starts_at=None, notes="x" * 1025) == {
            ("sourceAccountId", "INVALID_ACCOUNT_ID"),
            ("name", "INVALID_PATTERN"),
            ("startTimestamp", "INPUT_REQUIRED"),
            ("notes", "MAX_LENGTH_EXCEEDED"),
        }

    @pytest.mark.parametrize(
        ("starts_at", "reason"),
        [
            ("2027-02-02T00:00:00+00:00", "START_DATE_NOT_BEGINNING_OF_MONTH"),
            ("2027-02-01T00:00:00+01:00", "START_DATE_NOT_BEGINNING_OF_MONTH"),
            ("2027-01-01T00:00:00+00:00", "START_DATE_TOO_EARLY"),
            ("2028-02-01T00:00:00+00:00", "START_DATE_TOO_LATE"),
        ],
    )
    def test_it_begins_with_one_of_the_next_twelve_months(self, starts_at, reason):
        """R-411: what has begun stays with its payer"""
        found = reasons(starts_at=datetime.fromisoformat(starts_at))
        assert found == {("startTimestamp", reason)}

    def test_nobody_transfers_a_bill_to_itself(self):
        assert reasons(source_account_id=TARGET) == {
            ("sourceAccountId", "SOURCE_AND_TARGET_CANNOT_MATCH")
        }

    def test_an_organization_offers_only_so_many(self):
        full = Organization(
            organization_id="o-1",
            management_account_id=TARGET,
            created_at=NOW,
            transfers_offered=MAX_TRANSFERS_OFFERED,
        )
        with pytest.raises(QuotaExceeded):
            full.offering_transfer()


class TestStatus:
    def test_an_invitation_that_nobody_answered_has_expired(self):
        """R-409"""
        transfer = a_transfer()
        just_before = transfer.expires_at - timedelta(microseconds=1)
        assert transfer.status(just_before) is TransferStatus.REQUESTED
        assert transfer.status(transfer.expires_at) is TransferStatus.EXPIRED
        with pytest.raises(WrongStatus):
            transfer.accepted(transfer.expires_at)

    @pytest.mark.parametrize("name", ["accepted", "declined", "cancelled"])
    def test_there_is_one_answer_only(self, name):
        """R-409"""
        answered = getattr(a_transfer(), name)(NOW)
        for other in ("accepted", "declined", "cancelled"):
            with pytest.raises(WrongStatus):
                getattr(answered, other)(NOW)

    def test_what_was_accepted_is_never_over_by_itself(self):
        accepted = a_transfer().accepted(NOW)
        assert accepted.status(NOW + timedelta(days=4000)) is TransferStatus.ACCEPTED
        assert accepted.ends_at is None

    def test_only_what_was_accepted_is_withdrawn_and_once(self):
        with pytest.raises(WrongStatus):
            a_transfer().withdrawn(MARCH, NOW)
        withdrawn = a_transfer().accepted(NOW).withdrawn(MARCH, NOW)
        assert withdrawn.ends_at == datetime(2027, 3, 31, 23, 59, 59, tzinfo=UTC)
        with pytest.raises(WrongStatus):
            withdrawn.withdrawn(APRIL, NOW)


class TestEnd:
    def test_without_a_date_it_ends_with_this_month(self):
        """R-412"""
        transfer = a_transfer().accepted(NOW)
        assert last_period(transfer, None, datetime(2027, 3, 9, tzinfo=UTC)) == MARCH

    def test_one_that_has_not_begun_never_begins(self):
        transfer = a_transfer().accepted(NOW)
        last = last_period(transfer, None, NOW)
        assert last < transfer.first
        given = account(SOURCE).giving(transfer.bill_to_target())
        assert given.with_transfer_ended(transfer.transfer_id, last).outbound == ()

    @pytest.mark.parametrize(
        ("ends_at", "reason"),
        [
            ("2027-03-31T00:00:00+00:00", "END_DATE_NOT_END_OF_MONTH"),
            ("2027-02-28T23:59:59+00:00", "END_DATE_TOO_EARLY"),
            ("2028-04-30T23:59:59+00:00", "END_DATE_TOO_LATE"),
        ],
    )
    def test_it_ends_with_the_last_second_of_a_month_that_is_not_over(self, ends_at, reason):
        """R-411: the bills of months before stay where they are"""
        transfer = a_transfer().accepted(NOW)
        with pytest.raises(InvalidInput) as refused:
            last_period(
                transfer,
                datetime.fromisoformat(ends_at),
                datetime(2027, 3, 9, tzinfo=UTC),
            )
        assert [problem.reason for problem in refused.value.problems] == [reason]


class TestMembership:
    def test_whole_billing_periods_go_to_the_bill_transfer_account(self):
        """R-412"""
        membership = account(SOURCE, a_bill(TARGET, FEBRUARY, MARCH))
        found = [membership.bill_transfer_account(FEBRUARY.plus(n)) for n in (-1, 0, 1, 2)]
        assert found == [None, TARGET, TARGET, None]

    def test_how_many_there_may_be_is_bounded(self):
        full = account(
            SOURCE, *[a_bill(TARGET)] * MAX_OUTBOUND, inbound=[a_bill(TARGET)] * MAX_INBOUND
        )
        for act in (full.giving, full.taking):
            with pytest.raises(QuotaExceeded):
                act(a_bill(TARGET))


class TestChain:
    def test_a_bill_goes_on_to_the_end_of_the_chain(self):
        """R-412"""
        memberships = {
            SOURCE: account(SOURCE, a_bill(TARGET)),
            TARGET: account(TARGET, a_bill(FURTHER, MARCH)),
            FURTHER: account(FURTHER),
        }
        assert bill_path(SOURCE, FEBRUARY, memberships) == (SOURCE, TARGET)
        assert bill_path(SOURCE, MARCH, memberships) == (SOURCE, TARGET, FURTHER)

    def check(self, source: Membership, target: Membership, *beside: Membership) -> None:
        expect_acceptable(a_transfer(), source, target, beside)

    def test_two_in_a_row_are_accepted_from_either_end(self):
        """R-409"""
        self.check(account(SOURCE), account(TARGET, a_bill(FURTHER)), account(FURTHER))
        self.check(account(SOURCE, inbound=[a_bill(FURTHER)]), account(TARGET), account(FURTHER))

    def test_three_in_a_row_are_refused_wherever_the_new_one_stands(self):
        """R-409"""
        with pytest.raises(WrongStatus, match="at most 2"):
            self.check(
                account(SOURCE),
                account(TARGET, a_bill(FURTHER)),
                account(FURTHER, a_bill(LAST)),
            )
        with pytest.raises(WrongStatus, match="at most 2"):
            self.check(
                account(SOURCE, inbound=[a_bill(LAST)]),
                account(TARGET, a_bill(FURTHER)),
                account(FURTHER),
                account(LAST),
            )
        with pytest.raises(WrongStatus, match="at most 2"):
            self.check(
                account(SOURCE, inbound=[a_bill(LAST)]),
                account(TARGET),
                account(LAST, inbound=[a_bill(FURTHER)]),
            )

    def test_a_bill_has_one_receiver_at_a_time(self):
        """R-412"""
        with pytest.raises(WrongStatus, match="somebody already"):
            self.check(account(SOURCE, a_bill(FURTHER)), account(TARGET))
        self.check(
            account(SOURCE, a_bill(FURTHER, Month(2027, 1), Month(2027, 1))), account(TARGET)
        )

    def test_no_bill_comes_back_to_where_it_began(self):
        with pytest.raises(WrongStatus, match="come back"):
            self.check(account(SOURCE), account(TARGET, a_bill(SOURCE)))

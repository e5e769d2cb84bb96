"""Random transfers of bills, agreed to and ended as months go by, beside a table of months."""

from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from procurement.domain.errors import WrongStatus
from procurement.domain.month import Month
from procurement.domain.organizations.billing_transfer import (
    BillingTransfer,
    TransferInput,
    last_period,
    offered,
)
from procurement.domain.organizations.membership import Membership
from procurement.domain.organizations.transfer_chain import MAX_LEVELS, bill_path, expect_acceptable

ACCOUNTS = [str(number) * 12 for number in range(1, 5)]
BEGIN = Month(2027, 1)
MONTHS = [BEGIN.plus(number) for number in range(12)]

steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 3), st.just(""), st.just("")),
        st.tuples(
            st.just("agree"),
            st.integers(1, 3),
            st.sampled_from(ACCOUNTS),
            st.sampled_from(ACCOUNTS),
        ),
        st.tuples(st.just("end"), st.integers(0, 3), st.sampled_from(ACCOUNTS), st.just("")),
    ),
    max_size=25,
)


@dataclass
class World:
    """What is stored, and beside it, month by month, whom each account gave its bill to."""

    month: Month = BEGIN
    memberships: dict[str, Membership] = field(
        default_factory=lambda: {each: Membership(account_id=each) for each in ACCOUNTS}
    )
    transfers: dict[str, BillingTransfer] = field(default_factory=dict)
    given: dict[tuple[str, Month], str] = field(default_factory=dict)
    count: int = 0

    def agree(self, ahead: int, source: str, target: str) -> None:
        """The source agrees to a transfer that begins so many months ahead, if it may."""
        if source == target:
            return
        now = self.month.starts_at + timedelta(days=3)
        self.count += 1
        wanted = TransferInput(
            source_account_id=source, name="T", starts_at=self.month.plus(ahead).starts_at
        )
        transfer = offered(wanted, target, "o-1", now, attempt=self.count).accepted(now)
        one, other = self.memberships[source], self.memberships[target]
        both = (*other.outbound, *one.inbound)
        beside = [self.memberships[bill.account_id] for bill in both]
        try:
            expect_acceptable(transfer, one, other, beside)
        except WrongStatus:
            return
        self.memberships[source] = one.giving(transfer.bill_to_target())
        self.memberships[target] = other.taking(transfer.bill_of_source())
        self.transfers[source] = transfer
        for period in MONTHS + [MONTHS[-1].plus(n) for n in range(1, 80)]:
            if period >= transfer.first:
                assert (source, period) not in self.given, "two at a time"
                self.given[source, period] = target

    def end(self, ahead: int, source: str) -> None:
        """The source's transfer ends so many months ahead, or at once if it has not begun."""
        transfer = self.transfers.pop(source, None)
        if transfer is None:
            return
        now = self.month.starts_at + timedelta(days=9)
        ends_at = None
        if transfer.first <= self.month:
            ends_at = self.month.plus(ahead + 1).starts_at - timedelta(seconds=1)
        last = last_period(transfer, ends_at, now)
        for each in (source, transfer.target_account_id):
            held = self.memberships[each]
            self.memberships[each] = held.with_transfer_ended(transfer.transfer_id, last)
        for account, period in list(self.given):
            if account == source and period > last and period >= transfer.first:
                del self.given[account, period]

    def receiver(self, account: str, period: Month) -> str:
        """By the table alone."""
        while (account, period) in self.given:
            account = self.given[account, period]
        return account


@given(steps)
def test_every_month_of_every_bill_is_received_once_by_who_agreed_to_receive_it(
    steps: list[tuple[str, int, str, str]],
) -> None:
    """R-411, R-412: whatever begins and ends, and no month that has begun ever changes hands"""
    world = World()
    begun: dict[tuple[str, Month], str] = {}
    for act, number, source, target in steps:
        match act:
            case "wait":
                world.month = world.month.plus(number)
            case "agree":
                world.agree(number, source, target)
            case "end":
                world.end(number, source)
        for account in ACCOUNTS:
            for period in MONTHS:
                path = bill_path(account, period, world.memberships)
                assert path[-1] == world.receiver(account, period)
                assert len(set(path)) == len(path) <= MAX_LEVELS + 1
                if period <= world.month:
                    assert begun.setdefault((account, period), path[-1]) == path[-1]


@given(steps)
def test_both_sides_know_the_same_of_every_transfer(
    steps: list[tuple[str, int, str, str]],
) -> None:
    """R-409: whoever receives can find all of its sources"""
    world = World()
    for act, number, source, target in steps:
        match act:
            case "wait":
                world.month = world.month.plus(number)
            case "agree":
                world.agree(number, source, target)
            case "end":
                world.end(number, source)
    given_away = {
        (account, bill.account_id, bill.transfer_id, bill.first, bill.last)
        for account, membership in world.memberships.items()
        for bill in membership.outbound
    }
    taken = {
        (bill.account_id, account, bill.transfer_id, bill.first, bill.last)
        for account, membership in world.memberships.items()
        for bill in membership.inbound
    }
    assert given_away == taken

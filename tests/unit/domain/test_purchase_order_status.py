"""The status machine: R-049 to R-066, every move allowed and refused."""

from datetime import datetime, timedelta, timezone

import pytest

from procurement.domain.errors import InvalidInput, StaleVersion, WrongStatus
from procurement.domain.month import Month
from procurement.domain.purchase_orders.changes import edited_purchase_order
from procurement.domain.purchase_orders.input import PurchaseOrderInput
from procurement.domain.purchase_orders.naming import named_by_marketplace
from procurement.domain.purchase_orders.purchase_order import (
    PurchaseOrder,
    Status,
    new_key,
    with_status,
)
from tests.support.marketplace import NOON, a_marketplace_line
from tests.support.purchase_orders import (
    ACCOUNT,
    ENTITIES,
    NOTHING_SET,
    a_line,
    a_purchase_order,
)

ACTIVE, SUSPENDED = Status.ACTIVE, Status.SUSPENDED
EXPIRED, SUSPENDED_EXPIRED = Status.EXPIRED, Status.SUSPENDED_EXPIRED

PAST = ("2027-01", "2027-05")


def in_status(status: Status, *, lines: bool = False) -> PurchaseOrder:
    """A purchase order that has this status at noon of 15 June 2027."""
    months = PAST if status in (EXPIRED, SUSPENDED_EXPIRED) else ("2027-01", "2027-12")
    suspended = status in (SUSPENDED, SUSPENDED_EXPIRED)
    own = [a_line(months=months)] if lines else []
    order = a_purchase_order("A", *own, months=months, suspended=suspended)
    assert order.status(NOON) is status
    return order


def moved_to(order: PurchaseOrder, expiration_month: str) -> PurchaseOrder:
    """The purchase order after a user moved its expiration month."""
    given = PurchaseOrderInput(expiration_month=expiration_month)
    return edited_purchase_order(order, given, entities=ENTITIES, now=NOON)


class TestTime:
    @pytest.mark.parametrize(
        ("moment", "suspended", "expected"),
        [
            ("2027-05-31T23:59:59.999999+00:00", False, ACTIVE),
            ("2027-06-01T00:00:00+00:00", False, EXPIRED),
            ("2027-06-01T00:00:01+00:00", False, EXPIRED),
            ("2027-05-31T23:59:59.999999+00:00", True, SUSPENDED),
            ("2027-06-01T00:00:00+00:00", True, SUSPENDED_EXPIRED),
        ],
    )
    def test_the_end_of_the_expiration_month_moves_it_without_any_sweep(
        self, moment: str, suspended: bool, expected: Status
    ) -> None:
        """R-049, R-052, R-053, R-057, R-058, R-065."""
        order = a_purchase_order("A", months=PAST, suspended=suspended)
        assert order.status(datetime.fromisoformat(moment)) is expected

    def test_months_end_in_utc_whatever_the_caller_s_time_zone(self) -> None:
        """R-066: 16:00 in Seattle on 31 May is midnight in UTC."""
        order = a_purchase_order("A", months=PAST)
        seattle = timezone(timedelta(hours=-8))
        assert order.status(datetime(2027, 5, 31, 15, 59, 59, tzinfo=seattle)) is ACTIVE
        assert order.status(datetime(2027, 5, 31, 16, 0, tzinfo=seattle)) is EXPIRED

    def test_before_its_effective_month_it_is_active_already(self) -> None:
        """R-050: it covers nothing yet, but it is not expired."""
        order = a_purchase_order("A", months=("2028-01", "2028-12"))
        assert order.status(NOON) is ACTIVE
        assert not order.covers(Month(2027, 6))


class TestMovesOfAUser:
    @pytest.mark.parametrize(
        ("present", "asked", "reached"),
        [
            (ACTIVE, SUSPENDED, SUSPENDED),
            (EXPIRED, SUSPENDED, SUSPENDED_EXPIRED),
            (SUSPENDED, ACTIVE, ACTIVE),
            (SUSPENDED_EXPIRED, EXPIRED, EXPIRED),
        ],
    )
    def test_these_are_allowed(self, present: Status, asked: Status, reached: Status) -> None:
        """R-054, R-055, R-056: with a new version and time-stamp."""
        before = in_status(present)
        after = with_status(before, asked, NOON)
        assert after.status(NOON) is reached
        assert (after.version, after.updated_at) == (before.version + 1, NOON)

    @pytest.mark.parametrize("status", list(Status))
    def test_asking_for_the_present_status_changes_nothing_at_all(self, status: Status) -> None:
        """R-062."""
        order = in_status(status)
        assert with_status(order, status, NOON) is order

    def test_suspending_what_is_suspended_and_expired_changes_nothing(self) -> None:
        """R-055, R-062: Suspended is the word a user has for it."""
        order = in_status(SUSPENDED_EXPIRED)
        assert with_status(order, SUSPENDED, NOON) is order

    @pytest.mark.parametrize(
        ("present", "asked", "step"),
        [
            (SUSPENDED_EXPIRED, ACTIVE, "set the status to EXPIRED first"),
            (EXPIRED, ACTIVE, "move the expiration month"),
            (ACTIVE, EXPIRED, "follows from the expiration month"),
            (ACTIVE, SUSPENDED_EXPIRED, "follows from the expiration month"),
            (SUSPENDED, EXPIRED, "follows from the expiration month"),
            (SUSPENDED, SUSPENDED_EXPIRED, "follows from the expiration month"),
            (EXPIRED, SUSPENDED_EXPIRED, "SUSPENDED_EXPIRED"),
        ],
    )
    def test_all_others_are_refused_with_the_missing_step(
        self, present: Status, asked: Status, step: str
    ) -> None:
        """R-055, R-063, S-43."""
        with pytest.raises(WrongStatus, match=step) as refused:
            with_status(in_status(present), asked, NOON)
        assert refused.value.resource_id == "A"

    def test_the_table_leaves_no_pair_open(self) -> None:
        """R-049 to R-063: sixteen pairs, each allowed, standing or refused."""
        allowed = 0
        for present in Status:
            for asked in Status:
                try:
                    with_status(in_status(present), asked, NOON)
                except WrongStatus:
                    continue
                allowed += 1
        assert allowed == 4 + 4 + 1

    def test_the_way_back_from_suspended_expired_has_two_steps(self) -> None:
        """R-056: the line items are moved in the same request as the purchase order."""
        order = with_status(in_status(SUSPENDED_EXPIRED), EXPIRED, NOON)
        assert moved_to(order, "2027-06").status(NOON) is ACTIVE


class TestMovesOfTheExpirationMonth:
    @pytest.mark.parametrize("month", ["2027-06", "2028-01"])
    def test_an_expired_one_becomes_active_from_the_current_month_on(self, month: str) -> None:
        """R-059."""
        assert moved_to(in_status(EXPIRED), month).status(NOON) is ACTIVE

    def test_moved_within_the_past_it_stays_expired(self) -> None:
        """R-059."""
        assert moved_to(in_status(EXPIRED), "2027-04").status(NOON) is EXPIRED

    def test_a_suspended_expired_one_becomes_suspended_only(self) -> None:
        """R-060."""
        assert moved_to(in_status(SUSPENDED_EXPIRED), "2027-06").status(NOON) is SUSPENDED

    def test_an_active_one_shortened_to_the_past_expires_at_once(self) -> None:
        """R-061."""
        assert moved_to(in_status(ACTIVE), "2027-05").status(NOON) is EXPIRED

    def test_but_not_while_a_line_ends_later(self) -> None:
        """R-061, R-080."""
        with pytest.raises(InvalidInput) as refused:
            moved_to(in_status(ACTIVE, lines=True), "2027-05")
        assert [problem.rule for problem in refused.value.problems] == ["R-080"]


class TestMovesOfMarketplace:
    @pytest.mark.parametrize(
        ("present", "reached"),
        [
            (ACTIVE, ACTIVE),
            (EXPIRED, ACTIVE),
            (SUSPENDED, SUSPENDED),
            (SUSPENDED_EXPIRED, SUSPENDED),
        ],
    )
    def test_naming_revives_but_never_lifts_a_suspension(
        self, present: Status, reached: Status
    ) -> None:
        """R-064, R-191 to R-196."""
        line = a_marketplace_line(months=("2027-06", "2027-08"))
        after = named_by_marketplace(
            in_status(present),
            line,
            payment=NOTHING_SET.payment,
            purchase_order_id="A",
            now=NOON,
        )
        assert after.status(NOON) is reached
        assert after.expiration_month >= line.end_month


class TestVersions:
    def test_the_key_of_a_reused_id_is_a_fresh_one(self) -> None:
        """R-009: so that it inherits neither invoices nor balances nor mail."""
        before = new_key(ACCOUNT, "A", NOON)
        assert new_key(ACCOUNT, "A", NOON) == before
        assert new_key(ACCOUNT, "A", NOON + timedelta(seconds=1)) != before
        assert new_key("999988887777", "A", NOON) != before

    def test_the_expected_version_must_be_the_present_one(self) -> None:
        """R-076, S-49: two editors saw version 7, one of them is late."""
        order = a_purchase_order("A", version=7)
        order.expect_version(7)
        order.expect_version(None)
        with pytest.raises(StaleVersion, match="at version 8, not 7"):
            with_status(order, SUSPENDED, NOON).expect_version(7)

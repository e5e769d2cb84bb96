"""The count of active purchase orders: R-041, R-042, R-048, R-065, R-197, R-199."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from procurement.domain.errors import QuotaExceeded
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import Status, with_status
from procurement.domain.purchase_orders.quota import ActiveQuota, is_counted_anew
from tests.support.purchase_orders import ACCOUNT, a_line, a_purchase_order

JUNE = datetime(2027, 6, 15, 12, tzinfo=UTC)
ORDER = a_purchase_order("A", months=("2027-01", "2027-06"))
SUSPENDED = replace(ORDER, is_suspended=True)
LATER = replace(ORDER, expiration_month=Month(2027, 12))
EXPIRED = replace(ORDER, expiration_month=Month(2027, 5))


def counting(**expiring: int) -> ActiveQuota:
    """So many purchase orders that expire in the months ``m5`` to ``m12`` of 2027."""
    months = {Month(2027, int(name[1:])): count for name, count in expiring.items()}
    return ActiveQuota(account_id=ACCOUNT, expiring=months)


def test_the_present_month_is_active_to_its_last_instant() -> None:
    """R-042, R-065: a month's end lowers the count, and nobody has to write that down."""
    quota = counting(m5=3, m6=20, m7=50)
    assert quota.active(datetime(2027, 6, 30, 23, 59, 59, tzinfo=UTC)) == 70
    assert quota.active(datetime(2027, 7, 1, tzinfo=UTC)) == 50


def test_the_hundredth_is_welcome_and_the_next_one_refused() -> None:
    """R-041, R-042, S-45."""
    quota = counting(m6=40, m7=59).moved(None, ORDER, JUNE)
    assert quota.active(JUNE) == 100
    with pytest.raises(QuotaExceeded) as refused:
        quota.moved(None, LATER, JUNE)
    assert (refused.value.quota, refused.value.limit) == ("ActivePurchaseOrders", 100)


def test_suspending_one_makes_room_for_another_and_none_to_activate_it_again() -> None:
    """R-042, S-45."""
    full = counting(m6=100)
    suspended = with_status(ORDER, Status.SUSPENDED, JUNE)
    roomy = full.moved(ORDER, suspended, JUNE)
    assert roomy.active(JUNE) == 99
    full = roomy.moved(None, LATER, JUNE)
    with pytest.raises(QuotaExceeded):
        full.moved(suspended, with_status(suspended, Status.ACTIVE, JUNE), JUNE)


@pytest.mark.parametrize("uncounted", [SUSPENDED, EXPIRED, replace(EXPIRED, is_suspended=True)])
def test_only_active_ones_count(uncounted: object) -> None:
    """R-042: neither suspended nor expired ones take a place."""
    full = counting(m6=100)
    assert full.moved(None, uncounted, JUNE).active(JUNE) == 100  # type: ignore[arg-type]


def test_reviving_an_expired_one_needs_a_place() -> None:
    """R-042, R-059: moving the expiration month is a move into Active."""
    with pytest.raises(QuotaExceeded):
        counting(m5=1, m6=100).moved(EXPIRED, ORDER, JUNE)
    assert counting(m5=1, m6=99).moved(EXPIRED, ORDER, JUNE) == counting(m6=100)


def test_deleting_one_makes_room() -> None:
    """R-042, R-070."""
    assert counting(m6=100).moved(ORDER, None, JUNE).active(JUNE) == 99


def test_marketplace_is_counted_but_never_refused() -> None:
    """R-197, R-199."""
    over = counting(m6=100).moved(None, LATER, JUNE, enforced=False)
    assert over.active(JUNE) == 101


def test_over_the_quota_users_may_still_do_what_adds_none() -> None:
    """R-199: moving an active one elsewhere, suspending, deleting."""
    over = counting(m6=101)
    assert over.moved(ORDER, LATER, JUNE).active(JUNE) == 101
    assert over.moved(ORDER, None, JUNE).active(JUNE) == 100
    with pytest.raises(QuotaExceeded):
        over.moved(None, LATER, JUNE)


def test_what_moves_no_count_leaves_the_counter_alone() -> None:
    """R-048: so that edits of other things never meet there."""
    quota = counting(m6=100)
    edited = replace(ORDER, description="x", line_items=(a_line(),))
    assert quota.moved(ORDER, edited, JUNE) is quota
    assert not is_counted_anew(ORDER, edited)
    assert not is_counted_anew(SUSPENDED, replace(SUSPENDED, expiration_month=Month(2027, 12)))
    assert is_counted_anew(ORDER, LATER)
    assert is_counted_anew(None, ORDER)

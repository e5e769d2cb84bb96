"""Which payment of a new schedule is which one of the old: by date, else by amount."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from procurement.domain.marketplace.payment_schedule import Installment


def survivors(old: Sequence[Installment], new: Sequence[Installment]) -> Mapping[int, int]:
    """For each payment of `new` that continues one of `old`: their indexes, new to old.

    Payments of the same date are the same payment, whatever their amounts. Of the others, equal
    amounts are paired in order of dates, as many as both sides have, such that all together move by
    the fewest days; at a tie the earlier ones are paired. Dates are unique in each schedule and in
    order (R-297, R-302), and no payment has two partners.
    """
    by_date = {payment.charge_date: index for index, payment in enumerate(old)}
    found = {
        index: by_date[payment.charge_date]
        for index, payment in enumerate(new)
        if payment.charge_date in by_date
    }
    old_left = _by_amount(old, set(found.values()))
    for amount, new_indexes in _by_amount(new, found.keys()).items():
        old_indexes = old_left.get(amount, [])
        pairs = _moved_least(
            [old[index].charge_date for index in old_indexes],
            [new[index].charge_date for index in new_indexes],
        )
        found |= {new_indexes[right]: old_indexes[left] for left, right in pairs}
    return found


def _by_amount(payments: Sequence[Installment], taken: Collection[int]) -> dict[Decimal, list[int]]:
    groups: dict[Decimal, list[int]] = {}
    for index, payment in enumerate(payments):
        if index not in taken:
            groups.setdefault(payment.amount, []).append(index)
    return groups


def _moved_least(left: Sequence[date], right: Sequence[date]) -> list[tuple[int, int]]:
    """Pairs of places that keep the order, all of the shorter side, with the fewest days moved."""
    if len(left) > len(right):
        return [(place, other) for other, place in _moved_least(right, left)]
    # fewest[i][j]: the days that the first i of the left move when they meet the first j only.
    fewest: list[list[int | None]] = [[0] * (len(right) + 1)]
    for i, day in enumerate(left, start=1):
        row: list[int | None] = [None]
        for j, other in enumerate(right, start=1):
            before = fewest[i - 1][j - 1]
            paired = None if before is None else before + abs((other - day).days)
            options = [days for days in (row[j - 1], paired) if days is not None]
            row.append(min(options, default=None))
        fewest.append(row)
    return _traced(fewest)


def _traced(fewest: Sequence[Sequence[int | None]]) -> list[tuple[int, int]]:
    pairs = []
    j = len(fewest[0]) - 1
    for i in range(len(fewest) - 1, 0, -1):
        # A later partner is left alone wherever an earlier one costs no more.
        while fewest[i][j - 1] == fewest[i][j]:
            j -= 1
        pairs.append((i - 1, j - 1))
        j -= 1
    return pairs

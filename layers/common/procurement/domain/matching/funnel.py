"""The way to a match as it is told: who was removed where, and what was compared (R-136).

An account may hold ten thousand lines, and the funnel is stored with every invoice. So it counts
everybody, and tells of a bounded number of purchase orders and lines.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from sys import maxsize
from typing import Final

from procurement.domain.matching.result import Removed, Step
from procurement.domain.matching.sheet import Sheet
from procurement.domain.matching.sieve import Ranks, Sift, row

MAX_VALUE: Final = 100
"""Characters of a compared value; a longer one is cut."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounds:
    """How much a funnel tells.

    At most so many `purchase_orders`: those that came furthest, each in every step that took lines
    of it. A step has room for so many `entries`, at least one for each of them, which they share
    evenly; what is left of a purchase order's lines is summed up in its last entry.
    """

    purchase_orders: int
    entries: int


RECORDED: Final = Bounds(purchase_orders=150, entries=200)
"""What is kept with an invoice. 100 purchase orders may be active (R-041); the others that are
candidates are suspended, or expired since the billing period."""

UNBOUNDED: Final = Bounds(purchase_orders=maxsize, entries=maxsize)
"""Everybody, one by one."""


def told(
    sifts: Sequence[Sift], lines: int, listed: Collection[Sheet], bounds: Bounds
) -> tuple[Step, ...]:
    """The steps in words, from so many `lines` on; of the purchase orders only the `listed`."""
    steps = []
    for sift in sifts:
        gone = [(sheet, _lines(sift, sheet, ranks)) for sheet, ranks in sift.gone]
        count = sum(len(ranks) for _, ranks in gone)
        lines -= count
        shown = [(sheet, ranks) for sheet, ranks in gone if sheet in listed]
        room = max(1, bounds.entries // max(1, len(shown)))
        steps.append(
            Step(
                criterion=sift.criterion,
                rule=sift.rule,
                asked=sift.asked,
                removed=tuple(
                    entry for sheet, ranks in shown for entry in _entries(sift, sheet, ranks, room)
                ),
                removed_count=len(gone) if sift.is_whole else count,
                lines_left=lines,
            )
        )
    return tuple(steps)


def _lines(sift: Sift, sheet: Sheet, ranks: Ranks) -> Sequence[int]:
    return range(len(sheet.order.line_items)) if sift.is_whole else row(ranks)


def _entries(sift: Sift, sheet: Sheet, ranks: Sequence[int], room: int) -> Iterator[Removed]:
    """Lines one by one as far as there is room, then the rest of them together."""
    order_id = sheet.order.purchase_order_id
    single = 0 if sift.is_whole else len(ranks) if len(ranks) <= room else room - 1
    for rank in ranks[:single]:
        yield Removed(
            purchase_order_id=order_id,
            line_item_number=sheet.line(rank).line_item_number,
            value=_cut(sift.shows(sheet, (rank,))),
        )
    rest = ranks[single:]
    if rest or sift.is_whole:
        yield Removed(
            purchase_order_id=order_id,
            line_item_number=None,
            value=_cut(sift.shows(sheet, rest)),
            lines=len(rest),
        )


def _cut(value: str) -> str:
    return value if len(value) <= MAX_VALUE else f"{value[: MAX_VALUE - 1]}…"

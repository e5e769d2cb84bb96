"""The matcher's answer as it is kept with the invoice, so that "why this one" can be answered when
the world it was decided in is gone (R-136)."""

from dataclasses import dataclass
from typing import Self

from procurement.domain.matching.result import Flag, Match, Outcome, Step
from procurement.domain.money import Money


@dataclass(frozen=True, kw_only=True, slots=True)
class MatchRecord:
    """A match with the purchase order's ID as printed and its internal key instead of itself.

    The key tells a deleted purchase order from a new one that reuses its ID (R-009).
    """

    outcome: Outcome
    reason: str
    purchase_order_id: str | None = None
    purchase_order_key: str | None = None
    line_item_number: str | None = None
    booked: Money | None = None
    flags: frozenset[Flag] = frozenset()
    funnel: tuple[Step, ...] = ()

    @classmethod
    def of(cls, match: Match) -> Self:
        """What to keep of `match`."""
        chosen = match.purchase_order
        return cls(
            outcome=match.outcome,
            reason=match.reason,
            purchase_order_id=match.purchase_order_id,
            purchase_order_key=chosen.key if chosen else None,
            line_item_number=match.line_item_number,
            booked=match.booked,
            flags=match.flags,
            funnel=match.funnel,
        )

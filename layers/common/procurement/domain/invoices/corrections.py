"""What may happen to an issued invoice: some of it is credited, or it is regenerated."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from procurement.domain.errors import Problem
from procurement.domain.money import Money
from procurement.domain.text import has_control_characters

MAX_REASON: Final = 500
"""Characters of the text that says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Credit:
    """What one credit memo gives back of its invoice; amounts are above zero (R-153).

    `agreement_id` is the agreement whose seller asked for it, None for any other.
    """

    invoice_id: str
    draft_id: str
    before_tax: Money
    tax: Money
    agreement_id: str | None = None

    @property
    def total(self) -> Money:
        """Tax included: what the line's balance gets back (R-398)."""
        return self.before_tax + self.tax


@dataclass(frozen=True, kw_only=True, slots=True)
class Regeneration:
    """Who made another edition of an invoice, when and why (R-207)."""

    at: datetime
    actor: str
    reason: str


def reason_problems(reason: str) -> tuple[Problem, ...]:
    """What is wrong with the text that says why an invoice is corrected."""
    if reason.strip() and len(reason) <= MAX_REASON and not has_control_characters(reason):
        return ()
    message = f"must have 1 to {MAX_REASON} characters, none of them a control character"
    return (Problem(field="reason", reason="INVALID_REASON", message=message, rule="R-207"),)

"""Which charges a list is asked for, and what those that are meant come to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from procurement.domain.charges.charge import Charge, ChargeState, Timing
from procurement.domain.errors import Problems
from procurement.domain.money import EXACT, Money


@dataclass(frozen=True, kw_only=True, slots=True)
class ChargeQuery:
    """Which charges to list. None asks for nothing.

    Due from the day `due_from` to the day `due_to` (UTC), both included: what has no date is not
    meant then. `search` is contained in the description, an ID or a number, whatever the case.
    """

    state: ChargeState | None = None
    has_purchase_order: bool | None = None
    purchase_order_reference: str | None = None
    currency: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    search: str | None = None

    def check(self) -> None:
        """`InvalidInput` for a range that is turned round."""
        problems = Problems()
        if self.due_from and self.due_to and self.due_to < self.due_from:
            problems.add("dueTo", "INVALID_VALUE", f"must not be before {self.due_from}")
        problems.raise_if_any()

    def finds(self, charge: Charge) -> bool:
        """Whether the charge is meant."""
        reference = charge.purchase_order_reference
        return (
            self.state in (None, charge.state)
            and self.has_purchase_order in (None, reference is not None)
            and self.purchase_order_reference in (None, reference)
            and self.currency in (None, charge.currency)
            and self._is_in_range(charge)
            and self._is_sought(charge)
        )

    def _is_in_range(self, charge: Charge) -> bool:
        if self.due_from is None and self.due_to is None:
            return True
        day = charge.due_at.date()
        return (
            charge.timing is not Timing.BILLING_PERIOD
            and (self.due_from is None or self.due_from <= day)
            and (self.due_to is None or day <= self.due_to)
        )

    def _is_sought(self, charge: Charge) -> bool:
        if self.search is None:
            return True
        told = (
            charge.description,
            charge.charge_id,
            charge.agreement_id,
            charge.purchase_order_reference,
            charge.invoice_id,
        )
        sought = self.search.casefold()
        return any(sought in text.casefold() for text in told if text)


ANY_CHARGE: Final = ChargeQuery()


@dataclass(frozen=True, kw_only=True, slots=True)
class ChargeTotals:
    """What charges come to before tax, one total per currency, the first currency first.

    `charges` counts all of them. Void ones and usage that has not been measured yet add nothing;
    `unmeasured` counts the latter. Not `is_complete` when there are more charges than were read.
    """

    totals: tuple[Money, ...]
    charges: int
    unmeasured: int
    is_complete: bool = True


def total_up(charges: Iterable[Charge]) -> ChargeTotals:
    """What `charges` come to."""
    sums: dict[str, Decimal] = {}
    count = unmeasured = 0
    for charge in charges:
        count += 1
        amount = charge.known_amount
        if amount is None:
            unmeasured += 1
        elif charge.state is not ChargeState.VOID:
            so_far = sums.get(charge.currency, Decimal(0))
            sums[charge.currency] = EXACT.add(so_far, amount)
    totals = tuple(Money(amount, currency) for currency, amount in sorted(sums.items()))
    return ChargeTotals(totals=totals, charges=count, unmeasured=unmeasured)

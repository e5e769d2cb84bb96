"""A new schedule in place of an old one: what becomes of each payment, and of its purchase order.

What is billed stays as it is and meets nothing of the new plan. Of the rest, a payment survives
when its date or its amount does: first the one of the same date, then, among those left over, one
of the same amount on another date, such that the order is kept and they are moved by the fewest
days. Where both differ it is another payment. A survivor keeps its purchase order number.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from procurement.domain.charges.charge import Charge, ChargeState
from procurement.domain.errors import Problem
from procurement.domain.marketplace.payment_schedule import Installment, PaymentSchedule
from procurement.domain.marketplace.purchase_order_references import NamedOrder
from procurement.domain.marketplace.survival import survivors
from procurement.domain.money import Money


class Outcome(StrEnum):
    """What became of one payment."""

    BILLED = "BILLED"
    """It has its invoice, or is due; it stays with the old agreement."""

    CONTINUES = "CONTINUES"
    """It is pending and goes on beside the new schedule (R-315)."""

    KEPT = "KEPT"
    """Same date, same amount."""

    AMOUNT_CHANGED = "AMOUNT_CHANGED"
    """Same date, another amount."""

    MOVED = "MOVED"
    """Same amount, another date."""

    REMOVED = "REMOVED"
    """Pending in the old schedule, and nothing in the new one."""

    ADDED = "ADDED"
    """Only in the new schedule."""


_STAYS = (Outcome.BILLED, Outcome.CONTINUES)
_PLANNED = (Outcome.KEPT, Outcome.AMOUNT_CHANGED, Outcome.MOVED, Outcome.ADDED)


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentSide:
    """A payment in one of the two schedules: its position from 1, and what it says."""

    number: int
    charge_date: date
    amount: Decimal
    order: NamedOrder | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentDifference:
    """One payment `before` and `after`; None where it is not. What stays is the same on both."""

    outcome: Outcome
    before: PaymentSide | None = None
    after: PaymentSide | None = None

    @property
    def charge_date(self) -> date:
        """The date to list it under: the new one if there is one."""
        side = self.after or self.before
        assert side is not None
        return side.charge_date


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """Sums in one currency, before tax.

    `before` is the old schedule, `billed` what of it stays with invoices, `continuing` what of it
    goes on pending, `unbilled` the rest, which is cancelled; `planned` is the new schedule.
    """

    before: Money
    billed: Money
    continuing: Money
    unbilled: Money
    planned: Money

    @property
    def after(self) -> Money:
        """What the buyer owes in all once the new schedule holds."""
        return self.billed + self.continuing + self.planned

    @property
    def difference(self) -> Money:
        """How much more, or below zero less, that is than before."""
        return self.after - self.before

    @property
    def shortfall(self) -> Money:
        """Unbilled money that the new schedule surely forgets: it is smaller by that (R-314)."""
        missing = self.unbilled - self.planned
        return missing if missing.amount > 0 else Money.zero(missing.currency)


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleComparison:
    """The `differences` payment by payment, in order of dates, and the `totals`."""

    differences: tuple[PaymentDifference, ...]
    totals: Totals

    @property
    def carried(self) -> Mapping[int, NamedOrder]:
        """The purchase order of each new payment that has one, by its position from 1.

        What the buyer names for a charge in accepting goes before it.
        """
        planned = [found.after for found in self.differences if found.outcome in _PLANNED]
        return {side.number: side.order for side in planned if side and side.order}

    def without_orders(self) -> "ScheduleComparison":
        """The same for the seller, whom the buyer's purchase orders do not concern."""
        bare = (
            replace(
                found,
                before=found.before and replace(found.before, order=None),
                after=found.after and replace(found.after, order=None),
            )
            for found in self.differences
        )
        return replace(self, differences=tuple(bare))

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What both parties should see before they agree; nothing of it forbids the new plan."""
        return (*self._shortfall_warning(), *self._repetition_warnings())

    def _shortfall_warning(self) -> tuple[Problem, ...]:
        shortfall = self.totals.shortfall
        if not shortfall.amount:
            return ()
        message = (
            f"{self.totals.unbilled} of the old schedule is not billed yet and will be cancelled; "
            f"the new schedule leaves out {shortfall} of it"
        )
        warning = Problem(
            field="schedule", reason="UNBILLED_AMOUNT_LEFT_OUT", message=message, rule="R-314"
        )
        return (warning,)

    def _repetition_warnings(self) -> tuple[Problem, ...]:
        stays = {f.charge_date: f.outcome for f in self.differences if f.outcome in _STAYS}
        added = [f.after for f in self.differences if f.outcome is Outcome.ADDED and f.after]
        return tuple(
            Problem(
                field=f"schedule[{side.number - 1}].chargeDate",
                reason="PAYMENT_BESIDE_OLD_ONE",
                message=f"the old schedule's payment of {side.charge_date} stays as well",
                rule="R-315" if stays[side.charge_date] is Outcome.CONTINUES else "R-314",
            )
            for side in added
            if side.charge_date in stays
        )


def compare_schedules(
    charges: Sequence[Charge],
    schedule: PaymentSchedule,
    *,
    voided: Collection[str],
    now: datetime,
) -> ScheduleComparison:
    """What replacing the payments of an agreement, `charges`, by `schedule` at `now` means.

    `voided` are the IDs of those that the replacement cancels: what `charges_to_void` says decides
    it, this only shows it. Charges that are no payment of a schedule, and those void before, are
    left out. All amounts are in the schedule's currency.
    """
    payments = _payments(charges)
    stays = [_staying(charge, now) for charge in payments if charge.charge_id not in voided]
    pending = [_side_of(charge) for charge in payments if charge.charge_id in voided]
    found = [*stays, *_differences(pending, schedule)]
    found.sort(key=lambda difference: (difference.charge_date, difference.outcome))
    return ScheduleComparison(differences=tuple(found), totals=_totals(found, schedule.currency))


def _payments(charges: Sequence[Charge]) -> list[Charge]:
    alive = [charge for charge in charges if charge.state is not ChargeState.VOID]
    return [c for c in alive if c.charge_date is not None and c.installment is not None]


def _staying(charge: Charge, now: datetime) -> PaymentDifference:
    side = _side_of(charge)
    # What is due has its invoice as of 00:00 UTC, even if the run has not come to it yet.
    is_pending = charge.is_open and charge.due_at > now
    outcome = Outcome.CONTINUES if is_pending else Outcome.BILLED
    return PaymentDifference(outcome=outcome, before=side, after=side)


def _side_of(charge: Charge) -> PaymentSide:
    assert charge.charge_date is not None
    assert charge.installment is not None
    reference = charge.purchase_order_reference
    order = NamedOrder(reference=reference, line=charge.purchase_order_line) if reference else None
    return PaymentSide(
        number=charge.installment[0],
        charge_date=charge.charge_date,
        amount=charge.amount,
        order=order,
    )


def _differences(
    pending: Sequence[PaymentSide], schedule: PaymentSchedule
) -> Iterator[PaymentDifference]:
    old = sorted(pending, key=lambda side: side.charge_date)
    before = [Installment(charge_date=side.charge_date, amount=side.amount) for side in old]
    partners = survivors(before, schedule.installments)
    for index, payment in enumerate(schedule.installments):
        partner = old[partners[index]] if index in partners else None
        after = PaymentSide(
            number=index + 1,
            charge_date=payment.charge_date,
            amount=payment.amount,
            order=partner.order if partner else None,
        )
        yield PaymentDifference(outcome=_outcome(partner, after), before=partner, after=after)
    surviving = set(partners.values())
    for index, side in enumerate(old):
        if index not in surviving:
            yield PaymentDifference(outcome=Outcome.REMOVED, before=side)


def _outcome(before: PaymentSide | None, after: PaymentSide) -> Outcome:
    if before is None:
        return Outcome.ADDED
    if before.charge_date != after.charge_date:
        return Outcome.MOVED
    return Outcome.KEPT if before.amount == after.amount else Outcome.AMOUNT_CHANGED


def _totals(differences: Sequence[PaymentDifference], currency: str) -> Totals:
    def total(sides: Iterable[PaymentSide | None]) -> Money:
        amounts = (Money(side.amount, currency) for side in sides if side is not None)
        return sum(amounts, Money.zero(currency))

    moving = [found for found in differences if found.outcome not in _STAYS]
    return Totals(
        before=total(found.before for found in differences),
        billed=total(f.before for f in differences if f.outcome is Outcome.BILLED),
        continuing=total(f.before for f in differences if f.outcome is Outcome.CONTINUES),
        unbilled=total(found.before for found in moving),
        planned=total(found.after for found in moving),
    )

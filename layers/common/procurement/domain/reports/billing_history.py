"""What became of an agreement's payments and when, and what follows for any instant.

Everything follows from facts that never change again: when a payment was agreed on, when its
invoice or a credit memo was issued, when the agreement ended. So a month end reads the same a year
later. All amounts are before tax.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from procurement.domain.money import Money
from procurement.domain.month import Month


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreedPayment:
    """A payment whose amount was agreed on: an installment or a price due on acceptance.

    `agreed_at` is the acceptance, or that of the amendment or payment request that added it. At
    most one of `invoiced_at` and `cancelled_at` is set.
    """

    amount: Money
    agreed_at: datetime
    invoiced_at: datetime | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedAmount:
    """What one invoice bills for the agreement, or what one credit memo gives back of it."""

    issued_at: datetime
    amount: Money


@dataclass(frozen=True, kw_only=True, slots=True)
class BillingHistory:
    """The facts of one agreement."""

    agreement_id: str
    currency: str
    payments: tuple[AgreedPayment, ...]
    invoices: tuple[IssuedAmount, ...]
    credit_memos: tuple[IssuedAmount, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Accrual:
    """What an agreement comes to at the end of `month`.

    `billed` + `unbilled` + `cancelled` is `contract_total`, exactly. `credited` is apart: a credit
    memo gives back what was billed, it does not undo that it was.
    """

    agreement_id: str
    month: Month
    contract_total: Money
    billed: Money
    unbilled: Money
    cancelled: Money
    credited: Money


@dataclass(frozen=True, kw_only=True, slots=True)
class BilledRevenue:
    """What invoices and credit memos of one day, or of the month that begins on it, come to."""

    agreement_id: str
    since: date
    billed: Money
    credited: Money
    invoices: int


def accrual_at_end_of(month: Month, history: BillingHistory) -> Accrual:
    """The agreement as the last instant of `month` left it."""
    end, nothing = month.plus(1).starts_at, Money.zero(history.currency)
    total = billed = unbilled = cancelled = nothing
    for payment in history.payments:
        if payment.agreed_at >= end:
            continue
        total += payment.amount
        if payment.invoiced_at and payment.invoiced_at < end:
            billed += payment.amount
        elif payment.cancelled_at and payment.cancelled_at < end:
            cancelled += payment.amount
        else:
            unbilled += payment.amount
    return Accrual(
        agreement_id=history.agreement_id,
        month=month,
        contract_total=total,
        billed=billed,
        unbilled=unbilled,
        cancelled=cancelled,
        credited=_sum((m.amount for m in history.credit_memos if m.issued_at < end), nothing),
    )


def billed_revenue(
    history: BillingHistory, month: Month, as_of: datetime, *, by_day: bool
) -> Iterator[BilledRevenue]:
    """What was billed in `month` before `as_of`: day by day, or all of it (R-344)."""
    found: dict[date, BilledRevenue] = {}
    end = min(month.plus(1).starts_at, as_of)
    for documents, are_invoices in ((history.invoices, True), (history.credit_memos, False)):
        for document in documents:
            if not month.starts_at <= document.issued_at < end:
                continue
            day = document.issued_at.astimezone(UTC).date() if by_day else month.first_day
            so_far = found.get(day) or _nothing(history, day)
            found[day] = _with(so_far, document.amount, is_invoice=are_invoices)
    yield from (found[day] for day in sorted(found))


def last_midnight(now: datetime) -> datetime:
    """00:00 UTC of the day of `now`: the dashboard's present (R-344)."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _nothing(history: BillingHistory, day: date) -> BilledRevenue:
    nothing = Money.zero(history.currency)
    return BilledRevenue(
        agreement_id=history.agreement_id, since=day, billed=nothing, credited=nothing, invoices=0
    )


def _with(so_far: BilledRevenue, amount: Money, *, is_invoice: bool) -> BilledRevenue:
    if is_invoice:
        return replace(so_far, billed=so_far.billed + amount, invoices=so_far.invoices + 1)
    return replace(so_far, credited=so_far.credited + amount)


def _sum(amounts: Iterable[Money], nothing: Money) -> Money:
    total = nothing
    for amount in amounts:
        total += amount
    return total

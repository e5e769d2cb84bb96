"""What closing a month of usage makes due (R-255, R-264).

An invoice line is one closing of one agreement's month. It is rounded once, and only here: the
amounts of its dimensions stay exact, so that no price is rounded 744 times, while what is printed
as a line adds up to the printed total. What is told late is billed as the difference between the
month rounded anew and what was charged before. All charges of a month therefore come to the rounded
whole, whatever came late.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from procurement.domain.charges.usage import UsageBill, UsageLine
from procurement.domain.metering.tariff import Tariff
from procurement.domain.metering.usage_month import DimensionUsage, UsageMonth
from procurement.domain.money import EXACT, rounded


def cost_lines(
    month: UsageMonth, earlier: Iterable[UsageMonth], tariff: Tariff
) -> tuple[UsageLine, ...]:
    """What each dimension of the month costs in all, exact.

    `earlier` are the months of the free trial before it: what they took of the free quantity is not
    free again.
    """
    so_far = list(earlier)
    return tuple(
        _line(usage, _charged(usage, so_far, tariff), tariff.prices[usage.dimension])
        for usage in month.usage
    )


def month_total(lines: Iterable[UsageLine], currency: str) -> Decimal:
    """What the lines of a month come to: the one rounding."""
    total = Decimal(0)
    for line in lines:
        total = EXACT.add(total, line.amount)
    return rounded(total, currency)


def bill_month(month: UsageMonth, earlier: Iterable[UsageMonth], tariff: Tariff) -> UsageBill:
    """What the month comes to beyond what was billed of it before."""
    lines = cost_lines(month, earlier, tariff)
    added = (
        _line(usage, EXACT.subtract(line.quantity, usage.billed), line.unit_price)
        for usage, line in zip(month.usage, lines, strict=True)
    )
    return UsageBill(
        amount=EXACT.subtract(month_total(lines, tariff.currency), month.charged),
        closing=month.closings + 1,
        lines=tuple(line for line in added if line.quantity),
    )


def closed(month: UsageMonth, bill: UsageBill, now: datetime) -> UsageMonth:
    """The month after `bill`: nothing of it is billed again."""
    added: Mapping[str, Decimal] = {line.dimension: line.quantity for line in bill.lines}
    return replace(
        month,
        usage=tuple(
            replace(usage, billed=EXACT.add(usage.billed, added.get(usage.dimension, Decimal(0))))
            for usage in month.usage
        ),
        charged=EXACT.add(month.charged, bill.amount),
        closings=bill.closing,
        closed_at=now,
    )


def _charged(usage: DimensionUsage, earlier: Iterable[UsageMonth], tariff: Tariff) -> Decimal:
    """The units of the month that cost something: all but those that the trial leaves free."""
    trial = tariff.trial or {}
    if usage.dimension not in trial:
        return usage.chargeable
    granted = trial[usage.dimension]
    if granted is None:
        return EXACT.subtract(usage.chargeable, usage.in_trial)
    taken = sum((month.of(usage.dimension).in_trial for month in earlier), Decimal(0))
    left = max(Decimal(0), EXACT.subtract(Decimal(granted), taken))
    return EXACT.subtract(usage.chargeable, min(usage.in_trial, left))


def _line(usage: DimensionUsage, quantity: Decimal, price: Decimal) -> UsageLine:
    return UsageLine(
        dimension=usage.dimension,
        quantity=quantity,
        unit_price=price,
        amount=EXACT.multiply(quantity, price),
    )

"""Comparisons of payment schedules at the edge."""

from datetime import date
from typing import Self

from pydantic import Field

from procurement.domain.marketplace.schedule_comparison import (
    Outcome,
    PaymentDifference,
    PaymentSide,
    ScheduleComparison,
    Totals,
)
from procurement.domain.money import format_amount
from procurement.entrypoints.schemas.base import MoneyView, Schema
from procurement.entrypoints.schemas.offers import WarningView


class PaymentSideView(Schema):
    """A payment as one of the two schedules has it, with the number that its charge carries."""

    installment: int = Field(examples=[2])
    charge_date: date
    charge_amount: str = Field(examples=["1250.00"])
    purchase_order_reference: str | None
    purchase_order_line: str | None

    @classmethod
    def of(cls, side: PaymentSide, currency: str) -> Self:
        """A payment of the domain."""
        return cls(
            installment=side.number,
            charge_date=side.charge_date,
            charge_amount=format_amount(side.amount, currency),
            purchase_order_reference=side.order.reference if side.order else None,
            purchase_order_line=side.order.line if side.order else None,
        )


class PaymentDifferenceView(Schema):
    """What becomes of one payment; the side on which it is not is null."""

    outcome: Outcome
    before: PaymentSideView | None
    after: PaymentSideView | None

    @classmethod
    def of(cls, difference: PaymentDifference, currency: str) -> Self:
        """A difference of the domain."""
        before, after = difference.before, difference.after
        return cls(
            outcome=difference.outcome,
            before=PaymentSideView.of(before, currency) if before else None,
            after=PaymentSideView.of(after, currency) if after else None,
        )


class ComparedTotalsView(Schema):
    """Sums before tax: `unbilled` is cancelled, `shortfall` what of it the new payments lack."""

    before: MoneyView
    billed: MoneyView
    continuing: MoneyView
    unbilled: MoneyView
    planned: MoneyView
    after: MoneyView
    difference: MoneyView
    shortfall: MoneyView

    @classmethod
    def of(cls, totals: Totals) -> Self:
        """Totals of the domain."""
        return cls(
            before=MoneyView.of(totals.before),
            billed=MoneyView.of(totals.billed),
            continuing=MoneyView.of(totals.continuing),
            unbilled=MoneyView.of(totals.unbilled),
            planned=MoneyView.of(totals.planned),
            after=MoneyView.of(totals.after),
            difference=MoneyView.of(totals.difference),
            shortfall=MoneyView.of(totals.shortfall),
        )


class ScheduleComparisonView(Schema):
    """What an offer changes in an agreement that it replaces, in order of dates (R-314)."""

    payments: list[PaymentDifferenceView]
    totals: ComparedTotalsView
    warnings: list[WarningView]

    @classmethod
    def of(cls, comparison: ScheduleComparison) -> Self:
        """A comparison of the domain."""
        currency = comparison.totals.planned.currency
        return cls(
            payments=[PaymentDifferenceView.of(d, currency) for d in comparison.differences],
            totals=ComparedTotalsView.of(comparison.totals),
            warnings=[
                WarningView(field=warning.field, reason=warning.reason, message=warning.message)
                for warning in comparison.warnings
            ],
        )

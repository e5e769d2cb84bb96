"""Forecasts of purchase orders at the edge. Amounts are in the purchase order's currency."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from pydantic import Field

from procurement.domain.charges.charge import ChargeKind
from procurement.domain.foresight.forecast import Forecast
from procurement.domain.foresight.outlook import LineOutlook, MonthAhead, Outlook
from procurement.domain.foresight.usage_history import Scenario, UsageRange
from procurement.domain.money import format_amount
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import Status
from procurement.entrypoints.schemas.base import Schema


class MonthAheadView(Schema):
    """One month: what its invoices take, known and projected, and the balance at its end."""

    month: str = Field(examples=["2027-03"])
    known: str
    projected: str
    balance: str | None

    @classmethod
    def of(cls, month: MonthAhead, currency: str) -> Self:
        """A month of the domain."""
        return cls(
            month=str(month.month),
            known=format_amount(month.known, currency),
            projected=format_amount(month.projected, currency),
            balance=_amount(month.balance, currency),
        )


class LineForecastView(Schema):
    """One tracked line. `balances` are those at the end of each month."""

    line_item_number: str
    balances: list[str]
    runs_out_in: str | None
    top_up_needed: str

    @classmethod
    def of(cls, line: LineOutlook, top_up: Decimal, currency: str) -> Self:
        """A line of the domain."""
        return cls(
            line_item_number=line.line_item_number,
            balances=[format_amount(balance, currency) for balance in line.balances],
            runs_out_in=_month(line.runs_out_in),
            top_up_needed=format_amount(top_up, currency),
        )


class ScenarioView(Schema):
    """What happens if usage is as small as it was, as its mean, or as large.

    `runsOutIn` is null when it does not run out in the time looked at. `topUpNeeded` is null
    without tracked lines.
    """

    scenario: Scenario
    runs_out_in: str | None
    top_up_needed: str | None
    months: list[MonthAheadView]
    line_items: list[LineForecastView]

    @classmethod
    def of(cls, scenario: Scenario, outlook: Outlook, forecast: Forecast) -> Self:
        """One scenario of the domain."""
        currency, top_ups = forecast.purchase_order.currency, forecast.top_ups[scenario]
        return cls(
            scenario=scenario,
            runs_out_in=_month(outlook.runs_out_in),
            top_up_needed=_amount(forecast.top_up(scenario), currency),
            months=[MonthAheadView.of(month, currency) for month in outlook.months],
            line_items=[
                LineForecastView.of(line, top_ups.get(line.line_item_number, Decimal(0)), currency)
                for line in outlook.lines
            ],
        )


class UsageRangeView(Schema):
    """What one stream of monthly usage came to, tax included, in the stream's own currency."""

    kind: ChargeKind
    invoicing_entity: str
    currency_code: str
    tax_registration_number: str | None
    invoice_unit: str | None
    purchase_order_reference: str | None
    from_period: str
    to_period: str
    low: str
    expected: str
    high: str

    @classmethod
    def of(cls, usage: UsageRange) -> Self:
        """A range of the domain."""
        stream = usage.stream
        return cls(
            kind=stream.kind,
            invoicing_entity=stream.invoicing_entity,
            currency_code=stream.currency,
            tax_registration_number=stream.tax_registration_number or None,
            invoice_unit=stream.invoice_unit or None,
            purchase_order_reference=stream.purchase_order_reference or None,
            from_period=str(usage.first),
            to_period=str(usage.last),
            low=format_amount(usage.low.total, stream.currency),
            expected=format_amount(usage.expected.total, stream.currency),
            high=format_amount(usage.high.total, stream.currency),
        )


class ForecastView(Schema):
    """The forecast of a purchase order, from the present month until `until`.

    `usage` is what projected amounts were taken from: all monthly usage of the account.
    """

    purchase_order_id: str
    status: Status
    currency_code: str
    total_value: str
    balance: str | None
    expiration_month: str
    until: str
    scenarios: list[ScenarioView]
    usage: list[UsageRangeView]

    @classmethod
    def of(cls, forecast: Forecast, now: datetime) -> Self:
        """A forecast of the domain, made at `now`."""
        order = forecast.purchase_order
        return cls(
            purchase_order_id=order.purchase_order_id,
            status=order.status(now),
            currency_code=order.currency,
            total_value=format_amount(order.total_value, order.currency),
            balance=_amount(order.balance, order.currency),
            expiration_month=str(order.expiration_month),
            until=str(forecast.until),
            scenarios=[
                ScenarioView.of(scenario, forecast.outlooks[scenario], forecast)
                for scenario in Scenario
            ],
            usage=[UsageRangeView.of(usage) for usage in forecast.usage],
        )


class EndView(Schema):
    """The month in which a purchase order runs out, and what to add, in one scenario."""

    scenario: Scenario
    runs_out_in: str | None
    top_up_needed: str | None


class ForecastSummaryView(Schema):
    """The forecast of a purchase order without its months."""

    purchase_order_id: str
    currency_code: str
    total_value: str
    balance: str | None
    expiration_month: str
    until: str
    scenarios: list[EndView]

    @classmethod
    def of(cls, forecast: Forecast) -> Self:
        """A forecast of the domain."""
        order = forecast.purchase_order
        return cls(
            purchase_order_id=order.purchase_order_id,
            currency_code=order.currency,
            total_value=format_amount(order.total_value, order.currency),
            balance=_amount(order.balance, order.currency),
            expiration_month=str(order.expiration_month),
            until=str(forecast.until),
            scenarios=[
                EndView(
                    scenario=scenario,
                    runs_out_in=_month(forecast.runs_out_in(scenario)),
                    top_up_needed=_amount(forecast.top_up(scenario), order.currency),
                )
                for scenario in Scenario
            ],
        )


class ForecastPage(Schema):
    """One page of forecasts, soonest to run out first."""

    items: list[ForecastSummaryView]
    next_token: str | None


def _month(month: Month | None) -> str | None:
    return None if month is None else str(month)


def _amount(amount: Decimal | None, currency: str) -> str | None:
    return None if amount is None else format_amount(amount, currency)

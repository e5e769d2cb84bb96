"""What the templates of the weekly radar mail are filled with."""

from collections.abc import Mapping
from typing import Final

from procurement.domain.foresight.forecast import Forecast
from procurement.domain.foresight.radar import Risk, RiskyInvoice
from procurement.domain.foresight.radar_notice import RadarNotice
from procurement.domain.foresight.usage_history import Scenario
from procurement.domain.money import Money

Row = Mapping[str, str]

_WORDS: Final = {
    Risk.NO_PURCHASE_ORDER: "no purchase order",
    Risk.SUSPENDED: "suspended",
    Risk.NOT_INTEGRATED: "not integrated with AWS Marketplace",
    Risk.EXPIRING: "expiring",
    Risk.TOO_SMALL: "too small",
    Risk.CURRENCY_MISMATCH: "other currency",
}


def radar_values(notice: RadarNotice) -> Mapping[str, object]:
    """Rows for the invoices at risk and for the purchase orders that run out."""
    return {
        "account_id": notice.account_id,
        "until": notice.until.isoformat(),
        "count": notice.invoices_at_risk,
        "first": notice.invoices[0].act_by.isoformat() if notice.invoices else "",
        "invoices": [_invoice(invoice) for invoice in notice.invoices],
        "not_listed": notice.invoices_at_risk - len(notice.invoices),
        "forecasts": [_forecast(forecast) for forecast in notice.forecasts],
    }


def _invoice(invoice: RiskyInvoice) -> Row:
    return {
        "act_by": invoice.act_by.isoformat(),
        "risks": ", ".join(_WORDS[risk] for risk in invoice.risks),
        "total": str(invoice.total),
        "missing": str(invoice.missing) if invoice.missing else "",
        "reason": invoice.reason,
    }


def _forecast(forecast: Forecast) -> Row:
    order = forecast.purchase_order
    top_up, balance = forecast.top_up(Scenario.EXPECTED), order.balance
    earliest, expected = (
        forecast.runs_out_in(scenario) for scenario in (Scenario.HIGH, Scenario.EXPECTED)
    )
    return {
        "purchase_order_id": order.purchase_order_id,
        "balance": str(Money(balance, order.currency)) if balance is not None else "",
        "expected": str(expected),
        "earliest": str(earliest) if earliest and expected and earliest < expected else "",
        "top_up": str(Money(top_up, order.currency)) if top_up else "",
    }

"""The radar in numbers: how many charges, and how much, are at which risk."""

from collections.abc import Iterable
from dataclasses import dataclass

from procurement.domain.foresight.radar import ChargeAtRisk, Risk
from procurement.domain.money import EXACT, Money


@dataclass(frozen=True, kw_only=True, slots=True)
class RiskTotal:
    """All charges at one risk in one currency.

    `amount` is their sum with tax; `missing` what their lines lack, for TOO_SMALL alone. A charge
    at two risks counts under both.
    """

    risk: Risk
    charges: int
    amount: Money
    missing: Money | None


def risk_totals(found: Iterable[ChargeAtRisk]) -> tuple[RiskTotal, ...]:
    """The totals by risk and currency, in the order of `Risk`."""
    groups: dict[tuple[Risk, str], list[ChargeAtRisk]] = {}
    for each in found:
        for risk in each.invoice.risks:
            groups.setdefault((risk, each.charge.currency), []).append(each)
    order = {risk: place for place, risk in enumerate(Risk)}
    return tuple(
        _total(risk, currency, groups[risk, currency])
        for risk, currency in sorted(groups, key=lambda group: (order[group[0]], group[1]))
    )


def _total(risk: Risk, currency: str, charges: list[ChargeAtRisk]) -> RiskTotal:
    amount = Money.zero(currency)
    for each in charges:
        with_tax = EXACT.add(each.charge.amount, each.charge.tax)
        amount += Money(with_tax, currency)
    # What is missing belongs to the invoice: its charges share it.
    invoices = {each.invoice.draft_id: each.invoice for each in charges}
    missing = Money.zero(currency)
    for invoice in invoices.values():
        missing += invoice.missing or Money.zero(currency)
    return RiskTotal(
        risk=risk,
        charges=len(charges),
        amount=amount.rounded(),
        missing=missing if risk is Risk.TOO_SMALL else None,
    )

"""Builders: tax rules, a buyer with an address, and exchange rates of a day."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.exchange_rates import ExchangeRates
from procurement.domain.billing_settings.tax_rules import TaxCategory, TaxRule, TaxRules
from procurement.domain.billing_settings.trading_party import Buyer
from procurement.domain.month import Month
from tests.support.api import Answer, call
from tests.support.billing_settings import settings_with
from tests.support.purchase_orders import INC

GERMANY: Final = Buyer(company_name="Beispiel GmbH", country_code="DE")
QUEBEC: Final = Buyer(company_name="Exemple inc.", country_code="CA", state_or_region="QC")

Body = dict[str, Any]


def a_tax_rule(rate: str = "19", country: str = "DE", **more: Any) -> TaxRule:
    """A rule of the US entity, valid since 2027 began; standard rated unless the rate is 0."""
    members: dict[str, Any] = {
        "invoicing_entity": INC,
        "country_code": country,
        "name": "VAT",
        "valid_from": date(2027, 1, 1),
        "category": TaxCategory.STANDARD if Decimal(rate) else TaxCategory.ZERO_RATED,
        "rate": Decimal(rate),
    }
    return TaxRule(**{**members, **more})


def tax_rules(*rules: TaxRule) -> TaxRules:
    """A table of just these."""
    return TaxRules(rules=rules, version=1)


def settings_in(
    buyer: Buyer,
    rates: Mapping[str, str] | None = None,
    on: date = date(2027, 2, 3),
    **payment: Any,
) -> BillingSettings:
    """Settings of a buyer at home there; `rates` are US dollars per unit on that day."""
    days = {on: {name: Decimal(rate) for name, rate in (rates or {}).items()}}
    made = settings_with(buyer=buyer, **payment)
    return BillingSettings(
        payment=made.payment,
        invoice_units=made.invoice_units,
        integration=made.integration,
        portals=made.portals,
        exchange_rates=(ExchangeRates(month=Month.of(on), days=days),),
    )


def a_rule_body(rate: str = "19", country: str = "DE", **more: Any) -> Body:
    """A rule as it is sent."""
    return {
        "invoicingEntity": INC,
        "countryCode": country,
        "validFrom": "2027-01-01",
        "name": "VAT",
        "category": "S" if Decimal(rate) else "Z",
        "rate": rate,
        **more,
    }


def put_tax_rules(*rules: Body, **more: Any) -> Body:
    """Replace the table, which must succeed."""
    answer = ask_tax_rules(*rules, **more)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def ask_tax_rules(*rules: Body, **more: Any) -> Answer:
    """Ask for the table to be replaced."""
    return call("PUT", "/tax-rules", {"rules": list(rules), **more})


def put_rates(month: str, **days: Mapping[str, str]) -> None:
    """Tell rates: `d03={"EUR": "1.25"}` is the third of the month."""
    told = {f"{month}-{day[1:]}": dict(rates) for day, rates in days.items()}
    answer = call("PUT", f"/exchange-rates/{month}", {"days": told})
    assert answer.status == 200, answer.body

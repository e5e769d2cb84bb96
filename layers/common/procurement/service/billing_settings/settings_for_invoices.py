"""The billing settings that invoices are made by, with what currencies are worth meanwhile."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.month import Month
from procurement.service.ports.unit_of_work import UnitOfWork


def settings_for_invoices(
    unit: UnitOfWork, account_id: str, issued_at: Iterable[datetime]
) -> BillingSettings:
    """The account's settings, with the exchange rates of the months of these instants."""
    return with_exchange_rates(unit.billing_settings.of_account(account_id), unit, issued_at)


def with_exchange_rates(
    settings: BillingSettings, unit: UnitOfWork, issued_at: Iterable[datetime]
) -> BillingSettings:
    """The settings with the exchange rates of the months of these instants.

    Rates are read for nobody whose invoices cannot need any: who chose no currency, and whose
    country no tax rule can know.
    """
    payment = settings.payment
    if not payment.preferred_currency and not (payment.buyer and payment.buyer.country_code):
        return settings
    months = sorted({Month.of(instant) for instant in issued_at})
    rates = tuple(unit.exchange_rates.of_month(month) for month in months)
    return replace(settings, exchange_rates=rates)

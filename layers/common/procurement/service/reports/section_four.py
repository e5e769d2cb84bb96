"""The rows of section 4: a seller's contracts of one month, read a hundred at a time."""

from collections.abc import Iterator
from datetime import UTC, date
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Final

from procurement.domain.billing_settings.exchange_rates import ExchangeRates, missing_rates
from procurement.domain.marketplace.agreement import ENDINGS, Agreement
from procurement.domain.month import Month
from procurement.domain.reports.billed_revenue import Contract, Customer, Row, customer_of, rows_of
from procurement.domain.reports.cancelled import cancelled_charges
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory

_AT_ONCE: Final = 100
_CUSTOMERS_KEPT: Final = 10_000


def section_four(account_id: str, month: Month, unit_of_work: UnitOfWorkFactory) -> Iterator[Row]:
    """Every row, contracts by acceptance time and payments by date (R-340, R-342).

    Raises `MissingExchangeRates` with all of them, behind the last row.
    """
    with unit_of_work() as unit:
        rates = unit.exchange_rates.of_month(month)
        customer = lru_cache(_CUSTOMERS_KEPT)(lambda payer: _customer(unit, payer))
        missing: set[tuple[date, str]] = set()
        sold = (a for a in unit.sales.sold_in(account_id, month) if a.schedule.installments)
        while agreements := list(islice(sold, _AT_ONCE)):
            titles = unit.sales.offer_names([agreement.offer_id for agreement in agreements])
            for agreement in agreements:
                rate = _rate(rates, agreement, missing)
                contract = Contract(
                    agreement=agreement,
                    title=titles.get(agreement.offer_id, ""),
                    customer=customer(agreement.payer_account_id),
                    rate=rate,
                    cancelled=_cancelled(unit, agreement, month),
                )
                yield from rows_of(contract)
        if missing:
            raise missing_rates(month, missing)


def _rate(rates: ExchangeRates, agreement: Agreement, missing: set[tuple[date, str]]) -> Decimal:
    day = agreement.acceptance_time.astimezone(UTC).date()
    rate = rates.rate(agreement.currency, day)
    if rate is None:
        # Never published: the refusal comes when all that is missing is known.
        missing.add((day, agreement.currency))
        return Decimal(0)
    return rate


def _customer(unit: UnitOfWork, payer_account_id: str) -> Customer:
    buyer = unit.billing_settings.payment(payer_account_id).buyer
    return customer_of(buyer) if buyer else Customer()


def _cancelled(unit: UnitOfWork, agreement: Agreement, month: Month) -> frozenset[int]:
    """The payments that an end within the month cancelled (R-343); only then charges are read."""
    end = month.plus(1).starts_at
    if agreement.status not in ENDINGS or agreement.last_update_time >= end:
        return frozenset()
    charges = list(unit.charges.of_collection(agreement.agreement_id))
    cancelled = cancelled_charges(agreement, charges)
    return frozenset(
        charge.installment[0]
        for charge in charges
        if charge.installment and charge.charge_id in cancelled
    )

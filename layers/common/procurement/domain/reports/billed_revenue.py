"""Section 4 of the monthly billed revenue report: contracts with flexible payment schedule (R-335).

A contract stands in the report of the month, in UTC, in which it was accepted (R-342), with one row
for each of its payments, those to come included (R-340). What is said of it is as of the end of
that month, so that the same report comes out whenever it is made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from procurement.domain.billing_settings.exchange_rates import REPORTING_CURRENCY
from procurement.domain.billing_settings.trading_party import TradingParty
from procurement.domain.ids import derived_id
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.money import EXACT, rounded
from procurement.domain.month import Month

CANCELLED: Final = "CANCELLED"
_E_MAIL: Final = "EM"
"""The code of the EAS list for electronic invoices by e-mail."""
_PUBLISHED_AFTER: Final = timedelta(days=14)


class Kind(StrEnum):
    """What the cells of a column hold; amounts have the most places that a currency can have."""

    TEXT = "TEXT"
    DATE = "DATE"
    COUNT = "COUNT"
    DOLLARS = "DOLLARS"
    AMOUNT = "AMOUNT"
    RATE = "RATE"


COLUMNS: Final = (
    ("Customer AWS Account Number", Kind.TEXT),
    ("Customer Country", Kind.TEXT),
    ("Customer State", Kind.TEXT),
    ("Customer City", Kind.TEXT),
    ("Customer ZIP Code", Kind.TEXT),
    ("Customer Email Domain", Kind.TEXT),
    ("User Reference ID", Kind.TEXT),
    ("User AWS Account Number", Kind.TEXT),
    ("Product ID", Kind.TEXT),
    ("Product Title", Kind.TEXT),
    ("Product Type", Kind.TEXT),
    ("AWS Marketplace Offer ID", Kind.TEXT),
    ("Contract Create Date", Kind.DATE),
    ("Contract Expiration Date", Kind.DATE),
    ("Total Contract Value (USD)", Kind.DOLLARS),
    ("# of Payments", Kind.COUNT),
    ("Invoice Date", Kind.DATE),
    ("Invoice Amount (USD)", Kind.DOLLARS),
    ("Payer Reference ID", Kind.TEXT),
    ("Currency", Kind.TEXT),
    ("Exchange Rate to USD", Kind.RATE),
    ("Total Contract Value (Currency)", Kind.AMOUNT),
    ("Invoice Amount (Currency)", Kind.AMOUNT),
    ("Payment Status", Kind.TEXT),
)
"""The 19 columns of R-339, in their order, and behind them what R-341 and R-343 add."""

Row = tuple[str | date | int | Decimal | None, ...]
"""A value for each of `COLUMNS`; None or an empty text for what is not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Customer:
    """What is known of a payer beside its account number; empty where it told nothing."""

    country: str = ""
    state: str = ""
    city: str = ""
    postal_code: str = ""
    email_domain: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contract:
    """An agreement with a flexible schedule, with what the report adds to it.

    `rate` is US dollars for one unit of its currency on its creation date. `cancelled` are the
    numbers, from 1, of the payments that were cancelled before its month had ended (R-343).
    """

    agreement: Agreement
    title: str
    customer: Customer
    rate: Decimal
    cancelled: frozenset[int] = frozenset()


def customer_of(party: TradingParty) -> Customer:
    """What a payer has told of itself; of an e-mail address where it gets invoices, the domain."""
    is_mailed = party.endpoint_scheme == _E_MAIL
    return Customer(
        country=party.country_code,
        state=party.state_or_region,
        city=party.city,
        postal_code=party.postal_code,
        email_domain=party.endpoint_id.rpartition("@")[2] if is_mailed else "",
    )


def rows_of(contract: Contract) -> Iterator[Row]:
    """One row per scheduled payment; only date, amount and status differ (R-340)."""
    agreement, customer = contract.agreement, contract.customer
    payments = agreement.schedule.installments
    total = sum((payment.amount for payment in payments), Decimal(0))
    head: Row = (
        agreement.payer_account_id,
        customer.country,
        customer.state,
        customer.city,
        customer.postal_code,
        customer.email_domain,
        reference_id(agreement.acceptor_account_id),
        agreement.acceptor_account_id,
        agreement.product_id,
        contract.title,
        agreement.product_type.value,
        agreement.offer_id,
        agreement.acceptance_time.astimezone(UTC).date(),
        agreement.end_date,
        _in_dollars(total, contract.rate),
        len(payments),
    )
    payer, paid = reference_id(agreement.payer_account_id), Decimal(0)
    for number, payment in enumerate(payments, start=1):
        # The difference of two running totals: no payment is a cent off, and they sum up exactly.
        before, paid = paid, EXACT.add(paid, payment.amount)
        yield (
            *head,
            payment.charge_date,
            _in_dollars(paid, contract.rate) - _in_dollars(before, contract.rate),
            payer,
            agreement.currency,
            contract.rate,
            total,
            payment.amount,
            CANCELLED if number in contract.cancelled else "",
        )


def reference_id(account_id: str) -> str:
    """What stands for a customer in every report, whatever contract it is about."""
    return derived_id("customer", account_id)


def publication(month: Month) -> datetime:
    """When the report of `month` is published: at 00:00 UTC on the 15th of the next (R-337)."""
    return month.plus(1).starts_at + _PUBLISHED_AFTER


def latest_published(now: datetime) -> Month:
    """The last month whose report is published by `now`."""
    before = Month.of(now).plus(-1)
    return before if publication(before) <= now else before.plus(-1)


def _in_dollars(amount: Decimal, rate: Decimal) -> Decimal:
    return rounded(EXACT.multiply(amount, rate), REPORTING_CURRENCY)

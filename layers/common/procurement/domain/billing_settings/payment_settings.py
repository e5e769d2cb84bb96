"""How an account pays: what its purchase orders show, and what new ones begin with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from procurement.domain.billing_settings.trading_party import Buyer, check_trading_party
from procurement.domain.errors import Problems, StaleVersion
from procurement.domain.text import has_control_characters

MAX_NET_PAYMENT_DAYS: Final = 365
MAX_TAX_REGISTRATION_NUMBERS: Final = 20

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_NAME: Final = re.compile(r"(?! )[^\x00-\x1f\x7f-\x9f]{1,100}(?<! )")
_MAX_BILL_TO: Final = 1000
_MAX_TERMS: Final = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentSettings:
    """The payment settings of `account_id`, by default none at all; version 0 was never saved.

    `bill_to` (R-020) and `payment_terms` (R-024) are shown on purchase orders as they stand;
    `preferred_currency` (ISO 4217, R-025) is what new ones begin with, and what invoices are paid
    in (R-382). `net_payment_days` runs from issue to due date where an agreement says nothing else
    (R-388). An entity in `tax_registration_numbers` issues the account's invoices for that number
    (R-022). `buyer` is the company as e-invoices name it, None until it is told; its address
    decides the taxes (R-392). With `consolidates_daily`, what is billed at once shares one invoice
    a day (R-248).
    """

    account_id: str
    bill_to: str = ""
    payment_terms: str = ""
    net_payment_days: int | None = None
    preferred_currency: str | None = None
    tax_registration_numbers: tuple[tuple[str, str], ...] = ()
    buyer: Buyer | None = None
    consolidates_daily: bool = False
    version: int = 0
    updated_at: datetime | None = None

    def tax_registration_number(self, invoicing_entity: str) -> str | None:
        """The number for which the entity issues the account's invoices, or None."""
        return dict(self.tax_registration_numbers).get(invoicing_entity)

    def expect_version(self, expected: int | None) -> None:
        """`StaleVersion` when the caller saw another version than the present one."""
        if expected is not None and expected != self.version:
            raise StaleVersion(
                f"the payment settings are at version {self.version}, not {expected}",
                resource_type="PaymentSettings",
                resource_id=self.account_id,
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentSettingsInput:
    """Payment settings as their writer gave them, unchecked; they replace the present ones."""

    bill_to: str = ""
    payment_terms: str = ""
    net_payment_days: int | None = None
    preferred_currency: str | None = None
    tax_registration_numbers: Mapping[str, str] = field(default_factory=dict)
    buyer: Buyer | None = None
    consolidates_daily: bool = False


def replaced_payment_settings(
    present: PaymentSettings, given: PaymentSettingsInput, now: datetime
) -> PaymentSettings:
    """What `given` makes of `present`, or `InvalidInput` with all problems.

    The very same object comes back when nothing would change.
    """
    problems = Problems()
    _check(given, problems)
    problems.raise_if_any()
    merged = replace(
        present,
        bill_to=given.bill_to,
        payment_terms=given.payment_terms,
        net_payment_days=given.net_payment_days,
        preferred_currency=given.preferred_currency,
        tax_registration_numbers=tuple(sorted(given.tax_registration_numbers.items())),
        buyer=given.buyer,
        consolidates_daily=given.consolidates_daily,
    )
    if merged == present:
        return present
    return replace(merged, version=present.version + 1, updated_at=now)


def _check(given: PaymentSettingsInput, problems: Problems) -> None:
    bill_to, terms = given.bill_to, given.payment_terms
    if len(bill_to) > _MAX_BILL_TO or has_control_characters(bill_to, except_newlines=True):
        message = f"must have at most {_MAX_BILL_TO} characters, no control ones but newlines"
        problems.add("billTo", "INVALID_VALUE", message, "R-020")
    if len(terms) > _MAX_TERMS or has_control_characters(terms):
        message = f"must have at most {_MAX_TERMS} characters and no control characters"
        problems.add("paymentTerms", "INVALID_VALUE", message, "R-024")
    days = given.net_payment_days
    if days is not None and not 0 <= days <= MAX_NET_PAYMENT_DAYS:
        message = f"must be from 0 to {MAX_NET_PAYMENT_DAYS}"
        problems.add("netPaymentDays", "INVALID_VALUE", message, "R-388")
    currency = given.preferred_currency
    if currency is not None and not _CURRENCY.fullmatch(currency):
        message = "must be three capital letters"
        problems.add("preferredCurrencyCode", "INVALID_VALUE", message, "R-025")
    _check_numbers(given.tax_registration_numbers, problems)
    if given.buyer:
        check_trading_party(given.buyer, "buyer", problems)


def _check_numbers(numbers: Mapping[str, str], problems: Problems) -> None:
    if len(numbers) > MAX_TAX_REGISTRATION_NUMBERS:
        message = f"has at most {MAX_TAX_REGISTRATION_NUMBERS} entities, not {len(numbers)}"
        problems.add("taxRegistrationNumbers", "INVALID_VALUE", message, "R-022")
        return
    for entity, number in numbers.items():
        if not all(_NAME.fullmatch(text) for text in (entity, number)):
            message = "entity and number have 1 to 100 characters, no space at either end"
            at = f"taxRegistrationNumbers[{entity[:80]}]"
            problems.add(at, "INVALID_VALUE", message, "R-022")

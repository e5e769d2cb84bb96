"""What an offer proposes, apart from its payments: read from what the seller sent, all at once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from procurement.domain.errors import InvalidInput, Problems
from procurement.domain.ids import is_account_id
from procurement.domain.marketplace.contract_duration import ContractDuration
from procurement.domain.marketplace.payment_schedule import CURRENCIES, MAX_VALUE
from procurement.domain.marketplace.product_type import ELIGIBLE, ProductType
from procurement.domain.marketplace.schedule_input import read_amount, read_date
from procurement.domain.marketplace.term import TermSet
from procurement.domain.marketplace.term_rules import check_terms
from procurement.domain.money import parse_amount, places

DEFAULT_INVOICING_ENTITY: Final = "Amazon Web Services, Inc."
"""The AWS seller of record wherever no other one takes over (R-247)."""

MAX_MARKUP: Final = Decimal(1_000)
"""Percent that a reseller may add to what it is authorized to sell for."""

MAX_TARGETS: Final = 25
MAX_NAME: Final = 150

NET_PAYMENT_DAYS: Final = {
    "P15D": 15,
    "P30D": 30,
    "P45D": 45,
    "P60D": 60,
    "P90D": 90,
    "P120D": 120,
}
"""The net payment terms that AWS knows, in days after the invoice is issued (R-321)."""

_MARKUP_PLACES: Final = 2
_NAME: Final = re.compile(r"[^\\<>\x00-\x1f\x7f]+")
_PRODUCT_ID: Final = re.compile(r"[!-~]{1,64}")
_ENTITY: Final = re.compile(r"[^\x00-\x1f\x7f]{1,255}")


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferDetails:
    """What a seller sends for a new offer, as text.

    `contract_duration` is an ISO duration (``P12M``), `availability_end` ``YYYY-MM-DD``,
    `intended_total` a decimal string, `net_payment_term` one of `NET_PAYMENT_DAYS` or None for the
    buyer's own terms with AWS. `other_terms` are the terms that a seller names one by one; None
    stands for the short form, an installment plan alone.
    """

    name: str | None
    product_id: str | None
    product_type: str | None
    target_account_ids: Sequence[str]
    contract_duration: str | None
    availability_end: str | None
    currency: str | None
    intended_total: str | None = None
    net_payment_term: str | None = None
    invoicing_entity: str | None = None
    other_terms: TermSet | None = None
    resale_authorization_id: str | None = None
    markup_percentage: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Resale:
    """The authorization that an offer of a reseller rests on, and its markup in percent (R-303)."""

    authorization_id: str
    markup_percentage: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferTerms:
    """The proposal itself; buyers see it unchanged from release on (R-312).

    `availability_end` is the last day, in UTC, on which it can be accepted. `contract_duration` is
    None where other terms say how long it runs, or for pay-as-you-go (R-251).
    """

    name: str
    product_id: str
    product_type: ProductType
    target_account_ids: tuple[str, ...]
    contract_duration: ContractDuration | None
    availability_end: date
    currency: str
    invoicing_entity: str = DEFAULT_INVOICING_ENTITY
    net_payment_term: str | None = None
    other_terms: TermSet | None = None
    resale: Resale | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PartialTerms:
    """The terms as far as they could be read: enough to judge payments along with the rest."""

    product_type: ProductType | None
    contract_duration: ContractDuration | None
    availability_end: date | None
    currency: str
    other_terms: TermSet | None = None


def read_partial_terms(
    details: OfferDetails, today: date, problems: Problems, *, has_payments: bool = False
) -> PartialTerms:
    """Read what the payments depend on, noting every problem.

    A product must allow an installment plan where one comes along, or may come later because no
    other term does (R-323).
    """
    is_planned = has_payments or details.other_terms is None
    product_type = _read_product_type(details.product_type, problems, is_planned=is_planned)
    duration = None
    if details.contract_duration is not None or details.other_terms is None:
        duration = _read_duration(details.contract_duration, product_type, problems)
    partial = PartialTerms(
        product_type=product_type,
        contract_duration=duration,
        availability_end=read_availability_end(details.availability_end, today, problems),
        currency=_read_currency(details.currency, problems),
        other_terms=details.other_terms,
    )
    if details.other_terms is not None:
        check_terms(
            details.other_terms,
            product_type=product_type,
            currency=partial.currency,
            today=today,
            problems=problems,
        )
    return partial


def read_terms(details: OfferDetails, partial: PartialTerms, problems: Problems) -> OfferTerms:
    """The complete terms; raises `InvalidInput` with all that is in `problems` by then."""
    name = details.name or ""
    product_id = details.product_id or ""
    entity = details.invoicing_entity
    if entity is None:
        entity = DEFAULT_INVOICING_ENTITY
    _check_names(name, product_id, entity, problems)
    _check_targets(details.target_account_ids, problems)
    _check_net_payment_term(details.net_payment_term, problems)
    resale = _read_resale(details, problems)
    product_type, duration = partial.product_type, partial.contract_duration
    last_day = partial.availability_end
    if problems.found or product_type is None or last_day is None:
        raise InvalidInput(problems.found)
    return OfferTerms(
        name=name,
        product_id=product_id,
        product_type=product_type,
        target_account_ids=tuple(details.target_account_ids),
        contract_duration=duration,
        availability_end=last_day,
        currency=partial.currency,
        invoicing_entity=entity,
        net_payment_term=details.net_payment_term,
        other_terms=details.other_terms,
        resale=resale,
    )


def read_availability_end(text: str | None, today: date, problems: Problems) -> date | None:
    """The last day to accept, not before `today`, or None."""
    field = "availabilityEndDate"
    reason = "INVALID_AVAILABILITY_END_DATE" if text else "MISSING_AVAILABILITY_END_DATE"
    day = read_date(field, text or None, problems, reason=reason, rule="R-296")
    if day is not None and day < today:
        message = f"{day} is in the past: buyers need at least today, {today}"
        problems.add(field, reason, message, "R-296")
        return None
    return day


def read_intended_total(text: str | None, currency: str, problems: Problems) -> Decimal | None:
    """The price that the seller typed, within the highest agreement value (R-304), or None."""
    field = "intendedTotal"
    total = None if text is None else read_amount(field, text, currency, problems)
    if total is not None and currency == MAX_VALUE.currency and total > MAX_VALUE.amount:
        message = f"{total} is above the limit of {MAX_VALUE}"
        problems.add(field, "LIMIT_EXCEEDED_AGREEMENT_VALUE", message, "R-304")
    return total


def _read_product_type(
    text: str | None, problems: Problems, *, is_planned: bool
) -> ProductType | None:
    field = "productType"
    product_type = ProductType(text) if text in list(ProductType) else None
    if product_type is None:
        message = f"must be one of {', '.join(ELIGIBLE if is_planned else sorted(ProductType))}"
        problems.add(field, "INCOMPATIBLE_PRODUCT", message, "R-324")
    elif is_planned and not product_type.is_eligible:
        is_learning = product_type is ProductType.MACHINE_LEARNING_CONTRACT
        rule = "R-325" if is_learning else "R-324"
        message = f"{product_type} cannot be paid in installments"
        problems.add(field, "INCOMPATIBLE_PRODUCT", message, rule)
    return product_type


def _read_duration(
    text: str | None, product_type: ProductType | None, problems: Problems
) -> ContractDuration | None:
    field = "contractDuration"
    try:
        duration = ContractDuration.parse(text or "")
    except ValueError as error:
        reason = "INVALID_AGREEMENT_DURATION" if text else "MISSING_DURATION"
        problems.add(field, reason, str(error) if text else "is required", "R-324")
        return None
    limit = product_type.duration_limit if product_type else None
    if limit is not None and not limit.allows(duration):
        message = f"{duration} is outside what {product_type} allows: {limit}"
        problems.add(field, "INVALID_AGREEMENT_DURATION", message, "R-324")
    return duration


def _read_currency(text: str | None, problems: Problems) -> str:
    if text not in CURRENCIES:
        message = f"must be one of {', '.join(CURRENCIES)}"
        reason = "INVALID_CURRENCY_CODE" if text else "MISSING_CURRENCY_CODE"
        problems.add("currencyCode", reason, message, "R-301")
    return text or ""


def _check_names(name: str, product_id: str, entity: str, problems: Problems) -> None:
    if not name:
        problems.add("name", "MISSING_NAME", "is required")
    elif len(name) > MAX_NAME or _NAME.fullmatch(name) is None:
        message = f"must be 1 to {MAX_NAME} characters without \\, <, > and control characters"
        problems.add("name", "INVALID_NAME", message)
    if _PRODUCT_ID.fullmatch(product_id) is None:
        message = "must be 1 to 64 visible ASCII characters"
        problems.add("productId", "INVALID_PRODUCT_ID", message)
    if _ENTITY.fullmatch(entity) is None:
        message = "must be 1 to 255 characters without control characters"
        problems.add("invoicingEntity", "INVALID_INVOICING_ENTITY", message, "R-247")


def _check_targets(account_ids: Sequence[str], problems: Problems) -> None:
    field = "targetAccountIds"
    if not account_ids:
        problems.add(field, "MISSING_BUYER_ACCOUNTS", "needs at least one buyer's account")
    if len(account_ids) > MAX_TARGETS:
        message = f"has {len(account_ids)} accounts, at most {MAX_TARGETS} are allowed"
        problems.add(field, "TOO_MANY_BUYER_ACCOUNTS", message)
    seen: set[str] = set()
    for index, account_id in enumerate(account_ids[:MAX_TARGETS]):
        if not is_account_id(account_id):
            message = "must be an AWS account ID of 12 digits"
            problems.add(f"{field}[{index}]", "INVALID_BUYER_ACCOUNTS", message)
        elif account_id in seen:
            message = f"{account_id} is listed twice"
            problems.add(f"{field}[{index}]", "INVALID_BUYER_ACCOUNTS", message)
        seen.add(account_id)


def _read_resale(details: OfferDetails, problems: Problems) -> Resale | None:
    field, text = "markupPercentage", details.markup_percentage
    markup = Decimal(0) if text is None else parse_amount(text)
    if markup is None or not 0 <= markup <= MAX_MARKUP or places(markup) > _MARKUP_PLACES:
        message = f"must be from 0 to {MAX_MARKUP} with up to {_MARKUP_PLACES} decimals"
        problems.add(field, "INVALID_MARKUP_PERCENTAGE", message, "R-303")
        return None
    if details.resale_authorization_id is None:
        if text is not None:
            message = "is for offers that rest on a resale authorization"
            problems.add(field, "INCOMPATIBLE_TERMS", message, "R-303")
        return None
    return Resale(authorization_id=details.resale_authorization_id, markup_percentage=markup)


def _check_net_payment_term(term: str | None, problems: Problems) -> None:
    if term is not None and term not in NET_PAYMENT_DAYS:
        message = f"must be one of {', '.join(NET_PAYMENT_DAYS)}"
        problems.add("netPaymentTerm", "INVALID_PAYMENT_DUE_PERIOD", message, "R-321")

"""How the terms of an offer are judged: each by itself, then together (R-252 to R-257).

Every check notes its findings and goes on. Paths begin with AWS's name of the term, such as
``fixedUpfrontPricingTerm.price``.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from procurement.domain.errors import Problems
from procurement.domain.marketplace.contract_duration import ContractDuration, DurationUnit
from procurement.domain.marketplace.payment_schedule import MAX_VALUE
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.renewal_rules import check_renewal
from procurement.domain.marketplace.term import (
    FreeTrialPricingTerm,
    Grant,
    Rate,
    RateCard,
    TermSet,
    ValidityTerm,
)
from procurement.domain.money import MAX_AMOUNT, minor_unit, places
from procurement.domain.month import add_months

MAX_DIMENSIONS: Final = 100
"""Dimensions of one rate card or list of grants."""

MAX_RATE_CARDS: Final = 24
MAX_RATE_PLACES: Final = 8
"""Decimals of a unit price (R-261)."""

MAX_MONTHS_AHEAD: Final = 36
"""A future dated agreement starts at most three years ahead (R-318)."""

TRIAL_DAYS: Final = (7, 90)
"""How long a free trial may be (agreement:FreeTrialPricingTerm)."""

_FUTURE_DATED: Final = (ProductType.SAAS_CONTRACT, ProductType.SAAS_CONTRACT_WITH_CONSUMPTION)


def check_terms(
    terms: TermSet,
    *,
    product_type: ProductType | None,
    currency: str,
    today: date,
    problems: Problems,
) -> None:
    """Note everything wrong with the terms of a draft.

    Reasons: INVALID_CURRENCY_CODE (R-301), INVALID_PRICE, INVALID_DIMENSIONS, INVALID_SELECTOR,
    INVALID_AGREEMENT_DURATION, INVALID_AGREEMENT_DATES (R-318), INVALID_BILLING_PERIOD,
    INCOMPATIBLE_PRODUCT (R-318, R-228), INCOMPATIBLE_TERMS (R-288, R-316),
    LIMIT_EXCEEDED_AGREEMENT_VALUE (R-304).
    """
    _check_currencies(terms, currency, problems)
    _check_prices(terms, currency, problems)
    for path, rates in _rate_lists(terms):
        _check_dimensions(path, [rate.dimension_key for rate in rates], problems)
    for path, grants in _grant_lists(terms):
        _check_dimensions(path, [grant.dimension_key for grant in grants], problems)
        _check_grants(path, grants, problems)
    _check_rate_cards(terms, problems)
    if terms.recurring_payment and terms.recurring_payment.billing_period != "Monthly":
        message = "must be Monthly"
        problems.add("recurringPaymentTerm.billingPeriod", "INVALID_BILLING_PERIOD", message)
    if terms.validity:
        _check_validity(terms.validity, product_type, today, problems)
    if terms.free_trial:
        _check_trial(terms.free_trial, problems)
    check_renewal(terms, problems)
    _check_together(terms, product_type, problems)


def check_mandatory(terms: TermSet, problems: Problems) -> None:
    """Note what is missing for a release, each as MISSING_MANDATORY_TERMS (R-288).

    An offer needs a pricing term; a payment schedule the fixed upfront term that grants what is
    paid for; whatever is owed for a time a term that says for how long.
    """

    def missing(field: str, message: str, rule: str) -> None:
        problems.add(field, "MISSING_MANDATORY_TERMS", message, rule)

    pricing = (
        terms.fixed_upfront,
        terms.configurable_upfront,
        terms.usage_based,
        terms.recurring_payment,
        terms.payment_schedule,
        terms.variable_payment,
        terms.free_trial,
        terms.byol,
    )
    if not any(pricing):
        missing("terms", "an offer needs a pricing term", "R-258")
    if terms.payment_schedule and not terms.fixed_upfront:
        message = "a payment schedule needs a fixed upfront term with price 0 and its grants"
        missing("fixedUpfrontPricingTerm", message, "R-288")
    is_granted_for = terms.fixed_upfront and terms.fixed_upfront.duration
    is_bounded = terms.validity or is_granted_for or terms.configurable_upfront
    if not terms.makes_usage_agreement and not is_bounded:
        missing("validityTerm", "what is owed for a time needs a duration or an end", "R-257")


def check_beside_schedule(terms: TermSet | None, problems: Problems) -> None:
    """Note which of these terms cannot stand beside a payment schedule.

    INCOMPATIBLE_TERMS: quantities to choose (R-316), a price of their own (R-288), payments on
    request (R-403).
    """

    def refuse(field: str, message: str, rule: str) -> None:
        problems.add(field, "INCOMPATIBLE_TERMS", message, rule)

    if terms is None:
        return
    if terms.configurable_upfront:
        message = "quantities cannot be chosen where payments are fixed by a schedule"
        refuse("configurableUpfrontPricingTerm", message, "R-316")
    if terms.fixed_upfront and terms.fixed_upfront.price:
        message = "must be 0 beside a payment schedule, which carries the price"
        refuse("fixedUpfrontPricingTerm.price", message, "R-288")
    if terms.variable_payment:
        message = "payments are either scheduled or requested"
        refuse("variablePaymentTerm", message, "R-403")


def _check_currencies(terms: TermSet, currency: str, problems: Problems) -> None:
    for path, term in (
        ("fixedUpfrontPricingTerm", terms.fixed_upfront),
        ("configurableUpfrontPricingTerm", terms.configurable_upfront),
        ("usageBasedPricingTerm", terms.usage_based),
        ("recurringPaymentTerm", terms.recurring_payment),
        ("variablePaymentTerm", terms.variable_payment),
    ):
        if term is not None and term.currency != currency:
            message = f"is {term.currency}, but the offer is in {currency}"
            problems.add(f"{path}.currencyCode", "INVALID_CURRENCY_CODE", message, "R-301")


def _check_prices(terms: TermSet, currency: str, problems: Problems) -> None:
    unit = minor_unit(currency)
    if term := terms.fixed_upfront:
        _check_price("fixedUpfrontPricingTerm.price", term.price, unit, problems)
        if currency == MAX_VALUE.currency and term.price > MAX_VALUE.amount:
            message = f"{term.price} is above the limit of {MAX_VALUE}"
            field = "fixedUpfrontPricingTerm.price"
            problems.add(field, "LIMIT_EXCEEDED_AGREEMENT_VALUE", message, "R-304")
    if recurring := terms.recurring_payment:
        _check_price("recurringPaymentTerm.price", recurring.price, unit, problems, least=1)
    if variable := terms.variable_payment:
        field = "variablePaymentTerm.maxTotalChargeAmount"
        _check_price(field, variable.max_total_charge_amount, unit, problems, least=1)
    for path, rates in _rate_lists(terms):
        for index, rate in enumerate(rates[:MAX_DIMENSIONS]):
            _check_price(f"{path}[{index}].price", rate.price, MAX_RATE_PLACES, problems)


def _check_price(
    path: str, price: Decimal, decimals: int, problems: Problems, *, least: int = 0
) -> None:
    smallest = Decimal(least).scaleb(-decimals)
    if not smallest <= price < MAX_AMOUNT or places(price) > decimals:
        message = f"must be at least {smallest:f}, below 10^15, with at most {decimals} decimals"
        problems.add(path, "INVALID_PRICE", message, "R-261")


def _rate_lists(terms: TermSet) -> Iterator[tuple[str, Sequence[Rate]]]:
    if terms.usage_based:
        yield "usageBasedPricingTerm.rateCards[0].rateCard", terms.usage_based.rates
    if terms.configurable_upfront:
        for index, card in enumerate(terms.configurable_upfront.rate_cards[:MAX_RATE_CARDS]):
            yield f"configurableUpfrontPricingTerm.rateCards[{index}].rateCard", card.rates


def _grant_lists(terms: TermSet) -> Iterator[tuple[str, Sequence[Grant]]]:
    if terms.fixed_upfront and terms.fixed_upfront.grants:
        yield "fixedUpfrontPricingTerm.grants", terms.fixed_upfront.grants
    if terms.free_trial and terms.free_trial.grants:
        yield "freeTrialPricingTerm.grants", terms.free_trial.grants


def _check_dimensions(path: str, keys: Sequence[str], problems: Problems) -> None:
    if not 1 <= len(keys) <= MAX_DIMENSIONS:
        message = f"has {len(keys)} dimensions, 1 to {MAX_DIMENSIONS} are allowed"
        problems.add(path, "INVALID_DIMENSIONS", message)
    if len(set(keys)) < len(keys):
        problems.add(path, "INVALID_DIMENSIONS", "names a dimension twice")
    if not all(keys):
        problems.add(path, "INVALID_DIMENSIONS", "has a dimension without a key")


def _check_grants(path: str, grants: Sequence[Grant], problems: Problems) -> None:
    for index, grant in enumerate(grants[:MAX_DIMENSIONS]):
        if grant.max_quantity is not None and grant.max_quantity < 1:
            message = "must be at least 1, or be left out for an unlimited quantity"
            field = f"{path}[{index}].maxQuantity"
            problems.add(field, "INVALID_DIMENSIONS", message, "R-253")


def _check_rate_cards(terms: TermSet, problems: Problems) -> None:
    if terms.configurable_upfront is None:
        return
    path = "configurableUpfrontPricingTerm.rateCards"
    cards: Sequence[RateCard] = terms.configurable_upfront.rate_cards
    if not 1 <= len(cards) <= MAX_RATE_CARDS:
        message = f"has {len(cards)} rate cards, 1 to {MAX_RATE_CARDS} are allowed"
        problems.add(path, "INVALID_SELECTOR", message, "R-254")
    seen: set[str] = set()
    for index, card in enumerate(cards[:MAX_RATE_CARDS]):
        field = f"{path}[{index}].selector.value"
        _read_duration(field, card.selector, "INVALID_SELECTOR", "R-254", problems)
        if card.selector in seen:
            message = f"{card.selector} has a rate card already"
            problems.add(field, "INVALID_SELECTOR", message, "R-254")
        seen.add(card.selector)


def _check_validity(
    term: ValidityTerm, product_type: ProductType | None, today: date, problems: Problems
) -> None:
    def refuse(member: str, reason: str, message: str, rule: str) -> None:
        problems.add(f"validityTerm.{member}", reason, message, rule)

    start, end = term.start_date, term.end_date
    if (term.agreement_duration is None) == (end is None):
        message = "needs either a duration or an end date"
        refuse("agreementDuration", "INVALID_AGREEMENT_DURATION", message, "R-257")
    if end is not None and end < (start or today):
        message = f"{end} is before the start, {start or today}"
        refuse("agreementEndDate", "INVALID_AGREEMENT_DATES", message, "R-257")
    if start is None:
        return
    latest = add_months(today, MAX_MONTHS_AHEAD)
    if not today <= start <= latest:
        message = f"must be from {today} to {latest}"
        refuse("agreementStartDate", "INVALID_AGREEMENT_DATES", message, "R-318")
    if product_type is not None and product_type not in _FUTURE_DATED:
        message = f"an agreement for {product_type} starts when it is accepted"
        refuse("agreementStartDate", "INCOMPATIBLE_PRODUCT", message, "R-318")


def _check_trial(term: FreeTrialPricingTerm, problems: Problems) -> None:
    field, reason = "freeTrialPricingTerm.duration", "INVALID_AGREEMENT_DURATION"
    duration = _read_duration(field, term.duration, reason, "R-264", problems)
    least, most = TRIAL_DAYS
    if duration is None:
        return
    if duration.unit is not DurationUnit.DAYS or not least <= duration.count <= most:
        problems.add(field, reason, f"must be P{least}D to P{most}D", "R-264")


def _check_together(terms: TermSet, product_type: ProductType | None, problems: Problems) -> None:
    def refuse(field: str, message: str, rule: str) -> None:
        problems.add(field, "INCOMPATIBLE_TERMS", message, rule)

    fixed = terms.fixed_upfront
    if fixed and fixed.duration:
        field, reason = "fixedUpfrontPricingTerm.duration", "INVALID_AGREEMENT_DURATION"
        _read_duration(field, fixed.duration, reason, "R-253", problems)
    if fixed and terms.configurable_upfront:
        message = "a fixed and a configurable upfront price exclude each other"
        refuse("configurableUpfrontPricingTerm", message, "R-254")
    if terms.payment_schedule:
        check_beside_schedule(terms, problems)
    is_priced = any(_priced(terms))
    if terms.byol and is_priced:
        refuse("byolPricingTerm", "a licence of one's own has no price", "R-324")
    if product_type is ProductType.FREE and is_priced:
        message = "a free product has no price"
        problems.add("productType", "INCOMPATIBLE_PRODUCT", message, "R-231")


def _priced(terms: TermSet) -> Iterable[object]:
    return (
        terms.fixed_upfront and terms.fixed_upfront.price,
        terms.configurable_upfront,
        terms.usage_based,
        terms.recurring_payment,
        terms.payment_schedule,
        terms.variable_payment,
    )


def _read_duration(
    field: str, text: str, reason: str, rule: str, problems: Problems
) -> ContractDuration | None:
    try:
        return ContractDuration.parse(text)
    except ValueError as error:
        problems.add(field, reason, str(error), rule)
        return None

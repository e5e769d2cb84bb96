"""The terms that a buyer asks for, configured where they need it (R-250, R-254, R-259)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from procurement.domain.errors import Problems
from procurement.domain.marketplace.approval_period import read_approval_period
from procurement.domain.marketplace.expected_charges import upfront_price
from procurement.domain.marketplace.payment_schedule import MAX_VALUE
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.term import (
    ConfigurableUpfrontPricingTerm,
    RenewalTerm,
    Term,
    TermSet,
    UpfrontChoice,
    VariablePaymentChoice,
    VariablePaymentTerm,
)

MAX_REQUESTED: Final = 30
"""agreement:RequestedTermList."""

MAX_QUANTITY: Final = 1_000_000_000

APPROVAL_STRATEGIES: Final = ("AUTO_APPROVE_ON_EXPIRATION", "WAIT_FOR_APPROVAL")

USAGE_OFFERS: Final = (
    ProductType.AMI_HOURLY_WITH_ANNUAL,
    ProductType.CONTAINER_HOURLY_WITH_LONG_TERM,
)
"""Bought in two steps: first the usage, then, if wanted, what is paid for a time (R-259)."""

_UPFRONT: Final = ("fixed_upfront", "configurable_upfront", "payment_schedule")
_USAGE: Final = ("usage_based", "recurring_payment", "free_trial", "byol")


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestedTerm:
    """agreement:RequestedTerm: a term's ID, with a configuration of its kind if it needs one."""

    id: str | None = None
    upfront: UpfrontChoice | None = None
    enable_auto_renew: bool | None = None
    variable_payment: VariablePaymentChoice | None = None

    @property
    def configuration(self) -> UpfrontChoice | VariablePaymentChoice | bool | None:
        """The one configuration that was given."""
        if self.upfront is not None:
            return self.upfront
        return self.enable_auto_renew if self.variable_payment is None else self.variable_payment


def choose_terms(
    proposed: TermSet, requested: Sequence[RequestedTerm], product_type: ProductType, currency: str
) -> TermSet:
    """Those of the `proposed` terms that were asked for, configured.

    A contract offer is accepted with all of its terms in one request. A usage offer is accepted
    with its usage terms first, and with the others in a request of their own (R-259). Raises
    `InvalidInput` with every problem under ``requestedTerms[i]...``: MISSING_REQUESTED_TERMS,
    INVALID_REQUESTED_TERMS, MISSING_REQUESTED_TERM_ID, INVALID_REQUESTED_TERM_ID,
    MISSING_REQUESTED_TERM_CONFIGURATION, INVALID_REQUESTED_TERM_CONFIGURATION,
    MISSING_MANDATORY_TERMS.
    """
    problems = Problems()
    _check_count(requested, problems)
    by_id = {term.id: place for place, term in proposed.by_place().items()}
    chosen: dict[str, Any] = {}
    for index, wanted in enumerate(requested[:MAX_REQUESTED]):
        path = f"requestedTerms[{index}]"
        place = by_id.get(wanted.id or "")
        if not wanted.id:
            problems.add(f"{path}.id", "MISSING_REQUESTED_TERM_ID", "is required", "R-250")
        elif place is None:
            message = f"the proposal has no term {wanted.id}"
            problems.add(f"{path}.id", "INVALID_REQUESTED_TERM_ID", message, "R-250")
        elif place in chosen:
            message = f"{wanted.id} is requested twice"
            problems.add(f"{path}.id", "INVALID_REQUESTED_TERMS", message, "R-250")
        else:
            chosen[place] = _configured(path, getattr(proposed, place), wanted, problems)
    _check_complete(proposed, frozenset(chosen), product_type, problems)
    problems.raise_if_any()
    terms = TermSet(**chosen)
    _check_value(terms, currency, problems)
    problems.raise_if_any()
    return terms


def _check_count(requested: Sequence[RequestedTerm], problems: Problems) -> None:
    if not requested:
        message = f"must have 1 to {MAX_REQUESTED} entries"
        problems.add("requestedTerms", "MISSING_REQUESTED_TERMS", message, "R-250")
    elif len(requested) > MAX_REQUESTED:
        message = f"has {len(requested)} entries, at most {MAX_REQUESTED} are allowed"
        problems.add("requestedTerms", "INVALID_REQUESTED_TERMS", message, "R-250")


def _check_complete(
    proposed: TermSet, chosen: frozenset[str], product_type: ProductType, problems: Problems
) -> None:
    missing = {*proposed.by_place()} - chosen
    if product_type in USAGE_OFFERS:
        if chosen & {*_UPFRONT} and chosen & {*_USAGE}:
            message = "usage comes first; what is paid for a time takes a request of its own"
            problems.add("requestedTerms", "INCOMPATIBLE_TERMS", message, "R-259")
        missing -= {*_USAGE} if chosen & {*_UPFRONT} else {*_UPFRONT}
    if missing:
        named = ", ".join(getattr(proposed, place).id for place in sorted(missing))
        message = f"the offer is accepted with all of its terms; missing: {named}"
        problems.add("requestedTerms", "MISSING_MANDATORY_TERMS", message, "R-259")


def _configured(path: str, term: Term, wanted: RequestedTerm, problems: Problems) -> Term:
    field, given = f"{path}.configuration", wanted.configuration
    if isinstance(term, ConfigurableUpfrontPricingTerm):
        if isinstance(given, UpfrontChoice):
            _check_choice(field, term, given, problems)
            return replace(term, choice=given)
    elif isinstance(term, VariablePaymentTerm):
        if isinstance(given, VariablePaymentChoice):
            _check_strategy(field, given, problems)
            return replace(term, choice=given)
    elif isinstance(term, RenewalTerm):
        if isinstance(given, bool):
            return replace(term, enable_auto_renew=given)
    else:
        if given is not None:
            message = "this term takes no configuration"
            problems.add(field, "INVALID_REQUESTED_TERM_CONFIGURATION", message, "R-250")
        return term
    reason = "MISSING" if given is None else "INVALID"
    message = "this term needs a configuration of its kind"
    problems.add(field, f"{reason}_REQUESTED_TERM_CONFIGURATION", message, "R-250")
    return term


def _check_choice(
    path: str, term: ConfigurableUpfrontPricingTerm, choice: UpfrontChoice, problems: Problems
) -> None:
    field = f"{path}.configurableUpfrontPricingTermConfiguration"

    def refuse(member: str, message: str) -> None:
        reason = "INVALID_REQUESTED_TERM_CONFIGURATION"
        problems.add(f"{field}.{member}", reason, message, "R-254")

    cards = {card.selector: card for card in term.rate_cards}
    card = cards.get(choice.selector)
    if card is None:
        refuse("selectorValue", f"must be one of {', '.join(cards)}")
        return
    keys = [wanted.dimension_key for wanted in choice.quantities]
    if unknown := sorted({*keys} - {*card.prices}):
        refuse("dimensions", f"the rate card has no dimension {unknown[0]}")
    if len({*keys}) < len(keys):
        refuse("dimensions", "names a dimension twice")
    counts = [wanted.count for wanted in choice.quantities]
    if not any(counts) or not all(0 <= count <= MAX_QUANTITY for count in counts):
        refuse("dimensions", f"needs quantities from 0 to {MAX_QUANTITY}, one of them above 0")
    if not card.allows_several_dimensions and sum(count > 0 for count in counts) > 1:
        refuse("dimensions", "only one dimension may be chosen")
    if not card.allows_quantities and any(count > 1 for count in counts):
        refuse("dimensions", "quantities cannot be chosen, each dimension counts 1")


def _check_strategy(path: str, choice: VariablePaymentChoice, problems: Problems) -> None:
    field = f"{path}.variablePaymentTermConfiguration"
    is_automatic = choice.approval_strategy == APPROVAL_STRATEGIES[0]
    if choice.approval_strategy not in APPROVAL_STRATEGIES:
        message = f"must be one of {', '.join(APPROVAL_STRATEGIES)}"
        field = f"{field}.paymentRequestApprovalStrategy"
    elif is_automatic == (choice.expiration_duration is None):
        message = "goes with AUTO_APPROVE_ON_EXPIRATION, and with it alone"
        field = f"{field}.expirationDuration"
    elif message := _fault_of(choice.expiration_duration):
        field = f"{field}.expirationDuration"
    else:
        return
    problems.add(field, "INVALID_REQUESTED_TERM_CONFIGURATION", message, "R-403")


def _fault_of(duration: str | None) -> str:
    """What is wrong with the time after which silence approves; empty when nothing is."""
    try:
        if duration is not None:
            read_approval_period(duration)
    except ValueError as error:
        return str(error)
    return ""


def _check_value(terms: TermSet, currency: str, problems: Problems) -> None:
    value = upfront_price(terms, currency)
    if currency == MAX_VALUE.currency and value.amount > MAX_VALUE.amount:
        message = f"{value} is above the limit of {MAX_VALUE}"
        problems.add("requestedTerms", "LIMIT_EXCEEDED_AGREEMENT_VALUE", message, "R-304")

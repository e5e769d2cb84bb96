"""Amending an agreement: its own terms configured anew, the difference charged at once (R-250).

More units of a configurable term are paid for the days that are left, pro rata, rounded half-up
once; fewer are refused. Renewal and the approval of payment requests change without a charge.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import Problems
from procurement.domain.marketplace.agreement import Agreement, ground_of
from procurement.domain.marketplace.expected_charges import (
    chosen_prices,
    on_acceptance,
    term_charge_id,
)
from procurement.domain.marketplace.renewal_choice import may_still_decide
from procurement.domain.marketplace.requested_terms import (
    MAX_REQUESTED,
    RequestedTerm,
    choose_terms,
)
from procurement.domain.marketplace.term import TermSet
from procurement.domain.money import EXACT, rounded


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemizedCharge:
    """agreement:ItemizedCharge: what one dimension adds; `amount` is exact, before rounding."""

    dimension_key: str
    old_quantity: int
    new_quantity: int
    amount: Decimal


def amend(source: Agreement, requested: Sequence[RequestedTerm], *, now: datetime) -> Agreement:
    """`source` with the terms in `requested` configured anew, the others as they are.

    Raises `InvalidInput` with every problem: those of `choose_terms`; INCOMPATIBLE_TERMS with a
    payment schedule (R-316); INVALID_INCREMENTAL_CHARGE for fewer units or another duration.
    """
    problems = Problems()
    if source.terms.payment_schedule and any(term.upfront for term in requested):
        message = "quantities cannot change where payments are fixed by a schedule"
        problems.add("requestedTerms", "INCOMPATIBLE_TERMS", message, "R-316")
        problems.raise_if_any()
    _check_renewal(source, requested, now, problems)
    places = {term.id: place for place, term in source.terms.by_place().items()}
    touched = {places[term.id] for term in requested if term.id in places}
    others = [
        _as_it_is(source.terms, place) for place in source.terms.by_place() if place not in touched
    ]
    terms = choose_terms(source.terms, [*requested, *others], source.product_type, source.currency)
    after = replace(source, terms=terms, updated_at=now, version=source.version + 1)
    items = itemized(source, after, now)
    before, later = source.terms.configurable_upfront, terms.configurable_upfront
    is_other_duration = bool(
        before
        and later
        and before.choice
        and later.choice
        and before.choice.selector != later.choice.selector
    )
    if is_other_duration or any(item.new_quantity < item.old_quantity for item in items):
        message = "an amendment may raise quantities only, for the same duration"
        problems.add("requestedTerms", "INVALID_INCREMENTAL_CHARGE", message, "R-250")
    problems.raise_if_any()
    added = sum((item.amount for item in items), Decimal(0))
    value = source.total_value.amount + rounded(added, source.currency)
    return replace(after, amended_value=value)


def itemized(before: Agreement | None, after: Agreement, now: datetime) -> list[ItemizedCharge]:
    """What each chosen dimension adds: all of it for a new agreement, the difference otherwise."""
    term = after.terms.configurable_upfront
    if term is None or term.choice is None:
        return []
    new = {wanted.dimension_key: wanted.count for wanted in term.choice.quantities}
    old: dict[str, int] = {}
    earlier = before.terms.configurable_upfront if before else None
    if earlier and earlier.choice:
        old = {held.dimension_key: held.count for held in earlier.choice.quantities}
    share = _share_left(after, now) if before else Decimal(1)
    prices = chosen_prices(term)
    return [
        ItemizedCharge(
            dimension_key=key,
            old_quantity=old.get(key, 0),
            new_quantity=count,
            amount=_added(prices[key], count, old.get(key, 0), share),
        )
        for key, count in new.items()
    ] + [
        ItemizedCharge(dimension_key=key, old_quantity=count, new_quantity=0, amount=Decimal(0))
        for key, count in old.items()
        if key not in new
    ]


def amendment_charges(
    before: Agreement, after: Agreement, offer_name: str, now: datetime
) -> tuple[Charge, ...]:
    """The one charge, ON_ACCEPTANCE, for what the amendment adds; none when it adds nothing."""
    exact = sum((item.amount for item in itemized(before, after, now)), Decimal(0))
    amount = rounded(exact, after.currency)
    if not amount:
        return ()
    ground = replace(ground_of(after, offer_name), accepted_at=now)
    charge_id = term_charge_id(after.agreement_id, f"upfront{after.version}")
    return (on_acceptance(ground, amount, charge_id=charge_id, subject="more units"),)


def _check_renewal(
    source: Agreement, requested: Sequence[RequestedTerm], now: datetime, problems: Problems
) -> None:
    term = source.terms.renewal
    for index, wanted in enumerate(requested[:MAX_REQUESTED]):
        choice = wanted.enable_auto_renew
        is_other = term and wanted.id == term.id and choice not in (None, term.enable_auto_renew)
        if is_other and not may_still_decide(source, now):
            field = f"requestedTerms[{index}].configuration"
            reason = "INVALID_REQUESTED_TERM_CONFIGURATION"
            problems.add(field, reason, "the day to decide on renewal has passed", "R-251")


def _as_it_is(terms: TermSet, place: str) -> RequestedTerm:
    """A request for the term with the configuration that it has."""
    term = terms.by_place()[place]
    if terms.configurable_upfront is term:
        return RequestedTerm(id=term.id, upfront=terms.configurable_upfront.choice)
    if terms.renewal is term:
        return RequestedTerm(id=term.id, enable_auto_renew=terms.renewal.enable_auto_renew)
    if terms.variable_payment is term:
        return RequestedTerm(id=term.id, variable_payment=terms.variable_payment.choice)
    return RequestedTerm(id=term.id)


def _share_left(agreement: Agreement, now: datetime) -> Decimal:
    """The days left, today included, of all days of the agreement."""
    if agreement.end_date is None:
        return Decimal(1)
    today = max(now.astimezone(UTC).date(), agreement.start_date)
    left = (agreement.end_date - today).days + 1
    whole = (agreement.end_date - agreement.start_date).days + 1
    return EXACT.divide(Decimal(left), Decimal(whole))


def _added(price: Decimal, count: int, before: int, share: Decimal) -> Decimal:
    if not count:
        return Decimal(0)
    each = EXACT.divide(price, Decimal(count))
    return EXACT.multiply(EXACT.multiply(each, Decimal(count - before)), share)

"""The charges that the terms of an agreement make, as they are expected before it is accepted.

=====================================  ==========================================================
Term                                   Charges (R-225, R-258)
=====================================  ==========================================================
fixed or configurable upfront price    one ON_ACCEPTANCE; none for a price of 0
payment schedule                       one SCHEDULED per entry, ON_ACCEPTANCE if backdated (R-322)
recurring payment                      one standing BILLING_PERIOD of the recurring amount
usage                                  one standing BILLING_PERIOD of unknown amount
variable payment, free trial, others   none
=====================================  ==========================================================
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from procurement.domain.charges.charge import Charge, ChargeKind, ChargeState, Timing
from procurement.domain.charges.standing import closing, closing_of_usage
from procurement.domain.ids import derived_id, installment_charge_id
from procurement.domain.marketplace.payment_schedule import Installment
from procurement.domain.marketplace.term import ConfigurableUpfrontPricingTerm, TermSet
from procurement.domain.money import EXACT, Money, rounded
from procurement.domain.month import Month, midnight

PURCHASE_AGREEMENT: Final = "PurchaseAgreement"

USAGE: Final = "usage"
"""The subject of the standing charge for usage, in its description and its ID."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What every charge of one agreement has in common; `name` is the offer's."""

    agreement_id: str
    name: str
    acceptor_account_id: str
    payer_account_id: str
    invoicing_entity: str
    currency: str
    accepted_at: datetime
    start_date: date
    end_date: date | None
    net_payment_days: int | None


def expected_charges(terms: TermSet, ground: Ground) -> tuple[Charge, ...]:
    """The charges of an agreement on `terms`, without purchase orders, each at revision 1.

    Payments come first, in the order of their dates, then the upfront price, recurring payments and
    usage. The IDs follow from the agreement's, so that a quote names the charges to come.
    """
    return tuple(_expected(terms, ground))


def agreement_value(terms: TermSet, currency: str) -> Money:
    """All that is known to be owed (R-255, R-287): upfront prices and scheduled payments.

    Usage, recurring and variable payments are not known in advance and count nothing.
    """
    total = upfront_price(terms, currency)
    return total + terms.payment_schedule.schedule.total if terms.payment_schedule else total


def upfront_price(terms: TermSet, currency: str) -> Money:
    """What is due on acceptance besides payments: the fixed price, or the chosen quantities'."""
    price = Decimal(0)
    if terms.fixed_upfront:
        price = terms.fixed_upfront.price
    elif terms.configurable_upfront:
        price = sum(chosen_prices(terms.configurable_upfront).values(), Decimal(0))
    return Money(rounded(price, currency), currency)


def chosen_prices(term: ConfigurableUpfrontPricingTerm) -> dict[str, Decimal]:
    """What each chosen dimension costs, exact; nothing without a choice (R-254)."""
    choice = term.choice
    if choice is None:
        return {}
    card = next(card for card in term.rate_cards if card.selector == choice.selector)
    prices = card.prices
    return {
        wanted.dimension_key: EXACT.multiply(prices[wanted.dimension_key], Decimal(wanted.count))
        for wanted in choice.quantities
    }


def _expected(terms: TermSet, ground: Ground) -> Iterator[Charge]:
    if terms.payment_schedule:
        payments = terms.payment_schedule.schedule.installments
        for number, payment in enumerate(payments, start=1):
            yield _installment(ground, (number, len(payments)), payment)
    price = upfront_price(terms, ground.currency)
    if price.amount:
        charge_id = term_charge_id(ground.agreement_id, "upfront")
        yield on_acceptance(ground, price.amount, charge_id=charge_id, subject="upfront price")
    if terms.recurring_payment:
        last = _last_closing(ground.end_date)
        first = Month.of(ground.start_date)
        if last is None or last >= first:
            amount = terms.recurring_payment.price
            yield _standing(ground, "recurring payment", amount, last, closing(first))
    if terms.usage_based:
        last = Month.of(ground.end_date) if ground.end_date else None
        due_at = closing_of_usage(Month.of(ground.start_date))
        yield _standing(ground, USAGE, Decimal(0), last, due_at)


def _installment(ground: Ground, position: tuple[int, int], payment: Installment) -> Charge:
    # On the first charge date itself 00:00 UTC has passed already: bill at once.
    accepted_on = ground.accepted_at.astimezone(UTC).date()
    is_due = payment.charge_date <= accepted_on
    # The backdated payment belongs to the month of acceptance.
    period_day = accepted_on if is_due else payment.charge_date
    return _charge(
        ground,
        installment_charge_id(ground.agreement_id, position[0]),
        f"payment {position[0]} of {position[1]}",
        payment.amount,
        timing=Timing.ON_ACCEPTANCE if is_due else Timing.SCHEDULED,
        period=Month.of(period_day),
        due_at=ground.accepted_at if is_due else midnight(payment.charge_date),
        charge_date=payment.charge_date,
        installment=position,
    )


def on_acceptance(ground: Ground, amount: Decimal, *, charge_id: str, subject: str) -> Charge:
    """A charge that is due the moment it is accepted (R-240)."""
    return _charge(
        ground,
        charge_id,
        subject,
        amount,
        timing=Timing.ON_ACCEPTANCE,
        period=Month.of(ground.accepted_at),
        due_at=ground.accepted_at,
        charge_date=ground.accepted_at.astimezone(UTC).date(),
    )


def _standing(
    ground: Ground, subject: str, amount: Decimal, last: Month | None, due_at: datetime
) -> Charge:
    return _charge(
        ground,
        term_charge_id(ground.agreement_id, subject.split(" ", 1)[0]),
        subject,
        amount,
        timing=Timing.BILLING_PERIOD,
        period=Month.of(ground.start_date),
        due_at=due_at,
        kind=ChargeKind.MARKETPLACE_USAGE,
        state=ChargeState.STANDING,
        last_period=last,
    )


def term_charge_id(agreement_id: str, subject: str) -> str:
    """The ID of the charge of a term that makes but one; sorts after the payments (R-260)."""
    return f"{derived_id('ch', agreement_id)}{subject}"


def _last_closing(end_date: date | None) -> Month | None:
    """The last month that ends while the agreement runs; None if it has no end."""
    if end_date is None:
        return None
    return Month.of(end_date + timedelta(days=1)).plus(-1)


def _charge(
    ground: Ground,
    charge_id: str,
    subject: str,
    amount: Decimal,
    *,
    timing: Timing,
    period: Month,
    due_at: datetime,
    kind: ChargeKind = ChargeKind.MARKETPLACE_PURCHASE,
    state: ChargeState = ChargeState.PENDING,
    charge_date: date | None = None,
    installment: tuple[int, int] | None = None,
    last_period: Month | None = None,
) -> Charge:
    return Charge(
        collection_id=ground.agreement_id,
        charge_id=charge_id,
        receiver_account_id=ground.payer_account_id,
        subscriber_account_id=ground.acceptor_account_id,
        invoicing_entity=ground.invoicing_entity,
        kind=kind,
        timing=timing,
        currency=ground.currency,
        amount=amount,
        billing_period=period,
        due_at=due_at,
        description=f"{ground.name}: {subject}",
        charge_date=charge_date,
        state=state,
        agreement_id=ground.agreement_id,
        agreement_type=PURCHASE_AGREEMENT,
        installment=installment,
        last_period=last_period,
        net_payment_days=ground.net_payment_days,
    )

"""An agreement: an accepted offer, its terms frozen and turned into charges (R-258, R-322)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import Conflict, OfferNotFound, Problems, WrongStatus
from procurement.domain.marketplace.expected_charges import (
    PURCHASE_AGREEMENT,
    Ground,
    agreement_value,
    expected_charges,
)
from procurement.domain.marketplace.offer import Offer, OfferState
from procurement.domain.marketplace.payment_schedule import PaymentSchedule
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.proposed_terms import agreement_days
from procurement.domain.marketplace.purchase_order_references import (
    NO_REFERENCES,
    NamedOrder,
    PurchaseOrderReferences,
)
from procurement.domain.marketplace.purchase_order_support import check_checkout
from procurement.domain.marketplace.renewal_standing import (
    FIRST_TIME,
    RenewalObstacle,
    RenewalStanding,
    obstacle_to,
)
from procurement.domain.marketplace.renewal_template import references_of_renewal
from procurement.domain.marketplace.term import TermSet
from procurement.domain.marketplace.terms import NET_PAYMENT_DAYS
from procurement.domain.money import Money
from procurement.domain.month import midnight


class AgreementStatus(StrEnum):
    """agreement:AgreementStatus (R-251)."""

    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"
    RENEWED = "RENEWED"
    REPLACED = "REPLACED"
    ROLLED_BACK = "ROLLED_BACK"
    SUPERSEDED = "SUPERSEDED"
    TERMINATED = "TERMINATED"


ENDINGS: Final = (
    AgreementStatus.CANCELLED,
    AgreementStatus.REPLACED,
    AgreementStatus.TERMINATED,
)
"""How an active agreement may end before its time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """What a buyer, `acceptor_account_id`, and a seller, `proposer_account_id`, agreed on.

    `payer_account_id` paid for the buyer when it was accepted; charges to come follow the buyer to
    whoever pays for it later (R-236). It starts at 00:00 UTC of `start_date` and ends at
    23:59:59.999 UTC of `end_date`; without one it goes on until somebody ends it (R-251, R-257).
    The terms never change again: other ones take a new offer (R-311). `initial_agreement_id` is
    the first of a chain of agreements that replaced one another; None stands for this one.
    `amended_value` is the value after amendments, None as long as there was none. `is_settling`
    after its end as long as charges may have to be made void, or purchase order lines closed.
    """

    agreement_id: str
    offer_id: str
    product_id: str
    product_type: ProductType
    proposer_account_id: str
    acceptor_account_id: str
    payer_account_id: str
    acceptance_time: datetime
    start_date: date
    end_date: date | None
    invoicing_entity: str
    currency: str
    terms: TermSet
    net_payment_term: str | None = None
    status: AgreementStatus = AgreementStatus.ACTIVE
    agreement_type: str = PURCHASE_AGREEMENT
    initial_agreement_id: str | None = None
    updated_at: datetime | None = None
    amended_value: Decimal | None = None
    renewal: RenewalStanding = FIRST_TIME
    is_settling: bool = False
    version: int = 1

    @property
    def schedule(self) -> PaymentSchedule:
        """The scheduled payments; none if they are not part of the terms."""
        if self.terms.payment_schedule is None:
            return PaymentSchedule(currency=self.currency, installments=())
        return self.terms.payment_schedule.schedule

    @property
    def total_value(self) -> Money:
        """All that is known to be owed, amendments included (R-255, R-287)."""
        if self.amended_value is not None:
            return Money(self.amended_value, self.currency)
        return agreement_value(self.terms, self.currency)

    @property
    def net_payment_days(self) -> int | None:
        """Days from issue to due date; None for the payer's own terms with AWS (R-321, R-388)."""
        return NET_PAYMENT_DAYS.get(self.net_payment_term or "")

    @property
    def last_update_time(self) -> datetime:
        """When it last changed: its acceptance, unless something came after."""
        return self.updated_at or self.acceptance_time

    @property
    def renewal_obstacle(self) -> RenewalObstacle | None:
        """Why it expires at its end; None for one that renews (agreement:EndTimeBehavior)."""
        return obstacle_to(self.terms.renewal, self.renewal)

    @property
    def renews_at(self) -> datetime | None:
        """The instant of its end, if another agreement follows it then (R-251)."""
        is_active = self.status is AgreementStatus.ACTIVE
        if not is_active or self.end_date is None or self.renewal_obstacle is not None:
            return None
        return midnight(self.end_date + timedelta(days=1))

    def status_on(self, today: date) -> AgreementStatus:
        """The status; once an active agreement's last day has passed, RENEWED or EXPIRED (R-251).

        That is so from the end instant on, however late the renewal itself is carried out.
        """
        is_over = self.end_date is not None and today > self.end_date
        if self.status is AgreementStatus.ACTIVE and is_over:
            return AgreementStatus.EXPIRED if self.renews_at is None else AgreementStatus.RENEWED
        return self.status

    def ended(self, status: AgreementStatus, *, now: datetime) -> "Agreement":
        """The agreement after its end by one of `ENDINGS`.

        `WrongStatus` unless it is still active on that day (R-251, R-317).
        """
        present = self.status_on(now.astimezone(UTC).date())
        if present is not AgreementStatus.ACTIVE or status not in ENDINGS:
            message = f"the agreement is {present.lower()}, only an active one can end"
            raise WrongStatus(message, resource_type="Agreement", resource_id=self.agreement_id)
        version = self.version + 1
        return replace(self, status=status, updated_at=now, is_settling=True, version=version)

    def settled(self) -> "Agreement":
        """The ended agreement that has nothing left to be made void or closed."""
        return replace(self, is_settling=False, version=self.version + 1)


def accept(
    offer: Offer,
    *,
    acceptor_account_id: str,
    payer_account_id: str,
    agreement_id: str,
    now: datetime,
    terms: TermSet | None = None,
    references: PurchaseOrderReferences = NO_REFERENCES,
    is_bought_elsewhere: bool = False,
) -> tuple[Agreement, tuple[Charge, ...]]:
    """The agreement made at `now` on `terms`, by default all of the offer's, with its charges.

    `is_bought_elsewhere` means outside Marketplace, as in the EC2 console (R-229).

    Raises `OfferNotFound` for an account the offer is not for, and for a draft; `WrongStatus`
    after the last day to accept; `InvalidInput` with every problem of `references`; `Conflict` for
    a schedule that outruns the agreement. Whether it was accepted before is for storage to say.
    """
    accepted_on = now.astimezone(UTC).date()
    check_open(offer, acceptor_account_id, accepted_on)
    agreed = _unconfigured(offer) if terms is None else terms
    start_date, end_date = agreement_days(agreed, accepted_on)
    agreement = Agreement(
        agreement_id=agreement_id,
        offer_id=offer.offer_id,
        product_id=offer.terms.product_id,
        product_type=offer.terms.product_type,
        proposer_account_id=offer.proposer_account_id,
        acceptor_account_id=acceptor_account_id,
        payer_account_id=payer_account_id,
        acceptance_time=now,
        start_date=start_date,
        end_date=end_date,
        invoicing_entity=offer.terms.invoicing_entity,
        currency=offer.terms.currency,
        terms=agreed,
        net_payment_term=offer.terms.net_payment_term,
        renewal=RenewalStanding(references=references_of_renewal(references)),
    )
    _check_schedule(agreement)
    if not references.is_empty:
        check_checkout(offer.terms.product_type, is_bought_elsewhere=is_bought_elsewhere)
    charges = charges_of(agreement, offer.terms.name)
    return agreement, named(charges, references.resolve(charges))


def charges_of(agreement: Agreement, offer_name: str) -> tuple[Charge, ...]:
    """The charges that the agreement makes, none of them with a purchase order yet (R-258)."""
    return expected_charges(agreement.terms, ground_of(agreement, offer_name))


def ground_of(agreement: Agreement, offer_name: str) -> Ground:
    """What all charges of the agreement have in common."""
    return Ground(
        agreement_id=agreement.agreement_id,
        name=offer_name,
        acceptor_account_id=agreement.acceptor_account_id,
        payer_account_id=agreement.payer_account_id,
        invoicing_entity=agreement.invoicing_entity,
        currency=agreement.currency,
        accepted_at=agreement.acceptance_time,
        start_date=agreement.start_date,
        end_date=agreement.end_date,
        net_payment_days=agreement.net_payment_days,
    )


def check_open(offer: Offer, acceptor_account_id: str, today: date) -> None:
    """Raise unless that account may accept the offer on that day: as `accept` does."""
    # A draft and somebody else's offer look the same to a buyer: there is none.
    is_target = acceptor_account_id in offer.terms.target_account_ids
    if not is_target or offer.state is OfferState.DRAFT:
        raise OfferNotFound(offer.offer_id)
    if offer.state_on(today) is OfferState.EXPIRED:
        message = f"the offer could be accepted until {offer.terms.availability_end}"
        raise WrongStatus(message, resource_type="Offer", resource_id=offer.offer_id)


def _unconfigured(offer: Offer) -> TermSet:
    """All terms of the offer, none of which may wait for a choice of the buyer (R-254)."""
    terms = offer.term_set
    problems = Problems()
    for term in (terms.configurable_upfront, terms.variable_payment):
        if term is not None:
            message = f"the term {term.id} needs a configuration: make an agreement request"
            problems.add("offerId", "MISSING_REQUESTED_TERM_CONFIGURATION", message, "R-254")
    problems.raise_if_any()
    return terms


def _check_schedule(agreement: Agreement) -> None:
    # A schedule is judged as if accepted the day it is set; the real day is never earlier,
    # so its end is never either. Only damaged data gets here.
    payments = agreement.schedule.installments
    if payments and agreement.end_date and payments[-1].charge_date > agreement.end_date:
        last_date, end_date = payments[-1].charge_date, agreement.end_date
        message = f"the payment of {last_date} lies after the agreement's end, {end_date}"
        raise Conflict(message, resource_type="Offer", resource_id=agreement.offer_id)


def named(charges: Sequence[Charge], orders: Mapping[str, NamedOrder]) -> tuple[Charge, ...]:
    """`charges` with the purchase order numbers in `orders`, by charge ID; still new."""
    return tuple(
        replace(
            charge,
            purchase_order_reference=order.reference,
            purchase_order_line=order.line,
        )
        if (order := orders.get(charge.charge_id))
        else charge
        for charge in charges
    )

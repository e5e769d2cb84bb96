"""An agreement: an accepted offer, its payments frozen and turned into charges (R-322)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from procurement.domain.charges.charge import Charge, ChargeKind, Timing
from procurement.domain.errors import Conflict, OfferNotFound, WrongStatus
from procurement.domain.ids import installment_charge_id
from procurement.domain.marketplace.offer import Offer, OfferState
from procurement.domain.marketplace.payment_schedule import Installment, PaymentSchedule
from procurement.domain.marketplace.purchase_order_references import (
    NO_REFERENCES,
    NamedOrder,
    PurchaseOrderReferences,
)
from procurement.domain.marketplace.terms import NET_PAYMENT_DAYS
from procurement.domain.money import Money
from procurement.domain.month import Month, midnight

PURCHASE_AGREEMENT = "PurchaseAgreement"


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """What a buyer, `acceptor_account_id`, and a seller, `proposer_account_id`, agreed on.

    `payer_account_id` gets the invoices. It starts at 00:00 UTC of `start_date` and ends at
    23:59:59.999 UTC of `end_date` (R-257). The schedule never changes again: another plan takes a
    new offer (R-311).
    """

    agreement_id: str
    offer_id: str
    product_id: str
    proposer_account_id: str
    acceptor_account_id: str
    payer_account_id: str
    acceptance_time: datetime
    start_date: date
    end_date: date
    invoicing_entity: str
    schedule: PaymentSchedule
    net_payment_term: str | None = None
    status: AgreementStatus = AgreementStatus.ACTIVE
    agreement_type: str = PURCHASE_AGREEMENT

    @property
    def currency(self) -> str:
        """The currency of every payment."""
        return self.schedule.currency

    @property
    def total_value(self) -> Money:
        """The sum of all scheduled amounts (R-287)."""
        return self.schedule.total

    @property
    def net_payment_days(self) -> int | None:
        """Days from issue to due date; None for the payer's own terms with AWS (R-321, R-388)."""
        return NET_PAYMENT_DAYS.get(self.net_payment_term or "")

    def status_on(self, today: date) -> AgreementStatus:
        """The status, EXPIRED once an active agreement's last day has passed (R-251)."""
        if self.status is AgreementStatus.ACTIVE and today > self.end_date:
            return AgreementStatus.EXPIRED
        return self.status


def accept(
    offer: Offer,
    *,
    acceptor_account_id: str,
    payer_account_id: str,
    agreement_id: str,
    now: datetime,
    references: PurchaseOrderReferences = NO_REFERENCES,
) -> tuple[Agreement, tuple[Charge, ...]]:
    """The agreement made at `now` and its charges in date order, one per payment (R-322).

    Raises `OfferNotFound` for an account the offer is not for, and for a draft; `WrongStatus`
    after the last day to accept; `InvalidInput` with every problem of `references`; `Conflict` for
    a schedule that outruns the agreement. Whether it was accepted before is for storage to say.
    """
    accepted_on = now.astimezone(UTC).date()
    schedule = _open_schedule(offer, acceptor_account_id, accepted_on)
    end_date = offer.terms.contract_duration.last_day(accepted_on)
    # A schedule is judged as if accepted the day it is set; the real day is never earlier,
    # so its end is never either. Only damaged data gets here.
    last_date = schedule.installments[-1].charge_date
    if last_date > end_date:
        message = f"the payment of {last_date} lies after the agreement's end, {end_date}"
        raise Conflict(message, resource_type="Offer", resource_id=offer.offer_id)
    agreement = Agreement(
        agreement_id=agreement_id,
        offer_id=offer.offer_id,
        product_id=offer.terms.product_id,
        proposer_account_id=offer.proposer_account_id,
        acceptor_account_id=acceptor_account_id,
        payer_account_id=payer_account_id,
        acceptance_time=now,
        start_date=accepted_on,
        end_date=end_date,
        invoicing_entity=offer.terms.invoicing_entity,
        schedule=schedule,
        net_payment_term=offer.terms.net_payment_term,
    )
    return agreement, _charges(agreement, offer.terms.name, references.resolve(schedule))


def _open_schedule(offer: Offer, acceptor_account_id: str, today: date) -> PaymentSchedule:
    # A draft and somebody else's offer look the same to a buyer: there is none.
    is_target = acceptor_account_id in offer.terms.target_account_ids
    if not is_target or offer.schedule is None or offer.state is OfferState.DRAFT:
        raise OfferNotFound(offer.offer_id)
    if offer.state_on(today) is OfferState.EXPIRED:
        message = f"the offer could be accepted until {offer.terms.availability_end}"
        raise WrongStatus(message, resource_type="Offer", resource_id=offer.offer_id)
    return offer.schedule


def _charges(
    agreement: Agreement, offer_name: str, orders: Mapping[int, NamedOrder]
) -> tuple[Charge, ...]:
    installments = agreement.schedule.installments
    return tuple(
        _charge(agreement, offer_name, (number, len(installments)), payment, orders.get(number))
        for number, payment in enumerate(installments, start=1)
    )


def _charge(
    agreement: Agreement,
    offer_name: str,
    position: tuple[int, int],
    payment: Installment,
    order: NamedOrder | None,
) -> Charge:
    # On the first charge date itself 00:00 UTC has passed already: bill at once.
    is_due = payment.charge_date <= agreement.start_date
    # The backdated payment belongs to the month of acceptance.
    period_day = agreement.start_date if is_due else payment.charge_date
    return Charge(
        collection_id=agreement.agreement_id,
        charge_id=installment_charge_id(agreement.agreement_id, position[0]),
        receiver_account_id=agreement.payer_account_id,
        subscriber_account_id=agreement.acceptor_account_id,
        invoicing_entity=agreement.invoicing_entity,
        kind=ChargeKind.MARKETPLACE_PURCHASE,
        timing=Timing.ON_ACCEPTANCE if is_due else Timing.SCHEDULED,
        currency=agreement.currency,
        amount=payment.amount,
        billing_period=Month.of(period_day),
        due_at=agreement.acceptance_time if is_due else midnight(payment.charge_date),
        description=f"{offer_name}: payment {position[0]} of {position[1]}",
        charge_date=payment.charge_date,
        agreement_id=agreement.agreement_id,
        agreement_type=agreement.agreement_type,
        installment=position,
        purchase_order_reference=order.reference if order else None,
        purchase_order_line=order.line if order else "1",
        net_payment_days=agreement.net_payment_days,
    )

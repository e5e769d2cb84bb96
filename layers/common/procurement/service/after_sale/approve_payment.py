"""A payment request is approved: by its buyer, or by nobody's answer (R-403, R-404)."""

from dataclasses import replace
from datetime import datetime

from procurement.domain.after_sale.payment_request import PaymentRequest, PaymentStatus
from procurement.domain.charges.charge import Charge
from procurement.domain.errors import (
    AlreadyExists,
    InvalidInput,
    PayerChanged,
    StaleChargeRevision,
    WrongStatus,
)
from procurement.domain.ids import validate_purchase_order_reference
from procurement.domain.marketplace.agreement import Agreement, ground_of
from procurement.domain.marketplace.expected_charges import on_acceptance
from procurement.domain.marketplace.purchase_order_support import check_afterwards
from procurement.service.after_sale.parties import payment_for
from procurement.service.after_sale.present_request import (
    obstacle_to_payments,
    present_payment,
)
from procurement.service.after_sale.record_payment import record_payment
from procurement.service.after_sale.settle_payment import settle_payment
from procurement.service.after_sale.stage_without_payment import stage_without_payment
from procurement.service.attempts import decide
from procurement.service.caller import SILENCE, Caller
from procurement.service.organizations.payers import payer_of, received
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def accept_payment_request(
    agreement_id: str,
    request_id: str,
    reference: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> PaymentRequest:
    """Approve it, with a purchase order number of its own or none; its charge is due now (R-258).

    Request, charge and event are one transaction; then the purchase order gets its line (R-190).
    Without a number of its own the charge takes the one that was given for all charges of the
    agreement (R-404). `InvalidInput` for a wrong number and where the product takes none;
    `PaymentRequestNotFound` unless the caller is the buyer; `WrongStatus` once it is answered, by
    silence too, and when the agreement was ended; `InvalidAccountState` for a number while the
    payer's integration with Marketplace is off (R-167).
    """
    now = clock.now()
    problems = () if reference is None else validate_purchase_order_reference(reference)
    if problems:
        raise InvalidInput(problems)

    def attempt() -> PaymentRequest:
        with unit_of_work() as unit:
            request = payment_for(agreement_id, request_id, caller, unit, acceptor=True)
            approved = request.approved(now)
            agreement = unit.agreements.get_agreement(agreement_id)
            if obstacle := obstacle_to_payments(unit, agreement, now):
                raise WrongStatus(obstacle, resource_type="Agreement", resource_id=agreement_id)
            if reference is not None:
                check_afterwards(agreement.product_type)
            charged = _stage(unit, agreement, approved, reference, at=now, actor=caller.arn)
            unit.commit()
        return charged

    charged = decide(attempt, also=(AlreadyExists, PayerChanged, StaleChargeRevision))
    settle_payment(charged, unit_of_work, at=now, actor=caller.arn)
    return charged


def approve_payment_in_silence(
    agreement_id: str, request_id: str, unit_of_work: UnitOfWorkFactory, now: datetime
) -> None:
    """Carry out what silence approved, as of the instant at which it did, however late this is.

    An approval that was cut off before its purchase order had its line is carried on. The request
    fails if the agreement was ended before the instant. A repeat changes nothing.
    """

    def attempt() -> PaymentRequest:
        with unit_of_work() as unit:
            kept = unit.payment_requests.get(agreement_id, request_id)
            present = present_payment(unit, kept, now)
            if present is kept:
                return kept
            at = present.updated_at
            if present.status is PaymentStatus.APPROVED:
                agreement = unit.agreements.get_agreement(agreement_id)
                _stage(unit, agreement, present, None, at=at, actor=SILENCE)
            else:
                stage_without_payment(unit, present, at=at, actor=SILENCE)
            unit.commit()
            return unit.payment_requests.get(agreement_id, request_id)

    present = decide(attempt, also=(AlreadyExists, PayerChanged))
    if present.charge_id is not None and not present.is_settled:
        settle_payment(present, unit_of_work, at=now, actor=SILENCE)


def _stage(
    unit: UnitOfWork,
    agreement: Agreement,
    approved: PaymentRequest,
    reference: str | None,
    *,
    at: datetime,
    actor: str,
) -> PaymentRequest:
    """Stage the approval with its charge; the request that it leaves."""
    for_all = agreement.renewal.references
    payer = payer_of(
        agreement.acceptor_account_id, unit, at=at, carries_purchase_orders=reference is not None
    )
    charged = approved.charged_to(reference or for_all.for_all)
    (charge,) = received([_charge(unit, agreement, charged, payer, at)], unit)
    if reference is None:
        charge = replace(charge, purchase_order_line=for_all.line)
    unit.agreements.hold_agreement(agreement)
    unit.payment_requests.save(charged)
    unit.charges.add(charge)
    record_payment(
        unit, charged, at=at, actor=actor, receiver_account_id=charge.receiver_account_id
    )
    return charged


def _charge(
    unit: UnitOfWork, agreement: Agreement, charged: PaymentRequest, payer: str, at: datetime
) -> Charge:
    name = unit.agreements.get_offer(agreement.offer_id).terms.name
    ground = replace(ground_of(agreement, name), accepted_at=at, payer_account_id=payer)
    amount, charge_id = charged.amount.amount, charged.charge_id or ""
    charge = on_acceptance(ground, amount, charge_id=charge_id, subject=charged.name)
    return replace(charge, purchase_order_reference=charged.purchase_order_reference)

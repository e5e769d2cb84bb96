"""AcceptAgreementRequest: a quote becomes an agreement, or changes one (R-250)."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import (
    AgreementRequestNotFound,
    AlreadyExists,
    Conflict,
    PayerChanged,
    StaleChargeRevision,
)
from procurement.domain.marketplace.agreement import Agreement, AgreementStatus, accept, named
from procurement.domain.marketplace.agreement_request import (
    AgreementRequest,
    Intent,
    RequestStatus,
    check_source,
    check_unchanged,
)
from procurement.domain.marketplace.amendment import amendment_charges
from procurement.domain.marketplace.carry_over import carried_over, compare_replacement
from procurement.domain.marketplace.purchase_order_references import PurchaseOrderReferences
from procurement.domain.marketplace.purchase_order_support import check_afterwards
from procurement.domain.marketplace.request_approvals import expect_real, with_approved
from procurement.service.after_sale.overtake_cancellation import expect_not_cancelled
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.marketplace.cancel_open_requests import refuse_left
from procurement.service.marketplace.count_agreements import stage_count
from procurement.service.marketplace.end_agreement import close_due_periods, settle_end, stage_end
from procurement.service.marketplace.make_agreement import (
    Accepted,
    accepted_before,
    record_amendment,
    stage_agreement,
)
from procurement.service.organizations.payers import payer_of, received
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.purchase_orders.name_purchase_order import name_purchase_orders

_OTHER_WRITES: Final = 10
"""Room for what is neither a charge of the old agreement nor one of the new."""


def accept_agreement_request(
    request_id: str,
    references: PurchaseOrderReferences,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Accepted:
    """Make, amend or replace the agreement, exactly once, with 1 to 86 purchase orders or none.

    The request's status, the agreement, its charges and the event are one transaction, in which a
    replaced agreement ends, too; a charge that nothing is named for keeps the number of the payment
    that it continues (R-314). Then the purchase orders that were named get their lines and those of
    the replaced agreement are closed. A repeat returns what the first call made and heals what
    it left undone. Numbers that approvers gave hold where `references` name no other (R-224).
    Raises `AgreementRequestNotFound`; `ProcurementInTestMode` (R-263); `InvalidInput` with
    CLOSED_AGREEMENT_REQUEST, PENDING_APPROVAL_AGREEMENT_REQUEST, SUPERSEDED_AGREEMENT_PROPOSAL or
    EXPIRED_AGREEMENT_PROPOSAL, and with every problem of `references` (R-211 to R-218);
    `AlreadyExists` when the offer was accepted otherwise.
    """
    now = clock.now()

    def attempt() -> tuple[AgreementRequest, Accepted]:
        with unit_of_work() as unit:
            request = _own(request_id, caller, unit)
            if request.status is RequestStatus.ACCEPTED:
                return request, _before(request, references, unit)
            expect_real(request)
            given = with_approved(request, references)
            if request.intent is Intent.AMEND:
                accepted = _amend(request, given, caller, unit, now)
            else:
                accepted = _make(request, given, caller, unit, unit_of_work, now)
            refuse_left(request, unit)
            # What was quoted gives way to what it became, so that a repeat expects the same.
            agreed = replace(request.accepted(), agreement=accepted.agreement)
            unit.agreements.save_request(request, agreed)
            unit.commit()
            return agreed, accepted

    try:
        request, accepted = decide(attempt, also=(StaleChargeRevision, PayerChanged))
    except AlreadyExists:
        # Somebody accepted at the same moment: the same request perhaps.
        request, accepted = _repeated(request_id, references, caller, unit_of_work)
    if request.intent is Intent.REPLACE and request.source:
        with unit_of_work() as unit:
            replaced = unit.agreements.get_agreement(request.source.agreement_id)
        settle_end(replaced, unit_of_work, actor=caller.arn)
    name_purchase_orders(
        request.offer_name, accepted.charges, unit_of_work, at=now, actor=caller.arn
    )
    return accepted


def _repeated(
    request_id: str,
    references: PurchaseOrderReferences,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> tuple[AgreementRequest, Accepted]:
    """What a call beside this one made of the request; `AlreadyExists` if it made nothing of it."""
    with unit_of_work() as unit:
        request = _own(request_id, caller, unit)
        if request.status is not RequestStatus.ACCEPTED:
            message = "the offer was accepted otherwise"
            agreement_id = request.agreement.agreement_id
            raise AlreadyExists(message, resource_type="Agreement", resource_id=agreement_id)
        return request, _before(request, references, unit)


def _own(request_id: str, caller: Caller, unit: UnitOfWork) -> AgreementRequest:
    request = unit.agreements.get_request(request_id)
    if request.agreement.acceptor_account_id != caller.account_id:
        raise AgreementRequestNotFound(request_id)
    return request


def _before(
    request: AgreementRequest, references: PurchaseOrderReferences, unit: UnitOfWork
) -> Accepted:
    agreement = unit.agreements.get_agreement(request.agreement.agreement_id)
    keeps_orders = request.intent is Intent.REPLACE
    expected, given = request.expected_charges, with_approved(request, references)
    return accepted_before(unit, agreement, expected, given, keeps_orders=keeps_orders)


def _make(
    request: AgreementRequest,
    references: PurchaseOrderReferences,
    caller: Caller,
    unit: UnitOfWork,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
) -> Accepted:
    request.accepted()
    offer = unit.agreements.get_offer(request.agreement.offer_id)
    check_unchanged(request, offer, now=now)
    agreement, charges = accept(
        offer,
        acceptor_account_id=caller.account_id,
        payer_account_id=payer_of(
            caller.account_id, unit, at=now, carries_purchase_orders=not references.is_empty
        ),
        agreement_id=request.agreement.agreement_id,
        terms=request.agreement.terms,
        now=now,
        references=references,
    )
    if request.source is not None:
        charges = _keeping_orders(request.source.agreement_id, agreement, charges, unit, now)
    charges = received(charges, unit)
    initial = request.agreement.initial_agreement_id
    accepted = Accepted(agreement=replace(agreement, initial_agreement_id=initial), charges=charges)
    unit.agreements.hold_offer(offer)
    stage_agreement(unit, accepted, at=now, actor=caller.arn)
    if request.source is None:
        stage_count(unit, at=now, begun=agreement)
    else:
        source = unit.agreements.get_agreement(request.source.agreement_id)
        check_source(source, request.intent, offer, now)
        expect_not_cancelled(unit, source.agreement_id, now)
        close_due_periods(source, unit_of_work, at=now)
        stage_end(
            unit,
            source,
            AgreementStatus.REPLACED,
            at=now,
            actor=caller.arn,
            room=max(0, unit.room - _OTHER_WRITES),
            successor=agreement,
        )
    return accepted


def _keeping_orders(
    source_id: str,
    agreement: Agreement,
    charges: tuple[Charge, ...],
    unit: UnitOfWork,
    now: datetime,
) -> tuple[Charge, ...]:
    source = unit.agreements.get_agreement(source_id)
    if source.currency != agreement.currency:
        return charges
    old = list(unit.charges.of_collection(source_id))
    comparison = compare_replacement(source, old, agreement.schedule, now=now)
    return carried_over(charges, comparison)


def _amend(
    request: AgreementRequest,
    references: PurchaseOrderReferences,
    caller: Caller,
    unit: UnitOfWork,
    now: datetime,
) -> Accepted:
    request.accepted()
    source = unit.agreements.get_agreement(request.agreement.agreement_id)
    if request.source is None or source.version != request.source.version:
        message = "the agreement has changed since the request was made: make another"
        raise Conflict(message, resource_type="Agreement", resource_id=source.agreement_id)
    check_source(source, request.intent, None, now)
    expect_not_cancelled(unit, source.agreement_id, now)
    payer = payer_of(
        caller.account_id, unit, at=now, carries_purchase_orders=not references.is_empty
    )
    if not references.is_empty:
        check_afterwards(source.product_type)
    expected = amendment_charges(source, request.agreement, request.offer_name, request.created_at)
    asked = named(expected, references.resolve(expected))
    charges = received(
        (replace(each, due_at=now, receiver_account_id=payer) for each in asked), unit
    )
    after = replace(request.agreement, updated_at=now, payer_account_id=payer)
    unit.agreements.save_agreement(source, after)
    for charge in charges:
        unit.charges.add(charge)
    record_amendment(unit, after, charges, at=now, actor=caller.arn)
    return Accepted(agreement=after, charges=charges)

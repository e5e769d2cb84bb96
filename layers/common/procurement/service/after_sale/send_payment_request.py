"""SendAgreementPaymentRequest: a seller asks for a payment under a variable term (R-403)."""

from datetime import UTC, datetime
from uuid import uuid4

from procurement.domain.after_sale.payment_request import PaymentOrder, PaymentRequest
from procurement.domain.errors import AlreadyExists, InvalidInput, Problem
from procurement.domain.ids import derived_id
from procurement.domain.marketplace.agreement import Agreement, AgreementStatus
from procurement.domain.marketplace.approval_period import read_approval_period
from procurement.domain.marketplace.term import VariablePaymentTerm
from procurement.domain.money import Money
from procurement.service.after_sale.overtake_cancellation import expect_not_cancelled
from procurement.service.after_sale.parties import sold_agreement
from procurement.service.after_sale.present_request import present_payment
from procurement.service.after_sale.record_payment import record_payment
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def send_payment_request(
    agreement_id: str,
    order: PaymentOrder,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> PaymentRequest:
    """Ask for the payment. The same client token gives the same request again.

    The request and what all of them add up to are one transaction, so that the term's maximum holds
    also for requests at the same moment. `AgreementNotFound` unless the caller proposed it;
    `InvalidInput` for a wrong order, for more than the term has left, and with INACTIVE_AGREEMENT
    unless the agreement is active; `Conflict` for a token that was used otherwise.
    """
    now = clock.now()
    # Without a token every call asks anew, also at the same instant.
    occasion = order.client_token or uuid4().hex

    def attempt() -> PaymentRequest:
        with unit_of_work() as unit:
            agreement = sold_agreement(agreement_id, caller, unit)
            term = agreement.terms.variable_payment
            amount = order.read(term)
            request_id = derived_id("pr", agreement_id, occasion)
            present = unit.payment_requests.find(agreement_id, request_id)
            if present is not None:
                return _same(order, amount, present)
            assert term is not None  # no order is sound without one
            _expect_active(agreement, unit, now)
            request = _request(agreement, term, order, amount, request_id, now)
            balance = unit.payment_requests.balance(agreement_id)
            unit.agreements.hold_agreement(agreement)
            unit.payment_requests.save_balance(balance.with_request(amount, term))
            unit.payment_requests.add(request)
            record_payment(unit, request, at=now, actor=caller.arn)
            unit.commit()
        return request

    sent = decide(attempt, also=(AlreadyExists,))
    with unit_of_work() as unit:
        return present_payment(unit, sent, now)


def _request(
    agreement: Agreement,
    term: VariablePaymentTerm,
    order: PaymentOrder,
    amount: Money,
    request_id: str,
    now: datetime,
) -> PaymentRequest:
    period = term.choice.expiration_duration if term.choice else None
    return PaymentRequest(
        request_id=request_id,
        agreement_id=agreement.agreement_id,
        term_id=term.id,
        proposer_account_id=agreement.proposer_account_id,
        acceptor_account_id=agreement.acceptor_account_id,
        name=order.name or "",
        description=order.description,
        amount=amount,
        created_at=now,
        updated_at=now,
        answer_by=now + read_approval_period(period) if period else None,
    )


def _expect_active(agreement: Agreement, unit: UnitOfWork, now: datetime) -> None:
    expect_not_cancelled(unit, agreement.agreement_id, now)
    if agreement.status_on(now.astimezone(UTC).date()) is not AgreementStatus.ACTIVE:
        message = "payments are requested under active agreements only"
        raise InvalidInput(
            [
                Problem(
                    field="agreementId", reason="INACTIVE_AGREEMENT", message=message, rule="R-403"
                )
            ]
        )


def _same(order: PaymentOrder, amount: Money, present: PaymentRequest) -> PaymentRequest:
    asked = (order.name, order.description, amount)
    if asked != (present.name, present.description, present.amount):
        raise AlreadyExists(
            "the client token was used for another request",
            resource_type="PaymentRequest",
            resource_id=present.request_id,
        )
    return present

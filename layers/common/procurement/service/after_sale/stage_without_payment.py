"""A payment request comes to nothing: what it asked for no longer counts."""

from datetime import datetime

from procurement.domain.after_sale.payment_request import PaymentRequest
from procurement.service.after_sale.record_payment import record_payment
from procurement.service.ports.unit_of_work import UnitOfWork


def stage_without_payment(
    unit: UnitOfWork, ended: PaymentRequest, *, at: datetime, actor: str
) -> None:
    """Stage the `ended` request, what all of them still add up to, and the event."""
    balance = unit.payment_requests.balance(ended.agreement_id)
    unit.payment_requests.save_balance(balance.without_request(ended.amount))
    unit.payment_requests.save(ended)
    record_payment(unit, ended, at=at, actor=actor)

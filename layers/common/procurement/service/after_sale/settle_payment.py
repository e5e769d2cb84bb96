"""Let the charge of an approved payment request name its purchase order (R-188 to R-203)."""

from datetime import datetime

from procurement.domain.after_sale.payment_request import PaymentRequest
from procurement.service.attempts import decide
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.purchase_orders.name_purchase_order import name_purchase_orders


def settle_payment(
    request: PaymentRequest, unit_of_work: UnitOfWorkFactory, *, at: datetime, actor: str
) -> None:
    """Give its purchase order a line, and note that. Doing it again changes nothing."""
    number = request.purchase_order_reference
    if number is None:
        return
    with unit_of_work() as unit:
        agreement = unit.agreements.get_agreement(request.agreement_id)
        description = unit.agreements.get_offer(agreement.offer_id).terms.name
        # The line's window spans every charge of the agreement that names the order.
        naming = [
            charge
            for charge in unit.charges.of_collection(request.agreement_id)
            if charge.purchase_order_reference == number
        ]
    name_purchase_orders(description, naming, unit_of_work, at=at, actor=actor)

    def attempt() -> None:
        with unit_of_work() as unit:
            present = unit.payment_requests.get(request.agreement_id, request.request_id)
            if not present.is_settled:
                unit.payment_requests.save(present.settled())
                unit.commit()

    decide(attempt)

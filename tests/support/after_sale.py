"""Builders: requests of a seller. The cancellation is asked for on 1 June 2027, the payment before.

Seven days, and ten, until silence approves them.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from procurement.domain.after_sale.cancellation_request import (
    CancellationReason,
    CancellationRequest,
)
from procurement.domain.after_sale.payment_request import PaymentRequest
from procurement.domain.marketplace.term import VariablePaymentTerm
from procurement.domain.money import Money
from tests.support.api import BUYER, SELLER

CANCELLATION_ASKED: Final = datetime(2027, 6, 1, 10, tzinfo=UTC)
PAYMENT_ASKED: Final = datetime(2027, 4, 12, 14, tzinfo=UTC)
TERM: Final = VariablePaymentTerm(
    id="term-1", currency="USD", max_total_charge_amount=Decimal("0.30")
)


def a_cancellation_request(**more: Any) -> CancellationRequest:
    whole: dict[str, Any] = {
        "request_id": "acr-1",
        "agreement_id": "agmt-1",
        "proposer_account_id": SELLER,
        "acceptor_account_id": BUYER,
        "reason_code": CancellationReason.TEST_AGREEMENT,
        "description": None,
        "created_at": CANCELLATION_ASKED,
        "updated_at": CANCELLATION_ASKED,
    }
    return CancellationRequest(**{**whole, **more})


def a_payment_request(**more: Any) -> PaymentRequest:
    whole: dict[str, Any] = {
        "request_id": "pr-abc",
        "agreement_id": "agmt-1",
        "term_id": TERM.id,
        "proposer_account_id": SELLER,
        "acceptor_account_id": BUYER,
        "name": "Workshop",
        "description": None,
        "amount": dollars("0.10"),
        "created_at": PAYMENT_ASKED,
        "updated_at": PAYMENT_ASKED,
        "answer_by": PAYMENT_ASKED + timedelta(days=10),
    }
    return PaymentRequest(**{**whole, **more})


def dollars(amount: str) -> Money:
    return Money(Decimal(amount), "USD")

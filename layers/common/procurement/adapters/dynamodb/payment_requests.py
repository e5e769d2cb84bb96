"""Requests for payments in DynamoDB, and what they add up to."""

from typing import Final

from procurement.adapters.dynamodb.requests import PAYMENT, DynamoRequests
from procurement.adapters.dynamodb.tables.agreements import PaymentBalanceItem
from procurement.adapters.dynamodb.transaction import lost, translated
from procurement.domain.after_sale.payment_request import PaymentBalance, PaymentRequest
from procurement.domain.errors import PaymentRequestNotFound

_BALANCE: Final = "PAYMENTS"


class DynamoPaymentRequests(DynamoRequests[PaymentRequest]):
    """`service.ports.PaymentRequests` on the Agreements table."""

    prefix = PAYMENT
    resource_type = "PaymentRequest"
    not_found = PaymentRequestNotFound
    kind = PaymentRequest

    def balance(self, agreement_id: str) -> PaymentBalance:
        """One strongly consistent read."""
        try:
            with translated():
                item = PaymentBalanceItem.get(agreement_id, _BALANCE, consistent_read=True)
        except PaymentBalanceItem.DoesNotExist:
            return PaymentBalance(agreement_id=agreement_id)
        return PaymentBalance(
            agreement_id=agreement_id, requested=item.requested, revision=int(item.version)
        )

    def save_balance(self, balance: PaymentBalance) -> None:
        """Put it over the revision that it was decided on; the first time if there is none."""
        is_first = balance.revision == 0
        self._transaction.put(
            PaymentBalanceItem(
                balance.agreement_id,
                _BALANCE,
                requested=balance.requested,
                version=balance.revision + 1,
            ),
            condition=(
                PaymentBalanceItem.resource_id.does_not_exist()
                if is_first
                else PaymentBalanceItem.version == balance.revision
            ),
            on_failure=lost(self.resource_type, balance.agreement_id),
        )

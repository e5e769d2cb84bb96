"""Requests to cancel agreements in DynamoDB, and which of them an agreement has open."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from procurement.adapters.dynamodb.requests import CANCELLATION, DynamoRequests
from procurement.adapters.dynamodb.tables.agreements import OpenCancellationItem
from procurement.adapters.dynamodb.transaction import lost, translated
from procurement.domain.after_sale.cancellation_request import CancellationRequest
from procurement.domain.errors import CancellationRequestNotFound

_OPEN: Final = "CANCELLATION"


class DynamoCancellationRequests(DynamoRequests[CancellationRequest]):
    """`service.ports.CancellationRequests` on the Agreements table."""

    prefix = CANCELLATION
    resource_type = "AgreementCancellationRequest"
    not_found = CancellationRequestNotFound
    kind = CancellationRequest

    def open_of(self, agreement_id: str) -> CancellationRequest | None:
        """One strongly consistent read, and a second one if there is any."""
        try:
            with translated():
                item = OpenCancellationItem.get(agreement_id, _OPEN, consistent_read=True)
        except OpenCancellationItem.DoesNotExist:
            return None
        return self.get(agreement_id, item.request_id) if item.request_id else None

    def ends_by(self, agreement_ids: Sequence[str], now: datetime) -> Mapping[str, datetime]:
        """Batches of up to 100, strongly consistent."""
        keys = [(agreement_id, _OPEN) for agreement_id in dict.fromkeys(agreement_ids)]
        if not keys:
            return {}
        with translated():
            found = list(OpenCancellationItem.batch_get(keys, consistent_read=True))
        return {
            item.resource_id: item.answer_by
            for item in found
            if item.answer_by is not None and item.answer_by <= now
        }

    def add(self, request: CancellationRequest) -> None:
        """Put it if its ID is free and the agreement's place for an open one, too."""
        super().add(request)
        self._transaction.put(
            OpenCancellationItem(
                request.agreement_id,
                _OPEN,
                request_id=request.request_id,
                answer_by=request.answer_by,
            ),
            condition=OpenCancellationItem.request_id.does_not_exist(),
            on_failure=lost(self.resource_type, request.request_id),
        )

    def answer(self, request: CancellationRequest) -> None:
        """Put it over the revision that it was decided on, and free the place."""
        self.save(request)
        self._transaction.put(
            OpenCancellationItem(request.agreement_id, _OPEN),
            condition=OpenCancellationItem.request_id == request.request_id,
            on_failure=lost(self.resource_type, request.request_id),
        )

"""Sellers' billing adjustments in DynamoDB, each beside its agreement."""

from datetime import timedelta
from typing import Final

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.requests import ADJUSTMENT, UNFINISHED, awaited_at
from procurement.adapters.dynamodb.tables.agreements import BillingAdjustmentItem
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.errors import AlreadyExists, BillingAdjustmentNotFound, LostRace
from procurement.domain.invoices.billing_adjustment import AdjustmentStatus, BillingAdjustment
from procurement.service.ports.page import Page

_GRACE: Final = timedelta(minutes=15)
"""Far longer than a call takes from one transaction to the other."""


class DynamoBillingAdjustments:
    """`service.ports.BillingAdjustments` on the Agreements table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find(self, agreement_id: str, request_id: str) -> BillingAdjustment | None:
        """One strongly consistent read."""
        try:
            with translated():
                item = BillingAdjustmentItem.get(
                    agreement_id, ADJUSTMENT + request_id, consistent_read=True
                )
        except BillingAdjustmentItem.DoesNotExist:
            return None
        return from_document(item.document, BillingAdjustment)

    def get(self, agreement_id: str, request_id: str) -> BillingAdjustment:
        """One strongly consistent read; `BillingAdjustmentNotFound` when it finds nothing."""
        found = self.find(agreement_id, request_id)
        if found is None:
            raise BillingAdjustmentNotFound(request_id)
        return found

    def page(
        self,
        agreement_id: str,
        *,
        status: AdjustmentStatus | None,
        limit: int,
        token: str | None,
    ) -> Page[BillingAdjustment]:
        """One query of the agreement's partition, which DynamoDB filters."""
        wanted = BillingAdjustmentItem.status == status.value if status else None
        listing = Listing("billing-adjustments", ("resource_id", agreement_id), filter=status or "")
        return listing.page(
            self._transaction.page_tokens,
            token,
            lambda start: BillingAdjustmentItem.query(
                agreement_id,
                BillingAdjustmentItem.part.startswith(ADJUSTMENT),
                wanted,
                consistent_read=True,
                limit=limit,
                last_evaluated_key=start,
            ),
            lambda item: from_document(item.document, BillingAdjustment),
        )

    def add(self, adjustment: BillingAdjustment) -> None:
        """Put it if its ID is free."""
        self._transaction.put(
            _to_item(adjustment),
            condition=BillingAdjustmentItem.resource_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"billing adjustment {adjustment.request_id} exists already",
                resource_type="BillingAdjustmentRequest",
                resource_id=adjustment.request_id,
            ),
        )

    def save(self, adjustment: BillingAdjustment) -> None:
        """Put it over the revision that it was decided on."""
        self._transaction.put(
            _to_item(adjustment),
            condition=BillingAdjustmentItem.revision == adjustment.revision,
            on_failure=lambda: LostRace(
                f"billing adjustment {adjustment.request_id} changed in between",
                resource_type="BillingAdjustmentRequest",
                resource_id=adjustment.request_id,
            ),
        )


def _to_item(adjustment: BillingAdjustment) -> BillingAdjustmentItem:
    revision = adjustment.revision + 1
    document = to_document(adjustment)
    part = ADJUSTMENT + adjustment.request_id
    is_pending = adjustment.status is AdjustmentStatus.PENDING
    come_back_at = adjustment.created_at + _GRACE if is_pending else None
    return BillingAdjustmentItem(
        adjustment.order.agreement_id,
        part,
        awaited_in=UNFINISHED if is_pending else None,
        awaited_at=awaited_at(come_back_at, part),
        status=adjustment.status.value,
        revision=revision,
        document={**document, "revision": revision},
    )

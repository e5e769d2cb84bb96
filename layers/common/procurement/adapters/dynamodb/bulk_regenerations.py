"""Requests to regenerate many invoices in DynamoDB, each with a partition for its results."""

from collections.abc import Mapping
from typing import Final

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables.invoices import BulkRegenerationItem
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.errors import AlreadyExists, RegenerationNotFound
from procurement.domain.invoices.bulk_regeneration import BulkRegeneration, RegenerationResult
from procurement.service.ports.page import Page

_REQUEST: Final = "REGENERATION#"


class DynamoBulkRegenerations:
    """`service.ports.BulkRegenerations` on the Invoices table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def get(self, account_id: str, regeneration_id: str) -> BulkRegeneration:
        """One strongly consistent read; `RegenerationNotFound` when it finds nothing."""
        try:
            with translated():
                item = BulkRegenerationItem.get(
                    account_id, _REQUEST + regeneration_id, consistent_read=True
                )
        except BulkRegenerationItem.DoesNotExist:
            raise RegenerationNotFound(regeneration_id) from None
        return from_document(item.document, BulkRegeneration)

    def page(self, account_id: str, *, limit: int, token: str | None) -> Page[BulkRegeneration]:
        """One query."""
        return Listing("invoice-regenerations", ("account_id", account_id)).page(
            self._transaction.page_tokens,
            token,
            lambda start: BulkRegenerationItem.query(
                account_id,
                BulkRegenerationItem.entry.startswith(_REQUEST),
                consistent_read=True,
                limit=limit,
                last_evaluated_key=start,
            ),
            lambda item: from_document(item.document, BulkRegeneration),
        )

    def results(self, account_id: str, regeneration_id: str) -> Mapping[str, RegenerationResult]:
        """One strongly consistent query."""
        with translated():
            found = BulkRegenerationItem.query(
                _partition(account_id, regeneration_id), consistent_read=True
            )
            return {item.entry: from_document(item.document, RegenerationResult) for item in found}

    def add(self, regeneration: BulkRegeneration) -> None:
        """Put it if its ID is free."""
        self._transaction.put(
            BulkRegenerationItem(
                regeneration.account_id,
                _REQUEST + regeneration.regeneration_id,
                document=to_document(regeneration),
            ),
            condition=BulkRegenerationItem.account_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"regeneration {regeneration.regeneration_id} exists already",
                resource_type="Regeneration",
                resource_id=regeneration.regeneration_id,
            ),
        )

    def put_result(self, regeneration: BulkRegeneration, result: RegenerationResult) -> None:
        """Put it; the same work done twice has the same result."""
        partition = _partition(regeneration.account_id, regeneration.regeneration_id)
        self._transaction.put(
            BulkRegenerationItem(partition, result.invoice_id, document=to_document(result)),
            condition=None,
            on_failure=lambda: RegenerationNotFound(regeneration.regeneration_id),
        )


def _partition(account_id: str, regeneration_id: str) -> str:
    return f"{account_id}#{_REQUEST}{regeneration_id}"

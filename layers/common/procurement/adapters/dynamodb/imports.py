"""Cost imports in DynamoDB, beside the charges they made: who holds a content, what is in force."""

from typing import Final

from procurement.adapters.dynamodb.paging import texts
from procurement.adapters.dynamodb.tables.charges import ContentItem, ImportItem
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.charges.cost_export import ImportRecord
from procurement.domain.errors import LostRace

_SOURCE: Final = "import#source#"
_CONTENT: Final = "import#content#"


class DynamoImports:
    """`service.ports.Imports` on the Charges table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def holder_of(self, content_sha256: str) -> str | None:
        """One strongly consistent read."""
        key = _CONTENT + content_sha256
        try:
            with translated():
                return ContentItem.get(key, key, consistent_read=True).source
        except ContentItem.DoesNotExist:
            return None

    def of_source(self, source: str) -> ImportRecord | None:
        """One strongly consistent read."""
        key = _SOURCE + source
        try:
            with translated():
                item = ImportItem.get(key, "import", consistent_read=True)
        except ImportItem.DoesNotExist:
            return None
        return ImportRecord(
            source=source,
            content_sha256=item.content_sha256,
            account_ids=texts(item.account_ids),
            imported_at=item.imported_at,
        )

    def hold(self, content_sha256: str, source: str) -> None:
        """Put the content's holder if it has none."""
        key = _CONTENT + content_sha256
        self._transaction.put(
            ContentItem(key, key, source=source),
            condition=ContentItem.collection_id.does_not_exist() | (ContentItem.source == source),
            on_failure=lambda: _lost(source),
        )

    def replace(self, before: ImportRecord | None, after: ImportRecord) -> None:
        """Put the record over the one that was read, and let the old content go."""
        self._transaction.put(
            ImportItem(
                _SOURCE + after.source,
                "import",
                content_sha256=after.content_sha256,
                account_ids=list(after.account_ids),
                imported_at=after.imported_at,
            ),
            condition=(
                ImportItem.content_sha256 == before.content_sha256
                if before
                else ImportItem.collection_id.does_not_exist()
            ),
            on_failure=lambda: _lost(after.source),
        )
        if before and before.content_sha256 != after.content_sha256:
            key = _CONTENT + before.content_sha256
            self._transaction.delete(
                ContentItem(key, key, source=before.source),
                condition=ContentItem.source == before.source,
                on_failure=lambda: _lost(after.source),
            )


def _lost(source: str) -> LostRace:
    return LostRace(
        f"{source} is being imported beside us", resource_type="CostExport", resource_id=source
    )

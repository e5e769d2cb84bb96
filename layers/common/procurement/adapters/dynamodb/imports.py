"""Cost imports in DynamoDB, beside the charges they made: who holds a content, what is in force."""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Final

from procurement.adapters.dynamodb.paging import texts
from procurement.adapters.dynamodb.tables.charges import (
    ContentItem,
    ImportedAccountsItem,
    ImportItem,
    RefusedDropItem,
)
from procurement.adapters.dynamodb.transaction import OnFailure, Transaction, translated
from procurement.domain.charges.cost_export import ImportRecord
from procurement.domain.errors import AlreadyExists, LostRace

_SOURCE: Final = "import#source#"
_CONTENT: Final = "import#content#"
_IMPORT: Final = "import"

ACCOUNTS_PER_LIST: Final = 30_000
"""Billing accounts in one item: some 200 KB, however little their numbers are alike."""


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
        """Strongly consistent reads: one, and one for each list of accounts."""
        key = _SOURCE + source
        try:
            with translated():
                item = ImportItem.get(key, _IMPORT, consistent_read=True)
                lists = [
                    ImportedAccountsItem.get(key, _list_key(number), consistent_read=True)
                    for number in range(int(item.account_lists or 0))
                ]
        except (ImportItem.DoesNotExist, ImportedAccountsItem.DoesNotExist):
            # A list that is gone was replaced a moment ago, and so was the record.
            return None
        return ImportRecord(
            source=source,
            content_sha256=item.content_sha256,
            account_ids=texts(chain(item.account_ids or (), *(some.account_ids for some in lists))),
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
        lists = _lists(after)
        self._transaction.put(
            ImportItem(
                _SOURCE + after.source,
                _IMPORT,
                content_sha256=after.content_sha256,
                account_lists=len(lists),
                imported_at=after.imported_at,
            ),
            condition=(
                ImportItem.content_sha256 == before.content_sha256
                if before
                else ImportItem.collection_id.does_not_exist()
            ),
            on_failure=lambda: _lost(after.source),
        )
        self._replace_lists(_lists(before) if before else (), lists, lambda: _lost(after.source))
        if before and before.content_sha256 != after.content_sha256:
            key = _CONTENT + before.content_sha256
            self._transaction.delete(
                ContentItem(key, key, source=before.source),
                condition=ContentItem.source == before.source,
                on_failure=lambda: _lost(after.source),
            )

    def refuse(self, source: str, drop: str, at: datetime) -> None:
        """Put that this drop was refused, once."""
        self._transaction.put(
            RefusedDropItem(_SOURCE + source, f"refused#{drop}", refused_at=at),
            condition=RefusedDropItem.collection_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"this drop of {source} was refused already",
                resource_type="CostExport",
                resource_id=source,
            ),
        )

    def _replace_lists(
        self,
        before: Sequence[ImportedAccountsItem],
        after: Sequence[ImportedAccountsItem],
        on_failure: OnFailure,
    ) -> None:
        """The import's own condition holds for its lists as well."""
        for item in after:
            self._transaction.put(item, condition=None, on_failure=on_failure)
        for item in before[len(after) :]:
            self._transaction.delete(
                item,
                condition=ImportedAccountsItem.collection_id.exists(),
                on_failure=on_failure,
            )


def _lists(record: ImportRecord) -> Sequence[ImportedAccountsItem]:
    accounts = record.account_ids
    return [
        ImportedAccountsItem(
            _SOURCE + record.source,
            _list_key(number),
            account_ids=accounts[start : start + ACCOUNTS_PER_LIST],
        )
        for number, start in enumerate(range(0, len(accounts), ACCOUNTS_PER_LIST))
    ]


def _list_key(number: int) -> str:
    return f"accounts#{number:03d}"


def _lost(source: str) -> LostRace:
    return LostRace(
        f"{source} is being imported beside us", resource_type="CostExport", resource_id=source
    )

"""Which reports were published, in DynamoDB."""

from typing import Final

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables.invoices import ReportItem
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.errors import LostRace, ReportNotFound
from procurement.domain.month import Month
from procurement.domain.reports.published_report import PublishedReport
from procurement.service.ports.page import Page

_REPORT: Final = "REPORT#"


class DynamoReports:
    """`service.ports.Reports` on the Invoices table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def find(self, account_id: str, month: Month) -> PublishedReport | None:
        """One strongly consistent read."""
        try:
            with translated():
                return _to_domain(
                    ReportItem.get(account_id, f"{_REPORT}{month}", consistent_read=True)
                )
        except ReportItem.DoesNotExist:
            return None

    def get(self, account_id: str, month: Month) -> PublishedReport:
        """One strongly consistent read; `ReportNotFound` when it finds nothing."""
        found = self.find(account_id, month)
        if found is None:
            raise ReportNotFound(str(month))
        return found

    def page(self, account_id: str, *, limit: int, token: str | None) -> Page[PublishedReport]:
        """One query, newest month first."""
        return Listing("reports", ("account_id", account_id)).page(
            self._transaction.page_tokens,
            token,
            lambda start: ReportItem.query(
                account_id,
                ReportItem.entry.startswith(_REPORT),
                consistent_read=True,
                scan_index_forward=False,
                limit=limit,
                last_evaluated_key=start,
            ),
            _to_domain,
        )

    def save(self, before: PublishedReport | None, after: PublishedReport) -> None:
        """Put it over the revision that was read, or where there was nothing."""
        self._transaction.put(
            ReportItem(
                after.account_id,
                f"{_REPORT}{after.month}",
                status=after.status.value,
                revision=(before.revision if before else 0) + 1,
                document=to_document(after),
            ),
            condition=(
                ReportItem.revision == before.revision
                if before
                else ReportItem.account_id.does_not_exist()
            ),
            on_failure=lambda: LostRace(
                "the report was published in between",
                resource_type="BilledRevenueReport",
                resource_id=str(after.month),
            ),
        )


def _to_domain(item: ReportItem) -> PublishedReport:
    document = {**item.document, "revision": int(item.revision)}
    return from_document(document, PublishedReport)

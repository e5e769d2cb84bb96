"""Issued invoices, their numbers and their former editions in DynamoDB."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from procurement.adapters.dynamodb.attributes import instant
from procurement.adapters.dynamodb.invoice_listing import InvoiceListing
from procurement.adapters.dynamodb.invoice_mapping import (
    EDITION,
    INVOICE,
    UNBOOKED,
    edition_entry,
    invoice_entry,
    to_billed_usage,
    to_edition,
    to_edition_item,
    to_former_invoice,
    to_invoice,
    to_invoice_totals,
    to_item,
)
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables.invoices import EditionItem, InvoiceItem, SequenceItem
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.errors import AlreadyExists, InvoiceNotFound, LostRace
from procurement.domain.foresight.usage_history import BilledUsage
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.invoices.edition import Edition
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.invoice_query import InvoiceQuery
from procurement.domain.month import Month
from procurement.domain.purchase_orders.issuers import Issuer
from procurement.domain.reports.spend import InvoiceTotals
from procurement.service.ports.page import Page

SEQUENCE = "SEQUENCE#"
_MONTHLY = tuple(kind.value for kind in ChargeKind if kind.is_monthly)
_TOTALS = [
    "account_id",
    "invoicing_entity",
    "kind",
    "billing_period",
    "currency",
    "total_before_tax",
    "tax",
    "taxes",
    "tax_registration_number",
    "invoice_unit",
    "bill_source",
    "purchase_order_reference",
]


_BOOKED = [
    "type",
    "currency",
    "total_before_tax",
    "tax",
    "issued_at",
    "booked_as",
    "purchase_order_id",
]


class DynamoInvoices:
    """`service.ports.Invoices` on the Invoices table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def get(self, account_id: str, invoice_id: str) -> Invoice:
        """One strongly consistent query of the number index."""
        with translated():
            for item in InvoiceItem.by_number.query(
                account_id, InvoiceItem.invoice_id == invoice_id, consistent_read=True
            ):
                return to_invoice(item)
        raise InvoiceNotFound(invoice_id)

    def find_by_draft(
        self, account_id: str, billing_period: Month, draft_id: str
    ) -> Invoice | None:
        """One strongly consistent read."""
        try:
            with translated():
                item = InvoiceItem.get(
                    account_id, invoice_entry(billing_period, draft_id), consistent_read=True
                )
        except InvoiceItem.DoesNotExist:
            return None
        return to_invoice(item)

    def page(
        self,
        account_id: str,
        *,
        period: Month | None,
        until: Month | None = None,
        limit: int,
        token: str | None,
    ) -> Page[Invoice]:
        """One query, newest billing period first."""
        prefix = f"{INVOICE}{period}#" if period else INVOICE
        # A tilde sorts behind everything in a key.
        last = f"{prefix}{until}#~" if until and not period else f"{prefix}~"
        asked = f"{prefix}<={until}" if until else prefix
        return Listing("invoices", ("account_id", account_id), filter=asked).page(
            self._transaction.page_tokens,
            token,
            lambda start: InvoiceItem.query(
                account_id,
                InvoiceItem.entry.between(prefix, last),
                consistent_read=True,
                scan_index_forward=False,
                limit=limit,
                last_evaluated_key=start,
            ),
            to_invoice,
        )

    def search(
        self, account_id: str, query: InvoiceQuery, *, limit: int, token: str | None
    ) -> Page[Invoice]:
        """As many queries as it takes, within the bounds of `InvoiceListing`."""
        listing = InvoiceListing(account_id=account_id, query=query)
        return listing.page(self._transaction.page_tokens, limit, token)

    def page_of_purchase_order(
        self, account_id: str, key: str, *, limit: int, token: str | None
    ) -> Page[Invoice]:
        """One query of the purchase order index, newest first."""
        return Listing("booked-invoices", ("account_id", account_id), filter=key).page(
            self._transaction.page_tokens,
            token,
            lambda start: InvoiceItem.by_purchase_order.query(
                account_id,
                InvoiceItem.booked_as.startswith(f"{key}#"),
                consistent_read=True,
                scan_index_forward=False,
                limit=limit,
                last_evaluated_key=start,
            ),
            to_invoice,
        )

    def count_without_purchase_order(self, account_id: str, since: datetime, most: int) -> int:
        """One range query, a megabyte of invoices at a time."""
        with translated():
            found = InvoiceItem.by_purchase_order.query(
                account_id,
                InvoiceItem.booked_as.between(UNBOOKED + instant(since), f"{UNBOOKED}~"),
                InvoiceItem.type == InvoiceType.INVOICE.value,
                consistent_read=True,
                limit=most,
                attributes_to_get=["invoice_id"],
            )
            return sum(1 for _ in found)

    def monthly_usage(self, account_id: str, first: Month, last: Month) -> Iterator[BilledUsage]:
        """One range query over all of these periods, without lines and matches."""
        with translated():
            found = InvoiceItem.query(
                account_id,
                InvoiceItem.entry.between(f"{INVOICE}{first}#", f"{INVOICE}{last}#~"),
                filter_condition=InvoiceItem.kind.is_in(*_MONTHLY),
                attributes_to_get=_TOTALS,
                consistent_read=True,
            )
            for item in found:
                yield to_billed_usage(item)

    def totals(self, account_id: str, period: Month) -> Iterator[InvoiceTotals]:
        """One range query, without lines and matches."""
        with translated():
            found = InvoiceItem.query(
                account_id,
                InvoiceItem.entry.startswith(f"{INVOICE}{period}#"),
                attributes_to_get=_BOOKED,
                consistent_read=True,
            )
            for item in found:
                yield to_invoice_totals(item)

    def last_number(self, account_id: str, invoicing_entity: str) -> int:
        """One strongly consistent read."""
        try:
            with translated():
                item = SequenceItem.get(
                    account_id, SEQUENCE + invoicing_entity, consistent_read=True
                )
        except SequenceItem.DoesNotExist:
            return 0
        return int(item.last)

    def issuers(self, account_id: str) -> Sequence[Issuer]:
        """One query; an account has few."""
        with translated():
            return [
                Issuer(
                    entity=item.entry.removeprefix(SEQUENCE),
                    first_issued_at=item.first_issued_at,
                    last_issued_at=item.last_issued_at,
                )
                for item in SequenceItem.query(
                    account_id, SequenceItem.entry.startswith(SEQUENCE), consistent_read=True
                )
            ]

    def add(self, invoice: Invoice) -> None:
        """Put the invoice if its draft has none, and the number if it is the next one."""
        self._transaction.put(
            to_item(invoice),
            condition=InvoiceItem.account_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"draft {invoice.draft_id} has its invoice already",
                resource_type="Invoice",
                resource_id=invoice.draft_id,
            ),
        )
        first = invoice.sequence == 1
        self._transaction.update(
            SequenceItem(invoice.account_id, SEQUENCE + invoice.invoicing_entity),
            [
                SequenceItem.last.set(invoice.sequence),
                SequenceItem.first_issued_at.set(SequenceItem.first_issued_at | invoice.issued_at),
                SequenceItem.last_issued_at.set(invoice.issued_at),
            ],
            condition=(
                SequenceItem.account_id.does_not_exist()
                if first
                else SequenceItem.last == invoice.sequence - 1
            ),
            on_failure=lambda: LostRace(
                f"invoice number {invoice.sequence} was taken in between",
                resource_type="Invoice",
                resource_id=invoice.invoice_id,
            ),
        )

    def save(self, invoice: Invoice) -> None:
        """Put it over the revision that it was decided on."""
        self._transaction.put(
            to_item(invoice),
            condition=InvoiceItem.revision == invoice.revision,
            on_failure=lambda: _lost(invoice),
        )

    def credit_memos_of(self, invoice: Invoice) -> Sequence[Invoice]:
        """One batch, strongly consistent: there are at most 40."""
        keys = [
            (invoice.account_id, invoice_entry(invoice.billing_period, each.draft_id))
            for each in invoice.credits
        ]
        if not keys:
            return ()
        with translated():
            found = [to_invoice(item) for item in InvoiceItem.batch_get(keys, consistent_read=True)]
        return sorted(found, key=lambda memo: memo.sequence)

    def keep_edition(self, invoice: Invoice) -> None:
        """Put a copy under the edition's number."""
        self._transaction.put(
            to_edition_item(invoice),
            condition=EditionItem.account_id.does_not_exist(),
            on_failure=lambda: _lost(invoice),
        )

    def former_editions(self, account_id: str, invoice_id: str) -> Sequence[Edition]:
        """One query, without the documents."""
        with translated():
            found = EditionItem.query(
                account_id,
                EditionItem.entry.startswith(f"{EDITION}{invoice_id}#"),
                consistent_read=True,
                attributes_to_get=["summary"],
            )
            return [to_edition(item) for item in found]

    def former_edition(self, account_id: str, invoice_id: str, number: int) -> Invoice | None:
        """One strongly consistent read."""
        try:
            with translated():
                item = EditionItem.get(
                    account_id, edition_entry(invoice_id, number), consistent_read=True
                )
        except EditionItem.DoesNotExist:
            return None
        return to_former_invoice(item)


def _lost(invoice: Invoice) -> LostRace:
    return LostRace(
        f"invoice {invoice.invoice_id} changed in between",
        resource_type="Invoice",
        resource_id=invoice.invoice_id,
    )

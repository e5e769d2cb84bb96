"""Issued invoices and their numbers in DynamoDB."""

from collections.abc import Iterator

from procurement.adapters.dynamodb.attributes import instant
from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables import InvoiceItem, SequenceItem
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.errors import AlreadyExists, InvoiceNotFound, LostRace
from procurement.domain.foresight.usage_history import BilledUsage, Stream, Usage
from procurement.domain.invoices.invoice import Invoice, InvoiceLine, InvoiceType
from procurement.domain.matching.record import MatchRecord
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.service.ports import Page

_INVOICE = "INVOICE#"
_SEQUENCE = "SEQUENCE#"
_MONTHLY = tuple(kind.value for kind in ChargeKind if kind.is_monthly)
_TOTALS = [
    "account_id",
    "invoicing_entity",
    "kind",
    "billing_period",
    "currency",
    "total_before_tax",
    "tax",
    "tax_registration_number",
    "invoice_unit",
    "purchase_order_reference",
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
                return _to_domain(item)
        raise InvoiceNotFound(invoice_id)

    def find_by_draft(
        self, account_id: str, billing_period: Month, draft_id: str
    ) -> Invoice | None:
        """One strongly consistent read."""
        try:
            with translated():
                item = InvoiceItem.get(
                    account_id, _entry(billing_period, draft_id), consistent_read=True
                )
        except InvoiceItem.DoesNotExist:
            return None
        return _to_domain(item)

    def page(
        self, account_id: str, *, period: Month | None, limit: int, token: str | None
    ) -> Page[Invoice]:
        """One query, newest billing period first."""
        prefix = f"{_INVOICE}{period}#" if period else _INVOICE
        return Listing("invoices", ("account_id", account_id), filter=prefix).page(
            token,
            lambda start: InvoiceItem.query(
                account_id,
                InvoiceItem.entry.startswith(prefix),
                consistent_read=True,
                scan_index_forward=False,
                limit=limit,
                last_evaluated_key=start,
            ),
            _to_domain,
        )

    def page_of_purchase_order(
        self, account_id: str, key: str, *, limit: int, token: str | None
    ) -> Page[Invoice]:
        """One query of the purchase order index, newest first."""
        return Listing("booked-invoices", ("account_id", account_id), filter=key).page(
            token,
            lambda start: InvoiceItem.by_purchase_order.query(
                account_id,
                InvoiceItem.booked_as.startswith(f"{key}#"),
                consistent_read=True,
                scan_index_forward=False,
                limit=limit,
                last_evaluated_key=start,
            ),
            _to_domain,
        )

    def monthly_usage(self, account_id: str, first: Month, last: Month) -> Iterator[BilledUsage]:
        """One range query over all of these periods, without lines and matches."""
        with translated():
            found = InvoiceItem.query(
                account_id,
                InvoiceItem.entry.between(f"{_INVOICE}{first}#", f"{_INVOICE}{last}#~"),
                filter_condition=InvoiceItem.kind.is_in(*_MONTHLY),
                attributes_to_get=_TOTALS,
                consistent_read=True,
            )
            for item in found:
                yield _to_billed_usage(item)

    def last_number(self, account_id: str, invoicing_entity: str) -> int:
        """One strongly consistent read."""
        try:
            with translated():
                item = SequenceItem.get(
                    account_id, _SEQUENCE + invoicing_entity, consistent_read=True
                )
        except SequenceItem.DoesNotExist:
            return 0
        return int(item.last)

    def add(self, invoice: Invoice) -> None:
        """Put the invoice if its draft has none, and the number if it is the next one."""
        self._transaction.put(
            _to_item(invoice),
            condition=InvoiceItem.account_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"draft {invoice.draft_id} has its invoice already",
                resource_type="Invoice",
                resource_id=invoice.draft_id,
            ),
        )
        first = invoice.sequence == 1
        self._transaction.put(
            SequenceItem(
                invoice.account_id, _SEQUENCE + invoice.invoicing_entity, last=invoice.sequence
            ),
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


def _to_billed_usage(item: InvoiceItem) -> BilledUsage:
    return BilledUsage(
        stream=Stream(
            receiver_account_id=item.account_id,
            invoicing_entity=item.invoicing_entity,
            kind=ChargeKind(item.kind),
            currency=item.currency,
            tax_registration_number=item.tax_registration_number or "",
            invoice_unit=item.invoice_unit or "",
            purchase_order_reference=item.purchase_order_reference or "",
        ),
        billing_period=item.billing_period,
        usage=Usage(item.total_before_tax, item.tax),
    )


def _entry(billing_period: Month, draft_id: str) -> str:
    return f"{_INVOICE}{billing_period}#{draft_id}"


def _to_item(invoice: Invoice) -> InvoiceItem:
    match = invoice.match
    booked_as = (
        f"{match.purchase_order_key}#{instant(invoice.issued_at)}#{invoice.invoice_id}"
        if match.purchase_order_key
        else None
    )
    return InvoiceItem(
        invoice.account_id,
        _entry(invoice.billing_period, invoice.draft_id),
        invoice_id=invoice.invoice_id,
        booked_as=booked_as,
        sequence=invoice.sequence,
        draft_id=invoice.draft_id,
        type=invoice.type.value,
        invoicing_entity=invoice.invoicing_entity,
        kind=invoice.kind.value,
        billing_period=invoice.billing_period,
        currency=invoice.total_before_tax.currency,
        total_before_tax=invoice.total_before_tax.amount,
        tax=invoice.tax.amount,
        issued_at=invoice.issued_at,
        due_on=invoice.due_on,
        tax_registration_number=invoice.tax_registration_number,
        invoice_unit=invoice.invoice_unit,
        purchase_order_reference=invoice.purchase_order_reference,
        purchase_order_id=match.purchase_order_id,
        line_item_number=match.line_item_number,
        lines=to_document(invoice.lines),
        match=to_document(match),
    )


def _to_domain(item: InvoiceItem) -> Invoice:
    return Invoice(
        account_id=item.account_id,
        invoice_id=item.invoice_id,
        sequence=int(item.sequence),
        draft_id=item.draft_id,
        type=InvoiceType(item.type),
        invoicing_entity=item.invoicing_entity,
        kind=ChargeKind(item.kind),
        billing_period=item.billing_period,
        total_before_tax=Money(item.total_before_tax, item.currency),
        tax=Money(item.tax, item.currency),
        issued_at=item.issued_at,
        due_on=item.due_on,
        lines=tuple(from_document(line, InvoiceLine) for line in item.lines),
        match=from_document(item.match, MatchRecord),
        purchase_order_reference=item.purchase_order_reference,
        tax_registration_number=item.tax_registration_number,
        invoice_unit=item.invoice_unit,
    )

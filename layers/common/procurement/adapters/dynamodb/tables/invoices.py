"""Invoices, their editions, documents and numbers; what is regenerated and reported."""

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, LocalSecondaryIndex

from procurement.adapters.dynamodb.attributes import (
    CompressedJsonAttribute,
    DateAttribute,
    DecimalAttribute,
    InstantAttribute,
    MonthAttribute,
)
from procurement.adapters.dynamodb.tables.base import InvoicesTable


class InvoicesByNumber(LocalSecondaryIndex["InvoiceItem"]):
    """Invoices by their number; strongly consistent."""

    class Meta:
        index_name = "by_number"
        projection = AllProjection()

    account_id = UnicodeAttribute(hash_key=True)
    invoice_id = UnicodeAttribute(range_key=True)


class InvoicesByPurchaseOrder(LocalSecondaryIndex["InvoiceItem"]):
    """Invoices by the internal key of their purchase order, a dash for none.

    Strongly consistent.
    """

    class Meta:
        index_name = "by_purchase_order"
        projection = AllProjection()

    account_id = UnicodeAttribute(hash_key=True)
    booked_as = UnicodeAttribute(range_key=True)


class InvoiceItem(InvoicesTable):
    """One issued invoice."""

    invoice_id = UnicodeAttribute()
    booked_as = UnicodeAttribute()
    by_number = InvoicesByNumber()
    by_purchase_order = InvoicesByPurchaseOrder()

    sequence = NumberAttribute()
    draft_id = UnicodeAttribute()
    type = UnicodeAttribute()
    invoicing_entity = UnicodeAttribute()
    kind = UnicodeAttribute()
    billing_period = MonthAttribute()
    currency = UnicodeAttribute()
    total_before_tax = DecimalAttribute()
    tax = DecimalAttribute()
    issued_at = InstantAttribute()
    due_on = DateAttribute()
    tax_registration_number = UnicodeAttribute(null=True)
    invoice_unit = UnicodeAttribute(null=True)
    bill_source = UnicodeAttribute(null=True)
    purchase_order_reference = UnicodeAttribute(null=True)
    purchase_order_id = UnicodeAttribute(null=True)
    line_item_number = UnicodeAttribute(null=True)
    original_invoice_id = UnicodeAttribute(null=True)
    description = UnicodeAttribute(null=True)
    adjusting = UnicodeAttribute(null=True)
    edition = NumberAttribute()
    revision = NumberAttribute()
    lines = CompressedJsonAttribute()
    match = CompressedJsonAttribute()
    corrections = CompressedJsonAttribute(null=True)
    delivery = JSONAttribute(null=True)
    taxes = JSONAttribute(null=True)
    currencies = JSONAttribute(null=True)


class EditionItem(InvoicesTable):
    """An edition of an invoice that another one has replaced."""

    summary = JSONAttribute()
    document = CompressedJsonAttribute()


class DocumentsItem(InvoicesTable):
    """The documents of one edition of an invoice; `document` holds its fields."""

    revision = NumberAttribute()
    document = JSONAttribute()


class SequenceItem(InvoicesTable):
    """The last invoice number of an issuing entity and receiver; first and last issue."""

    last = NumberAttribute()
    first_issued_at = InstantAttribute()
    last_issued_at = InstantAttribute()


class BulkRegenerationItem(InvoicesTable):
    """A request to regenerate many invoices, or what became of one of them, as `document`."""

    document = CompressedJsonAttribute()


class ReconciliationItem(InvoicesTable):
    """A reconciliation, a finding or a plan of one, as `document`; DynamoDB deletes it in time."""

    revision = NumberAttribute()
    document = CompressedJsonAttribute()
    expires_at = NumberAttribute()


class ReportItem(InvoicesTable):
    """A seller's billed revenue report of one month."""

    status = UnicodeAttribute()
    revision = NumberAttribute()
    document = JSONAttribute()

"""What events about invoices, runs and reports say."""

from pydantic import Field

from procurement.entrypoints.event_schemas.base import (
    AccountId,
    Amount,
    DateText,
    EventData,
    InstantText,
    MonthText,
    Sha256,
)


class DeliveryData(EventData):
    """What becomes of a document on the way to a procurement portal."""

    einvoice_delivery_status: str
    reason: str | None
    document_type: str
    procurement_portal_name: str
    procurement_portal_preference_id: str


class InvoiceIssuedData(EventData):
    """A new invoice. `purchaseOrderReference` is what its charges name, shown or not.

    `purchaseOrderBalance` is what the invoice left; null where nothing is tracked.
    """

    invoice_id: str
    invoice_type: str
    invoicing_entity: str
    billing_period: MonthText
    due_on: DateText
    total: Amount
    purchase_order_reference: str | None
    purchase_order_id: str | None
    purchase_order_balance: Amount | None
    line_item_number: str | None
    outcome: str
    flags: list[str]
    einvoice_delivery: DeliveryData | None


class InvoiceDeliveryData(EventData):
    """A document that reached its procurement portal, or did not, with what the portal said."""

    invoice_id: str
    edition: int
    explanation: str | None
    einvoice_delivery: DeliveryData | None


class EditionData(EventData):
    """What an edition of an invoice shows, what is left of that since, its content's digest."""

    purchase_order_id: str | None
    purchase_order_balance: Amount | None
    line_item_number: str | None
    content_sha256: Sha256 = Field(alias="contentSha256")


class InvoiceRegeneratedData(EventData):
    """A new edition of an invoice, and the credit memos that came along."""

    invoice_id: str
    edition: int
    from_: EditionData = Field(alias="from")
    to: EditionData
    reason: str
    credit_memos: list[str]
    einvoice_delivery: DeliveryData | None


class RegenerationsRequestedData(EventData):
    """How many invoices are to be regenerated, or only judged as if they were."""

    account_id: AccountId
    regeneration_id: str
    invoices: int
    reason: str
    dry_run: bool


class RenderedDocument(EventData):
    """One document of an edition."""

    kind: str
    sha256: Sha256


class InvoiceDocumentsData(EventData):
    """The documents of an edition, and the kinds that could not be made."""

    invoice_id: str
    edition: int
    documents: list[RenderedDocument]
    missing: list[str]


class CreditMemoData(EventData):
    """A credit memo for an invoice; `total` is below zero. `purchaseOrderBalance` is with it."""

    invoice_id: str
    original_invoice_id: str
    invoicing_entity: str
    total: Amount
    purchase_order_id: str | None
    purchase_order_balance: Amount | None
    line_item_number: str | None
    einvoice_delivery: DeliveryData | None


class ReceiverParkedData(EventData):
    """A receiver whose part of a run failed for good."""

    run_id: str
    part_id: str
    reason: str


class InvoiceRunRequestedData(EventData):
    """A run that somebody asked for."""

    run_id: str
    due_by: InstantText
    is_dry_run: bool


class ReportFile(EventData):
    """One file of a report."""

    key: str
    sha256: Sha256


class ReportPublishedData(EventData):
    """A seller's billed revenue report."""

    month: MonthText
    rows: int
    files: list[ReportFile]


class ReportParkedData(EventData):
    """A report that could not be made."""

    month: MonthText
    reason: str


class CostExportImportedData(EventData):
    """What a cost export became; `rowsSkipped` counts those of other providers."""

    source: str
    content_sha256: Sha256 = Field(alias="contentSha256")
    accounts: list[str]
    rows_read: int
    rows_skipped: dict[str, int]
    charges_added: int
    charges_changed: int
    charges_removed: int


class ReadProblem(EventData):
    """What is wrong in a file."""

    field: str
    reason: str
    message: str


class CostExportRefusedData(EventData):
    """A cost export that could not be read."""

    source: str
    problems: list[ReadProblem]

"""What the API tells of procurement portal preferences, and of invoices that they stop."""

from typing import Any, Final, Self

from pydantic import Field

from procurement.domain.foresight.stopped_invoices import StoppedInvoice
from procurement.domain.portals.preference import (
    AttachmentType,
    Connection,
    ConnectionTestingMethod,
    DocumentType,
    EinvoicePreference,
    PortalName,
    PortalPreference,
    PreferenceStatus,
    Protocol,
    PurchaseOrderRequirement,
)
from procurement.entrypoints.schemas.base import Instant, MoneyView, Schema
from procurement.entrypoints.schemas.invoices import EinvoiceDeliveryView
from procurement.service.portals.read_stopped_invoices import StoppedAhead

MAX_CHARGE_IDS: Final = 100
"""Charges that one stopped invoice names."""


class PortalSelectorView(Schema):
    """Which invoices a preference is for; empty lists select all."""

    invoice_units: list[str]
    seller_of_records: list[str]


class TestEnvPreferenceView(Schema):
    """invoicing:TestEnvPreference, without its secret."""

    buyer_domain: str
    buyer_identifier: str
    supplier_domain: str
    supplier_identifier: str
    is_shared_secret_set: bool
    procurement_portal_instance_endpoint: str | None

    @classmethod
    def of(cls, test: Connection) -> Self:
        """A connection of the domain."""
        return cls(**_connection(test))


class PurchaseOrderDataSourceView(Schema):
    """invoicing:PurchaseOrderDataSource."""

    einvoice_delivery_document_type: DocumentType
    purchase_order_data_source_type: PurchaseOrderRequirement


class EinvoiceDeliveryPreferenceView(Schema):
    """invoicing:EinvoiceDeliveryPreference."""

    einvoice_delivery_document_types: list[DocumentType]
    einvoice_delivery_attachment_types: list[AttachmentType]
    protocol: Protocol
    purchase_order_data_sources: list[PurchaseOrderDataSourceView]
    connection_testing_method: ConnectionTestingMethod
    einvoice_delivery_activation_date: Instant

    @classmethod
    def of(cls, delivery: EinvoicePreference) -> Self:
        """A delivery preference of the domain."""
        return cls(
            einvoice_delivery_document_types=list(delivery.document_types),
            einvoice_delivery_attachment_types=list(delivery.attachment_types),
            protocol=delivery.protocol,
            purchase_order_data_sources=[
                PurchaseOrderDataSourceView(
                    einvoice_delivery_document_type=type_,
                    purchase_order_data_source_type=requirement,
                )
                for type_, requirement in sorted(delivery.requirements.items())
            ],
            connection_testing_method=delivery.testing_method,
            einvoice_delivery_activation_date=delivery.activates_at,
        )


class MarketplacePunchOutPreferenceView(Schema):
    """invoicing:MarketplacePunchOutPreference."""

    approval_request_redirect_url: str


class PortalContactView(Schema):
    """invoicing:Contact."""

    name: str | None
    email: str | None


class PortalPreferenceView(Schema):
    """invoicing:ProcurementPortalPreference, without its secrets.

    A feature that is switched off has no status.
    """

    aws_account_id: str
    procurement_portal_preference_id: str
    procurement_portal_preference_arn: str
    procurement_portal_name: PortalName
    buyer_domain: str
    buyer_identifier: str
    supplier_domain: str
    supplier_identifier: str
    is_shared_secret_set: bool
    procurement_portal_instance_endpoint: str | None
    selector: PortalSelectorView
    test_env_preference: TestEnvPreferenceView | None
    einvoice_delivery_enabled: bool
    einvoice_delivery_preference: EinvoiceDeliveryPreferenceView | None
    einvoice_delivery_preference_status: PreferenceStatus | None
    einvoice_delivery_preference_status_reason: str | None
    purchase_order_retrieval_enabled: bool
    purchase_order_retrieval_preference_status: PreferenceStatus | None
    purchase_order_retrieval_preference_status_reason: str | None
    marketplace_punch_out_enabled: bool
    marketplace_punch_out_preference: MarketplacePunchOutPreferenceView | None
    contacts: list[PortalContactView]
    resource_tags: dict[str, str]
    version: int
    create_date: Instant
    last_update_date: Instant

    @classmethod
    def of(cls, preference: PortalPreference) -> Self:
        """A preference of the domain."""
        einvoice, retrieval = preference.einvoice, preference.retrieval
        delivery, test = preference.delivery, preference.test
        address, contact = preference.punch_out_redirect_url, preference.contact
        return cls(
            **_connection(preference.production),
            aws_account_id=preference.account_id,
            procurement_portal_preference_id=preference.preference_id,
            procurement_portal_preference_arn=preference.arn,
            procurement_portal_name=preference.portal,
            selector=PortalSelectorView(
                invoice_units=list(preference.selector.invoice_units),
                seller_of_records=list(preference.selector.sellers_of_record),
            ),
            test_env_preference=TestEnvPreferenceView.of(test) if test else None,
            einvoice_delivery_enabled=einvoice is not None,
            einvoice_delivery_preference=(
                EinvoiceDeliveryPreferenceView.of(delivery) if delivery else None
            ),
            einvoice_delivery_preference_status=einvoice.status if einvoice else None,
            einvoice_delivery_preference_status_reason=einvoice.reason if einvoice else None,
            purchase_order_retrieval_enabled=retrieval is not None,
            purchase_order_retrieval_preference_status=retrieval.status if retrieval else None,
            purchase_order_retrieval_preference_status_reason=(
                retrieval.reason if retrieval else None
            ),
            marketplace_punch_out_enabled=preference.is_punch_out_enabled,
            marketplace_punch_out_preference=(
                MarketplacePunchOutPreferenceView(approval_request_redirect_url=address)
                if address
                else None
            ),
            contacts=[PortalContactView(name=contact.name, email=contact.email)],
            resource_tags=dict(preference.tags),
            version=preference.version,
            create_date=preference.created_at,
            last_update_date=preference.updated_at,
        )


class PortalPreferencePage(Schema):
    """One page of preferences, by ID."""

    items: list[PortalPreferenceView]
    next_token: str | None


class StoppedInvoiceView(Schema):
    """An invoice to come that a portal would stop for want of a purchase order (R-268).

    `chargeIds` are the first of `chargeCount`; a number on each of them lets the invoice through.
    """

    draft_id: str
    invoiced_at: Instant
    invoicing_entity: str
    billing_period: str = Field(examples=["2027-01"])
    invoice_unit: str | None
    total: MoneyView
    charge_ids: list[str]
    charge_count: int
    reason: str
    einvoice_delivery: EinvoiceDeliveryView

    @classmethod
    def of(cls, stopped: StoppedInvoice) -> Self:
        """A stopped invoice of the domain."""
        draft = stopped.draft
        return cls(
            draft_id=draft.draft_id,
            invoiced_at=stopped.at,
            invoicing_entity=draft.group.invoicing_entity,
            billing_period=str(draft.group.billing_period),
            invoice_unit=draft.group.invoice_unit or None,
            total=MoneyView.of(draft.total),
            charge_ids=[charge.charge_id for charge in draft.charges[:MAX_CHARGE_IDS]],
            charge_count=len(draft.charges),
            reason=stopped.reason,
            einvoice_delivery=EinvoiceDeliveryView.of(stopped.delivery),
        )


class StoppedInvoicePage(Schema):
    """One page of invoices that would be stopped until the end of the day `until`."""

    until: str = Field(examples=["2027-02-14"])
    invoices: int
    items: list[StoppedInvoiceView]
    next_token: str | None

    @classmethod
    def of(cls, ahead: StoppedAhead) -> Self:
        """What was found ahead."""
        return cls(
            until=ahead.until.isoformat(),
            invoices=ahead.count,
            items=[StoppedInvoiceView.of(stopped) for stopped in ahead.page.items],
            next_token=ahead.page.next_token,
        )


def _connection(connection: Connection) -> dict[str, Any]:
    parties = connection.parties
    return {
        "buyer_domain": parties.buyer_domain,
        "buyer_identifier": parties.buyer_identifier,
        "supplier_domain": parties.supplier_domain,
        "supplier_identifier": parties.supplier_identifier,
        "is_shared_secret_set": connection.secret is not None,
        "procurement_portal_instance_endpoint": connection.endpoint,
    }

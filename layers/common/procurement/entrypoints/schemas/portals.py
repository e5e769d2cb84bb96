"""Procurement portal preferences at the edge, in the words of AWS's invoicing service (R-265)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from procurement.domain.portals.preference import (
    AttachmentType,
    ConnectionTestingMethod,
    DocumentType,
    Parties,
    PortalContact,
    PortalName,
    PreferenceStatus,
    Protocol,
    PurchaseOrderRequirement,
    Selector,
)
from procurement.domain.portals.preference_input import (
    NETWORK_ID,
    ConnectionInput,
    DeliveryInput,
    PreferenceInput,
)
from procurement.domain.portals.statuses import StatusInput
from procurement.entrypoints.schemas.base import RequestSchema
from procurement.service.ports.portal_delivery import Environment


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


GivenInstant = Annotated[datetime, AfterValidator(_in_utc)]
"""An instant of any zone; one without a zone is in UTC."""


class PortalSelectorBody(RequestSchema):
    """invoicing:ProcurementPortalPreferenceSelector, with the names of units and sellers.

    Empty lists select all.
    """

    invoice_units: list[str] = Field(default_factory=list, examples=[["North"]])
    seller_of_records: list[str] = Field(
        default_factory=list, examples=[["Amazon Web Services, Inc."]]
    )

    def to_selector(self) -> Selector:
        """The domain's unchecked selector."""
        return Selector(
            invoice_units=tuple(self.invoice_units),
            sellers_of_record=tuple(self.seller_of_records),
        )


class TestEnvPreferenceBody(RequestSchema):
    """invoicing:TestEnvPreferenceInput; the secret never comes back."""

    buyer_domain: str = NETWORK_ID
    buyer_identifier: str
    supplier_domain: str = NETWORK_ID
    supplier_identifier: str
    procurement_portal_shared_secret: str | None = None
    procurement_portal_instance_endpoint: str | None = None

    def to_input(self) -> ConnectionInput:
        """The domain's unchecked connection."""
        return ConnectionInput(
            parties=Parties(
                buyer_domain=self.buyer_domain,
                buyer_identifier=self.buyer_identifier,
                supplier_domain=self.supplier_domain,
                supplier_identifier=self.supplier_identifier,
            ),
            endpoint=self.procurement_portal_instance_endpoint,
            secret=self.procurement_portal_shared_secret,
        )


class PurchaseOrderDataSourceBody(RequestSchema):
    """invoicing:PurchaseOrderDataSource: whether documents of a type need a purchase order."""

    einvoice_delivery_document_type: DocumentType
    purchase_order_data_source_type: PurchaseOrderRequirement


class EinvoiceDeliveryPreferenceBody(RequestSchema):
    """invoicing:EinvoiceDeliveryPreference."""

    einvoice_delivery_document_types: Annotated[list[DocumentType], Field(max_length=100)]
    einvoice_delivery_attachment_types: Annotated[list[AttachmentType], Field(max_length=10)] = (
        Field(default_factory=list)
    )
    protocol: Protocol = Protocol.CXML
    purchase_order_data_sources: Annotated[
        list[PurchaseOrderDataSourceBody], Field(max_length=100)
    ] = Field(default_factory=list)
    connection_testing_method: ConnectionTestingMethod
    einvoice_delivery_activation_date: GivenInstant

    def to_input(self) -> DeliveryInput:
        """The domain's unchecked delivery."""
        return DeliveryInput(
            document_types=self.einvoice_delivery_document_types,
            testing_method=self.connection_testing_method,
            activates_at=self.einvoice_delivery_activation_date,
            attachment_types=self.einvoice_delivery_attachment_types,
            requirements=[
                (source.einvoice_delivery_document_type, source.purchase_order_data_source_type)
                for source in self.purchase_order_data_sources
            ],
        )


class MarketplacePunchOutPreferenceBody(RequestSchema):
    """invoicing:MarketplacePunchOutPreference, for Coupa alone."""

    approval_request_redirect_url: str | None = None


class PortalContactBody(RequestSchema):
    """invoicing:Contact."""

    name: str | None = None
    email: str | None = Field(None, examples=["einvoicing@example.com"])


class _PreferenceBody(RequestSchema):
    selector: PortalSelectorBody = PortalSelectorBody()
    procurement_portal_shared_secret: str | None = None
    procurement_portal_instance_endpoint: str | None = Field(
        None, examples=["https://portal.example.com/cxml"]
    )
    test_env_preference: TestEnvPreferenceBody | None = None
    einvoice_delivery_enabled: bool
    einvoice_delivery_preference: EinvoiceDeliveryPreferenceBody | None = None
    purchase_order_retrieval_enabled: bool
    marketplace_punch_out_enabled: bool = False
    marketplace_punch_out_preference: MarketplacePunchOutPreferenceBody | None = None
    contacts: Annotated[list[PortalContactBody], Field(max_length=20)]

    def to_input(self) -> PreferenceInput:
        """The domain's unchecked input."""
        delivery, test = self.einvoice_delivery_preference, self.test_env_preference
        punch_out = self.marketplace_punch_out_preference
        return PreferenceInput(
            selector=self.selector.to_selector(),
            production=ConnectionInput(
                endpoint=self.procurement_portal_instance_endpoint,
                secret=self.procurement_portal_shared_secret,
            ),
            test=test.to_input() if test else None,
            is_einvoice_enabled=self.einvoice_delivery_enabled,
            delivery=delivery.to_input() if delivery else None,
            is_retrieval_enabled=self.purchase_order_retrieval_enabled,
            is_punch_out_enabled=self.marketplace_punch_out_enabled,
            punch_out_redirect_url=punch_out.approval_request_redirect_url if punch_out else None,
            contacts=[PortalContact(name=c.name, email=c.email) for c in self.contacts],
        )


class PutPortalPreferenceRequest(_PreferenceBody):
    """invoicing:PutProcurementPortalPreferenceRequest.

    It replaces everything but portal, parties and tags. What is left out is gone; a secret that is
    left out stays, for nobody can read it to send it again.
    """

    expected_version: int | None = Field(None, ge=1)


class CreatePortalPreferenceRequest(_PreferenceBody):
    """invoicing:CreateProcurementPortalPreferenceRequest."""

    procurement_portal_name: PortalName
    buyer_domain: str = NETWORK_ID
    buyer_identifier: str = Field(examples=["AN01000000001"])
    supplier_domain: str = NETWORK_ID
    supplier_identifier: str = Field(examples=["AN01000000002"])
    resource_tags: dict[str, str] = Field(default_factory=dict)
    client_token: str | None = Field(None, pattern=r"^\S{1,1024}$")

    def to_input(self) -> PreferenceInput:
        """The domain's unchecked input."""
        given = super().to_input()
        parties = Parties(
            buyer_domain=self.buyer_domain,
            buyer_identifier=self.buyer_identifier,
            supplier_domain=self.supplier_domain,
            supplier_identifier=self.supplier_identifier,
        )
        return replace(
            given,
            portal=self.procurement_portal_name,
            production=replace(given.production, parties=parties),
            tags=self.resource_tags,
        )


class UpdatePortalPreferenceStatusRequest(RequestSchema):
    """invoicing:UpdateProcurementPortalPreferenceStatusRequest; what is left out stays."""

    einvoice_delivery_preference_status: PreferenceStatus | None = None
    einvoice_delivery_preference_status_reason: str | None = None
    purchase_order_retrieval_preference_status: PreferenceStatus | None = None
    purchase_order_retrieval_preference_status_reason: str | None = None
    expected_version: int | None = Field(None, ge=1)

    def to_input(self) -> StatusInput:
        """The domain's unchecked input."""
        return StatusInput(
            einvoice=self.einvoice_delivery_preference_status,
            einvoice_reason=self.einvoice_delivery_preference_status_reason,
            retrieval=self.purchase_order_retrieval_preference_status,
            retrieval_reason=self.purchase_order_retrieval_preference_status_reason,
        )


class KeepDeliverySecretRequest(RequestSchema):
    """The shared secret that documents carry to the portal; it never comes back."""

    environment: Environment = Environment.PRODUCTION
    shared_secret: str = Field(pattern=r"^\S{1,1024}$")

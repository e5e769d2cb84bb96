"""A procurement portal preference: how an account is connected with a portal (R-265 to R-267)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from procurement.domain.errors import StaleVersion
from procurement.domain.portals.secret import SecretHash
from procurement.domain.resource_tags import Tags


class PortalName(StrEnum):
    """invoicing:ProcurementPortalName."""

    SAP_BUSINESS_NETWORK = "SAP_BUSINESS_NETWORK"
    COUPA = "COUPA"


class Protocol(StrEnum):
    """invoicing:Protocol."""

    CXML = "CXML"


class DocumentType(StrEnum):
    """invoicing:EinvoiceDeliveryDocumentType."""

    AWS_CLOUD_INVOICE = "AWS_CLOUD_INVOICE"
    AWS_CLOUD_CREDIT_MEMO = "AWS_CLOUD_CREDIT_MEMO"
    AWS_MARKETPLACE_INVOICE = "AWS_MARKETPLACE_INVOICE"
    AWS_MARKETPLACE_CREDIT_MEMO = "AWS_MARKETPLACE_CREDIT_MEMO"
    AWS_REQUEST_FOR_PAYMENT = "AWS_REQUEST_FOR_PAYMENT"


class AttachmentType(StrEnum):
    """invoicing:EinvoiceDeliveryAttachmentType."""

    INVOICE_PDF = "INVOICE_PDF"
    RFP_PDF = "RFP_PDF"


class PurchaseOrderRequirement(StrEnum):
    """invoicing:PurchaseOrderDataSourceType."""

    ASSOCIATED_PURCHASE_ORDER_REQUIRED = "ASSOCIATED_PURCHASE_ORDER_REQUIRED"
    PURCHASE_ORDER_NOT_REQUIRED = "PURCHASE_ORDER_NOT_REQUIRED"


class ConnectionTestingMethod(StrEnum):
    """invoicing:ConnectionTestingMethod."""

    PROD_ENV_DOLLAR_TEST = "PROD_ENV_DOLLAR_TEST"
    TEST_ENV_REPLAY_TEST = "TEST_ENV_REPLAY_TEST"


class PreferenceStatus(StrEnum):
    """invoicing:ProcurementPortalPreferenceStatus (R-266)."""

    PENDING_VERIFICATION = "PENDING_VERIFICATION"
    VALIDATED = "VALIDATED"
    TEST_INITIALIZED = "TEST_INITIALIZED"
    TEST_INITIALIZATION_FAILED = "TEST_INITIALIZATION_FAILED"
    TEST_FAILED = "TEST_FAILED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Feature:
    """The status of one of the two features, e-invoice delivery or purchase order retrieval."""

    status: PreferenceStatus = PreferenceStatus.PENDING_VERIFICATION
    reason: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Parties:
    """Who both sides are to the portal: buyer and supplier, each a domain and an identifier."""

    buyer_domain: str
    buyer_identifier: str
    supplier_domain: str
    supplier_identifier: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Connection:
    """One environment of the portal. The secret is only there as what a guess is compared with."""

    parties: Parties
    endpoint: str | None = None
    secret: SecretHash | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Selector:
    """Which invoices a preference is for (R-265); an empty list selects all."""

    invoice_units: tuple[str, ...] = ()
    sellers_of_record: tuple[str, ...] = ()

    def selects(self, invoice_unit: str | None, seller_of_record: str) -> bool:
        """Whether an invoice of that unit, None for none, and that seller is meant."""
        is_unit = not self.invoice_units or invoice_unit in self.invoice_units
        is_seller = not self.sellers_of_record or seller_of_record in self.sellers_of_record
        return is_unit and is_seller

    @property
    def rank(self) -> int:
        """How telling it is: a unit says more than a seller, both together say most."""
        return 2 * bool(self.invoice_units) + bool(self.sellers_of_record)


ALL: Final = Selector()
"""Selects every invoice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EinvoicePreference:
    """invoicing:EinvoiceDeliveryPreference.

    `requirements` say per document type whether a purchase order is needed (R-267); a type without
    one needs none. Nothing is delivered before `activates_at`.
    """

    document_types: tuple[DocumentType, ...]
    testing_method: ConnectionTestingMethod
    activates_at: datetime
    attachment_types: tuple[AttachmentType, ...] = ()
    protocol: Protocol = Protocol.CXML
    requirements: Mapping[DocumentType, PurchaseOrderRequirement] = field(default_factory=dict)

    def requires_purchase_order(self, type_: DocumentType) -> bool:
        """Whether the portal takes documents of this type with a purchase order only."""
        required = PurchaseOrderRequirement.ASSOCIATED_PURCHASE_ORDER_REQUIRED
        return self.requirements.get(type_) is required


@dataclass(frozen=True, kw_only=True, slots=True)
class PortalContact:
    """invoicing:Contact: whom the portal's side writes to."""

    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PortalPreference:
    """invoicing:ProcurementPortalPreference of `account_id`, which receives the invoices.

    `einvoice` and `retrieval` are the two features, None while they are switched off; `delivery`
    says what the first of them delivers. `punch_out_redirect_url` belongs to Coupa's punchout.
    `version` rises with every change.
    """

    account_id: str
    preference_id: str
    portal: PortalName
    production: Connection
    contact: PortalContact
    created_at: datetime
    updated_at: datetime
    test: Connection | None = None
    selector: Selector = ALL
    einvoice: Feature | None = None
    delivery: EinvoicePreference | None = None
    retrieval: Feature | None = None
    is_punch_out_enabled: bool = False
    punch_out_redirect_url: str | None = None
    tags: Tags = ()
    version: int = 1

    def expect_version(self, expected: int | None) -> None:
        """`StaleVersion` when the caller saw another version than the present one."""
        if expected is not None and expected != self.version:
            raise StaleVersion(
                f"the preference is at version {self.version}, not {expected}",
                resource_type="ProcurementPortalPreference",
                resource_id=self.preference_id,
            )

    def with_tags(self, tags: Tags) -> "PortalPreference":
        """With these tags instead; the very same object when they are no others."""
        if tags == self.tags:
            return self
        return replace(self, tags=tags, version=self.version + 1)

    @property
    def arn(self) -> str:
        """invoicing:ProcurementPortalPreferenceArnString."""
        kind = "procurement-portal-preference"
        return f"arn:aws:invoicing::{self.account_id}:{kind}/{self.preference_id}"

"""Invoice units, payment settings and the table of invoicing entities at the edge."""

from dataclasses import asdict, replace
from typing import Self

from pydantic import Field

from procurement.domain.billing_settings.invoice_units import InvoiceUnit, InvoiceUnitInput
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.billing_settings.invoicing_entity_changes import InvoicingEntitiesInput
from procurement.domain.billing_settings.payment_settings import (
    PaymentSettings,
    PaymentSettingsInput,
)
from procurement.domain.billing_settings.trading_party import Buyer, Seller
from procurement.entrypoints.schemas.base import Instant, RequestSchema, Schema


class InvoiceUnitRule(RequestSchema):
    """Which accounts are invoiced in the unit (AWS: InvoiceUnitRule)."""

    linked_accounts: list[str] = Field(default_factory=list, examples=[["444455556666"]])
    bill_source_accounts: list[str] = Field(default_factory=list, examples=[["888899990000"]])


class _InvoiceUnitBody(RequestSchema):
    name: str | None = Field(None, examples=["North"])
    invoice_receiver: str | None = Field(None, examples=["444455556666"])
    description: str | None = None
    tax_inheritance_disabled: bool | None = None
    rule: InvoiceUnitRule | None = None

    def to_input(self) -> InvoiceUnitInput:
        """The domain's unchecked input."""
        return InvoiceUnitInput(
            name=self.name,
            invoice_receiver=self.invoice_receiver,
            description=self.description,
            is_tax_inheritance_disabled=self.tax_inheritance_disabled,
            linked_accounts=None if self.rule is None else self.rule.linked_accounts,
            bill_source_accounts=None if self.rule is None else self.rule.bill_source_accounts,
        )


class CreateInvoiceUnitRequest(_InvoiceUnitBody):
    """A new invoice unit; without accounts nothing is invoiced in it yet."""

    resource_tags: dict[str, str] = Field(default_factory=dict)
    client_token: str = Field("", pattern=r"^\S{0,1024}$")

    def to_input(self) -> InvoiceUnitInput:
        """The domain's unchecked input."""
        return replace(super().to_input(), tags=self.resource_tags)


class UpdateInvoiceUnitRequest(_InvoiceUnitBody):
    """An edit. Members that are left out stay; a rule replaces the present one (R-047)."""

    expected_version: int | None = Field(None, ge=1)


class InvoiceUnitView(Schema):
    """An invoice unit, in AWS's words."""

    name: str
    invoice_unit_arn: str
    invoice_receiver: str
    description: str
    tax_inheritance_disabled: bool
    rule: InvoiceUnitRule
    resource_tags: dict[str, str]
    version: int
    last_modified: Instant

    @classmethod
    def of(cls, unit: InvoiceUnit) -> Self:
        """A unit of the domain."""
        return cls(
            name=unit.name,
            invoice_unit_arn=unit.arn,
            invoice_receiver=unit.invoice_receiver,
            description=unit.description,
            tax_inheritance_disabled=unit.is_tax_inheritance_disabled,
            rule=InvoiceUnitRule(
                linked_accounts=list(unit.linked_accounts),
                bill_source_accounts=list(unit.bill_source_accounts),
            ),
            resource_tags=dict(unit.tags),
            version=unit.version,
            last_modified=unit.updated_at,
        )


class InvoiceUnitPage(Schema):
    """One page of invoice units."""

    items: list[InvoiceUnitView]
    next_token: str | None


class TradingPartyShape(RequestSchema):
    """Name, address and numbers of a company, as its e-invoices state them."""

    company_name: str = Field("", examples=["Example GmbH"])
    address_line1: str = Field("", alias="addressLine1", examples=["Main Street 1"])
    address_line2: str = Field("", alias="addressLine2")
    address_line3: str = Field("", alias="addressLine3")
    city: str = Field("", examples=["Berlin"])
    state_or_region: str = ""
    postal_code: str = Field("", examples=["10115"])
    country_code: str = Field("", examples=["DE"])
    vat_number: str = Field("", examples=["DE123456788"])
    registration_number: str = ""
    endpoint_scheme: str = Field("", examples=["9930"])
    endpoint_id: str = Field("", examples=["DE123456788"])


class BuyerShape(TradingPartyShape):
    """The receiver of the account's invoices."""

    buyer_reference: str = ""

    def to_party(self) -> Buyer:
        """The domain's."""
        return Buyer(**self.model_dump())

    @classmethod
    def of(cls, buyer: Buyer) -> Self:
        """The domain's, at the edge."""
        return cls(**asdict(buyer))


class SellerShape(TradingPartyShape):
    """The company behind an invoicing entity."""

    untaxed_category: str = Field("", examples=["AE"])
    untaxed_reason: str = Field("", examples=["Reverse charge"])
    payment_account: str = ""

    def to_party(self) -> Seller:
        """The domain's."""
        return Seller(**self.model_dump())

    @classmethod
    def of(cls, seller: Seller) -> Self:
        """The domain's, at the edge."""
        return cls(**asdict(seller))


class PutPaymentSettingsRequest(RequestSchema):
    """All payment settings; what is left out is taken away."""

    bill_to: str = Field("", examples=["Example Corp\n1 Main Street\nSpringfield"])
    payment_terms: str = Field("", examples=["Net 30"])
    net_payment_days: int | None = Field(None, examples=[30])
    preferred_currency_code: str | None = Field(None, examples=["EUR"])
    tax_registration_numbers: dict[str, str] = Field(
        default_factory=dict, examples=[{"Amazon Web Services EMEA SARL": "LU26888617"}]
    )
    buyer: BuyerShape | None = None
    consolidates_daily: bool = False
    expected_version: int | None = Field(None, ge=0)

    def to_input(self) -> PaymentSettingsInput:
        """The domain's unchecked input."""
        return PaymentSettingsInput(
            bill_to=self.bill_to,
            payment_terms=self.payment_terms,
            net_payment_days=self.net_payment_days,
            preferred_currency=self.preferred_currency_code,
            tax_registration_numbers=self.tax_registration_numbers,
            buyer=self.buyer.to_party() if self.buyer else None,
            consolidates_daily=self.consolidates_daily,
        )


class PaymentSettingsView(Schema):
    """The payment settings of an account; version 0 was never saved."""

    bill_to: str
    payment_terms: str
    net_payment_days: int | None
    preferred_currency_code: str | None
    tax_registration_numbers: dict[str, str]
    buyer: BuyerShape | None
    consolidates_daily: bool
    version: int
    updated_at: Instant | None

    @classmethod
    def of(cls, settings: PaymentSettings) -> Self:
        """Payment settings of the domain."""
        return cls(
            bill_to=settings.bill_to,
            payment_terms=settings.payment_terms,
            net_payment_days=settings.net_payment_days,
            preferred_currency_code=settings.preferred_currency,
            tax_registration_numbers=dict(settings.tax_registration_numbers),
            buyer=BuyerShape.of(settings.buyer) if settings.buyer else None,
            consolidates_daily=settings.consolidates_daily,
            version=settings.version,
            updated_at=settings.updated_at,
        )


class PutInvoicingEntitiesRequest(RequestSchema):
    """The whole table of invoicing entities; a type that is left out carries no restriction."""

    invoice_prefixes: dict[str, str] = Field(examples=[{"Amazon Web Services, Inc.": "US"}])
    allowed_entities_by_type: dict[str, list[str]] = Field(
        default_factory=dict,
        examples=[
            {"AWS_PROFESSIONAL_SERVICES_AND_TRAINING_PURCHASE": ["Amazon Web Services, Inc."]}
        ],
    )
    tax_registration_entities: list[str] = Field(default_factory=list)
    prefer_scoped_purchase_orders: bool = True
    sellers: dict[str, SellerShape] = Field(default_factory=dict)
    expected_version: int | None = Field(None, ge=0)

    def to_input(self) -> InvoicingEntitiesInput:
        """The domain's unchecked input."""
        return InvoicingEntitiesInput(
            invoice_prefixes=self.invoice_prefixes,
            allowed_entities_by_type=self.allowed_entities_by_type,
            tax_registration_entities=self.tax_registration_entities,
            prefers_scoped=self.prefer_scoped_purchase_orders,
            sellers={name: seller.to_party() for name, seller in self.sellers.items()},
        )


class InvoicingEntitiesView(Schema):
    """The table of invoicing entities in force; version 0 is the one as shipped."""

    invoice_prefixes: dict[str, str]
    allowed_entities_by_type: dict[str, list[str]]
    tax_registration_entities: list[str]
    prefer_scoped_purchase_orders: bool
    former_invoice_prefixes: dict[str, str]
    sellers: dict[str, SellerShape]
    version: int
    updated_at: Instant | None

    @classmethod
    def of(cls, table: InvoicingEntities) -> Self:
        """A table of the domain."""
        sellers = {name: SellerShape.of(seller) for name, seller in table.sellers.items()}
        members = {**table.to_document(), "sellers": sellers}
        return cls(**members, version=table.version, updated_at=table.updated_at)

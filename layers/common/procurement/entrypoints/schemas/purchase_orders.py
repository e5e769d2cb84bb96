"""Purchase orders at the edge."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Self

from pydantic import Field

from procurement.domain.billing_settings.payment_settings import PaymentSettings
from procurement.domain.money import format_amount
from procurement.domain.purchase_orders.input import ContactInput, PurchaseOrderInput
from procurement.domain.purchase_orders.line_item import LineItem, LineItemInput, TaxType
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder, Status
from procurement.entrypoints.schemas.base import AmountInput, Instant, RequestSchema, Schema
from procurement.entrypoints.schemas.notification_settings import (
    NotificationSettingsBody,
    NotificationSettingsView,
)


class TaxBody(RequestSchema):
    """The tax on a line: a percentage of its amount, or a sum (R-087)."""

    type: str = Field(examples=["PERCENTAGE"])
    value: AmountInput


class LineItemBody(RequestSchema):
    """A line item. On an edit, members that are left out stay as they are; null takes a tax off."""

    line_item_number: str | None = Field(None, examples=["1"])
    description: str | None = None
    type: str | None = Field(None, examples=["ALL"])
    start_month: str | None = Field(None, examples=["2027-01"])
    end_month: str | None = Field(None, examples=["2027-12"])
    unit_price: AmountInput | None = None
    quantity: AmountInput | None = Field(None, examples=["1"])
    tax: TaxBody | None = None
    is_balance_tracked: bool | None = None

    def to_input(self, line_item_number: str | None = None) -> LineItemInput:
        """The domain's unchecked input; a number from the path wins."""
        return LineItemInput(
            line_item_number=line_item_number or self.line_item_number,
            description=self.description,
            type=self.type,
            start_month=self.start_month,
            end_month=self.end_month,
            unit_price=self.unit_price,
            quantity=self.quantity,
            tax_type=self.tax.type if self.tax else None,
            tax_value=self.tax.value if self.tax else None,
            is_tax_removed=self.tax is None and "tax" in self.model_fields_set,
            is_balance_tracked=self.is_balance_tracked,
        )


class ContactBody(RequestSchema):
    """Who gets notices."""

    email: str | None = Field(None, examples=["buyer@example.com"])
    name: str | None = Field(None, examples=["Ana Buyer"])
    telephone: str | None = None

    def to_input(self) -> ContactInput:
        """The domain's unchecked input."""
        return ContactInput(email=self.email, name=self.name, telephone=self.telephone)


class ContactsBody(RequestSchema):
    """All contacts of a purchase order; they replace the present ones."""

    contacts: list[ContactBody]
    expected_version: int | None = Field(None, ge=1)


class _Header(RequestSchema):
    description: str | None = None
    bill_from: list[str] | None = Field(None, examples=[["Amazon Web Services, Inc."]])
    ship_to: str | None = None
    tax_registration_numbers: list[str] | None = None
    effective_month: str | None = Field(None, examples=["2027-01"])
    expiration_month: str | None = Field(None, examples=["2027-12"])
    contacts: list[ContactBody] | None = None
    notification_settings: NotificationSettingsBody | None = None
    invoice_units: list[str] | None = None
    tags: dict[str, str] | None = None
    line_items: list[LineItemBody] | None = None

    def _to_input(
        self,
        purchase_order_id: str | None,
        currency: str | None,
        deleted_line_items: Sequence[str] = (),
    ) -> PurchaseOrderInput:
        notified = self.notification_settings
        return PurchaseOrderInput(
            purchase_order_id=purchase_order_id,
            currency=currency,
            description=self.description,
            bill_from=self.bill_from,
            ship_to=self.ship_to,
            tax_registration_numbers=self.tax_registration_numbers,
            effective_month=self.effective_month,
            expiration_month=self.expiration_month,
            contacts=None if self.contacts is None else [c.to_input() for c in self.contacts],
            notification_settings=None if notified is None else notified.to_input(),
            invoice_units=self.invoice_units,
            tags=self.tags,
            line_items=None if self.line_items is None else [n.to_input() for n in self.line_items],
            deleted_line_items=deleted_line_items,
        )


class AddPurchaseOrderRequest(_Header):
    """A new purchase order. Without line items it is the draft of step one (R-010)."""

    purchase_order_id: str | None = Field(None, examples=["PO-2027-001"])
    currency_code: str | None = Field(None, examples=["USD"])

    def to_input(self) -> PurchaseOrderInput:
        """The domain's unchecked input."""
        return self._to_input(self.purchase_order_id, self.currency_code)


class UpdatePurchaseOrderRequest(_Header):
    """An edit. Members that are left out stay; line items are merged by their number."""

    deleted_line_items: list[str] = Field(default_factory=list)
    expected_version: int | None = Field(None, ge=1)

    def to_input(self) -> PurchaseOrderInput:
        """The domain's unchecked input."""
        return self._to_input(None, None, self.deleted_line_items)


class UpdateStatusRequest(RequestSchema):
    """ACTIVE or SUSPENDED; EXPIRED lifts the suspension of a suspended, expired one (R-056)."""

    status: Status
    expected_version: int | None = Field(None, ge=1)


class TaxView(Schema):
    """The tax on a line."""

    type: TaxType
    value: str


class LineItemView(Schema):
    """A line item with its arithmetic. `balance` is null when it is not tracked."""

    line_item_number: str
    description: str
    type: str
    start_month: str
    end_month: str
    unit_price: str
    quantity: str
    tax: TaxView | None
    tax_amount: str
    total_value: str
    is_balance_tracked: bool
    balance: str | None
    invoice_count: int
    agreement_id: str | None
    external_line_number: str | None

    @classmethod
    def of(cls, line: LineItem) -> Self:
        """A line of the domain."""
        return cls(
            line_item_number=line.line_item_number,
            description=line.description,
            type=line.type.value,
            start_month=str(line.start_month),
            end_month=str(line.end_month),
            unit_price=format_amount(line.unit_price, line.currency),
            quantity=f"{line.quantity:f}",
            tax=TaxView(type=line.tax.type, value=f"{line.tax.value:f}") if line.tax else None,
            tax_amount=format_amount(line.tax_amount, line.currency),
            total_value=format_amount(line.total_value, line.currency),
            is_balance_tracked=line.is_balance_tracked,
            balance=_amount(line.balance, line.currency),
            invoice_count=line.invoice_count,
            agreement_id=line.agreement_id,
            external_line_number=line.external_line_number,
        )


class ContactView(Schema):
    """Who gets notices."""

    email: str
    name: str
    telephone: str | None


class PurchaseOrderView(Schema):
    """A purchase order. `status` is computed at the time of the answer (R-065).

    `bill_to` and `payment_terms` are the account's payment settings, shown for reference only
    (R-020, R-024).
    """

    purchase_order_id: str
    status: Status
    version: int
    source: str
    description: str
    bill_from: list[str]
    bill_to: str
    ship_to: str
    tax_registration_numbers: list[str]
    payment_terms: str
    currency_code: str
    effective_month: str
    expiration_month: str
    contacts: list[ContactView]
    notification_settings: NotificationSettingsView
    invoice_units: list[str]
    tags: dict[str, str]
    line_items: list[LineItemView]
    total_value: str
    balance: str | None
    created_at: Instant
    updated_at: Instant
    warnings: list[str]

    @classmethod
    def of(
        cls,
        purchase_order: PurchaseOrder,
        payment: PaymentSettings,
        now: datetime,
        warnings: Iterable[str] = (),
    ) -> Self:
        """A purchase order of the domain and of an account that pays so, as it stands at `now`.

        `warnings` are further ones than its own.
        """
        currency = purchase_order.currency
        return cls(
            purchase_order_id=purchase_order.purchase_order_id,
            status=purchase_order.status(now),
            version=purchase_order.version,
            source=purchase_order.source.value,
            description=purchase_order.description,
            bill_from=list(purchase_order.bill_from),
            bill_to=payment.bill_to,
            ship_to=purchase_order.ship_to,
            tax_registration_numbers=list(purchase_order.tax_registration_numbers),
            payment_terms=payment.payment_terms,
            currency_code=currency,
            effective_month=str(purchase_order.effective_month),
            expiration_month=str(purchase_order.expiration_month),
            contacts=[
                ContactView(email=c.email, name=c.name, telephone=c.telephone)
                for c in purchase_order.contacts
            ],
            notification_settings=NotificationSettingsView.of(purchase_order.notification_settings),
            invoice_units=list(purchase_order.invoice_units),
            tags=dict(purchase_order.tags),
            line_items=[LineItemView.of(line) for line in purchase_order.line_items],
            total_value=format_amount(purchase_order.total_value, currency),
            balance=_amount(purchase_order.balance, currency),
            created_at=purchase_order.created_at,
            updated_at=purchase_order.updated_at,
            warnings=[*purchase_order.warnings, *warnings],
        )


def _amount(amount: Decimal | None, currency: str) -> str | None:
    return None if amount is None else format_amount(amount, currency)

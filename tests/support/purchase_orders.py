"""Builders: a purchase order, a line, an invoice, each legal and plain until told otherwise.

Months are written ``YYYY-MM``, money as strings. What a test does not name is covered by the whole
year 2027, billed from AWS Inc. in USD, as the rule book's scenarios have it.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files
from typing import Final

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities, LineItemType
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.matching.result import InvoiceToMatch
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.purchase_orders.line_item import LineItem, Tax
from procurement.domain.purchase_orders.purchase_order import Contact, PurchaseOrder, Source

INC: Final = "Amazon Web Services, Inc."
EMEA: Final = "Amazon Web Services EMEA SARL"
AUSTRALIA: Final = "Amazon Web Services Australia Pty Ltd"
KOREA: Final = "Amazon Web Services Korea LLC"
NEW_ZEALAND: Final = "Amazon Web Services New Zealand Limited"

ENTITIES: Final = InvoicingEntities.of(
    json.loads(
        files("procurement.data").joinpath("invoicing_entities.json").read_text(encoding="utf-8")
    )
)
"""The table as shipped."""


def entities(prefers_scoped: bool) -> InvoicingEntities:
    """The table as shipped, with step 8 of the matching on or off (R-123)."""
    return replace(ENTITIES, prefers_scoped=prefers_scoped)


ACCOUNT: Final = "111122223333"
NOTHING_SET: Final = BillingSettings.none_of(ACCOUNT)
"""The billing settings of an account that never set any."""
CREATED: Final = datetime(2027, 1, 1, 9, tzinfo=UTC)


def a_line(
    number: str = "1",
    type_: LineItemType = LineItemType.ALL,
    *,
    months: tuple[str, str] = ("2027-01", "2027-12"),
    total: str = "1000.00",
    balance: str | None = None,
    tracked: bool = True,
    booked: str = "0",
    quantity: str = "1",
    tax: Tax | None = None,
    currency: str = "USD",
    position: int | None = None,
    invoice_count: int = 0,
    agreement_id: str | None = None,
) -> LineItem:
    """One line. `balance` is a shorter way to say what is booked; `tracked` is off by nature for a
    Marketplace type."""
    taken = Decimal(total) - Decimal(balance) if balance is not None else Decimal(booked)
    return LineItem(
        line_item_number=number,
        type=type_,
        start_month=Month.parse(months[0]),
        end_month=Month.parse(months[1]),
        unit_price=Decimal(total),
        quantity=Decimal(quantity),
        currency=currency,
        position=position if position is not None else int(number) if number.isdigit() else 1,
        tax=tax,
        is_balance_tracked=tracked and not type_.is_marketplace,
        booked=taken,
        invoice_count=invoice_count,
        agreement_id=agreement_id,
    )


def a_purchase_order(
    purchase_order_id: str = "PO-1",
    *lines: LineItem,
    months: tuple[str, str] = ("2027-01", "2027-12"),
    bill_from: Sequence[str] = (INC,),
    currency: str = "USD",
    updated_at: datetime = CREATED,
    suspended: bool = False,
    tax_registration_numbers: Sequence[str] = (),
    invoice_units: Sequence[str] = (),
    contacts: Sequence[Contact] = (),
    retired: Sequence[str] = (),
    version: int = 1,
    source: Source = Source.USER,
) -> PurchaseOrder:
    """A purchase order with exactly `lines`; without any it is a draft (R-011)."""
    return PurchaseOrder(
        account_id=ACCOUNT,
        purchase_order_id=purchase_order_id,
        key=f"key-of-{purchase_order_id}",
        bill_from=tuple(bill_from),
        currency=currency,
        effective_month=Month.parse(months[0]),
        expiration_month=Month.parse(months[1]),
        created_at=CREATED,
        updated_at=updated_at,
        version=version,
        tax_registration_numbers=tuple(tax_registration_numbers),
        invoice_units=tuple(invoice_units),
        contacts=tuple(contacts),
        line_items=lines,
        retired_line_numbers=tuple(retired),
        is_suspended=suspended,
        source=source,
    )


def an_invoice(
    *totals: str,
    kind: ChargeKind = ChargeKind.MONTHLY_USAGE,
    entity: str = INC,
    month: str = "2027-01",
    tax_registration_number: str | None = None,
    invoice_unit: str | None = None,
    names: str | None = None,
    named_line: str | None = None,
) -> InvoiceToMatch:
    """An invoice over `totals`, each written ``100.00`` (USD) or ``100.00 EUR``."""
    return InvoiceToMatch(
        kind=kind,
        invoicing_entity=entity,
        billing_period=Month.parse(month),
        totals=tuple(money(total) for total in totals or ("100.00",)),
        tax_registration_number=tax_registration_number,
        invoice_unit=invoice_unit,
        purchase_order_reference=names,
        named_line_item_number=named_line,
    )


def money(text: str) -> Money:
    """Read ``100.00 EUR``; USD when no currency is written."""
    amount, _, currency = text.partition(" ")
    return Money(Decimal(amount), currency or "USD")

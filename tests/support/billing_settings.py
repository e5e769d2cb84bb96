"""Builders: invoice units, payment settings, and a whole table of invoicing entities to send."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.invoice_units import (
    InvoiceUnit,
    InvoiceUnitNames,
    InvoiceUnits,
)
from procurement.domain.billing_settings.payment_settings import PaymentSettings
from procurement.domain.organizations.integration import MarketplaceIntegration
from procurement.domain.portals.preferences import PortalPreferences
from tests.support.api import BUYER, Answer, call, segment
from tests.support.purchase_orders import ENTITIES

NORTHERN: Final = "222233334444"
SOUTHERN: Final = "333344445555"
SET_AT: Final = datetime(2027, 1, 2, 9, tzinfo=UTC)

Body = dict[str, Any]


def an_invoice_unit(name: str = "North", *accounts: str, **more: Any) -> InvoiceUnit:
    """A unit of `BUYER` that holds `accounts`; `NORTHERN` receives its invoices."""
    unit = InvoiceUnit(
        account_id=BUYER,
        name=name,
        invoice_receiver=NORTHERN,
        linked_accounts=accounts,
        updated_at=SET_AT,
    )
    return replace(unit, **more)


def units_of(*units: InvoiceUnit, revision: int = 1) -> InvoiceUnits:
    """All units that `BUYER` has."""
    names = frozenset(unit.name for unit in units)
    return InvoiceUnits(
        names=InvoiceUnitNames(account_id=BUYER, names=names, revision=revision), units=units
    )


def settings_with(*units: InvoiceUnit, **payment: Any) -> BillingSettings:
    """Billing settings of `BUYER`: these units, and these of the payment settings."""
    return BillingSettings(
        payment=PaymentSettings(account_id=BUYER, **payment),
        invoice_units=units_of(*units),
        integration=MarketplaceIntegration(account_id=BUYER),
        portals=PortalPreferences(account_id=BUYER),
    )


def a_unit_body(name: str = "North", *accounts: str, **more: Any) -> Body:
    """A unit to create."""
    return {
        "name": name,
        "invoiceReceiver": NORTHERN,
        "rule": {"linkedAccounts": list(accounts)},
        **more,
    }


def created_unit(name: str = "North", *accounts: str, **more: Any) -> Body:
    """Create a unit, which must succeed."""
    answer = call("POST", "/invoice-units", a_unit_body(name, *accounts, **more))
    assert answer.status == 201, answer.body
    return dict(answer.body)


def unit_path(name: str) -> str:
    """The path of a unit."""
    return f"/invoice-units/{segment(name)}"


def delete_unit(name: str = "North", **query: str | int) -> Answer:
    """Ask for a unit's deletion."""
    return call("DELETE", unit_path(name), **query)


def put_payment_settings(**members: Any) -> Body:
    """Replace the payment settings of `BUYER`, which must succeed."""
    answer = call("PUT", "/payment-settings", members)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def an_entities_body(**more: Any) -> Body:
    """The table as shipped, ready to be sent."""
    document = ENTITIES.to_document()
    del document["formerInvoicePrefixes"]
    return {**document, **more}

"""Read invoice units, payment settings, and the tables of invoicing entities and tax rules."""

from datetime import datetime

from procurement.domain.billing_settings.invoice_units import InvoiceUnit
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.billing_settings.payment_settings import PaymentSettings
from procurement.domain.billing_settings.tax_rules import TaxRules
from procurement.service.billing_settings.search_invoice_units import (
    UnitFilter,
    search_invoice_units,
)
from procurement.service.billing_settings.units_in_force import units_as_of
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def get_invoice_unit(
    name: str, caller: Caller, unit_of_work: UnitOfWorkFactory, *, as_of: datetime | None = None
) -> InvoiceUnit:
    """The caller's unit as it was at `as_of`, None for now; `InvoiceUnitNotFound` otherwise."""
    with unit_of_work() as unit:
        if as_of is not None:
            return units_as_of(caller.account_id, as_of, unit).unit(name)
        return unit.billing_settings.unit(caller.account_id, name)


def list_invoice_units(
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    *,
    as_of: datetime | None = None,
) -> Page[InvoiceUnit]:
    """One page of the caller's units by name, as they were at `as_of`, None for now (R-386)."""
    if as_of is not None:
        return search_invoice_units(UnitFilter(), as_of, limit, token, caller, unit_of_work)
    with unit_of_work() as unit:
        return unit.billing_settings.page_of_units(caller.account_id, limit=limit, token=token)


def get_payment_settings(caller: Caller, unit_of_work: UnitOfWorkFactory) -> PaymentSettings:
    """The caller's; empty ones of version 0 while none were saved."""
    with unit_of_work() as unit:
        return unit.billing_settings.payment(caller.account_id)


def get_invoicing_entities(
    shipped: InvoicingEntities, unit_of_work: UnitOfWorkFactory
) -> InvoicingEntities:
    """The table in force: the stored one, or else the one as `shipped`."""
    with unit_of_work() as unit:
        return unit.invoicing_entities.find() or shipped


def get_tax_rules(unit_of_work: UnitOfWorkFactory) -> TaxRules:
    """The tax rules in force, for anybody; of version 0 while none were put in."""
    with unit_of_work() as unit:
        return unit.tax_rules.current()

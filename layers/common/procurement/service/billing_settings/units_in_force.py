"""Which invoice units were in force when (R-386)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.invoice_units import (
    FormerInvoiceUnit,
    InvoiceUnit,
    InvoiceUnits,
)
from procurement.domain.charges.charge import Charge
from procurement.domain.invoices.consolidation import units_decided_at
from procurement.service.ports.unit_of_work import UnitOfWork


def stage_former_unit(unit: UnitOfWork, before: InvoiceUnit, *, at: datetime, actor: str) -> None:
    """Stage how the unit stood until now; nothing of one that is changed twice in an instant."""
    if before.updated_at < at:
        former = FormerInvoiceUnit(unit=before, ended_at=at, ended_by=actor)
        unit.billing_settings.add_former_unit(former)


def with_units_in_force(
    settings: BillingSettings, charges: Iterable[Charge], unit: UnitOfWork
) -> BillingSettings:
    """The settings with the units that decide on the invoices of `charges`.

    History is read for the instants after which a unit was changed, one request for each.
    """
    units = settings.invoice_units
    decisive = {units_decided_at(charge, settings.payment) for charge in charges}
    former = [
        each
        for at in sorted(decisive)
        if units.names.have_changed_since(at)
        for each in unit.billing_settings.former_units(units.names.account_id, at)
    ]
    if not former:
        return settings
    return replace(settings, invoice_units=replace(units, former=tuple(dict.fromkeys(former))))


def units_as_of(account_id: str, at: datetime | None, unit: UnitOfWork) -> InvoiceUnits:
    """The account's units at that instant; the present ones for None, and for what is to come."""
    units = unit.billing_settings.of_account(account_id).invoice_units
    if at is None or not units.names.have_changed_since(at):
        return units
    former = unit.billing_settings.former_units(account_id, at)
    return replace(units, former=tuple(former)).as_of(at)

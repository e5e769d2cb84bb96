"""Let purchase orders name invoice units, but only such as there are (R-033)."""

from collections.abc import Collection

from procurement.domain.errors import LostRace
from procurement.domain.purchase_orders.input import PurchaseOrderInput
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.caller import Caller
from procurement.service.ports.unit_of_work import UnitOfWork


def known_units(unit: UnitOfWork, caller: Caller, given: PurchaseOrderInput) -> Collection[str]:
    """The names of the caller's invoice units, which are read only if `given` names any."""
    if not given.invoice_units:
        return ()
    return unit.billing_settings.unit_names(caller.account_id).names


def stage_named_units(unit: UnitOfWork, before: PurchaseOrder | None, after: PurchaseOrder) -> None:
    """Stage that the invoice units which `after` begins to name exist when the commit happens.

    It belongs into every decision that adds or edits a purchase order. One that deletes such a unit
    at the same moment and this one cannot both commit: `LostRace` for the later (R-035).
    """
    newly = set(after.invoice_units) - set(before.invoice_units if before else ())
    if not newly:
        return
    names = unit.billing_settings.unit_names(after.account_id)
    if not newly <= names.names:
        raise LostRace(
            "an invoice unit was deleted meanwhile",
            resource_type="InvoiceUnits",
            resource_id=after.account_id,
        )
    unit.billing_settings.save_unit_names(names)

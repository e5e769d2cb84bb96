"""What the selector of a portal preference may name."""

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.portals.preference_input import Selectable
from procurement.service.ports.unit_of_work import UnitOfWork


def selectable(account_id: str, entities: InvoicingEntities, unit: UnitOfWork) -> Selectable:
    """The account's invoice units and the deployment's sellers of record.

    A unit that is deleted later selects nothing any more.
    """
    names = unit.billing_settings.unit_names(account_id).names
    return Selectable(invoice_units=names, sellers_of_record=entities.known)

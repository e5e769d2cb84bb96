"""CreateInvoiceUnit: accounts that are invoiced apart from all others (R-046, R-047)."""

from procurement.domain.billing_settings.invoice_units import (
    InvoiceUnit,
    InvoiceUnitInput,
    new_invoice_unit,
)
from procurement.domain.events import EventType
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import record_unit_change


def create_invoice_unit(
    given: InvoiceUnitInput,
    client_token: str,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> InvoiceUnit:
    """Create it in the caller's account.

    The same client token, unless it is empty, gives the same unit again, as it was created. Raises
    `InvalidInput` with all problems, `AlreadyExists` when the name is taken, `QuotaExceeded` for
    the 501st unit, also when two are created at once.
    """
    now = clock.now()

    def attempt() -> InvoiceUnit:
        with unit_of_work() as unit:
            among = unit.billing_settings.of_account(caller.account_id).invoice_units
            repeated = among.created_by(client_token, given)
            if repeated is not None:
                return repeated
            created = new_invoice_unit(given, among, now, client_token=client_token)
            unit.billing_settings.add_unit(created)
            unit.billing_settings.save_unit_names(among.names.with_name(created.name).changed(now))
            record_unit_change(
                unit,
                EventType.INVOICE_UNIT_CREATED,
                created,
                among.names,
                at=now,
                actor=caller.arn,
            )
            unit.commit()
        return created

    return decide(attempt)

"""UpdateInvoiceUnit: other accounts, another description; never another name (R-047)."""

from procurement.domain.billing_settings.invoice_units import (
    InvoiceUnit,
    InvoiceUnitInput,
    edited_invoice_unit,
)
from procurement.domain.events import EventType
from procurement.service.attempts import decide
from procurement.service.billing_settings.units_in_force import stage_former_unit
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import record_unit_change


def update_invoice_unit(
    name: str,
    given: InvoiceUnitInput,
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> InvoiceUnit:
    """Replace what is given; what is so already is not written again.

    Raises `InvoiceUnitNotFound`, `StaleVersion`, `InvalidInput` with all problems.
    """
    now = clock.now()

    def attempt() -> InvoiceUnit:
        with unit_of_work() as unit:
            among = unit.billing_settings.of_account(caller.account_id).invoice_units
            before = among.unit(name)
            before.expect_version(expected_version)
            after = edited_invoice_unit(before, given, among, now)
            if after is before:
                return before
            unit.billing_settings.save_unit(before, after)
            unit.billing_settings.save_unit_names(among.names.changed(now))
            stage_former_unit(unit, before, at=now, actor=caller.arn)
            record_unit_change(
                unit, EventType.INVOICE_UNIT_UPDATED, after, among.names, at=now, actor=caller.arn
            )
            unit.commit()
        return after

    return decide(attempt)

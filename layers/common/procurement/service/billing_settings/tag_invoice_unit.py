"""TagResource and UntagResource for invoice units."""

from collections.abc import Callable, Collection, Mapping

from procurement.domain.billing_settings.invoice_units import InvoiceUnit
from procurement.domain.events import EventType
from procurement.domain.resource_tags import Tags, tagged, untagged
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import record_unit_change


def tag_invoice_unit(
    name: str,
    tags: Mapping[str, str],
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> InvoiceUnit:
    """Add tags to the caller's unit, or give those with the same keys other values.

    Raises `InvoiceUnitNotFound`, `InvalidInput` with all problems, `QuotaExceeded` for the 201st
    tag.
    """
    return _changed(name, lambda present: tagged(present, tags), caller, unit_of_work, clock)


def untag_invoice_unit(
    name: str,
    keys: Collection[str],
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> InvoiceUnit:
    """Take away those of the unit's tags that have these keys; `InvoiceUnitNotFound`."""
    return _changed(name, lambda present: untagged(present, keys), caller, unit_of_work, clock)


def _changed(
    name: str,
    change: Callable[[Tags], Tags],
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> InvoiceUnit:
    now = clock.now()

    def attempt() -> InvoiceUnit:
        with unit_of_work() as unit:
            names = unit.billing_settings.unit_names(caller.account_id)
            before = unit.billing_settings.unit(caller.account_id, name)
            after = before.with_tags(change(before.tags))
            if after is before:
                return before
            unit.billing_settings.save_unit(before, after)
            unit.billing_settings.save_unit_names(names)
            record_unit_change(
                unit, EventType.INVOICE_UNIT_UPDATED, after, names, at=now, actor=caller.arn
            )
            unit.commit()
        return after

    return decide(attempt)

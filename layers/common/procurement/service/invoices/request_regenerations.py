"""Ask for another purchase order on many invoices at once (R-207)."""

from collections.abc import Sequence
from dataclasses import replace

from procurement.domain.errors import AlreadyExists
from procurement.domain.events import EventType
from procurement.domain.invoices.bulk_regeneration import BulkRegeneration, bulk_regeneration
from procurement.domain.invoices.regeneration import RegenerationOrder
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event


def request_regenerations(
    invoice_ids: Sequence[str],
    order: RegenerationOrder,
    client_token: str,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    *,
    is_dry_run: bool = False,
) -> BulkRegeneration:
    """The request, new or asked for before with the same token; the worker takes it from there.

    One transaction holds it and the event that starts the work. `InvalidInput` with everything
    that is wrong with it, `AlreadyExists` for a token that asked for something else before.
    """
    asked = bulk_regeneration(
        invoice_ids,
        order,
        client_token,
        account_id=caller.account_id,
        requested_at=clock.now(),
        requested_by=caller.arn,
        is_dry_run=is_dry_run,
    )
    try:
        with unit_of_work() as unit:
            unit.bulk_regenerations.add(asked)
            unit.ledger.record(
                new_event(
                    asked.account_id,
                    EventType.REGENERATIONS_REQUESTED,
                    f"invoice-regeneration/{asked.regeneration_id}",
                    at=asked.requested_at,
                    actor=asked.requested_by,
                    occasion=asked.regeneration_id,
                    detail={
                        "accountId": asked.account_id,
                        "regenerationId": asked.regeneration_id,
                        "invoices": len(asked.invoice_ids),
                        "reason": asked.order.reason,
                        "dryRun": asked.is_dry_run,
                    },
                )
            )
            unit.commit()
    except AlreadyExists:
        with unit_of_work() as unit:
            before = unit.bulk_regenerations.get(asked.account_id, asked.regeneration_id)
        if replace(before, requested_at=asked.requested_at, requested_by=caller.arn) != asked:
            raise AlreadyExists(
                f"the token was used for another regeneration, {before.regeneration_id}",
                resource_type="Regeneration",
                resource_id=before.regeneration_id,
            ) from None
        return before
    return asked

"""Replace the table of invoicing entities, without code and without a deployment (R-106)."""

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.billing_settings.invoicing_entity_changes import (
    InvoicingEntitiesInput,
    replaced_entities,
)
from procurement.domain.events import Event, EventType
from procurement.service.accounts import expect_deployment
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event


def put_invoicing_entities(
    given: InvoicingEntitiesInput,
    expected_version: int | None,
    caller: Caller,
    deployment_account: str,
    shipped: InvoicingEntities,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> InvoicingEntities:
    """Put it in force for the whole deployment, everywhere within a minute.

    `shipped` is the table that is in force while none is stored. Raises `NotAllowed` for every
    account but the deployment's own, `StaleVersion`, `InvalidInput` with all problems.
    """
    expect_deployment(caller, deployment_account, "invoicing entities")
    now = clock.now()

    def attempt() -> InvoicingEntities:
        with unit_of_work() as unit:
            before = unit.invoicing_entities.find() or shipped
            before.expect_version(expected_version)
            after = replaced_entities(before, given, now)
            if after is before:
                return before
            unit.invoicing_entities.save(before, after)
            unit.ledger.record(_changed(before, after, caller))
            unit.commit()
        return after

    return decide(attempt)


def _changed(before: InvoicingEntities, after: InvoicingEntities, caller: Caller) -> Event:
    assert after.updated_at is not None
    return new_event(
        caller.account_id,
        EventType.INVOICING_ENTITIES_CHANGED,
        "invoicing-entities",
        at=after.updated_at,
        actor=caller.arn,
        occasion=after.version,
        detail={
            "version": after.version,
            "added": [*sorted(set(after.known) - set(before.known))],
            "removed": [*sorted(set(before.known) - set(after.known))],
        },
    )

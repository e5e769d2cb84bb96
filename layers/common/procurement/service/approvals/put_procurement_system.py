"""PutProcurementSystemConfiguration: set the organization's procurement system up (R-262)."""

from procurement.domain.errors import PayerChanged
from procurement.domain.events import EventType
from procurement.domain.marketplace.procurement_system import (
    ProcurementSystem,
    SystemName,
    configured,
)
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.organizations.expect_payer import expect_payer
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event


def put_procurement_system(
    name: SystemName | None,
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    *,
    is_test: bool,
    is_free_pre_approved: bool,
) -> ProcurementSystem:
    """Save the caller's setup; what is so already is not written again.

    Raises `NotAllowed` for a member of an organization, `StaleVersion`, `InvalidInput` for a new
    system that is not in test mode (R-263).
    """
    now = clock.now()

    def attempt() -> ProcurementSystem:
        with unit_of_work() as unit:
            expect_payer(caller, "procurement systems", unit)
            before = unit.approvals.system(caller.account_id)
            before.expect_version(expected_version)
            after = configured(
                before,
                name,
                is_test=is_test,
                is_free_pre_approved=is_free_pre_approved,
                now=now,
            )
            if after is before:
                return before
            unit.approvals.save_system(before, after)
            unit.ledger.record(
                new_event(
                    caller.account_id,
                    EventType.PROCUREMENT_SYSTEM_CHANGED,
                    "procurement-system-configuration",
                    at=now,
                    actor=caller.arn,
                    occasion=after.version,
                    detail={
                        "version": after.version,
                        "procurementSystem": after.name.value if after.name else None,
                        "isTestMode": after.is_test,
                        "isFreePreApproved": after.is_free_pre_approved,
                    },
                )
            )
            unit.commit()
        return after

    return decide(attempt, also=(PayerChanged,))

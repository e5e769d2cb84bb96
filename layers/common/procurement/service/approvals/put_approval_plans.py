"""Replace the approval plans of an organization (R-223)."""

from collections.abc import Sequence

from procurement.domain.errors import PayerChanged
from procurement.domain.events import EventType
from procurement.domain.marketplace.approval_plan import (
    ApprovalPlans,
    PlanInput,
    replaced_plans,
)
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.organizations.expect_payer import expect_payer
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event


def put_approval_plans(
    given: Sequence[PlanInput],
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> ApprovalPlans:
    """The plans that requests to come have to pass; what is so already is not written again.

    Raises `NotAllowed` for a member of an organization, `StaleVersion`, `InvalidInput` with all
    problems.
    """
    now = clock.now()

    def attempt() -> ApprovalPlans:
        with unit_of_work() as unit:
            expect_payer(caller, "approval plans", unit)
            before = unit.approvals.plans(caller.account_id)
            before.expect_version(expected_version)
            after = replaced_plans(before, given, now)
            if after is before:
                return before
            unit.approvals.save_plans(before, after)
            unit.ledger.record(
                new_event(
                    caller.account_id,
                    EventType.AGREEMENT_APPROVAL_PLANS_CHANGED,
                    "agreement-approval-plans",
                    at=now,
                    actor=caller.arn,
                    occasion=after.version,
                    detail={
                        "version": after.version,
                        "plans": [plan.name for plan in after.plans],
                    },
                )
            )
            unit.commit()
        return after

    return decide(attempt, also=(PayerChanged,))

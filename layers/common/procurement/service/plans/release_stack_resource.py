"""Delete the purchase order of a CloudFormation stack, and only that one."""

from procurement.domain.plans.desired_state import deletion_of
from procurement.service.access.access import Access
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.plans.reach_desired_state import (
    Deployment,
    expect_allowed,
    is_possible_id,
    stage_change,
)
from procurement.service.plans.stack_resource import Owned, Settled, StackRequest


def release_stack_resource(
    request: StackRequest, deployment_account: str, deployment: Deployment
) -> Settled:
    """Delete the purchase order with the key that the physical ID carries, if it is there.

    A stack of another account never had one. So the deletion after a creation that was refused
    succeeds, and touches nothing. `NotAllowed` to a stack that access policies refuse.
    """
    owned, now = Owned.of(request.physical_id), deployment.clock.now()
    is_ours = request.account_id == deployment_account and is_possible_id(owned.purchase_order_id)

    def attempt(caller: Caller) -> None:
        with deployment.unit_of_work() as unit:
            present = unit.purchase_orders.find(caller.account_id, owned.purchase_order_id)
            if present is not None and present.key == owned.key:
                deletion = deletion_of(present, now)
                expect_allowed(deletion, Access(caller, unit, now))
                stage_change(unit, deletion, at=now, actor=caller.arn)
                unit.commit()

    if is_ours:
        caller = request.caller(deployment_account)
        decide(lambda: attempt(caller))
    return Settled(request.physical_id)

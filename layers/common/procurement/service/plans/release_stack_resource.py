"""Delete the purchase order of a CloudFormation stack, and only that one."""

from procurement.domain.plans.desired_state import deletion_of
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.plans.reach_desired_state import Deployment, is_possible_id, stage_change
from procurement.service.plans.stack_resource import Owned, Settled, StackRequest


def release_stack_resource(
    request: StackRequest, deployment_account: str, deployment: Deployment
) -> Settled:
    """Delete the purchase order with the key that the physical ID carries, if it is there.

    A stack of another account never had one. So the deletion after a creation that was refused
    succeeds, and touches nothing.
    """
    owned, now = Owned.of(request.physical_id), deployment.clock.now()
    is_ours = request.account_id == deployment_account and is_possible_id(owned.purchase_order_id)

    def attempt(caller: Caller) -> None:
        with deployment.unit_of_work() as unit:
            present = unit.purchase_orders.find(caller.account_id, owned.purchase_order_id)
            if present is not None and present.key == owned.key:
                stage_change(unit, deletion_of(present, now), at=now, actor=caller.arn)
                unit.commit()

    if is_ours:
        caller = request.caller(deployment_account)
        decide(lambda: attempt(caller))
    return Settled(request.physical_id)

"""Create or update the purchase order of a CloudFormation stack."""

from procurement.domain.errors import AlreadyExists, LostRace
from procurement.domain.plans.desired_state import DesiredPurchaseOrder, change_towards
from procurement.service.access.access import Access
from procurement.service.attempts import decide
from procurement.service.plans.reach_desired_state import (
    Deployment,
    expect_allowed,
    ground_of,
    is_possible_id,
    stage_change,
)
from procurement.service.plans.stack_resource import Settled, StackRequest


def provide_stack_resource(
    request: StackRequest,
    desired: DesiredPurchaseOrder,
    deployment_account: str,
    deployment: Deployment,
) -> Settled:
    """Bring the resource's purchase order to what is desired; a repeat changes nothing more.

    Another ID replaces it: a new one is created here, and CloudFormation deletes the old one
    afterwards. Access policies judge the stack by its ID. Raises `NotAllowed` for a stack that they
    refuse and for one of another account, `AlreadyExists` when the ID belongs to a purchase order
    that is not this resource's, `PurchaseOrderNotFound` for an update of one that is gone,
    `InvalidInput` with all problems, `QuotaExceeded`.
    """
    caller, now = request.caller(deployment_account), deployment.clock.now()
    asked = desired.purchase_order_id

    def attempt() -> Settled:
        with deployment.unit_of_work() as unit:
            possible = is_possible_id(asked)
            present = unit.purchase_orders.find(caller.account_id, asked) if possible else None
            owned = request.owned(asked, present)
            access = Access(caller, unit, now)
            try:
                request.check_owner(owned, present)
            except AlreadyExists as taken:
                raise access.refusal_of(taken) from taken
            ground = ground_of(unit, caller, deployment, now)
            change = change_towards(desired, present, ground, key=owned.key)
            expect_allowed(change, access)
            stage_change(unit, change, at=now, actor=caller.arn)
            try:
                unit.commit()
            except AlreadyExists as taken:
                # Perhaps by this very request, sent twice: look again whose it is.
                raise LostRace(
                    taken.message, resource_type="PurchaseOrder", resource_id=asked
                ) from taken
            return Settled(owned.physical_id, change.after)

    return decide(attempt)

"""Say what a principal would get, and which statements say so; nothing is done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from procurement.domain.access.access_changes import AccessPolicyInput, read_policies
from procurement.domain.access.access_settings import AccessSettings, ActionSet
from procurement.domain.access.actions import Action
from procurement.domain.access.evaluation import AccessRequest, Judgement, Tags
from procurement.domain.errors import Problems
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class SimulationInput:
    """What to suppose. None stands for what is stored: tags, policies, the set of actions."""

    principal: str
    action: Action
    purchase_order_id: str | None = None
    resource_tags: Tags | None = None
    request_tags: Tags = ()
    tag_keys: tuple[str, ...] = ()
    policies: Sequence[AccessPolicyInput] | None = None
    action_set: ActionSet | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Simulation:
    """What came of it. `is_bound` says whether the policies judge the principal at all.

    `is_concealed` says that the refusal is that of a purchase order that does not exist (R-377).
    """

    request: AccessRequest
    judgement: Judgement
    is_bound: bool
    is_concealed: bool


def simulate_access(
    given: SimulationInput, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> Simulation:
    """Judge one action as it would be judged now; `InvalidInput` for policies that are none."""
    with unit_of_work() as unit:
        settings = _supposed(given, unit.access_settings.of_account(caller.account_id))
        tags = given.resource_tags
        if tags is None:
            tags = _stored_tags(given, caller, unit)
    request = AccessRequest(
        caller=given.principal,
        account_id=caller.account_id,
        action=given.action,
        at=clock.now(),
        purchase_order_id=given.purchase_order_id,
        resource_tags=tags,
        request_tags=given.request_tags,
        tag_keys=given.tag_keys,
    )
    judgement = settings.judge(request)
    is_named = request.resource != "*" and given.action is not Action.ADD
    return Simulation(
        request=request,
        judgement=judgement,
        is_bound=settings.binds(given.principal),
        is_concealed=is_named
        and not judgement.is_allowed
        and not settings.allows(request.asking(Action.GET)),
    )


def _supposed(given: SimulationInput, stored: AccessSettings) -> AccessSettings:
    supposed = replace(stored, action_set=given.action_set or stored.action_set)
    if given.policies is None:
        return supposed
    problems = Problems()
    policies = read_policies(given.policies, problems)
    problems.raise_if_any()
    return replace(supposed, policies=policies)


def _stored_tags(given: SimulationInput, caller: Caller, unit: UnitOfWork) -> Tags:
    """Those of the purchase order; one to be added has none yet."""
    if given.purchase_order_id is None or given.action is Action.ADD:
        return ()
    found = unit.purchase_orders.find(caller.account_id, given.purchase_order_id)
    return found.tags if found else ()

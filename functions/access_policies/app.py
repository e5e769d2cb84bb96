"""Access policies on purchase orders: who may do what, what somebody would get, and why."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.http import Api
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.access import (
    AccessPoliciesView,
    ConsoleActionSetBody,
    PutAccessPoliciesRequest,
    SimulateAccessRequest,
    SimulationView,
)
from procurement.service.access.console_action_set import (
    get_console_action_set,
    update_console_action_set,
)
from procurement.service.access.put_access_policies import put_access_policies
from procurement.service.access.read_access_settings import get_access_settings
from procurement.service.access.simulate_access import simulate_access

api = Api(bootstrap.acting_for)


@api.get("/access-policies", operation_id="GetAccessPolicies")
def get_policies() -> AccessPoliciesView:
    """Get the policies that judge requests about the account's purchase orders (R-369)."""
    return AccessPoliciesView.of(get_access_settings(api.caller, bootstrap.unit_of_work()))


@api.put("/access-policies", operation_id="PutAccessPolicies")
def put_policies(request: PutAccessPoliciesRequest) -> AccessPoliciesView:
    """Replace the account's access policies; none may lock the caller out (R-369)."""
    return AccessPoliciesView.of(
        put_access_policies(
            [policy.to_input() for policy in request.policies],
            request.expected_version,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


@api.post("/access-simulations", operation_id="SimulateAccess")
def simulate(request: SimulateAccessRequest) -> SimulationView:
    """Say what a principal would get, by the policies there are or by others, and why."""
    return SimulationView.of(
        simulate_access(request.to_input(), api.caller, bootstrap.unit_of_work(), bootstrap.clock())
    )


@api.get("/console-action-set", operation_id="GetConsoleActionSetEnforced")
def get_action_set() -> ConsoleActionSetBody:
    """Get which set of actions counts in policies (R-363)."""
    settings = get_console_action_set(api.caller, bootstrap.unit_of_work(), bootstrap.clock().now())
    return ConsoleActionSetBody(action_set=settings.action_set)


@api.put("/console-action-set", operation_id="UpdateConsoleActionSetEnforced")
def update_action_set(request: ConsoleActionSetBody) -> ConsoleActionSetBody:
    """Let the fine-grained actions count, or the legacy pair too (R-362, R-363)."""
    settings = update_console_action_set(
        request.action_set, api.caller, bootstrap.unit_of_work(), bootstrap.clock()
    )
    return ConsoleActionSetBody(action_set=settings.action_set)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)

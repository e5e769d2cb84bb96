"""Custom::PurchaseOrder: a purchase order as a resource of a CloudFormation stack."""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.files.properties import read_properties
from procurement.entrypoints.observability import observed
from procurement.entrypoints.stack_resource import answer_to
from procurement.service.plans.provide_stack_resource import provide_stack_resource
from procurement.service.plans.release_stack_resource import release_stack_resource
from procurement.service.plans.stack_resource import Settled, StackRequest


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Carry out one request of CloudFormation, and answer it."""
    account = bootstrap.settings().deployment_account

    def provide(request: StackRequest) -> Settled:
        desired = read_properties(
            event["ResourceProperties"], event.get("OldResourceProperties", {})
        )
        return provide_stack_resource(request, desired, account, bootstrap.deployment())

    def release(request: StackRequest) -> Settled:
        return release_stack_resource(request, account, bootstrap.deployment())

    answer = answer_to(event, provide, release)
    bootstrap.stack_responses().send(answer)
    return dict(answer.content)

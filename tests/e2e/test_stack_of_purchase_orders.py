"""The sample template as a real stack beside the application's: purchase orders come and go."""

from pathlib import Path

import pytest

from local.deployment import STACK_NAME
from tests.support.eventually import eventually

pytestmark = pytest.mark.e2e

TEMPLATE = Path(__file__).parents[2] / "samples" / "purchase-orders.template.yaml"
STACK_SECONDS = 60


def test_a_stack_has_its_purchase_orders_until_it_is_deleted(deployed, api):
    stacks, name = deployed.root("cloudformation"), "purchase-orders"
    stacks.create_stack(
        StackName=name,
        TemplateBody=TEMPLATE.read_text(),
        Parameters=[{"ParameterKey": "LedgerlineStack", "ParameterValue": STACK_NAME}],
    )

    def created():
        (stack,) = stacks.describe_stacks(StackName=name)["Stacks"]
        assert stack["StackStatus"] == "CREATE_COMPLETE", stack
        return stack

    stack = eventually(created, within=STACK_SECONDS)
    assert [output["OutputValue"] for output in stack["Outputs"]] == ["15840.00 USD"]
    order = api.get("purchase-orders", "PO-STACK-CLOUD")
    assert (order["totalValue"], order["status"]) == ("15840.00", "ACTIVE")
    assert api.get("purchase-orders", "PO-STACK-TRAINING")["status"] == "SUSPENDED"

    stacks.delete_stack(StackName=name)

    def deleted():
        left = [order["purchaseOrderId"] for order in api.items("purchase-orders")]
        assert "PO-STACK-CLOUD" not in left

    eventually(deleted, within=STACK_SECONDS)
    # Its policy is to be retained.
    api.delete("purchase-orders", "PO-STACK-TRAINING")

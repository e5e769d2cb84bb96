"""A buyer's script, run by whichever boto3 it is given: prints what came of each step.

The models come from AWS_DATA_PATH, the addresses from AWS_ENDPOINT_URL_PURCHASE_ORDERS and
AWS_ENDPOINT_URL_MARKETPLACE_AGREEMENT. The argument is the ID of a purchase order to be.
"""

import json
import sys
from typing import Any

import boto3
from botocore.exceptions import ClientError

PAGE = 2


def main(purchase_order_id: str) -> dict[str, Any]:
    orders = boto3.client("purchase-orders")
    this = {"purchaseOrderId": purchase_order_id}
    line = {
        "lineItemNumber": "1",
        "type": "AWS_MONTHLY_USAGE",
        "startMonth": "2024-01",
        "endMonth": "2035-12",
        "unitPrice": "700.00",
        "quantity": "1",
        "isBalanceTracked": True,
    }
    told: dict[str, Any] = {"sdk": boto3.__version__}
    added = orders.add_purchase_order(
        **this,
        billFrom=["Amazon Web Services, Inc."],
        effectiveMonth="2024-01",
        expirationMonth="2035-12",
        lineItems=[line],
    )
    told["added"] = added["ResponseMetadata"]["HTTPStatusCode"]
    got = orders.get_purchase_order(**this)
    told["got"] = [got["purchaseOrderId"], got["totalValue"], got["createdAt"].tzinfo is not None]
    edited = orders.update_purchase_order(
        **this, description="Kept for long", expectedVersion=got["version"]
    )
    told["edited"] = edited["description"]

    pages = orders.get_paginator("list_purchase_orders").paginate(
        PaginationConfig={"PageSize": PAGE}
    )
    told["listed"] = purchase_order_id in [
        item["purchaseOrderId"] for page in pages for item in page["items"]
    ]
    orders.get_waiter("purchase_order_active").wait(**this)
    orders.update_purchase_order_status(**this, status="SUSPENDED")
    orders.get_waiter("purchase_order_suspended").wait(**this)

    exported = orders.export_purchase_orders(format="csv", status="SUSPENDED", maxResults=1)
    rows = exported["document"].read()
    imported = orders.import_purchase_orders(document=rows, contentType="text/csv")
    told["imported"] = [imported["isComplete"], [each["action"] for each in imported["changes"]]]

    told["refused"] = [
        refusal(orders.update_line_item, **this, lineItemNumber="1", quantity="-1"),
        refusal(orders.add_purchase_order, **this, billFrom=["Nobody Ltd."]),
        refusal(orders.delete_purchase_order, **this, expectedVersion=1),
    ]
    orders.delete_purchase_order(**this)
    orders.get_waiter("purchase_order_deleted").wait(**this)
    told["gone"] = refusal(orders.get_purchase_order, **this)

    agreements = boto3.client("marketplace-agreement")
    told["agreement"] = refusal(agreements.describe_agreement, agreementId="agmt-none")
    return told


def refusal(call: Any, **arguments: Any) -> dict[str, Any]:
    """The exception that the call must end in: its class, and the members that tell most."""
    try:
        call(**arguments)
    except ClientError as error:
        response = error.response
        named = {name: response[name] for name in ("code", "resourceId") if name in response}
        fields = [problem["field"] for problem in response.get("problems", ())]
        return {"class": type(error).__name__, "fields": fields, **named}
    raise AssertionError(f"{call.__name__} went through")


if __name__ == "__main__":
    json.dump(main(sys.argv[1]), sys.stdout)

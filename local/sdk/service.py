"""The service `purchase-orders`: every operation that no service of AWS's own has."""

from collections.abc import Iterable, Sequence
from typing import Final

from botocore.loaders import Loader

from local.sdk import Json
from local.sdk.document import Operation, operations
from local.sdk.operations import described, output, with_exports
from local.sdk.shapes import Shapes

SERVICE: Final = "purchase-orders"
VERSION: Final = "2026-11-22"

AWS_SERVICES: Final = ("invoicing", "marketplace-agreement", "marketplace-catalog")

ACTIONS: Final = frozenset(
    {
        "AddPurchaseOrder",
        "DeletePurchaseOrder",
        "GetConsoleActionSetEnforced",
        "GetPurchaseOrder",
        "ListPurchaseOrderInvoices",
        "ListPurchaseOrders",
        "ListTagsForResource",
        "TagResource",
        "UntagResource",
        "UpdateConsoleActionSetEnforced",
        "UpdatePurchaseOrder",
        "UpdatePurchaseOrderStatus",
    }
)
"""AWS's IAM actions of `purchase-orders` (R-361, R-363), of which each is one operation."""

_PROTOCOLS: Final = {"AWS SDKs"}
"""The tag of routes that carry a protocol, in which operations of AWS's services are spoken."""


def aws_loader() -> Loader:
    """botocore's own models, whatever models the user has beside them."""
    return Loader([Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)


def chosen(document: Json) -> list[Operation]:
    """The signed operations that are not `marketplace-agreement`'s, `invoicing`'s or the catalog's.

    Those have their models in every SDK, and the application speaks their protocols.
    """
    names = _names_of_aws()
    return [
        each
        for operation in operations(document)
        if operation.is_signed
        and not _PROTOCOLS & {*operation.tags}
        and (operation.name in ACTIONS or operation.name not in names)
        for each in with_exports(operation)
    ]


def service_model(document: Json) -> Json:
    """service-2.json, made of the OpenAPI document."""
    all_chosen = chosen(document)
    components = document["components"]["schemas"]
    # Names go to what most operations mean by them, which is known once all have asked.
    _, first = _described(all_chosen, Shapes(components))
    made, shapes = _described(all_chosen, Shapes(components, after=first))
    return {
        "version": "2.0",
        "metadata": {
            "apiVersion": VERSION,
            "auth": ["aws.auth#sigv4"],
            "endpointPrefix": SERVICE,
            "jsonVersion": "1.1",
            "protocol": "rest-json",
            "protocols": ["rest-json"],
            "serviceFullName": "Purchase Orders",
            "serviceId": "Purchase Orders",
            "signatureVersion": "v4",
            "signingName": "execute-api",
            "uid": f"{SERVICE}-{VERSION}",
        },
        "operations": made,
        "shapes": shapes.made,
        "documentation": "<p>Purchase orders, AWS Marketplace installment plans and invoices in "
        "your own AWS account. Amounts are strings, months are <code>YYYY-MM</code>.</p>",
    }


def _described(chosen: Sequence[Operation], shapes: Shapes) -> tuple[Json, Shapes]:
    for operation in chosen:
        # What comes back gets the plain names.
        output(operation, shapes)
    return {each.name: described(each, shapes) for each in chosen}, shapes


def _names_of_aws() -> frozenset[str]:
    loader = aws_loader()
    models: Iterable[Json] = (loader.load_service_model(s, "service-2") for s in AWS_SERVICES)
    return frozenset(name for model in models for name in model["operations"])

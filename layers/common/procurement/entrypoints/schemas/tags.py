"""Tags of purchase orders at the edge, by ARN (R-036, R-037, R-366)."""

from typing import Annotated

from pydantic import Field

from procurement.entrypoints.schemas.base import RequestSchema, Schema

MAX_ARN = 1_024

ResourceArn = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_ARN,
        examples=["arn:aws:purchase-orders::111122223333:purchase-order/PO-1"],
    ),
]


class TagResourceRequest(RequestSchema):
    """Tags to add; a key that is there gets the new value."""

    resource_arn: ResourceArn
    tags: Annotated[dict[str, str], Field(min_length=1, max_length=50)] = Field(
        examples=[{"team": "research"}]
    )


class UntagResourceRequest(RequestSchema):
    """Keys of tags to take off."""

    resource_arn: ResourceArn
    tag_keys: Annotated[list[str], Field(min_length=1, max_length=50)] = Field(examples=[["team"]])


class ResourceTagsView(Schema):
    """The tags of a purchase order."""

    resource_arn: str
    tags: dict[str, str]

"""Tags of purchase orders, by the ARN of what has them."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.entrypoints.http import Api
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.tags import (
    MAX_ARN,
    ResourceTagsView,
    TagResourceRequest,
    UntagResourceRequest,
)
from procurement.service.tags.list_tags import list_tags_for_resource
from procurement.service.tags.tag_resource import tag_resource, untag_resource

api = Api(bootstrap.acting_for)


@api.get("/resource-tags", operation_id="ListTagsForResource")
def list_tags(
    resource_arn: Annotated[str, Query(alias="resourceArn", min_length=1, max_length=MAX_ARN)],
) -> ResourceTagsView:
    """List the tags of a purchase order."""
    tags = list_tags_for_resource(
        resource_arn, api.caller, bootstrap.unit_of_work(), bootstrap.clock().now()
    )
    return ResourceTagsView(resource_arn=resource_arn, tags=dict(tags))


@api.post("/resource-tags", operation_id="TagResource")
def tag(request: TagResourceRequest) -> ResourceTagsView:
    """Give tags to a purchase order; the others stay (R-036, R-045)."""
    tagged = tag_resource(
        request.resource_arn,
        request.tags,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        bootstrap.entities(),
    )
    return ResourceTagsView(resource_arn=request.resource_arn, tags=dict(tagged.tags))


@api.post("/resource-tag-removals", operation_id="UntagResource")
def untag(request: UntagResourceRequest) -> ResourceTagsView:
    """Take tags off a purchase order."""
    untagged = untag_resource(
        request.resource_arn,
        request.tag_keys,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        bootstrap.entities(),
    )
    return ResourceTagsView(resource_arn=request.resource_arn, tags=dict(untagged.tags))


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)

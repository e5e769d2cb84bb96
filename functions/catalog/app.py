"""The seller's catalog, as botocore's marketplace-catalog client calls it."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement import bootstrap
from procurement.entrypoints.catalog.api import CatalogApi
from procurement.entrypoints.catalog.change_sets import (
    ChangeSetSummary,
    DescribeChangeSetAnswer,
    ListChangeSetsAnswer,
    ListChangeSetsRequest,
    reference_to,
)
from procurement.entrypoints.catalog.changes import (
    CatalogName,
    ChangeSetReference,
    ResourceId,
    StartChangeSetRequest,
)
from procurement.entrypoints.catalog.entities import (
    BatchDescribeEntitiesAnswer,
    BatchDescribeEntitiesRequest,
    DescribeEntityAnswer,
    EntitySummary,
    ListEntitiesAnswer,
)
from procurement.entrypoints.catalog.list_entities import ListEntitiesRequest
from procurement.entrypoints.observability import observed
from procurement.service.catalog.cancel_change_set import cancel_change_set
from procurement.service.catalog.owned_entity import CatalogEntity
from procurement.service.catalog.read_change_sets import describe_change_set, list_change_sets
from procurement.service.catalog.read_entities import (
    describe_entities,
    describe_entity,
    list_authorizations,
    list_offers,
)
from procurement.service.catalog.start_change_set import start_change_set
from procurement.service.ports.page import Page

api = CatalogApi(bootstrap.acting_for)

Catalog = Annotated[CatalogName, Query(alias="catalog")]
ChangeSetId = Annotated[ResourceId, Query(alias="changeSetId")]
EntityId = Annotated[ResourceId, Query(alias="entityId")]


@api.post("/StartChangeSet", operation_id="StartChangeSet")
def start(request: StartChangeSetRequest) -> ChangeSetReference:
    """Ask for changes of offers, to be made together or not at all."""
    return reference_to(
        start_change_set(
            request.to_command(), api.caller, bootstrap.unit_of_work(), bootstrap.clock()
        )
    )


@api.get("/DescribeChangeSet", operation_id="DescribeChangeSet")
def describe(catalog: Catalog, change_set_id: ChangeSetId) -> DescribeChangeSetAnswer:
    """Say how far a change set is, and what is wrong with its changes."""
    return DescribeChangeSetAnswer.of(
        describe_change_set(change_set_id, api.caller, bootstrap.unit_of_work())
    )


@api.patch("/CancelChangeSet", operation_id="CancelChangeSet")
def cancel(catalog: Catalog, change_set_id: ChangeSetId) -> ChangeSetReference:
    """Give up a change set that nobody works on yet."""
    return reference_to(
        cancel_change_set(change_set_id, api.caller, bootstrap.unit_of_work(), bootstrap.clock())
    )


@api.post("/ListChangeSets", operation_id="ListChangeSets")
def list_(request: ListChangeSetsRequest) -> ListChangeSetsAnswer:
    """List the caller's change sets of the last 60 days."""
    page = list_change_sets(
        request.filters(),
        (request.sort.sort_by, request.sort.sort_order),
        request.max_results,
        request.next_token,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
    )
    return ListChangeSetsAnswer(
        change_set_summary_list=[ChangeSetSummary.of(change_set) for change_set in page.items],
        next_token=page.next_token,
    )


@api.get("/DescribeEntity", operation_id="DescribeEntity")
def describe_one(catalog: Catalog, entity_id: EntityId) -> DescribeEntityAnswer:
    """Describe one of the caller's offers, complete or not."""
    return DescribeEntityAnswer.of(describe_entity(entity_id, api.caller, bootstrap.unit_of_work()))


@api.post("/BatchDescribeEntities", operation_id="BatchDescribeEntities")
def describe_some(request: BatchDescribeEntitiesRequest) -> BatchDescribeEntitiesAnswer:
    """Describe up to 20 of the caller's offers."""
    found = describe_entities(request.entity_ids, api.caller, bootstrap.unit_of_work())
    return BatchDescribeEntitiesAnswer.of(found)


@api.post("/ListEntities", operation_id="ListEntities")
def list_entities(request: ListEntitiesRequest) -> ListEntitiesAnswer:
    """List the caller's offers, or authorizations to resell, filtered and sorted."""
    search, caller = request.search(), api.caller
    if request.is_empty:
        return ListEntitiesAnswer(entity_summary_list=[], next_token=None)
    limit, token, unit_of_work = request.max_results, request.next_token, bootstrap.unit_of_work()
    page: Page[CatalogEntity] = (
        list_authorizations(search, limit, token, caller, unit_of_work, is_shared=request.is_shared)
        if request.is_of_resale
        else list_offers(search, limit, token, caller, unit_of_work)
    )
    return ListEntitiesAnswer(
        entity_summary_list=[EntitySummary.of(entity) for entity in page.items],
        next_token=page.next_token,
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)

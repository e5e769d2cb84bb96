"""DescribeChangeSet and ListChangeSets at the edge."""

import json
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, StringConstraints

from procurement.domain.catalog.change import Change
from procurement.domain.catalog.change_set import ChangeSet
from procurement.domain.catalog.search import iso_time
from procurement.entrypoints.catalog.base import CatalogAnswer, CatalogRequest
from procurement.entrypoints.catalog.changes import CatalogName, ChangeSetReference

NextToken = Annotated[str, Field(min_length=1, max_length=4096)]
SortOrder = Literal["ASCENDING", "DESCENDING"]
Name = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z]+$", min_length=1, max_length=255)]
_Value = Annotated[str, Field(min_length=1, max_length=255)]

_ARN: Final = "arn:aws:aws-marketplace:us-east-1:{account}:AWSMarketplace/{kind}/{id}"


def arn_of(account_id: str, kind: str, resource_id: str) -> str:
    """The name AWS would give it; its marketplace lives in us-east-1 for everybody."""
    return _ARN.format(account=account_id, kind=kind, id=resource_id)


class FilterBody(CatalogRequest):
    """catalog:Filter."""

    name: Name
    value_list: Annotated[list[_Value], Field(min_length=1, max_length=10)]


class SortBody(CatalogRequest):
    """catalog:Sort."""

    sort_by: Name | None = None
    sort_order: SortOrder | None = None


Filters = Annotated[list[FilterBody], Field(min_length=1, max_length=8)]


class ListChangeSetsRequest(CatalogRequest):
    """catalog:ListChangeSetsRequest."""

    catalog: CatalogName
    filter_list: Filters | None = None
    sort: SortBody = SortBody()
    max_results: Annotated[int, Field(ge=1, le=20)] = 20
    next_token: NextToken | None = None

    def filters(self) -> list[tuple[str, list[str]]]:
        """Names and values."""
        return [(each.name, each.value_list) for each in self.filter_list or ()]


class ErrorDetail(CatalogAnswer):
    """catalog:ErrorDetail."""

    error_code: str
    error_message: str


class EntityView(CatalogAnswer):
    """catalog:Entity; with its revision once the change is made."""

    type: str
    identifier: str | None


class ChangeSummary(CatalogAnswer):
    """catalog:ChangeSummary."""

    change_type: str
    entity: EntityView
    details: str
    details_document: dict[str, Any]
    error_detail_list: list[ErrorDetail]
    change_name: str | None


class DescribeChangeSetAnswer(ChangeSetReference):
    """catalog:DescribeChangeSetResponse."""

    change_set_name: str
    intent: str
    start_time: str
    end_time: str | None
    status: str
    failure_code: str | None
    failure_description: str | None
    change_set: list[ChangeSummary]

    @classmethod
    def of(cls, change_set: ChangeSet) -> Self:
        """A change set of the domain."""
        return cls(
            **_head(change_set),
            intent=change_set.intent.value,
            failure_description=change_set.failure_description,
            change_set=[
                _change(change_set, index, change)
                for index, change in enumerate(change_set.changes)
            ],
        )


class ChangeSetSummary(ChangeSetReference):
    """catalog:ChangeSetSummaryListItem."""

    change_set_name: str
    start_time: str
    end_time: str | None
    status: str
    entity_id_list: list[str]
    failure_code: str | None

    @classmethod
    def of(cls, change_set: ChangeSet) -> Self:
        """A change set of the domain."""
        return cls(**_head(change_set), entity_id_list=list(change_set.entity_ids))


class ListChangeSetsAnswer(CatalogAnswer):
    """catalog:ListChangeSetsResponse."""

    change_set_summary_list: list[ChangeSetSummary]
    next_token: str | None


def reference_to(change_set: ChangeSet) -> ChangeSetReference:
    """The ID and the name of a change set."""
    return ChangeSetReference(**_reference(change_set))


def _reference(change_set: ChangeSet) -> dict[str, Any]:
    change_set_id = change_set.change_set_id
    return {
        "change_set_id": change_set_id,
        "change_set_arn": arn_of(change_set.account_id, "ChangeSet", change_set_id),
    }


def _head(change_set: ChangeSet) -> dict[str, Any]:
    ended, failure = change_set.ended_at, change_set.failure_code
    return {
        **_reference(change_set),
        "change_set_name": change_set.name,
        "start_time": iso_time(change_set.started_at),
        "end_time": iso_time(ended) if ended else None,
        "status": change_set.status.value,
        "failure_code": failure.value if failure else None,
    }


def _change(change_set: ChangeSet, index: int, change: Change) -> ChangeSummary:
    request = change.request
    identifier = request.identifier
    if change_set.revisions:
        identifier = f"{change.entity_id}@{change_set.revisions[index]}"
    errors = change_set.errors[index] if change_set.errors else ()
    return ChangeSummary(
        change_type=request.change_type,
        entity=EntityView(type=request.entity_type, identifier=identifier),
        details=request.details,
        details_document=json.loads(request.details, parse_float=str),
        error_detail_list=[
            ErrorDetail(error_code=error.code, error_message=error.message) for error in errors
        ],
        change_name=request.name,
    )

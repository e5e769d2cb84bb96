"""ListChangeSets: its filters and orders (catalog:Filter, catalog:Sort)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from procurement.domain.catalog.change_set import ChangeSet, ChangeSetStatus
from procurement.domain.catalog.search import (
    Search,
    SearchTerm,
    Summary,
    iso_time,
    read_order,
    read_time,
)
from procurement.domain.errors import Problems

HISTORY: Final = timedelta(days=60)
"""How far back change sets are listed."""

_TIMES: Final = {
    "AfterStartTime": "StartTime",
    "BeforeStartTime": "StartTime",
    "AfterEndTime": "EndTime",
    "BeforeEndTime": "EndTime",
}
_NAMES: Final = ("EntityId", "ChangeSetName", "Status", *_TIMES)
_ORDERS: Final = ("StartTime", "EndTime")


def change_set_summary(change_set: ChangeSet) -> Summary:
    """What is looked at of a change set."""
    ended = change_set.ended_at
    return Summary(
        identifier=change_set.change_set_id,
        fields={
            "EntityId": change_set.entity_ids,
            "ChangeSetName": (change_set.name,),
            "Status": (change_set.status.value,),
            "StartTime": (iso_time(change_set.started_at),),
            "EndTime": (iso_time(ended),) if ended else (),
        },
    )


def read_change_set_search(
    filters: Sequence[tuple[str, Sequence[str]]], sort: tuple[str | None, str | None]
) -> Search:
    """The search that filters of a name and values, and SortBy and SortOrder, ask for.

    `InvalidInput` with every problem: an unknown name, a name given twice, an unknown status, more
    than one time.
    """
    problems = Problems()
    seen: set[str] = set()
    terms = []
    for index, (name, values) in enumerate(filters):
        path = f"FilterList[{index}]"
        if name not in _NAMES or name in seen:
            message = f"must be one of {', '.join(_NAMES)}, each given once"
            problems.add(f"{path}.Name", "INVALID_FILTER_NAME", message)
        elif term := _term(path, name, values, problems):
            terms.append(term)
        seen.add(name)
    sort_by, is_descending = read_order(*sort, _ORDERS, problems)
    problems.raise_if_any()
    return Search(terms=tuple(terms), sort_by=sort_by, is_descending=is_descending)


def _term(path: str, name: str, values: Sequence[str], problems: Problems) -> SearchTerm | None:
    field = f"{path}.ValueList"
    if name not in _TIMES:
        if name == "Status" and not {*values} <= {*ChangeSetStatus}:
            message = f"must be of {', '.join(ChangeSetStatus)}"
            problems.add(field, "INVALID_FILTER_VALUES", message)
        return SearchTerm(name=name, values=tuple(values))
    if len(values) != 1:
        problems.add(field, "INVALID_FILTER_VALUES", "must be one time")
        return None
    time = read_time(field, values[0], problems)
    if name.startswith("After"):
        return SearchTerm(name=_TIMES[name], after=time)
    return SearchTerm(name=_TIMES[name], before=time)

"""Between AWS's members and the schemas that the REST face has for them."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.alias_generators import to_camel

from procurement.domain.errors import InvalidInput, Problem
from procurement.entrypoints.aws_protocol.call import Call, Members

S = TypeVar("S", bound=BaseModel)


def read(schema: type[S], members: Members, *, without: Sequence[str] = ()) -> S:
    """The members as the REST face's schema has them, but for those `without` a place in it.

    `InvalidInput` with every problem that the schema has beyond the model's.
    """
    try:
        return schema.model_validate({n: v for n, v in members.items() if n not in without})
    except ValidationError as error:
        raise InvalidInput([_problem(found) for found in error.errors()]) from error


def shown(view: BaseModel) -> dict[str, Any]:
    """A view under AWS's names; the protocol leaves out what is not AWS's."""
    return view.model_dump(by_alias=True)


def listed(
    listing: str, members: Sequence[Members], request: Members, call: Call, most: int
) -> tuple[list[Members], str | None]:
    """One page of something that is always read as a whole, and the token of the next.

    `listing` tells it apart from every other one, by the ID of what it is about.
    """
    from procurement.service.foresight.computed_page import ComputedListing

    with call.unit_of_work() as unit:
        pages = ComputedListing(unit.page_tokens, listing, call.caller.account_id)
        page = pages.page(
            range(len(members)),
            lambda index: (f"{index:06d}",),
            limit=request.get("maxResults") or most,
            token=request.get("nextToken"),
        )
    return [members[index] for index in page.items], page.next_token


def _problem(found: Mapping[str, Any]) -> Problem:
    path = ""
    for part in found["loc"]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else to_camel(part)
    return Problem(
        field=path or "request", reason=str(found["type"]).upper(), message=str(found["msg"])
    )

"""Between the members of `invoicing`, which begin with a capital, and those of the REST face."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from procurement.domain.errors import Problems
from procurement.entrypoints.aws_protocol.call import Members

_SEGMENT: Final = re.compile(r"(^|\.)([a-z])")


def camel(members: Members) -> dict[str, Any]:
    """The members as the REST face writes them, all the way down."""
    return {_lower(name): _inner(member, camel) for name, member in members.items()}


def pascal(document: Members) -> dict[str, Any]:
    """What the REST face shows, as AWS writes it, all the way down."""
    return {_upper(name): _inner(member, pascal) for name, member in document.items()}


def pascal_path(field: str) -> str:
    """The path of a member of the REST face, as AWS writes it."""
    named = field.replace("selector.invoiceUnits", "selector.invoiceUnitArns")
    return _SEGMENT.sub(lambda found: found[1] + found[2].upper(), named)


def tags_given(listed: Sequence[Members]) -> dict[str, str]:
    """ResourceTagList by key; `InvalidInput` for keys that are given twice."""
    problems, tags = Problems(), dict[str, str]()
    for index, tag in enumerate(listed):
        if tag["Key"] in tags:
            at = f"resourceTags[{index}].key"
            problems.add(at, "DUPLICATE_VALUE", f"{tag['Key'][:40]!r} is given more than once")
        tags[tag["Key"]] = tag["Value"]
    problems.raise_if_any()
    return tags


def tags_shown(tags: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """ResourceTagList, by key."""
    return [{"Key": key, "Value": value} for key, value in tags]


def _inner(member: Any, change: Callable[[Members], dict[str, Any]]) -> Any:
    match member:
        case Mapping():
            return change(member)
        case list() | tuple():
            return [_inner(each, change) for each in member]
        case _:
            return member


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]

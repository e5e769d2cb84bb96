"""Which use cases there are: every route that changes something, every trigger beside the API."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

from tests.support.api import route_of
from tests.support.documentation import Expected, Request, blocks, is_answer, told_together
from tests.support.tables import read_template

CHANGING: Final = ("post", "put", "patch", "delete")
CALLED_BY_HAND: Final = {"purchase_order_resource": "CloudFormation"}
"""Functions that no event source of the template calls, and who does."""
READING: Final = {"verify_books"}
"""Those that somebody calls by hand, and that only read."""


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document."""
    text = (files("procurement.data") / "openapi.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def routes() -> set[str]:
    """``POST /offers``: every operation of the document that may change something."""
    return {
        f"{method.upper()} {path}"
        for path, operations in document()["paths"].items()
        for method in operations
        if method in CHANGING
    }


def functions() -> dict[str, dict[str, Any]]:
    """The event sources of every function of the template, by its folder."""
    return {
        resource["Properties"]["CodeUri"].removeprefix("functions/"): resource["Properties"].get(
            "Events", {}
        )
        for resource in read_template()["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def triggers() -> set[str]:
    """``notify: ScheduleV2 EXPIRY``: everything beside the API that calls a function."""
    found = {f"{function}: {caller}" for function, caller in CALLED_BY_HAND.items()}
    for function, events in functions().items():
        for event in events.values():
            if event["Type"] != "Api":
                found |= {f"{function}: {trigger}" for trigger in _triggers_of(event)}
    return found


def _triggers_of(event: dict[str, Any]) -> Iterator[str]:
    type_, properties = event["Type"], event["Properties"]
    match type_:
        case "EventBridgeRule":
            for name in properties["Pattern"]["detail-type"]:
                yield f"{type_} {name}"
        case "ScheduleV2":
            notice = json.loads(properties["Input"]).get("notice")
            yield f"{type_} {notice}" if notice else type_
        case _:
            yield type_


def documented() -> set[str]:
    """The operations that a page shows with success, each of which its story sends."""
    return {name for pages in told_together() for page in pages for name in _shown(blocks(page))}


def _shown(of_page: Any) -> Iterator[str]:
    examples = [block for block in of_page if block.is_example]
    for block, following in pairwise(examples):
        if block.language == "http" and not is_answer(block) and is_answer(following):
            request = Request.of(block)
            if request.method != "GET" and Expected.of(following).status < 300:
                _, resource, _ = route_of(request.method, request.path)
                yield f"{request.method} {resource}"

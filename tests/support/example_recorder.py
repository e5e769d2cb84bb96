"""A pytest plugin: keeps what the examples of the API's pages were answered, for OpenAPI.

``make openapi`` loads it (``-p tests.support.example_recorder``) for the test that tells the pages.
Whatever is drawn by chance is drawn from a fixed seed, so that the same pages give the same file.
"""

import json
import os
import random
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from local.openapi.examples import EXAMPLES
from tests.support.api import route_of
from tests.support.documentation import REPOSITORY
from tests.support.story import Exchange, Story

_API: Final = REPOSITORY / "docs/api"
_KEPT: Final = 2
"""Examples of one operation and outcome."""

_HEADERS: Final = ("content-type", "x-amzn-errortype", "x-next-token", "etag", "retry-after")

_told: list[Exchange] = []


@pytest.fixture(autouse=True)
def _nothing_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = random.Random(7)
    monkeypatch.setattr(os, "urandom", drawn.randbytes)
    monkeypatch.setattr(random, "_urandom", drawn.randbytes)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Function) -> Iterator[None]:
    """Keep what a story that went well was answered."""
    yield
    match item.funcargs.get("story"):
        case Story() as story:
            _told.extend(each for each in story.exchanges if each.page.parent == _API)


def pytest_sessionfinish(exitstatus: int) -> None:
    """Write the examples, unless one of them is wrong."""
    if exitstatus == pytest.ExitCode.OK:
        content = json.dumps(_chosen(), indent=1, ensure_ascii=False, sort_keys=True)
        EXAMPLES.write_text(f"{content}\n", "utf-8")


def _chosen() -> list[dict[str, Any]]:
    """The first examples of each operation and outcome, by operation."""
    chosen: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for exchange in sorted(_told, key=lambda each: each.page):
        made = _example(exchange)
        outcome = str(made["status"]), made["body"].get("code", "") if made["status"] >= 400 else ""
        of_outcome = chosen.setdefault((made["path"], made["method"], *outcome), [])
        if len(of_outcome) < _KEPT and all(
            other["request"] != made["request"] for other in of_outcome
        ):
            of_outcome.append(made)
    return [made for key in sorted(chosen) for made in chosen[key]]


def _example(exchange: Exchange) -> dict[str, Any]:
    request, answer = exchange.request, exchange.answer
    _, resource, parameters = route_of(request.method, request.path)
    headers = {name: answer.headers[name] for name in _HEADERS if name in answer.headers}
    return {
        "method": request.method,
        "path": resource,
        "page": exchange.page.name,
        "request": {
            "path": parameters,
            "query": request.query,
            "contentType": request.content_type if request.body else None,
            "body": _content(request.body, request.content_type),
        },
        "status": answer.status,
        "headers": headers,
        "body": answer.body,
    }


def _content(body: str | None, content_type: str) -> Any:
    return json.loads(body) if body and re.search(r"\bjson\b", content_type) else body

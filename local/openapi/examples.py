"""Examples: what the requests of the API's pages were really answered.

`make openapi` tells the pages to the application (`tests.support.example_recorder`) and keeps the
first requests of each operation and outcome in ``examples.json``, with the whole of each answer.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import yaml

from local.openapi.functions import operations

EXAMPLES: Final = Path(__file__).with_name("examples.json")

Example = dict[str, Any]


def recorded() -> list[Example]:
    """All of them, by operation and outcome."""
    found: list[Example] = json.loads(EXAMPLES.read_text("utf-8"))
    return found


def add(document: dict[str, Any], examples: Iterable[Example]) -> None:
    """Put each example where it belongs: parameters, body of the request, body of the answer."""
    by_operation: dict[tuple[str, str], list[Example]] = {}
    for example in examples:
        key = (example["path"], example["method"].lower())
        by_operation.setdefault(key, []).append(example)
    for path, method, operation in operations(document):
        for number, example in enumerate(by_operation.get((path, method), ()), start=1):
            _add(operation, example, f"{example['page'].removesuffix('.md')}-{number}")


def _add(operation: dict[str, Any], example: Example, name: str) -> None:
    summary = f"As in docs/api/{example['page']}"
    response = operation["responses"].get(str(example["status"]))
    if response is None or "$ref" in response:
        # Told by a contract test, which names the operation and the status.
        return
    content_type = example["headers"].get("content-type", "").partition(";")[0]
    if content_type in response.get("content", {}):
        _named(response["content"][content_type], name, summary, example["body"])
    if example["status"] in (400, 422):
        # What breaks rules is no example to follow.
        return
    request = example["request"]
    for parameter in operation["parameters"]:
        given = request.get(parameter["in"], {}).get(parameter["name"])
        if given is not None:
            shown = unquote(given) if parameter["in"] == "path" else given
            parameter.setdefault("example", _typed(shown, parameter["schema"]))
    if request["body"] is not None and "requestBody" in operation:
        media = operation["requestBody"]["content"][request["contentType"]]
        _named(media, name, summary, request["body"])


def _named(media: dict[str, Any], name: str, summary: str, value: Any) -> None:
    if isinstance(value, str) and media["schema"].get("type") == "object":
        # What is sent in YAML is shown by what it says.
        value = yaml.safe_load(value)
    media.setdefault("examples", {})[name] = {"summary": summary, "value": value}


def _typed(given: str, schema: dict[str, Any]) -> Any:
    """A parameter's value as its schema has it; in an address everything is text."""
    match [each.get("type") for each in schema.get("anyOf", [schema])]:
        case ["integer", *_]:
            return int(given)
        case ["boolean", *_]:
            return given == "true"
        case _:
            return given

"""What members and parameters mean: one list for all schemas, because a name means one thing.

A member that means something else somewhere is described where its schema is defined, or in the
list as ``Schema.member``. The functions are not burdened with words that only readers need.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from local.openapi.functions import operations

VOCABULARY: Final = Path(__file__).with_name("vocabulary.yaml")


def add(document: dict[str, Any]) -> None:
    """Describe whatever does not describe itself."""
    for owner, name, described in describable(document):
        meaning = meaning_of(owner, name)
        if meaning is not None:
            described.setdefault("description", meaning)


def describable(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(schema or operation, member or parameter, where its description belongs) of everything."""
    for owner, schema in document["components"]["schemas"].items():
        for name, member in schema.get("properties", {}).items():
            yield owner, name, member
    for *_, operation in operations(document):
        for parameter in operation["parameters"]:
            yield operation["operationId"], parameter["name"], parameter


def meaning_of(owner: str, name: str) -> str | None:
    """What a member means; in AWS's PascalCase the same as in camelCase."""
    for key in (f"{owner}.{name}", name, f"{name[0].lower()}{name[1:]}"):
        if key in meanings():
            return meanings()[key]
    return None


@cache
def meanings() -> dict[str, str]:
    """The list."""
    found: dict[str, str] = yaml.safe_load(VOCABULARY.read_text("utf-8"))
    return found

"""Holds every event that the application records in a test against its published schema."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any, Final
from unittest.mock import patch

from procurement.adapters.dynamodb.ledger import DynamoLedger
from procurement.domain.events import Event
from tests.support.json_schema import JsonSchema

_MADE: Final = re.compile(r"ev-[a-z2-7]{26}")
"""Events that the application made have IDs that follow from what happened; builders' have not."""


@cache
def document() -> dict[str, Any]:
    """The document that ships."""
    found: dict[str, Any] = json.loads(
        (files("procurement.data") / "event_schemas.json").read_text("utf-8")
    )
    return found


@cache
def _data_schemas() -> dict[str, Any]:
    return {
        each["title"]: each["properties"]["detail"]["properties"]["data"]
        for each in document()["oneOf"]
    }


def faults_of(event: Event) -> list[str]:
    """What its data have that the schema does not, and the reverse."""
    schema = _data_schemas().get(event.type.value)
    if schema is None:
        return ["no schema is published"]
    return list(JsonSchema(document(), is_closed=True).faults(dict(event.detail), schema))


@contextmanager
def every_event_compared() -> Iterator[None]:
    """An AssertionError where something is recorded that no subscriber was told to expect."""
    record = DynamoLedger.record

    def compared(ledger: DynamoLedger, event: Event) -> None:
        if _MADE.fullmatch(event.event_id):
            faults = faults_of(event)
            assert not faults, f"{event.type}: {faults}"
        record(ledger, event)

    with patch.object(DynamoLedger, "record", compared):
        yield

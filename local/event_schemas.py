"""Writes the JSON Schemas of all events, as they stand on the bus, into one document.

Run as ``python -m local.event_schemas [--check]``; with ``--check`` nothing is written, and the
exit code says whether the committed document is up to date.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from procurement.adapters.event_bus import AGREEMENT_SOURCE, AS_AWS_TELLS_BUYERS, SOURCE
from procurement.domain.events import EventType
from procurement.entrypoints.event_schemas.catalog import DATA

PROJECT: Final = Path(__file__).parents[1]
DOCUMENT: Final = PROJECT / "layers/common/procurement/data/event_schemas.json"

_REFERENCE: Final = "#/$defs/{model}"


def build() -> dict[str, Any]:
    """One JSON Schema: what EventBridge delivers, with the data of each `detail-type`."""
    models = sorted(set(DATA.values()), key=lambda model: model.__name__)
    _, made = models_json_schema(
        [(model, "serialization") for model in models], ref_template=_REFERENCE
    )
    definitions: dict[str, Any] = json.loads(json.dumps(made))["$defs"]
    for definition in definitions.values():
        for member in definition["properties"].values():
            # What pydantic makes of a member's name is no news.
            member.pop("title", None)
    definitions["Detail"] = _detail()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:ledgerline:event-schemas",
        "title": "Events of Ledgerline on their bus",
        "description": "Data only gains members: ignore those you do not know. What would break a "
        "reader is another detail-type.",
        "type": "object",
        "required": ["source", "detail-type", "detail"],
        "oneOf": [_event(type_) for type_ in EventType],
        "$defs": definitions,
    }


def _event(type_: EventType) -> dict[str, Any]:
    aws_name = AS_AWS_TELLS_BUYERS.get(type_)
    data = {"$ref": _REFERENCE.format(model=DATA[type_].__name__)}
    return {
        "title": type_.value,
        "properties": {
            "source": {"const": AGREEMENT_SOURCE if aws_name else SOURCE},
            "detail-type": {"const": aws_name or type_.value},
            "detail": {"$ref": "#/$defs/Detail", "properties": {"data": data}},
        },
    }


def _detail() -> dict[str, Any]:
    """What all events have in common, as `adapters.event_bus` writes it."""
    text = {"type": "string"}
    return {
        "description": "An event: whose ledger it is in, what it is about, when, by whom.",
        "type": "object",
        "required": ["eventId", "accountId", "subject", "at", "actor", "data"],
        "properties": {
            "eventId": {**text, "description": "The same again means a repeat."},
            "accountId": text,
            "subject": text,
            "at": {**text, "format": "date-time"},
            "actor": text,
            "data": {"type": "object"},
        },
    }


def main() -> int:
    """Write or check the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    check = parser.parse_args().check
    text = json.dumps(build(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if check:
        is_fresh = DOCUMENT.exists() and DOCUMENT.read_text("utf-8") == text
        print("the schemas of events are", "up to date" if is_fresh else "stale: run make openapi")
        return 0 if is_fresh else 1
    DOCUMENT.write_text(text, "utf-8")
    print(f"wrote {DOCUMENT.relative_to(PROJECT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What `verify_books` is asked for, and what it answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.verification.difference import Difference
from procurement.service.verification.verify_books import Asked, Verified

MAX_LEDGERS: Final = 1_000
_MAX_TEXT: Final = 300


def asked_of(event: Mapping[str, Any]) -> Asked:
    """The request; `InvalidInput` for anything else."""
    ledgers, after = event.get("ledgers") or [], event.get("after")
    if not _are_texts(ledgers) or len(ledgers) > MAX_LEDGERS:
        raise _wrong("ledgers", f"must be a list of at most {MAX_LEDGERS} texts")
    if after is not None and not (_are_texts(after) and len(after) == 2):
        raise _wrong("after", "must be what an answer said is next")
    since = event.get("since")
    try:
        moment = datetime.fromisoformat(since) if since is not None else None
        is_instant = moment is None or moment.tzinfo is not None
    except (TypeError, ValueError):
        is_instant = False
    if not is_instant:
        raise _wrong("since", "must be an instant such as 2027-03-31T00:00:00Z")
    place = (str(after[0]), str(after[1])) if after else None
    return Asked(ledgers=tuple(ledgers), since=moment, after=place)


def told(found: Verified) -> dict[str, Any]:
    """The answer as JSON; long values are cut."""
    return {
        "ledgers": [
            {
                "ledger": seen.ledger,
                "entries": seen.entries,
                "items": seen.items,
                "blocks": seen.blocks,
                "unchained": seen.unchained,
                "head": seen.head,
            }
            for seen in found.verified
        ],
        "differences": [_difference(each) for each in found.differences],
        "next": list(found.next) if found.next else None,
    }


def _difference(each: Difference) -> dict[str, Any]:
    return {
        "rule": each.rule.value,
        "table": each.key[0],
        "key": list(each.key[1:]),
        "attribute": each.attribute,
        "stored": each.stored[:_MAX_TEXT],
        "expected": each.expected[:_MAX_TEXT],
    }


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _wrong(field: str, message: str) -> InvalidInput:
    return InvalidInput([Problem(field=field, reason="INVALID_VERIFICATION", message=message)])

"""S3 events: which objects were dropped, and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus


@dataclass(frozen=True, slots=True)
class Drop:
    """One creation of an object: its key, as it is named in the bucket, and when S3 was done.

    S3 tells the same instant however often it tells of the drop; who calls by hand may tell none.
    """

    key: str
    at: str | None


def drops(event: Mapping[str, Any]) -> Iterator[Drop]:
    """What was created; S3 sends keys encoded."""
    for record in event.get("Records", ()):
        if record.get("eventName", "").startswith("ObjectCreated:"):
            yield Drop(unquote_plus(record["s3"]["object"]["key"]), record.get("eventTime"))

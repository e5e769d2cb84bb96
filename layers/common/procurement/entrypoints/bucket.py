"""S3 events: which objects were dropped."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote_plus


def dropped_keys(event: Mapping[str, Any]) -> Iterator[str]:
    """The keys of created objects, as they are named in the bucket (S3 sends them encoded)."""
    for record in event.get("Records", ()):
        if record.get("eventName", "").startswith("ObjectCreated:"):
            yield unquote_plus(record["s3"]["object"]["key"])

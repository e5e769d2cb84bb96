"""Announcing events of the ledger once more.

An event is made unsent again, as it was when it was recorded, and the sweep of `relay_events` puts
it on the bus within a minute: in its own form, at its own pace. Whoever got it before knows it by
its ID.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zlib import crc32

from procurement_cli.deployment import Deployment

EVENT_PREFIX: Final = "EVENT#"
UNSENT_SHARDS: Final = 4
"""Partitions of the index of unsent events, as the application has them."""

_READ: Final = "account_id, entry, #type"


@dataclass(frozen=True, kw_only=True, slots=True)
class EventRange:
    """Events recorded from an instant on and before another, in UTC; of some types, of one account.

    No types are all types. Without an account the whole ledger is read through.
    """

    since: datetime
    until: datetime
    types: frozenset[str] = frozenset()
    account_id: str | None = None


def counted(deployment: Deployment, wanted: EventRange) -> Counter[str]:
    """How many events of which type there are."""
    return Counter(item["type"]["S"] for item in _events(deployment, wanted))


def announce_again(deployment: Deployment, wanted: EventRange) -> Iterator[int]:
    """Make each of them unsent; how many so far, after each. A repeat is harmless."""
    tables = deployment.client("dynamodb")
    for number, item in enumerate(_events(deployment, wanted), 1):
        event_id = item["entry"]["S"].rpartition("#")[2]
        tables.update_item(
            TableName=deployment.tables["LedgerTable"],
            Key={name: item[name] for name in ("account_id", "entry")},
            UpdateExpression="SET unsent_shard = :shard",
            ConditionExpression="attribute_exists(account_id)",
            ExpressionAttributeValues={":shard": {"S": shard_of(event_id)}},
        )
        yield number


def shard_of(event_id: str) -> str:
    """The partition of the index that the application puts an unsent event in."""
    return str(crc32(event_id.encode()) % UNSENT_SHARDS)


def _events(deployment: Deployment, wanted: EventRange) -> Iterator[dict[str, Any]]:
    tables = deployment.client("dynamodb")
    request: dict[str, Any] = {
        "TableName": deployment.tables["LedgerTable"],
        "ProjectionExpression": _READ,
        "ExpressionAttributeNames": {"#type": "type"},
        "ExpressionAttributeValues": {
            ":since": {"S": EVENT_PREFIX + _instant(wanted.since)},
            # Nothing sorts between an instant and what follows it in a key.
            ":until": {"S": EVENT_PREFIX + _instant(wanted.until)},
        },
    }
    between = "entry BETWEEN :since AND :until"
    if wanted.account_id is None:
        pages = tables.get_paginator("scan").paginate(**request, FilterExpression=between)
    else:
        request["ExpressionAttributeValues"][":account"] = {"S": wanted.account_id}
        pages = tables.get_paginator("query").paginate(
            **request, KeyConditionExpression=f"account_id = :account AND {between}"
        )
    for page in pages:
        for item in page["Items"]:
            if not wanted.types or item["type"]["S"] in wanted.types:
                yield item


def _instant(instant: datetime) -> str:
    """As keys have it: UTC with microseconds."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

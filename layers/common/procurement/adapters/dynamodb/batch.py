"""Items of several tables in one request."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final

from pynamodb.connection import Connection
from pynamodb.models import Model

from procurement.adapters.dynamodb.transaction import translated
from procurement.domain.errors import Unavailable

_AT_ONCE: Final = 100
"""Keys in one BatchGetItem."""
_ROUNDS: Final = 20
"""Requests for the same keys: DynamoDB leaves over what does not fit into 16 MB."""

Key = tuple[type[Model], str, str]
"""A model of the table, partition key and sort key."""
Found = Mapping[tuple[str, str, str], Mapping[str, Any]]
"""Items as they travel, under the name of their table, partition key and sort key."""


def read_together(connection: Connection, keys: Iterable[Key]) -> Found:
    """Those items that exist, strongly consistent, 100 with one request.

    `Unavailable` when the store keeps leaving some over.
    """
    found: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    ahead = iter(dict.fromkeys(keys))
    while chunk := list(islice(ahead, _AT_ONCE)):
        left: dict[str, Any] = {}
        names: dict[str, tuple[str, str]] = {}
        for model, partition, sort in chunk:
            table, hash_name, range_name = _table(model)
            names[table] = (hash_name, range_name)
            asked = left.setdefault(table, {"ConsistentRead": True, "Keys": []})
            asked["Keys"].append({hash_name: {"S": partition}, range_name: {"S": sort}})
        for _ in range(_ROUNDS):
            with translated():
                answer = connection.dispatch("BatchGetItem", {"RequestItems": left})
            for table, items in answer["Responses"].items():
                hash_name, range_name = names[table]
                for item in items:
                    found[table, item[hash_name]["S"], item[range_name]["S"]] = item
            left = answer.get("UnprocessedKeys") or {}
            if not left:
                break
        else:
            raise Unavailable("the store is busy; try again")
    return found


def _table(model: type[Model]) -> tuple[str, str, str]:
    """Name of the model's table, and of its two keys."""
    keys = (model._hash_key_attribute(), model._range_key_attribute())
    hash_name, range_name = (key.attr_name for key in keys if key is not None)
    return model.Meta.table_name, hash_name, range_name

"""Meters a DynamoDB client: its requests, and the capacity units that AWS's published rules give.

A strongly consistent read is one unit per 4 KB, an eventually consistent one half of that; a query
adds up what it reads before it rounds. A write is one unit per 1 KB of the larger of the old and
the new item, twice that in a transaction, and beside it one write to every index whose entry
appears, goes or changes (two when its key changes). Emulators tell little of this, so the items
themselves are looked at before and after every write.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any, Final, NamedTuple

Item = Mapping[str, Mapping[str, Any]]
"""An item as it travels: every value under its type (``{"S": "text"}``)."""


class Place(NamedTuple):
    """One partition key of a table, with its local indexes, or of a global index."""

    table: str
    partition: str


_KB: Final = 1024
_READS: Final = frozenset({"GetItem", "BatchGetItem", "Query", "Scan"})


@dataclass(slots=True)
class Meter:
    """What a client did so far. `looks` is another client, by which items are looked at."""

    looks: Any
    requests: Counter[str] = field(default_factory=Counter)
    read_units: float = 0
    written: Counter[Place] = field(default_factory=Counter)
    _of: threading.local = field(default_factory=threading.local)
    _tables: dict[str, Any] = field(default_factory=dict)

    @property
    def write_units(self) -> int:
        """What was written, wherever it lies."""
        return self.written.total()

    def before(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        """Remember what is asked for, and the items that it is going to change."""
        self.requests[model.name] += 1
        self._of.asked = params
        if model.name not in _READS:
            self._of.replaced = [self._look(*target) for target in self._targets(model.name)]

    def after(self, parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
        """Price what was read or written."""
        match model.name:
            case "GetItem":
                self._read([size_of(parsed.get("Item", {}))], self._of.asked)
            case "BatchGetItem":
                for table, items in parsed["Responses"].items():
                    for item in items:
                        self._read([size_of(item)], self._of.asked["RequestItems"][table])
            case "Query" | "Scan":
                sizes = [size_of(item) for item in parsed["Items"]]
                # What a filter left out is taken to be as large as what it let through.
                left_out = parsed["ScannedCount"] - parsed["Count"]
                self._read([*sizes, left_out * (sum(sizes) // max(len(sizes), 1))], self._of.asked)
            case name:
                factor = 2 if name == "TransactWriteItems" else 1
                for target, old in zip(self._targets(name), self._of.replaced, strict=True):
                    self._write(target, old, self._look(*target), factor)

    def _read(self, sizes: Sequence[int], asked: Mapping[str, Any]) -> None:
        units = max(1, ceil(sum(sizes) / (4 * _KB)))
        self.read_units += units if asked.get("ConsistentRead") else units / 2

    def _write(
        self, target: tuple[str, Item], old: Item | None, new: Item | None, factor: int
    ) -> None:
        table, key = target
        described = self._table(table)
        keys = _names(described["KeySchema"])
        here = Place(table, _text(key[keys[0]]))
        self.written[here] += factor * max(1, _units(old), _units(new))
        # A local index lies in the partitions of its table.
        for index in described.get("LocalSecondaryIndexes", ()):
            self.written[here] += sum(_index_units(index, keys, old, new).values())
        for index in described.get("GlobalSecondaryIndexes", ()):
            for partition, units in _index_units(index, keys, old, new).items():
                self.written[Place(f"{table}/{index['IndexName']}", partition)] += units

    def _targets(self, name: str) -> list[tuple[str, Item]]:
        """Table and key of every item that the request writes or checks."""
        asked = self._of.asked
        if name != "TransactWriteItems":
            return [self._target(asked)]
        return [self._target(action) for each in asked["TransactItems"] for action in each.values()]

    def _target(self, action: Mapping[str, Any]) -> tuple[str, Item]:
        table = action["TableName"]
        named = action.get("Key") or action["Item"]
        return table, {name: named[name] for name in _names(self._table(table)["KeySchema"])}

    def _look(self, table: str, key: Item) -> Item | None:
        found: Item | None = self.looks.get_item(TableName=table, Key=key).get("Item")
        return found

    def _table(self, name: str) -> Mapping[str, Any]:
        if name not in self._tables:
            self._tables[name] = self.looks.describe_table(TableName=name)["Table"]
        return dict(self._tables[name])


@contextmanager
def metered(client: Any, looks: Any) -> Iterator[Meter]:
    """Meter `client` while the block runs."""
    meter, events = Meter(looks), client.meta.events
    events.register("provide-client-params.dynamodb", meter.before)
    events.register("after-call.dynamodb", meter.after)
    try:
        yield meter
    finally:
        events.unregister("provide-client-params.dynamodb", meter.before)
        events.unregister("after-call.dynamodb", meter.after)


@dataclass(slots=True)
class Watch:
    """`outside` is the processor's time that passed while no request was under way, in seconds."""

    outside: float = 0
    _thread: threading.local = field(default_factory=threading.local)

    def before(self, **_: Any) -> None:
        """A request begins."""
        self.outside += time.thread_time() - getattr(self._thread, "since", 0.0)

    def after(self, **_: Any) -> None:
        """It has been answered, or the watch begins."""
        self._thread.since = time.thread_time()


@contextmanager
def watched(client: Any) -> Iterator[Watch]:
    """Watch `client` while the block runs; a meter inside of it counts as a part of requests.

    Threads that the block starts are watched from their beginning to their last request.
    """
    watch, events = Watch(), client.meta.events
    events.register_first("provide-client-params.dynamodb", watch.before)
    events.register_last("after-call.dynamodb", watch.after)
    watch.after()
    try:
        yield watch
    finally:
        watch.before()
        events.unregister("provide-client-params.dynamodb", watch.before)
        events.unregister("after-call.dynamodb", watch.after)


def size_of(item: Item) -> int:
    """The bytes that DynamoDB counts for an item: its names and its values."""
    return sum(len(name.encode()) + _value(value) for name, value in item.items())


def _value(typed: Mapping[str, Any]) -> int:
    ((kind, value),) = typed.items()
    match kind:
        case "S":
            return len(value.encode())
        case "N":
            digits = value.lstrip("-").replace(".", "").strip("0")
            return ceil(len(digits) / 2) + 1 + value.startswith("-")
        case "B":
            return len(value)
        case "L":
            return 3 + sum(1 + _value(member) for member in value)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value(one) for name, one in value.items())
        case "SS":
            return sum(len(member.encode()) for member in value)
        case _:  # BOOL, NULL
            return 1


def _index_units(
    index: Mapping[str, Any], table_keys: Sequence[str], old: Item | None, new: Item | None
) -> Counter[str]:
    """Units by partition of the index."""
    keys = _names(index["KeySchema"])
    before, after = (_entry(index, keys, table_keys, item) for item in (old, new))
    if before == after:
        return Counter()
    if before and after and all(before[key] == after[key] for key in keys):
        return Counter({_text(after[keys[0]]): max(_units(before), _units(after))})
    found: Counter[str] = Counter()
    for entry in (before, after):
        if entry:
            found[_text(entry[keys[0]])] += _units(entry)
    return found


def _entry(
    index: Mapping[str, Any], keys: Sequence[str], table_keys: Sequence[str], item: Item | None
) -> Item | None:
    """What the index holds of the item; None when it lacks a key of the index."""
    if item is None or any(key not in item for key in keys):
        return None
    projection = index["Projection"]
    if projection["ProjectionType"] == "ALL":
        return item
    kept = {*keys, *table_keys, *projection.get("NonKeyAttributes", ())}
    return {name: value for name, value in item.items() if name in kept}


def _units(item: Item | None) -> int:
    return ceil(size_of(item) / _KB) if item else 0


def _text(typed: Mapping[str, Any]) -> str:
    return str(next(iter(typed.values())))


def _names(schema: Sequence[Mapping[str, str]]) -> list[str]:
    return [key["AttributeName"] for key in schema]

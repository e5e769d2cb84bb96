"""What has changed since a snapshot, and what of it may differ."""

import json
import re
import zlib
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from tests.crash import world
from tests.crash.world import Outside, Snapshot

Key = tuple[str, str, str]
"""Table, partition key and sort key."""
_COUNTED: Final = frozenset({"invoices", "without_purchase_order"})
"""What a part of a run counts of the attempt that settled it, and not of those before."""
_OF_AN_ATTEMPT: Final = re.compile(r'"charges(Added|Changed|Removed)": ?\d+')
_JOURNAL: Final = ("WRITES#", "BLOCK#")
_SWEEPERS: Final = ({"S": "silence"}, {"S": "renewal"})
"""The actors of what sweeps carry on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What came after a snapshot, in a form that compares."""

    items: dict[Key, Any]
    """By key; None where one is gone."""
    objects: dict[str, list[bytes]]
    parameters: dict[str, str | None]
    """Their values; that they were put again makes no difference."""
    messages: set[str]
    """Of queues and of the bus: they come at least once."""
    mails: Counter[tuple[str, str]]
    outside: set[str]
    """What others heard, and have: at least once, too."""

    @classmethod
    def since(cls, before: Snapshot, outside: Outside) -> "Changes":
        """What is there now and was not, and the reverse."""
        mails = Counter(_mail(each) for each in world.mails().sent_messages[len(before.mails) :])
        return cls(
            items=dict(_changed_items(before)),
            objects={
                f"{name}/{key}": [version.value for version in bucket.keys.getlist(key)]
                for name, bucket in world.objects().buckets.items()
                for key in bucket.keys
                if bucket.keys.getlist(key) != before.objects[name].get(key)
            },
            parameters={
                name: value
                for name in before.parameters.keys() | world.parameters()._parameters.keys()
                if (value := _value_of(world.parameters()._parameters, name))
                != _value_of(before.parameters, name)
            },
            messages={
                f"{name}: {_body(message)}"
                for name, queue in world.queues().queues.items()
                for message in queue._messages[len(before.queues[name][0]) :]
            },
            mails=mails,
            outside={
                f"{type(fake).__name__}: {each!r}"
                for fake in outside
                for members in vars(fake).values()
                if isinstance(members, list)
                for each in members
            },
        )

    @property
    def shape(self) -> set[Key]:
        """What sorts of items came, went, or changed."""
        return {(table, key, sort.partition("#")[0]) for table, key, sort in self.items}

    def faults(self, found: "Changes", may_lose_a_mail: bool) -> Iterator[str]:
        """What `found` has otherwise than these, which are right."""
        yield from _differences("item", _without_mails(self.items), _without_mails(found.items))
        yield from _differences("object", self.objects, found.objects)
        yield from _differences("parameter", self.parameters, found.parameters)
        yield from (f"never sent: {each}" for each in self.messages - found.messages)
        yield from (f"sent beside: {each}" for each in found.messages - self.messages)
        yield from (f"never told: {each}" for each in self.outside - found.outside)
        yield from (f"told beside: {each}" for each in found.outside - self.outside)
        yield from (f"mailed too often: {each}" for each in found.mails - self.mails)
        lost = self.mails - found.mails
        if lost.total() > int(may_lose_a_mail):
            yield f"mails lost: {lost}"
        if _mail_keys(self.items) != _mail_keys(found.items):
            yield f"mails known: {_mail_keys(self.items) ^ _mail_keys(found.items)}"


def _differences(sort: str, right: dict[Any, Any], found: dict[Any, Any]) -> Iterator[str]:
    for key in right.keys() | found.keys():
        one, other = right.get(key, "as before"), found.get(key, "as before")
        if one != other and not _differs_by_sweeper(one, other):
            yield f"{sort} {key}: {_short(one, other)}"


def _differs_by_sweeper(one: Any, other: Any) -> bool:
    """Whether it is an event that a sweep recorded in the place of whoever was cut off."""
    are_items = isinstance(one, dict) and isinstance(other, dict)
    return (
        are_items and other.get("actor") in _SWEEPERS and {**one, "actor": other["actor"]} == other
    )


def _short(one: Any, other: Any) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        names = [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)]
        return ", ".join(
            f"{n} {str(other.get(n))[:300]} instead of {str(one.get(n))[:300]}" for n in names
        )
    return f"{str(other)[:200]} instead of {str(one)[:200]}"


def _without_mails(items: dict[Key, Any]) -> dict[Key, Any]:
    return {key: item for key, item in items.items() if not key[2].startswith("MAIL#")}


def _mail_keys(items: dict[Key, Any]) -> set[Key]:
    return {key for key in items if key[2].startswith("MAIL#")}


def _changed_items(before: Snapshot) -> Iterator[tuple[Key, Any]]:
    for table in world.tables():
        then, now = _flat(before.tables[table.name]), _flat(world.index_of(table))
        for key in then.keys() | now.keys():
            item = now.get(key)
            if item is then.get(key):
                continue
            told = item and _readable(item.to_json()["Attributes"])
            was = key in then and _readable(then[key].to_json()["Attributes"])
            # What the journal tells is judged as a whole.
            if told != was and not key[1].startswith(_JOURNAL):
                yield (table.name, *key), told


def _flat(index: dict[Any, Any]) -> dict[tuple[str, str], Any]:
    found = {}
    for hash_key, items in index.items():
        if isinstance(items, dict):
            for range_key, item in items.items():
                found[hash_key.value, range_key.value] = item
        else:
            found[hash_key.value, ""] = items
    return found


def _readable(attributes: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _value(value)
        for name, value in attributes.items()
        if name != "written" and not (name in _COUNTED and "N" in value)
    }


def _told(text: str) -> str:
    """Without what counts only the charges that the last attempt of an import wrote."""
    return _OF_AN_ATTEMPT.sub("", text)


def _value(value: dict[str, Any]) -> Any:
    ((kind, inner),) = value.items()
    if kind == "S":
        return {kind: _told(inner)}
    if kind != "B":
        return value
    data = b64decode(inner) if isinstance(inner, str) else inner
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return zlib.decompress(data, bits).decode()
        except (zlib.error, UnicodeDecodeError):
            continue
    return data


def _body(message: Any) -> str:
    try:
        body = json.loads(message.body)
    except ValueError:
        return str(message.body)
    # The bus gives each announcement an identity of its own; ours is in the detail.
    told = body.get("detail", body) if isinstance(body, dict) else body
    if isinstance(told, dict):
        # Where a part was found is a hint: sent again it names nothing, and an index tells.
        told.pop("foundIn", None)
        # A sweep may have done it in the place of whoever was cut off; items tell that, too.
        told.pop("actor", None)
    return _told(json.dumps(told, sort_keys=True))


def _value_of(parameters: dict[str, list[Any]], name: str) -> str | None:
    versions = parameters.get(name)
    return versions[-1].value if versions else None


def _mail(message: Any) -> tuple[str, str]:
    return (",".join(message.destinations["ToAddresses"]), message.subject)

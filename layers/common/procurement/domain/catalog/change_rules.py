"""Whether the changes of one set fit together, and which entity each of them is about.

A reference may name a change that stands before or after it: AWS's own samples rely on no order,
and the changes of a set take effect together.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from procurement.domain.catalog.change import Change, RequestedChange, Tag
from procurement.domain.catalog.entity_types import ENTITY_TYPES
from procurement.domain.errors import Problems, QuotaExceeded
from procurement.domain.ids import derived_id

MAX_CHANGES: Final = 20
"""Changes of one set (catalog:RequestedChangeList)."""

MAX_DETAILS: Final = 16_384
"""Characters of one change's details (catalog:Json)."""

MAX_SIZE: Final = 200_000
"""Bytes of all details and tags together: a change set is one item of the table."""

_REFERENCE: Final = re.compile(r"\$(?P<name>[^.]+)\.Entity\.Identifier")
_IDENTIFIER: Final = re.compile(
    r"(?P<id>[A-Za-z0-9][A-Za-z0-9-]{0,62})(?:@(?P<revision>[0-9]{1,9}))?"
)


def check_changes(changes: Sequence[RequestedChange], problems: Problems) -> None:
    """Note everything that keeps the set from being started.

    1 to 20 changes of known types; a creation names no entity, any other change one that exists or
    that a change of the set creates; names are unique, and so is a type of change for an entity.
    """
    if not 1 <= len(changes) <= MAX_CHANGES:
        message = f"has {len(changes)} changes, 1 to {MAX_CHANGES} are allowed"
        problems.add("ChangeSet", "INVALID_CHANGE_SET", message)
        return
    creators = _creators(changes, problems)
    for index, change in enumerate(changes):
        if _is_known(f"ChangeSet[{index}]", change, problems):
            _check_identifier(f"ChangeSet[{index}]", change, creators, problems)
    _check_repeats(changes, creators, problems)


def expect_room(changes: Sequence[RequestedChange], tags: Sequence[Tag] = ()) -> None:
    """`QuotaExceeded` for details and tags that together are too long to be stored."""
    every = [*tags, *(tag for change in changes for tag in change.entity_tags)]
    texts = [*(change.details for change in changes), *(tag.key + tag.value for tag in every)]
    size = sum(len(text.encode()) for text in texts)
    if size > MAX_SIZE:
        message = f"details and tags have {size} bytes, {MAX_SIZE} are allowed in one set"
        raise QuotaExceeded(message, quota="ChangeSetSize", limit=MAX_SIZE)


def resolved(changes: Sequence[RequestedChange], change_set_id: str) -> tuple[Change, ...]:
    """The changes, each with the entity that it is about; they have passed `check_changes`.

    The ID of an entity that comes into being follows from its change set and its place in it.
    """
    created = {
        index: derived_id(ENTITY_TYPES[change.entity_type].id_prefix, change_set_id, index)
        for index, change in enumerate(changes)
        if _is_creation(change)
    }
    names = {changes[index].name: entity_id for index, entity_id in created.items()}
    return tuple(
        Change(request=change, entity_id=created[index])
        if index in created
        else _resolved(change, names)
        for index, change in enumerate(changes)
    )


def entities_named(changes: Sequence[Change]) -> tuple[str, ...]:
    """The IDs of entities that were there before the set: those that it locks."""
    held = {
        change.entity_id: None
        for change in changes
        if change.request.identifier and not change.request.identifier.startswith("$")
    }
    return tuple(held)


def _resolved(change: RequestedChange, names: Mapping[str | None, str]) -> Change:
    identifier = change.identifier or ""
    if reference := _REFERENCE.fullmatch(identifier):
        return Change(request=change, entity_id=names[reference["name"]])
    found = _IDENTIFIER.fullmatch(identifier)
    if found is None:
        raise ValueError(f"{identifier!r} names no entity")
    revision = found["revision"]
    return Change(
        request=change, entity_id=found["id"], revision=int(revision) if revision else None
    )


def _creators(
    changes: Sequence[RequestedChange], problems: Problems
) -> Mapping[str, RequestedChange]:
    """The creations by their names."""
    times = Counter(change.name for change in changes if change.name)
    for index, change in enumerate(changes):
        if change.name and times[change.name] > 1:
            message = f"{change.name} is the name of {times[change.name]} changes"
            problems.add(f"ChangeSet[{index}].ChangeName", "DUPLICATE_CHANGE_NAME", message)
    return {change.name: change for change in changes if change.name and _is_creation(change)}


def _is_known(path: str, change: RequestedChange, problems: Problems) -> bool:
    entity_type = ENTITY_TYPES.get(change.entity_type)
    if entity_type is None:
        message = f"must be {' or '.join(ENTITY_TYPES)}"
        problems.add(f"{path}.Entity.Type", "UNKNOWN_ENTITY_TYPE", message)
        return False
    if change.change_type not in entity_type.changes:
        message = f"must be one of {', '.join(entity_type.changes)}"
        problems.add(f"{path}.ChangeType", "UNKNOWN_CHANGE_TYPE", message)
        return False
    return True


def _check_identifier(
    path: str, change: RequestedChange, creators: Mapping[str, RequestedChange], problems: Problems
) -> None:
    field = f"{path}.Entity.Identifier"

    def refuse(message: str) -> None:
        problems.add(field, "INVALID_IDENTIFIER", message)

    if _is_creation(change):
        if change.identifier is not None:
            refuse("a change that creates an entity names none")
        return
    identifier = change.identifier or ""
    if reference := _REFERENCE.fullmatch(identifier):
        creator = creators.get(reference["name"])
        if creator is None or creator.entity_type != change.entity_type:
            refuse(f"no change of the name {reference['name']} creates an entity of this type")
    elif not identifier:
        refuse("is required")
    elif _IDENTIFIER.fullmatch(identifier) is None:
        refuse("must be an entity's ID, or $ChangeName.Entity.Identifier")


def _check_repeats(
    changes: Sequence[RequestedChange],
    creators: Mapping[str, RequestedChange],
    problems: Problems,
) -> None:
    seen: set[tuple[str, str]] = set()
    for index, change in enumerate(changes):
        if _is_creation(change) or not change.identifier:
            continue
        key = change.identifier.partition("@")[0], change.change_type
        if key in seen:
            message = f"{change.change_type} is asked for twice of the same entity"
            problems.add(f"ChangeSet[{index}].ChangeType", "DUPLICATE_CHANGE", message)
        seen.add(key)


def _is_creation(change: RequestedChange) -> bool:
    entity_type = ENTITY_TYPES.get(change.entity_type)
    return entity_type is not None and change.change_type in entity_type.creates

"""YAML: read event by event, so that nothing is resolved, expanded or recursed into."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.reader import Reader

from procurement.domain.plans.document import Place
from procurement.entrypoints.files.tree import (
    Many,
    Members,
    Node,
    Scalar,
    check_count,
    check_depth,
    refused,
)

# libyaml is ten times as fast; every wheel for the Lambda runtime has it.
_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NOTHING: Final = ("", "~", "null")
_REPLACEMENT: Final = "\ufffd"


def read_yaml(text: str) -> Node:
    """The content of a YAML file with rows and columns from 1.

    `InvalidInput` for what is no YAML, and for anchors, aliases, tags, a second document, members
    given twice, names that are no text, and nestings or counts without measure.
    """
    _check_characters(text)
    try:
        events = _Events(yaml.parse(text, Loader=_Loader))
        content: Node = Scalar(Place(1, 1), None)
        documents = 0
        for event in events.of:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise refused("SECOND_DOCUMENT", "holds one document only", _place(event))
                content = events.node(next(events.of), depth=0)
        return content
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else None
        raise refused("INVALID_YAML", str(error.problem or error.context), place) from error


def _check_characters(text: str) -> None:
    found = Reader.NON_PRINTABLE.search(text)
    if found:
        row = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        message = f"holds {found[0]!a}, which no YAML file may have"
        raise refused("INVALID_YAML", message, Place(row, column))


@dataclass(slots=True)
class _Events:
    """Builds the tree from the parser's events."""

    of: Iterator[Event]
    count: int = 0

    def node(self, event: Event, depth: int) -> Node:
        place = _place(event)
        self.count += 1
        check_count(self.count, place)
        check_depth(depth, place)
        if isinstance(event, AliasEvent):
            raise refused("ALIAS", "aliases are not read: write the value again", place)
        if getattr(event, "anchor", None) is not None:
            raise refused("ANCHOR", "anchors are not read", place)
        if getattr(event, "tag", None) is not None:
            raise refused("TAG", "tags are not read: every value is text", place)
        match event:
            case MappingStartEvent():
                return self._members(place, depth + 1)
            case SequenceStartEvent():
                return self._many(place, depth + 1)
            case ScalarEvent(value=value, implicit=(is_plain, _)):
                return Scalar(place, None if is_plain and value in _NOTHING else value)
        raise refused("INVALID_YAML", "is not readable here", place)

    def _many(self, place: Place, depth: int) -> Many:
        found = []
        while not isinstance(event := next(self.of), SequenceEndEvent):
            found.append(self.node(event, depth))
        return Many(place, tuple(found))

    def _members(self, place: Place, depth: int) -> Members:
        members: dict[str, Node] = {}
        names: dict[str, Place | None] = {}
        while not isinstance(event := next(self.of), MappingEndEvent):
            at = _place(event)
            if not isinstance(event, ScalarEvent) or event.anchor or event.tag:
                raise refused("INVALID_NAME", "the name of a member is plain text", at)
            if event.value in members:
                message = f"the member {event.value[:60]!r} is given twice"
                raise refused("DUPLICATE_MEMBER", message, at)
            names[event.value] = at
            members[event.value] = self.node(next(self.of), depth)
        return Members(place, members, names)


def _place(event: Event) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1) if mark else Place(1)


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes text so that it stays text, whoever reads it."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _represent(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    is_printable = all(c == "\n" or c.isprintable() for c in text) and _REPLACEMENT not in text
    style = None if is_printable and "\n" not in text else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent)


def write_yaml(content: object) -> str:
    """The YAML text of plain data. Read again it is the same; other tools see the same text."""
    text: str = yaml.dump(
        content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000
    )
    # Raw, this character would look like what a broken encoding leaves behind.
    return text.replace(_REPLACEMENT, "\\uFFFD")

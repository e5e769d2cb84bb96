"""StartChangeSet at the edge: its request, read into changes."""

import json
from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints

from procurement.domain.catalog.change import RequestedChange, Tag
from procurement.domain.catalog.change_rules import MAX_CHANGES, MAX_DETAILS, check_changes
from procurement.domain.catalog.change_set import ChangeSetIntent
from procurement.domain.catalog.offer_change import OfferChange
from procurement.domain.errors import Problems
from procurement.entrypoints.catalog.base import CatalogAnswer, CatalogRequest
from procurement.entrypoints.catalog.details import read_details
from procurement.entrypoints.json_body import read_json
from procurement.entrypoints.nesting import is_deeper
from procurement.service.catalog.start_change_set import StartChangeSet

MAX_LEVELS: Final = 20
"""Nesting of details; the deepest ones that mean anything have eight levels."""

_TOO_DEEP: Final = f"is nested deeper than {MAX_LEVELS} levels"

CatalogName = Literal["AWSMarketplace"]
ResourceId = Annotated[str, StringConstraints(pattern=r"^[\w\-]+$", min_length=1, max_length=255)]
ChangeSetName = Annotated[
    str, StringConstraints(pattern=r"^[\w\s+=.:@-]+$", min_length=1, max_length=100)
]
_Key = Annotated[str, StringConstraints(pattern=r"^[\w\s.:/=+\-@]+$", min_length=1, max_length=128)]
_Value = Annotated[str, StringConstraints(pattern=r"^[\w\s.:/=+\-@]*$", max_length=256)]


class TagBody(CatalogRequest):
    """catalog:Tag."""

    key: _Key
    value: _Value

    def to_tag(self) -> Tag:
        """The domain's tag."""
        return Tag(key=self.key, value=self.value)


Tags = Annotated[list[TagBody], Field(min_length=1, max_length=200)]


class EntityBody(CatalogRequest):
    """catalog:Entity; an identifier may refer to another change of the set."""

    type: Annotated[str, Field(min_length=1, max_length=255, examples=["Offer@1.0"])]
    identifier: (
        Annotated[
            str,
            Field(min_length=1, max_length=255, examples=["$CreateOfferChange.Entity.Identifier"]),
        ]
        | None
    ) = None


class ChangeBody(CatalogRequest):
    """catalog:Change, with either `Details` or `DetailsDocument`."""

    change_type: Annotated[str, Field(min_length=1, max_length=255, examples=["CreateOffer"])]
    entity: EntityBody
    entity_tags: Tags | None = None
    details: Annotated[str, Field(min_length=2, max_length=MAX_DETAILS)] | None = None
    details_document: dict[str, Any] | None = None
    change_name: (
        Annotated[
            str,
            StringConstraints(pattern=r"^[A-Za-z][\w\-]*$", max_length=72),
            Field(examples=["CreateOfferChange"]),
        ]
        | None
    ) = None

    def to_change(self, path: str, problems: Problems) -> RequestedChange:
        """The domain's change; what cannot be read of it goes to `problems`."""
        before = len(problems.found)
        field, document = self._document(path, problems)
        said = OfferChange()
        if len(problems.found) == before:
            said = read_details(field, self.change_type, document, problems)
        return RequestedChange(
            change_type=self.change_type,
            entity_type=self.entity.type,
            identifier=self.entity.identifier,
            name=self.change_name,
            details=_text(document) if self.details is None else self.details,
            entity_tags=_tags(f"{path}.EntityTags", self.entity_tags, problems),
            offer=said,
        )

    def _document(self, path: str, problems: Problems) -> tuple[str, dict[str, Any]]:
        if (self.details is None) == (self.details_document is None):
            message = "needs either Details or DetailsDocument"
            problems.add(f"{path}.Details", "INVALID_DETAILS", message)
            return path, {}
        if self.details_document is not None:
            field = f"{path}.DetailsDocument"
            if is_deeper(self.details_document, MAX_LEVELS):
                problems.add(field, "INVALID_DETAILS", _TOO_DEEP)
                return field, {}
            if len(_text(self.details_document)) > MAX_DETAILS:
                message = f"has more than {MAX_DETAILS} characters"
                problems.add(field, "INVALID_DETAILS", message)
            return field, self.details_document
        field = f"{path}.Details"
        try:
            document = read_json(self.details or "")
        except json.JSONDecodeError:
            document = None
        if not isinstance(document, dict):
            problems.add(field, "JSON_INVALID", "must be a JSON object as text")
            return field, {}
        if is_deeper(document, MAX_LEVELS):
            problems.add(field, "INVALID_DETAILS", _TOO_DEEP)
        return field, document


class StartChangeSetRequest(CatalogRequest):
    """catalog:StartChangeSetRequest."""

    catalog: CatalogName
    change_set: Annotated[list[ChangeBody], Field(min_length=1, max_length=MAX_CHANGES)]
    change_set_name: ChangeSetName | None = None
    client_request_token: (
        Annotated[str, StringConstraints(pattern=r"^[!-~]+$", min_length=1, max_length=64)] | None
    ) = None
    change_set_tags: Tags | None = None
    intent: Literal["APPLY", "VALIDATE"] = "APPLY"

    def to_command(self) -> StartChangeSet:
        """The use case's command; `InvalidInput` with everything wrong with the changes."""
        problems = Problems()
        changes = tuple(
            change.to_change(f"ChangeSet[{index}]", problems)
            for index, change in enumerate(self.change_set)
        )
        check_changes(changes, problems)
        tags = _tags("ChangeSetTags", self.change_set_tags, problems)
        problems.raise_if_any()
        return StartChangeSet(
            changes=changes,
            name=self.change_set_name,
            client_request_token=self.client_request_token,
            tags=tags,
            intent=ChangeSetIntent(self.intent),
        )


class ChangeSetReference(CatalogAnswer):
    """catalog:StartChangeSetResponse, and catalog:CancelChangeSetResponse."""

    change_set_id: str
    change_set_arn: str


def _tags(path: str, bodies: list[TagBody] | None, problems: Problems) -> tuple[Tag, ...]:
    tags = tuple(body.to_tag() for body in bodies or ())
    keys = [tag.key for tag in tags]
    for index, key in enumerate(keys):
        if key in keys[:index]:
            problems.add(f"{path}[{index}].Key", "DUPLICATE_TAG", f"{key} is given twice")
    return tags


def _text(document: dict[str, Any]) -> str:
    """The document as JSON text; a fraction that came as a number is written as text."""
    return json.dumps(document, default=str, ensure_ascii=False, separators=(",", ":"))

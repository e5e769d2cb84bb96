"""One change of a change set: what was asked for, and of which entity."""

from dataclasses import dataclass, field

from procurement.domain.catalog.offer_change import OfferChange


@dataclass(frozen=True, kw_only=True, slots=True)
class Tag:
    """catalog:Tag."""

    key: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestedChange:
    """catalog:Change as it was sent.

    `identifier` is an entity's ID, with or without ``@`` and its revision, or a reference to the
    entity that another change creates (``$Name.Entity.Identifier``). `details` is the JSON text,
    `offer` what it says to an offer.
    """

    change_type: str
    entity_type: str
    identifier: str | None = None
    name: str | None = None
    details: str
    entity_tags: tuple[Tag, ...] = ()
    offer: OfferChange = field(default_factory=OfferChange)


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A requested change whose entity is known; `revision` is the one that the caller expects."""

    request: RequestedChange
    entity_id: str
    revision: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeError:
    """catalog:ErrorDetail: why a change could not be made, with AWS's code where it has one."""

    code: str
    message: str

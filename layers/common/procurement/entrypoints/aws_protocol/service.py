"""A service of AWS's as this application stands to it: its model, its operations, its refusals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from procurement.domain.errors import Problem


class Extent(StrEnum):
    """How far an operation is served."""

    SERVED = "served"
    PARTLY = "partly"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One operation of the model.

    `by` is where it is answered, ``module:function`` below the service's package; it is loaded when
    it is first called, and empty for what is refused or has a route of its own. `note` says what is
    missing, or why it is refused: for the documentation, and the message of the refusal.
    """

    extent: Extent
    by: str = ""
    note: str = ""


def served(by: str) -> Operation:
    """An operation that does all that the model says."""
    return Operation(extent=Extent.SERVED, by=by)


def partly(by: str, note: str) -> Operation:
    """An operation that leaves something out; `note` says what."""
    return Operation(extent=Extent.PARTLY, by=by, note=note)


def refused(note: str) -> Operation:
    """An operation that is always refused; `note` says why."""
    return Operation(extent=Extent.REFUSED, note=note)


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A service, by the name of its model in botocore.

    `package` holds its operations. `reason_of` gives the model's reason code of a problem, and
    `resource_types` the model's word for a resource type of ours; a type that is not in it passes
    if the model knows it, and is left out if not. `field_of` writes the path of a member, as our
    problems have it, the model's way. `refusal` is the reason of an operation that is refused as
    such, `denial` that of an access denied for no other reason.
    """

    name: str
    package: str
    operations: Mapping[str, Operation]
    reason_of: Callable[[Problem], str]
    refusal: str
    denial: str = ""
    resource_types: Mapping[str, str] = field(default_factory=dict)
    field_of: Callable[[str], str] = str

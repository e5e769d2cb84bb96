"""A change set: changes that take effect together or not at all, some time after they were asked.

Moves: PREPARING to APPLYING by `begin`, which ends the time in which `cancel` is possible; then
SUCCEEDED or FAILED. A set whose work cannot be begun at all fails from PREPARING.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from procurement.domain.catalog.change import Change, ChangeError, Tag
from procurement.domain.errors import ResourceInUse

MAX_ERRORS: Final = 50
"""Errors that are kept of one change: more than anybody mends at once."""


class ChangeSetStatus(StrEnum):
    """catalog:ChangeStatus."""

    PREPARING = "PREPARING"
    APPLYING = "APPLYING"
    SUCCEEDED = "SUCCEEDED"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"


class ChangeSetIntent(StrEnum):
    """catalog:Intent: VALIDATE judges the changes and makes none."""

    APPLY = "APPLY"
    VALIDATE = "VALIDATE"


class FailureCode(StrEnum):
    """catalog:FailureCode: whether the changes were wrong, or we were."""

    CLIENT_ERROR = "CLIENT_ERROR"
    SERVER_FAULT = "SERVER_FAULT"


_MOVES: Final = {
    ChangeSetStatus.PREPARING: {
        ChangeSetStatus.APPLYING,
        ChangeSetStatus.CANCELLED,
        ChangeSetStatus.FAILED,
    },
    ChangeSetStatus.APPLYING: {ChangeSetStatus.SUCCEEDED, ChangeSetStatus.FAILED},
    ChangeSetStatus.SUCCEEDED: set[ChangeSetStatus](),
    ChangeSetStatus.CANCELLED: set[ChangeSetStatus](),
    ChangeSetStatus.FAILED: set[ChangeSetStatus](),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeSet:
    """A change set of `account_id`, started by the principal `started_by`.

    `errors` and `revisions` have one entry for each change once it is judged: why it could not be
    made, and the revision that its entity has since. `version` counts the moves from 1.
    """

    change_set_id: str
    account_id: str
    started_by: str
    name: str
    intent: ChangeSetIntent = ChangeSetIntent.APPLY
    tags: tuple[Tag, ...] = ()
    changes: tuple[Change, ...]
    status: ChangeSetStatus = ChangeSetStatus.PREPARING
    started_at: datetime
    ended_at: datetime | None = None
    failure_code: FailureCode | None = None
    failure_description: str | None = None
    errors: tuple[tuple[ChangeError, ...], ...] = ()
    revisions: tuple[int, ...] = ()
    version: int = 1

    @property
    def is_ended(self) -> bool:
        """Whether nothing happens to it any more."""
        return not _MOVES[self.status]

    @property
    def entity_ids(self) -> tuple[str, ...]:
        """The entities that it is about, each once."""
        return tuple(dict.fromkeys(change.entity_id for change in self.changes))

    def asks_the_same_as(self, other: "ChangeSet") -> bool:
        """Whether both ask for the same, whatever became of them."""
        return (self.name, self.intent, self.tags, self.changes) == (
            other.name,
            other.intent,
            other.tags,
            other.changes,
        )

    def begin(self) -> "ChangeSet":
        """The set at work; it can no longer be cancelled."""
        return self._moved(ChangeSetStatus.APPLYING)

    def cancel(self, *, now: datetime) -> "ChangeSet":
        """The set given up before anything was done; `ResourceInUse` once it is at work."""
        if self.status is ChangeSetStatus.CANCELLED:
            return self
        if self.status is not ChangeSetStatus.PREPARING:
            message = f"the change set is {self.status}: it can be cancelled while PREPARING"
            raise ResourceInUse(message, resource_type="ChangeSet", resource_id=self.change_set_id)
        return replace(self._moved(ChangeSetStatus.CANCELLED), ended_at=now)

    def succeed(self, revisions: Sequence[int], *, now: datetime) -> "ChangeSet":
        """All changes made; `revisions` are those of their entities, none for a validation."""
        done = self._moved(ChangeSetStatus.SUCCEEDED)
        return replace(done, ended_at=now, revisions=tuple(revisions))

    def refuse(self, errors: Mapping[int, Sequence[ChangeError]], *, now: datetime) -> "ChangeSet":
        """No change made, because those at these places of the set are wrong."""
        return replace(
            self._moved(ChangeSetStatus.FAILED),
            ended_at=now,
            failure_code=FailureCode.CLIENT_ERROR,
            errors=tuple(
                tuple(errors.get(index, ()))[:MAX_ERRORS] for index in range(len(self.changes))
            ),
        )

    def give_up(self, *, now: datetime) -> "ChangeSet":
        """No change made, through no fault of the changes: the seller may send them again."""
        return replace(
            self._moved(ChangeSetStatus.FAILED),
            ended_at=now,
            failure_code=FailureCode.SERVER_FAULT,
            failure_description="the changes could not be made; start the change set again",
        )

    def _moved(self, status: ChangeSetStatus) -> "ChangeSet":
        if status not in _MOVES[self.status]:
            raise ValueError(f"a change set does not move from {self.status} to {status}")
        return replace(self, status=status, version=self.version + 1)

"""One DynamoDB transaction, collected write by write and committed once.

Each staged write says which error its failed condition means, so that a cancelled transaction comes
back as an error of the domain and never as AWS's list of reasons.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from botocore.exceptions import ConnectionError, HTTPClientError
from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from procurement.domain.errors import LedgerlineError, LostRace, Unavailable
from procurement.service.ports.page import PageTokens

MAX_WRITES: Final = 100
"""Writes in one transaction (TransactWriteItems)."""

_BUSY: Final = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingError",
        "ThrottlingException",
        "TransactionInProgressException",
    }
)

OnFailure = Callable[[], LedgerlineError]


def lost(resource_type: str, resource_id: str) -> OnFailure:
    """What a failed condition means where somebody else's write came between."""
    return lambda: LostRace(
        f"{resource_type} {resource_id!r} changed in between",
        resource_type=resource_type,
        resource_id=resource_id,
    )


class _Kind(IntEnum):
    """PynamoDB sends a transaction's writes in this order, whatever order they were added in."""

    CHECK = 1
    DELETE = 2
    PUT = 3
    UPDATE = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class _Write:
    kind: _Kind
    apply: Callable[[TransactWrite], None]
    on_failure: OnFailure


@dataclass(slots=True)
class Transaction:
    """Writes that happen together or not at all, and what reads beside them take."""

    connection: Connection
    page_tokens: PageTokens
    writes: list[_Write] = field(default_factory=list)

    @property
    def room(self) -> int:
        """How many more writes fit."""
        return MAX_WRITES - len(self.writes)

    def put(self, item: Model, *, condition: Condition | None, on_failure: OnFailure) -> None:
        """Stage a whole item, under a condition on what is there now."""
        self._stage(_Kind.PUT, lambda t: t.save(item, condition=condition), on_failure)

    def delete(self, item: Model, *, condition: Condition, on_failure: OnFailure) -> None:
        """Stage a deletion, under a condition on what is there now."""
        self._stage(_Kind.DELETE, lambda t: t.delete(item, condition=condition), on_failure)

    def update(
        self,
        item: Model,
        actions: Sequence[Action],
        *,
        condition: Condition | None,
        on_failure: OnFailure,
    ) -> None:
        """Stage a change of single attributes, under a condition on what is there now."""
        self._stage(
            _Kind.UPDATE,
            lambda t: t.update(item, actions=list(actions), condition=condition),
            on_failure,
        )

    def check(
        self,
        model: type[Model],
        hash_key: str,
        range_key: str,
        *,
        condition: Condition,
        on_failure: OnFailure,
    ) -> None:
        """Stage a condition on an item that is not written."""
        self._stage(
            _Kind.CHECK,
            lambda t: t.condition_check(model, hash_key, range_key, condition=condition),
            on_failure,
        )

    def commit(self) -> None:
        """Write everything, or raise the domain error of the write that failed."""
        if not self.writes:
            return
        # In the order in which they are sent, for DynamoDB's reasons come back in that one.
        writes, self.writes = sorted(self.writes, key=lambda write: write.kind), []
        try:
            with translated(), TransactWrite(connection=self.connection) as batch:
                for write in writes:
                    write.apply(batch)
        except TransactWriteError as error:
            raise _meaning(error, writes) from error

    def _stage(
        self, kind: _Kind, apply: Callable[[TransactWrite], None], on_failure: OnFailure
    ) -> None:
        if not self.room:
            raise ValueError(f"a transaction holds at most {MAX_WRITES} writes")
        self.writes.append(_Write(kind=kind, apply=apply, on_failure=on_failure))


def _meaning(error: TransactWriteError, writes: Sequence[_Write]) -> Exception:
    codes = [reason.code if reason else None for reason in error.cancellation_reasons]
    for code, write in zip(codes, writes, strict=False):
        if code == "ConditionalCheckFailed":
            return write.on_failure()
    if (
        "TransactionConflict" in codes
        or error.cause_response_code == "TransactionConflictException"
    ):
        return LostRace(
            "another transaction is writing the same things",
            resource_type="Transaction",
            resource_id="",
        )
    if _is_busy(error) or _BUSY.intersection(code for code in codes if code):
        return Unavailable("the store is busy; try again")
    return error


def _is_busy(error: PynamoDBException) -> bool:
    is_cut_off = isinstance(error.cause, HTTPClientError | ConnectionError)
    return is_cut_off or error.cause_response_code in _BUSY


@contextmanager
def translated() -> Iterator[None]:
    """Turn throttling and lost connections into `Unavailable`; everything else passes."""
    try:
        yield
    except TransactWriteError:
        raise
    except PynamoDBException as error:
        if _is_busy(error):
            raise Unavailable("the store is busy; try again") from error
        raise

"""One DynamoDB transaction, collected write by write and committed once.

Each staged write says which error its failed condition means, so that a cancelled transaction comes
back as an error of the domain and never as AWS's list of reasons.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError
from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from procurement.adapters.dynamodb.journal import STAMPS, Written, entry_request, ledgers_of
from procurement.adapters.dynamodb.tables.base import SharedModel
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

_CONFLICT: Final = "TransactionConflict"
_PAUSES: Final = (0.02, 0.04, 0.08)
"""At most so many seconds before a transaction that met another one is sent again."""

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


Request = dict[str, Any]
"""One write as it travels."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Staged:
    kind: _Kind
    request: Callable[[], Request]
    on_failure: OnFailure
    item: SharedModel | None = None
    """What is put or deleted; None for what the journal does not tell."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Write:
    kind: _Kind
    request: Request
    on_failure: OnFailure


@dataclass(slots=True)
class Transaction:
    """Writes that happen together or not at all, and what reads beside them take."""

    connection: Connection
    page_tokens: PageTokens
    writes: list[_Staged] = field(default_factory=list)

    @property
    def room(self) -> int:
        """How many more writes fit, beside those that tell the ledgers of them."""
        told = (write.item for write in self.writes if write.item is not None)
        return MAX_WRITES - len(self.writes) - len(ledgers_of(told))

    def put(self, item: SharedModel, *, condition: Condition | None, on_failure: OnFailure) -> None:
        """Stage a whole item, under a condition on what is there now."""
        self._stage(
            _Kind.PUT,
            lambda: item.get_save_kwargs_from_instance(condition=condition),
            on_failure,
            item,
        )

    def delete(self, item: SharedModel, *, condition: Condition, on_failure: OnFailure) -> None:
        """Stage a deletion, under a condition on what is there now."""
        self._stage(
            _Kind.DELETE,
            lambda: item.get_delete_kwargs_from_instance(condition=condition),
            on_failure,
            item,
        )

    def update(
        self,
        item: SharedModel,
        actions: Sequence[Action],
        *,
        condition: Condition | None,
        on_failure: OnFailure,
    ) -> None:
        """Stage a change of single attributes, under a condition on what is there now.

        What the item is then, nobody knows here: only what can be added up again is written so.
        """
        self._stage(
            _Kind.UPDATE,
            lambda: item.get_update_kwargs_from_instance(
                actions=list(actions), condition=condition
            ),
            on_failure,
        )

    def check(
        self,
        model: type[SharedModel],
        hash_key: str,
        range_key: str,
        *,
        condition: Condition,
        on_failure: OnFailure,
    ) -> None:
        """Stage a condition on an item that is not written."""
        self._stage(
            _Kind.CHECK,
            lambda: model.get_operation_kwargs_from_class(
                hash_key, range_key=range_key, condition=condition
            ),
            on_failure,
        )

    def commit(self) -> None:
        """Write everything, or raise the domain error of the write that failed."""
        if not self.writes:
            return
        # In the order in which they are sent, for DynamoDB's reasons come back in that one.
        writes = sorted(self._journaled(), key=lambda write: write.kind)
        self.writes = []
        sent: dict[_Kind, list[Request]] = {kind: [] for kind in _Kind}
        for write in writes:
            sent[write.kind].append(write.request)
        try:
            self._send(sent)
        except TransactWriteError as error:
            raise _meaning(error, writes) from error

    def _send(self, sent: dict[_Kind, list[Request]]) -> None:
        """One request; what only met another transaction is sent again, judged by what is then."""
        for pause in _PAUSES:
            try:
                return self._send_once(sent)
            except TransactWriteError as error:
                if not _only_met_another(error):
                    raise
            time.sleep(random.uniform(0, pause))  # noqa: S311 - spreads load, guards nothing
        return self._send_once(sent)

    def _send_once(self, sent: dict[_Kind, list[Request]]) -> None:
        with translated():
            self.connection.transact_write_items(
                sent[_Kind.CHECK], sent[_Kind.DELETE], sent[_Kind.PUT], sent[_Kind.UPDATE]
            )

    def _journaled(self) -> list[_Write]:
        """What was staged, and what tells the ledgers of it; each item that is put names that."""
        told = [write.item for write in self.writes if write.item is not None]
        ledgers, stamp = ledgers_of(told), STAMPS.next()
        for item in told:
            item.written = f"{ledgers[0]}#{stamp}"
        writes = [
            _Write(kind=each.kind, request=each.request(), on_failure=each.on_failure)
            for each in self.writes
        ]
        journal = [
            Written.of(staged.item, write.request)
            for staged, write in zip(self.writes, writes, strict=True)
            if staged.item is not None
        ]
        for ledger in ledgers if journal else ():
            entry = entry_request(ledger, stamp, journal)
            writes.append(_Write(kind=_Kind.PUT, request=entry, on_failure=lost("Ledger", ledger)))
        return writes

    def _stage(
        self,
        kind: _Kind,
        request: Callable[[], Request],
        on_failure: OnFailure,
        item: SharedModel | None = None,
    ) -> None:
        if not self.room:
            raise ValueError(
                f"a transaction holds at most {MAX_WRITES} writes, with what tells of them"
            )
        self.writes.append(_Staged(kind=kind, request=request, on_failure=on_failure, item=item))


def _meaning(error: TransactWriteError, writes: Sequence[_Write]) -> Exception:
    codes = [reason.code if reason else None for reason in error.cancellation_reasons]
    for code, write in zip(codes, writes, strict=False):
        if code == "ConditionalCheckFailed":
            return write.on_failure()
    if _CONFLICT in codes or _code(error) == f"{_CONFLICT}Exception":
        return LostRace(
            "another transaction is writing the same things",
            resource_type="Transaction",
            resource_id="",
        )
    if _is_busy(error) or _BUSY.intersection(code for code in codes if code):
        return Unavailable("the store is busy; try again")
    return error


def _only_met_another(error: TransactWriteError) -> bool:
    """Whether nothing is wrong but that another transaction was writing one of the items."""
    codes = {reason.code for reason in error.cancellation_reasons if reason}
    return codes == {_CONFLICT}


def _is_busy(error: PynamoDBException) -> bool:
    is_cut_off = isinstance(error.cause, HTTPClientError | ConnectionError)
    return is_cut_off or _code(error) in _BUSY


def _code(error: PynamoDBException) -> str | None:
    """DynamoDB's word for it; None where nobody answered."""
    # PynamoDB itself stumbles over timeouts, whose `response` is there, and None.
    return error.cause_response_code if isinstance(error.cause, ClientError) else None


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

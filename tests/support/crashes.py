"""Crashes at chosen places: a process that dies before or after a transaction was written."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import Enum
from unittest.mock import patch

from procurement.adapters.dynamodb.transaction import Transaction


class Crash(BaseException):
    """The process is gone: nothing in the application may catch it."""


class When(Enum):
    """Whether the transaction that the crash meets was written."""

    BEFORE = "before"
    AFTER = "after"


@dataclass
class Commits:
    """How many transactions were committed so far."""

    count: int = 0


@contextmanager
def counted() -> Iterator[Commits]:
    """Count the transactions that really write something."""
    commits, commit = Commits(), Transaction.commit

    def counting(transaction: Transaction) -> None:
        if transaction.writes:
            commits.count += 1
        commit(transaction)

    with patch.object(Transaction, "commit", counting):
        yield commits


@contextmanager
def meeting(number: int, act: Callable[[Callable[[], None]], None]) -> Iterator[Commits]:
    """Let `act` do commit `number` (from 1): it is handed what would commit, and may raise."""
    commits, commit = Commits(), Transaction.commit

    def met(transaction: Transaction) -> None:
        if not transaction.writes:
            return
        commits.count += 1
        if commits.count == number:
            act(lambda: commit(transaction))
        else:
            commit(transaction)

    with patch.object(Transaction, "commit", met):
        yield commits


def crashing_at(number: int, when: When) -> AbstractContextManager[Commits]:
    """Die at commit `number`, before or after it was written."""

    def die(commit: Callable[[], None]) -> None:
        if when is When.AFTER:
            commit()
        raise Crash

    return meeting(number, die)


def crashed(act: Callable[[], object], number: int, when: When) -> bool:
    """Do `act` with a crash at commit `number`; False when it had ended before."""
    try:
        with crashing_at(number, when):
            act()
    except Crash:
        return True
    return False

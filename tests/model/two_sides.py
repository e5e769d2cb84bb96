"""A command to the application and to the books, and what both say afterwards."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import event
from hypothesis.stateful import RuleBasedStateMachine

from tests.model.books import Books
from tests.model.drawn import OTHER
from tests.model.readable import differences, shown, told
from tests.model.world import World, a_world
from tests.support.api import BUYER, call
from tests.support.verification import expect_whole_books


class TwoSides(RuleBasedStateMachine):
    """Two accounts of one deployment, in the application and in the books."""

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        self.world: World = self._open.enter_context(a_world())
        self.books = {account: Books(account) for account in (BUYER, OTHER)}
        self.unfinished: dict[tuple[str, str], tuple[str, datetime]] = {}
        self.numbers = count(1)

    def teardown(self) -> None:
        with self._open:
            self.compare(*self.books)
            expect_whole_books()
            for books in self.books.values():
                for each in books.documents:
                    event(f"{each.outcome} {sorted(each.flags)}, edition {each.edition}")
                for type_ in {type_ for type_, _ in books.events}:
                    event(type_)

    def both(
        self,
        account: str,
        times: int,
        by_rules: Callable[[], int],
        method: str,
        path: str,
        body: Any = None,
    ) -> None:
        self.both_of(account, times, by_rules, lambda: call(method, path, body, account=account))

    def both_of(
        self,
        account: str,
        times: int,
        by_rules: Callable[[], int],
        ask: Callable[[], Any],
        also: dict[int, int] | None = None,
    ) -> None:
        """The command, and again as whoever got no answer sends it; each with its status."""
        for _ in range(times):
            answer = ask()
            status = (also or {}).get(answer.status, answer.status)
            expected = by_rules()
            assert status == expected, f"{answer.status} instead of {expected}: {answer.body}"
        self.compare(account)

    def compare(self, *accounts: str) -> None:
        for account in accounts:
            books = self.books[account]
            found = differences(shown(account, list(books.agreements)), told(books, self.world.now))
            assert not found, "\n".join(found)
        # No two commands come at one instant.
        self.world.move_to(self.world.now + timedelta(seconds=1))

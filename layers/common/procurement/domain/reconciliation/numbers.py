"""The purchase order numbers there are, and the nearest of them to one that there is not."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

MAX_NEAREST: Final = 5
"""Equally near numbers that are told."""

_SHORT: Final = 4
_LONG: Final = 10
_LOOK_ALIKES: Final = str.maketrans({"o": "0", "i": "1", "l": "1"})
_SEPARATORS: Final = frozenset("-_./:")


class KnownNumbers:
    """All purchase order numbers of an account."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._numbers: Final = frozenset(numbers)

    def __contains__(self, number: str) -> bool:
        return number in self._numbers

    def nearest(self, number: str) -> tuple[str, ...]:
        """The existing numbers that `number` most likely means, sorted; none if none is near.

        First those that differ only in what is easily mistaken: case, spaces, separators, a zero
        for the letter O. Else those with the fewest characters added, left out, exchanged or
        swapped, up to `reach`. At most `MAX_NEAREST`.
        """
        alike = self._alike.get(_folded(number), ())
        return tuple(sorted(alike or self._by_distance(number))[:MAX_NEAREST])

    def _by_distance(self, number: str) -> Sequence[str]:
        limit, found = reach(number), list[str]()
        for length in range(len(number) - limit, len(number) + limit + 1):
            for each in self._by_length.get(length, ()):
                apart = distance(number, each, limit)
                if apart is not None and apart < limit:
                    limit, found = apart, [each]
                elif apart is not None:
                    found.append(each)
        return found

    @cached_property
    def _alike(self) -> dict[str, list[str]]:
        alike = defaultdict[str, list[str]](list)
        for number in self._numbers:
            alike[_folded(number)].append(number)
        return alike

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        by_length = defaultdict[int, list[str]](list)
        for number in self._numbers:
            by_length[len(number)].append(number)
        return by_length


def reach(number: str) -> int:
    """How many mistakes a number may hold: in a short one, more would mean another number."""
    if len(number) < _SHORT:
        return 0
    return 1 if len(number) < _LONG else 2


def distance(one: str, other: str, limit: int) -> int | None:
    """How many characters were added, left out, exchanged or swapped with the next; None if more
    than `limit`.

    The optimal string alignment distance, worked out in a band of 2 x `limit` + 1 columns: the
    work grows with the length, not with its square.
    """
    if abs(len(one) - len(other)) > limit:
        return None
    far = limit + 1
    before: dict[int, int] = {}
    last = {column: column for column in range(min(limit, len(other)) + 1)}
    for row, character in enumerate(one, 1):
        present: dict[int, int] = {}
        for column in range(max(0, row - limit), min(len(other), row + limit) + 1):
            if column == 0:
                present[0] = row
                continue
            is_same = character == other[column - 1]
            best = min(
                last.get(column, far) + 1,
                present.get(column - 1, far) + 1,
                last.get(column - 1, far) + (not is_same),
            )
            is_swap = row > 1 and column > 1 and character == other[column - 2]
            if is_swap and one[row - 2] == other[column - 1]:
                best = min(best, before.get(column - 2, far) + 1)
            present[column] = min(best, far)
        if min(present.values()) > limit:
            return None
        before, last = last, present
    found = last.get(len(other), far)
    return found if found <= limit else None


def difference(given: str, existing: str) -> str:
    """In words, how `given` differs from the number that it most likely means."""
    if given.casefold() == existing.casefold():
        return "differs in upper and lower case"
    if _unspaced(given) == _unspaced(existing):
        return "differs in spaces"
    if _unspaced(given).translate(_BARE) == _unspaced(existing).translate(_BARE):
        return "differs in separators"
    if given.casefold().translate(_LOOK_ALIKES) == existing.casefold().translate(_LOOK_ALIKES):
        return "differs in characters that look alike, such as the zero and the letter O"
    if _folded(given) == _folded(existing):
        return "differs in case, spaces, separators and characters that look alike"
    apart = distance(given, existing, reach(given))
    return "differs in one character" if apart == 1 else f"differs in {apart} characters"


_BARE: Final = {ord(separator): None for separator in _SEPARATORS}


def _unspaced(number: str) -> str:
    return "".join(number.split())


def _folded(number: str) -> str:
    return _unspaced(number).casefold().translate(_BARE).translate(_LOOK_ALIKES)

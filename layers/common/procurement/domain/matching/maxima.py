"""Amounts in a fixed order, of which the first that is large enough is found without a walk."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import chain
from typing import Final

NOTHING: Final = Decimal("-Infinity")
"""What is never enough."""
PLENTY: Final = Decimal("Infinity")
"""What always is."""


class Maxima:
    """A segment tree of maxima: finding and changing an amount take O(log n) comparisons.

    The root is node 1, the children of node n are 2n and 2n + 1, and a node holds the larger of
    theirs. The amounts are the leaves, padded with `NOTHING` to a power of two.
    """

    __slots__ = ("_largest", "_leaves")

    def __init__(self, amounts: Sequence[Decimal]) -> None:
        self._leaves: Final = 1 << max(len(amounts) - 1, 0).bit_length()
        level = [*amounts, *[NOTHING] * (self._leaves - len(amounts))]
        levels = [level]
        while len(level) > 1:
            level = list(map(max, level[::2], level[1::2]))
            levels.append(level)
        self._largest: Final = [NOTHING, *chain.from_iterable(reversed(levels))]

    def first_at_least(self, amount: Decimal) -> int | None:
        """The position of the first that is `amount` or more; None when none is."""
        largest, node = self._largest, 1
        if largest[node] < amount:
            return None
        while node < self._leaves:
            node *= 2
            if largest[node] < amount:
                node += 1
        return node - self._leaves

    def put(self, position: int, amount: Decimal) -> None:
        """Change the amount at `position`."""
        largest, node = self._largest, self._leaves + position
        largest[node] = amount
        while node > 1:
            node //= 2
            largest[node] = max(largest[2 * node], largest[2 * node + 1])

"""The nearest number: the bounded search finds what a slow one finds."""

from hypothesis import given
from hypothesis import strategies as st

from procurement.domain.reconciliation.numbers import (
    MAX_NEAREST,
    KnownNumbers,
    distance,
    reach,
)

texts = st.text(alphabet="PO0lI1-ab ", max_size=14)
numbers = st.text(alphabet="PO0lI1-ab", min_size=1, max_size=14)


def slow_distance(one: str, other: str) -> int:
    """The whole table, cell by cell."""
    rows, columns = len(one) + 1, len(other) + 1
    table = [[max(row, column) for column in range(columns)] for row in range(rows)]
    for row in range(1, rows):
        for column in range(1, columns):
            table[row][column] = min(
                table[row - 1][column] + 1,
                table[row][column - 1] + 1,
                table[row - 1][column - 1] + (one[row - 1] != other[column - 1]),
            )
            if (
                row > 1
                and column > 1
                and one[row - 1] == other[column - 2]
                and one[row - 2] == other[column - 1]
            ):
                table[row][column] = min(table[row][column], table[row - 2][column - 2] + 1)
    return table[-1][-1]


def folded(number: str) -> str:
    """What is left when easily mistaken characters are told as one."""
    bare = "".join(each for each in number.lower() if each not in " -")
    return bare.replace("o", "0").replace("l", "1").replace("i", "1")


@given(texts, texts, st.integers(0, 4))
def test_within_its_limit_the_distance_is_the_true_one(one: str, other: str, limit: int) -> None:
    true = slow_distance(one, other)
    assert distance(one, other, limit) == (true if true <= limit else None)


@given(texts, texts, st.integers(0, 3))
def test_it_is_the_same_both_ways(one: str, other: str, limit: int) -> None:
    assert distance(one, other, limit) == distance(other, one, limit)


@given(numbers, st.sets(numbers, max_size=12))
def test_no_number_is_nearer_than_the_nearest(given_: str, known: set[str]) -> None:
    """Unless it is one that differs in look-alikes only, which come first."""
    nearest = KnownNumbers(known).nearest(given_)
    within = {each: slow_distance(given_, each) for each in known}
    reached = [apart for apart in within.values() if apart <= reach(given_)]
    if not nearest:
        assert reached == []
        return
    if folded(given_) != folded(nearest[0]):
        best = min(reached)
        assert (
            list(nearest) == sorted(n for n, apart in within.items() if apart == best)[:MAX_NEAREST]
        )


@given(numbers, st.sets(numbers, max_size=12))
def test_what_is_found_exists(given_: str, known: set[str]) -> None:
    nearest = KnownNumbers(known).nearest(given_)
    assert set(nearest) <= known
    assert len(nearest) <= MAX_NEAREST


@given(st.text(alphabet="abcPO27-", min_size=10, max_size=20), st.data())
def test_two_characters_swapped_are_one_mistake(number: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(number) - 2))
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert distance(number, swapped, 1) == (0 if swapped == number else 1)


@given(st.text(alphabet="abco01", min_size=1, max_size=20))
def test_case_spaces_and_look_alikes_are_seen_through(number: str) -> None:
    given_ = f" {number.upper().replace('0', 'O').replace('1', 'I')} "
    assert KnownNumbers([number]).nearest(given_) == (number,)

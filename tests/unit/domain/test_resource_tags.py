"""Tags of invoice units and portal preferences (invoicing:ResourceTagList)."""

import pytest

from procurement.domain.errors import InvalidInput, Problems, QuotaExceeded
from procurement.domain.resource_tags import MAX_TAGS, read_tags, tagged, untagged

TWO = (("stage", "prod"), ("team", "a"))


def test_given_ones_are_added_or_replace_those_of_their_key():
    assert tagged(TWO, {"team": "b", "cost": ""}) == (
        ("cost", ""),
        ("stage", "prod"),
        ("team", "b"),
    )


def test_what_is_so_already_stays_the_same():
    assert tagged(TWO, {"team": "a"}) == TWO
    assert untagged(TWO, ["never"]) == TWO


def test_those_of_a_key_are_taken_away():
    assert untagged(TWO, ["team", "stage"]) == ()


def test_the_limit_counts_what_there_is_in_the_end():
    full = tagged((), {f"key-{number}": "x" for number in range(MAX_TAGS)})
    assert len(tagged(full, {"key-0": "y"})) == MAX_TAGS
    with pytest.raises(QuotaExceeded):
        tagged(full, {"another": "x"})


@pytest.mark.parametrize(
    "tags",
    [{"": "x"}, {"k" * 129: "x"}, {"key": "v" * 257}, {"a\nb": "x"}, {"key": "\x00"}],
)
def test_an_impossible_tag_is_refused(tags):
    with pytest.raises(InvalidInput):
        tagged((), tags)


def test_the_longest_possible_tag_is_taken():
    tag = {"k" * 128: "v" * 256}
    assert dict(tagged((), tag)) == tag


def test_every_problem_is_told_below_the_member():
    problems = Problems()
    read_tags({"": "x", "key": "v" * 257}, "resourceTags", problems)
    with pytest.raises(InvalidInput) as refused:
        problems.raise_if_any()
    assert [each.field for each in refused.value.problems] == [
        "resourceTags[]",
        "resourceTags[key]",
    ]


def test_more_than_the_limit_at_once_is_one_problem():
    problems = Problems()
    given = {f"key-{number}": "" for number in range(MAX_TAGS + 1)}
    assert read_tags(given, "resourceTags", problems) == ()
    with pytest.raises(InvalidInput) as refused:
        problems.raise_if_any()
    assert len(refused.value.problems) == 1

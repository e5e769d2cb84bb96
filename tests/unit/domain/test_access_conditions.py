"""Operators of conditions, each against a value, another one, and none: R-368, R-369."""

from typing import Any

import pytest

from procurement.domain.access.actions import Action
from tests.support.access import ANA, allow, asked, judged, settings
from tests.support.api import BUYER

TEAM = "aws:ResourceTag/team"
SIZE = "aws:ResourceTag/size"
DAY = "aws:ResourceTag/until"
FREE = "aws:ResourceTag/free"
OWNER = "aws:ResourceTag/owner"


def holds(operator: str, key: str, values: Any, **request: Any) -> bool:
    """Whether a statement with this one condition allows a request of Ana's."""
    return judged(allow("*", **{operator: {key: values}}), **request).is_allowed


@pytest.mark.parametrize(
    ("operator", "key", "wanted", "same", "other"),
    [
        ("StringEquals", TEAM, "blue", "blue", "Blue"),
        ("StringNotEquals", TEAM, "blue", "red", "blue"),
        ("StringEqualsIgnoreCase", TEAM, "blue", "BLUE", "blues"),
        ("StringNotEqualsIgnoreCase", TEAM, "blue", "blues", "BLUE"),
        ("StringLike", TEAM, "b*e", "blue", "Blue"),
        ("StringLike", TEAM, "bl?e", "blue", "ble"),
        ("StringNotLike", TEAM, "b*e", "red", "blue"),
        ("NumericEquals", SIZE, "10", "10.0", "11"),
        ("NumericNotEquals", SIZE, "10", "11", "10.0"),
        ("NumericLessThan", SIZE, "10", "9", "10"),
        ("NumericLessThanEquals", SIZE, "10", "10", "10.5"),
        ("NumericGreaterThan", SIZE, "9", "10", "9"),
        ("NumericGreaterThanEquals", SIZE, "9", "9", "8"),
        ("DateEquals", DAY, "2027-03-01", "2027-03-01T00:00:00Z", "2027-03-02"),
        ("DateNotEquals", DAY, "2027-03-01", "2027-03-02", "2027-03-01"),
        ("DateLessThan", DAY, "2027-03-01T00:00:00Z", "2027-02-28", "2027-03-01"),
        ("DateLessThanEquals", DAY, "2027-03-01", "2027-03-01", "2027-03-02"),
        ("DateGreaterThan", DAY, "2027-03-01", "2027-03-01T00:00:01Z", "2027-03-01"),
        ("DateGreaterThanEquals", DAY, "1803859200", "2027-03-01", "2027-02-28"),
        ("Bool", FREE, "true", "True", "false"),
        ("ArnEquals", OWNER, "arn:aws:iam::*:user/a?a", ANA, f"{ANA}-marie"),
        ("ArnLike", OWNER, f"arn:aws:iam::{BUYER}:user/*", ANA, f"arn:aws:iam::{BUYER}:role/x"),
        ("ArnNotEquals", OWNER, ANA, f"{ANA}-marie", ANA),
        ("ArnNotLike", OWNER, "arn:aws:iam::*:user/*", f"arn:aws:iam::{BUYER}:role/x", ANA),
    ],
)
def test_an_operator_holds_for_its_value_and_not_for_another(
    operator: str, key: str, wanted: str, same: str, other: str
) -> None:
    """R-369, as IAM defines them; one that compares no texts takes other spellings of a value."""
    tag = key.partition("/")[2]
    assert holds(operator, key, wanted, resource_tags={tag: same})
    assert not holds(operator, key, wanted, resource_tags={tag: other})


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringEquals", TEAM, "blue"),
        ("StringLike", TEAM, "*"),
        ("NumericLessThan", SIZE, "9"),
        ("DateLessThan", DAY, "2027-03-01"),
        ("Bool", FREE, "false"),
        ("ArnLike", OWNER, "arn:*:*:*:*:*"),
    ],
)
def test_what_is_not_there_is_like_nothing_unless_it_may_be_missing(
    operator: str, key: str, value: str
) -> None:
    """A missing key fails an operator, holds with IfExists, and always holds when negated."""
    assert not holds(operator, key, value)
    assert holds(f"{operator}IfExists", key, value)


@pytest.mark.parametrize(
    "operator", ["StringNotEquals", "StringNotLike", "StringNotEqualsIgnoreCase"]
)
def test_a_negated_operator_holds_for_what_is_not_there(operator: str) -> None:
    """As in IAM: a purchase order without the tag is not of the blue team."""
    assert holds(operator, TEAM, "blue")
    assert holds(f"{operator}IfExists", TEAM, "blue")


def test_one_of_several_values_is_enough_and_a_negated_one_has_to_miss_all() -> None:
    """Values are alternatives; a negated operator is the contrary of any of them."""
    for team, among in (("blue", True), ("red", True), ("green", False)):
        tags = {"team": team}
        assert holds("StringEquals", TEAM, ["blue", "red"], resource_tags=tags) is among
        assert holds("StringNotEquals", TEAM, ["blue", "red"], resource_tags=tags) is not among


def test_all_keys_and_all_operators_have_to_hold() -> None:
    """Conditions of a statement are joined by and."""
    both = allow(
        "*",
        StringEquals={TEAM: "blue", "aws:ResourceTag/stage": "prod"},
        StringLike={"aws:PrincipalArn": "*:user/ana"},
    )
    whole = {"team": "blue", "stage": "prod"}
    assert judged(both, resource_tags=whole).is_allowed
    for missing in whole:
        rest = {key: value for key, value in whole.items() if key != missing}
        assert not judged(both, resource_tags=rest).is_allowed
    other = f"arn:aws:iam::{BUYER}:user/bob"
    held = settings(both, principals=("*",))
    assert not held.allows(asked(resource_tags=whole, caller=other))


def test_null_asks_whether_a_key_is_there() -> None:
    """``Null: true`` is for its absence."""
    for values, is_tagged in (("true", False), ("false", True), (True, False), (False, True)):
        assert holds("Null", TEAM, values, resource_tags={"team": "x"}) is is_tagged
        assert holds("Null", TEAM, values) is not is_tagged


@pytest.mark.parametrize(
    ("keys", "for_all", "for_any"),
    [
        ({}, True, False),
        ({"team": "x"}, True, True),
        ({"team": "x", "stage": "y"}, True, True),
        ({"team": "x", "secret": "z"}, False, True),
        ({"secret": "z"}, False, False),
    ],
)
def test_set_operators_ask_for_all_or_for_any_of_the_keys(
    keys: dict[str, str], for_all: bool, for_any: bool
) -> None:
    """ForAllValues holds for nothing at all, ForAnyValue does not: R-368, aws:TagKeys."""
    wanted = ["team", "stage"]
    told = {"request_tags": keys}
    assert holds("ForAllValues:StringEquals", "aws:TagKeys", wanted, **told) is for_all
    assert holds("ForAnyValue:StringEquals", "aws:TagKeys", wanted, **told) is for_any
    is_none_of_them = not set(keys) & set(wanted)
    assert holds("ForAllValues:StringNotEquals", "aws:TagKeys", wanted, **told) is is_none_of_them
    is_some_other = bool(set(keys) - set(wanted))
    assert holds("ForAnyValue:StringNotEquals", "aws:TagKeys", wanted, **told) is is_some_other


def test_names_of_keys_and_of_tags_in_them_have_no_case_and_values_have() -> None:
    """IAM: ``aws:resourcetag/TEAM`` is the tag team."""
    assert holds("StringEquals", "AWS:resourcetag/TEAM", "blue", resource_tags={"team": "blue"})
    assert not holds("StringEquals", TEAM, "BLUE", resource_tags={"team": "blue"})


def test_tags_that_differ_in_case_only_are_values_of_one_key() -> None:
    """A denial can't be evaded by a second tag of nearly the same name."""
    tags = {"team": "red", "Team": "blue"}
    assert holds("StringEquals", TEAM, "blue", resource_tags=tags)
    assert not holds("StringNotEquals", TEAM, "blue", resource_tags=tags)


@pytest.mark.parametrize("action", list(Action))
def test_an_action_has_the_keys_that_are_listed_for_it_and_no_others(action: Action) -> None:
    """R-368: what an action does not have is absent, though the request be full of it."""
    full: dict[str, Any] = {
        "action": action,
        "resource_tags": {"a": "1"},
        "request_tags": {"b": "1"},
        "tag_keys": ("c",),
    }
    listed = {
        "AddPurchaseOrder": "request resource keys",
        "UpdatePurchaseOrder": "request resource keys",
        "ModifyPurchaseOrders": "request resource keys",
        "TagResource": "request resource keys",
        "UntagResource": "resource keys",
        "DeletePurchaseOrder": "resource",
        "GetPurchaseOrder": "resource",
        "ListPurchaseOrderInvoices": "resource",
        "ListTagsForResource": "resource",
        "UpdatePurchaseOrderStatus": "resource",
        "ViewPurchaseOrders": "resource",
    }.get(action.value, "")
    assert holds("Null", "aws:RequestTag/b", "false", **full) is ("request" in listed)
    assert holds("Null", "aws:ResourceTag/a", "false", **full) is ("resource" in listed)
    assert holds("Null", "aws:TagKeys", "false", **full) is ("keys" in listed)
    for key in ("aws:PrincipalArn", "aws:PrincipalAccount", "aws:CurrentTime", "aws:EpochTime"):
        assert holds("Null", key, "false", **full)


def test_the_time_and_the_account_of_whoever_asks_are_there() -> None:
    """aws:CurrentTime is when the request is judged, aws:PrincipalAccount whose the caller is."""
    assert holds("DateLessThan", "aws:CurrentTime", "2027-01-15T12:00:01Z")
    assert not holds("DateLessThan", "aws:CurrentTime", "2027-01-15T12:00:00Z")
    assert holds("NumericEquals", "aws:EpochTime", "1800014400")
    assert holds("StringEquals", "aws:PrincipalAccount", BUYER)


def test_variables_stand_for_values_of_the_request_and_never_for_wildcards() -> None:
    """Policy variables: an owner's own purchase orders, by tag."""
    own = "${aws:PrincipalArn}"
    assert holds("StringEquals", OWNER, own, resource_tags={"owner": ANA})
    assert not holds("StringEquals", OWNER, own, resource_tags={"owner": f"{ANA}x"})
    same = "${aws:RequestTag/team}"
    change = {"request_tags": {"team": "*"}}
    assert holds("StringLike", TEAM, same, resource_tags={"team": "*"}, **change)
    assert not holds("StringLike", TEAM, same, resource_tags={"team": "blue"}, **change)


def test_a_variable_without_value_is_like_nothing_unless_it_has_a_default() -> None:
    """A missing value matches nothing, so a negated operator holds."""
    tags = {"team": "blue"}
    unknown = "${aws:RequestTag/team}"
    assert not holds("StringEquals", TEAM, unknown, resource_tags=tags)
    assert holds("StringNotEquals", TEAM, unknown, resource_tags=tags)
    assert holds("StringEquals", TEAM, "${aws:RequestTag/team, 'blue'}", resource_tags=tags)


def test_wildcards_can_be_meant_literally() -> None:
    """``${*}``, ``${?}`` and ``${$}`` are the characters themselves."""
    assert holds("StringLike", TEAM, "a${*}b", resource_tags={"team": "a*b"})
    assert not holds("StringLike", TEAM, "a${*}b", resource_tags={"team": "axb"})
    assert holds("StringLike", TEAM, "${?}${$}", resource_tags={"team": "?$"})


def test_wildcards_take_no_more_steps_than_both_lengths_together_multiply_to() -> None:
    """A pattern that would keep a backtracking matcher busy for years is refused at once."""
    assert not holds("StringLike", TEAM, "*a" * 900 + "b", resource_tags={"team": "a" * 256})


def test_values_that_are_no_numbers_or_dates_are_unlike_all() -> None:
    """A tag is free text: what cannot be read is never equal, smaller or greater."""
    odd = {"size": "many", "until": "soon"}
    for operator in ("NumericEquals", "NumericLessThan", "NumericGreaterThan"):
        assert not holds(operator, SIZE, "1", resource_tags=odd)
    assert holds("NumericNotEquals", SIZE, "1", resource_tags=odd)
    assert not holds("DateGreaterThan", DAY, "2000-01-01", resource_tags=odd)

"""What a policy document may hold, and every problem of one that holds something else: R-369."""

from hashlib import sha256
from typing import Any

import pytest

from procurement.domain.access.access_changes import (
    MAX_DOCUMENT,
    AccessPolicyInput,
    read_policies,
    replaced_policies,
    with_action_set,
)
from procurement.domain.access.access_settings import AccessSettings, ActionSet
from procurement.domain.errors import InvalidInput, Problems, StaleVersion
from tests.support.access import ADMIN, ANA, EVERYTHING, NOW, allow, deny, document
from tests.support.api import BUYER

AT = "policies[0].document"


def problems_of(given: Any, principals: Any = (ANA,), name: str = "p") -> set[tuple[str, str]]:
    """(field, reason) of every problem of one policy."""
    problems = Problems()
    read_policies([AccessPolicyInput(name=name, principals=principals, document=given)], problems)
    return {(problem.field, problem.reason) for problem in problems.found}


def test_a_document_may_be_written_in_every_way_that_iam_takes() -> None:
    """One statement or many, one text or many, truths and numbers as such."""
    single = {"Statement": EVERYTHING, "Id": "x", "Version": "2012-10-17"}
    assert problems_of(single) == set()
    many = allow(["Get*", "*"], orders := "arn:aws:purchase-orders::*:purchase-order/*")
    assert problems_of(document({**many, "Resource": [orders, "*"]}, EVERYTHING)) == set()
    of_others = {"Effect": "Allow", "Action": ["s3:GetObject", "*"], "Resource": "*"}
    assert problems_of(document(of_others)) == set()
    conditions = allow(
        "*",
        Bool={"aws:ResourceTag/free": True},
        NumericLessThan={"aws:ResourceTag/size": 5},
        Null={"aws:RequestTag/team": False},
        DateLessThanIfExists={"aws:CurrentTime": "2030-01-01T00:00:00Z"},
        ArnLike={"aws:PrincipalArn": ["arn:aws:iam::*:user/${aws:ResourceTag/owner}"]},
        **{"ForAllValues:StringLike": {"aws:TagKeys": ["a*"]}},
    )
    assert problems_of(document(conditions)) == set()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], {(AT, "INVALID_VALUE"), (f"{AT}.Statement", "MISSING_VALUE")}),
        ({}, {(f"{AT}.Statement", "MISSING_VALUE")}),
        (
            {"Version": "2020-01-01", "Statement": [EVERYTHING]},
            {(f"{AT}.Version", "INVALID_VALUE")},
        ),
        ({"Statements": 1, "Statement": EVERYTHING}, {(f"{AT}.Statements", "INVALID_VALUE")}),
        (
            document({"Effect": "Grant", "Sid": "a b"}),
            {
                (f"{AT}.Statement[0].Effect", "INVALID_VALUE"),
                (f"{AT}.Statement[0].Sid", "INVALID_VALUE"),
                (f"{AT}.Statement[0]", "MISSING_VALUE"),
            },
        ),
        (
            document({**EVERYTHING, "NotAction": "*"}),
            {(f"{AT}.Statement[0]", "MISSING_VALUE")},
        ),
        (
            document({**EVERYTHING, "Principal": "*"}),
            {(f"{AT}.Statement[0].Principal", "INVALID_VALUE")},
        ),
        (
            document({**EVERYTHING, "Action": ["purchase-orders:GetPurchaseOrders", "Get*", 7]}),
            {
                (f"{AT}.Statement[0].Action", "UNKNOWN_ACTION"),
                (f"{AT}.Statement[0].Action", "INVALID_VALUE"),
            },
        ),
        (
            document({**EVERYTHING, "Resource": ["PO-1", "arn:aws:purchase-orders"]}),
            {(f"{AT}.Statement[0].Resource", "INVALID_VALUE")},
        ),
        (
            document({**EVERYTHING, "Resource": []}),
            {(f"{AT}.Statement[0].Resource", "INVALID_VALUE")},
        ),
        (
            document({**EVERYTHING, "Sid": "same"}, {**EVERYTHING, "Sid": "same"}),
            {(f"{AT}.Statement[1].Sid", "DUPLICATE_VALUE")},
        ),
    ],
)
def test_what_is_no_document_is_told_whole(given: Any, expected: set[tuple[str, str]]) -> None:
    """R-369: nothing is left to a default that nobody meant."""
    assert problems_of(given) == expected


@pytest.mark.parametrize(
    ("operator", "keys", "field", "reason"),
    [
        ("StringSame", {"aws:TagKeys": "x"}, "StringSame", "UNKNOWN_OPERATOR"),
        ("IpAddress", {"aws:SourceIp": "10.0.0.0/8"}, "IpAddress", "UNKNOWN_OPERATOR"),
        ("ForAllValues:Null", {"aws:TagKeys": "true"}, "ForAllValues:Null", "UNKNOWN_OPERATOR"),
        ("NullIfExists", {"aws:TagKeys": "true"}, "NullIfExists", "UNKNOWN_OPERATOR"),
        ("StringEquals", {"aws:SourceIp": "x"}, "StringEquals.aws:SourceIp", "UNKNOWN_KEY"),
        ("StringEquals", {"aws:ResourceTag/": "x"}, "StringEquals.aws:ResourceTag/", "UNKNOWN_KEY"),
        ("StringEquals", {"aws:TagKeys": "x"}, "StringEquals.aws:TagKeys", "INVALID_VALUE"),
        ("StringEquals", {}, "StringEquals", "INVALID_VALUE"),
        (
            "StringEquals",
            {"aws:PrincipalArn": []},
            "StringEquals.aws:PrincipalArn",
            "MISSING_VALUE",
        ),
        (
            "StringEquals",
            {"aws:PrincipalArn": [{}]},
            "StringEquals.aws:PrincipalArn",
            "INVALID_VALUE",
        ),
        ("Bool", {"aws:ResourceTag/a": "yes"}, "Bool.aws:ResourceTag/a", "INVALID_VALUE"),
        ("Null", {"aws:ResourceTag/a": "yes"}, "Null.aws:ResourceTag/a", "INVALID_VALUE"),
        (
            "NumericEquals",
            {"aws:ResourceTag/a": "x"},
            "NumericEquals.aws:ResourceTag/a",
            "INVALID_VALUE",
        ),
        ("DateEquals", {"aws:CurrentTime": "soon"}, "DateEquals.aws:CurrentTime", "INVALID_VALUE"),
        ("ArnLike", {"aws:PrincipalArn": "ana"}, "ArnLike.aws:PrincipalArn", "INVALID_VALUE"),
        (
            "StringLike",
            {"aws:PrincipalArn": "${aws:username}"},
            "StringLike.aws:PrincipalArn",
            "UNKNOWN_KEY",
        ),
    ],
)
def test_a_condition_that_could_never_mean_anything_is_refused(
    operator: str, keys: Any, field: str, reason: str
) -> None:
    """R-368: a key that nothing has would quietly never deny."""
    found = problems_of(document(deny("*", **{operator: keys})))
    assert (f"{AT}.Statement[0].Condition.{field}", reason) in found


def test_variables_need_the_newer_version_of_the_language() -> None:
    """IAM takes them for plain text in the older one, which nobody means."""
    own = allow("*", StringEquals={"aws:ResourceTag/owner": "${aws:PrincipalArn}"})
    field = f"{AT}.Statement[0].Condition.StringEquals.aws:ResourceTag/owner"
    assert problems_of(document(own, version="2008-10-17")) == {(field, "INVALID_VALUE")}
    assert problems_of({"Statement": [own]}) == {(field, "INVALID_VALUE")}


@pytest.mark.parametrize(
    ("principals", "field"),
    [
        ([], "policies[0].principals"),
        ([ANA] * 21, "policies[0].principals"),
        (["ana"], "policies[0].principals[0]"),
        (["arn:aws:iam"], "policies[0].principals[0]"),
        ([f"arn:aws:iam::{BUYER}:user/{'x' * 250}"], "policies[0].principals[0]"),
        ([f"arn:aws:iam::{BUYER}:user/é"], "policies[0].principals[0]"),
        ([f"arn:aws:iam::{BUYER}:role/path/finance"], "policies[0].principals[0]"),
    ],
)
def test_principals_are_arns_and_roles_have_no_path(principals: list[str], field: str) -> None:
    """A request by a role tells its name alone: a path would never fit."""
    assert problems_of(document(EVERYTHING), principals) == {(field, "INVALID_VALUE")}


def test_names_are_unique_and_plain() -> None:
    """R-369: a statement is told by the name of its policy."""
    assert problems_of(document(EVERYTHING), name="a b") == {("policies[0].name", "INVALID_VALUE")}
    problems = Problems()
    twice = AccessPolicyInput(name="x", principals=["*"], document=document(EVERYTHING))
    read_policies([twice, twice], problems)
    assert {problem.reason for problem in problems.found} == {"DUPLICATE_VALUE"}


def test_sets_and_documents_have_bounds() -> None:
    """All policies of an account are read for every request."""
    long = document(*[allow("*", f"arn:aws:purchase-orders::*:{'x' * 1900}")] * 4)
    assert problems_of(long) == {(AT, "TOO_LONG")}
    assert MAX_DOCUMENT == 6144
    problems = Problems()
    read_policies(
        [
            AccessPolicyInput(name=f"n{n}", principals=["*"], document=document(EVERYTHING))
            for n in range(21)
        ],
        problems,
    )
    assert [(p.field, p.reason) for p in problems.found] == [("policies", "TOO_MANY")]


def given(*statements: Any, principal: str) -> AccessPolicyInput:
    """One policy for one principal."""
    return AccessPolicyInput(
        name=sha256(principal.encode()).hexdigest()[:8],
        principals=[principal],
        document=document(*statements),
    )


def test_whoever_puts_policies_keeps_a_way_in() -> None:
    """A set that leaves its author without listing, getting and updating is refused whole."""
    before = AccessSettings(account_id=BUYER)
    mine = given(EVERYTHING, principal=ADMIN)
    for policies in (
        [given(EVERYTHING, principal=ANA)],
        [mine, given(deny("Get*"), principal="arn:aws:iam::*:user/*")],
        [given(allow("*", StringEquals={"aws:ResourceTag/team": "a"}), principal=ADMIN)],
    ):
        with pytest.raises(InvalidInput) as refused:
            replaced_policies(before, policies, ADMIN, NOW)
        assert [p.reason for p in refused.value.problems] == ["LOCKS_OUT_CALLER"]
    after = replaced_policies(before, [mine, given(deny("*"), principal=ANA)], ADMIN, NOW)
    assert (after.version, after.are_in_force) == (1, True)
    root = f"arn:aws:iam::{BUYER}:root"
    assert replaced_policies(before, [given(deny("*"), principal=ANA)], root, NOW).are_in_force


def test_the_same_again_is_no_new_version() -> None:
    """R-062's way: what is so already is not written."""
    first = replaced_policies(
        AccessSettings(account_id=BUYER), [given(EVERYTHING, principal=ADMIN)], ADMIN, NOW
    )
    assert replaced_policies(first, [given(EVERYTHING, principal=ADMIN)], ADMIN, NOW) is first
    assert with_action_set(first, ActionSet.FINE_GRAINED, ADMIN, NOW) is first
    first.expect_version(1)
    with pytest.raises(StaleVersion):
        first.expect_version(0)


def test_the_set_of_actions_is_not_changed_away_from_under_its_author() -> None:
    """R-363: back to the fine-grained set only for whom it allows something."""
    pair = given(
        allow(["ViewPurchaseOrders", "ModifyPurchaseOrders"]), principal="arn:aws:iam::*:user/*"
    )
    none = AccessSettings(account_id=BUYER)
    legacy = with_action_set(none, ActionSet.LEGACY, ADMIN, NOW)
    held = replaced_policies(legacy, [pair], ADMIN, NOW)
    with pytest.raises(InvalidInput) as refused:
        with_action_set(held, ActionSet.FINE_GRAINED, ADMIN, NOW)
    assert refused.value.problems[0].field == "actionSet"

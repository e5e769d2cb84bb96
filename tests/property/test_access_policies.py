"""Random policies and requests: our judgement, another evaluator's, and laws that always hold."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from moto.iam.access_control import IAMPolicy, PermissionResult

from procurement.domain.access.access_settings import AccessPolicy, AccessSettings
from procurement.domain.access.actions import Action
from procurement.domain.access.evaluation import Verdict
from procurement.domain.access.glob import is_like
from procurement.domain.access.names import owner_and_id, purchase_order_arn
from tests.support.access import ANA, asked, document
from tests.support.api import BUYER

# Where moto and IAM say the same: no question marks, no regular expression's own characters, and
# wildcards within one part of an ARN.
NAMES = st.text("ab-", min_size=1, max_size=4)
PATTERNS = st.text("ab-*", min_size=1, max_size=5)
RESOURCES = st.one_of(
    st.just("*"), PATTERNS.map(lambda p: f"arn:aws:purchase-orders::{BUYER}:purchase-order/{p}")
)
ACTIONS = st.one_of(
    st.sampled_from([action.qualified for action in Action]),
    st.sampled_from(["*", "purchase-orders:*", "purchase-orders:Update*", "purchase-orders:*s"]),
)


@st.composite
def statements(draw: st.DrawFn) -> dict[str, Any]:
    """A statement without conditions; moto knows Resource, and no NotResource."""
    return {
        "Effect": draw(st.sampled_from(["Allow", "Deny"])),
        draw(st.sampled_from(["Action", "NotAction"])): draw(
            st.lists(ACTIONS, min_size=1, max_size=3)
        ),
        "Resource": draw(st.lists(RESOURCES, min_size=1, max_size=3)),
    }


def held(*given_: dict[str, Any]) -> AccessSettings:
    """Settings of one policy for everybody."""
    text = json.dumps(document(*given_))
    policy = AccessPolicy(name="p", principals=("*",), document=text)
    return AccessSettings(account_id=BUYER, policies=(policy,))


@given(st.lists(statements(), min_size=1, max_size=4), st.sampled_from([*Action]), NAMES)
def test_moto_s_evaluator_comes_to_the_same(
    given_: list[dict[str, Any]], action: Action, name: str
) -> None:
    """R-377: actions, resources and precedence, wherever both define them."""
    settings = held(*given_)
    request = asked(action, purchase_order_id=name)
    verdict = settings.judge(request).verdict
    assert settings.allows(request) is (verdict is Verdict.ALLOWED or not settings.are_in_force)
    oracle = IAMPolicy(json.dumps(document(*given_)))
    expected = {
        PermissionResult.PERMITTED: Verdict.ALLOWED,
        PermissionResult.DENIED: Verdict.EXPLICIT_DENY,
        PermissionResult.NEUTRAL: Verdict.IMPLICIT_DENY,
    }[oracle.is_action_permitted(action.qualified, request.resource)]
    if settings.are_in_force:
        assert verdict is expected
    else:
        assert expected is Verdict.IMPLICIT_DENY


@given(st.lists(statements(), min_size=1, max_size=4), statements(), st.sampled_from([*Action]))
def test_another_permission_never_takes_away_and_another_denial_never_gives(
    given_: list[dict[str, Any]], other: dict[str, Any], action: Action
) -> None:
    """Explicit deny beats allow, whatever the order (R-377)."""
    request = asked(action)
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    before = held(*given_).judge(request).verdict
    more = held(*given_, {**other, "Effect": "Allow"}).judge(request).verdict
    less = held(everything, *given_, {**other, "Effect": "Deny"}).allows(request)
    if before is Verdict.EXPLICIT_DENY:
        assert more is Verdict.EXPLICIT_DENY
    if less:
        assert held(everything, *given_).allows(request)
    assert held(*reversed(given_)).judge(request).verdict is before


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_two_ids_never_share_an_arn(one: str, other: str) -> None:
    """R-367: the percent-encoding is exact, so that a policy on one is not about another."""
    arn = purchase_order_arn(BUYER, one)
    assert owner_and_id(arn) == (BUYER, one)
    assert (arn == purchase_order_arn(BUYER, other)) is (one == other)


@given(st.lists(st.sampled_from(["a", "b", "*", "?"]), max_size=8), st.text("ab", max_size=8))
def test_wildcards_match_as_a_search_of_all_ways_does(pattern: list[str], text: str) -> None:
    """``*`` is any number of characters, ``?`` one."""

    def ways(at: int, place: int) -> bool:
        if at == len(pattern):
            return place == len(text)
        if pattern[at] == "*":
            return any(ways(at + 1, end) for end in range(place, len(text) + 1))
        fits = place < len(text) and pattern[at] in ("?", text[place])
        return fits and ways(at + 1, place + 1)

    assert is_like("".join(pattern), text) is ways(0, 0)


@given(
    st.dictionaries(st.sampled_from(["team", "stage", "x"]), st.sampled_from("ab"), max_size=3),
    st.sampled_from(["StringEquals", "StringLike", "StringEqualsIgnoreCase"]),
    st.lists(st.sampled_from(["a", "b", "A"]), min_size=1, max_size=2),
)
def test_a_negated_operator_is_the_contrary_of_its_own(
    tags: dict[str, str], operator: str, values: list[str]
) -> None:
    """Of a missing key too: then the one holds and the other does not."""
    negated = operator.replace("String", "StringNot")

    def holds(name: str) -> bool:
        condition = {name: {"aws:ResourceTag/team": values}}
        statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}
        return held(statement).allows(asked(resource_tags=tags, caller=ANA))

    assert holds(operator) is not holds(negated)

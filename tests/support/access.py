"""Builders of access policies, and callers whom they judge."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from procurement.domain.access.access_settings import AccessPolicy, AccessSettings, ActionSet
from procurement.domain.access.actions import Action
from procurement.domain.access.evaluation import AccessRequest, Judgement
from procurement.domain.access.policy_document import VERSION
from tests.support.api import BUYER, Answer, call

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)

ADMIN = f"arn:aws:iam::{BUYER}:user/admin"
ANA = f"arn:aws:iam::{BUYER}:user/ana"
"""Somebody whom the policy of a test is about."""

EVERYTHING = {"Effect": "Allow", "Action": "purchase-orders:*", "Resource": "*"}


def orders(name: str = "*", account: str = BUYER) -> str:
    """The ARN of a purchase order, whose name may be a pattern."""
    return f"arn:aws:purchase-orders::{account}:purchase-order/{name}"


def allow(action: str | Sequence[str], resource: str = "*", **condition: Any) -> dict[str, Any]:
    """A statement that allows; each condition is an operator's name and its keys."""
    return _statement("Allow", action, resource, condition)


def deny(action: str | Sequence[str], resource: str = "*", **condition: Any) -> dict[str, Any]:
    """A statement that denies."""
    return _statement("Deny", action, resource, condition)


def document(*statements: Mapping[str, Any], version: str = VERSION) -> dict[str, Any]:
    """A document of statements."""
    return {"Version": version, "Statement": list(statements)}


def policy(
    *statements: Mapping[str, Any], name: str = "under-test", principals: Sequence[str] = (ANA,)
) -> dict[str, Any]:
    """A policy as the API takes it."""
    return {"name": name, "principals": list(principals), "document": document(*statements)}


def the_administrators(principal: str = ADMIN) -> dict[str, Any]:
    """The policy that keeps an administrator in."""
    return policy(EVERYTHING, name="administrators", principals=[principal])


def put(*policies: Mapping[str, Any], account: str = BUYER, principal: str = ADMIN) -> None:
    """Put policies beside those of the administrator, who puts them."""
    every = [the_administrators(principal), *policies]
    answer = call(
        "PUT", "/access-policies", {"policies": every}, account=account, principal=principal
    )
    assert answer.status == 200, answer.body


def settings(
    *statements: Mapping[str, Any],
    principals: Sequence[str] = (ANA,),
    action_set: ActionSet = ActionSet.FINE_GRAINED,
) -> AccessSettings:
    """Settings of one policy, without the way through the API."""
    text = json.dumps(document(*statements))
    held = AccessPolicy(name="under-test", principals=tuple(principals), document=text)
    return AccessSettings(account_id=BUYER, policies=(held,), action_set=action_set)


def judged(
    statement: Mapping[str, Any], action: Action = Action.UPDATE, **request: Any
) -> Judgement:
    """What one statement makes of a request of Ana's."""
    return settings(statement).judge(asked(action, **request))


def asked(action: Action = Action.UPDATE, **request: Any) -> AccessRequest:
    """A request of Ana's about PO-1; tags are given as mappings."""
    for tags in ("resource_tags", "request_tags"):
        request[tags] = tuple(dict(request.get(tags, {})).items())
    given = {"caller": ANA, "account_id": BUYER, "at": NOW, "purchase_order_id": "PO-1"}
    return AccessRequest(action=action, **{**given, **request})


def _statement(
    effect: str, action: str | Sequence[str], resource: str, condition: Mapping[str, Any]
) -> dict[str, Any]:
    said = [action] if isinstance(action, str) else action
    actions = [each if each == "*" else f"purchase-orders:{each}" for each in said]
    found: dict[str, Any] = {"Effect": effect, "Action": actions, "Resource": resource}
    return {**found, "Condition": condition} if condition else found


def as_ana(method: str, path: str, body: Any = None, **query: Any) -> Answer:
    """One request of Ana's."""
    return call(method, path, body, principal=ANA, **query)


def seen_by(principal: str, path: str = "/purchase-orders", **query: Any) -> list[dict[str, Any]]:
    """Everything that a listing gives somebody, page by page."""
    found: list[dict[str, Any]] = []
    token = None
    for _ in range(100):
        more = {"nextToken": token} if token else {}
        answer = call("GET", path, principal=principal, **query, **more)
        assert answer.status == 200, answer.body
        found += answer.body["items"]
        token = answer.body["nextToken"]
        if token is None:
            return found
    raise AssertionError(f"{path} never ends")

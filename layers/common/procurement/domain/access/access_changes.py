"""Change the access settings of an account: everything that is wrong is told at once."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from procurement.domain.access.access_settings import (
    EVERYBODY,
    AccessPolicy,
    AccessSettings,
    ActionSet,
    would_lock_out,
)
from procurement.domain.access.names import ARN_PARTS, arn_parts
from procurement.domain.access.policy_document import read_policy_document
from procurement.domain.errors import Problems

MAX_POLICIES: Final = 20
MAX_PRINCIPALS: Final = 20
MAX_PRINCIPAL: Final = 256
"""ASCII characters of one of them: a set is told of in one event, which has 256 KB."""
MAX_DOCUMENT: Final = 6_144
"""Bytes of one document without white space, as IAM allows a managed policy."""

_NAME: Final = re.compile(r"[A-Za-z0-9_+=,.@-]{1,128}")
_RULE: Final = "R-369"


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessPolicyInput:
    """A policy as its writer gave it, unchecked; the document is JSON that was parsed."""

    name: str
    principals: Sequence[str]
    document: Mapping[str, object]


def replaced_policies(
    before: AccessSettings, given: Sequence[AccessPolicyInput], caller: str, now: datetime
) -> AccessSettings:
    """The settings with all policies replaced; the same object when nothing differs.

    `InvalidInput` with all problems, also when `caller`, an ARN, would be locked out.
    """
    problems = Problems()
    policies = read_policies(given, problems)
    problems.raise_if_any()
    if policies == before.policies:
        return before
    after = _changed(before, replace(before, policies=policies), now)
    if would_lock_out(after, caller, now):
        message = (
            "would leave you without purchase-orders:ListPurchaseOrders, GetPurchaseOrder and "
            "UpdatePurchaseOrder on any purchase order: allow purchase-orders:* to yourself"
        )
        problems.add("policies", "LOCKS_OUT_CALLER", message, "R-377")
        problems.raise_if_any()
    return after


def with_action_set(
    before: AccessSettings, action_set: ActionSet, caller: str, now: datetime
) -> AccessSettings:
    """The settings with another set of actions; the same object when it is that already (R-363).

    `InvalidInput` when `caller`, an ARN, would be locked out.
    """
    if action_set is before.action_set:
        return before
    after = _changed(before, replace(before, action_set=action_set), now)
    if would_lock_out(after, caller, now):
        problems = Problems()
        message = f"your policies allow you nothing by the actions that count in {action_set}"
        problems.add("actionSet", "LOCKS_OUT_CALLER", message, "R-363")
        problems.raise_if_any()
    return after


def read_policies(
    given: Sequence[AccessPolicyInput], problems: Problems
) -> tuple[AccessPolicy, ...]:
    """The policies, in their order; problems are noted under ``policies``."""
    if len(given) > MAX_POLICIES:
        problems.add("policies", "TOO_MANY", f"holds at most {MAX_POLICIES} policies", _RULE)
    seen = Counter(each.name for each in given)
    kept = []
    for index, each in enumerate(given[:MAX_POLICIES]):
        at = f"policies[{index}]"
        if not _NAME.fullmatch(each.name):
            message = "has 1 to 128 letters, digits and _ + = , . @ -"
            problems.add(f"{at}.name", "INVALID_VALUE", message, _RULE)
        elif seen[each.name] > 1:
            problems.add(f"{at}.name", "DUPLICATE_VALUE", "is given twice", _RULE)
        _check_principals(each.principals, f"{at}.principals", problems)
        text = _text(each.document)
        if len(text.encode()) > MAX_DOCUMENT:
            message = f"has at most {MAX_DOCUMENT} bytes without white space"
            problems.add(f"{at}.document", "TOO_LONG", message, _RULE)
        else:
            read_policy_document(each.document, f"{at}.document", problems)
        kept.append(AccessPolicy(name=each.name, principals=tuple(each.principals), document=text))
    return tuple(kept)


def _check_principals(given: Sequence[str], at: str, problems: Problems) -> None:
    if not 1 <= len(given) <= MAX_PRINCIPALS:
        message = f"holds 1 to {MAX_PRINCIPALS} ARNs, or *"
        problems.add(at, "INVALID_VALUE", message, _RULE)
    for index, pattern in enumerate(given[:MAX_PRINCIPALS]):
        parts = arn_parts(pattern)
        here = f"{at}[{index}]"
        if pattern == EVERYBODY:
            continue
        is_short = len(pattern) <= MAX_PRINCIPAL and pattern.isascii()
        if len(parts) != ARN_PARTS or parts[0] != "arn" or not is_short:
            message = f"is an ARN of at most {MAX_PRINCIPAL} ASCII characters, or *"
            problems.add(here, "INVALID_VALUE", message, _RULE)
        elif parts[2] == "iam" and parts[-1].startswith("role/") and parts[-1].count("/") > 1:
            message = "names a role by its name alone: requests do not tell its path"
            problems.add(here, "INVALID_VALUE", message, _RULE)


def _text(document: Mapping[str, object]) -> str:
    """As JSON without white space; decimal numbers as texts, which conditions compare alike."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False, default=str)


def _changed(before: AccessSettings, after: AccessSettings, now: datetime) -> AccessSettings:
    return replace(after, version=before.version + 1, updated_at=now)

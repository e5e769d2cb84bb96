"""Names of purchase orders and of those who ask for them, as ARNs (R-366, R-367)."""

import re
from typing import Final
from urllib.parse import quote, unquote

from procurement.domain.access.actions import SERVICE

ARN_PARTS: Final = 6
"""Colons in the last part belong to it."""

_RESOURCE: Final = "purchase-order/"
_ROLE_SESSION: Final = re.compile(r"arn:(aws[a-z-]*):sts::(\d{12}):assumed-role/([^/]+)/.+")
_ACCOUNT: Final = re.compile(r"\d{12}")


def arn_parts(arn: str) -> list[str]:
    """The parts between the colons, six when it is an ARN."""
    return arn.split(":", ARN_PARTS - 1)


def purchase_order_arn(account_id: str, purchase_order_id: str) -> str:
    """The ARN of an account's purchase order, its ID percent-encoded: IDs may hold ``/`` and ``:``.

    There is no region in it, and the account is the one that owns the purchase order.
    """
    return f"arn:aws:{SERVICE}::{account_id}:{_RESOURCE}{quote(purchase_order_id, safe='')}"


def owner_and_id(arn: str) -> tuple[str, str] | None:
    """Account and ID in an ARN that `purchase_order_arn` could have made, else None."""
    parts = arn_parts(arn)
    account_id = parts[4] if len(parts) == ARN_PARTS else ""
    purchase_order_id = unquote(parts[-1].removeprefix(_RESOURCE), errors="replace")
    is_ours = purchase_order_arn(account_id, purchase_order_id) == arn
    return (account_id, purchase_order_id) if is_ours and purchase_order_id else None


def principal_arn(caller_arn: str) -> str:
    """The user or role behind a caller, as ``aws:PrincipalArn`` has it.

    A session of an assumed role is its role. The gateway does not tell a role's path, so that it is
    in no role's ARN here.
    """
    session = _ROLE_SESSION.fullmatch(caller_arn)
    return f"arn:{session[1]}:iam::{session[2]}:role/{session[3]}" if session else caller_arn


def principal_account(arn: str) -> str | None:
    """The account in a principal's ARN, None when there is none in it."""
    parts = arn_parts(arn)
    has_account = len(parts) == ARN_PARTS and _ACCOUNT.fullmatch(parts[4])
    return parts[4] if has_account else None


def root_arn(account_id: str) -> str:
    """The root user of an account, whom no policy of the account binds."""
    return f"arn:aws:iam::{account_id}:root"

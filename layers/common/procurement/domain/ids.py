"""Identifiers: the purchase order numbers people type, and the IDs derived from what they name."""

import re
from base64 import b32encode
from hashlib import sha256
from typing import Final

from procurement.domain.errors import Problem

MAX_PURCHASE_ORDER_ID: Final = 100
"""Characters of a purchase order ID typed in the billing side (R-005)."""

MAX_PURCHASE_ORDER_REFERENCE: Final = 200
"""Characters of a purchase order number given in Marketplace (R-172, R-173)."""

_FORBIDDEN: Final = re.compile(r"[^A-Za-z0-9 _.:/=+\-%@]")
_RESOURCE_ID: Final = re.compile(r"[A-Za-z0-9_/-]{1,64}")
_ACCOUNT_ID: Final = re.compile(r"[0-9]{12}")
_PREFIX: Final = re.compile(r"[A-Za-z0-9_/-]{1,37}")

# 26 base32 characters are 130 bits: two different sources never meet by chance.
_DIGEST_LENGTH: Final = 26


def derived_id(prefix: str, *parts: str | int) -> str:
    """``prefix-`` and a digest of `parts`: the same source always gives the same ID.

    The result is 1 to 64 letters, digits, ``-``, ``_``, ``/`` (agreement:ResourceId); the digest
    itself is lower case letters and digits only, so ``ch`` makes a legal agreement:ChargeId
    (R-260). `ValueError` for a prefix that would break the shape.
    """
    if _PREFIX.fullmatch(prefix) is None:
        raise ValueError(f"{prefix!r} cannot begin a resource ID")
    encoded = [str(part).encode() for part in parts]
    # Every part carries its length, so that ("ab", "c") and ("a", "bc") differ.
    source = b"".join(b"%d:%b" % (len(part), part) for part in encoded)
    digest = b32encode(sha256(source).digest()).decode("ascii").lower()
    return f"{prefix}-{digest[:_DIGEST_LENGTH]}"


def installment_charge_id(agreement_id: str, number: int) -> str:
    """The ID of payment `number` (from 1) of an agreement: ``ch-`` and letters and digits.

    The number stands at the end, so that the IDs of one agreement sort by payment.
    """
    return f"{derived_id('ch', agreement_id)}{number:03d}"


def is_resource_id(text: str) -> bool:
    """Whether `text` has the shape of agreement:ResourceId: 1-64 of letters, digits, ``_/-``."""
    return _RESOURCE_ID.fullmatch(text) is not None


def is_account_id(text: str) -> bool:
    """Whether `text` is an AWS account ID: exactly 12 digits."""
    return _ACCOUNT_ID.fullmatch(text) is not None


def validate_purchase_order_id(
    value: str | None, field: str = "purchaseOrderId"
) -> tuple[Problem, ...]:
    """Everything wrong with a purchase order ID of the billing side; empty when all is well.

    1 to 100 characters (R-005) of letters, digits, space and ``_ . : / = + - % @`` (R-006, R-007),
    no space at either end (R-008). Reasons: MISSING_PURCHASE_ORDER_ID, INVALID_PURCHASE_ORDER_ID.
    """
    return _validate(value, field, "PURCHASE_ORDER_ID", MAX_PURCHASE_ORDER_ID, "R-005")


def validate_purchase_order_reference(
    value: str | None, field: str = "purchaseOrderReference"
) -> tuple[Problem, ...]:
    """Everything wrong with the purchase order number of a Marketplace charge.

    As `validate_purchase_order_id`, but up to 200 characters (R-173) and with AWS's own reasons:
    MISSING_PURCHASE_ORDER_REFERENCE (R-217), INVALID_PURCHASE_ORDER_REFERENCE (R-216).
    """
    return _validate(
        value, field, "PURCHASE_ORDER_REFERENCE", MAX_PURCHASE_ORDER_REFERENCE, "R-173"
    )


def _validate(
    value: str | None, field: str, subject: str, limit: int, limit_rule: str
) -> tuple[Problem, ...]:
    def problem(reason: str, message: str, rule: str) -> Problem:
        return Problem(field=field, reason=f"{reason}_{subject}", message=message, rule=rule)

    if value is None or value == "":
        rule = "R-217" if subject == "PURCHASE_ORDER_REFERENCE" else "R-008"
        return (problem("MISSING", "must have at least 1 character", rule),)
    found: list[Problem] = []
    if len(value) > limit:
        message = f"has {len(value)} characters, at most {limit} are allowed"
        found.append(problem("INVALID", message, limit_rule))
    if forbidden := sorted(set(_FORBIDDEN.findall(value))):
        listed = " ".join(ascii(character) for character in forbidden[:10])
        message = f"may hold letters, digits, space and _ . : / = + - % @ only, not {listed}"
        found.append(problem("INVALID", message, "R-007"))
    if value != value.strip(" "):
        found.append(problem("INVALID", "must not begin or end with a space", "R-008"))
    return tuple(found)

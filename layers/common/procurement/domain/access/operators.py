"""Operators of conditions: how values of a request are compared with those of a policy.

The names and meanings are IAM's. Operators on addresses and on binary data are missing: no key of
purchase orders has such values.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any, Final

from procurement.domain.access.glob import Token, Wildcard, expanded, matches
from procurement.domain.access.names import ARN_PARTS

Values = Mapping[str, Sequence[str]]
"""What a request has, by key in lower case."""

IF_EXISTS: Final = "IfExists"
NULL: Final = "Null"
_KEPT_PATTERNS: Final = 1_024


class Quantifier(StrEnum):
    """How many of a request's values have to satisfy an operator."""

    ALL = "ForAllValues"
    ANY = "ForAnyValue"


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator without its negation: `holds` compares one value with one of the policy's.

    `is_readable` says whether a policy may have such a value; None lets it have any text.
    """

    holds: Callable[[str, Sequence[Token]], bool]
    is_pattern: bool = False
    is_negated: bool = False
    is_readable: Callable[[str], bool] | None = None

    def is_satisfied(self, value: str, allowed: Sequence[str], values: Values) -> bool:
        """Whether one `value` of the request is among what the policy allows, or is not, negated.

        What the policy says with a variable that the request has no value for is never equal.
        """
        patterns = (expanded(each, values, is_pattern=self.is_pattern) for each in allowed)
        found = any(pattern is not None and self.holds(value, pattern) for pattern in patterns)
        return found is not self.is_negated


def number(text: str) -> Decimal | None:
    """A decimal number, None for another text."""
    try:
        read = Decimal(text)
    except InvalidOperation:
        return None
    return read if read.is_finite() else None


def instant(text: str) -> datetime | None:
    """A date or time of ISO 8601, in UTC unless it says otherwise, or seconds since 1970."""
    try:
        if text.isdecimal() and len(text) > len("2027"):
            return datetime.fromtimestamp(int(text), UTC)
        read = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def is_arn_like(arn: str, pattern: Sequence[Token]) -> bool:
    """Whether each of the six parts is like that part of the pattern; wildcards cross no colon."""
    given = _parts(tuple(pattern))
    parts = arn.split(":", ARN_PARTS - 1)
    return len(parts) == len(given) == ARN_PARTS and all(map(_is_part, given, parts))


def _is_part(given: str | Sequence[Token], part: str) -> bool:
    return given == part if isinstance(given, str) else matches(given, part)


@lru_cache(maxsize=_KEPT_PATTERNS)
def _parts(pattern: tuple[Token, ...]) -> Sequence[str | Sequence[Token]]:
    """The six parts of a pattern; one without wildcards as plain text, which compares at once."""
    found: list[list[Token]] = [[]]
    for each in pattern:
        if each == ":" and len(found) < ARN_PARTS:
            found.append([])
        else:
            found[-1].append(each)
    return [
        each if any(isinstance(token, Wildcard) for token in each) else _text(each)
        for each in found
    ]


def _text(pattern: Sequence[Token]) -> str:
    return "".join(token.value if isinstance(token, Wildcard) else token for token in pattern)


def _same(value: str, pattern: Sequence[Token]) -> bool:
    return value == _text(pattern)


def _same_in_any_case(value: str, pattern: Sequence[Token]) -> bool:
    return value.casefold() == _text(pattern).casefold()


def _like(value: str, pattern: Sequence[Token]) -> bool:
    return matches(pattern, value)


def _compared(
    value: str,
    pattern: Sequence[Token],
    *,
    read: Callable[[str], object | None],
    holds: Callable[[Any, Any], bool],
) -> bool:
    left, right = read(value), read(_text(pattern))
    return left is not None and right is not None and holds(left, right)


def _ordered(name: str, read: Callable[[str], object | None]) -> dict[str, Operator]:
    """The operators on values that have an order; what cannot be read is equal to nothing."""

    def compared(holds: Callable[[Any, Any], bool], *, is_negated: bool = False) -> Operator:
        return Operator(
            partial(_compared, read=read, holds=holds),
            is_negated=is_negated,
            is_readable=lambda text: read(text) is not None,
        )

    return {
        f"{name}Equals": compared(operator.eq),
        f"{name}NotEquals": compared(operator.eq, is_negated=True),
        f"{name}LessThan": compared(operator.lt),
        f"{name}LessThanEquals": compared(operator.le),
        f"{name}GreaterThan": compared(operator.gt),
        f"{name}GreaterThanEquals": compared(operator.ge),
    }


def _is_truth(text: str) -> bool:
    return text.lower() in ("true", "false")


def _is_arn(text: str) -> bool:
    return text.count(":") >= ARN_PARTS - 1


OPERATORS: Final[Mapping[str, Operator]] = {
    "StringEquals": Operator(_same),
    "StringNotEquals": Operator(_same, is_negated=True),
    "StringEqualsIgnoreCase": Operator(_same_in_any_case),
    "StringNotEqualsIgnoreCase": Operator(_same_in_any_case, is_negated=True),
    "StringLike": Operator(_like, is_pattern=True),
    "StringNotLike": Operator(_like, is_pattern=True, is_negated=True),
    "Bool": Operator(_same_in_any_case, is_readable=_is_truth),
    **_ordered("Numeric", number),
    **_ordered("Date", instant),
    **{
        f"Arn{relation}": Operator(
            is_arn_like,
            is_pattern=True,
            is_negated=relation.startswith("Not"),
            is_readable=_is_arn,
        )
        for relation in ("Equals", "Like", "NotEquals", "NotLike")
    },
}
"""Every operator but ``Null``, which compares nothing, by the name that policies give it."""

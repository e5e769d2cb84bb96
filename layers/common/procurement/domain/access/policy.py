"""A policy document as it was read: statements, and the conditions under which they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from procurement.domain.access.actions import SERVICE, Action
from procurement.domain.access.glob import expanded, is_like
from procurement.domain.access.operators import (
    OPERATORS,
    Quantifier,
    Values,
    is_arn_like,
)


class Effect(StrEnum):
    """What a statement does with what it is about."""

    ALLOW = "Allow"
    DENY = "Deny"


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """One key under one operator. `operator` is None for ``Null``, whose one value is a truth."""

    name: str
    key: str
    values: tuple[str, ...]
    operator: str | None
    quantifier: Quantifier | None = None
    if_exists: bool = False

    def holds(self, values: Values) -> bool:
        """Whether the request is as the condition asks.

        Of a key that the request does not have, a negated operator holds and another one does not,
        unless it is ``IfExists``.
        """
        found = values.get(self.key.lower(), ())
        if self.operator is None:
            return (not found) is (self.values[0].lower() == "true")
        if not found and self.if_exists:
            return True
        operator = OPERATORS[self.operator]
        satisfied = [operator.is_satisfied(value, self.values, values) for value in found]
        match self.quantifier:
            case Quantifier.ALL:
                return all(satisfied)
            case Quantifier.ANY:
                return any(satisfied)
            case None if operator.is_negated:
                return all(satisfied)
            case None:
                return any(satisfied)


class Miss(StrEnum):
    """Why a statement says nothing of a request: the first of these that does not fit."""

    PRINCIPAL = "PRINCIPAL"
    ACTION = "ACTION"
    RESOURCE = "RESOURCE"
    CONDITION = "CONDITION"


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """One statement; what is in `but_actions` and `but_resources` it is not about.

    One of each pair is empty.
    """

    effect: Effect
    sid: str = ""
    actions: tuple[str, ...] = ()
    but_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    but_resources: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()

    def is_about(self, action: Action) -> bool:
        """Whether the action is among its own; upper and lower case are the same there."""
        if self.but_actions:
            return not _is_among(action, self.but_actions)
        return _is_among(action, self.actions)

    def covers(self, resource: str, values: Values) -> bool:
        """Whether the resource, an ARN or ``*``, is among its own."""
        if self.but_resources:
            return not _is_any(resource, self.but_resources, values)
        return _is_any(resource, self.resources, values)

    def unmet(self, values: Values) -> Condition | None:
        """The first of its conditions that does not hold, if there is one: all of them have to."""
        return next((each for each in self.conditions if not each.holds(values)), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class PolicyDocument:
    """The statements of one document, in their order."""

    statements: tuple[Statement, ...]

    @property
    def concerns_purchase_orders(self) -> bool:
        """Whether any statement is about any action on purchase orders."""
        return any(each.is_about(action) for each in self.statements for action in Action)


def is_known_action(pattern: str) -> bool:
    """Whether a pattern is for some action, of this service or one that is none of our business."""
    service, _, _ = pattern.partition(":")
    is_ours = is_like(service.lower(), SERVICE)
    return not is_ours or any(_is_among(action, (pattern,)) for action in Action)


def _is_among(action: Action, patterns: Sequence[str]) -> bool:
    asked = action.qualified.lower()
    return any(is_like(pattern.lower(), asked) for pattern in patterns)


def _is_any(resource: str, patterns: Sequence[str], values: Values) -> bool:
    return any(_is_resource(resource, pattern, values) for pattern in patterns)


def _is_resource(resource: str, pattern: str, values: Values) -> bool:
    if pattern == "*":
        return True
    tokens = expanded(pattern, values, is_pattern=True)
    return tokens is not None and is_arn_like(resource, tokens)

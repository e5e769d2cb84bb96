"""The access policies of a billing account, whom each binds, and which set of actions counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from json import loads
from typing import Final

from procurement.domain.access.actions import Action
from procurement.domain.access.evaluation import (
    AccessRequest,
    Considered,
    Judgement,
    Verdict,
    considered,
    judged,
)
from procurement.domain.access.glob import pattern_of
from procurement.domain.access.names import principal_arn, root_arn
from procurement.domain.access.operators import is_arn_like
from procurement.domain.access.policy import Effect, PolicyDocument, Statement
from procurement.domain.access.policy_document import read_policy_document
from procurement.domain.errors import Problems, StaleVersion

EVERYBODY: Final = "*"

_MARKETPLACE_ROLE: Final = "role/AWSServiceRoleForMarketplacePurchaseOrders"
"""The role that AWS Marketplace itself takes on, which knows the legacy pair alone (R-362).

Names that begin so are reserved by IAM: nobody can make another role of that name.
"""
_KEPT_DOCUMENTS: Final = 256


class ActionSet(StrEnum):
    """Which actions count in policies (R-363)."""

    FINE_GRAINED = "FINE_GRAINED"
    LEGACY = "LEGACY"
    """The pair ViewPurchaseOrders and ModifyPurchaseOrders too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessPolicy:
    """A document, as the JSON text that was put, and the principals that it binds.

    Principals are ARNs of users, roles, sessions or stacks, with wildcards, or ``*``.
    """

    name: str
    principals: tuple[str, ...]
    document: str

    @property
    def policy(self) -> PolicyDocument:
        """The document as it was read, once per process and text."""
        return _read(self.document)

    def binds(self, caller: str) -> bool:
        """Whether it is about who asks: the user, the role, or this very session of it."""
        asking = {principal_arn(caller), caller}
        return any(
            pattern == EVERYBODY or any(is_arn_like(arn, pattern_of(pattern)) for arn in asking)
            for pattern in self.principals
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessSettings:
    """What one billing account says of access to its purchase orders; version 0 is nothing yet."""

    account_id: str
    version: int = 0
    policies: tuple[AccessPolicy, ...] = ()
    action_set: ActionSet = ActionSet.FINE_GRAINED
    updated_at: datetime | None = None

    @property
    def are_in_force(self) -> bool:
        """Whether anything is judged here: some policy is about purchase orders.

        Otherwise whoever the gateway let in may do what the route does.
        """
        return any(_concerns_purchase_orders(each.document) for each in self.policies)

    def binds(self, caller: str) -> bool:
        """Whether `caller` is judged at all: the root user of the account itself never is."""
        return self.are_in_force and caller != root_arn(self.account_id)

    def allows(self, request: AccessRequest) -> bool:
        """Whether the request may go on: what `judge` says, without the reasons."""
        if not self.binds(request.caller):
            return True
        is_allowed = False
        for asked in self._asked(request):
            values = asked.values
            for statement in _concerning(self.policies, asked.caller, asked.action):
                if statement.covers(asked.resource, values) and not statement.unmet(values):
                    if statement.effect is Effect.DENY:
                        return False
                    is_allowed = True
        return is_allowed

    def judge(self, request: AccessRequest) -> Judgement:
        """What comes of the request, and why."""
        if not self.binds(request.caller):
            return Judgement(verdict=Verdict.ALLOWED)
        return self._judged(request)

    def expect_version(self, expected: int | None) -> None:
        """`StaleVersion` unless nobody saved since `expected`; None expects nothing."""
        if expected is not None and expected != self.version:
            raise StaleVersion(
                f"the access settings are at version {self.version}, not {expected}",
                resource_type="AccessSettings",
                resource_id=self.account_id,
            )

    def _judged(self, request: AccessRequest) -> Judgement:
        """By the action itself, and by the legacy action that comprises it where that counts."""
        return judged(found for asked in self._asked(request) for found in self._considered(asked))

    def _asked(self, request: AccessRequest) -> Iterator[AccessRequest]:
        yield request
        is_legacy = self.action_set is ActionSet.LEGACY or _is_marketplace(request.principal)
        if is_legacy and request.action.legacy:
            yield request.asking(request.action.legacy)

    def _considered(self, request: AccessRequest) -> Iterator[Considered]:
        for each in self.policies:
            yield from considered(
                each.name, each.policy.statements, request, binds=each.binds(request.caller)
            )


def would_lock_out(settings: AccessSettings, caller: str, at: datetime) -> bool:
    """Whether `caller` could no longer list, get and update any purchase order without tags.

    Whoever puts policies keeps that much, so that one slip does not close the door behind them.
    """
    return any(
        not settings.allows(
            AccessRequest(
                caller=caller,
                account_id=settings.account_id,
                action=action,
                at=at,
                purchase_order_id="any",
            )
        )
        for action in (Action.LIST, Action.GET, Action.UPDATE)
    )


@lru_cache(maxsize=_KEPT_DOCUMENTS)
def _read(document: str) -> PolicyDocument:
    # It was read without problems when it was put.
    return read_policy_document(loads(document), "document", Problems())


@lru_cache(maxsize=_KEPT_DOCUMENTS)
def _concerning(
    policies: tuple[AccessPolicy, ...], caller: str, action: Action
) -> tuple[Statement, ...]:
    """The statements that are about this caller and this action, whatever the purchase order."""
    return tuple(
        statement
        for each in policies
        if each.binds(caller)
        for statement in each.policy.statements
        if statement.is_about(action)
    )


@lru_cache(maxsize=_KEPT_DOCUMENTS)
def _concerns_purchase_orders(document: str) -> bool:
    return _read(document).concerns_purchase_orders


def _is_marketplace(principal: str) -> bool:
    parts = principal.split(":", 5)
    return parts[2:3] == ["iam"] and parts[-1] == _MARKETPLACE_ROLE

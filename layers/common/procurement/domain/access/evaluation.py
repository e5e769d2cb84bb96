"""Judge a request by statements, as IAM does: a denial beats every permission."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from procurement.domain.access.actions import (
    CURRENT_TIME,
    EPOCH_TIME,
    PRINCIPAL_ACCOUNT,
    PRINCIPAL_ARN,
    REQUEST_TAG,
    RESOURCE_TAG,
    TAG_KEYS,
    Action,
)
from procurement.domain.access.names import principal_account, principal_arn, purchase_order_arn
from procurement.domain.access.operators import Values
from procurement.domain.access.policy import Condition, Effect, Miss, Statement

Tags = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessRequest:
    """What somebody asks for. `caller` is the ARN that signed, `account_id` the billing account.

    Without a purchase order it is about all of them. `request_tags` are those that the request
    gives, `tag_keys` those that it names without values.
    """

    caller: str
    account_id: str
    action: Action
    at: datetime
    purchase_order_id: str | None = None
    resource_tags: Tags = ()
    request_tags: Tags = ()
    tag_keys: tuple[str, ...] = ()

    @property
    def principal(self) -> str:
        """The user or role who asks."""
        return principal_arn(self.caller)

    @property
    def resource(self) -> str:
        """What it is about: an ARN, or ``*``."""
        if self.purchase_order_id is None or not self.action.has_resource:
            return "*"
        return purchase_order_arn(self.account_id, self.purchase_order_id)

    @property
    def values(self) -> Values:
        """What the request has, by key in lower case; keys of other actions are not there (R-368).

        Tags whose keys differ in upper and lower case only are values of one key.
        """
        found: dict[str, list[str]] = {
            PRINCIPAL_ARN.lower(): [self.principal],
            CURRENT_TIME.lower(): [self.at.isoformat()],
            EPOCH_TIME.lower(): [str(int(self.at.timestamp()))],
        }
        account = principal_account(self.caller)
        if account:
            found[PRINCIPAL_ACCOUNT.lower()] = [account]
        for family, tags in ((REQUEST_TAG, self.request_tags), (RESOURCE_TAG, self.resource_tags)):
            for key, value in tags if self.action.has_key(family) else ():
                found.setdefault(f"{family}/{key}".lower(), []).append(value)
        keys = [*(key for key, _ in self.request_tags), *self.tag_keys]
        if keys and self.action.has_key(TAG_KEYS):
            found[TAG_KEYS.lower()] = keys
        return found

    def asking(self, action: Action) -> "AccessRequest":
        """The same for another action."""
        return replace(self, action=action)


class Verdict(StrEnum):
    """What comes of a request, as IAM's policy simulator says it."""

    ALLOWED = "allowed"
    IMPLICIT_DENY = "implicitDeny"
    EXPLICIT_DENY = "explicitDeny"


@dataclass(frozen=True, kw_only=True, slots=True)
class Considered:
    """One statement of a policy and why it says nothing of the request; it does without `miss`."""

    policy: str
    number: int
    statement: Statement
    action: Action
    miss: Miss | None = None
    unmet: Condition | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """A verdict, and every statement that was considered for it."""

    verdict: Verdict
    considered: tuple[Considered, ...] = ()

    @property
    def is_allowed(self) -> bool:
        """Whether the request may go on."""
        return self.verdict is Verdict.ALLOWED

    @property
    def decisive(self) -> Sequence[Considered]:
        """The statements that the verdict rests on; none for an implicit denial."""
        decided = Effect.DENY if self.verdict is Verdict.EXPLICIT_DENY else Effect.ALLOW
        return [
            each
            for each in self.considered
            if each.miss is None and each.statement.effect is decided
        ]


def considered(
    policy: str, statements: Iterable[Statement], request: AccessRequest, *, binds: bool
) -> Iterable[Considered]:
    """How every statement of one policy stands to the request; `binds` says whether it binds it."""
    values = request.values
    for number, statement in enumerate(statements):
        miss, unmet = _miss(statement, request, values, binds=binds)
        yield Considered(
            policy=policy,
            number=number,
            statement=statement,
            action=request.action,
            miss=miss,
            unmet=unmet,
        )


def judged(found: Iterable[Considered]) -> Judgement:
    """An explicit denial, else a permission, else a denial because nothing permits it (R-377)."""
    every = tuple(found)
    effects = {each.statement.effect for each in every if each.miss is None}
    if Effect.DENY in effects:
        verdict = Verdict.EXPLICIT_DENY
    elif Effect.ALLOW in effects:
        verdict = Verdict.ALLOWED
    else:
        verdict = Verdict.IMPLICIT_DENY
    return Judgement(verdict=verdict, considered=every)


def _miss(
    statement: Statement, request: AccessRequest, values: Values, *, binds: bool
) -> tuple[Miss | None, Condition | None]:
    if not binds:
        return Miss.PRINCIPAL, None
    if not statement.is_about(request.action):
        return Miss.ACTION, None
    if not statement.covers(request.resource, values):
        return Miss.RESOURCE, None
    unmet = statement.unmet(values)
    return (Miss.CONDITION, unmet) if unmet else (None, None)

"""Access policies, simulations and the console action set at the edge (R-361 to R-372)."""

from typing import Annotated, Any, Self

from pydantic import Field

from procurement.domain.access.access_changes import (
    MAX_POLICIES,
    MAX_PRINCIPAL,
    MAX_PRINCIPALS,
    AccessPolicyInput,
)
from procurement.domain.access.access_settings import AccessPolicy, AccessSettings, ActionSet
from procurement.domain.access.actions import Action
from procurement.domain.access.evaluation import Considered, Verdict
from procurement.domain.access.policy import Effect, Miss
from procurement.entrypoints.json_body import read_json
from procurement.entrypoints.schemas.base import Instant, RequestSchema, Schema
from procurement.service.access.simulate_access import Simulation, SimulationInput

_DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "purchase-orders:*",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:ResourceTag/team": "research"}},
        }
    ],
}

_Principal = Annotated[str, Field(max_length=MAX_PRINCIPAL)]
Tags = Annotated[dict[str, str], Field(max_length=50)]


class AccessPolicyBody(RequestSchema):
    """A policy in the language of IAM, and the principals that it binds."""

    name: str = Field(max_length=128, examples=["research"])
    principals: Annotated[list[_Principal], Field(max_length=MAX_PRINCIPALS)] = Field(
        examples=[["arn:aws:iam::111122223333:role/research"]]
    )
    document: dict[str, Any] = Field(examples=[_DOCUMENT])

    def to_input(self) -> AccessPolicyInput:
        """The domain's unchecked policy."""
        return AccessPolicyInput(name=self.name, principals=self.principals, document=self.document)

    @classmethod
    def of_policy(cls, policy: AccessPolicy) -> "AccessPolicyBody":
        """A policy of the domain, its document as it was put."""
        return AccessPolicyBody(
            name=policy.name,
            principals=list(policy.principals),
            document=read_json(policy.document),
        )


_Policies = Annotated[list[AccessPolicyBody], Field(max_length=MAX_POLICIES)]


class PutAccessPoliciesRequest(RequestSchema):
    """All access policies of the account; what is left out is gone."""

    policies: _Policies
    expected_version: int | None = Field(None, ge=0)


class AccessPoliciesView(Schema):
    """The access policies of the account; version 0 when nothing was put.

    `areInForce` says whether any of them is about purchase orders; otherwise the gateway alone
    decides.
    """

    policies: list[AccessPolicyBody]
    are_in_force: bool
    version: int
    updated_at: Instant | None

    @classmethod
    def of(cls, settings: AccessSettings) -> Self:
        """Settings of the domain."""
        return cls(
            policies=[AccessPolicyBody.of_policy(policy) for policy in settings.policies],
            are_in_force=settings.are_in_force,
            version=settings.version,
            updated_at=settings.updated_at,
        )


class ConsoleActionSetBody(RequestSchema):
    """Which actions count in policies: the fine-grained ones, or the legacy pair too."""

    action_set: ActionSet


class SimulateAccessRequest(RequestSchema):
    """What to suppose. What is left out of tags, policies and action set is as it is stored."""

    principal_arn: str = Field(
        min_length=1, max_length=2048, examples=["arn:aws:iam::111122223333:role/research"]
    )
    action: Action
    purchase_order_id: str | None = Field(None, min_length=1, max_length=200)
    resource_tags: Tags | None = None
    request_tags: Tags = Field(default_factory=dict)
    tag_keys: Annotated[list[str], Field(max_length=50)] = Field(default_factory=list)
    policies: _Policies | None = None
    action_set: ActionSet | None = None

    def to_input(self) -> SimulationInput:
        """The domain's question."""
        tags = self.resource_tags
        return SimulationInput(
            principal=self.principal_arn,
            action=self.action,
            purchase_order_id=self.purchase_order_id,
            resource_tags=None if tags is None else tuple(tags.items()),
            request_tags=tuple(self.request_tags.items()),
            tag_keys=tuple(self.tag_keys),
            policies=None
            if self.policies is None
            else [policy.to_input() for policy in self.policies],
            action_set=self.action_set,
        )


class StatementView(Schema):
    """A statement of a policy, counted from 0, and what it says of the request.

    `missedBy` is the first thing in it that does not fit, null where it applies; of a condition
    `unmetCondition` says which one.
    """

    source_policy_id: str
    statement: int
    sid: str
    effect: Effect
    action: str
    missed_by: Miss | None
    unmet_condition: str | None

    @classmethod
    def of(cls, considered: Considered) -> Self:
        """A considered statement of the domain."""
        unmet = considered.unmet
        return cls(
            source_policy_id=considered.policy,
            statement=considered.number,
            sid=considered.statement.sid,
            effect=considered.statement.effect,
            action=considered.action.qualified,
            missed_by=considered.miss,
            unmet_condition=f"{unmet.name} {unmet.key}" if unmet else None,
        )


class SimulationView(Schema):
    """What the principal would get, and why; iam:EvaluationResult.

    `isBound` is false where no policy judges the principal. `isConcealed` says that the refusal is
    that of a purchase order that does not exist.
    """

    eval_action_name: str
    eval_resource_name: str
    eval_decision: Verdict
    is_bound: bool
    is_concealed: bool
    matched_statements: list[StatementView]
    statements: list[StatementView]

    @classmethod
    def of(cls, simulation: Simulation) -> Self:
        """A simulation of the domain."""
        judgement = simulation.judgement
        return cls(
            eval_action_name=simulation.request.action.qualified,
            eval_resource_name=simulation.request.resource,
            eval_decision=judgement.verdict,
            is_bound=simulation.is_bound,
            is_concealed=simulation.is_concealed,
            matched_statements=[StatementView.of(each) for each in judgement.decisive],
            statements=[StatementView.of(each) for each in judgement.considered],
        )

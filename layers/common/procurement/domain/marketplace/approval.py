"""An approval that was started for an agreement request: levels, approvers, decisions (R-223)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NoReturn

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.ids import derived_id
from procurement.domain.marketplace.approval_plan import (
    ApprovalPlan,
    Approver,
    ProcurementOrder,
)

LASTS: Final = timedelta(days=30)
"""How long approvers have; AWS names a date and not how it comes to it."""


class ApprovalStatus(StrEnum):
    """agreement:AgreementApprovalStatus; EXPIRED follows from the time alone."""

    PENDING_APPROVAL = "PENDING_APPROVAL"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"


class OutcomeStatus(StrEnum):
    """agreement:ApproverOutcomeStatus."""

    QUEUED = "QUEUED"
    PENDING_APPROVAL = "PENDING_APPROVAL"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    SKIPPED = "SKIPPED"


@dataclass(frozen=True, kw_only=True, slots=True)
class ChargeReference:
    """The purchase order number that an approver gave for one expected charge."""

    charge_id: str
    reference: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One approver and the decision; `overridden_by` is the administrator who made it instead."""

    outcome_id: str
    approver: Approver
    status: OutcomeStatus
    updated_at: datetime
    note: str | None = None
    references: tuple[ChargeReference, ...] = ()
    overridden_by: str | None = None

    @property
    def is_pending(self) -> bool:
        """Whether it is asked for now."""
        return self.status is OutcomeStatus.PENDING_APPROVAL

    @property
    def is_approved(self) -> bool:
        """Whether the approver approved."""
        return self.status is OutcomeStatus.APPROVED

    @property
    def is_decided(self) -> bool:
        """Whether the approver said anything."""
        return self.status in (OutcomeStatus.APPROVED, OutcomeStatus.REJECTED)


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalLevel:
    """A level of the plan with what its approvers decided."""

    outcomes: tuple[Outcome, ...]
    required_count: int
    name: str | None = None

    @property
    def is_approved(self) -> bool:
        """Whether enough of its approvers approved."""
        return sum(each.is_approved for each in self.outcomes) >= self.required_count


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """What an approver decides; `actor` is who really did."""

    outcome_id: str
    is_approved: bool
    note: str | None
    references: tuple[ChargeReference, ...]
    actor: str
    is_override: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementApproval:
    """agreement:BuyerAgreementApproval, without the request that it is for.

    A level is asked once the one before is approved; one rejection ends it all.
    """

    approval_id: str
    plan_reference: str
    name: str
    levels: tuple[ApprovalLevel, ...]
    started_at: datetime
    updated_at: datetime
    expires_at: datetime
    status: ApprovalStatus = ApprovalStatus.PENDING_APPROVAL
    note: str | None = None
    order: ProcurementOrder | None = None

    def status_at(self, now: datetime) -> ApprovalStatus:
        """The status, EXPIRED when nobody decided in time."""
        is_late = self.status is ApprovalStatus.PENDING_APPROVAL and now >= self.expires_at
        return ApprovalStatus.EXPIRED if is_late else self.status

    def as_of(self, now: datetime) -> "AgreementApproval":
        """The approval as it counts at `now`, its open decisions expired with it."""
        if self.status_at(now) is self.status:
            return self
        open_ = (OutcomeStatus.QUEUED, OutcomeStatus.PENDING_APPROVAL)
        return replace(
            self._with_outcomes(open_, OutcomeStatus.EXPIRED, self.expires_at),
            status=ApprovalStatus.EXPIRED,
            updated_at=self.expires_at,
        )

    def outcome(self, outcome_id: str) -> Outcome | None:
        """The decision of that ID, or None."""
        found = (each for level in self.levels for each in level.outcomes)
        return next((each for each in found if each.outcome_id == outcome_id), None)

    def decided(self, decision: Decision, now: datetime) -> "AgreementApproval":
        """The approval after `decision`.

        `InvalidInput` with CLOSED_AGREEMENT_APPROVAL when it is decided or expired, and with
        QUEUED_AGREEMENT_APPROVAL for an approver who is not asked yet, or was not needed.
        """
        status = self.status_at(now)
        if status is not ApprovalStatus.PENDING_APPROVAL:
            _refuse("CLOSED_AGREEMENT_APPROVAL", f"the approval is {status.lower()}")
        outcome = self.outcome(decision.outcome_id)
        if outcome is None or outcome.status is OutcomeStatus.QUEUED:
            _refuse("QUEUED_AGREEMENT_APPROVAL", "the level before is not approved yet")
        if not outcome.is_pending:
            _refuse("CLOSED_AGREEMENT_APPROVAL", f"the decision is {outcome.status.lower()}")
        after = replace(self._with(_decided(outcome, decision, now)), updated_at=now)
        if not decision.is_approved:
            return after.closed(ApprovalStatus.REJECTED, now)
        return after._moved_on(now)

    def closed(self, status: ApprovalStatus, now: datetime) -> "AgreementApproval":
        """The approval at its end; whoever has not decided need not any more."""
        open_ = (OutcomeStatus.QUEUED, OutcomeStatus.PENDING_APPROVAL)
        after = self._with_outcomes(open_, OutcomeStatus.SKIPPED, now)
        return replace(after, status=status, updated_at=now)

    def _moved_on(self, now: datetime) -> "AgreementApproval":
        """Approved levels let the next one be asked; the last one approves it all."""
        levels: list[ApprovalLevel] = []
        for level in self.levels:
            is_next = not levels or levels[-1].is_approved
            levels.append(_asked(level, now) if is_next and not level.is_approved else level)
            if level.is_approved:
                levels[-1] = _skipped(level, now)
        after = replace(self, levels=tuple(levels))
        if all(level.is_approved for level in levels):
            return replace(after, status=ApprovalStatus.APPROVED)
        return after

    def _with(self, outcome: Outcome) -> "AgreementApproval":
        levels = tuple(
            replace(
                level,
                outcomes=tuple(
                    outcome if each.outcome_id == outcome.outcome_id else each
                    for each in level.outcomes
                ),
            )
            for level in self.levels
        )
        return replace(self, levels=levels)

    def _with_outcomes(
        self, among: Sequence[OutcomeStatus], status: OutcomeStatus, now: datetime
    ) -> "AgreementApproval":
        levels = tuple(_changed(level, among, status, now) for level in self.levels)
        return replace(self, levels=levels)


def start_approval(
    plan: ApprovalPlan, *, approval_id: str, note: str | None, now: datetime
) -> AgreementApproval:
    """The approval that runs through `plan`; its first level is asked at once."""
    levels = tuple(
        ApprovalLevel(
            name=level.name,
            required_count=level.required_count,
            outcomes=tuple(
                Outcome(
                    outcome_id=derived_id("aprout", approval_id, place, index),
                    approver=approver,
                    status=OutcomeStatus.QUEUED if place else OutcomeStatus.PENDING_APPROVAL,
                    updated_at=now,
                )
                for index, approver in enumerate(level.approvers)
            ),
        )
        for place, level in enumerate(plan.levels)
    )
    return AgreementApproval(
        approval_id=approval_id,
        plan_reference=plan.plan_reference,
        name=plan.name,
        levels=levels,
        started_at=now,
        updated_at=now,
        expires_at=now + LASTS,
        note=note,
        order=plan.order,
    )


def _decided(outcome: Outcome, decision: Decision, now: datetime) -> Outcome:
    return replace(
        outcome,
        status=OutcomeStatus.APPROVED if decision.is_approved else OutcomeStatus.REJECTED,
        updated_at=now,
        note=decision.note,
        references=decision.references,
        overridden_by=decision.actor if decision.is_override else None,
    )


def _asked(level: ApprovalLevel, now: datetime) -> ApprovalLevel:
    return _changed(level, (OutcomeStatus.QUEUED,), OutcomeStatus.PENDING_APPROVAL, now)


def _skipped(level: ApprovalLevel, now: datetime) -> ApprovalLevel:
    return _changed(level, (OutcomeStatus.PENDING_APPROVAL,), OutcomeStatus.SKIPPED, now)


def _changed(
    level: ApprovalLevel, among: Sequence[OutcomeStatus], status: OutcomeStatus, now: datetime
) -> ApprovalLevel:
    return replace(
        level,
        outcomes=tuple(
            replace(each, status=status, updated_at=now) if each.status in among else each
            for each in level.outcomes
        ),
    )


def _refuse(reason: str, message: str) -> NoReturn:
    field = "agreementApprovalId"
    raise InvalidInput([Problem(field=field, reason=reason, message=message, rule="R-223")])

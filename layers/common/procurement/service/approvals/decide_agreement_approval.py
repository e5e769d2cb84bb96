"""AcceptAgreementApproval and RejectAgreementApproval: one approver's decision (R-223, R-224)."""

from collections.abc import Sequence
from dataclasses import dataclass

from procurement.domain.errors import InvalidInput, NotAllowed, Problem, Problems
from procurement.domain.events import EventType
from procurement.domain.marketplace.approval import AgreementApproval, Decision, Outcome
from procurement.domain.marketplace.approval_plan import ApproverKind
from procurement.domain.marketplace.purchase_order_references import PaymentReference
from procurement.domain.marketplace.request_approvals import (
    check_note,
    decide,
    read_references,
)
from procurement.service.approvals.expect_integrated import expect_integrated
from procurement.service.approvals.read_approvals import Found, visible_approval
from procurement.service.approvals.record_approvals import record_approvals
from procurement.service.attempts import decide as decide_again
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class DecideAgreementApproval:
    """A decision that is asked for.

    It is the administrator's own, unless `tool` says that the procurement system decides, which
    signs as the account that pays; `outcome_id_to_override` is that of an approver in whose place
    the administrator decides. A rejection says why in its `note`.
    """

    approval_id: str
    is_approved: bool
    note: str | None = None
    references: Sequence[PaymentReference] = ()
    tool: str | None = None
    outcome_id_to_override: str | None = None


def decide_agreement_approval(
    command: DecideAgreementApproval,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Found:
    """The approval after the decision; the request is approved with its last plan.

    The same decision again changes nothing. Raises `AgreementApprovalNotFound`, `NotAllowed` for
    the buyer unless it pays for itself, `InvalidAccountState` for numbers while the integration is
    off, `InvalidInput` with AWS's reasons.
    """
    now = clock.now()
    _check(command)

    def attempt() -> Found:
        with unit_of_work() as unit:
            found = visible_approval(command.approval_id, caller, unit)
            before = found.request
            if before.approver_account_id != caller.account_id:
                raise NotAllowed("the management account of the organization decides")
            expect_integrated(before, command.references, unit)
            outcome = _outcome(found.approval, command)
            decision = Decision(
                outcome_id=outcome.outcome_id,
                is_approved=command.is_approved,
                note=command.note,
                references=read_references(before, command.references),
                actor=caller.arn,
                is_override=command.outcome_id_to_override is not None,
            )
            if _is_made(outcome, decision):
                return found
            after = decide(before, command.approval_id, decision, now)
            made = next(a for a in after.approvals if a.approval_id == command.approval_id)
            unit.agreements.save_request(before, after)
            record_approvals(
                unit,
                EventType.AGREEMENT_APPROVAL_DECIDED,
                after,
                (made,),
                at=now,
                actor=caller.arn,
            )
            unit.commit()
        return Found(request=after, approval=made)

    return decide_again(attempt)


def _check(command: DecideAgreementApproval) -> None:
    problems = Problems()
    check_note(command.note, "note", problems)
    if not command.is_approved and command.note is None:
        problems.add("note", "MISSING_VALUE", "says why it is rejected", "R-223")
    problems.raise_if_any()


def _outcome(approval: AgreementApproval, command: DecideAgreementApproval) -> Outcome:
    """Whose decision it is; `InvalidInput` when the approval has no such approver."""
    field, reason = "approverOutcomeIdToOverride", "INVALID_APPROVER_OUTCOME_ID_TO_OVERRIDE"
    every = [each for level in approval.levels for each in level.outcomes]
    if command.outcome_id_to_override is not None:
        every = [o for o in every if o.outcome_id == command.outcome_id_to_override]
    elif command.tool is not None:
        field = "procurementToolName"
        tool = ApproverKind.PROCUREMENT_TOOL
        every = [o for o in every if o.approver.kind is tool and o.approver.name == command.tool]
    else:
        admin = ApproverKind.AWS_ORGANIZATION_ADMIN
        every = [o for o in every if o.approver.kind is admin]
    if not every:
        message = "the approval asks no such approver"
        raise InvalidInput([Problem(field=field, reason=reason, message=message, rule="R-223")])
    return _next_of(every)


def _next_of(outcomes: Sequence[Outcome]) -> Outcome:
    """The first decision that is still to be made; the last one made when none is."""
    pending = [each for each in outcomes if each.is_pending]
    if pending:
        return pending[0]
    made = [each for each in outcomes if each.is_decided]
    return made[-1] if made else outcomes[0]


def _is_made(outcome: Outcome, decision: Decision) -> bool:
    is_same = (outcome.note, outcome.references) == (decision.note, decision.references)
    return outcome.is_decided and outcome.is_approved == decision.is_approved and is_same

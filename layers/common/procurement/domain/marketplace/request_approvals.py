"""Approvals of an agreement request: started, decided, and the numbers that they leave (R-223)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from procurement.domain.errors import (
    AgreementApprovalNotFound,
    Problems,
    ProcurementInTestMode,
    QuotaExceeded,
)
from procurement.domain.marketplace.agreement_request import AgreementRequest, Intent, RequestStatus
from procurement.domain.marketplace.approval import (
    AgreementApproval,
    ApprovalStatus,
    ChargeReference,
    Decision,
    start_approval,
)
from procurement.domain.marketplace.purchase_order_references import (
    PaymentReference,
    PurchaseOrderReferences,
)
from procurement.domain.marketplace.purchase_order_support import check_afterwards, check_checkout
from procurement.domain.text import has_control_characters

MAX_NOTE: Final = 1000
MAX_PLAN_INPUTS: Final = 10
MAX_REFERENCES: Final = 500
"""Purchase order numbers that all decisions on one request may give together."""

_APPROVAL: Final = "apr-"
_REQUEST: Final = "ar-"
_PLACE_DIGITS: Final = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanInput:
    """agreement:BuyerAgreementApprovalPlanInput, unchecked."""

    plan_reference: str
    note: str | None = None


def approval_id_of(request_id: str, place: int) -> str:
    """The ID of the approval by the plan at that place; it tells its request."""
    return f"{_APPROVAL}{request_id.removeprefix(_REQUEST)}{place:0{_PLACE_DIGITS}d}"


def request_id_of(approval_id: str) -> str:
    """The ID of the request that an approval is for; of no request for what is no such ID."""
    return f"{_REQUEST}{approval_id.removeprefix(_APPROVAL)[:-_PLACE_DIGITS]}"


def approval_of(request: AgreementRequest, approval_id: str) -> AgreementApproval:
    """The request's approval of that ID; `AgreementApprovalNotFound` otherwise."""
    for approval in request.approvals:
        if approval.approval_id == approval_id:
            return approval
    raise AgreementApprovalNotFound(approval_id)


def start_approvals(
    request: AgreementRequest,
    inputs: Sequence[PlanInput],
    references: Sequence[PaymentReference],
    *,
    is_test: bool,
    now: datetime,
) -> AgreementRequest:
    """The request with an approval for each plan that is named; it is pending from then on.

    `references` are the requester's numbers, which every later one overrides (R-224). `is_test`
    says whether the procurement system among the plans is in test mode. Plans may be started one
    after the other; all of them have to approve. `InvalidInput` with AWS's reasons.
    """
    _check_inputs(request, inputs)
    given = read_references(request, references)
    if not request.is_open or request.status is RequestStatus.APPROVED:
        request.moved(RequestStatus.PENDING_APPROVAL)
    places = {plan.plan_reference: place for place, plan in enumerate(request.plans)}
    started = []
    for each in inputs:
        place = places[each.plan_reference]
        plan = request.plans[place]
        approval_id = approval_id_of(request.agreement_request_id, place)
        started.append(start_approval(plan, approval_id=approval_id, note=each.note, now=now))
    is_ordered = any(approval.order is not None for approval in started)
    pending = RequestStatus.PENDING_APPROVAL
    is_first = request.status is RequestStatus.DRAFT
    after = request.moved(pending) if is_first else replace(request, version=request.version + 1)
    return replace(
        after,
        approvals=(*request.approvals, *started),
        references=_latest(request.references, given),
        is_test=request.is_test or (is_ordered and is_test),
    )


def decide(
    request: AgreementRequest, approval_id: str, decision: Decision, now: datetime
) -> AgreementRequest:
    """The request after one decision: approved with its last plan, rejected with the first.

    Raises what `AgreementApproval.decided` raises, and `QuotaExceeded` for too many numbers.
    """
    decided = approval_of(request, approval_id).decided(decision, now)
    _expect_room(request, decision.references)
    approvals = tuple(
        decided if each.approval_id == approval_id else each for each in request.approvals
    )
    after = replace(
        request,
        approvals=approvals,
        references=_latest(request.references, decision.references),
    )
    if decided.status is ApprovalStatus.REJECTED:
        others = (
            each.closed(ApprovalStatus.CANCELLED, now)
            if each.status_at(now) is ApprovalStatus.PENDING_APPROVAL
            else each
            for each in approvals
        )
        return replace(after.moved(RequestStatus.REJECTED), approvals=tuple(others))
    approved = {a.plan_reference for a in approvals if a.status is ApprovalStatus.APPROVED}
    if approved >= {plan.plan_reference for plan in request.plans}:
        return after.moved(RequestStatus.APPROVED)
    return replace(after, version=request.version + 1)


def with_approved(
    request: AgreementRequest, references: PurchaseOrderReferences
) -> PurchaseOrderReferences:
    """What the acceptance comes to: its own `references` override what approvers gave (R-224).

    `InvalidInput` with every problem of `references`.
    """
    if not request.references:
        return references
    own = references.resolve(request.expected_charges)
    numbers = {each.charge_id: each.reference for each in request.references}
    numbers |= {charge_id: order.reference for charge_id, order in own.items()}
    return PurchaseOrderReferences(
        per_payment=tuple(
            PaymentReference(charge_id=charge_id, purchase_order_reference=number)
            for charge_id, number in numbers.items()
        ),
        line=references.line,
    )


def expect_real(request: AgreementRequest) -> None:
    """`ProcurementInTestMode` for a request that only tried the procurement system (R-263)."""
    if request.is_test and request.status is RequestStatus.APPROVED:
        raise ProcurementInTestMode(
            "the procurement system was in test mode: nothing is bought by this request",
            resource_type="AgreementRequest",
            resource_id=request.agreement_request_id,
        )


def read_references(
    request: AgreementRequest, given: Sequence[PaymentReference]
) -> tuple[ChargeReference, ...]:
    """The numbers that somebody gave for expected charges; `InvalidInput` with all problems.

    A product that takes no purchase order while it is bought takes none here either (R-228).
    """
    if not given:
        return ()
    product_type = request.agreement.product_type
    if request.intent is Intent.AMEND:
        check_afterwards(product_type)
    else:
        check_checkout(product_type)
    found = PurchaseOrderReferences(per_payment=tuple(given)).resolve(request.expected_charges)
    return tuple(
        ChargeReference(charge_id=charge_id, reference=order.reference)
        for charge_id, order in found.items()
    )


def check_note(note: str | None, field: str, problems: Problems) -> None:
    """Note what is wrong with a note (agreement:AgreementApprovalNote)."""
    is_odd = has_control_characters(note or "", except_newlines=True)
    if note is not None and (not 1 <= len(note) <= MAX_NOTE or is_odd):
        message = f"has 1 to {MAX_NOTE} characters, no control characters"
        problems.add(field, "INVALID_VALUE", message, "R-223")


def _check_inputs(request: AgreementRequest, inputs: Sequence[PlanInput]) -> None:
    problems = Problems()
    if not inputs:
        problems.add("planInputs", "MISSING_PLAN_INPUTS", "names at least one plan", "R-223")
    if len(inputs) > MAX_PLAN_INPUTS:
        message = f"names at most {MAX_PLAN_INPUTS} plans"
        problems.add("planInputs", "INVALID_PLAN_INPUTS", message, "R-223")
    known = {plan.plan_reference for plan in request.plans}
    started = {approval.plan_reference for approval in request.approvals}
    named = [each.plan_reference for each in inputs]
    for index, each in enumerate(inputs[:MAX_PLAN_INPUTS]):
        at, reference = f"planInputs[{index}]", each.plan_reference
        if reference not in known:
            message = "is no approval plan of this request"
            problems.add(f"{at}.planReference", "INVALID_PLAN_INPUTS", message, "R-223")
        elif reference in started or named.count(reference) > 1:
            message = "is started already, or named twice"
            problems.add(f"{at}.planReference", "DUPLICATE_PLAN_REFERENCE", message, "R-223")
        check_note(each.note, f"{at}.requesterNote", problems)
    problems.raise_if_any()


def _expect_room(request: AgreementRequest, added: Sequence[ChargeReference]) -> None:
    kept = sum(
        len(outcome.references)
        for approval in request.approvals
        for level in approval.levels
        for outcome in level.outcomes
    )
    if kept + len(added) > MAX_REFERENCES:
        raise QuotaExceeded(
            f"approvers give at most {MAX_REFERENCES} purchase order numbers for one request",
            quota="ApprovalPurchaseOrders",
            limit=MAX_REFERENCES,
        )


def _latest(
    before: Sequence[ChargeReference], added: Sequence[ChargeReference]
) -> tuple[ChargeReference, ...]:
    """The last number given for each charge (R-224)."""
    numbers = {each.charge_id: each for each in (*before, *added)}
    return tuple(numbers[charge_id] for charge_id in sorted(numbers))

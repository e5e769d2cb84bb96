"""StartAgreementApprovals: a buyer asks those who have to approve (R-223)."""

from collections.abc import Sequence

from procurement.domain.errors import AgreementRequestNotFound
from procurement.domain.events import EventType
from procurement.domain.marketplace.agreement_request import AgreementRequest
from procurement.domain.marketplace.purchase_order_references import PaymentReference
from procurement.domain.marketplace.request_approvals import PlanInput, start_approvals
from procurement.service.approvals.expect_integrated import expect_integrated
from procurement.service.approvals.record_approvals import record_approvals
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def start_agreement_approvals(
    request_id: str,
    inputs: Sequence[PlanInput],
    references: Sequence[PaymentReference],
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> AgreementRequest:
    """The caller's request with an approval for each plan, pending from now on.

    Starting the very same plans again, as after a lost answer, changes nothing. Whether the
    procurement system is in test mode is decided now (R-263). Raises `AgreementRequestNotFound`,
    `InvalidAccountState` for numbers while the integration is off, `InvalidInput` with AWS's
    reasons.
    """
    now = clock.now()

    def attempt() -> AgreementRequest:
        with unit_of_work() as unit:
            before = unit.agreements.get_request(request_id)
            if before.agreement.acceptor_account_id != caller.account_id:
                raise AgreementRequestNotFound(request_id)
            if _is_repeat(before, inputs):
                return before
            expect_integrated(before, references, unit)
            system = unit.approvals.system(before.approver_account_id or caller.account_id)
            after = start_approvals(before, inputs, references, is_test=system.is_test, now=now)
            unit.agreements.save_request(before, after)
            record_approvals(
                unit,
                EventType.AGREEMENT_APPROVALS_STARTED,
                after,
                after.approvals[len(before.approvals) :],
                at=now,
                actor=caller.arn,
            )
            unit.commit()
        return after

    return decide(attempt)


def _is_repeat(request: AgreementRequest, inputs: Sequence[PlanInput]) -> bool:
    started = [(each.plan_reference, each.note) for each in request.approvals]
    asked = [(each.plan_reference, each.note) for each in inputs]
    return bool(asked) and request.is_open and asked == started

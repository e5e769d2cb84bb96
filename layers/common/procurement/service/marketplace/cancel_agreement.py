"""CancelAgreement: a buyer ends a usage agreement alone (R-401)."""

from procurement.domain.errors import (
    AgreementNotFound,
    InvalidInput,
    Problem,
    StaleChargeRevision,
)
from procurement.domain.marketplace.agreement import Agreement, AgreementStatus
from procurement.service.after_sale.overtake_cancellation import expect_not_cancelled
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.marketplace.dependent_agreement import expect_no_dependent
from procurement.service.marketplace.end_agreement import close_due_periods, settle_end, stage_end
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def cancel_agreement(
    agreement_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> Agreement:
    """End it at once: what was not due yet becomes void (R-317, R-402). A repeat changes nothing.

    `AgreementNotFound` unless the caller accepted it; `InvalidInput` with UNSUPPORTED_ACTION for an
    agreement with anything but usage terms (R-401); `Conflict` while a second agreement rests on it
    (R-259); `WrongStatus` when it has ended otherwise.
    """
    now = clock.now()

    def attempt() -> Agreement:
        with unit_of_work() as unit:
            agreement = unit.agreements.get_agreement(agreement_id)
            if agreement.acceptor_account_id != caller.account_id:
                raise AgreementNotFound(agreement_id)
            if agreement.status is AgreementStatus.CANCELLED:
                return agreement
            _check_cancellable(agreement, unit)
            expect_not_cancelled(unit, agreement_id, now)
            close_due_periods(agreement, unit_of_work, at=now)
            ended = stage_end(unit, agreement, AgreementStatus.CANCELLED, at=now, actor=caller.arn)
            unit.commit()
        return ended

    ended = decide(attempt, also=(StaleChargeRevision,))
    settle_end(ended, unit_of_work, actor=caller.arn)
    return ended


def _check_cancellable(agreement: Agreement, unit: UnitOfWork) -> None:
    if not agreement.terms.makes_usage_agreement:
        message = "the buyer alone may cancel usage agreements only; ask the seller to cancel it"
        problem = Problem(
            field="agreementId", reason="UNSUPPORTED_ACTION", message=message, rule="R-401"
        )
        raise InvalidInput([problem])
    expect_no_dependent(agreement, unit)

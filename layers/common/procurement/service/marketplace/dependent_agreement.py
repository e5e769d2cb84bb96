"""The second agreement that may rest on a usage agreement, and is cancelled before it (R-259)."""

from procurement.domain.errors import Conflict
from procurement.domain.ids import derived_id
from procurement.domain.marketplace.agreement import Agreement, AgreementStatus
from procurement.service.ports.unit_of_work import UnitOfWork


def second_agreement_id(agreement: Agreement) -> str:
    """The ID of the agreement that the same buyer makes second on the same usage offer."""
    return derived_id("agmt", agreement.offer_id, agreement.acceptor_account_id, "upfront")


def expect_no_dependent(agreement: Agreement, unit: UnitOfWork) -> None:
    """`Conflict` while an active agreement on the same offer's fixed prices rests on this one."""
    second_id = second_agreement_id(agreement)
    if second_id == agreement.agreement_id:
        return
    second = unit.agreements.find_agreement(second_id)
    if second is not None and second.status is AgreementStatus.ACTIVE:
        message = f"agreement {second_id} rests on it and is cancelled first"
        raise Conflict(message, resource_type="Agreement", resource_id=second_id)

"""Purchase order numbers on the way to an agreement need the integration, too (R-164, R-167)."""

from collections.abc import Sequence

from procurement.domain.marketplace.agreement_request import AgreementRequest
from procurement.domain.marketplace.purchase_order_references import PaymentReference
from procurement.service.ports.unit_of_work import UnitOfWork


def expect_integrated(
    request: AgreementRequest, references: Sequence[PaymentReference], unit: UnitOfWork
) -> None:
    """`InvalidAccountState` for `references` while the payer's integration is off."""
    if references and request.approver_account_id:
        unit.billing_settings.integration(request.approver_account_id).expect_enabled()

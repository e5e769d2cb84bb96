"""Which charges an agreement's end has cancelled, also while that is still being carried out."""

from collections.abc import Sequence

from procurement.domain.charges.charge import Charge, ChargeState
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.marketplace.ending import charges_to_void


def cancelled_charges(agreement: Agreement, charges: Sequence[Charge]) -> frozenset[str]:
    """The IDs of those that will never be invoiced; cancelled when the agreement ended (R-402)."""
    void = [charge for charge in charges if charge.state is ChargeState.VOID]
    if agreement.is_settling:
        ended_at = agreement.last_update_time
        void += charges_to_void(agreement, agreement.status, charges, ended_at)
    return frozenset(charge.charge_id for charge in void)

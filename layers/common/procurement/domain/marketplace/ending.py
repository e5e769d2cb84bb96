"""What becomes of an agreement's charges when it ends before its time (R-314 to R-317, R-402)."""

from collections.abc import Sequence
from datetime import datetime

from procurement.domain.charges.charge import Charge, ChargeState
from procurement.domain.marketplace.agreement import Agreement, AgreementStatus
from procurement.domain.marketplace.requested_terms import USAGE_OFFERS


def charges_to_void(
    agreement: Agreement, status: AgreementStatus, charges: Sequence[Charge], now: datetime
) -> list[Charge]:
    """Those of the agreement's `charges` that will never be invoiced, the soonest first.

    What is due already stays due, and what a draft or an invoice holds is left to it (R-317). The
    replacement of an AMI or container agreement lets the payments of the old plan go on; only
    what its terms would still bring ends with them (R-315). The standing charge of usage is among
    them only if it has to learn that the month of the end is its last.
    """
    goes_on = status is AgreementStatus.REPLACED and agreement.product_type in USAGE_OFFERS
    standing = [c for c in charges if c.state is ChargeState.STANDING and c.ended(now) is not c]
    pending = [] if goes_on else [c for c in charges if c.is_open and c.due_at > now]
    return sorted([*standing, *pending], key=lambda charge: (charge.due_at, charge.charge_id))

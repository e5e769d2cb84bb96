"""Count the active agreements of a buyer on a product in the decisions that change them (R-304)."""

from datetime import UTC, datetime

from procurement.domain.marketplace.agreement import Agreement
from procurement.service.ports.unit_of_work import UnitOfWork


def stage_count(
    unit: UnitOfWork,
    *,
    at: datetime,
    ended: Agreement | None = None,
    begun: Agreement | None = None,
    is_renewal: bool = False,
) -> None:
    """Stage the count without `ended` and with `begun`, which are of one buyer and one product.

    `QuotaExceeded` where `begun` is one too many; the commit raises `LostRace` when another
    agreement of theirs began or ended meanwhile.
    """
    subject = ended or begun
    if subject is None:
        return
    today = at.astimezone(UTC).date()
    counts = unit.agreements.active(subject.acceptor_account_id, subject.product_id)
    if ended is not None:
        counts = counts.ended(ended.end_date, today=today)
    if begun is not None:
        counts = counts.begun(begun.end_date, today=today, is_renewal=is_renewal)
    unit.agreements.save_active(counts)

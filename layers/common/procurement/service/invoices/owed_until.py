"""Until when what falls due of a collection is owed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from procurement.service.ports.unit_of_work import UnitOfWork


def owed_until(
    unit: UnitOfWork,
    account_id: str,
    collection_ids: Sequence[str],
    due_by: datetime,
    now: datetime,
) -> Mapping[str, datetime]:
    """`due_by` for each collection; for an agreement that silence has cancelled, until then.

    Nobody may have carried that out yet, and what falls due after it is never invoiced (R-317,
    R-399). The instant is known days before, so that nothing can change it while this is decided.
    """
    agreements = [each for each in collection_ids if each != account_id]
    ends = unit.cancellation_requests.ends_by(agreements, now)
    return {each: min(due_by, ends.get(each, due_by)) for each in collection_ids}

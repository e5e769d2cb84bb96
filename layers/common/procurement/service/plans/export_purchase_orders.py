"""Export whole purchase orders, page by page, in a form that can be imported again."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from procurement.domain.purchase_orders.purchase_order import PurchaseOrder, Status
from procurement.domain.purchase_orders.summary import PurchaseOrderQuery
from procurement.service.access.access import Access
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

MAX_CHARACTERS: Final = 5_000_000
"""Of one page, as JSON would carry it: safely below the 6 MB that a function may answer."""


@dataclass(frozen=True, slots=True)
class Exported:
    """One page as text, and the token of the next."""

    text: str
    next_token: str | None


def export_purchase_orders(
    status: Status | None,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    write: Callable[[Sequence[PurchaseOrder]], str],
) -> Exported:
    """At most `limit` of the purchase orders that the caller sees, by expiration month and ID.

    Fewer when they are so large that the text would be too long for one answer.
    """
    query, now = PurchaseOrderQuery(status=status), clock.now()
    with unit_of_work() as unit:
        access = Access(caller, unit, now)
        while True:
            page = access.page(query, limit=limit, token=token)
            ids = [summary.purchase_order_id for summary in page.items]
            text = write(access.find_many(ids))
            if len(ids) <= 1 or len(json.dumps(text)) <= MAX_CHARACTERS:
                return Exported(text, page.next_token)
            limit = len(ids) // 2

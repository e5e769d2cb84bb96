"""Export whole purchase orders, page by page, in a form that can be imported again."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from procurement.domain.purchase_orders.purchase_order import PurchaseOrder, Status
from procurement.domain.purchase_orders.summary import PurchaseOrderQuery
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
    """At most `limit` of the caller's purchase orders, by expiration month and ID.

    Fewer when they are so large that the text would be too long for one answer.
    """
    query, now = PurchaseOrderQuery(status=status), clock.now()
    with unit_of_work() as unit:
        while True:
            page = unit.purchase_orders.page(
                caller.account_id, query, now=now, limit=limit, token=token
            )
            ids = [summary.purchase_order_id for summary in page.items]
            text = write(unit.purchase_orders.find_many(caller.account_id, ids))
            if len(ids) <= 1 or len(json.dumps(text)) <= MAX_CHARACTERS:
                return Exported(text, page.next_token)
            limit = len(ids) // 2

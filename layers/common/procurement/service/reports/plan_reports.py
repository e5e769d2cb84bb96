"""Hand out the reports of a month: one message per seller that sold on a payment schedule."""

from itertools import islice
from typing import Final

from procurement.domain.month import Month
from procurement.service.ports.reports import ReportQueue
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

_AT_ONCE: Final = 100


def plan_reports(month: Month, unit_of_work: UnitOfWorkFactory, queue: ReportQueue) -> int:
    """How many sellers' reports were asked for; to ask again changes nothing that is published."""
    planned = 0
    with unit_of_work() as unit:
        sellers = unit.sales.sellers_in(month)
        while chunk := list(islice(sellers, _AT_ONCE)):
            queue.send(chunk, month)
            planned += len(chunk)
    return planned

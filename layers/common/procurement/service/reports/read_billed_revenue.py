"""What a seller's agreements were billed, as of the last midnight in UTC (R-344)."""

from dataclasses import dataclass
from datetime import datetime

from procurement.domain.month import Month
from procurement.domain.reports.billing_history import (
    BilledRevenue,
    billed_revenue,
    last_midnight,
)
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.reports.read_billing_history import read_billing_history


@dataclass(frozen=True, kw_only=True, slots=True)
class RevenueReading:
    """A page of agreements with what they were billed before `as_of`."""

    as_of: datetime
    page: Page[BilledRevenue]


def read_billed_revenue(
    month: Month,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    *,
    by_day: bool,
) -> RevenueReading:
    """What was billed in the month, day by day or as a whole, agreement by agreement.

    A page holds what `limit` agreements were billed, newest agreements first.
    """
    as_of = last_midnight(clock.now())
    end = min(month.plus(1).starts_at, as_of)
    with unit_of_work() as unit:
        page = unit.sales.page(caller.account_id, limit=limit, token=token)
        found = [
            revenue
            for agreement in page.items
            if agreement.acceptance_time < end
            for revenue in billed_revenue(
                read_billing_history(unit, agreement, end), month, as_of, by_day=by_day
            )
        ]
    return RevenueReading(as_of=as_of, page=Page(found, page.next_token))

"""What was agreed on and not billed yet, at the end of a month."""

from enum import StrEnum

from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.month import Month
from procurement.domain.reports.billing_history import Accrual, accrual_at_end_of
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.reports.read_billing_history import read_billing_history


class Party(StrEnum):
    """Which side of its agreements the caller asks for, in AWS's words (agreement:PartyType)."""

    ACCEPTOR = "Acceptor"
    PROPOSER = "Proposer"


def read_accruals(
    month: Month,
    party: Party,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Page[Accrual]:
    """The caller's agreements of a page, newest first, without those accepted later.

    `InvalidInput` with MONTH_NOT_OVER for a month that has no end yet.
    """
    end = month.plus(1).starts_at
    if clock.now() < end:
        message = f"{month} is not over: accruals are told of month ends that have passed"
        raise InvalidInput([Problem(field="month", reason="MONTH_NOT_OVER", message=message)])
    with unit_of_work() as unit:
        page = _agreements(unit, party, caller, limit, token)
        found = [
            accrual_at_end_of(month, read_billing_history(unit, agreement, end))
            for agreement in page.items
            if agreement.acceptance_time < end
        ]
    return Page(found, page.next_token)


def _agreements(
    unit: UnitOfWork, party: Party, caller: Caller, limit: int, token: str | None
) -> Page[Agreement]:
    if party is Party.PROPOSER:
        return unit.sales.page(caller.account_id, limit=limit, token=token)
    return unit.agreements.agreements_of(caller.account_id, limit=limit, token=token)

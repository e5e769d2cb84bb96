"""Read what was metered of an agreement: by month and dimension, hour by hour."""

from collections.abc import Sequence
from dataclasses import dataclass

from procurement.domain.charges.usage import UsageLine
from procurement.domain.metering.billing import cost_lines, month_total
from procurement.domain.metering.tariff import Tariff
from procurement.domain.metering.usage_month import UsageMonth
from procurement.domain.metering.usage_record import UsageRecord
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.service.caller import Caller
from procurement.service.marketplace.read_agreements import get_agreement
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthCost:
    """A month of an agreement: `amount` as it stands now, `billed` what was charged of it.

    `lines` are what the dimensions of the month cost, in their order, each exact.
    """

    month: UsageMonth
    amount: Money
    billed: Money
    lines: tuple[UsageLine, ...]


def list_usage_months(
    agreement_id: str,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> Page[MonthCost]:
    """One page of the months with usage, latest first, for buyer and seller.

    `AgreementNotFound` for everybody else, and for agreements without a usage term no months.
    """
    agreement = get_agreement(agreement_id, caller, unit_of_work)
    tariff = Tariff.of(agreement)
    if tariff is None:
        return Page([])
    with unit_of_work() as unit:
        page = unit.usage.page_of_months(agreement_id, limit=limit, token=token)
        items = [_cost(month, tariff, unit) for month in page.items]
    return Page(items, page.next_token)


def list_usage_records(
    agreement_id: str,
    period: Month,
    dimension: str | None,
    limit: int,
    token: str | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
) -> Page[UsageRecord]:
    """One page of a month's records, of one dimension or all, in the order of their hours.

    `AgreementNotFound` unless the caller is a party of the agreement.
    """
    get_agreement(agreement_id, caller, unit_of_work)
    with unit_of_work() as unit:
        return unit.usage.page_of_records(agreement_id, period, dimension, limit=limit, token=token)


def get_usage_record(
    agreement_id: str, metering_record_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> UsageRecord:
    """One record with its allocations; `UsageRecordNotFound`, or `AgreementNotFound` as above."""
    get_agreement(agreement_id, caller, unit_of_work)
    with unit_of_work() as unit:
        return unit.usage.get_record(agreement_id, metering_record_id)


def _cost(month: UsageMonth, tariff: Tariff, unit: UnitOfWork) -> MonthCost:
    first, period = tariff.trial_began_in(month.billing_period), month.billing_period
    earlier: Sequence[UsageMonth] = ()
    if first < period:
        earlier = unit.usage.months(month.agreement_id, first, period.plus(-1))
    lines = cost_lines(month, earlier, tariff)
    return MonthCost(
        month=month,
        amount=Money(month_total(lines, tariff.currency), tariff.currency),
        billed=Money(month.charged, tariff.currency),
        lines=lines,
    )

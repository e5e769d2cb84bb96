"""What metered usage of standing charges comes to: for the run that closes it, and before."""

from collections.abc import Iterable, Mapping

from procurement.domain.charges.charge import Charge
from procurement.domain.charges.usage import UsageBill
from procurement.domain.metering.billing import bill_month
from procurement.domain.metering.tariff import Tariff
from procurement.domain.metering.usage_month import UsageMonth
from procurement.domain.month import Month, months
from procurement.service.ports.unit_of_work import UnitOfWork


def read_bill(standing: Charge, unit: UnitOfWork) -> tuple[UsageMonth, UsageBill]:
    """The month that `standing` closes next, and what it makes due."""
    tariff = _tariff(standing, unit)
    period = standing.next_period
    found = _months(standing, period, period, tariff, unit)
    return found[period], _bill(found, period, tariff)


def read_bills(
    charges: Iterable[Charge], until: Month, unit: UnitOfWork
) -> Mapping[tuple[str, Month], UsageBill]:
    """What every period of the metered `charges` has come to so far that is still to close."""
    bills = {}
    for standing in charges:
        if not (standing.is_metered and standing.closes_periods):
            continue
        tariff = _tariff(standing, unit)
        found = _months(standing, standing.next_period, until, tariff, unit)
        for period in (*standing.late_periods, *months(standing.billing_period, until)):
            if period in found:
                bills[standing.collection_id, period] = _bill(found, period, tariff)
    return bills


def _tariff(standing: Charge, unit: UnitOfWork) -> Tariff:
    agreement = unit.agreements.get_agreement(standing.collection_id)
    tariff = Tariff.of(agreement)
    if tariff is None:
        # An agreement has the standing charge because of the term, and its terms never change.
        raise ValueError(f"agreement {agreement.agreement_id} has no usage term")
    return tariff


def _months(
    standing: Charge, first: Month, last: Month, tariff: Tariff, unit: UnitOfWork
) -> dict[Month, UsageMonth]:
    """The months with usage from `first` on, an empty `first`, and earlier ones of its trial."""
    agreement_id = standing.collection_id
    found = unit.usage.months(agreement_id, tariff.trial_began_in(first), last)
    empty = UsageMonth(agreement_id=agreement_id, billing_period=first)
    return {first: empty, **{month.billing_period: month for month in found}}


def _bill(found: Mapping[Month, UsageMonth], period: Month, tariff: Tariff) -> UsageBill:
    earlier = [month for key, month in found.items() if key < period]
    return bill_month(found[period], earlier, tariff)

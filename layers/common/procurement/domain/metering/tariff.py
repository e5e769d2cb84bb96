"""What an agreement's terms say of usage: who may meter what, from when to when, at which price."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Self

from procurement.domain.marketplace.agreement import ENDINGS, Agreement
from procurement.domain.marketplace.agreement_search import trial_ends_at
from procurement.domain.marketplace.ami_instances import IncludedInstances, included_instances
from procurement.domain.marketplace.ami_overage import overage
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.term import Grant, Rate
from procurement.domain.month import Month, midnight

_INSTANCES: Final = (ProductType.AMI_HOURLY_WITH_ANNUAL, ProductType.AMI_HOURLY)


@dataclass(frozen=True, kw_only=True, slots=True)
class InForce:
    """From when to when an agreement holds; `ends_at` is exclusive, None while there is no end."""

    begins_at: datetime
    ends_at: datetime | None

    @classmethod
    def of(cls, agreement: Agreement) -> Self:
        """From acceptance, or a later start, until its last day is over or somebody ends it."""
        ends = [agreement.last_update_time] if agreement.status in ENDINGS else []
        if agreement.end_date:
            ends.append(midnight(agreement.end_date + timedelta(days=1)))
        start = midnight(agreement.start_date)
        begins_at = max(start, agreement.acceptance_time)
        return cls(begins_at=begins_at, ends_at=min(ends, default=None))

    def touches(self, hour: datetime) -> bool:
        """Whether it holds at some instant of the hour that begins then."""
        is_begun = hour + timedelta(hours=1) > self.begins_at
        return is_begun and (self.ends_at is None or hour < self.ends_at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tariff:
    """The usage terms of one agreement.

    `prices` are per unit and dimension, exact and before tax. `trial` says what is free before
    `trial_ends_at`: a quantity by dimension, None for any quantity (R-264). Of machine images,
    `included` are the instances that are paid otherwise while `inclusion` is in force.
    """

    agreement_id: str
    currency: str
    prices: Mapping[str, Decimal]
    in_force: InForce
    counts_instances: bool = False
    included: tuple[IncludedInstances, ...] = ()
    inclusion: InForce | None = None
    trial_ends_at: datetime | None = None
    trial: Mapping[str, int | None] | None = None

    @classmethod
    def of(cls, agreement: Agreement, second: Agreement | None = None) -> Self | None:
        """The tariff; None for an agreement without a usage term.

        `second` is the agreement that was made after it for what is paid for a time: it holds the
        counts of included instances then (R-259).
        """
        usage, trial = agreement.terms.usage_based, agreement.terms.free_trial
        if usage is None:
            return None
        grants = agreement if agreement.terms.fixed_upfront or second is None else second
        terms = replace(agreement.terms, fixed_upfront=grants.terms.fixed_upfront)
        return cls(
            agreement_id=agreement.agreement_id,
            currency=agreement.currency,
            prices={rate.dimension_key: rate.price for rate in usage.rates},
            in_force=InForce.of(agreement),
            counts_instances=counts_instances(agreement),
            included=included_instances(terms),
            inclusion=InForce.of(grants),
            trial_ends_at=trial_ends_at(agreement),
            trial=_granted(trial.grants, usage.rates) if trial else None,
        )

    def is_trial(self, hour: datetime) -> bool:
        """Whether that hour belongs to the free trial."""
        return self.trial_ends_at is not None and hour < self.trial_ends_at

    def trial_began_in(self, period: Month) -> Month:
        """The first month whose trial usage counts against what is free in `period`."""
        is_over = self.trial_ends_at is None or period.starts_at >= self.trial_ends_at
        return period if is_over else min(period, Month.of(self.in_force.begins_at))

    def chargeable(self, dimension: str, hour: datetime, quantity: Decimal) -> Decimal:
        """What of an hour's quantity is charged: of instances those above the count (R-328)."""
        if not (self.counts_instances and self.inclusion and self.inclusion.touches(hour)):
            return quantity
        lines = overage({dimension: [int(quantity)]}, self.included)
        return sum((Decimal(line.hours) for line in lines), Decimal(0))


def counts_instances(agreement: Agreement) -> bool:
    """Whether a dimension is an instance type, and its quantity how many of them run (R-328)."""
    return agreement.product_type in _INSTANCES


def _granted(grants: tuple[Grant, ...], rates: tuple[Rate, ...]) -> Mapping[str, int | None]:
    """What is free by dimension; all of every dimension when the trial names none."""
    if not grants:
        return {rate.dimension_key: None for rate in rates}
    return {grant.dimension_key: grant.max_quantity for grant in grants}

"""What an agreement's records of one month add up to, dimension by dimension.

The sums are kept with every record, so that nobody has to read hundreds of hours to know what a
month has come to, and one condition on one item makes a record count once.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from procurement.domain.metering.tariff import Tariff
from procurement.domain.metering.usage_record import UsageRecord
from procurement.domain.money import EXACT
from procurement.domain.month import Month


@dataclass(frozen=True, kw_only=True, slots=True)
class DimensionUsage:
    """One dimension's month: how many `records`, and what they told in sum.

    `chargeable` is what included instances leave over; `in_trial` the part of that which was used
    during the free trial; `billed` what closings have charged so far.
    """

    dimension: str
    records: int = 0
    quantity: Decimal = Decimal(0)
    chargeable: Decimal = Decimal(0)
    in_trial: Decimal = Decimal(0)
    billed: Decimal = Decimal(0)

    def metered(self, record: UsageRecord, *, is_trial: bool) -> "DimensionUsage":
        """The sums with one more record."""
        trial = record.chargeable if is_trial else Decimal(0)
        return replace(
            self,
            records=self.records + 1,
            quantity=EXACT.add(self.quantity, record.quantity),
            chargeable=EXACT.add(self.chargeable, record.chargeable),
            in_trial=EXACT.add(self.in_trial, trial),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class UsageMonth:
    """An agreement's month. `closings` count how often it was billed, `charged` what that made.

    `charged` is in the agreement's currency, before tax. `revision` rises with every write.
    """

    agreement_id: str
    billing_period: Month
    usage: tuple[DimensionUsage, ...] = ()
    charged: Decimal = Decimal(0)
    closings: int = 0
    closed_at: datetime | None = None
    revision: int = 0

    def of(self, dimension: str) -> DimensionUsage:
        """The sums of a dimension; nothing before its first record."""
        found = (each for each in self.usage if each.dimension == dimension)
        return next(found, DimensionUsage(dimension=dimension))

    def metered(self, record: UsageRecord, tariff: Tariff) -> "UsageMonth":
        """The month with one more record of it."""
        before = self.of(record.dimension)
        after = before.metered(record, is_trial=tariff.is_trial(record.hour))
        others = (each for each in self.usage if each.dimension != record.dimension)
        return replace(self, usage=tuple(sorted((*others, after), key=lambda u: u.dimension)))

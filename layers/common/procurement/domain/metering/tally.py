"""Records as they come in, against what is there: which are new, known, or contradict it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from procurement.domain.metering.tariff import Tariff
from procurement.domain.metering.usage_month import UsageMonth
from procurement.domain.metering.usage_record import UsageRecord
from procurement.domain.month import Month

MonthKey = tuple[str, Month]
"""Agreement and billing period."""


class UsageStatus(StrEnum):
    """meteringmarketplace:UsageRecordResultStatus."""

    SUCCESS = "Success"
    CUSTOMER_NOT_SUBSCRIBED = "CustomerNotSubscribed"
    DUPLICATE_RECORD = "DuplicateRecord"


@dataclass(slots=True)
class Tally:
    """Counts each record once.

    `known` are the records that are stored, by ID, `months` the sums that are: both as far as the
    records to come concern them. What has to be saved is in `added` and `changed`.
    """

    known: Mapping[str, UsageRecord]
    months: Mapping[MonthKey, UsageMonth]
    added: dict[str, UsageRecord] = field(default_factory=dict)
    changed: dict[MonthKey, UsageMonth] = field(default_factory=dict)

    def take(self, record: UsageRecord, tariff: Tariff) -> UsageStatus:
        """Count a record, unless there is one of that agreement, dimension and hour.

        The same told again is a success that changes nothing; another quantity a duplicate.
        """
        id_ = record.metering_record_id
        there = self.known.get(id_) or self.added.get(id_)
        if there is not None:
            is_same = there.says_the_same(record)
            return UsageStatus.SUCCESS if is_same else UsageStatus.DUPLICATE_RECORD
        key = (record.agreement_id, record.billing_period)
        month = self.changed.get(key) or self.months.get(key)
        if month is None:
            month = UsageMonth(agreement_id=key[0], billing_period=key[1])
        self.added[id_] = record
        self.changed[key] = month.metered(record, tariff)
        return UsageStatus.SUCCESS

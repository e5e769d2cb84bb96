"""Where metered usage is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Mapping, Sequence

    from procurement.domain.metering.tally import MonthKey
    from procurement.domain.metering.usage_month import UsageMonth
    from procurement.domain.metering.usage_record import UsageRecord
    from procurement.domain.month import Month
    from procurement.service.ports.page import Page


class Usage(Protocol):
    """Usage records of agreements and what their months add up to."""

    def held_of(
        self, records: Sequence[UsageRecord]
    ) -> tuple[Mapping[str, UsageRecord], Mapping[MonthKey, UsageMonth]]:
        """What is stored of these records, by ID, and of their months."""

    def get_record(self, agreement_id: str, metering_record_id: str) -> UsageRecord:
        """One record; `UsageRecordNotFound` otherwise."""

    def month(self, agreement_id: str, period: Month) -> UsageMonth:
        """What the month adds up to; an empty one at revision 0 before its first record."""

    def months(self, agreement_id: str, first: Month, last: Month) -> Sequence[UsageMonth]:
        """The months that have any, from `first` to `last`, in order."""

    def page_of_months(
        self, agreement_id: str, *, limit: int, token: str | None
    ) -> Page[UsageMonth]:
        """Months of an agreement, latest first."""

    def page_of_records(
        self,
        agreement_id: str,
        period: Month,
        dimension: str | None,
        *,
        limit: int,
        token: str | None,
    ) -> Page[UsageRecord]:
        """Records of a month, dimension by dimension, each in the order of its hours."""

    def add_record(self, record: UsageRecord) -> None:
        """Stage a new record; the commit raises `LostRace` when there is one of that hour."""

    def save_month(self, month: UsageMonth) -> None:
        """Stage the month; the commit raises `LostRace` unless its revision is the stored one."""

"""Metered usage in DynamoDB, in the partition of its agreement."""

from collections.abc import Mapping, Sequence
from typing import Final

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables.agreements import UsageItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.errors import UsageRecordNotFound
from procurement.domain.metering.tally import MonthKey
from procurement.domain.metering.usage_month import UsageMonth
from procurement.domain.metering.usage_record import UsageRecord, dimension_id, hour_of_id
from procurement.domain.month import Month
from procurement.service.ports.page import Page

_RECORD: Final = "USAGE#"
_MONTH: Final = "USAGE-MONTH#"


class DynamoUsage:
    """`service.ports.Usage` on the Agreements table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def held_of(
        self, records: Sequence[UsageRecord]
    ) -> tuple[Mapping[str, UsageRecord], Mapping[MonthKey, UsageMonth]]:
        """One batch for up to 50 records, strongly consistent."""
        keys = [(record.agreement_id, _record_part(record)) for record in records]
        keys += [(record.agreement_id, _month_part(record.billing_period)) for record in records]
        known: dict[str, UsageRecord] = {}
        months: dict[MonthKey, UsageMonth] = {}
        with translated():
            for item in UsageItem.batch_get(list(dict.fromkeys(keys)), consistent_read=True):
                if item.part.startswith(_MONTH):
                    month = _to_month(item)
                    months[month.agreement_id, month.billing_period] = month
                else:
                    record = _to_record(item)
                    known[record.metering_record_id] = record
        return known, months

    def get_record(self, agreement_id: str, metering_record_id: str) -> UsageRecord:
        """One strongly consistent read; `UsageRecordNotFound` when it finds nothing."""
        hour = hour_of_id(metering_record_id)
        found = None
        if hour is not None:
            part = f"{_RECORD}{Month.of(hour)}#{metering_record_id}"
            found = _find(agreement_id, part)
        if found is None:
            raise UsageRecordNotFound(metering_record_id)
        return _to_record(found)

    def month(self, agreement_id: str, period: Month) -> UsageMonth:
        """One strongly consistent read."""
        found = _find(agreement_id, _month_part(period))
        if found is None:
            return UsageMonth(agreement_id=agreement_id, billing_period=period)
        return _to_month(found)

    def months(self, agreement_id: str, first: Month, last: Month) -> Sequence[UsageMonth]:
        """One strongly consistent query."""
        with translated():
            found = UsageItem.query(
                agreement_id,
                UsageItem.part.between(_month_part(first), _month_part(last)),
                consistent_read=True,
            )
            return [_to_month(item) for item in found]

    def page_of_months(
        self, agreement_id: str, *, limit: int, token: str | None
    ) -> Page[UsageMonth]:
        """One strongly consistent query, latest first."""
        return Listing("usage-months", ("resource_id", agreement_id)).page(
            self._transaction.page_tokens,
            token,
            lambda start: UsageItem.query(
                agreement_id,
                UsageItem.part.startswith(_MONTH),
                consistent_read=True,
                scan_index_forward=False,
                limit=limit,
                last_evaluated_key=start,
            ),
            _to_month,
        )

    def page_of_records(
        self,
        agreement_id: str,
        period: Month,
        dimension: str | None,
        *,
        limit: int,
        token: str | None,
    ) -> Page[UsageRecord]:
        """One strongly consistent query."""
        prefix = f"{_RECORD}{period}#"
        if dimension is not None:
            prefix += f"{dimension_id(agreement_id, dimension)}-"
        return Listing("usage-records", ("resource_id", agreement_id), filter=prefix).page(
            self._transaction.page_tokens,
            token,
            lambda start: UsageItem.query(
                agreement_id,
                UsageItem.part.startswith(prefix),
                consistent_read=True,
                limit=limit,
                last_evaluated_key=start,
            ),
            _to_record,
        )

    def add_record(self, record: UsageRecord) -> None:
        """Put it if there is none of that agreement, dimension and hour."""
        self._transaction.put(
            UsageItem(
                record.agreement_id,
                _record_part(record),
                revision=1,
                document=to_document(record),
            ),
            condition=UsageItem.resource_id.does_not_exist(),
            on_failure=lost("UsageRecord", record.metering_record_id),
        )

    def save_month(self, month: UsageMonth) -> None:
        """Put it over the revision that was read, or where none was."""
        is_as_read = UsageItem.revision == month.revision
        revision = month.revision + 1
        self._transaction.put(
            UsageItem(
                month.agreement_id,
                _month_part(month.billing_period),
                revision=revision,
                document={**to_document(month), "revision": revision},
            ),
            condition=is_as_read if month.revision else UsageItem.resource_id.does_not_exist(),
            on_failure=lost("UsageMonth", f"{month.agreement_id}/{month.billing_period}"),
        )


def _find(agreement_id: str, part: str) -> UsageItem | None:
    try:
        with translated():
            return UsageItem.get(agreement_id, part, consistent_read=True)
    except UsageItem.DoesNotExist:
        return None


def _record_part(record: UsageRecord) -> str:
    return f"{_RECORD}{record.billing_period}#{record.metering_record_id}"


def _month_part(period: Month) -> str:
    return f"{_MONTH}{period}"


def _to_record(item: UsageItem) -> UsageRecord:
    return from_document(item.document, UsageRecord)


def _to_month(item: UsageItem) -> UsageMonth:
    return from_document(item.document, UsageMonth)

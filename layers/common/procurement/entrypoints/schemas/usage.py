"""What was metered of an agreement, as buyer and seller read it, and reports of instances."""

from typing import Self

from pydantic import Field

from procurement.domain.charges.usage import UsageLine
from procurement.domain.metering.instance_report import InstanceReport, InstanceRunEntry
from procurement.domain.metering.tally import UsageStatus
from procurement.domain.metering.usage_month import DimensionUsage
from procurement.domain.metering.usage_record import UsageAllocation, UsageRecord
from procurement.domain.money import format_amount
from procurement.entrypoints.schemas.base import Instant, RequestSchema, Schema
from procurement.service.metering.read_usage import MonthCost
from procurement.service.metering.report_instances import ReportedHour


class DimensionUsageView(Schema):
    """One dimension of a month: what was told, what of it is charged, and what that costs.

    `chargedQuantity` leaves out included instances and the free trial; `amount` is exact.
    """

    dimension: str
    records: int
    quantity: str
    charged_quantity: str
    unit_price: str
    amount: str

    @classmethod
    def of(cls, usage: DimensionUsage, line: UsageLine) -> Self:
        """A dimension of the domain, and what it costs."""
        return cls(
            dimension=usage.dimension,
            records=usage.records,
            quantity=f"{usage.quantity:f}",
            charged_quantity=f"{line.quantity:f}",
            unit_price=f"{line.unit_price:f}",
            amount=f"{line.amount:f}",
        )


class UsageMonthView(Schema):
    """A month with usage: `amount` as it stands now, `billedAmount` what charges hold of it.

    Both are before tax. `closedAt` is when its usage was last made a charge.
    """

    billing_period: str = Field(examples=["2027-06"])
    currency_code: str
    amount: str
    billed_amount: str
    closed_at: Instant | None
    dimensions: list[DimensionUsageView]

    @classmethod
    def of(cls, cost: MonthCost) -> Self:
        """A month of the use case."""
        return cls(
            billing_period=str(cost.month.billing_period),
            currency_code=cost.amount.currency,
            amount=format_amount(cost.amount.amount, cost.amount.currency),
            billed_amount=format_amount(cost.billed.amount, cost.billed.currency),
            closed_at=cost.month.closed_at,
            dimensions=[
                DimensionUsageView.of(usage, line)
                for usage, line in zip(cost.month.usage, cost.lines, strict=True)
            ],
        )


class UsageMonthPage(Schema):
    """One page of months, latest first."""

    items: list[UsageMonthView]
    next_token: str | None


class UsageRecordView(Schema):
    """One record: what was used in the hour that begins at `hour`.

    `chargeableQuantity` leaves out included instances, but not the free trial.
    """

    metering_record_id: str
    dimension: str
    hour: Instant
    quantity: str
    chargeable_quantity: str
    metered_at: Instant
    allocation_count: int

    @classmethod
    def of(cls, record: UsageRecord) -> Self:
        """A record of the domain."""
        return cls(
            metering_record_id=record.metering_record_id,
            dimension=record.dimension,
            hour=record.hour,
            quantity=f"{record.quantity:f}",
            chargeable_quantity=f"{record.chargeable:f}",
            metered_at=record.metered_at,
            allocation_count=len(record.allocations),
        )


class UsageRecordPage(Schema):
    """One page of records."""

    items: list[UsageRecordView]
    next_token: str | None


class UsageTagView(Schema):
    """meteringmarketplace:Tag."""

    key: str
    value: str


class UsageAllocationView(Schema):
    """A part of a record's quantity, and what it is for."""

    quantity: str
    tags: list[UsageTagView]

    @classmethod
    def of(cls, allocation: UsageAllocation) -> Self:
        """An allocation of the domain."""
        tags = [UsageTagView(key=key, value=value) for key, value in allocation.tags]
        return cls(quantity=f"{allocation.quantity:f}", tags=tags)


class UsageRecordDetailView(Schema):
    """One record with its allocations."""

    record: UsageRecordView
    allocations: list[UsageAllocationView]

    @classmethod
    def of(cls, record: UsageRecord) -> Self:
        """A record of the domain."""
        return cls(
            record=UsageRecordView.of(record),
            allocations=[UsageAllocationView.of(each) for each in record.allocations],
        )


class InstanceRunBody(RequestSchema):
    """One uninterrupted run of an instance; without an end it still runs."""

    instance_type: str = Field(min_length=1, max_length=255, examples=["m5.large"])
    instance_id: str = Field(min_length=1, max_length=64, examples=["i-0123456789abcdef0"])
    started_at: Instant
    stopped_at: Instant | None = None


class ReportInstancesRequest(RequestSchema):
    """Every run of an agreement's instances between two full hours, at most 24 hours apart."""

    start_time: Instant
    end_time: Instant
    runs: list[InstanceRunBody] = Field(max_length=1_000)

    def to_report(self) -> InstanceReport:
        """The domain's unchecked report."""
        return InstanceReport(
            start_time=self.start_time,
            end_time=self.end_time,
            runs=tuple(
                InstanceRunEntry(
                    instance_type=run.instance_type,
                    instance_id=run.instance_id,
                    started_at=run.started_at,
                    stopped_at=run.stopped_at,
                )
                for run in self.runs
            ),
        )


class ReportedHourView(Schema):
    """One instance type in one hour: how many ran, and what became of that record."""

    instance_type: str
    hour: Instant
    running: int
    status: UsageStatus
    metering_record_id: str | None

    @classmethod
    def of(cls, reported: ReportedHour) -> Self:
        """An hour of the use case."""
        return cls(
            instance_type=reported.instance_type,
            hour=reported.hour,
            running=reported.running,
            status=reported.status,
            metering_record_id=reported.metering_record_id,
        )


class ReportInstancesResponse(Schema):
    """What the report came to, hour by hour."""

    hours: list[ReportedHourView]

"""BatchMeterUsage in the shapes of meteringmarketplace, with its names in AWS's own writing."""

from typing import Self

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_pascal

from procurement.domain.metering.tally import UsageStatus
from procurement.domain.metering.usage_entry import AllocationEntry, UsageEntry
from procurement.entrypoints.schemas.base import Instant, RequestSchema
from procurement.service.metering.meter_usage import Metered, UsageResult


class MeteringSchema(RequestSchema):
    """PascalCase outside, as the metering service writes; an unknown member is a mistake."""

    model_config = ConfigDict(alias_generator=to_pascal)


class TagBody(MeteringSchema):
    """meteringmarketplace:Tag."""

    key: str | None = None
    value: str | None = None


class UsageAllocationBody(MeteringSchema):
    """meteringmarketplace:UsageAllocation: a part of the quantity, and what it is for."""

    allocated_usage_quantity: int | None = None
    allocated_usage_quantity_as_decimal: str | None = None
    tags: list[TagBody] | None = None

    def to_entry(self) -> AllocationEntry:
        """The domain's unchecked allocation."""
        return AllocationEntry(
            quantity=self.allocated_usage_quantity,
            quantity_as_decimal=self.allocated_usage_quantity_as_decimal,
            tags=tuple((tag.key, tag.value) for tag in self.tags or ()),
        )


class UsageRecordBody(MeteringSchema):
    """meteringmarketplace:UsageRecord. In place of a license it names the agreement.

    `Timestamp` is ISO 8601 with its time zone, or a number of seconds since 1970, as AWS's SDKs
    send it.
    """

    timestamp: Instant | None = None
    agreement_id: str | None = Field(None, examples=["agmt-..."])
    customer_aws_account_id: str | None = Field(
        None, alias="CustomerAWSAccountId", examples=["111122223333"]
    )
    dimension: str | None = Field(None, examples=["requests"])
    quantity: int | None = None
    quantity_as_decimal: str | None = Field(None, examples=["17.42"])
    usage_allocations: list[UsageAllocationBody] | None = None

    def to_entry(self) -> UsageEntry:
        """The domain's unchecked entry."""
        allocations = self.usage_allocations
        return UsageEntry(
            timestamp=self.timestamp,
            dimension=self.dimension,
            agreement_id=self.agreement_id,
            customer_account_id=self.customer_aws_account_id,
            quantity=self.quantity,
            quantity_as_decimal=self.quantity_as_decimal,
            allocations=None if allocations is None else tuple(a.to_entry() for a in allocations),
        )


class BatchMeterUsageRequest(MeteringSchema):
    """meteringmarketplace:BatchMeterUsageRequest: up to 25 records of one product."""

    usage_records: list[UsageRecordBody] = Field(max_length=1_000)
    product_code: str | None = Field(None, max_length=255, examples=["prod-widgets"])

    def to_entries(self) -> list[UsageEntry]:
        """The domain's unchecked entries."""
        return [record.to_entry() for record in self.usage_records]


class UsageRecordResultView(MeteringSchema):
    """meteringmarketplace:UsageRecordResult."""

    usage_record: UsageRecordBody
    metering_record_id: str | None
    status: UsageStatus

    @classmethod
    def of(cls, result: UsageResult, request: BatchMeterUsageRequest) -> Self:
        """The result beside the record that it is of; its allocations need no echo."""
        sent = request.usage_records[result.index]
        return cls(
            usage_record=sent.model_copy(update={"usage_allocations": None}),
            metering_record_id=result.metering_record_id,
            status=result.status,
        )


class BatchMeterUsageResponse(MeteringSchema):
    """meteringmarketplace:BatchMeterUsageResult: every record is in one of the lists."""

    results: list[UsageRecordResultView]
    unprocessed_records: list[UsageRecordBody]

    @classmethod
    def of(cls, metered: Metered, request: BatchMeterUsageRequest) -> Self:
        """What the use case says of the request."""
        return cls(
            results=[UsageRecordResultView.of(result, request) for result in metered.results],
            unprocessed_records=[request.usage_records[index] for index in metered.unprocessed],
        )

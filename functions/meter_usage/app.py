"""What sellers meter of their agreements, and what buyer and seller read of it."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from procurement import bootstrap
from procurement.domain.metering.usage_entry import MAX_DIMENSION
from procurement.domain.month import Month
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken, PathText
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.metering import (
    BatchMeterUsageRequest,
    BatchMeterUsageResponse,
)
from procurement.entrypoints.schemas.usage import (
    ReportedHourView,
    ReportInstancesRequest,
    ReportInstancesResponse,
    UsageMonthPage,
    UsageMonthView,
    UsageRecordDetailView,
    UsageRecordPage,
    UsageRecordView,
)
from procurement.service.metering.meter_usage import meter_usage
from procurement.service.metering.read_usage import (
    get_usage_record,
    list_usage_months,
    list_usage_records,
)
from procurement.service.metering.report_instances import report_instances

api = Api(bootstrap.acting_for)

UpTo12 = Annotated[int, Query(alias="maxResults", ge=1, le=12)]
Period = Annotated[str, Path(pattern=r"^[1-9]\d{3}-(0[1-9]|1[0-2])$")]
Dimension = Annotated[str | None, Query(min_length=1, max_length=MAX_DIMENSION)]


@api.post("/usage-records", operation_id="BatchMeterUsage")
def meter(request: BatchMeterUsageRequest) -> BatchMeterUsageResponse:
    """Tell up to 25 quantities that customers used, as their seller (R-255)."""
    metered = meter_usage(
        request.to_entries(),
        request.product_code,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        bootstrap.settings().metering_leniency,
    )
    return BatchMeterUsageResponse.of(metered, request)


@api.post("/agreements/<agreement_id>/instance-reports", operation_id="ReportInstances")
def report(agreement_id: PathText, request: ReportInstancesRequest) -> ReportInstancesResponse:
    """Tell which instances ran, as the seller of a machine image (R-326 to R-328)."""
    reported = report_instances(
        agreement_id,
        request.to_report(),
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        bootstrap.settings().metering_leniency,
    )
    return ReportInstancesResponse(hours=[ReportedHourView.of(hour) for hour in reported])


@api.get("/agreements/<agreement_id>/usage", operation_id="ListUsageMonths")
def list_months(
    agreement_id: PathText, max_results: UpTo12 = 12, next_token: NextToken = None
) -> UsageMonthPage:
    """List the months of an agreement's usage, latest first: sums and cost by dimension."""
    page = list_usage_months(
        agreement_id, max_results, next_token, api.caller, bootstrap.unit_of_work()
    )
    items = [UsageMonthView.of(month) for month in page.items]
    return UsageMonthPage(items=items, next_token=page.next_token)


@api.get("/agreements/<agreement_id>/usage/<billing_period>", operation_id="ListUsageRecords")
def list_records(
    agreement_id: PathText,
    billing_period: Period,
    dimension: Dimension = None,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> UsageRecordPage:
    """List a month's records, hour by hour, of one dimension or of all."""
    page = list_usage_records(
        agreement_id,
        Month.parse(billing_period),
        dimension,
        max_results,
        next_token,
        api.caller,
        bootstrap.unit_of_work(),
    )
    items = [UsageRecordView.of(record) for record in page.items]
    return UsageRecordPage(items=items, next_token=page.next_token)


@api.get(
    "/agreements/<agreement_id>/usage-records/<metering_record_id>", operation_id="GetUsageRecord"
)
def get_record(agreement_id: PathText, metering_record_id: PathText) -> UsageRecordDetailView:
    """Get one record with the allocations that split its quantity."""
    return UsageRecordDetailView.of(
        get_usage_record(agreement_id, metering_record_id, api.caller, bootstrap.unit_of_work())
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)

"""Reports: billed revenue, accruals, spend by purchase order, the dashboard's counts; rates."""

from typing import Annotated, Any, Final, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse
from pydantic import StringConstraints

from procurement import bootstrap
from procurement.domain.month import Month
from procurement.entrypoints.files.table_file import write_table
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.base import Schema
from procurement.entrypoints.schemas.purchase_order_lists import DashboardView
from procurement.entrypoints.schemas.reports import (
    AccrualItem,
    AccrualPage,
    BilledRevenuePage,
    ExchangeRatesView,
    PutExchangeRatesRequest,
    ReportPage,
    ReportSummaryView,
    ReportView,
    SpendItem,
    SpendPage,
)
from procurement.service.purchase_orders.read_dashboard import read_dashboard
from procurement.service.reports.put_exchange_rates import get_exchange_rates, put_exchange_rates
from procurement.service.reports.read_accruals import Party, read_accruals
from procurement.service.reports.read_billed_revenue import read_billed_revenue
from procurement.service.reports.read_reports import get_report, list_reports
from procurement.service.reports.read_spend import read_spend

MAX_AGREEMENTS: Final = 20
"""Agreements of one page whose every invoice is read."""

_MONTH: Final = r"^[1-9]\d{3}-(0[1-9]|1[0-2])$"
MonthOfPath = Annotated[str, StringConstraints(pattern=_MONTH), Path()]
MonthAsked = Annotated[str, Query(pattern=_MONTH)]
UpTo20 = Annotated[int, Query(alias="maxResults", ge=1, le=MAX_AGREEMENTS)]
Format = Annotated[Literal["json", "csv"], Query(alias="format")]

api = Api(bootstrap.acting_for)


def _json_or_csv(page: type[Schema]) -> dict[int, OpenAPIResponse]:
    """What the document says of a listing in both formats."""
    return {
        200: {
            "description": "A page of the listing; of CSV, `x-next-token` leads to the next",
            "content": {
                "application/json": {"model": page},
                "text/csv": {"schema": {"type": "string"}},
            },
        }
    }


@api.get("/billed-revenue-reports", operation_id="ListBilledRevenueReports")
def list_published(
    max_results: MaxResults = DEFAULT_RESULTS, next_token: NextToken = None
) -> ReportPage:
    """List the caller's monthly billed revenue reports as a seller, newest month first (R-337)."""
    page = list_reports(max_results, next_token, api.caller, bootstrap.unit_of_work())
    items = [ReportSummaryView.of(report) for report in page.items]
    return ReportPage(items=items, next_token=page.next_token)


@api.get("/billed-revenue-reports/<month>", operation_id="GetBilledRevenueReport")
def get_published(month: MonthOfPath) -> ReportView:
    """Get one of them with addresses for download that expire (R-335 to R-343)."""
    return ReportView.with_files(
        get_report(
            Month.parse(month), api.caller, bootstrap.unit_of_work(), bootstrap.report_files()
        )
    )


@api.get("/billed-revenue", operation_id="GetBilledRevenue")
def get_revenue(
    month: MonthAsked,
    granularity: Annotated[Literal["DAY", "MONTH"], Query()] = "DAY",
    max_results: UpTo20 = MAX_AGREEMENTS,
    next_token: NextToken = None,
) -> BilledRevenuePage:
    """Read what the caller's agreements as a seller were billed, as of last midnight (R-344)."""
    return BilledRevenuePage.of(
        read_billed_revenue(
            Month.parse(month),
            max_results,
            next_token,
            api.caller,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
            by_day=granularity == "DAY",
        )
    )


@api.get("/accruals", operation_id="ListAccruals", responses=_json_or_csv(AccrualPage))
def list_accruals(
    month: MonthAsked,
    party_type: Annotated[Party, Query(alias="partyType")] = Party.ACCEPTOR,
    format_: Format = "json",
    max_results: UpTo20 = MAX_AGREEMENTS,
    next_token: NextToken = None,
) -> Response[AccrualPage | str]:
    """List what agreements were billed, and what of them was not, at the end of a month."""
    page = read_accruals(
        Month.parse(month),
        party_type,
        max_results,
        next_token,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
    )
    items = [AccrualItem.of(accrual) for accrual in page.items]
    if format_ == "csv":
        return _csv(AccrualItem, items, page.next_token)
    return _json(AccrualPage(items=items, next_token=page.next_token))


@api.get(
    "/purchase-order-spend",
    operation_id="ListPurchaseOrderSpend",
    responses=_json_or_csv(SpendPage),
)
def list_spend(
    billing_period: Annotated[str, Query(alias="billingPeriod", pattern=_MONTH)],
    format_: Format = "json",
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> Response[SpendPage | str]:
    """List what each purchase order was billed in a billing period, and what remains of it."""
    page = read_spend(
        Month.parse(billing_period),
        max_results,
        next_token,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
    )
    items = [SpendItem.of(spend) for spend in page.items]
    if format_ == "csv":
        return _csv(SpendItem, items, page.next_token)
    return _json(SpendPage(items=items, next_token=page.next_token))


@api.get("/purchase-order-dashboard", operation_id="GetPurchaseOrderDashboard")
def get_dashboard() -> DashboardView:
    """Count the active purchase orders, those that want a look, and invoices without one."""
    return DashboardView.of(read_dashboard(api.caller, bootstrap.unit_of_work(), bootstrap.clock()))


@api.get("/exchange-rates/<month>", operation_id="GetExchangeRates")
def get_rates(month: MonthOfPath) -> ExchangeRatesView:
    """Get what currencies were worth in US dollars on the days of a month (R-341)."""
    return ExchangeRatesView.of(get_exchange_rates(Month.parse(month), bootstrap.unit_of_work()))


@api.put("/exchange-rates/<month>", operation_id="PutExchangeRates")
def put_rates(month: MonthOfPath, request: PutExchangeRatesRequest) -> ExchangeRatesView:
    """Replace those rates for the whole deployment; for its own account alone (R-341)."""
    return ExchangeRatesView.of(
        put_exchange_rates(
            Month.parse(month),
            request.days,
            request.expected_version,
            api.caller,
            bootstrap.settings().deployment_account,
            bootstrap.unit_of_work(),
            bootstrap.clock(),
        )
    )


def _json(page: Schema) -> Response[Any]:
    return Response(status_code=200, content_type="application/json", body=page)


def _csv(kind: type[Schema], items: list[Any], next_token: str | None) -> Response[Any]:
    header = [field.serialization_alias or name for name, field in kind.model_fields.items()]
    rows = [item.model_dump(mode="json", by_alias=True) for item in items]
    more = {"x-next-token": next_token} if next_token else {}
    return Response(
        status_code=200, content_type="text/csv", body=write_table(header, rows), headers=more
    )


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)

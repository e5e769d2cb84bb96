"""Reports at the edge."""

from datetime import date
from decimal import Decimal
from typing import Self

from pydantic import Field

from procurement.domain.billing_settings.exchange_rates import ExchangeRates
from procurement.domain.purchase_orders.purchase_order import Status
from procurement.domain.reports.billing_history import Accrual, BilledRevenue
from procurement.domain.reports.published_report import (
    FileFormat,
    PublishedReport,
    ReportFile,
    ReportStatus,
)
from procurement.domain.reports.spend import Spend
from procurement.entrypoints.schemas.base import (
    AmountInput,
    Instant,
    MoneyView,
    RequestSchema,
    Schema,
)
from procurement.service.reports.read_billed_revenue import RevenueReading
from procurement.service.reports.read_reports import DownloadableReport

_MONTH = Field(examples=["2027-04"])


class ReportSummaryView(Schema):
    """A seller's report of one month; `reason` says why a parked one is not published."""

    month: str = _MONTH
    status: ReportStatus
    at: Instant
    rows: int
    reason: str | None

    @classmethod
    def of(cls, report: PublishedReport) -> Self:
        """A report of the domain."""
        return cls(
            month=str(report.month),
            status=report.status,
            at=report.at,
            rows=report.rows,
            reason=report.reason,
        )


class ReportPage(Schema):
    """One page of reports, newest month first."""

    items: list[ReportSummaryView]
    next_token: str | None


class ReportFileView(Schema):
    """One file: `url` works for `expires_in_seconds`, with a plain GET and without a signature."""

    format: FileFormat
    size: int
    sha256: str
    url: str
    expires_in_seconds: int

    @classmethod
    def of(cls, file: ReportFile, url: str, seconds: int) -> Self:
        """A file of the domain."""
        return cls(
            format=file.format,
            size=file.size,
            sha256=file.sha256,
            url=url,
            expires_in_seconds=seconds,
        )


class ReportView(ReportSummaryView):
    """A report with its files; a parked one has none."""

    files: list[ReportFileView]

    @classmethod
    def with_files(cls, found: DownloadableReport) -> Self:
        """A report and the addresses of its files."""
        return cls(
            **ReportSummaryView.of(found.report).model_dump(),
            files=[
                ReportFileView.of(file, found.addresses[file.format], found.seconds)
                for file in found.report.files
            ],
        )


class BilledRevenueItem(Schema):
    """What an agreement was billed on a day, or in a month, before tax (R-338)."""

    agreement_id: str
    since: date
    billed: MoneyView
    credited: MoneyView
    currency_code: str
    invoices: int

    @classmethod
    def of(cls, revenue: BilledRevenue) -> Self:
        """A sum of the domain."""
        return cls(
            agreement_id=revenue.agreement_id,
            since=revenue.since,
            billed=MoneyView.of(revenue.billed),
            credited=MoneyView.of(revenue.credited),
            currency_code=revenue.billed.currency,
            invoices=revenue.invoices,
        )


class BilledRevenuePage(Schema):
    """What some agreements were billed by `as_of`, the last midnight in UTC (R-344)."""

    as_of: Instant
    items: list[BilledRevenueItem]
    next_token: str | None

    @classmethod
    def of(cls, reading: RevenueReading) -> Self:
        """A reading of the dashboard."""
        return cls(
            as_of=reading.as_of,
            items=[BilledRevenueItem.of(revenue) for revenue in reading.page.items],
            next_token=reading.page.next_token,
        )


class AccrualItem(Schema):
    """An agreement at the end of a month: billed, unbilled and cancelled make the total."""

    agreement_id: str
    month: str = _MONTH
    currency_code: str
    contract_total: MoneyView
    billed: MoneyView
    unbilled: MoneyView
    cancelled: MoneyView
    credited: MoneyView

    @classmethod
    def of(cls, accrual: Accrual) -> Self:
        """An accrual of the domain."""
        return cls(
            agreement_id=accrual.agreement_id,
            month=str(accrual.month),
            currency_code=accrual.contract_total.currency,
            contract_total=MoneyView.of(accrual.contract_total),
            billed=MoneyView.of(accrual.billed),
            unbilled=MoneyView.of(accrual.unbilled),
            cancelled=MoneyView.of(accrual.cancelled),
            credited=MoneyView.of(accrual.credited),
        )


class AccrualPage(Schema):
    """What some agreements come to at the end of a month."""

    items: list[AccrualItem]
    next_token: str | None


class SpendItem(Schema):
    """What a purchase order was billed in a period, tax included; null stands for none."""

    purchase_order_id: str | None
    billing_period: str = _MONTH
    currency_code: str
    billed: MoneyView
    credited: MoneyView
    net: MoneyView
    invoices: int
    status: Status | None
    is_deleted: bool
    remaining_balance: MoneyView | None
    balance_currency_code: str | None

    @classmethod
    def of(cls, spend: Spend) -> Self:
        """A row of the domain."""
        return cls(
            purchase_order_id=spend.purchase_order_id or None,
            billing_period=str(spend.billing_period),
            currency_code=spend.billed.currency,
            billed=MoneyView.of(spend.billed),
            credited=MoneyView.of(spend.credited),
            net=MoneyView.of(spend.net),
            invoices=spend.invoices,
            status=spend.status,
            is_deleted=spend.is_deleted,
            remaining_balance=MoneyView.of(spend.balance) if spend.balance else None,
            balance_currency_code=spend.balance.currency if spend.balance else None,
        )


class SpendPage(Schema):
    """One page of a period's spend, by purchase order."""

    items: list[SpendItem]
    next_token: str | None


class PutExchangeRatesRequest(RequestSchema):
    """All rates of a month: US dollars for one unit, by day and currency."""

    days: dict[str, dict[str, AmountInput]] = Field(examples=[{"2027-04-12": {"EUR": "1.0832"}}])
    expected_version: int | None = Field(None, ge=0)


class ExchangeRatesView(Schema):
    """The rates of a month; version 0 was never put in."""

    month: str = _MONTH
    days: dict[str, dict[str, str]]
    version: int
    updated_at: Instant | None

    @classmethod
    def of(cls, rates: ExchangeRates) -> Self:
        """Rates of the domain."""
        return cls(
            month=str(rates.month),
            days={
                day.isoformat(): {name: _plain(rate) for name, rate in sorted(of_day.items())}
                for day, of_day in sorted(rates.days.items())
            },
            version=rates.version,
            updated_at=rates.updated_at,
        )


def _plain(rate: Decimal) -> str:
    return f"{rate:f}"

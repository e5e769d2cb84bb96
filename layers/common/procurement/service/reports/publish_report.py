"""Publish a seller's billed revenue report of one month, exactly once (R-337)."""

from datetime import datetime

from procurement.domain.errors import MissingExchangeRates, WrongStatus
from procurement.domain.events import Event, EventType, JsonValue
from procurement.domain.month import Month
from procurement.domain.reports.billed_revenue import publication
from procurement.domain.reports.published_report import PublishedReport, ReportStatus
from procurement.service.attempts import decide
from procurement.service.caller import REPORTING
from procurement.service.ports.clock import Clock
from procurement.service.ports.reports import ReportFiles
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event
from procurement.service.reports.section_four import section_four


def publish_report(
    account_id: str,
    month: Month,
    unit_of_work: UnitOfWorkFactory,
    files: ReportFiles,
    clock: Clock,
) -> PublishedReport:
    """The report, as this call or an earlier one published it.

    The files come first and are put only where there are none; the record and its event follow in
    one transaction. What was cut off in between goes on with the files that it left. A report that
    lacks exchange rates is parked with what is missing (R-341); once they are told, to publish
    again publishes it. Raises `WrongStatus` before the month's report is due.
    """
    now = clock.now()
    _expect_due(month, now)

    def attempt() -> PublishedReport:
        with unit_of_work() as unit:
            before = unit.reports.find(account_id, month)
            if before and before.is_published:
                return before
            made = _make(account_id, month, unit_of_work, files, now)
            if before and before.reason and before.reason == made.reason:
                return before
            unit.reports.save(before, made)
            unit.ledger.record(_event(made, before.revision if before else 0))
            unit.commit()
        return made

    return decide(attempt)


def _expect_due(month: Month, now: datetime) -> None:
    if now < publication(month):
        message = f"the report of {month} is published on {publication(month).date()}"
        raise WrongStatus(message, resource_type="BilledRevenueReport", resource_id=str(month))


def _make(
    account_id: str,
    month: Month,
    unit_of_work: UnitOfWorkFactory,
    files: ReportFiles,
    now: datetime,
) -> PublishedReport:
    try:
        rows, made = files.publish(
            account_id, month, lambda: section_four(account_id, month, unit_of_work)
        )
    except MissingExchangeRates as missing:
        return PublishedReport(
            account_id=account_id,
            month=month,
            status=ReportStatus.PARKED,
            at=now,
            reason=missing.message,
        )
    return PublishedReport(
        account_id=account_id,
        month=month,
        status=ReportStatus.PUBLISHED,
        at=now,
        rows=rows,
        files=made,
    )


def _event(report: PublishedReport, occasion: int) -> Event:
    detail: dict[str, JsonValue] = {"month": str(report.month)}
    if report.is_published:
        detail |= {
            "rows": report.rows,
            "files": [{"key": file.key, "sha256": file.sha256} for file in report.files],
        }
    else:
        detail["reason"] = report.reason
    return new_event(
        report.account_id,
        EventType.REPORT_PUBLISHED if report.is_published else EventType.REPORT_PARKED,
        f"billed-revenue-report/{report.month}",
        at=report.at,
        actor=REPORTING,
        occasion=occasion,
        detail=detail,
    )

"""A seller's published reports, and addresses to download them from."""

from collections.abc import Mapping
from dataclasses import dataclass

from procurement.domain.month import Month
from procurement.domain.reports.published_report import FileFormat, PublishedReport
from procurement.service.caller import Caller
from procurement.service.ports.page import Page
from procurement.service.ports.reports import ReportFiles
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


@dataclass(frozen=True, kw_only=True, slots=True)
class DownloadableReport:
    """A report with an address for each of its files, each for so many seconds."""

    report: PublishedReport
    addresses: Mapping[FileFormat, str]
    seconds: int


def list_reports(
    limit: int, token: str | None, caller: Caller, unit_of_work: UnitOfWorkFactory
) -> Page[PublishedReport]:
    """The caller's reports as a seller, newest month first."""
    with unit_of_work() as unit:
        return unit.reports.page(caller.account_id, limit=limit, token=token)


def get_report(
    month: Month, caller: Caller, unit_of_work: UnitOfWorkFactory, files: ReportFiles
) -> DownloadableReport:
    """One of them; `ReportNotFound` for a month in which nothing was sold, or not published yet."""
    with unit_of_work() as unit:
        report = unit.reports.get(caller.account_id, month)
    return DownloadableReport(
        report=report,
        addresses={
            file.format: files.address(file, f"billed-revenue-{month}.{file.format}")
            for file in report.files
        },
        seconds=files.seconds,
    )

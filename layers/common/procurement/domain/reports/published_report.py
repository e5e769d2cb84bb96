"""A seller's report of one month, as it was published once and for all, or why it was not."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from procurement.domain.month import Month


class ReportStatus(StrEnum):
    """PARKED until somebody puts right what `reason` says; nothing follows PUBLISHED."""

    PUBLISHED = "PUBLISHED"
    PARKED = "PARKED"


class FileFormat(StrEnum):
    """The formats that every report comes in."""

    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportFile:
    """One published file: where it lies, its length in bytes and its SHA-256 in hexadecimal."""

    format: FileFormat
    key: str
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedReport:
    """The billed revenue report of `account_id`, a seller, for `month` (R-337).

    `rows` are payments. A parked report has no files.
    """

    account_id: str
    month: Month
    status: ReportStatus
    at: datetime
    rows: int = 0
    files: tuple[ReportFile, ...] = ()
    reason: str | None = None
    revision: int = 0

    @property
    def is_published(self) -> bool:
        """Whether it is there for good."""
        return self.status is ReportStatus.PUBLISHED


def report_key(account_id: str, month: Month, format_: FileFormat) -> str:
    """Where a file of the report lies, so that it can be there only once."""
    return f"billed-revenue/{account_id}/{month}/section-4.{format_}"

"""Stored reports, what they are made of, and where their files go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from procurement.domain.billing_settings.exchange_rates import ExchangeRates
    from procurement.domain.marketplace.agreement import Agreement
    from procurement.domain.month import Month
    from procurement.domain.reports.billed_revenue import Row
    from procurement.domain.reports.published_report import PublishedReport, ReportFile
    from procurement.service.ports.page import Page


class Sales(Protocol):
    """Agreements as their sellers see them, all eventually consistent."""

    def sellers_in(self, month: Month) -> Iterator[str]:
        """Who sold something with a payment schedule in that month, in UTC; each account once."""

    def sold_in(self, account_id: str, month: Month) -> Iterator[Agreement]:
        """The seller's agreements that were accepted in that month, the earliest first."""

    def page(self, account_id: str, *, limit: int, token: str | None) -> Page[Agreement]:
        """The seller's agreements, newest first."""

    def offer_names(self, offer_ids: Sequence[str]) -> Mapping[str, str]:
        """The names of those offers that exist, by ID."""


class Reports(Protocol):
    """Sellers' billed revenue reports, published or parked."""

    def find(self, account_id: str, month: Month) -> PublishedReport | None:
        """The report, or None."""

    def get(self, account_id: str, month: Month) -> PublishedReport:
        """The report; `ReportNotFound` otherwise."""

    def page(self, account_id: str, *, limit: int, token: str | None) -> Page[PublishedReport]:
        """The seller's reports, newest month first."""

    def save(self, before: PublishedReport | None, after: PublishedReport) -> None:
        """Stage a report; the commit raises `LostRace` unless `before`, or nothing, stands."""


class ExchangeRatesStore(Protocol):
    """What currencies were worth, month by month."""

    def of_month(self, month: Month) -> ExchangeRates:
        """The rates of the month; none at all, at version 0, when they were never put in."""

    def save(self, before: ExchangeRates, after: ExchangeRates) -> None:
        """Stage the rates; the commit raises `LostRace` unless `before` still stands."""


class ReportFiles(Protocol):
    """The files of published reports."""

    @property
    def seconds(self) -> int:
        """How long an address works."""

    def publish(
        self, account_id: str, month: Month, rows: Callable[[], Iterator[Row]]
    ) -> tuple[int, tuple[ReportFile, ...]]:
        """Put the files where there are none yet; how many rows they have, and what they are.

        What an earlier attempt left is kept as it is, and `rows` is not asked for again: whoever
        tries again gets the very same files.
        """

    def address(self, file: ReportFile, name: str) -> str:
        """An address that anybody can download the file from, as `name`, for a short time."""


class ReportQueue(Protocol):
    """Hands reports to be published to whoever publishes them."""

    def send(self, account_ids: Sequence[str], month: Month) -> None:
        """One message per seller; a repeat is harmless."""

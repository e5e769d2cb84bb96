"""Who in an account is told of its invoices, and who may read its calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from procurement.domain.notices.calendar_link import CalendarLink
    from procurement.domain.notices.notice_settings import NoticeSettings


class NoticeSettingsStore(Protocol):
    """The notice settings of accounts."""

    def of_account(self, account_id: str) -> NoticeSettings:
        """The account's; nobody, at version 0, when none were ever put in."""

    def save(self, before: NoticeSettings, after: NoticeSettings) -> None:
        """Stage the settings; the commit raises `LostRace` unless `before` still stands."""


class CalendarLinks(Protocol):
    """The links by which calendar programs read accounts' calendars, each known by a hash."""

    def of_account(self, account_id: str) -> CalendarLink | None:
        """The account's link, expired or not, or None."""

    def opened_by(self, token_hash: str) -> CalendarLink | None:
        """The link of the token with that hash, or None."""

    def save(self, before: CalendarLink | None, after: CalendarLink) -> None:
        """Stage a link in the place of another; `LostRace` unless `before` still stands."""

    def remove(self, link: CalendarLink) -> None:
        """Stage its end; the commit raises `LostRace` unless it still stands."""

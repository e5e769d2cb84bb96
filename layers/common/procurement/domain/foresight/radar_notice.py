"""What an account's subscribers are told of its radar once a week."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Final

from procurement.domain.foresight.forecast import Forecast
from procurement.domain.foresight.radar import ChargeAtRisk, RiskyInvoice
from procurement.domain.foresight.usage_history import Scenario
from procurement.domain.ids import derived_id
from procurement.domain.month import Month
from procurement.domain.purchase_orders.notification import NoticeKind

MAX_INVOICES: Final = 20
"""Invoices at risk that one mail lists; all of them are counted."""
MAX_FORECASTS: Final = 10
"""Purchase orders that one mail lists, those that run out first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RadarNotice:
    """The week's radar of `account_id`: the most urgent invoices, what runs out soonest.

    `invoices_at_risk` counts all invoices at risk that fall due until the end of the day `until`.
    """

    kind: ClassVar = NoticeKind.RADAR
    account_id: str
    week: str
    until: date
    invoices: tuple[RiskyInvoice, ...]
    invoices_at_risk: int
    forecasts: tuple[Forecast, ...]

    @property
    def about(self) -> str:
        """What it is about, as the ledger writes it."""
        return f"radar/{self.week}"


def radar_notice(
    account_id: str,
    found: Iterable[ChargeAtRisk],
    forecasts: Sequence[Forecast],
    now: datetime,
    days: int,
) -> RadarNotice | None:
    """The notice of this week, or None when there is nothing to say.

    That is so when no charge of the coming `days` is at risk, and no purchase order is expected to
    run out until the month in which they end. `forecasts` come soonest first.
    """
    until = now.date() + timedelta(days=days)
    invoices = tuple({each.invoice.draft_id: each.invoice for each in found}.values())
    ending = [each for each in forecasts if each.runs_out_in(Scenario.EXPECTED) is not None]
    soonest = ending[0].runs_out_in(Scenario.EXPECTED) if ending else None
    if not invoices and (soonest is None or soonest > Month.of(until)):
        return None
    return RadarNotice(
        account_id=account_id,
        week=week_of(now),
        until=until,
        invoices=invoices[:MAX_INVOICES],
        invoices_at_risk=len(invoices),
        forecasts=tuple(ending[:MAX_FORECASTS]),
    )


def week_of(now: datetime) -> str:
    """The ISO week, such as ``2027-W05``; 1 January 2027 is in 2026-W53."""
    year, week, _ = now.isocalendar()
    return f"{year}-W{week:02d}"


def radar_mail_id(account_id: str, week: str, email: str) -> str:
    """One mail per account, week and address, in any letter case (R-032, R-358)."""
    return derived_id("mail", "RADAR", account_id, week, email.lower())

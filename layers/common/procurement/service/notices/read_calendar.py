"""Read an account's calendar, as the account itself or by its link."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import CalendarLinkNotFound
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.month import Month
from procurement.domain.notices.calendar import PAST, CalendarEntry, calendar
from procurement.domain.notices.calendar_link import hash_of
from procurement.service.access.access import Access
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory

_PAGE: Final = 500
_CHARGE_PAGES: Final = 10
"""Of an account with more than 5,000 charges, the calendar shows what it reads."""
_INVOICES: Final = 100
_INVOICE_PAGES: Final = 3
"""The latest 300 invoices: older ones fell due long ago."""


def read_calendar(
    caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> tuple[CalendarEntry, ...]:
    """The calendar of the caller's account.

    It has payments of the agreements that the account accepted, whoever pays for it (eventually
    consistent), invoices that it receives, and those of its purchase orders that the caller sees.
    """
    now = clock.now()
    with unit_of_work() as unit:
        return _calendar(caller.account_id, unit, now, Access(caller, unit, now))


def read_linked_calendar(
    token: str, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> tuple[CalendarEntry, ...]:
    """The calendar that the token opens, with all purchase orders, whoever made the link.

    `CalendarLinkNotFound` for a token that was never given, is revoked or has expired: they cannot
    be told apart.
    """
    now = clock.now()
    with unit_of_work() as unit:
        link = unit.calendar_links.opened_by(hash_of(token))
        if link is None or not link.is_open(now):
            raise CalendarLinkNotFound("of this token")
        return _calendar(link.account_id, unit, now, None)


def _calendar(
    account_id: str, unit: UnitOfWork, now: datetime, access: Access | None
) -> tuple[CalendarEntry, ...]:
    orders = unit.purchase_orders.usable_from(account_id, Month.of(now - PAST))
    return calendar(
        _charges(account_id, unit),
        _invoices(account_id, unit),
        access.seen(orders) if access else orders,
        now,
    )


def _charges(account_id: str, unit: UnitOfWork) -> Iterator[Charge]:
    token = None
    for _ in range(_CHARGE_PAGES):
        page = unit.charges.page_of_subscriber(account_id, limit=_PAGE, token=token)
        yield from page.items
        token = page.next_token
        if token is None:
            return


def _invoices(account_id: str, unit: UnitOfWork) -> Iterator[Invoice]:
    token = None
    for _ in range(_INVOICE_PAGES):
        page = unit.invoices.page(account_id, period=None, limit=_INVOICES, token=token)
        yield from page.items
        token = page.next_token
        if token is None:
            return

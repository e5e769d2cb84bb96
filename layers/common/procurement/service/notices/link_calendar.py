"""Make the link by which calendar programs read an account's calendar, look at it, revoke it."""

from collections.abc import Callable
from datetime import datetime

from procurement.domain.errors import CalendarLinkNotFound
from procurement.domain.events import EventType
from procurement.domain.notices.calendar_link import CalendarLink, hash_of
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.record import new_event


def create_calendar_link(
    new_token: Callable[[], str],
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> tuple[CalendarLink, str]:
    """A new link in the place of the caller's former one, and its token.

    The token is told this once: what is stored is its hash. The former one opens nothing any more.
    """
    now, token = clock.now(), new_token()
    link = CalendarLink(account_id=caller.account_id, token_hash=hash_of(token), created_at=now)

    def attempt() -> tuple[CalendarLink, str]:
        with unit_of_work() as unit:
            former = unit.calendar_links.of_account(caller.account_id)
            unit.calendar_links.save(former, link)
            _record(unit, EventType.CALENDAR_LINK_CREATED, link, caller, now)
            unit.commit()
        return link, token

    return decide(attempt)


def get_calendar_link(caller: Caller, unit_of_work: UnitOfWorkFactory) -> CalendarLink:
    """The caller's link, without its token; `CalendarLinkNotFound` when there is none."""
    with unit_of_work() as unit:
        return _present(unit, caller)


def revoke_calendar_link(caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock) -> None:
    """From now on the caller's link opens nothing; `CalendarLinkNotFound` when there is none."""
    now = clock.now()

    def attempt() -> None:
        with unit_of_work() as unit:
            link = _present(unit, caller)
            unit.calendar_links.remove(link)
            _record(unit, EventType.CALENDAR_LINK_REVOKED, link, caller, now)
            unit.commit()

    decide(attempt)


def _present(unit: UnitOfWork, caller: Caller) -> CalendarLink:
    link = unit.calendar_links.of_account(caller.account_id)
    if link is None:
        raise CalendarLinkNotFound(caller.account_id)
    return link


def _record(
    unit: UnitOfWork, type_: EventType, link: CalendarLink, caller: Caller, now: datetime
) -> None:
    unit.ledger.record(
        new_event(
            link.account_id,
            type_,
            "calendar-link",
            at=now,
            actor=caller.arn,
            occasion=link.token_hash,
            detail={"expiresAt": link.expires_at.isoformat().replace("+00:00", "Z")},
        )
    )

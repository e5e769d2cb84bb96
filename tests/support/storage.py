"""Puts things into the tables as the application does, and looks at what it left there."""

from datetime import datetime

from procurement import bootstrap
from procurement.adapters.dynamodb.tables.ledger import EventItem, MailItem
from procurement.domain.events import Event
from procurement.domain.notices.calendar_link import CalendarLink, hash_of
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder


def stored(purchase_order: PurchaseOrder) -> PurchaseOrder:
    """The purchase order as it is after it was saved as a new one."""
    with bootstrap.unit_of_work()() as unit:
        unit.purchase_orders.add(purchase_order)
        unit.commit()
        return unit.purchase_orders.get(purchase_order.account_id, purchase_order.purchase_order_id)


def deleted(purchase_order: PurchaseOrder) -> None:
    """Remove it, leaving its tombstone."""
    with bootstrap.unit_of_work()() as unit:
        unit.purchase_orders.remove(purchase_order)
        unit.commit()


def recorded(*events: Event) -> None:
    """Write the events into the ledger, unsent."""
    with bootstrap.unit_of_work()() as unit:
        for event in events:
            if not unit.room:
                unit.commit()
            unit.ledger.record(event)
        unit.commit()


def linked_calendar(account_id: str, token: str, created_at: datetime) -> None:
    """Let the token open the account's calendar, as if the link had been made then."""
    link = CalendarLink(account_id=account_id, token_hash=hash_of(token), created_at=created_at)
    with bootstrap.unit_of_work()() as unit:
        unit.calendar_links.save(unit.calendar_links.of_account(account_id), link)
        unit.commit()


def unsent_events(account_id: str) -> set[str]:
    """IDs of the account's events that are still on the index of unsent ones."""
    items = EventItem.query(account_id, EventItem.entry.startswith("EVENT#"))
    return {item.entry.rpartition("#")[2] for item in items if item.unsent_shard}


def logged_mails(account_id: str) -> list[MailItem]:
    """The account's mail log."""
    return list(MailItem.query(account_id, MailItem.entry.startswith("MAIL#")))

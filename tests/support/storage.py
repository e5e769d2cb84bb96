"""Puts things into the tables as the application does, and looks at what it left there."""

from procurement import bootstrap
from procurement.adapters.dynamodb.tables import EventItem, MailItem
from procurement.domain.events import Event
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
            unit.ledger.record(event)
        unit.commit()


def unsent_events(account_id: str) -> set[str]:
    """IDs of the account's events that are still on the index of unsent ones."""
    items = EventItem.query(account_id, EventItem.entry.startswith("EVENT#"))
    return {item.entry.rpartition("#")[2] for item in items if item.unsent_shard}


def logged_mails(account_id: str) -> list[MailItem]:
    """The account's mail log."""
    return list(MailItem.query(account_id, MailItem.entry.startswith("MAIL#")))

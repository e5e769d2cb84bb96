"""What is counted beside what it counts, and what the ledger says happened."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal

from procurement.domain.events import Event, EventType
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.month import Month
from procurement.domain.runs.run import Tally
from procurement.domain.verification.books import (
    Books,
    Counts,
    StoredOrder,
    StoredPart,
    StoredRun,
    StoredTally,
    differs,
)
from procurement.domain.verification.difference import NOTHING, Difference, Key, Rule

_ISSUED = (EventType.INVOICE_ISSUED, EventType.CREDIT_MEMO_ISSUED)
_ABOUT_ORDERS = (
    EventType.PURCHASE_ORDER_ADDED,
    EventType.PURCHASE_ORDER_UPDATED,
    EventType.PURCHASE_ORDER_STATUS_CHANGED,
    EventType.PURCHASE_ORDER_NAMED,
)
_OF_A_RUN = re.compile(r"RUN#[^#]+")
"""The ledger of a run; those of its places are told of single parts."""


def check_quota(books: Books) -> Iterator[Difference]:
    """Unsuspended purchase orders by the month in which they expire (R-041, R-042)."""
    orders = (stored.order for key, stored in books.of(StoredOrder) if key[2].startswith("PO#"))
    counted = Counter(order.expiration_month for order in orders if not order.is_suspended)
    at = ("PurchaseOrders", books.account_id, "QUOTA")
    stored = books.contents.get(at)
    told = dict(stored.counted) if isinstance(stored, Counts) else {}
    for month in counted.keys() | {each for each in told if isinstance(each, Month)}:
        yield from differs(Rule.QUOTA, at, f"expiring[{month}]", told.get(month, 0), counted[month])


def check_events(books: Books) -> Iterator[Difference]:
    """Every document was announced and every announced one exists; so is each order's state."""
    announced: dict[str, tuple[Key, Event]] = {}
    latest: dict[str, tuple[int, Event]] = {}
    for key, event in books.of(Event):
        if not key[2].startswith("EVENT#"):
            continue
        if event.type in _ISSUED:
            announced[str(event.detail["invoiceId"])] = key, event
        elif event.type in _ABOUT_ORDERS:
            order, version = str(event.detail["purchaseOrderKey"]), event.detail["version"]
            if isinstance(version, int) and latest.get(order, (0, event))[0] < version:
                latest[order] = version, event
    for key, document in books.of(Invoice):
        told = announced.pop(document.invoice_id, None)
        total = _amount(told[1]) if told else NOTHING
        yield from differs(Rule.EVENTS, key, "invoice_id", total, document.total.amount)
    for number, (key, _) in announced.items():
        yield from differs(Rule.EVENTS, key, "detail.invoiceId", number, NOTHING)
    yield from _check_orders(books, latest)


def _check_orders(books: Books, latest: dict[str, tuple[int, Event]]) -> Iterator[Difference]:
    for key, stored in books.of(StoredOrder):
        order, (version, event) = stored.order, latest.get(stored.order.key, (0, None))
        if event is None or key[2].startswith("TOMBSTONE#"):
            continue
        is_suspended = str(event.detail["status"]).startswith("SUSPENDED")
        yield from differs(Rule.STATUS, key, "version", order.version, version)
        yield from differs(Rule.STATUS, key, "is_suspended", order.is_suspended, is_suspended)
        expires = str(event.detail["expirationMonth"])
        yield from differs(
            Rule.STATUS, key, "expiration_month", str(order.expiration_month), expires
        )


def _amount(event: Event) -> object:
    total = event.detail.get("total")
    return Decimal(str(total["amount"])) if isinstance(total, dict) else NOTHING


def check_runs(books: Books) -> Iterator[Difference]:
    """What a run counts once it is closed; in its own ledger, its tallies place by place."""
    for key, run in books.of(StoredRun):
        if run.settled is not None:
            yield from differs(Rule.COUNTS, key, "planned", run.planned, run.settled)
    if _OF_A_RUN.fullmatch(books.account_id):
        yield from _check_tallies(books)


def _check_tallies(books: Books) -> Iterator[Difference]:
    """Each is what the settled parts of its place add up to."""
    settled: dict[str, list[StoredPart]] = defaultdict(list)
    for key, stored in books.of(StoredPart):
        if "#PARKED" not in key[1] and stored.part.is_settled:
            settled[key[1]].append(stored)
    for key, tally in books.of(StoredTally):
        parts = settled.pop(key[1].replace("#TALLY", ""), [])
        total = sum((each.part.tally for each in parts), Tally())
        yield from differs(Rule.COUNTS, key, "tally", tally.tally, total)
        # Workers settle beside one another: any of them may have counted last.
        told = {each.settled_at for each in parts}
        if tally.last_settled_at not in told:
            last = max((at for at in told if at), default=NOTHING)
            yield from differs(Rule.COUNTS, key, "last_settled_at", tally.last_settled_at, last)
    for place, parts in settled.items():
        at = ("Invoices", place, "TALLY")
        yield from differs(Rule.COUNTS, at, "", NOTHING, f"a tally of {len(parts)} parts")

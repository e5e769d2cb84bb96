"""The rules of purchase orders, read naively: what users and Marketplace do to them.

Each function answers with the HTTP status that the command has to get, and changes the books only
if that is one of success.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from tests.model.books import MARKETPLACE_LINE, Books, Line, Order

DONE, CREATED, GONE = 200, 201, 204
INVALID, MISSING, CONFLICT = 400, 404, 409


def month_of(now: datetime) -> str:
    """In UTC (R-066)."""
    return f"{now.year}-{now.month:02}"


def add(books: Books, order: Order, now: datetime) -> int:
    """R-003, R-030, R-080, R-081."""
    if not _is_sound(order) or order.expiration < month_of(now):
        return INVALID
    if order.id in books.orders:
        return CONFLICT
    books.keys += 1
    order.key = books.keys
    books.orders[order.id] = order
    books.record("PurchaseOrderAdded", f"purchase-order/{order.id}")
    return CREATED


def edit(books: Books, order_id: str, now: datetime, **fields: str) -> int:
    """R-059 to R-061, R-067, R-068."""

    def change(order: Order) -> int:
        for name, value in fields.items():
            setattr(order, name, value)
        return DONE if _is_sound(order) else INVALID

    return _change(books, order_id, change, now)


def add_line(books: Books, order_id: str, line: Line, now: datetime) -> int:
    """R-074, R-075, R-077."""

    def change(order: Order) -> int:
        if order.line(line.number) or line.number in order.used_numbers:
            return INVALID
        line.position, line.currency = order.next_position, order.currency
        order.lines.append(line)
        return CREATED if _is_sound(order) else INVALID

    return _change(books, order_id, change, now)


def edit_line(
    books: Books, order_id: str, number: str, price: Decimal, tracked: bool, now: datetime
) -> int:
    """R-092, R-146: a Marketplace line never tracks."""

    def change(order: Order) -> int:
        line = order.line(number)
        if line is None:
            return MISSING
        line.price, line.tracked = price, tracked
        return INVALID if tracked and "MARKETPLACE" in line.type else DONE

    return _change(books, order_id, change, now)


def delete_line(books: Books, order_id: str, number: str, now: datetime) -> int:
    """R-075: a number that invoices show is never used again."""

    def change(order: Order) -> int:
        line = order.line(number)
        if line is None:
            return MISSING
        if books.invoices_on(order, line):
            order.used_numbers.add(number)
        order.lines.remove(line)
        return DONE

    return _change(books, order_id, change, now)


def delete(books: Books, order_id: str) -> int:
    """R-070."""
    if books.orders.pop(order_id, None) is None:
        return MISSING
    books.record("PurchaseOrderDeleted", f"purchase-order/{order_id}")
    return GONE


def set_status(books: Books, order_id: str, asked: str, now: datetime) -> int:
    """The table of section 2 (R-054 to R-063)."""

    def change(order: Order) -> int:
        present = order.status(month_of(now))
        if present == asked or (present, asked) == ("SUSPENDED_EXPIRED", "SUSPENDED"):
            return DONE
        if asked == "SUSPENDED":
            order.suspended = True
        elif (present, asked) in (("SUSPENDED", "ACTIVE"), ("SUSPENDED_EXPIRED", "EXPIRED")):
            order.suspended = False
        else:
            return CONFLICT
        return DONE

    return _change(books, order_id, change, now, "PurchaseOrderStatusChanged")


def name(books: Books, order_id: str, line: Line, entity: str, now: datetime) -> Order:
    """Marketplace names a purchase order: created, widened or revived, but never activated.

    R-188, R-189, R-191, R-195, R-196, R-198.
    """
    order = books.orders.get(order_id)
    if order is None:
        books.keys += 1
        order = Order(
            order_id, books.keys, [entity], "USD", line.start, line.end, now, [line],
            source="MARKETPLACE",
        )  # fmt: skip
        books.orders[order_id] = order
        books.record("PurchaseOrderNamed", f"purchase-order/{order_id}")
        return order
    before = deepcopy(order)
    order.effective = min(order.effective, line.start)
    order.expiration = max(order.expiration, line.end)
    if entity not in order.bill_from:
        order.bill_from.append(entity)
    present = order.line(line.number)
    if present is None:
        line.position = order.next_position
        order.lines.append(line)
        order.used_numbers.discard(line.number)
    else:
        line.position = present.position
        order.lines[order.lines.index(present)] = line
    if order != before:
        order.version, order.updated = order.version + 1, now
        books.record("PurchaseOrderNamed", f"purchase-order/{order_id}")
    return order


def a_marketplace_line(
    number: str, start: str, end: str, price: Decimal, agreement: str, description: str
) -> Line:
    """Never tracked (R-091); a number of over 50 characters ends in a digest of itself."""
    if len(number) > 50:
        number = f"{number[:33]}.{sha256(number.encode()).hexdigest()[:16]}"
    return Line(
        number, MARKETPLACE_LINE, start, end, price, False, 1, "USD",
        agreement=agreement, description=description,
    )  # fmt: skip


def _is_sound(order: Order) -> bool:
    """R-029, R-080, R-081, R-092."""
    return order.effective <= order.expiration and all(
        order.effective <= line.start <= line.end <= order.expiration
        and not (line.tracked and "MARKETPLACE" in line.type)
        for line in order.lines
    )


def _change(
    books: Books,
    order_id: str,
    change: Callable[[Order], int],
    now: datetime,
    type_: str = "PurchaseOrderUpdated",
) -> int:
    """All or nothing; what changes nothing leaves no trace (R-062, R-076, R-126)."""
    before = books.orders.get(order_id)
    if before is None:
        return MISSING
    fallen, after = books.fallen(), deepcopy(before)
    status = change(after)
    if status < INVALID and after != before:
        after.version, after.updated = before.version + 1, now
        books.orders[order_id] = after
        books.record(type_, f"purchase-order/{order_id}")
        books.record_falls(fallen)
    return status

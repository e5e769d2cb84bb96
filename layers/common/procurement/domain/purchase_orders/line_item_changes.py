"""Adding, editing and deleting the line items of a purchase order in one go."""

from collections.abc import Collection

from procurement.domain.errors import LineItemNotFound, Problems, QuotaExceeded, path
from procurement.domain.purchase_orders.input import LineItemsAre, PurchaseOrderInput
from procurement.domain.purchase_orders.line_item import LineItem, new_line_item
from procurement.domain.purchase_orders.line_item_edit import edited_line_item
from procurement.domain.purchase_orders.purchase_order import MAX_LINE_ITEMS, PurchaseOrder


def merge_line_items(
    given: PurchaseOrderInput, base: PurchaseOrder, problems: Problems
) -> tuple[LineItem, ...]:
    """The lines after the edit, by position; every fault is noted (R-074, R-075, R-077).

    `LineItemNotFound` when the writer says that all lines are known and one is not;
    More than 100 pass a quota, which is noted too (R-043).
    """
    present = {line.line_item_number: line for line in base.line_items}
    for number in given.deleted_line_items:
        if present.pop(number, None) is None:
            _refuse_unknown(number, given, base)
            message = f"there is no line item {number[:60]!r}"
            problems.add("deletedLineItems", "INVALID_VALUE", message, "R-074")
    retired, position = retired_numbers(given, base), base.next_position
    written: set[str] = set()
    for index, line in enumerate(given.line_items or ()):
        at, number = given.path_of_line(index), line.line_item_number or ""
        fault = _fault(number, given, written=written, present=present, retired=retired)
        if fault:
            problems.add(path(at, "lineItemNumber"), *fault)
            continue
        written.add(number)
        if number in present:
            # A faulty line drops out: what it was before is not what the caller wants judged.
            made = edited_line_item(present.pop(number), line, at=at, problems=problems)
        else:
            _refuse_unknown(number, given, base)
            made = new_line_item(
                line, currency=base.currency, position=position, at=at, problems=problems
            )
            position += 1
        if made:
            present[made.line_item_number] = made
    if len(present) > MAX_LINE_ITEMS and len(present) > len(base.line_items):
        quota = QuotaExceeded(
            f"a purchase order has at most {MAX_LINE_ITEMS} line items",
            quota="LineItemsPerPurchaseOrder",
            limit=MAX_LINE_ITEMS,
        )
        problems.exceed("lineItems", quota, "R-043")
    return tuple(sorted(present.values(), key=lambda line: line.position))


def _fault(
    number: str,
    given: PurchaseOrderInput,
    *,
    written: Collection[str],
    present: Collection[str],
    retired: Collection[str],
) -> tuple[str, str, str] | None:
    """(reason, message, rule) when a line may not have this number; a missing one is for later."""
    if number and number in written:
        return "DUPLICATE_VALUE", "is given twice", "R-077"
    if number in retired:
        message = "was deleted after invoices used it and cannot be used again"
        return "INVALID_VALUE", message, "R-075"
    if number in present and given.line_items_are is LineItemsAre.NEW:
        return "DUPLICATE_VALUE", "exists already", "R-077"
    return None


def _refuse_unknown(number: str, given: PurchaseOrderInput, base: PurchaseOrder) -> None:
    if given.line_items_are is LineItemsAre.KNOWN:
        raise LineItemNotFound(f"{base.purchase_order_id}/{number}")


def retired_numbers(given: PurchaseOrderInput, base: PurchaseOrder) -> tuple[str, ...]:
    """Numbers that no new line may take: deleted after invoices had used them (R-075)."""
    used = {line.line_item_number for line in base.line_items if line.invoice_count}
    deleted = used & set(given.deleted_line_items)
    return tuple(sorted({*base.retired_line_numbers, *deleted}))


def retired_invoice_count(given: PurchaseOrderInput, base: PurchaseOrder) -> int:
    """The invoices of deleted lines, which stay on the purchase order's list (R-075)."""
    deleted = set(given.deleted_line_items)
    return base.retired_invoice_count + sum(
        line.invoice_count for line in base.line_items if line.line_item_number in deleted
    )

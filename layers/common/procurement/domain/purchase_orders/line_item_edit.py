"""An edit of one line item: what is given replaces what was, everything else stays (R-074)."""

from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from procurement.domain.errors import Problems
from procurement.domain.purchase_orders.line_item import LineItem, LineItemInput, new_line_item

T = TypeVar("T")


def edited_line_item(
    line: LineItem, given: LineItemInput, *, at: str, problems: Problems
) -> LineItem | None:
    """`line` with the given fields replaced, or None after noting every fault."""
    tax_type, tax_value = _merged_tax(line, given)
    merged = LineItemInput(
        line_item_number=line.line_item_number,
        description=_or(given.description, line.description),
        type=_or(given.type, line.type.value),
        start_month=_or(given.start_month, str(line.start_month)),
        end_month=_or(given.end_month, str(line.end_month)),
        unit_price=line.unit_price if given.unit_price is None else given.unit_price,
        quantity=line.quantity if given.quantity is None else given.quantity,
        tax_type=tax_type,
        tax_value=tax_value,
        is_balance_tracked=_or(given.is_balance_tracked, line.is_balance_tracked),
    )
    renewed = new_line_item(
        merged, currency=line.currency, position=line.position, at=at, problems=problems
    )
    return renewed and replace(
        renewed,
        booked=line.booked,
        invoice_count=line.invoice_count,
        agreement_id=line.agreement_id,
        external_line_number=line.external_line_number,
    )


def _merged_tax(
    line: LineItem, given: LineItemInput
) -> tuple[str | None, str | Decimal | int | None]:
    """The given tax, else the line's own unless that is taken off."""
    if given.tax_type is not None or given.tax_value is not None:
        return given.tax_type, given.tax_value
    if given.is_tax_removed or line.tax is None:
        return None, None
    return line.tax.type.value, line.tax.value


def _or(given: T | None, present: T) -> T:
    return present if given is None else given

"""CSV: one row for each line item, the header of its purchase order repeated or left empty."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, Final

from procurement.domain.errors import Problem, path
from procurement.domain.plans.document import MAX_LINES, Place, PurchaseOrderDocument
from procurement.domain.text import guarded, unguarded
from procurement.entrypoints.files.cells import (
    read_contacts,
    read_list,
    read_tags,
    write_contacts,
    write_list,
    write_tags,
)
from procurement.entrypoints.files.tree import Many, Members, Node, Scalar, located, refused

ID: Final = "purchaseOrderId"
MAX_ROWS: Final = MAX_LINES
"""Rows below the header."""

_LISTS: Final = ("billFrom", "taxRegistrationNumbers", "invoiceUnits")
_VALUES: Final = ("currencyCode", "effectiveMonth", "expirationMonth", "status")
HEADER: Final = (
    ID,
    "description",
    "billFrom",
    "shipTo",
    "taxRegistrationNumbers",
    "currencyCode",
    "effectiveMonth",
    "expirationMonth",
    "status",
    "contacts",
    "balanceThresholds",
    "expiryLeadTimes",
    "invoiceUnits",
    "tags",
)
LINE: Final = {
    "lineItemNumber": "lineItemNumber",
    "lineItemDescription": "description",
    "type": "type",
    "startMonth": "startMonth",
    "endMonth": "endMonth",
    "unitPrice": "unitPrice",
    "quantity": "quantity",
    "taxType": "type",
    "taxValue": "value",
    "isBalanceTracked": "isBalanceTracked",
}
"""Columns of a line item, and what the member is called in YAML and JSON."""

_TAX: Final = ("taxType", "taxValue")
_FLAG: Final = "isBalanceTracked"
_NOTIFIED: Final = ("balanceThresholds", "expiryLeadTimes")
_NONE: Final = "none"
"""Says in a cell that contacts are told nothing: an empty cell must not silence anybody."""
_NEEDED: Final = ("billFrom", *_VALUES, *_NOTIFIED)
"""An empty cell leaves these out."""
_BREAK: Final = re.compile(r"\r\n?")


def read_csv(text: str, problems: list[Problem]) -> Node:
    """The content of a CSV file as the same tree that YAML and JSON give.

    Comma or semicolon, told by the header. `InvalidInput` for what cannot be read as a table:
    unknown or repeated columns, quotes that never end, too many rows. What is wrong with single
    rows goes to `problems`.
    """
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise refused("INVALID_CSV", "holds a NUL character: is it UTF-8?", Place(row))
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    table = _Table(_columns(_next(rows, 1)), problems)
    number = 1
    while (cells := _next(rows, number + 1)) is not None:
        number += 1
        if number > MAX_ROWS + 1:
            raise refused("TOO_LARGE", f"has more than {MAX_ROWS} rows", Place(number))
        if any(cells):
            table.add(_Row(number, table.named(number, cells)))
    return table.tree()


def _next(rows: Iterator[list[str]], number: int) -> list[str] | None:
    try:
        return next(rows, None)
    except csv.Error as error:
        raise refused("INVALID_CSV", str(error), Place(number)) from error


def _columns(names: list[str] | None) -> tuple[str, ...]:
    columns = tuple(name.strip() for name in names or ())
    for index, name in enumerate(columns):
        if name and name not in HEADER and name not in LINE:
            known = ", ".join((*HEADER, *LINE))
            message = f"there is no column {name[:60]!r}; there are {known}"
            raise refused("UNKNOWN_COLUMN", message, Place(1, name[:60]))
        if name and name in columns[:index]:
            raise refused("DUPLICATE_COLUMN", "is there twice", Place(1, name))
    if ID not in columns:
        raise refused("MISSING_COLUMN", f"has no column {ID}", Place(1, ID))
    return columns


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: Mapping[str, str]

    def place(self, column: str | None = None) -> Place:
        return Place(self.number, column)

    def scalar(self, column: str) -> Scalar:
        return Scalar(self.place(column), self.cells[column])


@dataclass(slots=True)
class _Table:
    """The rows by purchase order, in the order of their first rows."""

    columns: tuple[str, ...]
    problems: list[Problem]
    orders: dict[str, list[_Row]] = field(default_factory=dict)
    last: str = ""

    def named(self, number: int, cells: Sequence[str]) -> dict[str, str]:
        """The cells by their columns; those that a short row leaves out are empty."""
        if any(cells[len(self.columns) :]):
            self.note("body", "TOO_MANY_CELLS", "has more cells than the header", Place(number))
        found = dict.fromkeys((name for name in self.columns if name), "")
        for name, cell in zip(self.columns, cells, strict=False):
            if name:
                found[name] = _BREAK.sub("\n", unguarded(cell))
            elif cell:
                self.note("body", "UNNAMED_COLUMN", "has a cell without a column", Place(number))
        return found

    def add(self, row: _Row) -> None:
        """Take a row; without an ID it belongs to the row above."""
        self.last = row.cells[ID] or self.last
        if self.last:
            self.orders.setdefault(self.last, []).append(row)
        else:
            self.note(ID, "MISSING_VALUE", "is needed in the first row", row.place(ID))

    def tree(self) -> Members:
        """The same tree as that of the other formats."""
        orders = tuple(
            self.purchase_order(PurchaseOrderDocument.path_of(index), rows)
            for index, rows in enumerate(self.orders.values())
        )
        place = Place(1)
        return Members(place, {"purchaseOrders": Many(place, orders)}, {})

    def purchase_order(self, at: str, rows: Sequence[_Row]) -> Members:
        """One purchase order out of its rows; what is known of the header is in the first."""
        first = rows[0]
        for row in rows[1:]:
            self.check_header(at, row, first)
        members: dict[str, Node] = {}
        for column in (name for name in HEADER if name in first.cells):
            if first.cells[column] or column not in _NEEDED:
                members[column] = self.header(at, first, column)
        if notified := {name: members.pop(name) for name in _NOTIFIED if name in members}:
            members["notificationSettings"] = Members(first.place(), notified, {})
        if any(column in first.cells for column in LINE):
            lines = (row for row in rows if any(row.cells.get(name) for name in LINE))
            members["lineItems"] = Many(first.place(), tuple(_line(row) for row in lines))
        return Members(first.place(), members, {})

    def check_header(self, at: str, row: _Row, first: _Row) -> None:
        """A further row repeats the header of the first one, or leaves it empty."""
        for column in HEADER:
            cell = row.cells.get(column, "")
            if cell and cell != first.cells[column]:
                message = f"differs from row {first.number}: repeat it, or leave the cell empty"
                self.note(path(at, column), "DIFFERENT_HEADER", message, row.place(column))

    def header(self, at: str, row: _Row, column: str) -> Node:
        """What one cell of the header holds."""
        place, cell = row.place(column), row.cells[column]
        if column in _LISTS or column in _NOTIFIED:
            is_none = column in _NOTIFIED and cell.strip().lower() == _NONE
            values = () if is_none else read_list(cell)
            return Many(place, tuple(Scalar(place, value) for value in values))
        if column == "contacts":
            return Many(place, tuple(_texts(place, contact) for contact in read_contacts(cell)))
        if column == "tags":
            return _texts(place, self.tags(at, place, cell))
        return row.scalar(column)

    def tags(self, at: str, place: Place, cell: str) -> dict[str, str]:
        """The tags of one cell."""
        tags: dict[str, str] = {}
        for key, value in read_tags(cell):
            if value is None or key in tags:
                message = f"must be key=value, each key once: look at {key[:40]!r}"
                self.note(path(at, "tags"), "INVALID_TAGS", message, place)
            else:
                tags[key] = value
        return tags

    def note(self, field_: str, reason: str, message: str, place: Place) -> None:
        """Note what is wrong with one cell, and go on."""
        self.problems.append(located(field_, reason, message, place))


def _texts(place: Place, of: Mapping[str, str]) -> Members:
    return Members(place, {name: Scalar(place, text) for name, text in of.items()}, {})


def _line(row: _Row) -> Members:
    members: dict[str, Node] = {}
    tax: dict[str, Node] = {}
    for column, name in LINE.items():
        if row.cells.get(column) or (column == "lineItemDescription" and column in row.cells):
            (tax if column in _TAX else members)[name] = row.scalar(column)
    if _FLAG in members:
        # Spreadsheets make TRUE of it.
        members[_FLAG] = Scalar(row.place(_FLAG), row.cells[_FLAG].lower())
    if tax:
        members["tax"] = Members(row.place(_TAX[0]), tax, {})
    return Members(row.place(), members, {})


def write_csv(purchase_orders: Iterable[Mapping[str, Any]]) -> str:
    """The CSV text of purchase orders as they stand in the other formats."""
    written = StringIO(newline="")
    table = csv.writer(written)
    table.writerow((*HEADER, *LINE))
    for purchase_order in purchase_orders:
        first, *further = purchase_order["lineItems"] or [{}]
        table.writerow([guarded(cell) for cell in (*_header(purchase_order), *_cells(first))])
        repeated = guarded(purchase_order[ID])
        for line in further:
            empty = [""] * (len(HEADER) - 1)
            table.writerow([repeated, *empty, *(guarded(cell) for cell in _cells(line))])
    return written.getvalue()


def _header(purchase_order: Mapping[str, Any]) -> Iterator[str]:
    for column in HEADER:
        if column in _NOTIFIED:
            yield write_list(purchase_order["notificationSettings"][column]) or _NONE
            continue
        value = purchase_order[column]
        if column in _LISTS:
            yield write_list(value)
        elif column == "contacts":
            yield write_contacts((c["name"], c["email"], c.get("telephone")) for c in value)
        else:
            yield write_tags(value.items()) if column == "tags" else value


def _cells(line: Mapping[str, Any]) -> Iterator[str]:
    tax = line.get("tax") or {}
    for column, name in LINE.items():
        value = (tax if column in _TAX else line).get(name, "")
        yield str(value).lower() if isinstance(value, bool) else value

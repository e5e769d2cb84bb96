"""A page of a listing as CSV: a row for each item, a column for each plain member."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from procurement.domain.text import guarded


def write_table(header: Sequence[str], items: Iterable[Mapping[str, Any]]) -> str:
    """Header and rows; an amount with its currency is the amount, what is missing stays empty.

    Texts that a spreadsheet would take for a formula stand behind an apostrophe.
    """
    text = StringIO()
    table = csv.writer(text)
    table.writerow(header)
    for item in items:
        table.writerow([_cell(item[name]) for name in header])
    return text.getvalue()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case {"amount": amount}:
            return str(amount)
        case bool():
            return str(value).lower()
        case str():
            return guarded(value)
        case _:
            return str(value)

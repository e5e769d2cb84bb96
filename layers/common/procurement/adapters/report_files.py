"""Rows of a report as CSV, and that CSV as Parquet."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from procurement.domain.billing_settings.exchange_rates import REPORTING_CURRENCY
from procurement.domain.money import format_amount
from procurement.domain.reports.billed_revenue import COLUMNS, Kind, Row
from procurement.domain.text import guarded

_TYPES: Final = {
    Kind.TEXT: "VARCHAR",
    Kind.DATE: "DATE",
    Kind.COUNT: "INTEGER",
    Kind.DOLLARS: "DECIMAL(18, 2)",
    Kind.AMOUNT: "DECIMAL(18, 3)",
    Kind.RATE: "DECIMAL(18, 10)",
}
_CURRENCY: Final = next(i for i, (name, _) in enumerate(COLUMNS) if name == "Currency")
# The apostrophe of `domain.text.guarded` goes again: a Parquet file is no spreadsheet.
_UNGUARDED: Final = "regexp_replace({0}, '^''(''*[=+\\-@\\t\\r\\n＝＋－＠])', '\\1')"
_MEMORY: Final = "512MB"


def write_csv(rows: Iterator[Row], into: Path) -> int:
    """Write the report in UTF-8, row by row; how many there were."""
    count = 0
    with into.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow([name for name, _ in COLUMNS])
        for row in rows:
            count += 1
            table.writerow(_cells(row))
    return count


def _cells(row: Row) -> Iterator[str]:
    currency = str(row[_CURRENCY])
    for value, (_, kind) in zip(row, COLUMNS, strict=True):
        match value:
            case None:
                yield ""
            case Decimal() if kind is Kind.DOLLARS:
                yield format_amount(value, REPORTING_CURRENCY)
            case Decimal() if kind is Kind.AMOUNT:
                yield format_amount(value, currency)
            case Decimal():
                yield f"{value:f}"
            case date():
                yield value.isoformat()
            case int():
                yield str(value)
            case _:
                yield guarded(value)


def write_parquet(source: Path, into: Path) -> None:
    """Write the CSV as Parquet: same names, same order, typed; always the same bytes.

    One thread, so that the order of the rows, and with it the file, never depends on chance.
    """
    import duckdb

    columns = ", ".join(f"{_literal(name)}: {_literal(_TYPES[kind])}" for name, kind in COLUMNS)
    selected = ", ".join(_selected(name, kind) for name, kind in COLUMNS)
    folders = sorted({str(source.parent), str(into.parent)})
    connection = duckdb.connect(
        config={
            "threads": 1,
            "memory_limit": _MEMORY,
            "temp_directory": str(into.parent),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
        }
    )
    try:
        connection.execute("SET allowed_directories = ?", [folders])
        connection.execute("SET enable_external_access = false")
        connection.execute(
            f"COPY (SELECT {selected} FROM read_csv({_literal(str(source))}, header = true,"  # noqa: S608 - every name is ours
            f" auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '',"
            f" new_line = '\\r\\n', columns = {{{columns}}}))"
            f" TO {_literal(str(into))} (FORMAT parquet, COMPRESSION zstd)"
        )
    finally:
        connection.close()


def _selected(name: str, kind: Kind) -> str:
    column = '"' + name.replace('"', '""') + '"'
    return f"{_UNGUARDED.format(column)} AS {column}" if kind is Kind.TEXT else column


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

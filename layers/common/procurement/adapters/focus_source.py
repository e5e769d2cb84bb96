"""Where DuckDB finds the cells of a cost export: one expression per field, one table per format.

No text of the file and no name from it ever becomes part of a statement: the columns of a CSV are
numbered, those of a Parquet file are spelled as FOCUS spells them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final, NoReturn

import duckdb

from procurement.adapters.focus_file import ExportFile, refuse
from procurement.domain.charges.cost_row import COLUMNS, COST_COLUMN, OPTIONAL_FIELDS, CostRow
from procurement.domain.errors import Problems

MAX_ROWS: Final = 200_000_000
"""Of a Parquet file: what a function reads in its time. Some bytes may write more of them."""

FIELDS: Final = tuple(field.name for field in fields(CostRow))
"""What a row is grouped by, in this order."""

# Below 10^15 with at most 22 places, so that the integer has at most 37 digits.
_PLAIN: Final = r"[+-]?(\d{1,15}(\.\d{0,22})?|\.\d{1,22})"
_SCIENTIFIC: Final = r"[+-]?\d(\.\d{0,21})?[eE]([+]?\d|[+]?1[0-4]|-[0-3]?\d)"

PARSED: Final = f"""
    SELECT *,
        split_part(lower(cost), 'e', 1) AS mantissa,
        CASE WHEN regexp_full_match(cost, '{_PLAIN}') THEN 0
             WHEN regexp_full_match(cost, '{_SCIENTIFIC}')
             THEN TRY_CAST(split_part(lower(cost), 'e', 2) AS INTEGER) END AS shift,
        CASE WHEN contains(mantissa, '.')
             THEN length(mantissa) - strpos(mantissa, '.') ELSE 0 END AS places,
        shift - places AS exponent,
        CASE WHEN shift IS NOT NULL
             THEN TRY_CAST(replace(mantissa, '.', '') AS HUGEINT) END AS units
    FROM cells"""  # noqa: S608
"""Splits the cost of each of `cells` into integer `units` and a power of ten; NULL for no number.

``1.2E-7`` is 12 units of 10^-8. Nothing is rounded and nothing passes through a float.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where the cells come from, in SQL of our own: a table function, an expression per field.

    `names` tells what the file calls each field, `row_number` counts rows as a reader would.
    """

    file: ExportFile
    table: str
    cells: Mapping[str, str]
    names: Mapping[str, str]
    row_number: str

    def select(self, extra: str = "") -> str:
        """The cells of every row; the purchase time only of purchases, which keeps groups few."""
        columns = ", ".join(f"{self.cells[name]} AS {name}" for name in (*FIELDS, "cost"))
        when = "CASE WHEN lower(trim(category)) = 'purchase' THEN purchased_at END AS purchased_at"
        return f"SELECT * REPLACE ({when}) FROM (SELECT {columns}{extra} FROM {self.table})"  # noqa: S608


def csv_source(file: ExportFile) -> Source:
    """All cells as text. `InvalidInput` for missing and repeated columns."""
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(file.header)))
    places = _located(file.header)
    # No line ending is named: given the wrong one, DuckDB returns no rows and no error. And it
    # reads with one thread: where threads share a file, the place at which a second one begins is
    # guessed, and a quoted value that holds line breaks and commas can then pass for rows.
    table = f"""read_csv($path, columns = {{{columns}}}, auto_detect = false, header = true,
        delim = ',', quote = '"', escape = '"', nullstr = ['', 'NULL'],
        compression = 'none', parallel = false)"""
    return Source(
        file=file,
        table=table,
        cells={
            name: f"c{places[name].index}" if name in places else "NULL"
            for name in (*FIELDS, "cost")
        },
        names={name: file.header[place.index] for name, place in places.items()},
        row_number="row_number() OVER () + 1",
    )


def parquet_source(connection: duckdb.DuckDBPyConnection, file: ExportFile) -> Source:
    """Cells of any type, as text. `InvalidInput` as `csv_source`, and BAD_TYPE, BROKEN_FILE."""
    table = "read_parquet($path, binary_as_string = true, file_row_number = true)"
    at = {"path": str(file.path)}
    try:
        described = f"DESCRIBE SELECT * FROM {table}"  # noqa: S608
        types = {name: type_ for name, type_, *_ in connection.execute(described, at).fetchall()}
        counted = "SELECT sum(num_rows) FROM parquet_file_metadata($path)"
        ((rows,),) = connection.execute(counted, at).fetchall()
    except duckdb.Error as error:
        refuse_broken(error, file)
    if rows > MAX_ROWS:
        refuse("TOO_LARGE", f"the file has {rows} rows, more than {MAX_ROWS}")
    header = tuple(types)
    places = _located(header)
    names = {name: header[place.index] for name, place in places.items()}
    if types[names["cost"]] == "FLOAT":
        message = "is a 4-byte float, which keeps 7 digits only"
        refuse("BAD_TYPE", message, names["cost"])
    cells = {}
    for name in (*FIELDS, "cost"):
        # Our own spelling of the name, never the file's: DuckDB compares without case.
        text = f'CAST("{places[name].spelling}" AS VARCHAR)' if name in places else "NULL"
        cells[name] = f"nullif(nullif({text}, ''), 'NULL')"
    return Source(
        file=file, table=table, cells=cells, names=names, row_number="file_row_number + 1"
    )


@dataclass(frozen=True, slots=True)
class _Place:
    index: int
    spelling: str


def _located(header: Sequence[str]) -> dict[str, _Place]:
    """The column of every field; `InvalidInput` names all that are missing or twice."""
    folded = [name.casefold() for name in header]
    problems = Problems()
    places: dict[str, _Place] = {}
    for field in (*FIELDS, "cost"):
        name = next((n for n in aliases(field) if n.casefold() in folded), None)
        if name is None and field not in OPTIONAL_FIELDS:
            expected = " or ".join(aliases(field))
            problems.add(aliases(field)[0], "MISSING_COLUMN", f"there is no column {expected}")
        elif name is not None and folded.count(name.casefold()) > 1:
            problems.add(name, "DUPLICATE_COLUMN", "there are several columns of this name")
        elif name is not None:
            places[field] = _Place(folded.index(name.casefold()), name)
    problems.raise_if_any()
    return places


def aliases(field: str) -> tuple[str, ...]:
    """The FOCUS columns that may hold `field`."""
    return (COST_COLUMN,) if field == "cost" else COLUMNS[field]


def refuse_broken(error: duckdb.Error, file: ExportFile) -> NoReturn:
    """Refuse a file that DuckDB gave up on: BROKEN_FILE."""
    reason = str(error).splitlines()[0].replace(str(file.path), "the file")
    hint = "" if file.is_parquet else "; are line endings mixed, or a row over 2,000,000 bytes?"
    refuse("BROKEN_FILE", f"the file cannot be read: {reason[:200]}{hint}")

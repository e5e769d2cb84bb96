"""Reads a FOCUS 1.0 to 1.2 cost export from a local file with DuckDB, out of core and exactly.

Money never becomes a float: an amount is a text, split into an integer and a power of ten, summed
as 128-bit integers and joined as a `Decimal`. AWS writes Parquet costs as 8-byte floats; such a
value is taken as the shortest decimal that identifies it, which is the one AWS wrote.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Final

import duckdb

from procurement.adapters.focus_file import (
    FILE_FIELD,
    ExportFile,
    inspect_file,
    malformed_rows,
    refuse,
)
from procurement.adapters.focus_source import (
    FIELDS,
    PARSED,
    Source,
    aliases,
    csv_source,
    parquet_source,
    refuse_broken,
)
from procurement.domain.charges.cost_export import CostExport, totals_of
from procurement.domain.charges.cost_row import (
    COST_COLUMN,
    MAX_TEXT,
    CostGroup,
    CostRow,
    excerpt,
    is_aws,
    read_row,
)
from procurement.domain.errors import InvalidInput, Problem, Problems
from procurement.domain.text import shortened

MAX_LISTED: Final = 100
"""Problems listed of one file; a last one tells how many there are."""

MAX_GROUPS: Final = 200_000
"""Different combinations of account, service, period and so on in one file."""

MAX_PROVIDERS: Final = 50
"""Other providers whose skipped rows are counted by name; those of all further ones together."""

OTHERS: Final = "others"


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What reading may use: `memory` and `spill` as DuckDB writes sizes (``512MB``).

    Unpacked and spilled data lies in a directory of its own under `workplace`, by default the
    system's, until the reading ends. An unpacked gzip file takes about ten times its size.
    """

    memory: str = "512MB"
    threads: int = 2
    spill: str = "4GB"
    workplace: Path | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Group:
    """Rows alike in all that matters; `exponent` is None where the cost is no number."""

    id: int
    row: CostRow
    exponent: int | None
    units: int | None
    row_count: int

    @property
    def is_ours(self) -> bool:
        """Whether AWS provides it; a row without a provider is ours to refuse."""
        return self.row.provider is None or is_aws(self.row.provider)


def read_focus(path: Path, limits: Limits = Limits()) -> CostExport:
    """Read the export at `path`: CSV, gzip-compressed CSV or Parquet, whatever its name.

    `InvalidInput` when anything cannot be read, and then nothing of the file counts: field
    ``row 17, BilledCost`` (the header of a CSV is row 1, a Parquet file begins with row 1), at most
    100 problems and how many there are in all. Reasons: those of `inspect_file` and `read_row`,
    MISSING_COLUMN, DUPLICATE_COLUMN, BAD_TYPE, MALFORMED_ROW, BROKEN_FILE, NOT_A_NUMBER, TOO_LARGE,
    TOO_PRECISE, TOO_MANY_GROUPS, and PROBLEM_COUNT for the number of problems.
    """
    with TemporaryDirectory(prefix="focus-", dir=limits.workplace) as workplace:
        file = inspect_file(path.resolve(), Path(workplace).resolve())
        with _locked(file.path, limits, workplace) as connection:
            source = parquet_source(connection, file) if file.is_parquet else csv_source(file)
            groups = _grouped(connection, source)
            costs = _readable(connection, source, [group for group in groups if group.is_ours])
    return CostExport(
        totals=totals_of(costs),
        rows_read=sum(group.row_count for group in groups),
        rows_skipped=_skipped(groups),
        content_sha256=file.content_sha256,
    )


def _skipped(groups: Iterable[_Group]) -> Mapping[str, int]:
    """The rows of other providers, by names that are as long and as many as an event may have."""
    skipped = Counter[str]()
    for group in groups:
        if not group.is_ours:
            skipped[shortened(group.row.provider or "", MAX_TEXT)] += group.row_count
    named = dict(sorted(skipped.most_common(MAX_PROVIDERS)))
    if further := skipped.total() - sum(named.values()):
        named[OTHERS] = named.get(OTHERS, 0) + further
    return MappingProxyType(named)


def _locked(path: Path, limits: Limits, workplace: str) -> duckdb.DuckDBPyConnection:
    """A connection that can read this one file and nothing else, and whose settings are final."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": limits.memory,
            "threads": limits.threads,
            "temp_directory": workplace,
            "max_temp_directory_size": limits.spill,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "python_enable_replacements": False,
            "enable_external_file_cache": False,
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET allowed_paths = ?", [[str(path)]])
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _grouped(connection: duckdb.DuckDBPyConnection, source: Source) -> list[_Group]:
    keys = ", ".join(FIELDS)
    statement = f"""
        CREATE TEMP TABLE cost_groups AS SELECT row_number() OVER () AS group_id, * FROM (
            WITH cells AS ({source.select()}), parsed AS ({PARSED})
            SELECT {keys}, exponent, sum(units) AS units, count(*) AS row_count
            FROM parsed GROUP BY {keys}, exponent)"""  # noqa: S608
    try:
        connection.execute(statement, {"path": str(source.file.path)})
    except duckdb.OutOfRangeException:
        refuse("TOO_LARGE", "a sum has more than 38 digits", COST_COLUMN)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        if not source.file.is_parquet:
            _refuse_malformed(source.file)
        refuse_broken(error, source.file)
    rows = connection.execute(f"FROM cost_groups LIMIT {MAX_GROUPS + 1}").fetchall()
    if len(rows) > MAX_GROUPS:
        refuse("TOO_MANY_GROUPS", f"over {MAX_GROUPS} combinations of account, service and so on")
    return [_group(row) for row in rows]


def _group(row: tuple[Any, ...]) -> _Group:
    id_, *texts, exponent, units, row_count = row
    return _Group(id=id_, row=_row(texts), exponent=exponent, units=units, row_count=row_count)


def _row(texts: Sequence[str | None]) -> CostRow:
    """Blank means absent, as an empty value and ``NULL`` do."""
    blank_is_none = (text if text and text.strip() else None for text in texts)
    return CostRow(**dict(zip(FIELDS, blank_is_none, strict=True)))


def _readable(
    connection: duckdb.DuckDBPyConnection, source: Source, groups: Iterable[_Group]
) -> list[tuple[CostGroup, bool, Decimal]]:
    """The cost of every group; `InvalidInput` when one of them has a fault."""
    costs: list[tuple[CostGroup, bool, Decimal]] = []
    faulty: list[int] = []
    total = 0
    for group in groups:
        problems = Problems()
        key = read_row(group.row, problems)
        if group.exponent is None or group.units is None:
            problems.add(COST_COLUMN, "NOT_A_NUMBER", "")
        elif key is not None:
            # Built from text, so that no context rounds it.
            cost = Decimal(f"{group.units}E{group.exponent}")
            costs.append((key, group.row.is_tax, cost))
        if problems.found:
            faulty.append(group.id)
            total += len(problems.found) * group.row_count
    if faulty:
        _refuse_rows(connection, source, faulty, total)
    return costs


def _refuse_rows(
    connection: duckdb.DuckDBPyConnection, source: Source, faulty: Sequence[int], total: int
) -> None:
    """Read the file again for the numbers of the first faulty rows, and refuse it."""
    same = " AND ".join(f"p.{name} IS NOT DISTINCT FROM g.{name}" for name in (*FIELDS, "exponent"))
    keys = ", ".join(f"p.{name}" for name in FIELDS)
    statement = f"""
        WITH cells AS ({source.select(f", {source.row_number} AS row_number")}),
             parsed AS ({PARSED})
        SELECT p.row_number, p.cost, p.exponent, {keys}
        FROM parsed p JOIN cost_groups g ON {same}
        WHERE g.group_id IN (SELECT unnest($faulty))
        ORDER BY p.row_number LIMIT {MAX_LISTED}"""  # noqa: S608
    rows = connection.execute(statement, {"path": str(source.file.path), "faulty": faulty})
    names = {aliases(field)[0]: name for field, name in source.names.items()}
    listed: list[Problem] = []
    for number, cost, exponent, *texts in rows.fetchall():
        problems = Problems()
        read_row(_row(texts), problems)
        if exponent is None:
            _check_cost(cost, problems)
        for problem in problems.found:
            column = names.get(problem.field, problem.field)
            listed.append(replace(problem, field=f"row {number}, {column}"))
    _refuse_all(listed, total)


def _check_cost(cost: str | None, problems: Problems) -> None:
    if cost is None:
        problems.add(COST_COLUMN, "REQUIRED", "has no value")
    else:
        message = f"{excerpt(cost)} is no decimal below 10^15 with at most 22 places"
        problems.add(COST_COLUMN, "NOT_A_NUMBER", message)


def _refuse_malformed(file: ExportFile) -> None:
    """Read the file again for the rows that are none of the header's columns, and refuse it."""
    listed: list[Problem] = []
    total = 0
    for number, message in malformed_rows(file):
        total += 1
        if total <= MAX_LISTED:
            field = f"row {number}"
            listed.append(Problem(field=field, reason="MALFORMED_ROW", message=message))
    if listed:
        _refuse_all(listed, total)


def _refuse_all(listed: Sequence[Problem], total: int) -> None:
    shown = listed[:MAX_LISTED]
    message = f"problems found: {total}, listed: {len(shown)}; nothing was imported"
    count = Problem(field=FILE_FIELD, reason="PROBLEM_COUNT", message=message)
    raise InvalidInput([*shown, count])

"""The files of a report: CSV for spreadsheets, Parquet with types, both always the same bytes."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from procurement.adapters.report_files import write_csv, write_parquet
from procurement.domain.reports.billed_revenue import COLUMNS, Kind, Row

SAMPLES = {
    Kind.DATE: date(2027, 4, 12),
    Kind.COUNT: 3,
    Kind.DOLLARS: Decimal("1234.5"),
    Kind.AMOUNT: Decimal("1.5"),
    Kind.RATE: Decimal("1.08320"),
}


def a_row(text: str, currency: str = "KWD") -> Row:
    return tuple(
        currency if name == "Currency" else SAMPLES.get(kind, text) for name, kind in COLUMNS
    )


def written(folder: Path, *rows: Row) -> tuple[str, Path]:
    source, parquet = folder / "report.csv", folder / "report.parquet"
    assert write_csv(iter(rows), source) == len(rows)
    write_parquet(source, parquet)
    return source.read_bytes().decode(), parquet


def read(parquet: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute("SELECT * FROM read_parquet(?)", [str(parquet)]).fetchall()


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "=1+1",
        "'=1+1",
        "'quoted'",
        "-1",
        "@x",
        "＝1",
        'a "b", c',
        "two\nlines",
        "\r\nbreak",
        "Zürich 東京",
        " spaces ",
    ],
)
def test_parquet_has_the_text_as_it_was(tmp_path, text):
    """Whatever stands in it, and however the CSV has to write it"""
    _, parquet = written(tmp_path, a_row(text))
    assert read(parquet)[0][0] == text


def test_an_empty_cell_is_nothing(tmp_path):
    """R-339: blank where unknown"""
    text, parquet = written(tmp_path, (*a_row("x")[:-1], ""), tuple(None for _ in COLUMNS))
    assert read(parquet)[0][-1] is None
    assert text.splitlines()[2] == "," * (len(COLUMNS) - 1)


def test_amounts_have_the_places_of_their_currency(tmp_path):
    """R-089: dinars have three, dollars two"""
    text, parquet = written(tmp_path, a_row("x"))
    head, row = (line.split(",") for line in text.splitlines())
    cells = dict(zip(head, row, strict=True))
    assert cells["Invoice Amount (USD)"] == "1234.50"
    assert cells["Invoice Amount (Currency)"] == "1.500"
    assert cells["Exchange Rate to USD"] == "1.08320"
    assert dict(zip(head, read(parquet)[0], strict=True))["Invoice Amount (USD)"] == Decimal(
        "1234.50"
    )


def test_the_order_of_the_rows_is_kept(tmp_path):
    """R-342: by acceptance"""
    _, parquet = written(tmp_path, *(a_row(f"{n:06d}") for n in range(5000)))
    assert [row[0] for row in read(parquet)] == [f"{n:06d}" for n in range(5000)]


def test_the_same_rows_are_the_same_bytes(tmp_path):
    """Reproducible"""
    contents = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        text, parquet = written(folder, *(a_row(f"{n % 7}") for n in range(3000)))
        contents.append((text, parquet.read_bytes()))
    assert contents[0] == contents[1]


def test_a_report_without_rows_has_its_columns(tmp_path):
    """A reader finds the same table every month"""
    text, parquet = written(tmp_path)
    assert text.splitlines() == [",".join(name for name, _ in COLUMNS)]
    assert read(parquet) == []


def test_rows_are_written_as_they_come(tmp_path):
    """Bounded memory: nothing is collected"""
    path = tmp_path / "report.csv"
    sizes = []

    def rows() -> Iterator[Row]:
        for number in range(2000):
            yield a_row(f"{number:0200d}")
            sizes.append(path.stat().st_size)

    write_csv(rows(), path)
    assert 0 < sizes[1000] < sizes[-1]

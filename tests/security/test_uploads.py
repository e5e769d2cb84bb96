"""Files that are more, or other, than they seem: small ones that unpack without end, names."""

import gzip
from collections import Counter
from pathlib import Path

import duckdb
import pytest

from procurement.adapters import focus_source
from procurement.adapters.focus import MAX_PROVIDERS, OTHERS, read_focus
from procurement.adapters.focus_file import MOST_OF_ITS_SIZE
from procurement.adapters.focus_source import FIELDS, aliases
from procurement.domain.charges.cost_row import MAX_TEXT
from procurement.domain.errors import InvalidInput
from procurement.entrypoints.files.formats import FORMATS

COLUMNS = [aliases(name)[0] for name in (*FIELDS, "cost")]
PROVIDER = aliases("provider")[0]


def refusal(path: Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_focus(path)
    (problem,) = caught.value.problems
    return problem.reason


def of_other_providers(path: Path, count: int, name: str) -> Path:
    """A Parquet file of rows whose provider is `name` as SQL, which may use ``i``."""
    values = {PROVIDER: name, aliases("cost")[0]: "'1'"}
    cells = ", ".join(f"""{values.get(name, "'x'")} AS "{name}\"""" for name in COLUMNS)
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT {cells} FROM range({count}) AS of(i)) TO '{path}'")
    return path


class TestCostExports:
    def test_gzip_that_holds_far_more_than_any_export_is_not_unpacked_to_its_end(self, tmp_path):
        """300 MB of one line in 0.3 MB"""
        file = tmp_path / "bomb.csv.gz"
        with gzip.open(file, "wb") as packed:
            packed.write((",".join(COLUMNS) + "\n").encode())
            for _ in range(300):
                packed.write(b"x" * 2**20)
        assert refusal(file) == "TOO_LARGE"

    def test_bombs_in_a_row_are_counted_together(self, tmp_path):
        """One gzip file may have many members"""
        file = tmp_path / "bombs.csv.gz"
        member = gzip.compress(b"x" * 2**20)
        file.write_bytes(gzip.compress((",".join(COLUMNS) + "\n").encode()) + member * 100)
        assert len(member) * MOST_OF_ITS_SIZE < 2**20
        assert refusal(file) == "TOO_LARGE"

    def test_a_parquet_file_of_more_rows_than_there_is_time_for_is_not_read(
        self, tmp_path, monkeypatch
    ):
        """Some hundred bytes may say millions of times the same"""
        monkeypatch.setattr(focus_source, "MAX_ROWS", 999)
        assert refusal(of_other_providers(tmp_path / "rows.parquet", 1_000, "'x'")) == "TOO_LARGE"

    @pytest.mark.parametrize("size", [0, 4, 100, -1, -8, -100])
    def test_a_parquet_file_that_was_cut_off_is_refused(self, tmp_path, size):
        file = of_other_providers(tmp_path / "whole.parquet", 10, "'x'")
        file.write_bytes(file.read_bytes()[:size])
        assert refusal(file) in ("TRUNCATED", "BROKEN_FILE", "EMPTY_FILE")

    @pytest.mark.parametrize("at", [4, 20, -9, -40])
    def test_a_parquet_file_with_changed_bytes_is_refused_or_read(self, tmp_path, at):
        """Never another error"""
        file = of_other_providers(tmp_path / "whole.parquet", 10, "'x'")
        content = bytearray(file.read_bytes())
        content[at : at + 4] = b"\xff\xff\xff\x7f"
        file.write_bytes(content)
        told = ""
        try:
            told = str(read_focus(file).rows_skipped)
        except InvalidInput as error:
            told = str(error.problems)
        assert told
        assert str(tmp_path) not in told

    def test_what_is_skipped_fits_into_an_event_whatever_it_is_called(self, tmp_path):
        """The charges are saved before: an event that is too large would leave it half done"""
        name = "repeat('x', 5000) || i"
        export = read_focus(of_other_providers(tmp_path / "long.parquet", 3, name))
        assert export.rows_skipped == {"x" * (MAX_TEXT - 1) + "…": 3}
        many = read_focus(of_other_providers(tmp_path / "many.parquet", 200, "'p' || i"))
        assert len(many.rows_skipped) == MAX_PROVIDERS + 1
        assert many.rows_skipped[OTHERS] == 200 - MAX_PROVIDERS
        assert Counter(many.rows_skipped).total() == 200


class TestPurchaseOrderFiles:
    @pytest.mark.parametrize(
        ("format_", "text"),
        [
            ("yaml", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"),
            ("yaml", "!!python/object/apply:os.system ['id']"),
            ("yaml", "!include /etc/passwd"),
            ("yaml", "<<: {a: b}\n? {c: d}\n: e"),
            ("yaml", "[" * 100_000),
            ("yaml", "{" * 100_000),
            ("yaml", "- " * 100_000),
            ("yaml", "%YAML 9.9\n---\na: b"),
            ("yaml", "? " * 50_000),
            ("json", "[" * 100_000),
            ("json", '{"a":' * 100_000),
            ("json", '{"purchaseOrders": [' + "1," * 400_000 + "{}]}"),
            ("csv", "purchaseOrderId\n" + "a\n" * 200_000),
            ("csv", 'purchaseOrderId\n"' + "a" * 1_000_000),
            ("csv", "purchaseOrderId" + ",x" * 500_000),
        ],
        ids=lambda value: value[:20],
    )
    def test_a_file_that_grows_when_it_is_read_is_refused(self, format_, text):
        """Aliases, tags, depth, counts: with a reason, and without another error"""
        with pytest.raises(InvalidInput) as caught:
            FORMATS[format_].document(text)
        assert len(str(caught.value.problems[:500])) < 300_000

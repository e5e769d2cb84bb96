"""The reader of cost exports on files of every kind, whole and broken."""

import gzip
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from procurement.adapters.focus import Limits, read_focus
from procurement.adapters.focus_file import inspect_file
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.charges.cost_export import CostExport
from procurement.domain.errors import InvalidInput, Problem
from procurement.domain.month import Month
from tests.support.cost_rows import INC, cells, csv_text

MakeFile = Callable[[bytes | str], Path]


@pytest.fixture
def a_file(tmp_path: Path) -> MakeFile:
    def make(content: bytes | str) -> Path:
        path = tmp_path / "it's [an] export*.bin"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def amount_of(export: CostExport) -> Decimal:
    (total,) = export.totals
    return total.amount


def problems_of(path: Path) -> list[Problem]:
    with pytest.raises(InvalidInput) as refused:
        read_focus(path)
    return list(refused.value.problems)


def reasons_of(path: Path) -> list[tuple[str, str]]:
    return [(problem.field, problem.reason) for problem in problems_of(path)]


TWO_ROWS = csv_text([cells(BilledCost="1.5"), cells(BilledCost="2.25")])


def test_a_csv_is_read(a_file: MakeFile) -> None:
    export = read_focus(a_file(TWO_ROWS))
    (total,) = export.totals
    assert (total.amount, total.tax, export.rows_read) == (Decimal("3.75"), Decimal(0), 2)
    assert total.group.kind is ChargeKind.MONTHLY_USAGE
    assert (total.group.invoicing_entity, total.group.billing_period) == (INC, Month(2026, 10))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_endings_and_a_byte_order_mark_do_not_matter(
    a_file: MakeFile, end: str, mark: str
) -> None:
    assert amount_of(read_focus(a_file(mark + TWO_ROWS.replace("\n", end)))) == Decimal("3.75")


def test_the_last_line_may_lack_its_end(a_file: MakeFile) -> None:
    assert amount_of(read_focus(a_file(TWO_ROWS.rstrip()))) == Decimal("3.75")


def test_gzip_is_recognised_by_its_content(a_file: MakeFile) -> None:
    assert amount_of(read_focus(a_file(gzip.compress(TWO_ROWS.encode())))) == Decimal("3.75")


def test_every_member_of_a_gzip_file_counts(a_file: MakeFile) -> None:
    header, *rows = TWO_ROWS.splitlines(keepends=True)
    members = [gzip.compress(line.encode()) for line in [header, *rows * 200]]
    export = read_focus(a_file(b"".join(members)))
    assert (amount_of(export), export.rows_read) == (Decimal(750), 400)


def test_names_are_kept_and_null_blank_and_empty_mean_absent(a_file: MakeFile) -> None:
    rows = [
        cells(PublisherName="NULL", ServiceName='A "quoted",\nservice'),
        cells(PublisherName="", ServiceName='A "quoted",\nservice'),
        cells(PublisherName="  ", ServiceName='A "quoted",\nservice'),
    ]
    (total,) = read_focus(a_file(csv_text(rows))).totals
    assert total.group.service == 'A "quoted",\nservice'
    assert total.group.publisher == INC


def test_a_quoted_value_that_looks_like_rows_is_one_value(a_file: MakeFile) -> None:
    row = cells(BilledCost="1", Tags="x\n" + csv_text([cells(BilledCost="1000")]) * 3)
    many = csv_text([row] * 1000, [*row])
    export = read_focus(a_file(many))
    assert (amount_of(export), export.rows_read) == (Decimal(1000), 1000)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.2E-7", "0.00000012"),
        ("1e3", "1000"),
        ("0E-11", "0"),
        ("-2.61370000000", "-2.6137"),
        ("+5.", "5"),
        (".5", "0.5"),
        ("999999999999999.9999999999999999999999", "999999999999999.9999999999999999999999"),
        ("1.234567890123456789012E-10", "0.0000000001234567890123456789012"),
    ],
)
def test_a_number_is_read_exactly(a_file: MakeFile, text: str, value: str) -> None:
    assert amount_of(read_focus(a_file(csv_text([cells(BilledCost=text)])))) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        *("NaN", "Infinity", "1_000", "1,000.00", "1,5", "$1", "0x1F", "1 ", "--1", "1.2.3", "E5"),
        *("1E15", "1E-40", "1000000000000000", "0.12345678901234567890123", "\u0661", "1e", "."),
    ],
)
def test_what_cannot_be_read_exactly_is_refused(a_file: MakeFile, text: str) -> None:
    path = a_file(csv_text([cells(), cells(BilledCost=text)]))
    assert reasons_of(path)[0] == ("row 3, BilledCost", "NOT_A_NUMBER")
    assert ascii(text) in problems_of(path)[0].message


def test_an_absent_cost_is_refused(a_file: MakeFile) -> None:
    path = a_file(csv_text([cells(BilledCost="NULL")]))
    assert reasons_of(path)[0] == ("row 2, BilledCost", "REQUIRED")


def test_every_fault_is_reported_with_row_and_column(a_file: MakeFile) -> None:
    rows = [cells(Tags="two\nlines")] * 15
    rows += [cells(BilledCost="abc"), cells(BillingCurrency="usd", ServiceName="")]
    assert reasons_of(a_file(csv_text(rows, [*rows[0]]))) == [
        ("row 17, BilledCost", "NOT_A_NUMBER"),
        ("row 18, ServiceName", "REQUIRED"),
        ("row 18, BillingCurrency", "BAD_CURRENCY"),
        ("file", "PROBLEM_COUNT"),
    ]


def test_a_hundred_problems_are_listed_and_all_are_counted(a_file: MakeFile) -> None:
    rows = [cells(BilledCost=f"x{index}", BillingCurrency="?") for index in range(5000)]
    problems = problems_of(a_file(csv_text(rows)))
    assert [problem.field for problem in problems[:2]] == [
        "row 2, BillingCurrency",
        "row 2, BilledCost",
    ]
    assert (len(problems), problems[-1].reason) == (101, "PROBLEM_COUNT")
    assert problems[-1].message == "problems found: 10000, listed: 100; nothing was imported"


def test_rows_of_other_providers_are_counted_and_not_judged(a_file: MakeFile) -> None:
    rows = [
        cells(),
        cells(ProviderName="Microsoft", BilledCost="?", BillingCurrency=""),
        *[cells(ProviderName="Oracle")] * 2,
    ]
    export = read_focus(a_file(csv_text(rows)))
    assert (amount_of(export), export.rows_read) == (Decimal("1.5"), 4)
    assert export.rows_skipped == {"Microsoft": 1, "Oracle": 2}


def test_tax_and_purchases_are_told_apart(a_file: MakeFile) -> None:
    rows = [
        cells(ChargeCategory="Tax", BilledCost="0.3"),
        cells(BilledCost="1.5"),
        cells(ChargeCategory="Purchase", ChargeFrequency="One-Time", BilledCost="100"),
    ]
    usage, purchase = read_focus(a_file(csv_text(rows))).totals
    assert (usage.amount, usage.tax) == (Decimal("1.5"), Decimal("0.3"))
    assert (purchase.amount, purchase.group.kind) == (Decimal(100), ChargeKind.SUBSCRIPTION)
    assert str(purchase.group.charge_date) == "2026-10-12"


def test_older_and_newer_column_names_and_any_case_are_known(a_file: MakeFile) -> None:
    names = {"InvoiceIssuerName": "InvoiceIssuer", "ProviderName": "provider"}
    row = {names.get(name, name): text for name, text in cells().items()}
    row |= {"InvoiceId": "7", "x_Anything": "NULL"}
    assert amount_of(read_focus(a_file(csv_text([row], [*row])))) == Decimal("1.5")
    row["InvoiceIssuer"] = "NULL"
    row["PublisherName"] = "Red Hat"
    problems = reasons_of(a_file(csv_text([row], [*row])))
    assert problems[0] == ("row 2, InvoiceIssuer", "REQUIRED")


def test_a_frequency_column_is_not_needed(a_file: MakeFile) -> None:
    header = [name for name in cells() if name != "ChargeFrequency"]
    assert amount_of(read_focus(a_file(csv_text([cells()], header)))) == Decimal("1.5")


def test_all_missing_columns_are_named(a_file: MakeFile) -> None:
    header = [name for name in cells() if name not in ("BilledCost", "ProviderName")]
    assert reasons_of(a_file(csv_text([cells()], header))) == [
        ("ProviderName", "MISSING_COLUMN"),
        ("BilledCost", "MISSING_COLUMN"),
    ]


def test_a_column_that_is_there_twice_is_refused(a_file: MakeFile) -> None:
    path = a_file(TWO_ROWS.replace("ChargePeriodStart", "billedcost"))
    assert ("BilledCost", "DUPLICATE_COLUMN") in reasons_of(path)


def test_rows_of_another_width_are_refused_by_number(a_file: MakeFile) -> None:
    lines = csv_text([cells()] * 4).splitlines()
    lines[2] += ",surplus"
    lines[4] = "1,2"
    problems = problems_of(a_file("\n".join(lines)))
    assert [problem.field for problem in problems] == ["row 3", "row 5", "file"]
    assert problems[1].message == "has 2 columns, the header has 13"


def test_a_header_without_rows_is_an_export_of_nothing(a_file: MakeFile) -> None:
    export = read_focus(a_file(csv_text([])))
    assert (export.totals, export.rows_read) == ((), 0)


WHOLE = gzip.compress(TWO_ROWS.encode(), mtime=0)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", ("file", "EMPTY_FILE")),
        (gzip.compress(b"", mtime=0), ("file", "EMPTY_FILE")),
        (b"\n\n", ("file", "NO_HEADER")),
        (WHOLE[:-20], ("file", "TRUNCATED")),
        (WHOLE[:-1], ("file", "TRUNCATED")),
        (WHOLE[:-8] + bytes(8), ("file", "BROKEN_GZIP")),
        (WHOLE + b"more", ("file", "BROKEN_GZIP")),
        (b"PAR1 and then nothing", ("file", "TRUNCATED")),
        (b"PAR1 no Parquet PAR1", ("file", "BROKEN_FILE")),
        (gzip.compress(b"PAR1PAR1", mtime=0), ("file", "UNSUPPORTED_FORMAT")),
        (b"PK\x03\x04...", ("file", "UNSUPPORTED_FORMAT")),
        (TWO_ROWS.encode("utf-16"), ("file", "UNSUPPORTED_FORMAT")),
        (TWO_ROWS.encode("utf-16-le"), ("line 1", "NOT_UTF8")),
        (TWO_ROWS.replace("EC2", "\u00c9C2").encode("latin-1"), ("line 2", "NOT_UTF8")),
        (TWO_ROWS.encode() + "\u00c9".encode()[:1], ("line 4", "TRUNCATED")),
        (TWO_ROWS.encode() + b'1,"111122', ("file", "TRUNCATED")),
        (TWO_ROWS.replace("\n", "\r\n", 2).encode(), ("file", "BROKEN_FILE")),
    ],
)
def test_a_broken_or_foreign_file_is_refused_with_its_reason(
    a_file: MakeFile, content: bytes, fault: tuple[str, str]
) -> None:
    assert reasons_of(a_file(content)) == [fault]


def test_a_row_that_was_cut_off_is_refused_or_lacks_its_last_value_only(a_file: MakeFile) -> None:
    text = csv_text([cells(BilledCost="1", Tags='a "b"\nc')] * 2, [*cells(), "Tags"])
    second_row = text.index('c"\n') + 3
    tags = text.rindex('"a ""b""')
    for end in range(second_row + 1, len(text)):
        try:
            export = read_focus(a_file(text[:end]))
        except InvalidInput:
            continue
        assert (amount_of(export), end >= tags) == (Decimal(2), True)


def test_content_that_unpacks_without_end_is_refused(a_file: MakeFile, tmp_path: Path) -> None:
    path = a_file(gzip.compress(b"a" * 10_000_000))
    with pytest.raises(InvalidInput) as refused:
        inspect_file(path, tmp_path, max_bytes=1_000_000)
    assert refused.value.problems[0].reason == "TOO_LARGE"


def parquet(path: Path, columns: str, *, codec: str = "snappy", rows: int = 1) -> Path:
    duckdb.connect().execute(
        f"COPY (SELECT {columns} FROM range({rows})) TO '{path}' (FORMAT parquet, CODEC '{codec}')"
    )
    return path


def typed(cost: str) -> str:
    texts = {name: f"'{text}'" for name, text in cells().items()}
    texts |= {"BillingPeriodStart": "TIMESTAMP '2026-10-01'"}
    texts |= {"BillingPeriodEnd": "TIMESTAMPTZ '2026-11-01 00:00:00+00'"}
    texts |= {"BilledCost": cost, "Tags": "MAP {'a': 'b'}", "ServiceName": "'S3'::BLOB"}
    return ", ".join(f"{text} AS {name}" for name, text in texts.items())


@pytest.mark.parametrize("codec", ["snappy", "gzip", "zstd", "uncompressed"])
def test_parquet_is_recognised_by_its_content(tmp_path: Path, codec: str) -> None:
    path = parquet(tmp_path / "export.csv", typed("0.1::DECIMAL(38, 18)"), codec=codec, rows=10)
    export = read_focus(path)
    assert (amount_of(export), export.rows_read) == (Decimal(1), 10)
    assert export.totals[0].group.service == "S3"


def test_a_parquet_double_is_the_decimal_that_was_written(tmp_path: Path) -> None:
    """AWS declares BilledCost as an 8-byte float: ten times 0.1 is 1, not 0.9999999999999999."""
    path = parquet(tmp_path / "export", typed("'0.1'::DOUBLE"), rows=10)
    assert amount_of(read_focus(path)) == Decimal(1)
    path = parquet(tmp_path / "export", typed("'1.2345678901e-7'::DOUBLE"))
    assert amount_of(read_focus(path)) == Decimal("0.00000012345678901")


def test_a_parquet_number_that_is_none_is_refused_by_row(tmp_path: Path) -> None:
    cost = "CASE range WHEN 2 THEN 'NaN'::DOUBLE ELSE 1.5::DOUBLE END"
    path = parquet(tmp_path / "export", typed(cost), rows=4)
    assert reasons_of(path) == [("row 3, BilledCost", "NOT_A_NUMBER"), ("file", "PROBLEM_COUNT")]


def test_a_parquet_float_of_four_bytes_is_refused(tmp_path: Path) -> None:
    assert reasons_of(parquet(tmp_path / "export", typed("1.5::FLOAT"))) == [
        ("BilledCost", "BAD_TYPE")
    ]


def test_parquet_without_a_column_names_it(tmp_path: Path) -> None:
    path = parquet(tmp_path / "export", typed("1").replace("InvoiceIssuerName", "Seller"))
    assert reasons_of(path) == [("InvoiceIssuerName", "MISSING_COLUMN")]


def test_broken_parquet_is_refused(tmp_path: Path) -> None:
    path = parquet(tmp_path / "export", typed("1.5::DOUBLE"), rows=1000)
    content = path.read_bytes()
    path.write_bytes(content[:-30] + content[-4:])
    assert reasons_of(path) == [("file", "BROKEN_FILE")]
    assert str(path) not in problems_of(path)[0].message


def test_the_hash_is_of_the_bytes_as_stored(a_file: MakeFile) -> None:
    export = read_focus(a_file(csv_text([])))
    assert len(export.content_sha256) == 64
    assert read_focus(a_file(csv_text([]))).content_sha256 == export.content_sha256
    assert read_focus(a_file(TWO_ROWS)).content_sha256 != export.content_sha256


def test_little_memory_is_enough(a_file: MakeFile, tmp_path: Path) -> None:
    rows = (cells(ServiceName=f"Service {index % 500}") for index in range(20_000))
    limits = Limits(memory="128MB", threads=1, workplace=tmp_path)
    export = read_focus(a_file(csv_text(rows)), limits)
    assert (len(export.totals), export.rows_read) == (500, 20_000)
    assert not [each for each in tmp_path.iterdir() if each.is_dir()]

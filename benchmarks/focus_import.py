"""Times the import of a FOCUS export: `python -m benchmarks.focus_import [--rows N] [--format F]`.

The file is made once and kept under `.local/bench/`. Beside it, in the same run, a plain loop over
a tenth of the same file with Python's csv module and Decimal gives the figure to compare with.
"""

import argparse
import csv
import gzip
import itertools
import multiprocessing
import resource
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import duckdb

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "layers/common")]

from procurement.adapters.focus import read_focus  # noqa: E402

SAMPLE = ROOT / "samples/focus-export.csv"
CACHE = ROOT / ".local/bench"
BASELINE_SHARE = 10

T = TypeVar("T")


def main() -> None:
    options = _options()
    path = _export(options.rows, options.format)
    size = path.stat().st_size / 2**20
    print(f"{path.name}: {options.rows:,} rows, {size:,.0f} MiB")
    export, seconds = _timed(lambda: read_focus(path))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    assert export.rows_read == options.rows, export.rows_read
    print(
        f"read_focus   {seconds:7.2f} s  {options.rows / seconds:12,.0f} rows/s"
        f"  peak {peak:,.0f} MiB  {len(export.totals)} totals"
    )
    plain = _export(options.rows, "csv")
    part = options.rows // BASELINE_SHARE
    _, measured = _timed(lambda: _plain_sums(plain, part))
    scaled = measured * BASELINE_SHARE
    print(
        f"csv, Decimal {scaled:7.2f} s  {options.rows / scaled:12,.0f} rows/s"
        f"  (from {measured:.2f} s for {part:,} rows)"
    )
    print(f"ratio        {seconds / scaled:7.2f} of the plain loop's time")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--format", choices=("csv", "csv.gz", "parquet"), default="csv")
    return parser.parse_args()


def _export(rows: int, form: str) -> Path:
    path = CACHE / f"focus-{rows}.{form}"
    if not path.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        # In a process of its own, so that the peak measured later is the reader's alone.
        writer = multiprocessing.Process(target=_write, args=(unfinished, rows, form))
        writer.start()
        writer.join()
        unfinished.rename(path)
    return path


def _write(path: Path, rows: int, form: str) -> None:
    if form == "csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(_lines(rows))
    elif form == "csv.gz":
        with _export(rows, "csv").open("rb") as plain, gzip.open(path, "wb", 6) as packed:
            shutil.copyfileobj(plain, packed, 2**20)
    else:
        duckdb.connect().execute(
            f"COPY (SELECT * FROM read_csv('{_export(rows, 'csv')}', all_varchar = true))"
            f" TO '{path}' (FORMAT parquet)"
        )


def _lines(rows: int) -> Iterator[list[str]]:
    """The sample's rows over and over, each time with other hours, resources and costs."""
    with SAMPLE.open(newline="", encoding="utf-8") as file:
        header, *sample = csv.reader(file)
    cost, resource_id = header.index("BilledCost"), header.index("ResourceId")
    yield header
    for number, row in enumerate(itertools.islice(itertools.cycle(sample), rows)):
        line = row.copy()
        line[cost] = f"{Decimal(number * 7919 % 10_000_019).scaleb(-11):.11f}"
        line[resource_id] = f"arn:aws:ec2:us-east-1:444455556666:instance/i-{number:017x}"
        yield line


def _plain_sums(path: Path, rows: int) -> dict[tuple[str, ...], Decimal]:
    """What a loop would do: no checks, no classification."""
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    names = ("BillingAccountId", "InvoiceIssuerName", "ServiceName", "BillingPeriodStart")
    with path.open(newline="", encoding="utf-8") as file:
        for row in itertools.islice(csv.DictReader(file), rows):
            sums[tuple(row[name] for name in names)] += Decimal(row["BilledCost"])
    return sums


def _timed(action: Callable[[], T]) -> tuple[T, float]:
    begin = time.perf_counter()
    return action(), time.perf_counter() - begin


if __name__ == "__main__":
    main()

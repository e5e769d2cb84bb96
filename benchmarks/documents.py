"""Documents per second: `python -m benchmarks.documents [--seconds N]`.

Each kind of document is made for an invoice of 10 lines and for one of 5,000. Beside it, in the
same run, stands what cannot be saved: for a PDF a bare table of as many rows set by Typst, without
tags, fonts of our own or looks; for XML the same document read and written again by the standard
library. Prints documents per second, how many times the figure beside it that takes, and the size.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import typst

ROOT: Final = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "layers/common")]

from procurement.adapters.documents.cii import write_cii  # noqa: E402
from procurement.adapters.documents.factur_x import write_factur_x  # noqa: E402
from procurement.adapters.documents.pdf import TypstPdf  # noqa: E402
from procurement.adapters.documents.ubl import write_ubl  # noqa: E402
from procurement.domain.documents.e_invoice import EInvoice, e_invoice_of  # noqa: E402
from procurement.domain.documents.invoice_document import InvoiceDocument  # noqa: E402
from tests.support.invoice_documents import a_document, a_line, an_issued_invoice  # noqa: E402
from tests.support.rendering import SHIPPED  # noqa: E402

SIZES: Final = (10, 5_000)

# Every row is another one, as nothing but memory is measured of what is the same.
_TABLE: Final = (
    b"#let data = json(bytes(sys.inputs.document))\n"
    b"#table(columns: 4, ..data.map(each => (each.at(0), each.at(1), each.at(2), each.at(3)))"
    b".flatten())"
)

Make = Callable[[int], bytes]


def main() -> None:
    """Print one row per kind and size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=3.0, help="at least, per figure")
    seconds = parser.parse_args().seconds
    press = TypstPdf(SHIPPED)
    print(f"{'':22} {'documents/s':>12} {'beside it/s':>12} {'ratio':>7} {'KiB':>9}")
    for lines in SIZES:
        for name, make, floor in _kinds(lines, press):
            ours, size = _per_second(make, seconds)
            beside, _ = _per_second(floor, seconds)
            told = f"{name}, {lines:,} lines"
            print(
                f"{told:22} {ours:12,.2f} {beside:12,.2f} {beside / ours:7.2f} {size / 1024:9,.0f}"
            )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    print(f"peak {peak:,.0f} MiB")


def _kinds(lines: int, press: TypstPdf) -> tuple[tuple[str, Make, Make], ...]:
    return (
        ("PDF", lambda n: press.write(_document(lines, n)), lambda n: _table(lines, n)),
        (
            "FACTUR_X",
            lambda n: write_factur_x(_e_invoice(lines, n), press),
            lambda n: _table(lines, n),
        ),
        ("UBL", lambda n: write_ubl(_e_invoice(lines, n)), _again(write_ubl(_e_invoice(lines, 0)))),
        ("CII", lambda n: write_cii(_e_invoice(lines, n)), _again(write_cii(_e_invoice(lines, 0)))),
    )


def _document(lines: int, number: int) -> InvoiceDocument:
    held = [
        a_line(f"{10 + number}.12345", "1.9", each, description=f"Usage of service {each} {number}")
        for each in range(1, lines + 1)
    ]
    return a_document(an_issued_invoice(*held, invoice_id=f"EMEA-{number:06d}"))


def _e_invoice(lines: int, number: int) -> EInvoice:
    made = e_invoice_of(_document(lines, number))
    assert made is not None
    return made


def _table(lines: int, number: int) -> bytes:
    rows = [
        (str(each), f"Usage of service {each} {number}", "10.12", "1.9") for each in range(lines)
    ]
    made = typst.compile(
        _TABLE, format="pdf", sys_inputs={"document": json.dumps(rows)}, pdf_tags=False
    )
    assert isinstance(made, bytes)
    return made


def _again(xml: bytes) -> Make:
    return lambda _: bytes(ElementTree.tostring(ElementTree.fromstring(xml)))


def _per_second(make: Make, seconds: float) -> tuple[float, int]:
    """Documents per second, and the size of one; the first is not counted."""
    size, count = len(make(0)), 0
    begin = time.perf_counter()
    while time.perf_counter() - begin < seconds:
        count += 1
        make(count)
    return count / (time.perf_counter() - begin), size


if __name__ == "__main__":
    main()

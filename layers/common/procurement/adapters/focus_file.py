"""A cost export as a file: its kind by content, its hash, and that all of its bytes are whole.

DuckDB reads a truncated gzip stream to the last whole line, checks no checksum, loses rows where
one stream has several members, and drops a last row whose quoted value does not end, all without an
error. So the bytes are proved, and gzip is unpacked, before it sees them.
"""

import csv
import hashlib
import io
import zlib
from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, NoReturn

from procurement.domain.errors import InvalidInput, Problem

FILE_FIELD: Final = "file"
"""The problem field for faults of the file as a whole."""

MAX_CONTENT_BYTES: Final = 8 * 2**30
"""Bytes of what gzip holds; more is refused rather than unpacked without end."""

MOST_OF_ITS_SIZE: Final = 200
"""How many times its size gzip may hold: cost exports come to ten or twenty times."""

_CHUNK: Final = 2**20
_SMALL: Final = 64 * _CHUNK
"""So much may be unpacked of any file, whatever its size."""
_MAX_COLUMNS: Final = 1000
_GZIP: Final = b"\x1f\x8b"
_PARQUET: Final = b"PAR1"
_OTHERS: Final = {
    b"PK\x03\x04": "a ZIP or Excel file",
    b"PARE": "an encrypted Parquet file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"ORC": "an ORC file",
    b"Obj\x01": "an Avro file",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportFile:
    """A file proved whole.

    `path` leads to plain CSV or to Parquet. `content_sha256` is of the bytes as they came. `header`
    holds a CSV's column names in order; Parquet has its own.
    """

    path: Path
    content_sha256: str
    is_parquet: bool
    header: tuple[str, ...]


def inspect_file(path: Path, workplace: Path, max_bytes: int = MAX_CONTENT_BYTES) -> ExportFile:
    """Read every byte of the file once; what gzip holds is unpacked into `workplace`.

    `InvalidInput` with one problem: EMPTY_FILE, UNSUPPORTED_FORMAT, TRUNCATED, BROKEN_GZIP,
    NOT_UTF8, NO_HEADER, TOO_LARGE. `OSError` where a file cannot be opened or the disk is full.
    """
    digest = hashlib.sha256()
    header: tuple[str, ...] = ()
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(len(_PARQUET))
        file.seek(0)
        chunks = _hashed(file, digest)
        if start == _PARQUET:
            _check_parquet(chunks)
        elif start.startswith(_GZIP):
            path = workplace / "unpacked.csv"
            with path.open("xb") as unpacked:
                most = min(max_bytes, max(_SMALL, MOST_OF_ITS_SIZE * size))
                header = _check_csv(_kept(_bounded(_inflated(chunks), most), unpacked))
        else:
            header = _check_csv(chunks)
    return ExportFile(
        path=path,
        content_sha256=digest.hexdigest(),
        is_parquet=start == _PARQUET,
        header=header,
    )


def refuse(reason: str, message: str, field: str = FILE_FIELD) -> NoReturn:
    """Refuse the file as a whole, for one reason."""
    raise InvalidInput([Problem(field=field, reason=reason, message=message)])


def _hashed(file: BinaryIO, digest: "hashlib._Hash") -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        yield chunk


def _check_parquet(chunks: Iterator[bytes]) -> None:
    end = b""
    for chunk in chunks:
        end = (end + chunk)[-len(_PARQUET) :]
    if end != _PARQUET:
        refuse("TRUNCATED", "the Parquet file has no end: it was cut off")


def _inflated(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The content of one gzip member after the other, every checksum verified."""
    member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                if member.eof:
                    member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
                yield member.decompress(rest, _CHUNK)
                rest = member.unused_data if member.eof else member.unconsumed_tail
    except zlib.error as error:
        refuse("BROKEN_GZIP", f"the gzip stream is damaged: {error}")
    if not member.eof:
        refuse("TRUNCATED", "the gzip stream has no end: it was cut off")


def _bounded(pieces: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > max_bytes:
            refuse("TOO_LARGE", f"the content is larger than {max_bytes} bytes")
        yield piece


def _kept(pieces: Iterator[bytes], file: BinaryIO) -> Iterator[bytes]:
    for piece in pieces:
        file.write(piece)
        yield piece


def _check_csv(pieces: Iterator[bytes]) -> tuple[str, ...]:
    """The header's column names; every later byte must be UTF-8 text too."""
    decoder = getincrementaldecoder("utf-8")()
    lines = quotes = 0
    header: tuple[str, ...] = ()
    beginning = ""
    for piece in pieces:
        if not header and not beginning:
            _refuse_other_formats(piece)
        try:
            text = decoder.decode(piece)
        except UnicodeDecodeError as error:
            line = lines + 1 + error.object[: error.start].count(b"\n")
            refuse("NOT_UTF8", f"{error.reason}: the file is not UTF-8 text", f"line {line}")
        if b"\0" in piece:
            line = lines + 1 + piece[: piece.index(b"\0")].count(b"\n")
            refuse("NOT_UTF8", "a NUL byte: the file is not text", f"line {line}")
        lines += piece.count(b"\n")
        quotes += piece.count(b'"')
        if not header:
            beginning += text
            header = _header(beginning) if len(beginning) >= _CHUNK else ()
    if decoder.getstate()[0]:
        refuse("TRUNCATED", "the file ends within a character", f"line {lines + 1}")
    if quotes % 2:
        refuse("TRUNCATED", "a quoted value does not end: the file was cut off or is no CSV")
    return header or _header(beginning)


def malformed_rows(file: ExportFile) -> Iterator[tuple[int, str]]:
    """The rows that have not the header's columns, by number (the header is row 1), and why.

    Blank lines are no rows. Nothing can be said of what follows a misplaced quote.
    """
    number = 0
    with file.path.open(encoding="utf-8-sig", newline="") as text:
        try:
            for cells in csv.reader(text, strict=True):
                number += 1 if cells else 0
                if cells and len(cells) != len(file.header):
                    yield number, f"has {len(cells)} columns, the header has {len(file.header)}"
        except csv.Error as error:
            yield number + 1, f"cannot be read: {error}"


def _refuse_other_formats(beginning: bytes) -> None:
    if beginning.startswith(_PARQUET):
        refuse("UNSUPPORTED_FORMAT", "a Parquet file inside gzip; give the Parquet file itself")
    for magic, name in _OTHERS.items():
        if beginning.startswith(magic):
            refuse("UNSUPPORTED_FORMAT", f"{name}; give CSV, gzip-compressed CSV or Parquet")


def _header(beginning: str) -> tuple[str, ...]:
    if not beginning:
        refuse("EMPTY_FILE", "the file is empty")
    text = io.StringIO(beginning.removeprefix("\ufeff"), newline="")
    try:
        names = next(csv.reader(text, strict=True), [])
    except csv.Error as error:
        refuse("NO_HEADER", f"the first row is no list of column names: {error}")
    if not any(names) or len(names) > _MAX_COLUMNS:
        refuse("NO_HEADER", "the first row is no list of column names")
    return tuple(name.strip() for name in names)

"""Files of purchase orders: what they hold, and what they are called."""

import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from procurement_cli.errors import Misused

STANDARD_STREAM: Final = "-"

CONTENT_TYPES: Final[Mapping[str, str]] = {
    "yaml": "application/yaml",
    "json": "application/json",
    "csv": "text/csv",
}
_FORMATS: Final = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".csv": "csv"}


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file as it was read once: what is shown as the plan is what is applied."""

    name: str
    content: bytes
    content_type: str


def read(name: str, format_: str | None) -> File:
    """Read a file, or standard input for ``-``. Raises Misused if it can't be read or told."""
    chosen = format_ or format_of(name)
    if chosen is None:
        raise Misused(f"{name}: is it YAML, JSON or CSV? Give --format")
    try:
        is_piped = name == STANDARD_STREAM
        content = sys.stdin.buffer.read() if is_piped else Path(name).read_bytes()
    except OSError as error:
        raise Misused(f"{name}: {error.strerror}") from error
    return File(
        name="<stdin>" if is_piped else name,
        content=content,
        content_type=CONTENT_TYPES[chosen],
    )


def format_of(name: str) -> str | None:
    """The format that a file's name tells, if it tells one."""
    return _FORMATS.get(Path(name).suffix.lower())


def write(name: str, text: str) -> None:
    """Write a file whole or not at all: nobody ever reads half of it. Raises Misused."""
    target = Path(name).resolve()
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise Misused(f"{name}: {error.strerror}") from error
    try:
        with open(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.chmod(temporary, _mode_of(target))
        os.replace(temporary, target)
    except OSError as error:
        raise Misused(f"{name}: {error.strerror}") from error
    finally:
        Path(temporary).unlink(missing_ok=True)


def _mode_of(target: Path) -> int:
    """That of the file that is replaced, else what any new file gets."""
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask

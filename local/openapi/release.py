"""The document of the last release, without the words: what clients rely on."""

import json
import re
from pathlib import Path
from typing import Any, Final

from local.openapi.compatibility import Break, breaks
from local.openapi.document import DOCUMENT, PROJECT, text_of

RELEASED: Final = Path(__file__).with_name("released.json")
CHANGELOG: Final = PROJECT / "CHANGELOG.md"

_WORDS: Final = ("description", "summary", "example", "examples", "title", "tags", "externalDocs")


def compare() -> int:
    """Print what breaks; 0 if nothing does."""
    found = breaks(_read(RELEASED), _read(DOCUMENT))
    if not found:
        print("nothing breaks a client of the last release")
        return 0
    print("this breaks clients of the last release:")
    print(*(f"  {each}" for each in found), sep="\n")
    print("Mend it; or, if it must be, name each operation in CHANGELOG.md under [Unreleased]")
    print("and run: make release")
    return 1


def accept() -> int:
    """Make the document the last release; 1 and nothing written if breaks are not told of."""
    found = breaks(_read(RELEASED), _read(DOCUMENT)) if RELEASED.exists() else []
    untold = untold_of(found, CHANGELOG.read_text("utf-8"))
    if untold:
        print("CHANGELOG.md does not name under [Unreleased]:", ", ".join(untold))
        return 1
    RELEASED.write_text(text_of(contract_of(_read(DOCUMENT))), "utf-8")
    print(f"wrote {RELEASED.relative_to(PROJECT)}")
    return 0


def untold_of(found: list[Break], changelog: str) -> list[str]:
    """The operations that break and that the changelog's part about the next release ignores."""
    section = changelog.partition("## [Unreleased]")[2].partition("\n## [")[0]
    named = set(re.findall(r"`(\w+)`", section))
    return sorted({each.operation for each in found} - named)


def contract_of(document: dict[str, Any]) -> dict[str, Any]:
    """What of the document a client relies on."""
    kept = {name: document[name] for name in ("openapi", "paths")}
    kept["components"] = {k: document["components"][k] for k in ("schemas", "responses")}
    bare: dict[str, Any] = _without_words(kept)
    return bare


def _without_words(value: Any, *, is_named: bool = False) -> Any:
    """`value` less its words; members of `properties` are names and stay, whatever they are."""
    if isinstance(value, list):
        return [_without_words(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _without_words(each, is_named=name in ("properties", "schemas", "responses", "paths"))
        for name, each in value.items()
        if is_named or name not in _WORDS
    }


def _read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document

"""Pages of an export, joined into one document.

Each page is a document of its own. YAML and CSV stay as the API wrote them, letter by letter; of
JSON the members and their order do (amounts are strings there).
"""

import json
from collections.abc import Sequence
from typing import Final

from procurement_cli.errors import NotLedgerline

_MEMBER: Final = "purchaseOrders"
_YAML_HEAD: Final = f"{_MEMBER}:"
_YAML_NONE: Final = f"{_MEMBER}: []"


def join(format_: str, pages: Sequence[str]) -> str:
    """One document of at least one page. Raises NotLedgerline for pages of another form."""
    return _JOINED[format_](pages)


def _joined_json(pages: Sequence[str]) -> str:
    found = []
    for page in pages:
        try:
            found.extend(json.loads(page)[_MEMBER])
        except (ValueError, KeyError, TypeError) as error:
            raise _not_a_page("JSON") from error
    whole = json.dumps({_MEMBER: found}, indent=2, ensure_ascii=False) + "\n"
    # As itself this character stands for a wrong encoding, which an import refuses.
    return whole.replace("\N{REPLACEMENT CHARACTER}", r"\ufffd")


def _joined_yaml(pages: Sequence[str]) -> str:
    prologue, lists = "", []
    for number, page in enumerate(pages):
        before, body = _yaml_list(page)
        prologue = before if number == 0 else prologue
        lists.append(body)
    whole = "".join(lists)
    return prologue + (f"{_YAML_HEAD}\n{whole}" if whole else f"{_YAML_NONE}\n")


def _yaml_list(page: str) -> tuple[str, str]:
    """What stands before the list, such as a comment, and the lines of the list."""
    before: list[str] = []
    lines = iter(page.splitlines(keepends=True))
    for line in lines:
        head = line.rstrip()
        if head == _YAML_HEAD:
            return "".join(before), _ended("".join(lines))
        if head == _YAML_NONE:
            return "".join(before), ""
        before.append(line)
    raise _not_a_page("YAML")


def _joined_csv(pages: Sequence[str]) -> str:
    header, _, _ = pages[0].partition("\n")
    rows = []
    for page in pages:
        first, _, following = page.partition("\n")
        if not first.strip() or first.rstrip("\r") != header.rstrip("\r"):
            raise _not_a_page("CSV")
        rows.append(_ended(following))
    return f"{header}\n{''.join(rows)}"


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _not_a_page(format_: str) -> NotLedgerline:
    return NotLedgerline(f"a page of the export is not the {format_} that was asked for")


_JOINED: Final = {"yaml": _joined_yaml, "json": _joined_json, "csv": _joined_csv}

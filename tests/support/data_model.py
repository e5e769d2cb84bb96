"""`docs/data-model.md`, read back: which tables, keys, indexes and kinds of items it describes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Final

_DIGEST: Final = "[a-z2-7]{26}"
_INSTANT: Final = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"
_SHAPES: Final = {
    "accountId": r"\d{12,13}",
    "adjustmentId": f"ba-{_DIGEST}",
    "agreementDigest": _DIGEST,
    "agreementId": f"agmt-{_DIGEST}",
    "agreementRequestId": f"ar-{_DIGEST}",
    "at": _INSTANT,
    "day": r"\d{4}-\d\d-\d\d",
    "authorizationId": f"resaleauthz-{_DIGEST}",
    "billingPeriod": r"\d{4}-\d\d",
    "blockNumber": r"\d{12}",
    "cancellationId": f"acr-{_DIGEST}",
    "draftId": f"draft-{_DIGEST}",
    "eventId": f"ev-{_DIGEST}",
    "grantId": f"g-{_DIGEST}",
    "groupDigest": _DIGEST,
    "mailId": f"mail-{_DIGEST}",
    "memoId": f"memo-{_DIGEST}",
    "number": r"\d{3}",
    "offerId": f"offer-{_DIGEST}",
    "partId": f"part-{_DIGEST}",
    "paymentDigest": _DIGEST,
    "paymentId": f"pr-{_DIGEST}",
    "portalPreferenceId": f"portal-{_DIGEST}",
    "purchaseOrderKey": f"po-{_DIGEST}",
    "sha256": "[0-9a-f]{64}",
    "sourceDigest": _DIGEST,
    "stamp": "[0-9a-f]{18}",
    "term": r"(?:(?:upfront|usage)\d*|recurring(?:\d{6})?)",
}

Row = list[str]
Index = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DescribedTable:
    """One table as the page has it; `kinds` maps a kind of item to the patterns of its keys."""

    keys: tuple[str, ...]
    kinds: dict[str, tuple[str, ...]]
    indexes: set[Index]


def described_tables(page: Path) -> dict[str, DescribedTable]:
    """Every section of the page that describes items, by its heading."""
    found = {}
    for section in re.split(r"^## ", page.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        items = list(_rows(section, "| Item | `"))
        if items:
            name = section.splitlines()[0].strip()
            found[name] = _described(items, list(_rows(section, "| Index |")))
    return found


def sort_of(keys: tuple[str, ...], table: DescribedTable) -> str | None:
    """The kind of the item with these keys, or None."""
    for kind, patterns in table.kinds.items():
        if all(re.fullmatch(p, k) for p, k in zip(patterns, keys, strict=True)):
            return kind
    return None


def _described(items: list[Row], indexes: list[Row]) -> DescribedTable:
    head, *kinds = items
    return DescribedTable(
        keys=tuple(cell.strip("`") for cell in head[1:-1]),
        kinds={row[0]: tuple(map(_pattern, row[1:-1])) for row in kinds},
        indexes={
            (row[0].strip("`"), row[1], row[2].strip("`"), row[3].strip("`"), row[4])
            for row in indexes[1:]
        },
    )


def _rows(section: str, beginning: str) -> Iterator[Row]:
    """The cells of each row of the table that begins so, its head first."""
    _, found, rest = section.partition(beginning)
    table = (found + rest).partition("\n\n")[0] if found else ""
    for line in table.splitlines():
        if not line.startswith("| ---"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def _pattern(cell: str) -> str:
    """A regular expression for a key written with ``{placeholders}``."""
    parts = re.split(r"\{(\w+)\}", cell.strip("`"))
    return "".join(
        _SHAPES.get(part, ".+") if is_placeholder else re.escape(part)
        for part, is_placeholder in zip(parts, cycle((False, True)), strict=False)
    )

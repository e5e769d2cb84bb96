"""Cost exports: where they are dropped, how they are read, what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from datetime import datetime
    from pathlib import Path

    from procurement.domain.charges.cost_export import CostExport, ImportRecord


class Imports(Protocol):
    """Which cost exports were taken in."""

    def holder_of(self, content_sha256: str) -> str | None:
        """The source that imported this content, or is at it; None when nobody did."""

    def of_source(self, source: str) -> ImportRecord | None:
        """The import in force for this source, or None."""

    def hold(self, content_sha256: str, source: str) -> None:
        """Stage that the content is this source's; `LostRace` when another source holds it."""

    def replace(self, before: ImportRecord | None, after: ImportRecord) -> None:
        """Stage the import in force; `LostRace` unless `before` still is."""

    def refuse(self, source: str, drop: str, at: datetime) -> None:
        """Stage that one drop of the source was refused; `AlreadyExists` when it was before."""


class ExportReader(Protocol):
    """Reads a cost export."""

    def __call__(self, path: Path) -> CostExport:
        """What the file adds up to; `InvalidInput` with every row that cannot be read."""


class ExportStore(Protocol):
    """Where cost exports are dropped."""

    def fetch(self, key: str, into: Path) -> Path:
        """Download the object and return the local file."""

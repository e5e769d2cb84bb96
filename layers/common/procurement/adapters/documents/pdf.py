"""PDF by Typst: PDF/A-3a, tagged, with the fonts that the function ships; offline.

The same document gives the same bytes: the only instant in it is the edition's own.
"""

import json
import re
from pathlib import Path
from typing import Any, Final

import typst

from procurement.adapters.documents.font_coverage import FontCoverage
from procurement.adapters.documents.pdf_model import printed
from procurement.domain.documents.invoice_document import InvoiceDocument

_STANDARDS: Final[list[Any]] = ["a-3a"]
_LARGE: Final = 500
"""Lines from which on an invoice takes more memory than may be left lying about."""
_REMEMBERED: Final = 11
_METADATA: Final = frozenset({"title", "author", "keywords"})
_LONG_WORD: Final = re.compile(r"\S{24}")
_PART: Final = re.compile(r"\S{8}(?=\S)")
"""After so much of a word that is wider than its column, it may go on in the next line."""


class TypstPdf:
    """Typesets invoices; the folder has ``fonts`` and ``templates`` with ``invoice.typ``."""

    def __init__(self, folder: Path) -> None:
        self._coverage = FontCoverage(folder / "fonts")
        self._template = str(folder / "templates" / "invoice.typ")
        self._compiler = typst.Compiler(
            root=str(folder / "templates"),
            font_paths=[str(folder / "fonts")],
            ignore_system_fonts=True,
        )

    def write(self, document: InvoiceDocument, attachment: bytes | None = None) -> bytes:
        """The PDF; `attachment` is put inside as ``factur-x.xml``."""
        told = {
            name: self._shown(value, is_metadata=name in _METADATA)
            for name, value in printed(document).items()
        }
        if attachment is not None:
            told["attachment"] = attachment.decode("utf-8")
        made = self._compiler.compile(
            input=self._template,
            format="pdf",
            sys_inputs={"document": json.dumps(told, ensure_ascii=False)},
            pdf_standards=_STANDARDS,
            timestamp=int(document.made_at.timestamp()),
        )
        assert isinstance(made, bytes)
        if len(document.invoice.lines) > _LARGE:
            self._forget()
        return made

    def _forget(self) -> None:
        """Let Typst drop what it remembers of a large document: some 70 KB per line.

        It keeps the results of its last compilations and offers no other way to be rid of them.
        """
        for _ in range(_REMEMBERED):
            self._compiler.compile(input=b"", format="pdf")

    def _shown(self, value: Any, *, is_metadata: bool) -> Any:
        """All texts with nothing that no font can show, and in parts where they hold long words."""
        match value:
            case str():
                text = self._coverage.shown(value)
                return text if is_metadata or not _LONG_WORD.search(text) else _parts(text)
            case dict():
                return {
                    name: self._shown(each, is_metadata=is_metadata) for name, each in value.items()
                }
            case list() | tuple():
                return [self._shown(each, is_metadata=is_metadata) for each in value]
            case _:
                return value


def _parts(text: str) -> list[str]:
    ends = [found.end() for found in _PART.finditer(text)]
    return [text[begin:end] for begin, end in zip([0, *ends], [*ends, None], strict=True)]

"""Reading XML of strangers: nothing is fetched, nothing expanded, nothing without a bound.

A document type declaration is allowed, as every cXML document has one; it is never followed. What
stands inside of one, entities of any kind and other encodings than UTF-8 are refused.
"""

from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from procurement.entrypoints.cxml.status import Refused, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 40
MAX_ELEMENTS: Final = 50_000
MAX_ATTRIBUTES: Final = 60
_ENCODINGS: Final = ("utf-8", "utf8", "us-ascii")


def read_xml(content: bytes) -> Element:
    """The root element; `Refused` with 406 for whatever is not a plain document in UTF-8."""
    # Loaded at the first document: only functions that read cXML ship it.
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    if len(content) > MAX_BYTES:
        raise _unreadable(f"has more than {MAX_BYTES} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable("is not UTF-8") from None
    parser = DefusedXMLParser(
        target=_BoundedBuilder(), forbid_dtd=False, forbid_entities=True, forbid_external=True
    )
    parser.parser.StartDoctypeDeclHandler = _expect_no_subset
    parser.parser.XmlDeclHandler = _expect_utf8
    try:
        parser.feed(text)
        root: Element = parser.close()
    except DefusedXmlException:
        raise _unreadable("declares entities, which are refused") from None
    except (ParseError, ValueError, RecursionError):
        raise _unreadable("is not well-formed XML") from None
    return root


class _BoundedBuilder(TreeBuilder):
    """A tree of bounded size and depth."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = 0
        self._elements = 0

    def start(self, tag: Any, attrs: "Mapping[Any, Any]", /) -> Element:
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH:
            raise _unreadable(f"is nested deeper than {MAX_DEPTH} elements")
        if self._elements > MAX_ELEMENTS or len(attrs) > MAX_ATTRIBUTES:
            raise _unreadable("has too many elements or attributes")
        return super().start(tag, dict(attrs))

    def end(self, tag: Any, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def _expect_no_subset(
    _name: str, _system: str | None, _public: str | None, has_subset: bool
) -> None:
    if has_subset:
        raise _unreadable("has an internal document type definition, which is refused")


def _expect_utf8(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in _ENCODINGS:
        raise _unreadable("says that it is in another encoding than UTF-8")


def _unreadable(why: str) -> Refused:
    return Refused(Status.NOT_ACCEPTABLE, f"the document {why}")

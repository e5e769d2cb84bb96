"""Writing XML: a tree of prefixed names whose texts come out as they are, whatever they hold."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from procurement.domain.money import minor_unit

# What XML 1.0 cannot hold at all, not even escaped.
_NO_CHARACTER: Final = re.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"


def root(name: str, namespaces: Mapping[str, str]) -> Element:
    """A document's first element; the empty prefix is the default namespace."""
    made = Element(name)
    for prefix, uri in namespaces.items():
        made.set(f"xmlns:{prefix}" if prefix else "xmlns", uri)
    return made


def add(parent: Element, name: str, text: object = None, /, **attributes: str) -> Element:
    """A new last child. `text` is written as it is, what XML has no way to write as U+FFFD."""
    made = SubElement(parent, name, attributes)
    if text is not None:
        made.text = _NO_CHARACTER.sub(_REPLACEMENT, str(text))
    return made


def add_if(parent: Element, name: str, text: object, **attributes: str) -> None:
    """The same, unless there is nothing to say: no element may be empty (PEPPOL-EN16931-R008)."""
    if text is not None and str(text).strip():
        add(parent, name, text, **attributes)


def money(amount: Decimal, currency: str) -> str:
    """A rounded amount with the currency's places; nothing is never less than nothing."""
    amount = amount or Decimal(0)
    return f"{amount:.{minor_unit(currency)}f}"


def exact(number: Decimal) -> str:
    """A number as it is, without an exponent and without idle zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def written(tree: Element) -> bytes:
    """The document in UTF-8."""
    return bytes(tostring(tree, encoding="utf-8", xml_declaration=True))

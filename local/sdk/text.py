"""Names and documentation as botocore's models have them."""

import html
import re
from typing import Final

_QUOTED: Final = re.compile(r"``?([^`]+)``?")


def pascal(name: str) -> str:
    """``purchaseOrderId`` as a shape is called: PurchaseOrderId."""
    parts = re.split(r"[^A-Za-z0-9]+", name)
    return "".join(part[:1].upper() + part[1:] for part in parts)


def camel(name: str) -> str:
    """``x-next-token`` or ``bill_to`` as a member is called: xNextToken, billTo."""
    made = pascal(name)
    return made[:1].lower() + made[1:]


def documentation(text: str) -> str:
    """A docstring or a description as the HTML that `help` and `aws … help` show."""
    paragraphs = [" ".join(each.split()) for each in text.strip().split("\n\n") if each.strip()]
    return "".join(f"<p>{_marked(each)}</p>" for each in paragraphs)


def _marked(paragraph: str) -> str:
    escaped = html.escape(paragraph, quote=False)
    return _QUOTED.sub(lambda found: f"<code>{_member(found[1])}</code>", escaped)


def _member(quoted: str) -> str:
    """Docstrings name members as Python has them; readers know them as the API writes them."""
    return camel(quoted) if re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", quoted) else quoted

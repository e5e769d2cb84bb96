"""The status codes of cXML, and how our refusals become one of them.

They are cXML's own, not HTTP's: what is answered at all is answered with HTTP 200, and the status
stands in the document.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from procurement.domain.errors import (
    Conflict,
    InvalidInput,
    LedgerlineError,
    LostRace,
    NotAllowed,
    Problem,
    Unavailable,
)
from procurement.domain.errors.conflicts import MAX_NAMED

MAX_TEXT: Final = 8_000
"""Characters of an explanation."""


class Status(IntEnum):
    """What cXML's users' guide calls them."""

    OK = 200
    BAD_REQUEST = 400
    UNAUTHORIZED = 401
    FORBIDDEN = 403
    NOT_ACCEPTABLE = 406
    CONFLICT = 409
    NOT_IMPLEMENTED = 450
    INTERNAL_SERVER_ERROR = 500
    TEMPORARY_SERVER_ERROR = 560

    @property
    def text(self) -> str:
        """The name in words."""
        return "OK" if self is Status.OK else self.name.replace("_", " ").title()


@dataclass(frozen=True, slots=True)
class Told:
    """A status with its explanation."""

    status: Status
    explanation: str


class Refused(Exception):
    """A message that is refused before anything is asked of the application."""

    def __init__(self, status: Status, explanation: str) -> None:
        super().__init__(explanation)
        self.told = Told(status, explanation)


def told_of(error: LedgerlineError) -> Told:
    """What the sender is told of a refusal: every problem, in the words of its own document."""
    match error:
        case InvalidInput():
            return Told(Status.BAD_REQUEST, _listed(error.problems))
        case NotAllowed():
            return Told(Status.FORBIDDEN, error.message)
        case LostRace() | Unavailable():
            return Told(Status.TEMPORARY_SERVER_ERROR, "try again later")
        case Conflict():
            return Told(Status.CONFLICT, error.message)
        case _:
            return Told(Status.BAD_REQUEST, error.message)


def _listed(problems: tuple[Problem, ...]) -> str:
    told = [f"{_in_cxml(each.field)} {each.message}" for each in problems[:MAX_NAMED]]
    if len(problems) > MAX_NAMED:
        told.append(f"and {len(problems) - MAX_NAMED} more")
    return "; ".join(told)[:MAX_TEXT]


_WORDS: Final = {
    "purchaseOrderId": "OrderRequestHeader/@orderID",
    "billFrom": "Extrinsic[@name='billFrom']",
    "invoiceUnits": "Extrinsic[@name='invoiceUnits']",
    "taxRegistrationNumbers": "Extrinsic[@name='taxRegistrationNumbers']",
    "effectiveMonth": "OrderRequestHeader/@effectiveDate",
    "expirationMonth": "OrderRequestHeader/@expirationDate",
    "currencyCode": "Total/Money/@currency",
    "total": "Total/Money",
    "description": "Comments",
    "shipTo": "ShipTo",
    "lineItems": "ItemOut",
    "lineItemNumber": "@lineNumber",
    "quantity": "@quantity",
    "unitPrice": "UnitPrice/Money",
    "tax": "Tax/Money",
    "value": "",
    "contacts": "Contact",
    "email": "Email",
    "telephone": "Phone",
    "startMonth": "Period/@startDate",
    "endMonth": "Period/@endDate",
    "type": "Extrinsic[@name='lineItemType']",
    "isBalanceTracked": "Extrinsic[@name='isBalanceTracked']",
}


_PART: Final = re.compile(r"(\w+)(?:\[([^\]]*)\])?")


def _in_cxml(field: str) -> str:
    """``lineItems[0].unitPrice`` as ``ItemOut[1]/UnitPrice/Money``: XPath counts from 1.

    What was found while the document was read has its place in it already.
    """
    if "/" in field:
        return field
    found = [_step(name, index) for name, index in _PART.findall(field)]
    return "/".join(step for step in found if step)


def _step(name: str, index: str) -> str:
    number = str(int(index) + 1) if index.isdigit() else index
    return f"{_WORDS.get(name, name)}[{number}]" if number else _WORDS.get(name, name)

"""An order as a procurement portal sends it, in our words and before anything is judged."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

from procurement.domain.errors import Problem
from procurement.domain.purchase_orders.input import ContactInput

_NEVER: Final = datetime(1, 1, 1, tzinfo=UTC)


class OrderType(StrEnum):
    """What the portal wants: cXML's `type` of an OrderRequestHeader."""

    NEW = "new"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderLine:
    """One line, unchecked. `tax` is a sum of money; None means not said."""

    number: str | None = None
    quantity: str | None = None
    unit_price: str | None = None
    currency: str | None = None
    description: str = ""
    tax: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    delivery_on: date | None = None
    type: str | None = None
    is_balance_tracked: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PortalOrder:
    """One order document. `problems` are those that came up while it was read.

    `payload_id` is the document's own, the same when it is sent again; `version` is the portal's,
    None when it counts none. `total` is the sum of the lines, taxes left out.
    """

    payload_id: str
    sent_at: datetime
    order_id: str
    type: OrderType
    ordered_on: date
    version: int | None = None
    currency: str | None = None
    total: str | None = None
    description: str = ""
    ship_to: str = ""
    contacts: tuple[ContactInput, ...] = ()
    bill_from: tuple[str, ...] | None = None
    invoice_units: tuple[str, ...] | None = None
    tax_registration_numbers: tuple[str, ...] | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    lines: tuple[OrderLine, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def content_digest(self) -> str:
        """Stands for all that the order says, whichever document says it."""
        content = replace(self, payload_id="", sent_at=_NEVER)
        return sha256(repr(content).encode("utf-8", "surrogatepass")).hexdigest()

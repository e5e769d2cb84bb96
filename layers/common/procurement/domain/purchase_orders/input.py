"""What people write to add or edit a purchase order, before anything is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from procurement.domain.purchase_orders.line_item import LineItemInput


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactInput:
    """A contact as its writer gave it, unchecked."""

    email: str | None = None
    name: str | None = None
    telephone: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationSettingsInput:
    """Notification settings as their writer gave them, unchecked. None means: not given, keep."""

    balance_thresholds: Sequence[str] | None = None
    expiry_lead_times: Sequence[str] | None = None


class LineItemsAre(StrEnum):
    """What the writer says of the given line items: any, all new, or all known already."""

    ANY = "ANY"
    NEW = "NEW"
    KNOWN = "KNOWN"


@dataclass(frozen=True, kw_only=True, slots=True)
class PurchaseOrderInput:
    """Header and lines as their writer gave them, unchecked. None means: not given, keep.

    On an edit `line_items` are merged by their number: a known number changes that line, an unknown
    one adds a line, unless `line_items_are` says that all are new or known; `deleted_line_items`
    names lines to take off. `is_one_line` says that the writer sent a single line by itself, whose
    fields are then named without ``lineItems[0]``.
    """

    purchase_order_id: str | None = None
    description: str | None = None
    bill_from: Sequence[str] | None = None
    ship_to: str | None = None
    tax_registration_numbers: Sequence[str] | None = None
    currency: str | None = None
    effective_month: str | None = None
    expiration_month: str | None = None
    contacts: Sequence[ContactInput] | None = None
    notification_settings: NotificationSettingsInput | None = None
    invoice_units: Sequence[str] | None = None
    tags: Mapping[str, str] | None = None
    line_items: Sequence[LineItemInput] | None = None
    deleted_line_items: Sequence[str] = ()
    line_items_are: LineItemsAre = LineItemsAre.ANY
    is_one_line: bool = False

    def path_of_line(self, index: int) -> str:
        """Where the writer wrote line `index`."""
        return "" if self.is_one_line else f"lineItems[{index}]"

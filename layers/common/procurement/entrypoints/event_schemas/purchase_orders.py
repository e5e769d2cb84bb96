"""What events about purchase orders say."""

from procurement.entrypoints.event_schemas.base import Amount, EventData, InstantText, MonthText


class PurchaseOrderData(EventData):
    """A purchase order as it is now. `balance` is null when no line tracks one."""

    purchase_order_id: str
    purchase_order_key: str
    version: int
    status: str
    effective_month: MonthText
    expiration_month: MonthText
    total_value: Amount
    balance: Amount | None


class LineItemBalanceData(EventData):
    """A line's balance fell through `threshold`: percent of its total, 0 for nothing left."""

    purchase_order_id: str
    purchase_order_key: str
    line_item_number: str
    threshold: int
    balance: Amount
    total_value: Amount


class RadarSubscribersData(EventData):
    """How many people get the radar, and how many days it reaches."""

    version: int
    subscribers: int
    days: int


class NoticeSettingsData(EventData):
    """How many people are told of invoices without a purchase order, and of which."""

    version: int
    contacts: int
    invoice_notices: list[str]


class CalendarLinkData(EventData):
    """The link to the account's calendar."""

    expires_at: InstantText

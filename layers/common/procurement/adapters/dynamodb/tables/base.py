"""One base per table: its keys, and the place where `tables.bind` writes its name.

All items of a table derive from its base, so that they share its keys and its name.
"""

from typing import Any, ClassVar, Final, Self

from pynamodb.attributes import UnicodeAttribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.models import Model

UNBOUND: Final = "unbound"
"""The name of every table until it is bound."""


class SharedModel(Model):
    """A model that speaks over the connection of all others.

    Left to itself pynamodb gives every model a client of its own, and each costs as much as the
    first.
    """

    shared: ClassVar[Connection | None] = None
    table: ClassVar[str]
    """What the data model calls the table."""
    keys: ClassVar[tuple[str, ...]]
    """The names of its keys."""
    latest: ClassVar[str] = ""
    """The latest stamp on any item that this process has read."""

    written = UnicodeAttribute(null=True)
    """Ledger and stamp of the transaction that wrote the item: `#` stands before the stamp."""

    @property
    def nearest_ledger(self) -> str:
        """Which ledger is told of it without an event; empty where the keys say it."""
        return ""

    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        """The item, whose stamp counts from now on: what follows from it is stamped later."""
        stamp = data.get("written", {}).get("S", "").rpartition("#")[2]
        SharedModel.latest = max(SharedModel.latest, stamp)
        return super().from_raw_data(data)

    @classmethod
    def _get_connection(cls) -> TableConnection:
        table = super()._get_connection()
        if SharedModel.shared is not None:
            table.connection = SharedModel.shared
        return table


class PurchaseOrdersTable(SharedModel):
    """Purchase orders, organizations and settings of an account."""

    class Meta:
        table_name = UNBOUND

    table = "PurchaseOrders"
    keys = ("account_id", "entry")
    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)


class AgreementsTable(SharedModel):
    """The parts of an offer, an agreement or a change set."""

    class Meta:
        table_name = UNBOUND

    table = "Agreements"
    keys = ("resource_id", "part")
    resource_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)


class ChargesTable(SharedModel):
    """The charges of an agreement or an account, and imports."""

    class Meta:
        table_name = UNBOUND

    table = "Charges"
    keys = ("collection_id", "charge_id")
    collection_id = UnicodeAttribute(hash_key=True)
    charge_id = UnicodeAttribute(range_key=True)


class InvoicesTable(SharedModel):
    """Invoices, runs and reports of an account."""

    class Meta:
        table_name = UNBOUND

    table = "Invoices"
    keys = ("account_id", "entry")
    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)


class LedgerTable(SharedModel):
    """Events and mails of an account."""

    class Meta:
        table_name = UNBOUND

    table = "Ledger"
    keys = ("account_id", "entry")
    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)


class PageKeysTable(SharedModel):
    """What seals tokens of pages, by day."""

    class Meta:
        table_name = UNBOUND

    table = "PageKeys"
    keys = ("day",)
    day = UnicodeAttribute(hash_key=True)


class ClockTable(SharedModel):
    """What a local stack's clock was told."""

    class Meta:
        table_name = UNBOUND

    table = "Clock"
    keys = ("clock",)
    clock = UnicodeAttribute(hash_key=True)

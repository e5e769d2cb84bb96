"""One base per table: its keys, and the place where `tables.bind` writes its name.

All items of a table derive from its base, so that they share its keys and its name.
"""

from typing import ClassVar, Final

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

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)


class AgreementsTable(SharedModel):
    """The parts of an offer, an agreement or a change set."""

    class Meta:
        table_name = UNBOUND

    resource_id = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)


class ChargesTable(SharedModel):
    """The charges of an agreement or an account, and imports."""

    class Meta:
        table_name = UNBOUND

    collection_id = UnicodeAttribute(hash_key=True)
    charge_id = UnicodeAttribute(range_key=True)


class InvoicesTable(SharedModel):
    """Invoices, runs and reports of an account."""

    class Meta:
        table_name = UNBOUND

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)


class LedgerTable(SharedModel):
    """Events and mails of an account."""

    class Meta:
        table_name = UNBOUND

    account_id = UnicodeAttribute(hash_key=True)
    entry = UnicodeAttribute(range_key=True)


class PageKeysTable(SharedModel):
    """What seals tokens of pages, by day."""

    class Meta:
        table_name = UNBOUND

    day = UnicodeAttribute(hash_key=True)


class ClockTable(SharedModel):
    """What a local stack's clock was told."""

    class Meta:
        table_name = UNBOUND

    clock = UnicodeAttribute(hash_key=True)

"""Receiving accounts in DynamoDB: one query, and one request for everything that has a key."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from pynamodb.connection import Connection
from pynamodb.models import Model

from procurement.adapters.dynamodb.batch import Found, read_together
from procurement.adapters.dynamodb.billing_settings import HEADS, is_whole
from procurement.adapters.dynamodb.invoices import SEQUENCE
from procurement.adapters.dynamodb.membership_mapping import to_membership
from procurement.adapters.dynamodb.organizations import MEMBERSHIP
from procurement.adapters.dynamodb.purchase_order_mapping import to_purchase_order
from procurement.adapters.dynamodb.tables.invoices import SequenceItem
from procurement.adapters.dynamodb.tables.organizations import MembershipItem
from procurement.adapters.dynamodb.tables.purchase_orders import PurchaseOrderItem
from procurement.adapters.dynamodb.tables.settings import BillingItem
from procurement.domain.month import Month
from procurement.domain.organizations.membership import Membership
from procurement.service.ports.receivers import Receiver

if TYPE_CHECKING:
    from procurement.adapters.dynamodb.billing_settings import DynamoBillingSettings
    from procurement.adapters.dynamodb.purchase_orders import DynamoPurchaseOrders

M = TypeVar("M", bound=Model)


class DynamoReceivers:
    """`service.ports.Receivers` on the PurchaseOrders and Invoices tables."""

    def __init__(
        self,
        connection: Connection,
        purchase_orders: "DynamoPurchaseOrders",
        billing_settings: "DynamoBillingSettings",
    ) -> None:
        self._connection = connection
        self._purchase_orders = purchase_orders
        self._billing_settings = billing_settings

    def read(self, account_id: str, since: Month, entities: Iterable[str]) -> Receiver:
        """A query of `listing` and a batch of up to 100; one query more for who has many settings.

        Most accounts have neither invoice units nor portals, so that theirs have known keys.
        """
        usable = self._purchase_orders.usable_entries(account_id, since)
        asked = tuple(dict.fromkeys(entities))
        found = read_together(
            self._connection,
            [
                (MembershipItem, account_id, MEMBERSHIP),
                *((BillingItem, account_id, head) for head in HEADS),
                *((SequenceItem, account_id, SEQUENCE + entity) for entity in asked),
                *((PurchaseOrderItem, account_id, entry) for entry in usable),
            ],
        )
        heads = _all(found, BillingItem, account_id, HEADS)
        if is_whole(heads):
            settings = self._billing_settings.made_of(account_id, heads.values())
        else:
            settings = self._billing_settings.of_account(account_id)
        membership = _all(found, MembershipItem, account_id, [MEMBERSHIP]).get(MEMBERSHIP)
        sequences = _all(found, SequenceItem, account_id, [SEQUENCE + each for each in asked])
        orders = _all(found, PurchaseOrderItem, account_id, usable)
        return Receiver(
            membership=(
                to_membership(membership) if membership else Membership(account_id=account_id)
            ),
            settings=settings,
            purchase_orders=[to_purchase_order(item) for item in orders.values()],
            last_numbers={
                entity: int(item.last) if (item := sequences.get(SEQUENCE + entity)) else 0
                for entity in asked
            },
        )


def _all(found: Found, model: type[M], account_id: str, entries: Iterable[str]) -> Mapping[str, M]:
    """Those of the account's entries that exist, in the order in which they were asked for."""
    table = model.Meta.table_name
    raw: dict[str, Mapping[str, Any]] = {
        entry: item for entry in entries if (item := found.get((table, account_id, entry)))
    }
    return {entry: model.from_raw_data(dict(item)) for entry, item in raw.items()}

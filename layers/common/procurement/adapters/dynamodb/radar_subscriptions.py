"""Who subscribed to which account's radar, in DynamoDB: together, so that one query walks them."""

from collections.abc import Iterator
from typing import Final

from procurement.adapters.dynamodb.tables.notices import RadarItem
from procurement.adapters.dynamodb.transaction import Transaction, translated
from procurement.domain.errors import LostRace
from procurement.domain.foresight.radar_subscription import RadarSubscription
from procurement.domain.purchase_orders.purchase_order import Contact

_RADAR: Final = "RADAR"
# An account's own items never begin so, not even those of one that is called RADAR.
_SUBSCRIBERS: Final = "SUBSCRIBERS#"


class DynamoRadarSubscriptions:
    """`service.ports.RadarSubscriptions` on the PurchaseOrders table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of_account(self, account_id: str) -> RadarSubscription:
        """One strongly consistent read."""
        try:
            with translated():
                item = RadarItem.get(_RADAR, _SUBSCRIBERS + account_id, consistent_read=True)
        except RadarItem.DoesNotExist:
            return RadarSubscription(account_id=account_id)
        return _to_domain(item)

    def every(self) -> Iterator[RadarSubscription]:
        """One query, a page at a time."""
        with translated():
            found = RadarItem.query(
                _RADAR, RadarItem.entry.startswith(_SUBSCRIBERS), consistent_read=True
            )
            for item in found:
                subscription = _to_domain(item)
                if subscription.subscribers:
                    yield subscription

    def save(self, before: RadarSubscription, after: RadarSubscription) -> None:
        """Put it over the version that was read."""
        self._transaction.put(
            RadarItem(
                _RADAR,
                _SUBSCRIBERS + after.account_id,
                subscribers=[[person.email, person.name] for person in after.subscribers],
                days=after.days,
                version=after.version,
                updated_at=after.updated_at,
            ),
            condition=(
                RadarItem.version == before.version
                if before.version
                else RadarItem.account_id.does_not_exist()
            ),
            on_failure=lambda: LostRace(
                "the radar's subscribers changed in between",
                resource_type="RadarSubscription",
                resource_id=after.account_id,
            ),
        )


def _to_domain(item: RadarItem) -> RadarSubscription:
    return RadarSubscription(
        account_id=item.entry.removeprefix(_SUBSCRIBERS),
        subscribers=tuple(Contact(email=email, name=name) for email, name in item.subscribers),
        days=int(item.days),
        version=int(item.version),
        updated_at=item.updated_at,
    )

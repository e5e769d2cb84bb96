"""Procurement portal preferences in DynamoDB, among the billing settings of their account."""

from collections.abc import Iterable
from typing import Final

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.tables.settings import BillingItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.portals.preference import PortalPreference
from procurement.domain.portals.preferences import PortalPreferences

# Read before the preferences themselves: what changes them meanwhile is noticed when this is saved.
HEAD: Final = "BILLING#PORTAL"
PREFERENCE: Final = f"{HEAD}#"


class DynamoPortals:
    """`service.ports.Portals` on the PurchaseOrders table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of_account(self, account_id: str) -> PortalPreferences:
        """One strongly consistent query."""
        with translated():
            found = list(
                BillingItem.query(
                    account_id, BillingItem.entry.startswith(HEAD), consistent_read=True
                )
            )
        head = next((item for item in found if item.entry == HEAD), None)
        kept = (item for item in found if item.entry.startswith(PREFERENCE))
        return to_portals(account_id, head, kept)

    def save(self, among: PortalPreferences, preference: PortalPreference) -> None:
        """Put it, and the next revision of all."""
        before = among.find(preference.preference_id)
        self._transaction.put(
            _to_item(preference),
            condition=(
                BillingItem.version == before.version
                if before
                else BillingItem.account_id.does_not_exist()
            ),
            on_failure=lost("ProcurementPortalPreference", preference.preference_id),
        )
        self._save_head(among)

    def remove(self, among: PortalPreferences, preference: PortalPreference) -> None:
        """Delete the version that was read, and put the next revision of all."""
        self._transaction.delete(
            _to_item(preference),
            condition=BillingItem.version == preference.version,
            on_failure=lost("ProcurementPortalPreference", preference.preference_id),
        )
        self._save_head(among)

    def _save_head(self, among: PortalPreferences) -> None:
        self._transaction.put(
            BillingItem(among.account_id, HEAD, revision=among.revision + 1),
            condition=(
                BillingItem.revision == among.revision
                if among.revision
                else BillingItem.account_id.does_not_exist()
            ),
            on_failure=lost("ProcurementPortalPreferences", among.account_id),
        )


def to_portals(
    account_id: str, head: BillingItem | None, preferences: Iterable[BillingItem]
) -> PortalPreferences:
    """The preferences, oldest first."""
    found = [from_document(item.document, PortalPreference) for item in preferences]
    return PortalPreferences(
        account_id=account_id,
        preferences=tuple(sorted(found, key=lambda p: (p.created_at, p.preference_id))),
        revision=int(head.revision) if head else 0,
    )


def _to_item(preference: PortalPreference) -> BillingItem:
    return BillingItem(
        preference.account_id,
        PREFERENCE + preference.preference_id,
        version=preference.version,
        document=to_document(preference),
    )

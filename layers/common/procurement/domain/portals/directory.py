"""Which procurement portals there are, and the suppliers that an account knows in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from procurement.domain.portals.preference import DocumentType, PortalName, PortalPreference


@dataclass(frozen=True, kw_only=True, slots=True)
class PortalEntry:
    """invoicing:ProcurementPortal."""

    name: PortalName
    display_name: str


PORTALS: Final = (
    PortalEntry(name=PortalName.COUPA, display_name="Coupa"),
    PortalEntry(name=PortalName.SAP_BUSINESS_NETWORK, display_name="SAP Business Network"),
)
"""All of them, by name."""

DELIVERED: Final = (
    DocumentType.AWS_CLOUD_INVOICE,
    DocumentType.AWS_CLOUD_CREDIT_MEMO,
    DocumentType.AWS_MARKETPLACE_INVOICE,
    DocumentType.AWS_MARKETPLACE_CREDIT_MEMO,
)
"""What there is to deliver to each of them; nothing is attached."""


@dataclass(frozen=True, order=True, slots=True)
class Supplier:
    """invoicing:ProcurementPortalSupplier: who the seller is to the portal.

    `seller_of_record` is empty where the preference is for all sellers.
    """

    identifier: str
    environment: str
    seller_of_record: str


def suppliers_in(portal: PortalName, preferences: Iterable[PortalPreference]) -> list[Supplier]:
    """The suppliers that the preferences for this portal name, each once, by identifier."""
    found: set[Supplier] = set()
    for preference in preferences:
        if preference.portal is portal:
            connections = [("PROD", preference.production)]
            if preference.test:
                connections.append(("TEST", preference.test))
            sellers = preference.selector.sellers_of_record or ("",)
            found.update(
                Supplier(connection.parties.supplier_identifier, environment, seller)
                for environment, connection in connections
                for seller in sellers
            )
    return sorted(found)

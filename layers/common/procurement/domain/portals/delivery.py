"""Whether an issued document is delivered to a procurement portal, and to which (R-267, R-268)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from procurement.domain.portals.preference import (
    DocumentType,
    PortalName,
    PortalPreference,
    PreferenceStatus,
)

MAX_EXPLANATION: Final = 1024
"""Characters that are kept of what a portal answered."""


class DeliveryStatus(StrEnum):
    """invoicing:EinvoiceDeliveryStatus, and SCHEDULED for what nobody has delivered yet."""

    SCHEDULED = "SCHEDULED"
    DELIVERED = "DELIVERED"
    NOT_DELIVERED = "NOT_DELIVERED"


class StoppedBy(StrEnum):
    """Why a document is not delivered."""

    PURCHASE_ORDER_MISSING = "PURCHASE_ORDER_MISSING"
    """The portal takes documents of this type with a purchase order only (R-268)."""
    PREFERENCE_SUSPENDED = "PREFERENCE_SUSPENDED"
    """Delivery to the portal is suspended."""
    REFUSED_BY_PORTAL = "REFUSED_BY_PORTAL"
    """The portal answered that it does not take the document."""
    PORTAL_NOT_REACHED = "PORTAL_NOT_REACHED"
    """The portal gave no answer that says what came of it, however often it was tried."""
    CREDENTIAL_MISSING = "CREDENTIAL_MISSING"
    """Nobody has kept the secret that has to be sent along."""
    ADDRESS_REFUSED = "ADDRESS_REFUSED"
    """The portal's address is none that documents are sent to."""
    NOT_WRITABLE = "NOT_WRITABLE"
    """The document's lines do not add up to its totals."""

    @property
    def may_be_tried_again(self) -> bool:
        """Whether it came up on the way, so that another try may end otherwise."""
        return self not in (self.PURCHASE_ORDER_MISSING, self.PREFERENCE_SUSPENDED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What decides over the delivery of an invoice or a credit memo."""

    type: DocumentType
    seller_of_record: str
    invoice_unit: str | None
    purchase_order_id: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class EinvoiceDelivery:
    """What becomes of a document that a preference is for; `reason` stands with NOT_DELIVERED.

    `explanation` is what the portal answered, or what kept it from being reached, at `settled_at`.
    """

    status: DeliveryStatus
    document_type: DocumentType
    preference_id: str
    portal: PortalName
    reason: StoppedBy | None = None
    explanation: str | None = None
    settled_at: datetime | None = None

    def settled(
        self, reason: StoppedBy | None, explanation: str, now: datetime
    ) -> "EinvoiceDelivery":
        """The delivery once it is over: delivered, or not for a reason."""
        return replace(
            self,
            status=DeliveryStatus.NOT_DELIVERED if reason else DeliveryStatus.DELIVERED,
            reason=reason,
            explanation=explanation[:MAX_EXPLANATION] or None,
            settled_at=now,
        )


def document_type(*, is_marketplace: bool, is_credit_memo: bool) -> DocumentType:
    """The type under which a preference knows the document (R-267)."""
    match is_marketplace, is_credit_memo:
        case True, True:
            return DocumentType.AWS_MARKETPLACE_CREDIT_MEMO
        case True, False:
            return DocumentType.AWS_MARKETPLACE_INVOICE
        case False, True:
            return DocumentType.AWS_CLOUD_CREDIT_MEMO
        case _:
            return DocumentType.AWS_CLOUD_INVOICE


def plan_delivery(
    preferences: Iterable[PortalPreference], document: Document, now: datetime
) -> EinvoiceDelivery | None:
    """The delivery of a document that is issued at `now`; None when no portal is to get it.

    The preference with the most telling selector decides alone; of two alike the older one. One
    that is still being set up, or is not for this type of document, is as if it were not there;
    one that is suspended stops what it is for.
    """
    fitting = [each for each in preferences if _is_for(each, document, now)]
    if not fitting:
        return None
    chosen = min(fitting, key=lambda p: (-p.selector.rank, p.created_at, p.preference_id))
    reason = _stopped_by(chosen, document)
    return EinvoiceDelivery(
        status=DeliveryStatus.NOT_DELIVERED if reason else DeliveryStatus.SCHEDULED,
        document_type=document.type,
        preference_id=chosen.preference_id,
        portal=chosen.portal,
        reason=reason,
    )


def _is_for(preference: PortalPreference, document: Document, now: datetime) -> bool:
    feature, delivery = preference.einvoice, preference.delivery
    if feature is None or delivery is None:
        return False
    is_set_up = feature.status in (PreferenceStatus.ACTIVE, PreferenceStatus.SUSPENDED)
    return (
        is_set_up
        and document.type in delivery.document_types
        and delivery.activates_at <= now
        and preference.selector.selects(document.invoice_unit, document.seller_of_record)
    )


def _stopped_by(preference: PortalPreference, document: Document) -> StoppedBy | None:
    feature, delivery = preference.einvoice, preference.delivery
    if feature and feature.status is PreferenceStatus.SUSPENDED:
        return StoppedBy.PREFERENCE_SUSPENDED
    is_needed = delivery is not None and delivery.requires_purchase_order(document.type)
    if is_needed and document.purchase_order_id is None:
        return StoppedBy.PURCHASE_ORDER_MISSING
    return None

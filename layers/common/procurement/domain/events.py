"""What happened, as immutable facts: written with the change itself, announced afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Union

JsonValue = Union[str, int, bool, None, list["JsonValue"], dict[str, "JsonValue"]]  # noqa: UP007
"""Detail values: amounts travel as strings, months as ``YYYY-MM``, instants as ISO 8601 UTC."""


class EventType(StrEnum):
    """Past-tense names; each is a `detail-type` on the bus."""

    PURCHASE_ORDER_ADDED = "PurchaseOrderAdded"
    PURCHASE_ORDER_UPDATED = "PurchaseOrderUpdated"
    PURCHASE_ORDER_STATUS_CHANGED = "PurchaseOrderStatusChanged"
    PURCHASE_ORDER_DELETED = "PurchaseOrderDeleted"
    PURCHASE_ORDER_NAMED = "PurchaseOrderNamed"
    LINE_ITEM_BALANCE_LOW = "LineItemBalanceLow"
    LINE_ITEM_BALANCE_EXHAUSTED = "LineItemBalanceExhausted"
    OFFER_CREATED = "OfferCreated"
    OFFER_RELEASED = "OfferReleased"
    OFFER_AVAILABILITY_CHANGED = "OfferAvailabilityChanged"
    PAYMENT_SCHEDULE_CHANGED = "PaymentScheduleChanged"
    AGREEMENT_REQUESTED = "AgreementRequested"
    AGREEMENT_REQUEST_CANCELLED = "AgreementRequestCancelled"
    AGREEMENT_ACCEPTED = "AgreementAccepted"
    AGREEMENT_AMENDED = "AgreementAmended"
    AGREEMENT_ENDED = "AgreementEnded"
    CHARGE_PURCHASE_ORDERS_UPDATED = "ChargePurchaseOrdersUpdated"
    COST_EXPORT_IMPORTED = "CostExportImported"
    COST_EXPORT_REFUSED = "CostExportRefused"
    INVOICE_ISSUED = "InvoiceIssued"
    INVOICE_REGENERATED = "InvoiceRegenerated"
    CREDIT_MEMO_ISSUED = "CreditMemoIssued"
    BILLING_ADJUSTMENT_REQUESTED = "BillingAdjustmentRequested"
    BILLING_ADJUSTMENT_SETTLED = "BillingAdjustmentSettled"
    RECEIVER_PARKED = "ReceiverParked"
    INVOICE_UNIT_CREATED = "InvoiceUnitCreated"
    INVOICE_UNIT_UPDATED = "InvoiceUnitUpdated"
    INVOICE_UNIT_DELETED = "InvoiceUnitDeleted"
    PAYMENT_SETTINGS_CHANGED = "PaymentSettingsChanged"
    INVOICING_ENTITIES_CHANGED = "InvoicingEntitiesChanged"
    RADAR_SUBSCRIBERS_CHANGED = "RadarSubscribersChanged"
    ORGANIZATION_CREATED = "OrganizationCreated"
    ORGANIZATION_ENDED = "OrganizationEnded"
    ACCOUNT_INVITED = "AccountInvited"
    INVITATION_WITHDRAWN = "InvitationWithdrawn"
    ACCOUNT_JOINED = "AccountJoined"
    ACCOUNT_LEFT = "AccountLeft"
    CHARGES_MOVED = "ChargesMoved"
    MARKETPLACE_INTEGRATION_CHANGED = "MarketplaceIntegrationChanged"


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One fact about `subject` (for example ``purchase-order/PO-1``) in `account_id`'s ledger.

    `event_id` follows from what happened and is what consumers deduplicate by.
    """

    account_id: str
    event_id: str
    type: EventType
    subject: str
    at: datetime
    actor: str
    detail: Mapping[str, JsonValue]

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
    CHANGE_SET_STARTED = "ChangeSetStarted"
    CHANGE_SET_ENDED = "ChangeSetEnded"
    OFFER_CREATED = "OfferCreated"
    OFFER_CHANGED = "OfferChanged"
    OFFER_RELEASED = "OfferReleased"
    OFFER_AVAILABILITY_CHANGED = "OfferAvailabilityChanged"
    PAYMENT_SCHEDULE_CHANGED = "PaymentScheduleChanged"
    RESALE_AUTHORIZATION_CREATED = "ResaleAuthorizationCreated"
    RESALE_AUTHORIZATION_RELEASED = "ResaleAuthorizationReleased"
    RESALE_AUTHORIZATION_RESTRICTED = "ResaleAuthorizationRestricted"
    AGREEMENT_REQUESTED = "AgreementRequested"
    AGREEMENT_APPROVALS_STARTED = "AgreementApprovalsStarted"
    AGREEMENT_APPROVAL_DECIDED = "AgreementApprovalDecided"
    AGREEMENT_APPROVAL_PLANS_CHANGED = "AgreementApprovalPlansChanged"
    PROCUREMENT_SYSTEM_CHANGED = "ProcurementSystemConfigurationChanged"
    AGREEMENT_REQUEST_CANCELLED = "AgreementRequestCancelled"
    LICENSE_GRANT_CREATED = "LicenseGrantCreated"
    LICENSE_GRANT_CHANGED = "LicenseGrantChanged"
    AGREEMENT_ACCEPTED = "AgreementAccepted"
    AGREEMENT_AMENDED = "AgreementAmended"
    AGREEMENT_ENDED = "AgreementEnded"
    CHARGE_PURCHASE_ORDERS_UPDATED = "ChargePurchaseOrdersUpdated"
    USAGE_METERED = "UsageMetered"
    COST_EXPORT_IMPORTED = "CostExportImported"
    COST_EXPORT_REFUSED = "CostExportRefused"
    INVOICE_ISSUED = "InvoiceIssued"
    INVOICE_REGENERATED = "InvoiceRegenerated"
    REGENERATIONS_REQUESTED = "InvoiceRegenerationsRequested"
    CREDIT_MEMO_ISSUED = "CreditMemoIssued"
    INVOICE_DOCUMENTS_RENDERED = "InvoiceDocumentsRendered"
    INVOICE_DELIVERED = "InvoiceDelivered"
    INVOICE_DELIVERY_FAILED = "InvoiceDeliveryFailed"
    BILLING_ADJUSTMENT_REQUESTED = "BillingAdjustmentRequested"
    BILLING_ADJUSTMENT_SETTLED = "BillingAdjustmentSettled"
    BILLING_ADJUSTMENT_COMPLETED = "BillingAdjustmentCompleted"
    CANCELLATION_REQUEST_SENT = "CancellationRequestSent"
    CANCELLATION_REQUEST_APPROVED = "CancellationRequestApproved"
    CANCELLATION_REQUEST_REJECTED = "CancellationRequestRejected"
    CANCELLATION_REQUEST_CANCELLED = "CancellationRequestCancelled"
    CANCELLATION_REQUEST_FAILED = "CancellationRequestFailed"
    PAYMENT_REQUEST_SENT = "PaymentRequestSent"
    PAYMENT_REQUEST_APPROVED = "PaymentRequestApproved"
    PAYMENT_REQUEST_REJECTED = "PaymentRequestRejected"
    PAYMENT_REQUEST_CANCELLED = "PaymentRequestCancelled"
    PAYMENT_REQUEST_FAILED = "PaymentRequestFailed"
    RECEIVER_PARKED = "ReceiverParked"
    INVOICE_RUN_REQUESTED = "InvoiceRunRequested"
    INVOICE_UNIT_CREATED = "InvoiceUnitCreated"
    INVOICE_UNIT_UPDATED = "InvoiceUnitUpdated"
    INVOICE_UNIT_DELETED = "InvoiceUnitDeleted"
    PAYMENT_SETTINGS_CHANGED = "PaymentSettingsChanged"
    PROCUREMENT_PORTAL_PREFERENCE_CREATED = "ProcurementPortalPreferenceCreated"
    PROCUREMENT_PORTAL_PREFERENCE_UPDATED = "ProcurementPortalPreferenceUpdated"
    PROCUREMENT_PORTAL_PREFERENCE_STATUS_CHANGED = "ProcurementPortalPreferenceStatusChanged"
    PROCUREMENT_PORTAL_PREFERENCE_DELETED = "ProcurementPortalPreferenceDeleted"
    INVOICING_ENTITIES_CHANGED = "InvoicingEntitiesChanged"
    TAX_RULES_CHANGED = "TaxRulesChanged"
    RADAR_SUBSCRIBERS_CHANGED = "RadarSubscribersChanged"
    NOTICE_SETTINGS_CHANGED = "NoticeSettingsChanged"
    CALENDAR_LINK_CREATED = "CalendarLinkCreated"
    CALENDAR_LINK_REVOKED = "CalendarLinkRevoked"
    EXCHANGE_RATES_CHANGED = "ExchangeRatesChanged"
    RECONCILIATION_REQUESTED = "ReconciliationRequested"
    RECONCILIATION_FINISHED = "ReconciliationFinished"
    CHARGE_REFERENCES_REQUESTED = "ChargeReferencesRequested"
    CHARGE_REFERENCES_SET = "ChargeReferencesSet"
    REPORT_PUBLISHED = "BilledRevenueReportPublished"
    REPORT_PARKED = "BilledRevenueReportParked"
    ORGANIZATION_CREATED = "OrganizationCreated"
    ORGANIZATION_ENDED = "OrganizationEnded"
    ACCOUNT_INVITED = "AccountInvited"
    INVITATION_WITHDRAWN = "InvitationWithdrawn"
    ACCOUNT_JOINED = "AccountJoined"
    ACCOUNT_LEFT = "AccountLeft"
    CHARGES_MOVED = "ChargesMoved"
    BILLING_TRANSFER_REQUESTED = "BillingTransferRequested"
    BILLING_TRANSFER_ACCEPTED = "BillingTransferAccepted"
    BILLING_TRANSFER_DECLINED = "BillingTransferDeclined"
    BILLING_TRANSFER_CANCELED = "BillingTransferCanceled"
    BILLING_TRANSFER_WITHDRAWN = "BillingTransferWithdrawn"
    BILLING_TRANSFER_RENAMED = "BillingTransferRenamed"
    ACCESS_POLICIES_CHANGED = "AccessPoliciesChanged"
    CONSOLE_ACTION_SET_CHANGED = "ConsoleActionSetChanged"
    MARKETPLACE_INTEGRATION_CHANGED = "MarketplaceIntegrationChanged"


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One fact about `subject` (for example ``purchase-order/PO-1``) in `account_id`'s ledger.

    `event_id` follows from what happened and is what consumers deduplicate by. `concerns` are the
    internal keys of the purchase orders whose history it becomes a part of: the ledger is told of
    them, and what is read from it does not repeat them.
    """

    account_id: str
    event_id: str
    type: EventType
    subject: str
    at: datetime
    actor: str
    detail: Mapping[str, JsonValue]
    concerns: tuple[str, ...] = ()

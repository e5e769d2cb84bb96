"""Which data each type of event carries."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from procurement.domain.events import EventType
from procurement.entrypoints.event_schemas import (
    invoices,
    marketplace,
    purchase_orders,
    reconciliation,
    settings,
)
from procurement.entrypoints.event_schemas.base import EventData

_TYPES: Final[Mapping[type[EventData], tuple[EventType, ...]]] = {
    purchase_orders.PurchaseOrderData: (
        EventType.PURCHASE_ORDER_ADDED,
        EventType.PURCHASE_ORDER_UPDATED,
        EventType.PURCHASE_ORDER_STATUS_CHANGED,
        EventType.PURCHASE_ORDER_DELETED,
        EventType.PURCHASE_ORDER_NAMED,
    ),
    purchase_orders.LineItemBalanceData: (
        EventType.LINE_ITEM_BALANCE_LOW,
        EventType.LINE_ITEM_BALANCE_EXHAUSTED,
    ),
    purchase_orders.RadarSubscribersData: (EventType.RADAR_SUBSCRIBERS_CHANGED,),
    purchase_orders.NoticeSettingsData: (EventType.NOTICE_SETTINGS_CHANGED,),
    purchase_orders.CalendarLinkData: (
        EventType.CALENDAR_LINK_CREATED,
        EventType.CALENDAR_LINK_REVOKED,
    ),
    marketplace.ChangeSetData: (EventType.CHANGE_SET_STARTED, EventType.CHANGE_SET_ENDED),
    marketplace.OfferData: (
        EventType.OFFER_CREATED,
        EventType.OFFER_CHANGED,
        EventType.OFFER_RELEASED,
        EventType.OFFER_AVAILABILITY_CHANGED,
        EventType.PAYMENT_SCHEDULE_CHANGED,
    ),
    marketplace.ResaleAuthorizationData: (
        EventType.RESALE_AUTHORIZATION_CREATED,
        EventType.RESALE_AUTHORIZATION_RELEASED,
        EventType.RESALE_AUTHORIZATION_RESTRICTED,
    ),
    marketplace.AgreementRequestData: (
        EventType.AGREEMENT_REQUESTED,
        EventType.AGREEMENT_REQUEST_CANCELLED,
    ),
    marketplace.ApprovalsData: (
        EventType.AGREEMENT_APPROVALS_STARTED,
        EventType.AGREEMENT_APPROVAL_DECIDED,
    ),
    marketplace.ApprovalPlansData: (EventType.AGREEMENT_APPROVAL_PLANS_CHANGED,),
    marketplace.ProcurementSystemData: (EventType.PROCUREMENT_SYSTEM_CHANGED,),
    marketplace.LicenseGrantData: (
        EventType.LICENSE_GRANT_CREATED,
        EventType.LICENSE_GRANT_CHANGED,
    ),
    marketplace.AgreementAcceptedData: (EventType.AGREEMENT_ACCEPTED,),
    marketplace.AgreementAmendedData: (EventType.AGREEMENT_AMENDED,),
    marketplace.AgreementEndedData: (EventType.AGREEMENT_ENDED,),
    marketplace.ChargesNamedData: (EventType.CHARGE_PURCHASE_ORDERS_UPDATED,),
    marketplace.ChargesMovedData: (EventType.CHARGES_MOVED,),
    marketplace.UsageMeteredData: (EventType.USAGE_METERED,),
    marketplace.BillingAdjustmentData: (
        EventType.BILLING_ADJUSTMENT_REQUESTED,
        EventType.BILLING_ADJUSTMENT_SETTLED,
        EventType.BILLING_ADJUSTMENT_COMPLETED,
    ),
    marketplace.CancellationRequestData: (
        EventType.CANCELLATION_REQUEST_SENT,
        EventType.CANCELLATION_REQUEST_APPROVED,
        EventType.CANCELLATION_REQUEST_REJECTED,
        EventType.CANCELLATION_REQUEST_CANCELLED,
        EventType.CANCELLATION_REQUEST_FAILED,
    ),
    marketplace.PaymentRequestData: (
        EventType.PAYMENT_REQUEST_SENT,
        EventType.PAYMENT_REQUEST_APPROVED,
        EventType.PAYMENT_REQUEST_REJECTED,
        EventType.PAYMENT_REQUEST_CANCELLED,
        EventType.PAYMENT_REQUEST_FAILED,
    ),
    invoices.CostExportImportedData: (EventType.COST_EXPORT_IMPORTED,),
    invoices.CostExportRefusedData: (EventType.COST_EXPORT_REFUSED,),
    invoices.InvoiceIssuedData: (EventType.INVOICE_ISSUED,),
    invoices.InvoiceDeliveryData: (
        EventType.INVOICE_DELIVERED,
        EventType.INVOICE_DELIVERY_FAILED,
    ),
    invoices.InvoiceRegeneratedData: (EventType.INVOICE_REGENERATED,),
    invoices.RegenerationsRequestedData: (EventType.REGENERATIONS_REQUESTED,),
    invoices.CreditMemoData: (EventType.CREDIT_MEMO_ISSUED,),
    invoices.InvoiceDocumentsData: (EventType.INVOICE_DOCUMENTS_RENDERED,),
    invoices.ReceiverParkedData: (EventType.RECEIVER_PARKED,),
    invoices.InvoiceRunRequestedData: (EventType.INVOICE_RUN_REQUESTED,),
    reconciliation.ReconciliationRequestedData: (EventType.RECONCILIATION_REQUESTED,),
    reconciliation.ReconciliationFinishedData: (EventType.RECONCILIATION_FINISHED,),
    reconciliation.ChargeReferencesRequestedData: (EventType.CHARGE_REFERENCES_REQUESTED,),
    reconciliation.ChargeReferencesSetData: (EventType.CHARGE_REFERENCES_SET,),
    invoices.ReportPublishedData: (EventType.REPORT_PUBLISHED,),
    invoices.ReportParkedData: (EventType.REPORT_PARKED,),
    settings.InvoiceUnitData: (
        EventType.INVOICE_UNIT_CREATED,
        EventType.INVOICE_UNIT_UPDATED,
        EventType.INVOICE_UNIT_DELETED,
    ),
    settings.PaymentSettingsData: (EventType.PAYMENT_SETTINGS_CHANGED,),
    settings.PortalPreferenceData: (
        EventType.PROCUREMENT_PORTAL_PREFERENCE_CREATED,
        EventType.PROCUREMENT_PORTAL_PREFERENCE_UPDATED,
        EventType.PROCUREMENT_PORTAL_PREFERENCE_STATUS_CHANGED,
        EventType.PROCUREMENT_PORTAL_PREFERENCE_DELETED,
    ),
    settings.InvoicingEntitiesData: (EventType.INVOICING_ENTITIES_CHANGED,),
    settings.ExchangeRatesData: (EventType.EXCHANGE_RATES_CHANGED,),
    settings.TaxRulesData: (EventType.TAX_RULES_CHANGED,),
    settings.AccessPoliciesData: (EventType.ACCESS_POLICIES_CHANGED,),
    settings.ConsoleActionSetData: (EventType.CONSOLE_ACTION_SET_CHANGED,),
    settings.OrganizationData: (EventType.ORGANIZATION_CREATED, EventType.ORGANIZATION_ENDED),
    settings.MembershipData: (
        EventType.ACCOUNT_INVITED,
        EventType.INVITATION_WITHDRAWN,
        EventType.ACCOUNT_JOINED,
        EventType.ACCOUNT_LEFT,
    ),
    settings.MarketplaceIntegrationData: (EventType.MARKETPLACE_INTEGRATION_CHANGED,),
    settings.BillingTransferData: (
        EventType.BILLING_TRANSFER_REQUESTED,
        EventType.BILLING_TRANSFER_ACCEPTED,
        EventType.BILLING_TRANSFER_DECLINED,
        EventType.BILLING_TRANSFER_CANCELED,
        EventType.BILLING_TRANSFER_WITHDRAWN,
        EventType.BILLING_TRANSFER_RENAMED,
    ),
}

DATA: Final[Mapping[EventType, type[EventData]]] = MappingProxyType(
    {type_: data for data, types in _TYPES.items() for type_ in types}
)
"""The data of every type; a test compares it with what the application records."""

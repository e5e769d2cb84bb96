"""What is named and does not exist for the caller."""

from typing import ClassVar

from procurement.domain.errors.base import LedgerlineError


class NotFound(LedgerlineError):
    """The named thing does not exist for this caller."""

    code = "NOT_FOUND"
    resource_type: ClassVar[str] = "Resource"

    def __init__(self, resource_id: str) -> None:
        super().__init__(f"{self.resource_type} {resource_id!r} does not exist")
        self.resource_id = resource_id


class PurchaseOrderNotFound(NotFound):
    """No purchase order with this ID in the caller's account."""

    code = "PURCHASE_ORDER_NOT_FOUND"
    resource_type = "PurchaseOrder"


class LineItemNotFound(NotFound):
    """The purchase order has no line item with this number."""

    code = "LINE_ITEM_NOT_FOUND"
    resource_type = "LineItem"


class OfferNotFound(NotFound):
    """No offer with this ID that the caller proposed or is targeted by."""

    code = "OFFER_NOT_FOUND"
    resource_type = "Offer"


class AgreementNotFound(NotFound):
    """No agreement with this ID that the caller is a party of."""

    code = "AGREEMENT_NOT_FOUND"
    resource_type = "Agreement"


class AgreementRequestNotFound(NotFound):
    """No agreement request with this ID that the caller made."""

    code = "AGREEMENT_REQUEST_NOT_FOUND"
    resource_type = "AgreementRequest"


class ResaleAuthorizationNotFound(NotFound):
    """No resale authorization with this ID that the caller gave, or may use."""

    code = "RESALE_AUTHORIZATION_NOT_FOUND"
    resource_type = "ResaleAuthorization"


class AgreementApprovalNotFound(NotFound):
    """No approval with this ID of a request that the caller made or may decide on."""

    code = "AGREEMENT_APPROVAL_NOT_FOUND"
    resource_type = "AgreementApproval"


class ChargeNotFound(NotFound):
    """The agreement has no such charge."""

    code = "CHARGE_NOT_FOUND"
    resource_type = "Charge"


class InvoiceNotFound(NotFound):
    """No invoice with this ID in the caller's account."""

    code = "INVOICE_NOT_FOUND"
    resource_type = "Invoice"


class CalendarLinkNotFound(NotFound):
    """The account has no link to its calendar, or the token opens none."""

    code = "CALENDAR_LINK_NOT_FOUND"
    resource_type = "CalendarLink"


class EditionNotFound(NotFound):
    """The invoice has no edition of this number."""

    code = "EDITION_NOT_FOUND"
    resource_type = "InvoiceEdition"


class BillingAdjustmentNotFound(NotFound):
    """The agreement has no such billing adjustment request."""

    code = "BILLING_ADJUSTMENT_NOT_FOUND"
    resource_type = "BillingAdjustmentRequest"


class RegenerationNotFound(NotFound):
    """The account has no such request to regenerate invoices."""

    code = "REGENERATION_NOT_FOUND"
    resource_type = "Regeneration"


class ChangeSetNotFound(NotFound):
    """No change set with this ID that the caller's account started."""

    code = "CHANGE_SET_NOT_FOUND"
    resource_type = "ChangeSet"


class EntityNotFound(NotFound):
    """No entity with this ID in the catalog of the caller's account."""

    code = "ENTITY_NOT_FOUND"
    resource_type = "Entity"


class UsageRecordNotFound(NotFound):
    """The agreement has no such metered record."""

    code = "USAGE_RECORD_NOT_FOUND"
    resource_type = "UsageRecord"


class CancellationRequestNotFound(NotFound):
    """The agreement has no such cancellation request, or the caller is no party of it."""

    code = "CANCELLATION_REQUEST_NOT_FOUND"
    resource_type = "AgreementCancellationRequest"


class PaymentRequestNotFound(NotFound):
    """The agreement has no such payment request, or the caller is no party of it."""

    code = "PAYMENT_REQUEST_NOT_FOUND"
    resource_type = "PaymentRequest"


class InvoiceUnitNotFound(NotFound):
    """No invoice unit with this name in the caller's account."""

    code = "INVOICE_UNIT_NOT_FOUND"
    resource_type = "InvoiceUnit"


class PortalPreferenceNotFound(NotFound):
    """No procurement portal preference with this ID in the caller's account."""

    code = "PROCUREMENT_PORTAL_PREFERENCE_NOT_FOUND"
    resource_type = "ProcurementPortalPreference"


class LicenseGrantNotFound(NotFound):
    """No license grant with this ID that the caller gave or received."""

    code = "LICENSE_GRANT_NOT_FOUND"
    resource_type = "LicenseGrant"


class RunNotFound(NotFound):
    """No invoice run with this ID."""

    code = "RUN_NOT_FOUND"
    resource_type = "InvoiceRun"


class ReconciliationNotFound(NotFound):
    """The account has no reconciliation with this ID, or has none any more."""

    code = "RECONCILIATION_NOT_FOUND"
    resource_type = "Reconciliation"


class ReportNotFound(NotFound):
    """The seller has no report of that month."""

    code = "REPORT_NOT_FOUND"
    resource_type = "BilledRevenueReport"


class OrganizationNotFound(NotFound):
    """The caller's account manages no organization."""

    code = "ORGANIZATION_NOT_FOUND"
    resource_type = "Organization"


class OrganizationAccountNotFound(NotFound):
    """The organization neither has nor invited this account."""

    code = "ORGANIZATION_ACCOUNT_NOT_FOUND"
    resource_type = "OrganizationAccount"


class InvitationNotFound(NotFound):
    """No open invitation of this organization to the caller's account."""

    code = "INVITATION_NOT_FOUND"
    resource_type = "OrganizationInvitation"


class BillingTransferNotFound(NotFound):
    """No billing transfer with this ID that the caller's account is the source or target of."""

    code = "BILLING_TRANSFER_NOT_FOUND"
    resource_type = "BillingTransfer"

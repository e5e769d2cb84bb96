"""Everything that can be refused, as one family.

::

    LedgerlineError
    ├── InvalidInput            one or many field problems; nothing was changed
    ├── NotAllowed              the caller may not do this
    │   └── InvalidAccountState the state of the caller's account forbids it
    ├── NotFound
    │   ├── PurchaseOrderNotFound
    │   ├── LineItemNotFound
    │   ├── OfferNotFound
    │   ├── AgreementNotFound
    │   ├── AgreementRequestNotFound
    │   ├── AgreementApprovalNotFound
    │   ├── ResaleAuthorizationNotFound
    │   ├── ChargeNotFound
    │   ├── InvoiceNotFound
    │   ├── EditionNotFound
    │   ├── BillingAdjustmentNotFound
    │   ├── CancellationRequestNotFound
    │   ├── PaymentRequestNotFound
    │   ├── UsageRecordNotFound
    │   ├── ChangeSetNotFound
    │   ├── EntityNotFound      an offer, or a draft of one, in a seller's catalog
    │   ├── InvoiceUnitNotFound
    │   ├── PortalPreferenceNotFound
    │   ├── LicenseGrantNotFound
    │   ├── RunNotFound
    │   ├── RegenerationNotFound
    │   ├── ReportNotFound
    │   ├── CalendarLinkNotFound
    │   ├── OrganizationNotFound
    │   ├── OrganizationAccountNotFound
    │   ├── InvitationNotFound
    │   └── BillingTransferNotFound
    ├── Conflict                the state of things forbids it now
    │   ├── AlreadyExists
    │   ├── StaleVersion        somebody else saved in between
    │   ├── StaleChargeRevision
    │   ├── ChargeAlreadyInvoiced
    │   ├── WrongStatus         the status machine has no such move
    │   ├── InvoiceUnitInUse    purchase orders still name it
    │   ├── ResourceInUse       another change set is at work on the entity
    │   ├── MissingExchangeRates  a report needs rates that nobody has told
    │   ├── ApprovalRequired    the organization approves what is bought: make a request
    │   ├── ProcurementInTestMode   nothing is bought by a request that tries the system
    │   ├── PayerChanged        the account moved to another payer meanwhile; read anew
    │   └── LostRace            a decision's ground moved while it was saved; decide again
    ├── QuotaExceeded
    ├── MailRefused             never to be tried again
    ├── MailOutcomeUnknown      not tried again either, so as not to send twice
    └── Unavailable             throttled or timed out; try again later
        └── DocumentPending     the document is being made

Each class has a stable ``code``. None of them knows HTTP: `entrypoints.problems` maps the family to
statuses, `entrypoints.queue` to retry or dead letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

MAX_NAMED: Final = 100
"""Things that one refusal names one by one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing wrong with an input.

    `field` is a path in the caller's own words (``lineItems[2].endMonth``), `reason` a stable code
    (AWS's own where AWS has one), `rule` the number in the rule book that was broken. Of a problem
    in a file, `row` counts from 1, and `column` is a number from 1 or the name of a CSV's column.
    """

    field: str
    reason: str
    message: str
    rule: str | None = None
    row: int | None = None
    column: int | str | None = None


def path(*parts: str) -> str:
    """A field's path out of its parts: ``lineItems[2]`` and ``endMonth``; empty parts fall away."""
    return ".".join(part for part in parts if part)


class LedgerlineError(Exception):
    """Base of everything this application refuses on purpose."""

    code: ClassVar[str] = "LEDGERLINE_ERROR"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidInput(LedgerlineError):
    """The input breaks rules; `problems` lists every one of them, never only the first."""

    code = "INVALID_INPUT"

    def __init__(self, problems: Sequence[Problem]) -> None:
        if not problems:
            raise ValueError("InvalidInput needs at least one problem")
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{first.field}: {first.message}{more}")
        self.problems = tuple(problems)


class NotAllowed(LedgerlineError):
    """The caller is known but may not do this."""

    code = "NOT_ALLOWED"


class InvalidAccountState(NotAllowed):
    """The account's integration with Marketplace is off (R-167); the code is AWS's reason."""

    code = "INVALID_ACCOUNT_STATE"


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


class Conflict(LedgerlineError):
    """The request is well formed, but the present state of things forbids it."""

    code = "CONFLICT"

    def __init__(self, message: str, *, resource_type: str, resource_id: str) -> None:
        super().__init__(message)
        self.resource_type = resource_type
        self.resource_id = resource_id


class AlreadyExists(Conflict):
    """Something else has this ID already (R-003)."""

    code = "ALREADY_EXISTS"


class StaleVersion(Conflict):
    """The caller's expected version is not the present one (R-076)."""

    code = "STALE_VERSION"


class StaleChargeRevision(Conflict):
    """The caller's charge revision is not the present one (R-214)."""

    code = "STALE_CHARGE_REVISION"


class ChargeAlreadyInvoiced(Conflict):
    """The charge has its invoice; its reference can no longer change (R-219)."""

    code = "CHARGE_ALREADY_INVOICED"


class WrongStatus(Conflict):
    """The status machine has no such move; the message names the missing step (R-063)."""

    code = "WRONG_STATUS"


class ResourceInUse(Conflict):
    """A change set that has not ended holds the entity, or is itself past the point asked for."""

    code = "RESOURCE_IN_USE"


class InvoiceUnitInUse(Conflict):
    """Purchase orders still name the invoice unit (R-035): the first of them, and how many."""

    code = "INVOICE_UNIT_IN_USE"

    def __init__(self, message: str, *, name: str, purchase_order_ids: Sequence[str]) -> None:
        super().__init__(message, resource_type="InvoiceUnit", resource_id=name)
        self.purchase_order_ids = tuple(purchase_order_ids[:MAX_NAMED])
        self.purchase_order_count = len(purchase_order_ids)


class MissingExchangeRates(Conflict):
    """Nobody has told what a currency was worth on a day that a report needs (R-341)."""

    code = "MISSING_EXCHANGE_RATES"


class ApprovalRequired(Conflict):
    """The buyer's organization has to approve it: an agreement request is the way (R-223)."""

    code = "APPROVAL_REQUIRED"


class ProcurementInTestMode(Conflict):
    """The request only tried the procurement system: nothing is bought by it (R-263)."""

    code = "PROCUREMENT_IN_TEST_MODE"


class PayerChanged(Conflict):
    """The account moved to another payer while something was decided for it (R-236): read anew."""

    code = "PAYER_CHANGED"


class LostRace(Conflict):
    """What a decision was based on changed before it could be saved: decide again (R-147)."""

    code = "LOST_RACE"


class QuotaExceeded(LedgerlineError):
    """A documented limit would be passed; nothing was changed (R-042)."""

    code = "QUOTA_EXCEEDED"

    def __init__(self, message: str, *, quota: str, limit: int) -> None:
        super().__init__(message)
        self.quota = quota
        self.limit = limit


class MailRefused(LedgerlineError):
    """The mail service will never take this mail; it is not tried again."""

    code = "MAIL_REFUSED"


class MailOutcomeUnknown(LedgerlineError):
    """Nobody knows whether the mail went out; it is not tried again, so as not to send twice."""

    code = "MAIL_OUTCOME_UNKNOWN"


class Unavailable(LedgerlineError):
    """A service we depend on throttled or timed out; the same request may be sent again."""

    code = "UNAVAILABLE"


class DocumentPending(Unavailable):
    """The document is not rendered yet, and was asked for; it is there in a moment."""

    code = "DOCUMENT_PENDING"


@dataclass(slots=True)
class Problems:
    """Collects every problem of one input, then raises them together.

    A passed quota is a problem among others; on its own it is raised as what it is.
    """

    found: list[Problem] = field(default_factory=list)
    quota: QuotaExceeded | None = None

    def add(self, field_: str, reason: str, message: str, rule: str | None = None) -> None:
        """Note one problem and go on looking."""
        self.found.append(Problem(field=field_, reason=reason, message=message, rule=rule))

    def exceed(self, field_: str, quota: QuotaExceeded, rule: str) -> None:
        """Note that `field_` would pass a quota, and go on looking."""
        self.quota = self.quota or quota
        self.add(field_, quota.code, quota.message, rule)

    def raise_if_any(self) -> None:
        """Raise everything noted so far; do nothing when all is well.

        `QuotaExceeded` when quotas are all there is, `InvalidInput` otherwise.
        """
        if self.quota and all(problem.reason == self.quota.code for problem in self.found):
            raise self.quota
        if self.found:
            raise InvalidInput(self.found)

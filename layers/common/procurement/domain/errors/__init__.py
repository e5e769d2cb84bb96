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
    │   ├── ReconciliationNotFound
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
    │   ├── PlanChanged         another plan was shown than is to be applied
    │   ├── ChargesMoved        charges are not what a plan found them to be
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

from procurement.domain.errors.base import (
    LedgerlineError,
)
from procurement.domain.errors.conflicts import (
    AlreadyExists,
    ApprovalRequired,
    ChargeAlreadyInvoiced,
    ChargesMoved,
    Conflict,
    InvoiceUnitInUse,
    LostRace,
    MissingExchangeRates,
    PayerChanged,
    PlanChanged,
    ProcurementInTestMode,
    ResourceInUse,
    StaleChargeRevision,
    StaleVersion,
    WrongStatus,
)
from procurement.domain.errors.inputs import (
    InvalidInput,
    Problem,
    Problems,
    QuotaExceeded,
    path,
)
from procurement.domain.errors.not_allowed import InvalidAccountState, NotAllowed
from procurement.domain.errors.not_found import (
    AgreementApprovalNotFound,
    AgreementNotFound,
    AgreementRequestNotFound,
    BillingAdjustmentNotFound,
    BillingTransferNotFound,
    CalendarLinkNotFound,
    CancellationRequestNotFound,
    ChangeSetNotFound,
    ChargeNotFound,
    EditionNotFound,
    EntityNotFound,
    InvitationNotFound,
    InvoiceNotFound,
    InvoiceUnitNotFound,
    LicenseGrantNotFound,
    LineItemNotFound,
    NotFound,
    OfferNotFound,
    OrganizationAccountNotFound,
    OrganizationNotFound,
    PaymentRequestNotFound,
    PortalPreferenceNotFound,
    PurchaseOrderNotFound,
    ReconciliationNotFound,
    RegenerationNotFound,
    ReportNotFound,
    ResaleAuthorizationNotFound,
    RunNotFound,
    UsageRecordNotFound,
)
from procurement.domain.errors.unavailable import (
    DocumentPending,
    MailOutcomeUnknown,
    MailRefused,
    Unavailable,
)

__all__ = [
    "AgreementApprovalNotFound",
    "AgreementNotFound",
    "AgreementRequestNotFound",
    "AlreadyExists",
    "ApprovalRequired",
    "BillingAdjustmentNotFound",
    "BillingTransferNotFound",
    "CalendarLinkNotFound",
    "CancellationRequestNotFound",
    "ChangeSetNotFound",
    "ChargeAlreadyInvoiced",
    "ChargeNotFound",
    "ChargesMoved",
    "Conflict",
    "DocumentPending",
    "EditionNotFound",
    "EntityNotFound",
    "InvalidAccountState",
    "InvalidInput",
    "InvitationNotFound",
    "InvoiceNotFound",
    "InvoiceUnitInUse",
    "InvoiceUnitNotFound",
    "LedgerlineError",
    "LicenseGrantNotFound",
    "LineItemNotFound",
    "LostRace",
    "MailOutcomeUnknown",
    "MailRefused",
    "MissingExchangeRates",
    "NotAllowed",
    "NotFound",
    "OfferNotFound",
    "OrganizationAccountNotFound",
    "OrganizationNotFound",
    "PayerChanged",
    "PaymentRequestNotFound",
    "PlanChanged",
    "PortalPreferenceNotFound",
    "Problem",
    "Problems",
    "ProcurementInTestMode",
    "PurchaseOrderNotFound",
    "QuotaExceeded",
    "ReconciliationNotFound",
    "RegenerationNotFound",
    "ReportNotFound",
    "ResaleAuthorizationNotFound",
    "ResourceInUse",
    "RunNotFound",
    "StaleChargeRevision",
    "StaleVersion",
    "Unavailable",
    "UsageRecordNotFound",
    "WrongStatus",
    "path",
]

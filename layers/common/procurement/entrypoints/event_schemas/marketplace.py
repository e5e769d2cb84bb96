"""What events about offers, agreements, their payments and what follows from them say."""

from pydantic import Field

from procurement.entrypoints.event_schemas.base import AccountId, Amount, EventData, MonthText


class ChangeSetData(EventData):
    """A change set, at its start or at its end."""

    change_set_id: str
    change_set_name: str | None
    intent: str
    status: str
    failure_code: str | None
    entity_ids: list[str]


class OfferData(EventData):
    """An offer as it is now; `totalDue` is null when it has no sum."""

    offer_id: str
    version: int
    state: str
    payments: int
    total_due: Amount | None


class ResaleAuthorizationData(EventData):
    """A resale authorization as it is now."""

    resale_authorization_id: str
    reseller_account_id: AccountId
    version: int
    status: str
    total_due: Amount | None


class AgreementRequestData(EventData):
    """A quote for an agreement."""

    agreement_request_id: str
    intent: str
    status: str
    agreement_id: str | None
    new_agreement_value: Amount


class Approval(EventData):
    """One approval of an agreement request."""

    agreement_approval_id: str
    name: str
    status: str


class ApprovalsData(EventData):
    """The approvals of an agreement request."""

    agreement_request_id: str
    acceptor_account_id: AccountId
    status: str
    is_test: bool
    approvals: list[Approval]


class ApprovalPlansData(EventData):
    """Names of an organization's approval plans."""

    version: int
    plans: list[str]


class ProcurementSystemData(EventData):
    """How an organization approves what it buys."""

    version: int
    procurement_system: str | None
    is_test_mode: bool
    is_free_pre_approved: bool


class LicenseGrantData(EventData):
    """A grant of an agreement's license."""

    grant_id: str
    agreement_id: str
    granter_account_id: AccountId
    grantee_principal_arn: str
    grant_status: str
    version: int


class AgreementAcceptedData(EventData):
    """A new agreement; `charges` counts what it made."""

    agreement_id: str
    offer_id: str
    acceptor_account_id: AccountId
    receiver_account_id: AccountId
    total_value: Amount
    charges: int
    is_due_now: bool


class AgreementAmendedData(EventData):
    """An agreement after it was amended or renewed; `charges` counts what that made."""

    agreement_id: str
    acceptor_account_id: AccountId
    receiver_account_id: AccountId
    version: int
    total_value: Amount
    charges: int
    is_due_now: bool


class AgreementEndedData(EventData):
    """An agreement that is over."""

    agreement_id: str
    acceptor_account_id: AccountId
    status: str


class NamedCharge(EventData):
    """A charge's purchase order number, before and after."""

    charge_id: str
    agreement_id: str
    revision: int
    from_: str | None = Field(alias="from")
    to: str


class ChargesNamedData(EventData):
    """Charges that got other purchase order numbers."""

    charges: list[NamedCharge]


class MovedCharge(EventData):
    """A charge under its new receiver; usage of a cost export is of no agreement."""

    charge_id: str
    agreement_id: str | None
    revision: int


class ChargesMovedData(EventData):
    """Charges to come that another account pays from now on."""

    account_id: AccountId
    receiver_account_id: AccountId
    charges: list[MovedCharge]


class UsageMeteredData(EventData):
    """Usage that a seller told; `records` counts what was new."""

    agreement_id: str
    acceptor_account_id: AccountId
    billing_periods: list[MonthText]
    records: int


class BillingAdjustmentData(EventData):
    """What a seller gives back of an invoice."""

    billing_adjustment_request_id: str
    agreement_id: str
    original_invoice_id: str
    amount: Amount
    status: str
    status_message: str | None


class CancellationRequestData(EventData):
    """A seller's request to cancel an agreement."""

    agreement_id: str
    agreement_cancellation_request_id: str
    proposer_account_id: AccountId
    acceptor_account_id: AccountId
    reason_code: str
    status: str
    status_message: str | None


class PaymentRequestData(EventData):
    """A seller's request for a payment; charge and receiver once it is approved."""

    agreement_id: str
    payment_request_id: str
    proposer_account_id: AccountId
    acceptor_account_id: AccountId
    name: str
    amount: Amount
    status: str
    status_message: str | None
    charge_id: str | None
    receiver_account_id: AccountId | None
    is_due_now: bool

"""Reconciliations with the real AWS account at the edge."""

from datetime import date, datetime
from typing import Self

from pydantic import Field

from procurement.domain.reconciliation.finding import Finding, FindingKind, Severity, Subject
from procurement.domain.reconciliation.reconciliation import (
    Application,
    ApplicationState,
    Reconciliation,
    ReconciliationState,
)
from procurement.domain.reconciliation.reference_plan import (
    BatchState,
    ReferenceChange,
    ReferencePlan,
)
from procurement.domain.reconciliation.support_case import support_case
from procurement.entrypoints.schemas.base import Instant, MoneyView, RequestSchema, Schema


class StartReconciliationRequest(RequestSchema):
    """Which invoices to compare, by their days of issue, both included."""

    issued_from: date | None = Field(
        None,
        description="the first day of the previous month, if left out",
        examples=["2027-01-01"],
    )
    issued_to: date | None = Field(None, description="today, if left out", examples=["2027-02-28"])


class ApplyReferencesRequest(RequestSchema):
    """Which plan to carry out: the one that was shown, by its token."""

    plan_token: str = Field(pattern="^[0-9a-f]{64}$", examples=["ab" * 32])


class TellingError(Schema):
    """Why something was not done."""

    code: str = Field(examples=["NOT_ALLOWED"])
    message: str

    @classmethod
    def of(cls, told: tuple[str, str] | None) -> Self | None:
        """A stable code and a sentence."""
        return cls(code=told[0], message=told[1]) if told else None


class BatchView(Schema):
    """What became of one call to AWS, for all of its charges alike."""

    charges: int
    state: BatchState
    set_now: int = Field(description="the others had their numbers already")
    error: TellingError | None


class ApplicationView(Schema):
    """What became of the plan."""

    state: ApplicationState
    requested_at: Instant
    requested_by: str
    batches: list[BatchView]
    refusal: TellingError | None

    @classmethod
    def of(cls, application: Application) -> Self:
        """An application of the domain."""
        return cls(
            state=application.state,
            requested_at=application.requested_at,
            requested_by=application.requested_by,
            batches=[
                BatchView(
                    charges=each.charges,
                    state=each.state,
                    set_now=each.set_now,
                    error=TellingError.of(each.error),
                )
                for each in application.batches
            ],
            refusal=TellingError.of(application.refusal),
        )


class ReconciliationView(Schema):
    """A reconciliation, and once it is over what came out."""

    reconciliation_id: str = Field(examples=["rc-20270203T090000Z"])
    state: ReconciliationState
    issued_from: date
    issued_to: date
    requested_at: Instant
    requested_by: str
    finished_at: Instant | None
    invoices: int
    charges: int
    findings: int
    counts: dict[FindingKind, int]
    severities: dict[Severity, int]
    notes: list[str] = Field(description="what could not be looked at")
    failure: TellingError | None
    changes: int = Field(description="numbers that it would set on charges")
    plan_token: str | None
    application: ApplicationView | None

    @classmethod
    def of(cls, found: Reconciliation, now: datetime) -> Self:
        """A reconciliation of the domain, as it stands now."""
        return cls(
            reconciliation_id=found.reconciliation_id,
            state=found.state(now),
            issued_from=found.first,
            issued_to=found.last,
            requested_at=found.requested_at,
            requested_by=found.requested_by,
            finished_at=found.finished_at,
            invoices=found.invoices,
            charges=found.charges,
            findings=found.findings,
            counts={FindingKind(kind): count for kind, count in found.counts},
            severities={Severity(severity): count for severity, count in found.severities},
            notes=list(found.notes),
            failure=TellingError.of(found.failure),
            changes=found.changes,
            plan_token=found.plan_token,
            application=ApplicationView.of(found.application) if found.application else None,
        )


class ReconciliationPage(Schema):
    """One page of reconciliations, newest first."""

    items: list[ReconciliationView]
    next_token: str | None


class FindingView(Schema):
    """A purchase order number that is not as it should be."""

    subject: Subject
    invoice_id: str | None
    charge_id: str | None
    agreement_id: str | None
    account_id: str
    kind: FindingKind
    severity: Severity
    printed: str | None = Field(description="the number that AWS has")
    expected: str | None = Field(description="the number that should stand there, if that is sure")
    nearest: list[str] = Field(description="existing numbers that it may mean")
    rule: str | None = Field(examples=["R-115"])
    reason: str
    mend: str
    total: MoneyView | None
    at: Instant | None = Field(description="the instant of issue, or the charge's date")
    billing_period: str | None = Field(examples=["2027-01"])
    invoicing_entity: str | None
    seller_account_id: str | None
    support_case: str | None = Field(description="the text of a support case")

    @classmethod
    def of(cls, finding: Finding) -> Self:
        """A finding of the domain."""
        is_invoice = finding.subject is Subject.INVOICE
        return cls(
            subject=finding.subject,
            invoice_id=finding.subject_id if is_invoice else None,
            charge_id=None if is_invoice else finding.subject_id,
            agreement_id=finding.agreement_id,
            account_id=finding.account_id,
            kind=finding.kind,
            severity=finding.severity,
            printed=finding.printed,
            expected=finding.expected,
            nearest=list(finding.nearest),
            rule=finding.rule,
            reason=finding.reason,
            mend=finding.mend,
            total=MoneyView.of(finding.total) if finding.total else None,
            at=finding.at,
            billing_period=str(finding.billing_period) if finding.billing_period else None,
            invoicing_entity=finding.invoicing_entity,
            seller_account_id=finding.seller_account_id,
            support_case=support_case(finding),
        )


class FindingPage(Schema):
    """One page of findings, the worst first."""

    items: list[FindingView]
    next_token: str | None


class ReferenceChangeView(Schema):
    """One number on one charge, as it is and as it would be."""

    charge_id: str
    charge_revision: int
    agreement_id: str
    before: str | None
    after: str

    @classmethod
    def of(cls, change: ReferenceChange) -> Self:
        """A change of the domain."""
        return cls(
            charge_id=change.charge_id,
            charge_revision=change.revision,
            agreement_id=change.agreement_id,
            before=change.before,
            after=change.after,
        )


class ReferencePlanView(Schema):
    """Everything that would be set, and the token that stands for exactly this."""

    reconciliation_id: str
    plan_token: str | None = Field(description="null if there is nothing to set")
    changes: list[ReferenceChangeView]
    application: ApplicationView | None

    @classmethod
    def of(cls, found: Reconciliation, plan: ReferencePlan) -> Self:
        """The plan of a reconciliation, at most 1,720 changes."""
        return cls(
            reconciliation_id=found.reconciliation_id,
            plan_token=found.plan_token,
            changes=[ReferenceChangeView.of(each) for each in plan.changes],
            application=ApplicationView.of(found.application) if found.application else None,
        )

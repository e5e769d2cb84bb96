"""The text of a support case: what AWS needs to put another number on a document (R-205)."""

from typing import Final

from procurement.domain.reconciliation.finding import Finding, FindingKind, Subject

SUBJECT_OF_INVOICE: Final = "Purchase order on invoice"
SUBJECT_OF_CHARGE: Final = "Purchase order on future AWS Marketplace charge"


def support_case(finding: Finding) -> str | None:
    """Subject and body, plain text; None where AWS has nothing to correct."""
    if finding.kind is FindingKind.OVERDRAWN:
        return None
    is_invoice = finding.subject is Subject.INVOICE
    head = SUBJECT_OF_INVOICE if is_invoice else SUBJECT_OF_CHARGE
    lines = [
        f"Subject: {head} {finding.subject_id}",
        "",
        "Hello,",
        "",
        _request(finding),
        "",
        *(f"{name}: {value}" for name, value in _facts(finding)),
        "",
        f"Why we think so: {finding.reason}",
        "",
        "Thank you very much.",
        "",
    ]
    return "\n".join(lines)


def _request(finding: Finding) -> str:
    if finding.subject is Subject.CHARGE:
        wrong = _wrong(finding, "the charge below, which is still to be invoiced,", "carries")
        if finding.expected is None:
            return f"{wrong} Please tell us before it is invoiced how we can correct that."
        return f"{wrong} We could not set the right one ourselves; please set it for us."
    wrong = _wrong(finding, "the invoice below", "shows")
    if finding.expected is None:
        return f"{wrong} Please take the number off and issue the invoice again."
    return f"{wrong} Please put the correct one on it and issue the invoice again."


def _wrong(finding: Finding, what: str, verb: str) -> str:
    if finding.printed is None:
        return f"{what} {verb} no purchase order number."
    return f"{what} {verb} a purchase order number that is not the right one."


def _facts(finding: Finding) -> list[tuple[str, str]]:
    is_invoice = finding.subject is Subject.INVOICE
    at = finding.at.date().isoformat() if finding.at else "not known yet"
    expected = finding.expected or (", or ".join(finding.nearest) if finding.nearest else "none")
    facts: list[tuple[str, str | None]] = [
        ("AWS account ID", finding.account_id),
        ("Invoice ID" if is_invoice else "Charge ID", finding.subject_id),
        ("Agreement ID", finding.agreement_id),
        ("Seller's AWS account ID", finding.seller_account_id),
        ("Invoicing entity", finding.invoicing_entity),
        ("Billing period", str(finding.billing_period) if finding.billing_period else None),
        ("Issued on" if is_invoice else "Charged on", at),
        ("Total" if is_invoice else "Amount", str(finding.total) if finding.total else None),
        (
            "Purchase order number on it now",
            finding.printed if finding.printed is not None else "none",
        ),
        ("Correct purchase order number", expected),
    ]
    return [(name, value) for name, value in facts if value is not None]

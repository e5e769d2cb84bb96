"""The text that goes to AWS about a number on an invoice or a charge."""

from datetime import UTC, datetime

from procurement.domain.reconciliation.finding import Finding, FindingKind, Severity, Subject
from procurement.domain.reconciliation.invoice_findings import find_in_invoice
from procurement.domain.reconciliation.support_case import support_case
from tests.support.purchase_orders import a_line, a_purchase_order
from tests.support.reconciliation import NO_EVIDENCE, books, printed


def test_it_is_complete() -> None:
    """R-205: for an invoice already received, support must do it."""
    finding = find_in_invoice(
        printed("PO-CLUOD"), books(a_purchase_order("PO-CLOUD", a_line())), NO_EVIDENCE
    )
    assert finding is not None
    assert support_case(finding) == (
        "Subject: Purchase order on invoice EUINUS27-1\n"
        "\n"
        "Hello,\n"
        "\n"
        "the invoice below shows a purchase order number that is not the right one. Please put "
        "the correct one on it and issue the invoice again.\n"
        "\n"
        "AWS account ID: 111122223333\n"
        "Invoice ID: EUINUS27-1\n"
        "Invoicing entity: Amazon Web Services, Inc.\n"
        "Billing period: 2027-01\n"
        "Issued on: 2027-02-03\n"
        "Total: 100.00 USD\n"
        "Purchase order number on it now: PO-CLUOD\n"
        "Correct purchase order number: PO-CLOUD\n"
        "\n"
        "Why we think so: There is no purchase order PO-CLUOD. The nearest is PO-CLOUD, "
        "which differs in one character. Line 1 of PO-CLOUD is the only line item that fits.\n"
        "\n"
        "Thank you very much.\n"
    )


def a_finding(kind: FindingKind, subject: Subject, expected: str | None) -> Finding:
    return Finding(
        subject=subject,
        subject_id="ch-1",
        kind=kind,
        severity=Severity.HIGH,
        account_id="111122223333",
        printed=None,
        expected=expected,
        reason="It carries no number.",
        mend="",
        at=datetime(2027, 5, 1, tzinfo=UTC),
        agreement_id="agmt-1",
        seller_account_id="444455556666",
    )


def test_a_charge_is_told_with_its_agreement_and_its_seller() -> None:
    text = support_case(a_finding(FindingKind.MISSING, Subject.CHARGE, "PO-1")) or ""
    assert text.startswith("Subject: Purchase order on future AWS Marketplace charge ch-1\n")
    assert "Agreement ID: agmt-1\nSeller's AWS account ID: 444455556666\n" in text
    assert "Charged on: 2027-05-01" in text
    assert "Purchase order number on it now: none\nCorrect purchase order number: PO-1\n" in text


def test_where_nothing_is_expected_the_number_is_to_be_taken_off() -> None:
    text = support_case(a_finding(FindingKind.WRONG, Subject.INVOICE, None)) or ""
    assert "Please take the number off" in text
    assert "Correct purchase order number: none" in text


def test_an_overdrawn_line_is_no_case_for_aws() -> None:
    """R-130"""
    assert support_case(a_finding(FindingKind.OVERDRAWN, Subject.INVOICE, "PO-1")) is None

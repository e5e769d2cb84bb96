"""What is said of the number that AWS printed on a real invoice."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.money import Money
from procurement.domain.reconciliation.aws_account import AwsInvoice, PrintedTotal
from procurement.domain.reconciliation.books import Books
from procurement.domain.reconciliation.finding import Finding, FindingKind, Severity
from procurement.domain.reconciliation.invoice_findings import Evidence, find_in_invoice
from tests.support.purchase_orders import EMEA, INC, a_line, a_purchase_order
from tests.support.reconciliation import NO_EVIDENCE, books, printed

CLOUD = a_purchase_order("PO-CLOUD", a_line())


def found(invoice: AwsInvoice, known: Books, evidence: Evidence = NO_EVIDENCE) -> Finding:
    finding = find_in_invoice(invoice, known, evidence)
    assert finding is not None
    return finding


def test_the_expected_number_is_no_finding() -> None:
    """R-111"""
    assert find_in_invoice(printed("PO-CLOUD"), books(CLOUD), NO_EVIDENCE) is None


def test_no_number_is_no_finding_where_nothing_fits() -> None:
    """R-135"""
    other = a_purchase_order("PO-EMEA", a_line(), bill_from=[EMEA])
    assert find_in_invoice(printed(None), books(other), NO_EVIDENCE) is None


def test_a_missing_number_names_the_one_that_is_expected_and_why() -> None:
    """R-111"""
    finding = found(printed(None), books(CLOUD))
    assert finding.kind is FindingKind.MISSING
    assert finding.severity is Severity.HIGH
    assert finding.expected == "PO-CLOUD"
    assert finding.reason == "Line 1 of PO-CLOUD is the only line item that fits."


def test_a_number_that_nobody_has_is_a_typo_of_the_nearest() -> None:
    """R-008"""
    finding = found(printed("PO-CLUOD"), books(CLOUD))
    assert (finding.kind, finding.expected) == (FindingKind.TYPO, "PO-CLOUD")
    assert "differs in one character" in finding.reason


def test_a_number_in_other_letters_is_told_as_such() -> None:
    """R-008: comparison is exact and case-sensitive."""
    finding = found(printed("po-cloud"), books(CLOUD))
    assert (finding.kind, finding.expected) == (FindingKind.TYPO, "PO-CLOUD")
    assert "upper and lower case" in finding.reason


def test_of_several_near_numbers_the_expected_one_is_meant() -> None:
    """R-008, R-111"""
    usual = a_purchase_order("PO-2027-A", a_line())
    other = a_purchase_order("PO-2027-B", a_line(), bill_from=[EMEA])
    finding = found(printed("PO-2027-C"), books(usual, other))
    assert finding.nearest == ("PO-2027-A", "PO-2027-B")
    assert finding.expected == "PO-2027-A"


def test_of_several_near_numbers_none_is_guessed_if_none_is_expected() -> None:
    """R-008"""
    orders = [a_purchase_order(f"PO-2027-{end}", a_line(), bill_from=[EMEA]) for end in "AB"]
    finding = found(printed("PO-2027-C"), books(*orders))
    assert finding.nearest == ("PO-2027-A", "PO-2027-B")
    assert finding.expected is None


def test_a_number_far_from_all_others_is_unknown() -> None:
    """R-008"""
    finding = found(printed("4500012345"), books(CLOUD))
    assert (finding.kind, finding.expected) == (FindingKind.UNKNOWN_NUMBER, "PO-CLOUD")


def test_a_suspended_purchase_order_is_told() -> None:
    """R-113"""
    held = a_purchase_order("PO-HELD", a_line(), suspended=True)
    finding = found(printed("PO-HELD"), books(held, CLOUD))
    assert (finding.kind, finding.expected) == (FindingKind.SUSPENDED, "PO-CLOUD")
    assert (finding.severity, finding.rule) == (Severity.HIGH, "R-113")
    assert "it has: suspended" in finding.reason


def test_a_purchase_order_that_had_expired_is_told() -> None:
    """R-114"""
    old = a_purchase_order(
        "PO-2026", a_line(months=("2026-01", "2026-12")), months=("2026-01", "2026-12")
    )
    finding = found(printed("PO-2026"), books(old, CLOUD))
    assert (finding.kind, finding.rule) == (FindingKind.EXPIRED, "R-114")


@pytest.mark.parametrize(
    "order",
    [
        a_purchase_order(
            "PO-Q2", a_line(months=("2027-04", "2027-06")), months=("2027-04", "2027-06")
        ),
        a_purchase_order("PO-Q2", a_line(months=("2027-04", "2027-06"))),
    ],
    ids=["the whole of it", "its only line"],
)
def test_a_purchase_order_for_another_period_is_told(order: object) -> None:
    """R-114, R-120"""
    finding = found(printed("PO-Q2"), books(order, CLOUD))  # type: ignore[arg-type]
    assert (finding.kind, finding.expected) == (FindingKind.WRONG_PERIOD, "PO-CLOUD")


def test_a_purchase_order_of_another_entity_is_told() -> None:
    """R-115, R-162"""
    emea = a_purchase_order("PO-EMEA", a_line(), bill_from=[EMEA])
    finding = found(printed("PO-EMEA"), books(emea, CLOUD))
    assert (finding.kind, finding.rule) == (FindingKind.WRONG_ENTITY, "R-115")
    assert f"is billed from {INC}" in finding.reason
    assert f"it has: {EMEA}" in finding.reason


def test_a_purchase_order_without_a_fitting_line_is_told() -> None:
    """R-121, R-140"""
    blanket = a_purchase_order("PO-MP", a_line("1", LineItemType.MARKETPLACE_BLANKET_USAGE))
    finding = found(printed("PO-MP"), books(blanket, CLOUD))
    assert finding.kind is FindingKind.WRONG_TYPE


def test_a_purchase_order_kept_for_an_invoice_unit_is_told() -> None:
    """R-119"""
    scoped = a_purchase_order("PO-UNIT", a_line(), invoice_units=["Research"])
    finding = found(printed("PO-UNIT"), books(scoped, CLOUD))
    assert finding.kind is FindingKind.WRONG_SCOPE


def test_a_purchase_order_kept_for_a_tax_number_may_be_right() -> None:
    """R-116: the summary of an invoice does not state the number it was issued for."""
    scoped = a_purchase_order("PO-TRN", a_line(), tax_registration_numbers=["DE1"])
    assert find_in_invoice(printed("PO-TRN"), books(scoped, CLOUD), NO_EVIDENCE) is None
    assert find_in_invoice(printed("PO-CLOUD"), books(scoped, CLOUD), NO_EVIDENCE) is None


def test_a_purchase_order_that_fits_less_well_is_told_at_medium_severity() -> None:
    """R-122"""
    typed = a_purchase_order("PO-TYPED", a_line("1", LineItemType.MONTHLY_USAGE))
    finding = found(printed("PO-CLOUD"), books(CLOUD, typed))
    assert (finding.kind, finding.expected) == (FindingKind.WRONG, "PO-TYPED")
    assert (finding.severity, finding.rule) == (Severity.MEDIUM, "R-122")


def test_what_was_changed_after_the_issue_is_less_sure() -> None:
    """R-125"""
    since = datetime(2027, 3, 1, tzinfo=UTC)
    held = a_purchase_order("PO-HELD", a_line(), suspended=True, updated_at=since)
    finding = found(printed("PO-HELD"), books(held, CLOUD))
    assert (finding.kind, finding.severity) == (FindingKind.SUSPENDED, Severity.LOW)
    assert "changed after the invoice was issued, on 2027-03-01" in finding.reason


def test_a_missing_number_is_less_sure_if_the_expected_one_was_changed_since() -> None:
    """R-125"""
    since = datetime(2027, 3, 1, tzinfo=UTC)
    changed = a_purchase_order("PO-CLOUD", a_line(), updated_at=since)
    finding = found(printed(None), books(changed))
    assert (finding.kind, finding.severity) == (FindingKind.MISSING, Severity.LOW)


def test_a_purchase_order_added_after_the_issue_was_not_expected() -> None:
    """R-112"""
    late = replace(CLOUD, created_at=datetime(2027, 3, 1, tzinfo=UTC))
    assert find_in_invoice(printed(None), books(late), NO_EVIDENCE) is None


def test_the_right_number_on_an_overdrawn_line_is_only_told() -> None:
    """R-130"""
    spent = a_purchase_order("PO-CLOUD", a_line(balance="-5.00"))
    finding = found(printed("PO-CLOUD"), books(spent))
    assert (finding.kind, finding.severity) == (FindingKind.OVERDRAWN, Severity.LOW)
    assert "-5.00 USD left" in finding.reason


def test_a_line_that_this_invoice_used_up_is_not_overdrawn() -> None:
    """R-131: equal is enough, and what is left may be what the invoice left."""
    spent = a_purchase_order("PO-CLOUD", a_line(balance="0.00"))
    assert find_in_invoice(printed("PO-CLOUD"), books(spent), NO_EVIDENCE) is None


def test_a_one_time_invoice_may_be_of_either_kind() -> None:
    """R-139, R-380: the summary does not tell subscriptions from services."""
    subscriptions = a_purchase_order("PO-S", a_line("1", LineItemType.SUBSCRIPTION_PURCHASE))
    services = a_purchase_order("PO-P", a_line("1", LineItemType.PROFESSIONAL_SERVICES))
    known = books(subscriptions, services)
    for number in ("PO-S", "PO-P"):
        invoice = printed(number, bill_type="PURCHASE")
        assert find_in_invoice(invoice, known, NO_EVIDENCE) is None


def test_a_total_in_the_payment_currency_counts_by_the_printed_rate() -> None:
    """R-155, R-156"""
    euros = a_purchase_order("PO-EUR", a_line(total="95.00", currency="EUR"), currency="EUR")
    dollars = a_purchase_order("PO-USD", a_line(total="50.00"))
    payment = PrintedTotal(total=Money(Decimal("90.00"), "EUR"), rate=Decimal("0.9"))
    finding = found(printed("PO-USD", payment=payment), books(euros, dollars))
    assert finding.expected == "PO-EUR"


def test_a_credit_memo_follows_its_invoice() -> None:
    """R-152"""
    memo = printed("PO-CLOUD", "-5.00", invoice_type="CREDIT_MEMO", original_invoice_id="I-1")
    right = replace(NO_EVIDENCE, printed={"I-1": "PO-CLOUD"})
    assert find_in_invoice(memo, books(CLOUD), right) is None
    wrong = replace(NO_EVIDENCE, printed={"I-1": None})
    finding = found(memo, books(CLOUD), wrong)
    assert (finding.kind, finding.expected) == (FindingKind.WRONG, None)


def test_a_credit_memo_whose_invoice_is_not_known_is_left_alone() -> None:
    """R-152"""
    memo = printed(None, "-5.00", invoice_type="CREDIT_MEMO", original_invoice_id="I-1")
    assert find_in_invoice(memo, books(CLOUD), NO_EVIDENCE) is None


@pytest.mark.parametrize(
    "others",
    [
        {"invoice_type": "PAYMENT_RECEIPT"},
        {"tax_authority_status": "CANCELLED"},
        {"receiver_role": "SELLER"},
    ],
)
def test_what_takes_no_purchase_order_is_left_alone(others: dict[str, str]) -> None:
    """R-380"""
    assert find_in_invoice(printed("nonsense", **others), books(CLOUD), NO_EVIDENCE) is None


MARKETPLACE = a_purchase_order("PO-SAAS", a_line("1", LineItemType.MARKETPLACE_TRANSACTION))
BLANKET = a_purchase_order("PO-MP", a_line("1", LineItemType.MARKETPLACE_BLANKET_USAGE))


def purchase(number: str | None) -> AwsInvoice:
    return printed(number, bill_type="PURCHASE", marketplace=True)


def test_a_number_that_charges_name_is_right_on_a_marketplace_invoice() -> None:
    """R-187"""
    evidence = replace(NO_EVIDENCE, named=frozenset({"PO-SAAS"}))
    assert find_in_invoice(purchase("PO-SAAS"), books(MARKETPLACE, BLANKET), evidence) is None


def test_a_number_that_no_charge_names_is_judged_like_any_other() -> None:
    """R-141, R-243"""
    finding = found(purchase("PO-SAAS"), books(MARKETPLACE, BLANKET))
    assert (finding.kind, finding.expected) == (FindingKind.WRONG_TYPE, "PO-MP")


def test_where_charges_cannot_be_read_one_may_have_named_the_number() -> None:
    """R-187"""
    evidence = replace(NO_EVIDENCE, are_charges_known=False)
    assert find_in_invoice(purchase("PO-SAAS"), books(MARKETPLACE, BLANKET), evidence) is None


def test_the_number_of_the_invoices_own_charge_is_expected() -> None:
    """R-187"""
    evidence = replace(NO_EVIDENCE, references={"EUINUS27-1": "PO-SAAS"})
    finding = found(purchase(None), books(MARKETPLACE, BLANKET), evidence)
    assert (finding.kind, finding.expected) == (FindingKind.MISSING, "PO-SAAS")
    assert finding.reason.startswith("The charge names purchase order PO-SAAS")


def test_another_number_than_the_one_that_the_charge_names_is_wrong() -> None:
    """R-187: the matcher is not run, however well the printed one fits"""
    evidence = replace(NO_EVIDENCE, references={"EUINUS27-1": "PO-SAAS"})
    known = books(MARKETPLACE, BLANKET)
    finding = found(purchase("PO-MP"), known, evidence)
    assert (finding.kind, finding.expected) == (FindingKind.WRONG, "PO-SAAS")
    assert finding.reason.startswith("The charge names purchase order PO-SAAS")


def test_what_a_charge_names_makes_no_candidate_of_other_invoices() -> None:
    """R-141"""
    known = books(MARKETPLACE)
    evidence = replace(NO_EVIDENCE, references={"EUINUS27-1": "PO-SAAS"})
    found(purchase(None), known, evidence)
    other = printed(None, invoice_id="EUINUS27-2", bill_type="PURCHASE", marketplace=True)
    assert find_in_invoice(other, known, evidence) is None


def test_a_named_purchase_order_that_is_suspended_leaves_the_invoice_without_one() -> None:
    """R-193"""
    held = replace(MARKETPLACE, is_suspended=True)
    evidence = replace(NO_EVIDENCE, references={"EUINUS27-1": "PO-SAAS"})
    assert find_in_invoice(purchase(None), books(held), evidence) is None
    finding = found(purchase("PO-SAAS"), books(held), evidence)
    assert (finding.kind, finding.expected) == (FindingKind.SUSPENDED, None)

"""What is said of the numbers on real charges that are still to be invoiced."""

from datetime import UTC, datetime

import pytest

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.reconciliation.aws_account import AwsAgreement, AwsCharge
from procurement.domain.reconciliation.charge_findings import find_in_charges
from procurement.domain.reconciliation.finding import Finding, FindingKind, Severity
from tests.support.purchase_orders import INC, a_line, a_purchase_order
from tests.support.reconciliation import AGREEMENT, a_real_charge, books

NOW = datetime(2027, 4, 10, tzinfo=UTC)
SAAS = a_purchase_order("PO-SAAS", a_line("1", LineItemType.MARKETPLACE_TRANSACTION))
BLANKET = a_purchase_order("PO-MP", a_line("1", LineItemType.MARKETPLACE_BLANKET_USAGE))


def found(
    *charges: AwsCharge, orders: tuple[PurchaseOrder, ...] = (SAAS,), status: str = "ACTIVE"
) -> list[Finding]:
    agreement = AwsAgreement(
        agreement_id=AGREEMENT, status=status, seller_account_id="444455556666"
    )
    known = {AGREEMENT: agreement}
    return list(find_in_charges(charges, known, [INC], books(*orders), NOW))


def test_a_usable_number_is_no_finding() -> None:
    """R-187"""
    assert found(a_real_charge("ch-1", "PO-SAAS")) == []


def test_a_charge_without_a_number_is_none_where_a_blanket_order_takes_its_invoice() -> None:
    """R-243"""
    assert found(a_real_charge(), orders=(BLANKET,)) == []


def test_a_charge_whose_invoice_would_show_no_number_is_told() -> None:
    """R-243, R-135"""
    (finding,) = found(a_real_charge())
    assert (finding.kind, finding.severity) == (FindingKind.MISSING, Severity.HIGH)
    assert finding.expected is None
    assert finding.seller_account_id == "444455556666"


def test_a_charge_that_its_neighbours_leave_without_a_number_takes_theirs() -> None:
    """R-209"""
    (finding,) = found(
        a_real_charge("ch-1", "PO-SAAS", at="2027-05-01"),
        a_real_charge("ch-2", None, at="2027-06-01"),
        a_real_charge("ch-3", "PO-SAAS", at="2027-07-01"),
        orders=(SAAS, BLANKET),
    )
    assert (finding.subject_id, finding.kind) == ("ch-2", FindingKind.MISSING)
    assert (finding.expected, finding.severity) == ("PO-SAAS", Severity.MEDIUM)


def test_between_two_numbers_none_is_guessed() -> None:
    """R-209"""
    found_ = found(
        a_real_charge("ch-1", "PO-SAAS", at="2027-05-01"),
        a_real_charge("ch-2", None, at="2027-06-01"),
        a_real_charge("ch-3", "PO-MP", at="2027-07-01"),
        orders=(SAAS, BLANKET),
    )
    assert found_ == []


def test_a_typo_is_mended_by_the_nearest_number() -> None:
    """R-008, R-188"""
    (finding,) = found(a_real_charge("ch-1", "P0-SAAS"))
    assert (finding.kind, finding.expected) == (FindingKind.TYPO, "PO-SAAS")
    assert "zero and the letter O" in finding.reason
    assert "AWS would create it" in finding.reason


def test_an_unknown_number_is_told_with_what_aws_would_do() -> None:
    """R-188"""
    (finding,) = found(a_real_charge("ch-1", "4500012345"))
    assert (finding.kind, finding.expected) == (FindingKind.UNKNOWN_NUMBER, None)
    assert finding.reason.endswith("AWS would create it when the charge is invoiced (R-188).")


def test_a_suspended_purchase_order_is_followed_by_the_only_blanket_one() -> None:
    """R-193"""
    held = a_purchase_order("PO-HELD", a_line(), suspended=True)
    (finding,) = found(a_real_charge("ch-1", "PO-HELD"), orders=(held, BLANKET))
    assert (finding.kind, finding.expected) == (FindingKind.SUSPENDED, "PO-MP")
    (finding,) = found(a_real_charge("ch-1", "PO-HELD"), orders=(held,))
    assert (finding.kind, finding.expected) == (FindingKind.SUSPENDED, None)


def test_a_purchase_order_that_expires_before_the_charge_is_told() -> None:
    """R-195"""
    short = a_purchase_order("PO-H1", a_line(), months=("2027-01", "2027-06"))
    assert found(a_real_charge("ch-1", "PO-H1", at="2027-06-30"), orders=(short,)) == []
    (finding,) = found(a_real_charge("ch-1", "PO-H1", at="2027-07-01"), orders=(short, BLANKET))
    assert (finding.kind, finding.expected) == (FindingKind.EXPIRED, "PO-MP")
    assert "expires in 2027-06, and the charge is due on 2027-07-01" in finding.reason


def test_a_charge_left_behind_by_those_around_it_is_stale() -> None:
    """R-204"""
    (finding,) = found(
        a_real_charge("ch-1", "PO-SAAS", at="2027-05-01", revision=2),
        a_real_charge("ch-2", "PO-MP", at="2027-06-01"),
        a_real_charge("ch-3", "PO-SAAS", at="2027-07-01", revision=2),
        orders=(SAAS, BLANKET),
    )
    assert (finding.subject_id, finding.kind) == ("ch-2", FindingKind.STALE)
    assert finding.expected == "PO-SAAS"


def test_an_agreement_that_changes_its_number_once_is_no_finding() -> None:
    """R-204: one purchase order per year is what many agreements have."""
    numbers = ["PO-MP", "PO-MP", "PO-SAAS", "PO-SAAS"]
    charges = [
        a_real_charge(f"ch-{month}", number, at=f"2027-0{month}-01")
        for month, number in enumerate(numbers, 5)
    ]
    assert found(*charges, orders=(SAAS, BLANKET)) == []


def test_a_charge_without_a_date_is_judged_for_now() -> None:
    """R-220: usage has no date, and its number may change at any moment."""
    (finding,) = found(a_real_charge("ch-u", "PO-SAA", at=None, amount=None))
    assert (finding.kind, finding.expected, finding.total) == (FindingKind.TYPO, "PO-SAAS", None)


def test_charges_of_the_past_are_left_alone() -> None:
    """R-204"""
    assert found(a_real_charge("ch-1", "nonsense", at="2027-04-01")) == []


@pytest.mark.parametrize("status", ["CANCELLED", "TERMINATED", "REPLACED", "EXPIRED"])
def test_charges_of_agreements_that_ended_are_left_alone(status: str) -> None:
    """R-402"""
    assert found(a_real_charge("ch-1", "nonsense"), status=status) == []

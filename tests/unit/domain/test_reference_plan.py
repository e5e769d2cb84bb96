"""Which numbers a reconciliation would set on charges, and whether that may still be done."""

from dataclasses import replace

import pytest

from procurement.domain.errors import ChargesMoved
from procurement.domain.reconciliation.finding import Finding, FindingKind, Severity, Subject
from procurement.domain.reconciliation.reference_plan import (
    BATCH,
    MAX_CHANGES,
    ReferencePlan,
    still_to_set,
)
from tests.support.purchase_orders import ACCOUNT
from tests.support.reconciliation import AGREEMENT, a_real_charge


def a_finding(charge_id: str = "ch-1", expected: str | None = "PO-1") -> Finding:
    return Finding(
        subject=Subject.CHARGE,
        subject_id=charge_id,
        kind=FindingKind.TYPO,
        severity=Severity.HIGH,
        account_id=ACCOUNT,
        printed="PO-l",
        expected=expected,
        reason="",
        mend="",
        agreement_id=AGREEMENT,
        revision=3,
    )


def plan(*findings: Finding) -> ReferencePlan:
    return ReferencePlan.of(ACCOUNT, findings)


def test_only_charges_with_an_expected_number_are_planned() -> None:
    """R-205"""
    about_invoice = replace(a_finding("I-1"), subject=Subject.INVOICE)
    made = plan(a_finding("ch-2"), a_finding("ch-1"), a_finding("ch-3", None), about_invoice)
    assert [each.charge_id for each in made.changes] == ["ch-1", "ch-2"]
    assert (made.changes[0].before, made.changes[0].after) == ("PO-l", "PO-1")


def test_the_token_stands_for_the_changes_whatever_the_order_of_findings() -> None:
    one, other = a_finding("ch-1"), a_finding("ch-2")
    assert plan(one, other).token == plan(other, one).token


@pytest.mark.parametrize(
    "changed",
    [
        a_finding(expected="PO-2"),
        replace(a_finding(), revision=4),
        replace(a_finding(), printed=None),
        replace(a_finding(), agreement_id="agmt-2"),
        a_finding("ch-2"),
    ],
)
def test_another_change_has_another_token(changed: Finding) -> None:
    assert plan(changed).token != plan(a_finding()).token


def test_another_account_has_another_token() -> None:
    found = [a_finding()]
    assert ReferencePlan.of("999988887777", found).token != plan(*found).token


def test_calls_carry_at_most_86_charges() -> None:
    """R-211"""
    made = plan(*(a_finding(f"ch-{number:04d}") for number in range(MAX_CHANGES + 5)))
    assert [len(batch) for batch in made.batches()] == [BATCH] * 20


def test_what_is_as_it_was_planned_is_still_to_be_set() -> None:
    """R-214"""
    made = plan(a_finding())
    charge = a_real_charge("ch-1", "PO-l", revision=3)
    assert still_to_set(made, {"ch-1": charge}) == {"ch-1": made.changes[0]}


def test_what_was_set_already_is_not_set_again() -> None:
    """R-214: writing the same value again changes nothing."""
    charge = a_real_charge("ch-1", "PO-1", revision=4)
    assert still_to_set(plan(a_finding()), {"ch-1": charge}) == {}


@pytest.mark.parametrize(
    "charges",
    [
        {},
        {"ch-1": a_real_charge("ch-1", "PO-l", revision=4)},
        {"ch-1": a_real_charge("ch-1", "PO-other", revision=3)},
    ],
    ids=["gone or invoiced", "another revision", "another number"],
)
def test_a_charge_that_moved_on_stops_the_whole_plan(charges: dict[str, object]) -> None:
    """R-218, R-219"""
    with pytest.raises(ChargesMoved, match="1 of 1 charges have changed"):
        still_to_set(plan(a_finding()), charges)  # type: ignore[arg-type]

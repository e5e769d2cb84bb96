import re

import pytest

from procurement.domain.errors import Problem
from procurement.domain.ids import (
    derived_id,
    installment_charge_id,
    is_account_id,
    is_resource_id,
    validate_purchase_order_id,
    validate_purchase_order_reference,
)


def reasons(problems: tuple[Problem, ...]) -> list[tuple[str, str | None]]:
    return [(problem.reason, problem.rule) for problem in problems]


@pytest.mark.parametrize(
    "value",
    [
        "A",
        "po-1",
        "PO 7/a:b=c+d-e%f@g_h.i",
        "0123456789",
        "inner  spaces stay",
        "x" * 100,
    ],
)
def test_a_purchase_order_id_may_hold_letters_digits_spaces_and_listed_symbols(value: str) -> None:
    """R-005, R-006, R-007, R-008."""
    assert validate_purchase_order_id(value) == ()


@pytest.mark.parametrize(
    "value", ["PO #M1_2021", "PO\t1", "PO\n", "straße", "٣", "a,b", "a;b", 'a"b', "a\u00a0b"]
)
def test_any_other_character_is_refused(value: str) -> None:
    """R-007: notably the hash, other scripts' digits and non-breaking spaces."""
    assert ("INVALID_PURCHASE_ORDER_ID", "R-007") in reasons(validate_purchase_order_id(value))


@pytest.mark.parametrize("value", ["", None])
def test_an_absent_id_is_missing(value: str | None) -> None:
    """R-008."""
    assert reasons(validate_purchase_order_id(value)) == [("MISSING_PURCHASE_ORDER_ID", "R-008")]


@pytest.mark.parametrize("value", [" ", "   ", " PO", "PO ", " PO "])
def test_spaces_at_the_ends_are_refused_and_never_trimmed(value: str) -> None:
    """R-008."""
    assert reasons(validate_purchase_order_id(value)) == [("INVALID_PURCHASE_ORDER_ID", "R-008")]


def test_101_characters_are_too_many_in_the_billing_side() -> None:
    """R-005."""
    assert reasons(validate_purchase_order_id("x" * 101)) == [
        ("INVALID_PURCHASE_ORDER_ID", "R-005")
    ]


def test_a_marketplace_reference_may_have_200_characters() -> None:
    """R-172, R-173."""
    assert validate_purchase_order_reference("x" * 200) == ()
    assert reasons(validate_purchase_order_reference("x" * 201)) == [
        ("INVALID_PURCHASE_ORDER_REFERENCE", "R-173")
    ]


@pytest.mark.parametrize("value", ["", None])
def test_a_marketplace_reference_cannot_be_taken_off_by_leaving_it_out(value: str | None) -> None:
    """R-217."""
    assert reasons(validate_purchase_order_reference(value)) == [
        ("MISSING_PURCHASE_ORDER_REFERENCE", "R-217")
    ]


def test_every_problem_of_an_id_is_told_at_once_under_the_callers_path() -> None:
    """R-005, R-007, R-008."""
    found = validate_purchase_order_id("#" * 101 + " ", "purchaseOrders[4].purchaseOrderId")
    assert [problem.rule for problem in found] == ["R-005", "R-007", "R-008"]
    assert {problem.field for problem in found} == {"purchaseOrders[4].purchaseOrderId"}


def test_a_derived_id_is_stable() -> None:
    """The value is written down: a change would orphan what is stored."""
    assert derived_id("ch", "agmt-1", 1) == "ch-bp7776zyeqsithd4x2kdl37ydd"


def test_a_derived_id_tells_all_its_parts_apart() -> None:
    made = {
        derived_id("x"),
        derived_id("x", ""),
        derived_id("x", "ab", "c"),
        derived_id("x", "a", "bc"),
        derived_id("x", "abc"),
        derived_id("x", "c", "ab"),
        derived_id("y", "abc"),
    }
    assert len(made) == 7


def test_a_derived_id_has_the_shape_of_a_resource_id() -> None:
    """R-260."""
    made = derived_id("a" * 37, "什么", "x" * 5000)
    assert len(made) == 64
    assert is_resource_id(made)


@pytest.mark.parametrize("prefix", ["", "a b", "é", "x" * 38])
def test_a_prefix_that_breaks_the_shape_is_refused(prefix: str) -> None:
    """R-260."""
    with pytest.raises(ValueError, match="resource ID"):
        derived_id(prefix, "part")


def test_a_charge_id_fits_the_pattern_of_aws() -> None:
    """R-260: agreement:ChargeId is ``ch-`` and letters and digits."""
    ids = {installment_charge_id("agmt-1", number) for number in range(1, 61)}
    assert len(ids) == 60
    assert all(re.fullmatch("ch-[a-zA-Z0-9]+", made) and len(made) <= 64 for made in ids)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("agmt-1", True), ("a/b_c-d", True), ("", False), ("a b", False), ("x" * 65, False)],
)
def test_a_resource_id_has_1_to_64_characters(text: str, expected: bool) -> None:
    """R-260."""
    assert is_resource_id(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("123456789012", True), ("1234567890123", False), ("12345678901", False), ("٣" * 12, False)],
)
def test_an_account_id_has_12_digits(text: str, expected: bool) -> None:
    assert is_account_id(text) is expected

"""Payment settings: R-020, R-024, R-025, R-388."""

from dataclasses import replace

import pytest

from procurement.domain.billing_settings.payment_settings import (
    PaymentSettings,
    PaymentSettingsInput,
    replaced_payment_settings,
)
from procurement.domain.errors import InvalidInput, StaleVersion
from tests.support.marketplace import NOON
from tests.support.purchase_orders import ACCOUNT, NOTHING_SET

GIVEN = PaymentSettingsInput(
    bill_to="Example Corp\n1 Main Street",
    payment_terms="Net 30",
    net_payment_days=30,
    preferred_currency="EUR",
)


def faults(given: PaymentSettingsInput) -> list[tuple[str, str | None]]:
    with pytest.raises(InvalidInput) as refused:
        replaced_payment_settings(NOTHING_SET.payment, given, NOON)
    return [(problem.field, problem.rule) for problem in refused.value.problems]


def test_they_replace_what_was_there() -> None:
    """R-020, R-024, R-025: what is left out is taken away."""
    first = replaced_payment_settings(NOTHING_SET.payment, GIVEN, NOON)
    assert first == PaymentSettings(
        account_id=ACCOUNT,
        bill_to="Example Corp\n1 Main Street",
        payment_terms="Net 30",
        net_payment_days=30,
        preferred_currency="EUR",
        version=1,
        updated_at=NOON,
    )
    second = replaced_payment_settings(first, PaymentSettingsInput(bill_to="New"), NOON)
    assert second == PaymentSettings(account_id=ACCOUNT, bill_to="New", version=2, updated_at=NOON)


def test_what_changes_nothing_gives_the_very_same_object() -> None:
    saved = replaced_payment_settings(NOTHING_SET.payment, GIVEN, NOON)
    assert replaced_payment_settings(saved, GIVEN, NOON) is saved


def test_all_problems_are_reported_at_once() -> None:
    """R-020, R-024, R-025, R-388."""
    given = PaymentSettingsInput(
        bill_to="a\x00",
        payment_terms="a\nb",
        net_payment_days=-1,
        preferred_currency="eur",
        tax_registration_numbers={"Entity": " LU-1", "Other": "LU-2"},
    )
    assert faults(given) == [
        ("billTo", "R-020"),
        ("paymentTerms", "R-024"),
        ("netPaymentDays", "R-388"),
        ("preferredCurrencyCode", "R-025"),
        ("taxRegistrationNumbers[Entity]", "R-022"),
    ]


@pytest.mark.parametrize(
    ("longest", "too_long"),
    [
        (replace(GIVEN, bill_to="a" * 1000), replace(GIVEN, bill_to="a" * 1001)),
        (replace(GIVEN, payment_terms="a" * 100), replace(GIVEN, payment_terms="a" * 101)),
        (replace(GIVEN, net_payment_days=0), replace(GIVEN, net_payment_days=-1)),
        (replace(GIVEN, net_payment_days=365), replace(GIVEN, net_payment_days=366)),
        (replace(GIVEN, preferred_currency=None), replace(GIVEN, preferred_currency="")),
    ],
)
def test_everything_is_bounded(
    longest: PaymentSettingsInput, too_long: PaymentSettingsInput
) -> None:
    """R-020, R-024, R-025, R-388."""
    assert replaced_payment_settings(NOTHING_SET.payment, longest, NOON).version == 1
    assert len(faults(too_long)) == 1


def test_the_expected_version_must_be_the_present_one() -> None:
    """R-076: 0 expects that none were ever saved."""
    NOTHING_SET.payment.expect_version(0)
    NOTHING_SET.payment.expect_version(None)
    with pytest.raises(StaleVersion, match="at version 0, not 1"):
        NOTHING_SET.payment.expect_version(1)

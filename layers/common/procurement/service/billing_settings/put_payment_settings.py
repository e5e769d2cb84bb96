"""Replace the payment settings of an account (R-020, R-024, R-025)."""

from procurement.domain.billing_settings.payment_settings import (
    PaymentSettings,
    PaymentSettingsInput,
    replaced_payment_settings,
)
from procurement.domain.events import EventType
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event


def put_payment_settings(
    given: PaymentSettingsInput,
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> PaymentSettings:
    """Save the caller's; what is so already is not written again.

    Raises `StaleVersion`, `InvalidInput` with all problems.
    """
    now = clock.now()

    def attempt() -> PaymentSettings:
        with unit_of_work() as unit:
            before = unit.billing_settings.payment(caller.account_id)
            before.expect_version(expected_version)
            after = replaced_payment_settings(before, given, now)
            if after is before:
                return before
            unit.billing_settings.save_payment(before, after)
            unit.ledger.record(
                new_event(
                    caller.account_id,
                    EventType.PAYMENT_SETTINGS_CHANGED,
                    "payment-settings",
                    at=now,
                    actor=caller.arn,
                    occasion=after.version,
                    detail={
                        "version": after.version,
                        "paymentTerms": after.payment_terms,
                        "netPaymentDays": after.net_payment_days,
                        "preferredCurrencyCode": after.preferred_currency,
                    },
                )
            )
            unit.commit()
        return after

    return decide(attempt)

"""Tell what currencies were worth on the days of a month (R-341)."""

from collections.abc import Mapping
from decimal import Decimal

from procurement.domain.billing_settings.exchange_rates import ExchangeRates, replaced_rates
from procurement.domain.events import Event, EventType
from procurement.domain.month import Month
from procurement.service.accounts import expect_deployment
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event


def put_exchange_rates(
    month: Month,
    given: Mapping[str, Mapping[str, str | int | Decimal]],
    expected_version: int | None,
    caller: Caller,
    deployment_account: str,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> ExchangeRates:
    """Put the whole month's rates in; what is published already stays as it is.

    Raises `NotAllowed` for every account but the deployment's own, `StaleVersion`, `InvalidInput`
    with all problems.
    """
    expect_deployment(caller, deployment_account, "exchange rates")
    now = clock.now()

    def attempt() -> ExchangeRates:
        with unit_of_work() as unit:
            before = unit.exchange_rates.of_month(month)
            before.expect_version(expected_version)
            after = replaced_rates(before, given, now)
            if after is before:
                return before
            unit.exchange_rates.save(before, after)
            unit.ledger.record(_changed(after, caller))
            unit.commit()
        return after

    return decide(attempt)


def get_exchange_rates(month: Month, unit_of_work: UnitOfWorkFactory) -> ExchangeRates:
    """The month's rates, for anybody; of version 0 when none were put in."""
    with unit_of_work() as unit:
        return unit.exchange_rates.of_month(month)


def _changed(after: ExchangeRates, caller: Caller) -> Event:
    assert after.updated_at is not None
    return new_event(
        caller.account_id,
        EventType.EXCHANGE_RATES_CHANGED,
        f"exchange-rates/{after.month}",
        at=after.updated_at,
        actor=caller.arn,
        occasion=after.version,
        detail={
            "month": str(after.month),
            "version": after.version,
            "days": len(after.days),
        },
    )

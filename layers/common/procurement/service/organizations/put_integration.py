"""Switch the integration of AWS Billing with AWS Marketplace on or off (R-163 to R-167)."""

from datetime import datetime

from procurement.domain.errors import NotAllowed
from procurement.domain.events import Event, EventType
from procurement.domain.organizations.integration import MarketplaceIntegration
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event


def put_integration(
    is_enabled: bool,
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> MarketplaceIntegration:
    """Set the switch of the caller's account, which covers its whole organization (R-166).

    What is so already is not written again. `NotAllowed` for a member account, whose management
    account decides; `StaleVersion`.
    """
    now = clock.now()

    def attempt() -> MarketplaceIntegration:
        with unit_of_work() as unit:
            membership = unit.organizations.membership(caller.account_id)
            if membership.payer != caller.account_id:
                raise NotAllowed("the management account alone sets the integration up")
            before = unit.billing_settings.integration(caller.account_id)
            before.expect_version(expected_version)
            after = before.switched(is_enabled, now)
            if after is before:
                return before
            unit.billing_settings.save_integration(before, after)
            unit.ledger.record(_changed(after, caller, now))
            unit.commit()
        return after

    return decide(attempt)


def _changed(after: MarketplaceIntegration, caller: Caller, at: datetime) -> Event:
    return new_event(
        after.account_id,
        EventType.MARKETPLACE_INTEGRATION_CHANGED,
        "marketplace-integration",
        at=at,
        actor=caller.arn,
        occasion=after.version,
        detail={"version": after.version, "isEnabled": after.is_enabled},
    )

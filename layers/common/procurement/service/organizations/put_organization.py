"""Declare the caller's account the management account of an organization (R-001)."""

from datetime import datetime

from procurement.domain.errors import WrongStatus
from procurement.domain.events import EventType
from procurement.domain.organizations.membership import Membership
from procurement.domain.organizations.organization import Organization
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.record import new_event


def put_organization(caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock) -> Membership:
    """The caller's membership in its own organization, which is made when there is none.

    `WrongStatus` for an account that belongs to somebody else's: it leaves that first.
    """
    now = clock.now()

    def attempt() -> Membership:
        with unit_of_work() as unit:
            before = unit.organizations.membership(caller.account_id)
            if before.is_managing:
                return before
            if before.present:
                raise WrongStatus(
                    "an account that belongs to an organization cannot manage one",
                    resource_type="Organization",
                    resource_id=before.present.organization_id,
                )
            organization = Organization.created(caller.account_id, now)
            after = before.joined(organization.organization_id, caller.account_id, now)
            unit.organizations.save(None, organization)
            unit.organizations.save_membership(before, after)
            _record(unit, organization, caller, now)
            unit.commit()
        return after

    return decide(attempt)


def _record(unit: UnitOfWork, organization: Organization, caller: Caller, at: datetime) -> None:
    unit.ledger.record(
        new_event(
            caller.account_id,
            EventType.ORGANIZATION_CREATED,
            f"organization/{organization.organization_id}",
            at=at,
            actor=caller.arn,
            occasion="created",
            detail={"organizationId": organization.organization_id},
        )
    )

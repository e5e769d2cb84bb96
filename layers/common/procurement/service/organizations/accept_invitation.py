"""Join the organization that invited the caller's account; what is to come goes along."""

from procurement.domain.errors import InvitationNotFound
from procurement.domain.events import EventType
from procurement.domain.organizations.membership import Membership
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.organizations.account_events import record_account
from procurement.service.organizations.move_charges import move_charges
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def accept_invitation(
    organization_id: str, caller: Caller, unit_of_work: UnitOfWorkFactory, clock: Clock
) -> Membership:
    """The caller's membership, in this organization from now on.

    Then its charges to come are moved to the new payer (R-236); a repeat of the call completes what
    a cut-off one left undone. Raises `InvitationNotFound`, and `WrongStatus` for an account that
    belongs to another organization or manages one.
    """
    now = clock.now()

    def attempt() -> Membership:
        with unit_of_work() as unit:
            before = unit.organizations.membership(caller.account_id)
            if before.present and before.present.organization_id == organization_id:
                return before
            invited = unit.organizations.invitation(caller.account_id, organization_id)
            if invited is None:
                raise InvitationNotFound(organization_id)
            after = before.joined(organization_id, invited.management_account_id, now)
            joined = invited.joined(now)
            unit.organizations.save_membership(before, after)
            unit.organizations.save_account(invited, joined)
            record_account(
                unit,
                EventType.ACCOUNT_JOINED,
                joined,
                at=now,
                actor=caller.arn,
                occasion=after.version,
                is_told_to_both=True,
            )
            unit.commit()
        return after

    membership = decide(attempt)
    move_charges(caller.account_id, unit_of_work, at=now, actor=caller.arn)
    return membership

"""Charges to come go along with their account to whoever pays for it (R-235 to R-238)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import PayerChanged, StaleChargeRevision
from procurement.domain.events import Event, EventType
from procurement.service.attempts import decide
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.record import new_event

AT_ONCE: Final = 80
"""Charges moved in one transaction, beside its event and its check."""


def move_charges(
    account_id: str, unit_of_work: UnitOfWorkFactory, *, at: datetime, actor: str
) -> None:
    """Make the account's present payer the receiver of all that its agreements have to come.

    What is invoiced, or claimed for an invoice, stays where it is (R-237). Doing it again goes on
    where a cut-off call stopped, and changes nothing in the end. What the index of subscribers does
    not show yet is moved by the run that finds it due.
    """
    token: str | None = None
    while True:

        def attempt(token: str | None = token) -> str | None:
            with unit_of_work() as unit:
                page = unit.charges.page_of_subscriber(account_id, limit=AT_ONCE, token=token)
                keys = [(each.collection_id, each.charge_id) for each in page.items]
                stage_moved(unit, unit.charges.get_many(keys) if keys else (), at=at, actor=actor)
                unit.commit()
            return page.next_token

        token = decide(attempt, also=(StaleChargeRevision, PayerChanged))
        if token is None:
            return


def move_strays(
    strays: Sequence[Charge], unit_of_work: UnitOfWorkFactory, *, at: datetime, actor: str
) -> None:
    """The same for charges that a run found with somebody who does not pay for them any more."""
    for start in range(0, len(strays), AT_ONCE):
        for account_id in sorted({each.subscriber_account_id for each in strays}):
            held = [
                each
                for each in strays[start : start + AT_ONCE]
                if each.subscriber_account_id == account_id
            ]
            with unit_of_work() as unit:
                stage_moved(unit, held, at=at, actor=actor)
                unit.commit()


def stage_moved(unit: UnitOfWork, charges: Sequence[Charge], *, at: datetime, actor: str) -> None:
    """Stage the move of those of one subscriber's `charges` that another account pays for now."""
    following = [charge for charge in charges if charge.follows_subscriber]
    if not following:
        return
    membership = unit.organizations.membership(following[0].subscriber_account_id)
    moved = [
        (charge, charge.received_by(membership.payer))
        for charge in following
        if charge.receiver_account_id != membership.payer
    ]
    if not moved:
        return
    unit.organizations.hold_membership(membership)
    for before, after in moved:
        unit.charges.save(before, after)
    unit.ledger.record(_moved([after for _, after in moved], membership.payer, at, actor))


def _moved(charges: Sequence[Charge], payer: str, at: datetime, actor: str) -> Event:
    account_id = charges[0].subscriber_account_id
    return new_event(
        payer,
        EventType.CHARGES_MOVED,
        f"account/{account_id}",
        at=at,
        actor=actor,
        occasion="|".join(f"{charge.charge_id}@{charge.revision}" for charge in charges),
        detail={
            "accountId": account_id,
            "receiverAccountId": payer,
            "charges": [
                {"chargeId": c.charge_id, "agreementId": c.agreement_id, "revision": c.revision}
                for c in charges
            ],
        },
    )

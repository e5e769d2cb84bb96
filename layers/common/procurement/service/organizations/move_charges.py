"""Charges to come go along with their account to whoever pays for it (R-235 to R-238, R-412)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import PayerChanged, StaleChargeRevision
from procurement.domain.events import Event, EventType
from procurement.service.attempts import decide
from procurement.service.organizations.payers import Payers
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.record import new_event

AT_ONCE: Final = 80
"""Charges moved in one transaction, beside its events and its checks."""


def move_charges(
    account_id: str, unit_of_work: UnitOfWorkFactory, *, at: datetime, actor: str
) -> None:
    """Make who gets the account's bill the receiver of all that its agreements have to come.

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
    """The same for charges that a run found with somebody who is not to get them any more."""
    for _, found in groupby(sorted(strays, key=_bearer), key=_bearer):
        borne = list(found)
        for start in range(0, len(borne), AT_ONCE):
            with unit_of_work() as unit:
                stage_moved(unit, borne[start : start + AT_ONCE], at=at, actor=actor)
                unit.commit()


def stage_moved(unit: UnitOfWork, charges: Sequence[Charge], *, at: datetime, actor: str) -> None:
    """Stage the move of those of one account's `charges` that are to have another receiver."""
    payers = Payers.read(charges, unit)
    pairs = [(charge, payers.received(charge)) for charge in charges]
    moved = [(before, after) for before, after in pairs if after is not before]
    if not moved:
        return
    payers.hold([before for before, _ in moved], unit)
    for before, after in moved:
        unit.charges.save(before, after)
    for event in _moved([after for _, after in moved], at, actor):
        unit.ledger.record(event)


def _moved(charges: Sequence[Charge], at: datetime, actor: str) -> Iterator[Event]:
    """One event for every account that gets some of them."""
    for receiver, found in groupby(sorted(charges, key=_receiver), key=_receiver):
        held = list(found)
        account_id = held[0].bearer_account_id
        yield new_event(
            receiver,
            EventType.CHARGES_MOVED,
            f"account/{account_id}",
            at=at,
            actor=actor,
            occasion="|".join(f"{charge.charge_id}@{charge.revision}" for charge in held),
            detail={
                "accountId": account_id,
                "receiverAccountId": receiver,
                "charges": [
                    {
                        "chargeId": c.charge_id,
                        "agreementId": c.agreement_id,
                        "revision": c.revision,
                    }
                    for c in held
                ],
            },
        )


def _bearer(charge: Charge) -> str:
    return charge.bearer_account_id


def _receiver(charge: Charge) -> str:
    return charge.receiver_account_id

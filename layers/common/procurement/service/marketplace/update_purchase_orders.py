"""UpdatePurchaseOrders: another purchase order number on open charges, all or nothing (R-218)."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import ChargeNotFound
from procurement.domain.events import Event, EventType
from procurement.domain.marketplace.purchase_order_support import check_afterwards
from procurement.domain.marketplace.purchase_order_update import (
    PurchaseOrderEntry,
    ReferenceChange,
    read_changes,
    update_purchase_orders,
)
from procurement.service.caller import Caller
from procurement.service.organizations.move_charges import move_charges
from procurement.service.organizations.payers import Payers, payer_of
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.purchase_orders.name_purchase_order import name_purchase_orders
from procurement.service.record import new_event


def update_charge_purchase_orders(
    entries: Sequence[PurchaseOrderEntry],
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> tuple[Charge, ...]:
    """Change 1 to 86 charges of the caller's agreements; those that really changed come back.

    The charges are one transaction; then every purchase order that was named gets its line
    (R-190). Repeating the call heals what a cut-off one left undone. Raises `InvalidInput` with all
    problems, `ChargeNotFound`, `StaleChargeRevision`, `ChargeAlreadyInvoiced`, and
    `InvalidAccountState` while the payer's integration with Marketplace is off (R-167).
    """
    now = clock.now()
    changes = read_changes(entries)
    with unit_of_work() as unit:
        payer_of(caller.account_id, unit, at=now, carries_purchase_orders=True)
        charges = _load(unit, changes, caller)
        payers = Payers.read(charges.values(), unit)
        if any(payers.received(charge) is not charge for charge in charges.values()):
            # They go to their receivers first, which makes the caller's revisions stale.
            move_charges(caller.account_id, unit_of_work, at=now, actor=caller.arn)
            charges = _load(unit, changes, caller)
        for agreement_id in {charge.collection_id for charge in charges.values()}:
            check_afterwards(unit.agreements.get_agreement(agreement_id).product_type)
        changed = update_purchase_orders(changes, charges)
        if changed:
            for after in changed:
                unit.charges.save(charges[after.charge_id], after)
            unit.ledger.record(_updated(caller, changed, charges, at=now))
            unit.commit()
        standing = {**charges, **{charge.charge_id: charge for charge in changed}}
        _name(unit_of_work, unit, standing, at=now, actor=caller.arn)
    return changed


def _load(
    unit: UnitOfWork, changes: Sequence[ReferenceChange], caller: Caller
) -> dict[str, Charge]:
    """The charges by ID; only the acceptor's own exist for the caller (R-221)."""
    keys = []
    for change in changes:
        agreement_id = change.agreement_id or unit.charges.agreement_of(
            caller.account_id, change.charge_id
        )
        if agreement_id is None:
            raise ChargeNotFound(change.charge_id)
        keys.append((agreement_id, change.charge_id))
    found = unit.charges.get_many(keys)
    return {c.charge_id: c for c in found if c.subscriber_account_id == caller.account_id}


def _name(
    unit_of_work: UnitOfWorkFactory,
    unit: UnitOfWork,
    charges: dict[str, Charge],
    *,
    at: datetime,
    actor: str,
) -> None:
    ordered = sorted(charges.values(), key=lambda charge: charge.collection_id)
    for agreement_id, held in groupby(ordered, key=lambda charge: charge.collection_id):
        touched = {charge.purchase_order_reference for charge in held}
        # The line's window spans every charge that names the order, not only those of this call.
        naming = [
            charges.get(charge.charge_id, charge)
            for charge in unit.charges.of_collection(agreement_id)
            if charge.purchase_order_reference in touched
        ]
        agreement = unit.agreements.get_agreement(agreement_id)
        description = unit.agreements.get_offer(agreement.offer_id).terms.name
        name_purchase_orders(description, naming, unit_of_work, at=at, actor=actor)


def _updated(
    caller: Caller, changed: Sequence[Charge], before: dict[str, Charge], *, at: datetime
) -> Event:
    first = changed[0]
    return new_event(
        first.receiver_account_id,
        EventType.CHARGE_PURCHASE_ORDERS_UPDATED,
        f"agreement/{first.collection_id}",
        at=at,
        actor=caller.arn,
        occasion="|".join(f"{charge.charge_id}@{charge.revision}" for charge in changed),
        detail={
            "charges": [
                {
                    "chargeId": charge.charge_id,
                    "agreementId": charge.agreement_id,
                    "revision": charge.revision,
                    "from": before[charge.charge_id].purchase_order_reference,
                    "to": charge.purchase_order_reference,
                }
                for charge in changed
            ]
        },
    )

"""Accept a released offer: the agreement, one charge per payment, and the orders they name."""

from dataclasses import dataclass
from datetime import datetime

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import AlreadyExists
from procurement.domain.events import Event, EventType
from procurement.domain.ids import derived_id
from procurement.domain.marketplace.agreement import Agreement, accept
from procurement.domain.marketplace.purchase_order_references import (
    FIRST_REVISION,
    PurchaseOrderReferences,
)
from procurement.service.caller import Caller
from procurement.service.ports import Clock, UnitOfWorkFactory
from procurement.service.purchase_orders.name_purchase_order import name_purchase_orders
from procurement.service.record import money, new_event


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """The agreement with its charges in the order of their dates."""

    agreement: Agreement
    charges: tuple[Charge, ...]


def accept_offer(
    offer_id: str,
    references: PurchaseOrderReferences,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> Accepted:
    """Accept for the calling buyer, once; the plan is frozen from here on (R-311, R-322).

    Agreement, charges and event are one transaction; then every purchase order that was named gets
    its line (R-190). A repeat with the same references returns what the first call made and heals
    what a cut-off one left undone; with other references it is a `Conflict`. What is due already is
    invoiced at once by the event (R-307).
    """
    now = clock.now()
    agreement_id = derived_id("agmt", offer_id, caller.account_id)
    with unit_of_work() as unit:
        offer = unit.agreements.get_offer(offer_id)
        present = unit.agreements.find_agreement(agreement_id)
        if present is None:
            agreement, charges = accept(
                offer,
                acceptor_account_id=caller.account_id,
                payer_account_id=caller.account_id,
                agreement_id=agreement_id,
                now=now,
                references=references,
            )
            unit.agreements.hold_offer(offer)
            unit.agreements.add_agreement(agreement)
            for charge in charges:
                unit.charges.add(charge)
            unit.ledger.record(_accepted(agreement, charges, at=now, actor=caller.arn))
            unit.commit()
        else:
            agreement = present
            charges = _repeated(
                present, references, tuple(unit.charges.of_collection(agreement_id))
            )
    name_purchase_orders(offer.terms.name, charges, unit_of_work, at=now, actor=caller.arn)
    return Accepted(agreement=agreement, charges=charges)


def _repeated(
    agreement: Agreement, references: PurchaseOrderReferences, charges: tuple[Charge, ...]
) -> tuple[Charge, ...]:
    asked = references.resolve(agreement.schedule)
    # A charge beyond its first revision has been changed or invoiced since: it proves nothing.
    held = {c.installment[0]: c for c in charges if c.installment and c.revision == FIRST_REVISION}
    same = all(
        charge.purchase_order_reference == (asked[number].reference if number in asked else None)
        for number, charge in held.items()
    )
    if not same:
        raise AlreadyExists(
            "the offer is accepted already; change its purchase orders with UpdatePurchaseOrders",
            resource_type="Agreement",
            resource_id=agreement.agreement_id,
        )
    return charges


def _accepted(
    agreement: Agreement, charges: tuple[Charge, ...], *, at: datetime, actor: str
) -> Event:
    return new_event(
        agreement.payer_account_id,
        EventType.AGREEMENT_ACCEPTED,
        f"agreement/{agreement.agreement_id}",
        at=at,
        actor=actor,
        occasion="accepted",
        detail={
            "agreementId": agreement.agreement_id,
            "offerId": agreement.offer_id,
            "acceptorAccountId": agreement.acceptor_account_id,
            "receiverAccountId": agreement.payer_account_id,
            "totalValue": money(agreement.total_value),
            "charges": len(charges),
            "isDueNow": any(charge.due_at <= at for charge in charges),
        },
    )

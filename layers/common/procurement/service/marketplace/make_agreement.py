"""What every acceptance stages, and how a repeated one is recognized."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import AlreadyExists
from procurement.domain.events import Event, EventType
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.marketplace.purchase_order_references import (
    FIRST_REVISION,
    PurchaseOrderReferences,
)
from procurement.service.ports.unit_of_work import UnitOfWork
from procurement.service.record import money, new_event


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """The agreement with the charges that it was accepted with, payments first, by their dates."""

    agreement: Agreement
    charges: tuple[Charge, ...]


def stage_agreement(unit: UnitOfWork, accepted: Accepted, *, at: datetime, actor: str) -> None:
    """Stage the agreement, its charges and the event `AgreementAccepted` (R-322)."""
    unit.agreements.add_agreement(accepted.agreement)
    for charge in accepted.charges:
        unit.charges.add(charge)
    unit.ledger.record(_event(accepted, at=at, actor=actor))


def accepted_before(
    unit: UnitOfWork,
    agreement: Agreement,
    expected: Sequence[Charge],
    references: PurchaseOrderReferences,
    *,
    keeps_orders: bool = False,
) -> Accepted:
    """What an earlier call made of `agreement`, if it asked for the same `references`.

    With `keeps_orders` a charge that nothing was asked for may carry a replaced payment's number.
    Raises `AlreadyExists` otherwise.
    """
    asked = references.resolve(expected)
    held = {c.charge_id: c for c in unit.charges.of_collection(agreement.agreement_id)}
    charges = tuple(held[c.charge_id] for c in expected if c.charge_id in held)
    for charge in charges:
        order = asked.get(charge.charge_id)
        is_same = charge.purchase_order_reference == (order.reference if order else None)
        is_same = is_same or (order is None and keeps_orders)
        # A charge beyond its first revision was changed or invoiced since: it proves nothing.
        if charge.revision == FIRST_REVISION and not is_same:
            raise AlreadyExists(
                "it is accepted already; change its purchase orders with UpdatePurchaseOrders",
                resource_type="Agreement",
                resource_id=agreement.agreement_id,
            )
    return Accepted(agreement=agreement, charges=charges)


def record_amendment(
    unit: UnitOfWork,
    agreement: Agreement,
    charges: Sequence[Charge] = (),
    *,
    at: datetime,
    actor: str,
) -> None:
    """Stage the event of an agreement whose terms were configured anew, with what that costs.

    What is due at once is invoiced by this event (R-240).
    """
    unit.ledger.record(
        new_event(
            agreement.payer_account_id,
            EventType.AGREEMENT_AMENDED,
            f"agreement/{agreement.agreement_id}",
            at=at,
            actor=actor,
            occasion=agreement.version,
            detail={
                "agreementId": agreement.agreement_id,
                "acceptorAccountId": agreement.acceptor_account_id,
                "receiverAccountId": _receiver_now(agreement, charges, at),
                "version": agreement.version,
                "totalValue": money(agreement.total_value),
                "charges": len(charges),
                "isDueNow": any(charge.due_at <= at for charge in charges),
            },
        )
    )


def _event(accepted: Accepted, *, at: datetime, actor: str) -> Event:
    agreement, charges = accepted.agreement, accepted.charges
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
            "receiverAccountId": _receiver_now(agreement, charges, at),
            "totalValue": money(agreement.total_value),
            "charges": len(charges),
            "isDueNow": any(charge.due_at <= at for charge in charges),
        },
    )


def _receiver_now(agreement: Agreement, charges: Sequence[Charge], at: datetime) -> str:
    """Who receives what is due at once: its bill may go to another account than the payer's."""
    due = (charge.receiver_account_id for charge in charges if charge.due_at <= at)
    return next(due, agreement.payer_account_id)

"""End an agreement before its time: what was not invoiced yet is void, its lines are closed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import StaleChargeRevision
from procurement.domain.events import EventType
from procurement.domain.marketplace.agreement import Agreement, AgreementStatus
from procurement.domain.marketplace.ending import charges_to_void
from procurement.domain.month import Month
from procurement.domain.purchase_orders.naming import closed_by_marketplace
from procurement.service.attempts import decide
from procurement.service.invoices.close_billing_periods import close_billing_periods
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.purchase_orders.name_purchase_order import stage_named
from procurement.service.record import new_event

_AT_ONCE: Final = 80
"""Charges made void in one transaction."""


def close_due_periods(
    agreement: Agreement, unit_of_work: UnitOfWorkFactory, *, at: datetime
) -> None:
    """Close the billing periods that a run has not come to yet: they are owed (R-317)."""
    with unit_of_work() as unit:
        due = unit.charges.open_in(agreement.agreement_id, at)
    close_billing_periods(due, at, unit_of_work)


def stage_end(
    unit: UnitOfWork,
    agreement: Agreement,
    status: AgreementStatus,
    *,
    at: datetime,
    actor: str,
    room: int = _AT_ONCE,
) -> Agreement:
    """Stage the end with the charges that would fall due soonest, up to `room` of them.

    The others follow by `settle_end`; none of them can fall due before that. Raises `WrongStatus`
    unless the agreement is active.
    """
    ended = agreement.ended(status, now=at)
    unit.agreements.save_agreement(agreement, ended)
    for charge in _to_void(unit, ended, at)[:room]:
        unit.charges.save(charge, charge.voided())
    unit.ledger.record(
        new_event(
            # Whoever paid when it was accepted may not pay for the buyer any more.
            unit.organizations.membership(ended.acceptor_account_id).payer,
            EventType.AGREEMENT_ENDED,
            f"agreement/{ended.agreement_id}",
            at=at,
            actor=actor,
            occasion=ended.version,
            detail={
                "agreementId": ended.agreement_id,
                "acceptorAccountId": ended.acceptor_account_id,
                "status": ended.status.value,
            },
        )
    )
    return ended


def settle_end(agreement: Agreement, unit_of_work: UnitOfWorkFactory, *, actor: str) -> None:
    """Void what is left of an ended agreement and close its purchase order lines (R-402).

    Doing it again changes nothing, so that a caller who was cut off may simply repeat.
    """
    at = agreement.last_update_time
    while decide(lambda: _void_some(agreement, unit_of_work, at), also=(StaleChargeRevision,)):
        pass
    with unit_of_work() as unit:
        charges = list(unit.charges.of_collection(agreement.agreement_id))
    named = {(c.receiver_account_id, c.purchase_order_reference) for c in charges}
    for account_id, number in sorted((a, n) for a, n in named if n is not None):
        later = [
            charge.billing_period
            for charge in charges
            if charge.purchase_order_reference == number and charge.is_unsettled
        ]
        last = max([Month.of(at), *later])
        _close_lines(account_id, number, agreement, last, unit_of_work, at=at, actor=actor)


def _void_some(agreement: Agreement, unit_of_work: UnitOfWorkFactory, at: datetime) -> bool:
    with unit_of_work() as unit:
        left = _to_void(unit, agreement, at)
        for charge in left[:_AT_ONCE]:
            unit.charges.save(charge, charge.voided())
        if left:
            unit.commit()
    return bool(left)


def _to_void(unit: UnitOfWork, agreement: Agreement, at: datetime) -> Sequence[Charge]:
    charges = list(unit.charges.of_collection(agreement.agreement_id))
    return charges_to_void(agreement, agreement.status, charges, at)


def _close_lines(
    account_id: str,
    number: str,
    agreement: Agreement,
    last: Month,
    unit_of_work: UnitOfWorkFactory,
    *,
    at: datetime,
    actor: str,
) -> None:
    def attempt() -> None:
        with unit_of_work() as unit:
            before = unit.purchase_orders.find(account_id, number)
            if before is None:
                return
            after = closed_by_marketplace(before, agreement.agreement_id, last, now=at)
            if after is not before:
                stage_named(unit, before, after, after, at=at, actor=actor)
                unit.commit()

    decide(attempt)

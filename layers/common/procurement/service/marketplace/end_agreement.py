"""End an agreement before its time: what was not invoiced yet is void, its lines are closed."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from procurement.domain.charges.charge import Charge
from procurement.domain.errors import StaleChargeRevision
from procurement.domain.events import EventType
from procurement.domain.marketplace.agreement import Agreement, AgreementStatus
from procurement.domain.marketplace.ending import charges_to_void
from procurement.domain.month import Month
from procurement.domain.organizations.transfer_chain import bill_path
from procurement.domain.purchase_orders.naming import closed_by_marketplace
from procurement.service.after_sale.overtake_cancellation import stage_overtaken
from procurement.service.attempts import decide
from procurement.service.invoices.close_billing_periods import close_billing_periods
from procurement.service.marketplace.count_agreements import stage_count
from procurement.service.organizations.payers import Payers
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
    successor: Agreement | None = None,
    is_requested: bool = False,
) -> Agreement:
    """Stage the end with the charges that would fall due soonest, up to `room` of them.

    The others follow by `settle_end`, or by the next sweep if that is cut off; none of them can
    fall due before that. `successor` is counted in its place (R-304). An open cancellation request
    is closed along with it, unless that is what ended it: then it `is_requested`, and the caller
    stages the request. Raises `WrongStatus` unless the agreement is active.
    """
    ended = agreement.ended(status, now=at)
    if not is_requested:
        stage_overtaken(unit, agreement.agreement_id, status, at=at, actor=actor)
    unit.agreements.save_agreement(agreement, ended)
    stage_count(unit, at=at, ended=agreement, begun=successor)
    for charge in _to_void(unit, ended, at)[:room]:
        unit.charges.save(charge, charge.ended(at))
    record_end(unit, ended, at=at, actor=actor)
    return ended


def record_end(unit: UnitOfWork, ended: Agreement, *, at: datetime, actor: str) -> None:
    """Stage the event of an agreement's end."""
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


def settle_end(agreement: Agreement, unit_of_work: UnitOfWorkFactory, *, actor: str) -> None:
    """Void what is left of an ended agreement and close its purchase order lines (R-402).

    Those of who receives the present payer's bills, that is: what an organization holds that the
    buyer has left stays as it is (R-237), and so does all while the integration with Marketplace is
    off (R-167). Doing it
    again changes nothing, so that a caller who was cut off may simply repeat.
    """
    if not agreement.is_settling:
        return
    at = agreement.last_update_time
    while decide(lambda: _void_some(agreement, unit_of_work, at), also=(StaleChargeRevision,)):
        pass
    _close_all_lines(agreement, unit_of_work, at=at, actor=actor)
    decide(lambda: _note_settled(agreement.agreement_id, unit_of_work))


def _close_all_lines(
    agreement: Agreement, unit_of_work: UnitOfWorkFactory, *, at: datetime, actor: str
) -> None:
    with unit_of_work() as unit:
        payers = Payers.of_accounts([agreement.acceptor_account_id], unit)
        payer = payers.memberships[agreement.acceptor_account_id].payer
        charges = [
            charge
            for charge in unit.charges.of_collection(agreement.agreement_id)
            if charge.purchase_order_reference
            and charge.receiver_account_id
            == bill_path(payer, charge.billed_period, payers.memberships)[-1]
        ]
        receivers = {charge.receiver_account_id for charge in charges}
        closing = {r for r in receivers if unit.billing_settings.integration(r).is_enabled}
    named = sorted((c for c in charges if c.receiver_account_id in closing), key=_named_with)
    for (receiver, number), held in groupby(named, key=_named_with):
        later = [charge.billing_period for charge in held if charge.is_unsettled]
        last = max([Month.of(at), *later])
        _close_lines(receiver, number, agreement, last, unit_of_work, at=at, actor=actor)


def _named_with(charge: Charge) -> tuple[str, str]:
    return charge.receiver_account_id, charge.purchase_order_reference or ""


def _note_settled(agreement_id: str, unit_of_work: UnitOfWorkFactory) -> None:
    with unit_of_work() as unit:
        present = unit.agreements.get_agreement(agreement_id)
        if present.is_settling:
            unit.agreements.save_agreement(present, present.settled())
            unit.commit()


def _void_some(agreement: Agreement, unit_of_work: UnitOfWorkFactory, at: datetime) -> bool:
    with unit_of_work() as unit:
        left = _to_void(unit, agreement, at)
        for charge in left[:_AT_ONCE]:
            unit.charges.save(charge, charge.ended(at))
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

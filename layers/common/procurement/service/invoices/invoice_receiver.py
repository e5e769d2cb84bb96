"""Invoice what is due for one receiving account: draft, match, issue."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.billing_settings.payment_settings import PaymentSettings
from procurement.domain.charges.charge import Charge
from procurement.domain.errors import LostRace, PayerChanged, StaleChargeRevision
from procurement.domain.invoices.consolidation import invoiced_from, is_consolidated
from procurement.domain.invoices.draft import Draft, draft_invoices
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.month import Month
from procurement.service.attempts import decide
from procurement.service.billing_settings.settings_for_invoices import with_exchange_rates
from procurement.service.billing_settings.units_in_force import with_units_in_force
from procurement.service.caller import INVOICE_RUN
from procurement.service.invoices.claim_charges import claim, settle, unsettled
from procurement.service.invoices.close_billing_periods import close_billing_periods
from procurement.service.invoices.issue_invoice import issue_invoice
from procurement.service.invoices.owed_until import owed_until
from procurement.service.invoices.receiver_account import ReceiverAccount
from procurement.service.organizations.move_charges import move_strays
from procurement.service.organizations.payers import Payers, bill_sources, open_collections
from procurement.service.ports.receivers import Receiver
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def invoice_receiver(
    account_id: str,
    collection_ids: Sequence[str] | None,
    due_by: datetime,
    unit_of_work: UnitOfWorkFactory,
    entities: InvoicingEntities,
    now: datetime,
    *,
    found_in: Sequence[str] = (),
) -> tuple[Invoice, ...]:
    """Issue an invoice for every group of due charges, of these collections or of all (None).

    `found_in` names the collections with something due of the account's own, if they are known.
    Doing it again finds nothing left to do (R-310). A charge that somebody changes meanwhile, or a
    subscriber that moves to another payer, sends this account back to the start, with everything
    issued so far standing. What another account is to receive by now is handed to that one (R-236),
    and what this one is to receive of transferred bills is taken from their sources (R-412).
    """
    asked = _Asked(
        account_id=account_id,
        collection_ids=collection_ids,
        found_in=found_in,
        due_by=due_by,
        now=now,
    )
    issued: dict[str, Invoice] = {}

    def attempt() -> None:
        charges, payers, known = _payable(asked, unit_of_work)
        if not charges:
            return
        with unit_of_work() as unit:
            settings = with_units_in_force(known.settings, charges, unit)
            settings = with_exchange_rates(settings, unit, (now,))
        awaited = [charge for charge in charges if _is_awaited(charge, settings.payment, asked)]
        if not awaited:
            return
        drafts = draft_invoices(awaited, settings, entities.taxes, now.date())
        since = min(draft.group.billing_period for draft in drafts)
        receiver = ReceiverAccount(account_id, entities, since, payers)
        receiver.take(known)
        for draft in drafts:
            for invoice in _invoice(draft, receiver, unit_of_work, now):
                issued[invoice.invoice_id] = invoice

    decide(attempt, also=(StaleChargeRevision, PayerChanged))
    return tuple(issued.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    """What is to be invoiced."""

    account_id: str
    collection_ids: Sequence[str] | None
    found_in: Sequence[str]
    due_by: datetime
    now: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class _Due:
    """What is due of a receiver and of the accounts whose bills come to it, and until when."""

    charges: Sequence[Charge]
    until: Mapping[str, datetime]
    payers: Payers
    receiver: Receiver


def _is_awaited(charge: Charge, payment: PaymentSettings, asked: _Asked) -> bool:
    """Whether its invoice is to be made now.

    What is consolidated is left to the run after its day, which sees all of that day (R-248).
    """
    if not charge.is_unsettled:
        return False
    if is_consolidated(charge, payment):
        return asked.collection_ids is None and invoiced_from(charge, payment) <= asked.due_by
    return True


def _payable(
    asked: _Asked, unit_of_work: UnitOfWorkFactory
) -> tuple[list[Charge], Payers, Receiver]:
    """What the account is to receive of what is due, and what this was decided on.

    Everything due of any of the accounts is handed to its receiver first, and billing periods are
    closed, until nothing of the kind is left to do.
    """
    account_id = asked.account_id
    while True:
        with unit_of_work() as unit:
            found = _due(asked, unit)
        due, payers = found.charges, found.payers
        strays = [charge for charge in due if payers.received(charge) is not charge]
        move_strays(strays, unit_of_work, at=asked.now, actor=INVOICE_RUN)
        own = [
            charge
            for charge in due
            if charge.receiver_account_id == account_id and payers.received(charge) is charge
        ]
        closings = [
            close_billing_periods([charge], found.until[charge.collection_id], unit_of_work)
            for charge in own
        ]
        if not any(closings) and not any(payers.of(stray) == account_id for stray in strays):
            return own, payers, found.receiver


def _due(asked: _Asked, unit: UnitOfWork) -> _Due:
    """Read everything at once: hardly any account receives the bills of others."""
    accounts = [asked.account_id]
    while True:
        until = _owed(asked, accounts, unit)
        charges = [
            charge
            for collection_id, due_by in until.items()
            for charge in unit.charges.open_in(collection_id, due_by)
            if charge.receiver_account_id in accounts
        ]
        since = _first_period(charges, asked.now)
        issuers = {charge.invoicing_entity for charge in charges}
        receiver = unit.receivers.read(asked.account_id, since, sorted(issuers))
        sources = bill_sources(asked.account_id, unit, known=receiver.membership)
        if [asked.account_id, *sources] == accounts:
            payers = Payers.read(charges, unit, known=[receiver.membership])
            return _Due(charges=charges, until=until, payers=payers, receiver=receiver)
        accounts = [asked.account_id, *sources]


def _owed(asked: _Asked, accounts: Sequence[str], unit: UnitOfWork) -> Mapping[str, datetime]:
    """The collections to look into, each with the instant until which it is owed."""
    collections = asked.collection_ids
    if collections is None:
        is_told = asked.found_in and len(accounts) == 1
        collections = asked.found_in if is_told else open_collections(accounts, asked.due_by, unit)
    return owed_until(unit, asked.account_id, collections, asked.due_by, asked.now)


def _first_period(charges: Sequence[Charge], now: datetime) -> Month:
    return min((charge.billing_period for charge in charges), default=Month.of(now))


def _invoice(
    draft: Draft, receiver: ReceiverAccount, unit_of_work: UnitOfWorkFactory, now: datetime
) -> Iterator[Invoice]:
    """The draft's invoice; two when an interrupted attempt had issued part of the group before."""
    issued, rest = unsettled(draft, unit_of_work)
    if issued:
        settle(draft, issued, unit_of_work)
        yield issued
    for remaining in rest:
        held = claim(remaining, unit_of_work)

        def attempt(held: Draft = held) -> Invoice:
            try:
                return issue_invoice(held, receiver, unit_of_work, now)
            except LostRace:
                with unit_of_work() as unit:
                    receiver.load(unit)
                raise

        invoice = decide(attempt)
        settle(held, invoice, unit_of_work)
        yield invoice

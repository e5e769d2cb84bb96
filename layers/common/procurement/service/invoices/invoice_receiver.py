"""Invoice what is due for one receiving account: draft, match, issue."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.billing_settings.payment_settings import PaymentSettings
from procurement.domain.charges.charge import Charge
from procurement.domain.errors import LostRace, PayerChanged, StaleChargeRevision
from procurement.domain.invoices.consolidation import invoiced_from, is_consolidated
from procurement.domain.invoices.draft import Draft, draft_invoices
from procurement.domain.invoices.invoice import Invoice
from procurement.service.attempts import decide
from procurement.service.billing_settings.settings_for_invoices import settings_for_invoices
from procurement.service.caller import INVOICE_RUN
from procurement.service.invoices.claim_charges import claim, settle, unsettled
from procurement.service.invoices.close_billing_periods import close_billing_periods
from procurement.service.invoices.issue_invoice import issue_invoice
from procurement.service.invoices.owed_until import owed_until
from procurement.service.invoices.receiver_account import ReceiverAccount
from procurement.service.organizations.move_charges import move_strays
from procurement.service.organizations.payers import Payers, bill_sources, open_collections
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def invoice_receiver(
    account_id: str,
    collection_ids: Sequence[str] | None,
    due_by: datetime,
    unit_of_work: UnitOfWorkFactory,
    entities: InvoicingEntities,
    now: datetime,
) -> tuple[Invoice, ...]:
    """Issue an invoice for every group of due charges, of these collections or of all (None).

    Doing it again finds nothing left to do (R-310). A charge that somebody changes meanwhile, or a
    subscriber that moves to another payer, sends this account back to the start, with everything
    issued so far standing. What another account is to receive by now is handed to that one (R-236),
    and what this one is to receive of transferred bills is taken from their sources (R-412).
    """

    issued: dict[str, Invoice] = {}

    def attempt() -> None:
        with unit_of_work() as unit:
            collections = collection_ids
            accounts = [account_id, *bill_sources(account_id, unit)]
            if collections is None:
                collections = open_collections(accounts, due_by, unit)
            until = owed_until(unit, account_id, collections, due_by, now)
            charges, payers = _payable(accounts, until, unit_of_work, now)
            if not charges:
                return
            settings = settings_for_invoices(unit, account_id, (now,))
            charges = [
                charge
                for charge in charges
                if charge.is_unsettled
                and _is_awaited(charge, settings.payment, due_by, is_run=collection_ids is None)
            ]
            if not charges:
                return
            drafts = draft_invoices(charges, settings, entities.taxes, now.date())
            since = min(draft.group.billing_period for draft in drafts)
            receiver = ReceiverAccount(account_id, entities, since, payers)
            receiver.load(unit)
        for draft in drafts:
            for invoice in _invoice(draft, receiver, unit_of_work, now):
                issued[invoice.invoice_id] = invoice

    decide(attempt, also=(StaleChargeRevision, PayerChanged))
    return tuple(issued.values())


def _is_awaited(
    charge: Charge, payment: PaymentSettings, due_by: datetime, *, is_run: bool
) -> bool:
    """Whether its invoice is to be made now.

    What is consolidated is left to the run after its day, which sees all of that day (R-248).
    """
    if is_consolidated(charge, payment):
        return is_run and invoiced_from(charge, payment) <= due_by
    return True


def _due(
    unit: UnitOfWork, account_ids: Sequence[str], until: Mapping[str, datetime]
) -> Iterator[Charge]:
    for collection_id, due_by in until.items():
        for charge in unit.charges.open_in(collection_id, due_by):
            if charge.receiver_account_id in account_ids:
                yield charge


def _payable(
    account_ids: Sequence[str],
    until: Mapping[str, datetime],
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
) -> tuple[list[Charge], Payers]:
    """What the first account is to receive of what is due, and what this was decided on.

    Everything due of any of the accounts is handed to its receiver first, and billing periods are
    closed, until nothing of the kind is left to do.
    """
    account_id = account_ids[0]
    while True:
        with unit_of_work() as unit:
            due = tuple(_due(unit, account_ids, until))
            payers = Payers.read(due, unit)
        strays = [charge for charge in due if payers.received(charge) is not charge]
        move_strays(strays, unit_of_work, at=now, actor=INVOICE_RUN)
        own = [
            charge
            for charge in due
            if charge.receiver_account_id == account_id and payers.received(charge) is charge
        ]
        closings = [
            close_billing_periods([charge], until[charge.collection_id], unit_of_work)
            for charge in own
        ]
        if not any(closings) and not any(payers.of(stray) == account_id for stray in strays):
            return own, payers


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

"""Invoice what is due for one receiving account: draft, match, issue."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.charges.charge import Charge
from procurement.domain.errors import LostRace, PayerChanged, StaleChargeRevision
from procurement.domain.invoices.invoice import Draft, Invoice, draft_invoices
from procurement.service.attempts import decide
from procurement.service.caller import INVOICE_RUN
from procurement.service.invoices.claim_charges import claim, settle, unsettled
from procurement.service.invoices.close_billing_periods import close_billing_periods
from procurement.service.invoices.issue_invoice import issue_invoice
from procurement.service.invoices.receiver_account import ReceiverAccount
from procurement.service.organizations.move_charges import move_strays
from procurement.service.organizations.payers import Payers
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory


def invoice_receiver(
    account_id: str,
    collection_ids: Sequence[str],
    due_by: datetime,
    unit_of_work: UnitOfWorkFactory,
    entities: InvoicingEntities,
    now: datetime,
) -> tuple[Invoice, ...]:
    """Issue an invoice for every group of charges of these collections that is due.

    Doing it again finds nothing left to do (R-310). A charge that somebody changes meanwhile, or a
    subscriber that moves to another payer, sends this account back to the start, with everything
    issued so far standing. What another account pays for by now is handed to that one, whose own
    next run invoices it (R-236).
    """

    issued: dict[str, Invoice] = {}

    def attempt() -> None:
        with unit_of_work() as unit:
            due = tuple(_due(unit, account_id, collection_ids, due_by))
            charges, payers = _payable(due, account_id, unit_of_work, now)
            if close_billing_periods(charges, due_by, unit_of_work):
                due = tuple(_due(unit, account_id, collection_ids, due_by))
                charges, payers = _payable(due, account_id, unit_of_work, now)
            charges = tuple(charge for charge in charges if charge.is_unsettled)
            if not charges:
                return
            drafts = draft_invoices(charges, unit.billing_settings.of_account(account_id))
            since = min(draft.group.billing_period for draft in drafts)
            receiver = ReceiverAccount(account_id, entities, since, payers)
            receiver.load(unit)
        for draft in drafts:
            for invoice in _invoice(draft, receiver, unit_of_work, now):
                issued[invoice.invoice_id] = invoice

    decide(attempt, also=(StaleChargeRevision, PayerChanged))
    return tuple(issued.values())


def _due(
    unit: UnitOfWork, account_id: str, collection_ids: Sequence[str], due_by: datetime
) -> Iterator[Charge]:
    for collection_id in collection_ids:
        for charge in unit.charges.open_in(collection_id, due_by):
            if charge.receiver_account_id == account_id:
                yield charge


def _payable(
    due: Sequence[Charge], account_id: str, unit_of_work: UnitOfWorkFactory, now: datetime
) -> tuple[Sequence[Charge], Payers]:
    """What the account is to pay of what is due, and the payers that this was decided on.

    The rest is handed over to those who pay for it by now (R-236).
    """
    with unit_of_work() as unit:
        payers = Payers.read(due, unit)
    strays = [charge for charge in due if payers.of(charge) != account_id]
    move_strays(strays, unit_of_work, at=now, actor=INVOICE_RUN)
    return [charge for charge in due if payers.of(charge) == account_id], payers


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

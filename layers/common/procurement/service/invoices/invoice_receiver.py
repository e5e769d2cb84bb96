"""Invoice what is due for one receiving account: draft, match, issue."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.charges.charge import Charge
from procurement.domain.errors import LostRace, StaleChargeRevision
from procurement.domain.invoices.invoice import Draft, Invoice, draft_invoices
from procurement.service.attempts import decide
from procurement.service.invoices.claim_charges import claim, settle, unsettled
from procurement.service.invoices.issue_invoice import issue_invoice
from procurement.service.invoices.receiver_account import ReceiverAccount
from procurement.service.ports import UnitOfWork, UnitOfWorkFactory


def invoice_receiver(
    account_id: str,
    collection_ids: Sequence[str],
    due_by: datetime,
    unit_of_work: UnitOfWorkFactory,
    entities: InvoicingEntities,
    now: datetime,
) -> tuple[Invoice, ...]:
    """Issue an invoice for every group of charges of these collections that is due.

    Doing it again finds nothing left to do (R-310). A charge that somebody changes meanwhile sends
    this account back to the start, with everything issued so far standing.
    """

    issued: dict[str, Invoice] = {}

    def attempt() -> None:
        with unit_of_work() as unit:
            charges = tuple(_due(unit, account_id, collection_ids, due_by))
            if not charges:
                return
            drafts = draft_invoices(charges, unit.billing_settings.of_account(account_id))
            since = min(draft.group.billing_period for draft in drafts)
            receiver = ReceiverAccount(account_id, entities, since)
            receiver.load(unit)
        for draft in drafts:
            for invoice in _invoice(draft, receiver, unit_of_work, now):
                issued[invoice.invoice_id] = invoice

    decide(attempt, also=(StaleChargeRevision,))
    return tuple(issued.values())


def _due(
    unit: UnitOfWork, account_id: str, collection_ids: Sequence[str], due_by: datetime
) -> Iterator[Charge]:
    for collection_id in collection_ids:
        for charge in unit.charges.open_in(collection_id, due_by):
            if charge.receiver_account_id == account_id:
                yield charge


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

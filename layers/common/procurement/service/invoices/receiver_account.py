"""What the invoices of one receiving account are decided on, loaded once per batch."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.invoices.decision import Decision, decide_draft, named_purchase_order
from procurement.domain.invoices.draft import Draft
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.matching.candidates import Candidates
from procurement.domain.month import Month
from procurement.service.organizations.payers import Payers
from procurement.service.ports.receivers import Receiver
from procurement.service.ports.unit_of_work import UnitOfWork


@dataclass(slots=True)
class ReceiverAccount:
    """The purchase orders and the last invoice numbers of one receiver, as far as this batch knows.

    `since` is the earliest billing period in the batch: what expired before cannot matter. `payers`
    are those of the batch's charges.
    """

    account_id: str
    entities: InvoicingEntities
    since: Month
    payers: Payers
    candidates: Candidates = field(init=False)
    numbers: dict[str, int] = field(default_factory=dict)

    def load(self, unit: UnitOfWork) -> None:
        """Read every purchase order that may still matter (R-112), and the numbers, once more."""
        self.take(unit.receivers.read(self.account_id, self.since, list(self.numbers)))

    def take(self, known: Receiver) -> None:
        """Go by what was just read, as far as it may still matter to this batch (R-112)."""
        usable = [each for each in known.purchase_orders if each.expiration_month >= self.since]
        self.candidates = Candidates.of(usable, self.entities)
        self.numbers = dict(known.last_numbers)

    def next_number(self, unit: UnitOfWork, entity: str) -> int:
        """The number after the last one given, read once per batch unless it was taken (R-391)."""
        if entity not in self.numbers:
            self.numbers[entity] = unit.invoices.last_number(self.account_id, entity)
        return self.numbers[entity] + 1

    def decide(self, draft: Draft, unit: UnitOfWork, now: datetime) -> Decision:
        """What issuing `draft` comes to as things stand."""
        reference = named_purchase_order(draft)
        named = self.candidates.named(reference) if reference else None
        if reference and named is None:
            # One that expired before the batch's first period may be named too; it was not loaded.
            named = unit.purchase_orders.find(self.account_id, reference)
        return decide_draft(draft, self.candidates, named, now)

    def issued(self, invoice: Invoice, decision: Decision) -> None:
        """Take what was just saved: the number, and a purchase order one revision further."""
        self.numbers[invoice.invoicing_entity] = invoice.sequence
        after = decision.after
        if after is not None and after is not decision.before:
            self.candidates.put(replace(after, revision=after.revision + 1))

"""What issuing one draft comes to: which purchase order it takes, and what becomes of that one.

Nothing is read or written here, so that a preview and the run that really issues decide alike.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from procurement.domain.charges.charge import Charge
from procurement.domain.invoices.draft import Draft, InvoiceType
from procurement.domain.matching.candidates import Candidates
from procurement.domain.matching.matcher import choose, explained
from procurement.domain.matching.result import InvoiceToMatch, Match
from procurement.domain.purchase_orders.balance import associated
from procurement.domain.purchase_orders.naming import line_for_installment, named_by_marketplace
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A draft's match, and its purchase order at three moments; all None without one.

    `before` is how the purchase order stands, None if the charges create it. `lined` has the line
    that the charges ask for on the purchase order they name (R-190), and is `before` itself when
    they name none or nothing had to be added. `after` has the booking too (R-142): it is what has
    to be saved, unless it is still `before`.
    """

    draft: Draft
    match: Match
    before: PurchaseOrder | None = None
    lined: PurchaseOrder | None = None
    after: PurchaseOrder | None = None

    @property
    def is_lined(self) -> bool:
        """Whether the charges created or changed the purchase order that they name."""
        return self.lined is not self.before


def named_purchase_order(draft: Draft) -> str | None:
    """The ID of the purchase order that the draft's charges name and will change, or None.

    A credit memo changes none: it follows its invoice (R-152). Nor does any invoice while the
    receiver's integration with Marketplace is off (R-167, R-238).
    """
    if draft.type is InvoiceType.CREDIT_MEMO or not draft.is_integrated:
        return None
    return draft.group.purchase_order_reference or None


def decide_draft(
    draft: Draft,
    candidates: Candidates,
    named: PurchaseOrder | None,
    now: datetime,
    *,
    explains: bool = True,
) -> Decision:
    """The purchase order for `draft` among `candidates`, by R-111 to R-141 and R-187 to R-203.

    `named` is the purchase order of the ID that `named_purchase_order` gives, as it stands; None
    when there is none. It joins the candidates with its new line on it. Nothing is booked on them:
    whoever goes on hands `after` to `candidates.put`. Whoever asks for no explanation gets the same
    match without its reason and funnel, several times as fast.
    """
    reference = named_purchase_order(draft)
    if reference is None:
        match = _match(invoice_to_match(draft), candidates, explains=explains)
        return _booked(draft, match, before=match.purchase_order, lined=match.purchase_order)
    line = line_for_installment(_as_one_charge(draft))
    lined = named_by_marketplace(
        named,
        line,
        payment=draft.payment,
        purchase_order_id=reference,
        now=now,
    )
    candidates.put(lined)
    invoice = invoice_to_match(draft, line.line_item_number)
    match = _match(invoice, candidates, explains=explains)
    return _booked(draft, match, before=named, lined=lined)


def _as_one_charge(draft: Draft) -> Charge:
    """What the line on the named purchase order stands for; a day's purchases are told as such."""
    first = replace(draft.charges[0], amount=draft.total_before_tax.amount)
    if all(charge.agreement_id == first.agreement_id for charge in draft.charges):
        return first
    told = f"{len(draft.charges)} purchases of {first.due_at.date()}"
    return replace(first, description=told, installment=None)


def invoice_to_match(draft: Draft, named_line_item_number: str | None = None) -> InvoiceToMatch:
    """What the matcher is asked about `draft`, with the line made for it where it names one."""
    group = draft.group
    return InvoiceToMatch(
        kind=group.kind,
        invoicing_entity=group.invoicing_entity,
        billing_period=group.billing_period,
        totals=draft.totals,
        tax_registration_number=group.tax_registration_number or None,
        invoice_unit=group.invoice_unit or None,
        purchase_order_reference=group.purchase_order_reference or None,
        named_line_item_number=named_line_item_number,
        is_integrated=draft.is_integrated,
    )


def _match(invoice: InvoiceToMatch, candidates: Candidates, *, explains: bool) -> Match:
    choice = choose(invoice, candidates)
    if explains:
        return explained(choice, invoice, candidates)
    return Match(
        outcome=choice.outcome,
        purchase_order=choice.purchase_order,
        line_item_number=choice.line_item_number,
        booked=choice.booked,
        flags=choice.flags,
        reason="",
        funnel=(),
    )


def _booked(
    draft: Draft, match: Match, *, before: PurchaseOrder | None, lined: PurchaseOrder | None
) -> Decision:
    after = lined
    if lined and match.purchase_order and match.line_item_number:
        after = associated(lined, match.line_item_number, match.booked)
    return Decision(draft=draft, match=match, before=before, lined=lined, after=after)

"""Which purchase order an invoice carries, and which of its line items it is booked on."""

from collections.abc import Sequence
from typing import Final

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.matching.candidates import Candidates
from procurement.domain.matching.criteria import LINE_ITEM_REQUIREMENTS, PURCHASE_ORDER_REQUIREMENTS
from procurement.domain.matching.funnel import RECORDED, Bounds
from procurement.domain.matching.result import (
    Candidate,
    Choice,
    Criterion,
    Flag,
    InvoiceToMatch,
    Match,
    Outcome,
    Removed,
    Step,
)
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder

_REQUIREMENTS: Final = frozenset(
    (
        *(requirement.criterion for requirement in PURCHASE_ORDER_REQUIREMENTS),
        *(requirement.criterion for requirement in LINE_ITEM_REQUIREMENTS),
    )
)


def match(
    invoice: InvoiceToMatch,
    purchase_orders: Sequence[PurchaseOrder],
    entities: InvoicingEntities,
    *,
    bounds: Bounds = RECORDED,
) -> Match:
    """The line item for `invoice` and the whole way to it, by R-111 to R-141.

    A pure function of its arguments (R-128): the order of `purchase_orders` and of their lines
    makes no difference, and no clock is read, as expiry is judged by billing period (R-114).
    `entities` say which types fit whose invoices, and switch step 8 (R-123); `bounds` are those of
    the funnel.
    """
    candidates = Candidates.of(purchase_orders, entities)
    return explained(choose(invoice, candidates), invoice, candidates, bounds=bounds)


def choose(invoice: InvoiceToMatch, candidates: Candidates) -> Choice:
    """The decision alone, for many invoices against the same candidates.

    Nothing is booked: whoever books hands the new purchase order to `candidates.put`.
    """
    if invoice.is_credit_memo:
        return Choice(outcome=Outcome.CREDIT_MEMO)
    if invoice.purchase_order_reference is not None:
        return _choose_named(invoice, candidates)
    best = candidates.best(invoice)
    if best is None:
        return Choice(outcome=Outcome.NO_MATCH)
    return _associated(Outcome.MATCHED, best, invoice)


def explained(
    choice: Choice, invoice: InvoiceToMatch, candidates: Candidates, *, bounds: Bounds = RECORDED
) -> Match:
    """`choice` with its reason and its funnel. `candidates` must be as they were when it fell."""
    steps: tuple[Step, ...] = ()
    if choice.outcome is Outcome.CREDIT_MEMO:
        reason = "A credit memo follows its invoice and is not matched itself"
    elif invoice.purchase_order_reference is not None:
        steps, reason = _explain_named(choice, invoice, candidates)
    else:
        steps = candidates.funnel(invoice, bounds)
        reason = _reason(choice, steps)
    return Match(
        outcome=choice.outcome,
        purchase_order=choice.purchase_order,
        line_item_number=choice.line_item_number,
        booked=choice.booked,
        flags=choice.flags,
        # The name of an entity may end in a full stop of its own.
        reason=(reason + _caveat(choice)).removesuffix(".") + ".",
        funnel=steps,
    )


def _choose_named(invoice: InvoiceToMatch, candidates: Candidates) -> Choice:
    """A charge that names a purchase order takes that one or none (R-167, R-185, R-187, R-193)."""
    if not invoice.is_integrated:
        flags = frozenset({Flag.NOT_INTEGRATED})
        return Choice(outcome=Outcome.NAMED_NOT_INTEGRATED, flags=flags)
    named = candidates.named(invoice.purchase_order_reference or "")
    if named is None:
        return Choice(outcome=Outcome.NAMED_MISSING)
    if named.is_suspended:
        return Choice(outcome=Outcome.NAMED_SUSPENDED, flags=frozenset({Flag.PO_SUSPENDED}))
    for line in named.line_items:
        if line.line_item_number == invoice.named_line_item_number:
            best = Candidate(purchase_order=named, line=line)
            return _associated(Outcome.NAMED, best, invoice)
    return Choice(outcome=Outcome.NAMED_MISSING)


def _associated(outcome: Outcome, best: Candidate, invoice: InvoiceToMatch) -> Choice:
    """The association with what it books: the first total in the purchase order's currency."""
    total = invoice.total_in(best.purchase_order.currency)
    flags: frozenset[Flag] = frozenset()
    if total is None:
        flags = frozenset({Flag.CURRENCY_MISMATCH})
    elif not best.line.has_enough(total.amount):
        flags = frozenset({Flag.OUT_OF_BALANCE})
    return Choice(
        outcome=outcome,
        purchase_order=best.purchase_order,
        line_item_number=best.line.line_item_number,
        booked=total,
        flags=flags,
    )


def _explain_named(
    choice: Choice, invoice: InvoiceToMatch, candidates: Candidates
) -> tuple[tuple[Step, ...], str]:
    """The one step of a charge that names a purchase order: the matcher is not run (R-139)."""
    reference, number = invoice.purchase_order_reference or "", invoice.named_line_item_number
    asked = f"The charge names purchase order {reference}"
    if choice.outcome is Outcome.NAMED:
        return (_naming_step(asked, ()),), asked
    if choice.outcome is Outcome.NAMED_NOT_INTEGRATED:
        removed = Removed(
            purchase_order_id=reference, line_item_number=None, value="not integrated"
        )
        reason = f"{asked}, but the integration with AWS Marketplace is off, so it shows none"
        return (_naming_step(asked, (removed,), rule="R-167"),), reason
    if choice.outcome is Outcome.NAMED_SUSPENDED:
        removed = Removed(purchase_order_id=reference, line_item_number=None, value="suspended")
        reason = f"{asked}, which is suspended, so the invoice shows none"
        return (_naming_step(asked, (removed,), rule="R-193"),), reason
    if candidates.named(reference) is None:
        removed = Removed(purchase_order_id=reference, line_item_number=None, value="missing")
    else:
        removed = Removed(
            purchase_order_id=reference, line_item_number=number, value="missing line"
        )
    reason = f"{asked}, which has to be created with its line item first"
    return (_naming_step(asked, (removed,), rule="R-188"),), reason


def _naming_step(asked: str, removed: tuple[Removed, ...], rule: str = "R-187") -> Step:
    return Step(
        criterion=Criterion.NAMED_BY_CHARGE,
        rule=rule,
        asked=asked,
        removed=removed,
        removed_count=len(removed),
        lines_left=0 if removed else 1,
    )


def _reason(choice: Choice, steps: Sequence[Step]) -> str:
    if choice.purchase_order is None:
        if not steps:
            return "There are no purchase orders"
        return f"No line item fits: there is none left that {steps[-1].asked}"
    chosen = f"Line {choice.line_item_number} of {choice.purchase_order_id}"
    lost = [step for step in steps if step.removed_count and step.criterion not in _REQUIREMENTS]
    if not lost:
        return f"{chosen} is the only line item that fits"
    fitting = 1 + sum(step.removed_count for step in lost)
    return f"{chosen} is the best of {fitting} that fit: it {lost[-1].asked}"


def _caveat(choice: Choice) -> str:
    if Flag.CURRENCY_MISMATCH in choice.flags:
        return ", though the invoice states no total in its currency"
    if Flag.OUT_OF_BALANCE in choice.flags:
        return ", though its balance is less than the total"
    return ""

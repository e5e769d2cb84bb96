"""Regeneration: another purchase order for an invoice that is issued already (R-205 to R-207).

Nothing but the purchase order changes, so that the number stays and the document gets another
edition (R-391). The old booking is taken back and the new one made as if it had always been so,
credit memos included (R-149).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.charges.charge import Charge, Timing
from procurement.domain.errors import (
    InvalidInput,
    Problem,
    Problems,
    PurchaseOrderNotFound,
    QuotaExceeded,
    WrongStatus,
)
from procurement.domain.ids import validate_purchase_order_reference
from procurement.domain.invoices.corrections import Regeneration, reason_problems
from procurement.domain.invoices.credit_memo import following, given_back
from procurement.domain.invoices.decision import Decision, decide_draft, named_purchase_order
from procurement.domain.invoices.draft import Draft, Group
from procurement.domain.invoices.edition import MAX_EDITIONS
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.matching.candidates import Candidates
from procurement.domain.matching.record import MatchRecord
from procurement.domain.matching.result import Match, Outcome
from procurement.domain.portals.preferences import PortalPreferences
from procurement.domain.purchase_orders.balance import credited, dissociated
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder, Status


class Target(StrEnum):
    """What an invoice is regenerated with: a purchase order, none, or what a run would choose."""

    PURCHASE_ORDER = "PURCHASE_ORDER"
    NONE = "NONE"
    MATCH_AGAIN = "MATCH_AGAIN"


@dataclass(frozen=True, kw_only=True, slots=True)
class RegenerationOrder:
    """A regeneration that is asked for.

    `purchase_order_id` belongs to the target PURCHASE_ORDER. `creates_missing` lets a Marketplace
    invoice create a purchase order that does not exist (R-188).
    """

    target: Target
    reason: str
    purchase_order_id: str | None = None
    creates_missing: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Regenerated:
    """The next edition, its credit memos' next editions, and what became of the purchase order."""

    invoice: Invoice
    credit_memos: tuple[Invoice, ...]
    decision: Decision


def check_order(order: RegenerationOrder) -> None:
    """`InvalidInput` with everything that is wrong with `order` by itself."""
    problems = Problems()
    problems.found.extend(reason_problems(order.reason))
    if order.target is Target.PURCHASE_ORDER:
        problems.found.extend(
            validate_purchase_order_reference(order.purchase_order_id, "purchaseOrderId")
        )
    elif order.purchase_order_id is not None:
        message = f"belongs to the target {Target.PURCHASE_ORDER}"
        problems.add("purchaseOrderId", "INVALID_PURCHASE_ORDER_ID", message, "R-207")
    problems.raise_if_any()


def draft_again(invoice: Invoice, order: RegenerationOrder, settings: BillingSettings) -> Draft:
    """The draft that `invoice` was, with the number that `order` wants its charges to name.

    Its charges are summed up in the first of them, taxed as the invoice is, which is all that a
    decision looks at; rates are those that are printed. What support names for a Marketplace
    invoice counts as named by the charge, and needs no integration.
    """
    is_named = order.target is Target.PURCHASE_ORDER
    reference = invoice.purchase_order_reference
    if is_named:
        reference = order.purchase_order_id if invoice.kind.is_marketplace else None
    return Draft(
        draft_id=invoice.draft_id,
        group=Group(
            receiver_account_id=invoice.account_id,
            invoicing_entity=invoice.invoicing_entity,
            kind=invoice.kind,
            billing_period=invoice.billing_period,
            currency=invoice.total.currency,
            tax_registration_number=invoice.tax_registration_number or "",
            purchase_order_reference=reference or "",
            invoice_unit=invoice.invoice_unit or "",
            bill_source=invoice.bill_source or "",
        ),
        charges=(_summed_up(invoice),),
        payment=settings.payment,
        is_integrated=is_named or settings.integration.is_enabled,
        portals=settings.portals,
        payment_rate=invoice.payment_amount.printed if invoice.payment_amount else None,
        tax_rate=invoice.tax_amount.printed if invoice.tax_amount else None,
    )


def wanted_purchase_order(order: RegenerationOrder, draft: Draft) -> str | None:
    """The ID of the purchase order that `order` asks for, by itself or through the charges."""
    match order.target:
        case Target.PURCHASE_ORDER:
            return order.purchase_order_id
        case Target.MATCH_AGAIN:
            return named_purchase_order(draft)
        case Target.NONE:
            return None


def is_met(invoice: Invoice, order: RegenerationOrder, wanted: PurchaseOrder | None) -> bool:
    """Whether the invoice shows already what `order` names, so that a repeat changes nothing."""
    match order.target:
        case Target.PURCHASE_ORDER:
            return wanted is not None and invoice.match.purchase_order_key == wanted.key
        case Target.NONE:
            return invoice.purchase_order_id is None
        case Target.MATCH_AGAIN:
            return False


def expect_usable(
    purchase_order_id: str,
    wanted: PurchaseOrder | None,
    invoice: Invoice,
    order: RegenerationOrder,
    now: datetime,
) -> None:
    """Refuse what cannot be shown: an expired one can, a suspended one cannot (R-192).

    `PurchaseOrderNotFound`, unless a Marketplace invoice may create it; `WrongStatus` names the
    step that has to come first. Whoever asks for what a run would choose gets that: no number while
    the one that the charge names is suspended (R-193).
    """
    if wanted is None:
        if not (order.creates_missing and invoice.kind.is_marketplace):
            raise PurchaseOrderNotFound(purchase_order_id)
        return
    if wanted.is_suspended and order.target is not Target.MATCH_AGAIN:
        status = wanted.status(now)
        step = Status.ACTIVE if status is Status.SUSPENDED else Status.EXPIRED
        raise WrongStatus(
            f"purchase order {purchase_order_id!r} is {status} and cannot be shown on an invoice: "
            f"set its status to {step} first",
            resource_type="PurchaseOrder",
            resource_id=purchase_order_id,
        )


def released(holder: PurchaseOrder, invoice: Invoice) -> PurchaseOrder:
    """The purchase order that `invoice` is booked on, without it and its credit memos (R-149)."""
    number, booked = invoice.match.line_item_number, invoice.match.booked
    if number is None:
        return holder
    free = dissociated(holder, number, booked)
    return credited(free, number, -given_back(invoice, booked.currency)) if booked else free


def regenerate(
    invoice: Invoice,
    credit_memos: Sequence[Invoice],
    order: RegenerationOrder,
    draft: Draft,
    candidates: Candidates,
    wanted: PurchaseOrder | None,
    regeneration: Regeneration,
) -> Regenerated | None:
    """The next edition; None when purchase order and line stay what they are.

    `candidates` and `wanted` are as if the invoice were not booked yet. `InvalidInput` when no line
    of the purchase order that was asked for fits; `QuotaExceeded` after `MAX_EDITIONS`.
    """
    decision = _decide(order, draft, candidates, wanted, regeneration.at)
    record = MatchRecord.of(decision.match)
    if _shown(record) == _shown(invoice.match):
        return None
    if invoice.edition >= MAX_EDITIONS:
        raise QuotaExceeded(
            f"an invoice has at most {MAX_EDITIONS} editions",
            quota="EditionsPerInvoice",
            limit=MAX_EDITIONS,
        )
    portals = draft.portals
    after = _next(invoice, record, regeneration, portals)
    memos = tuple(
        _next(memo, following(after, memo.totals), regeneration, portals) for memo in credit_memos
    )
    return Regenerated(invoice=after, credit_memos=memos, decision=_with_credits(decision, after))


def _decide(
    order: RegenerationOrder,
    draft: Draft,
    candidates: Candidates,
    wanted: PurchaseOrder | None,
    now: datetime,
) -> Decision:
    if order.target is Target.NONE:
        return Decision(draft=draft, match=_on_request(None, "Support took it off"))
    if order.target is Target.MATCH_AGAIN:
        return decide_draft(draft, candidates, wanted, now)
    alone = Candidates.of([wanted] if wanted else [], candidates.entities)
    decision = decide_draft(draft, alone, wanted, now)
    if decision.match.purchase_order is None:
        raise InvalidInput(
            [
                Problem(
                    field="purchaseOrderId",
                    reason="NO_FITTING_LINE_ITEM",
                    message=f"no line item of {order.purchase_order_id} fits: "
                    f"{decision.match.reason}",
                    rule="R-207",
                )
            ]
        )
    asked = f"Support put it on {order.purchase_order_id}"
    return replace(decision, match=_on_request(decision.match, asked))


def _on_request(match: Match | None, reason: str) -> Match:
    return Match(
        outcome=Outcome.REGENERATED,
        purchase_order=match.purchase_order if match else None,
        line_item_number=match.line_item_number if match else None,
        booked=match.booked if match else None,
        flags=match.flags if match else frozenset(),
        reason=f"{reason}.",
        funnel=(),
    )


def _with_credits(decision: Decision, invoice: Invoice) -> Decision:
    """The decision whose purchase order has the credit memos booked as well."""
    number, booked = invoice.match.line_item_number, invoice.match.booked
    if decision.after is None or number is None or booked is None or not invoice.credits:
        return decision
    back = given_back(invoice, booked.currency)
    return replace(decision, after=credited(decision.after, number, back))


def _next(
    invoice: Invoice,
    match: MatchRecord,
    regeneration: Regeneration,
    portals: PortalPreferences | None,
) -> Invoice:
    """The next edition, which goes to a portal as if it were the first (R-268)."""
    after = replace(invoice, match=match, edition=invoice.edition + 1, regeneration=regeneration)
    return after.dispatched(portals, regeneration.at) if portals else after


def _shown(match: MatchRecord) -> tuple[str | None, str | None]:
    return match.purchase_order_key, match.line_item_number


def _summed_up(invoice: Invoice) -> Charge:
    """The first charge with the invoice's totals; its window is the billing period (R-390)."""
    line = invoice.lines[0]
    return Charge(
        collection_id=line.collection_id,
        charge_id=line.charge_id,
        receiver_account_id=invoice.account_id,
        subscriber_account_id=invoice.account_id,
        invoicing_entity=invoice.invoicing_entity,
        kind=invoice.kind,
        timing=Timing.BILLING_PERIOD,
        currency=invoice.total.currency,
        amount=invoice.total_before_tax.amount,
        tax=invoice.tax.amount,
        billing_period=invoice.billing_period,
        due_at=invoice.issued_at,
        description=line.description,
        charge_date=line.charge_date,
        agreement_id=line.agreement_id,
        installment=line.installment,
        purchase_order_line=line.purchase_order_line or "1",
    )

"""Regenerate an invoice: another purchase order under the same number (R-205 to R-207)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.errors import AlreadyExists
from procurement.domain.events import EventType, JsonValue
from procurement.domain.invoices.corrections import Regeneration
from procurement.domain.invoices.credit_memo import expect_creditable
from procurement.domain.invoices.decision import Decision
from procurement.domain.invoices.edition import content_sha256
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.regeneration import (
    RegenerationOrder,
    Target,
    check_order,
    draft_again,
    expect_usable,
    is_met,
    regenerate,
    released,
    wanted_purchase_order,
)
from procurement.domain.matching.candidates import Candidates
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.invoices.booked_purchase_order import BookedPurchaseOrder
from procurement.service.portals.delivery_detail import delivery_detail
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWork, UnitOfWorkFactory
from procurement.service.purchase_orders.name_purchase_order import stage_named
from procurement.service.record import balance_of, new_event, record_crossings


def regenerate_invoice(
    invoice_id: str,
    order: RegenerationOrder,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
    entities: InvoicingEntities,
    *,
    is_dry_run: bool = False,
) -> Invoice:
    """The invoice with what `order` asks for, made anew by this call or so already.

    One transaction takes the old booking back, on a tombstone if its purchase order was deleted,
    makes the new one, credit memos included (R-149), keeps every edition that is replaced, and
    records who did it and why. A dry run decides the same and writes nothing. Raises what
    `regeneration` raises, `Conflict` for a credit memo.
    """
    check_order(order)
    made = Regeneration(at=clock.now(), actor=caller.arn, reason=order.reason)

    def attempt() -> Invoice:
        with unit_of_work() as unit:
            invoice = unit.invoices.get(caller.account_id, invoice_id)
            after = _regenerate(unit, invoice, order, entities, made)
            if not is_dry_run and after is not invoice:
                unit.commit()
            return after

    return decide(attempt, also=(AlreadyExists,))


def _regenerate(
    unit: UnitOfWork,
    invoice: Invoice,
    order: RegenerationOrder,
    entities: InvoicingEntities,
    made: Regeneration,
) -> Invoice:
    """The next edition with everything staged that belongs to it; `invoice` if it stays."""
    expect_creditable(invoice)
    draft = draft_again(invoice, order, unit.billing_settings.of_account(invoice.account_id))
    name = wanted_purchase_order(order, draft)
    wanted = unit.purchase_orders.find(invoice.account_id, name) if name else None
    if is_met(invoice, order, wanted):
        return invoice
    if name:
        expect_usable(name, wanted, invoice, order, made.at)
    held = BookedPurchaseOrder.of(unit, invoice)
    free = replace(held, purchase_order=released(held.purchase_order, invoice)) if held else None
    memos = unit.invoices.credit_memos_of(invoice)
    result = regenerate(
        invoice,
        memos,
        order,
        draft,
        _candidates(unit, invoice, order, entities, free),
        _or_released(wanted, free),
        made,
    )
    if result is None:
        return invoice
    for before, after in [(invoice, result.invoice), *zip(memos, result.credit_memos, strict=True)]:
        unit.invoices.keep_edition(before)
        unit.invoices.save(after)
    _stage_bookings(unit, held, free, result.decision, made)
    orders = [free.purchase_order if free else None, result.decision.after]
    _record(unit, invoice, result.invoice, orders, made)
    return result.invoice


def _candidates(
    unit: UnitOfWork,
    invoice: Invoice,
    order: RegenerationOrder,
    entities: InvoicingEntities,
    free: BookedPurchaseOrder | None,
) -> Candidates:
    """Every purchase order that a run would look at, as if the invoice were not booked yet."""
    if order.target is not Target.MATCH_AGAIN:
        return Candidates.of([], entities)
    usable = unit.purchase_orders.usable_from(invoice.account_id, invoice.billing_period)
    return Candidates.of([_as_released(each, free) for each in usable], entities)


def _or_released(
    wanted: PurchaseOrder | None, free: BookedPurchaseOrder | None
) -> PurchaseOrder | None:
    return _as_released(wanted, free) if wanted else None


def _as_released(order: PurchaseOrder, free: BookedPurchaseOrder | None) -> PurchaseOrder:
    return free.purchase_order if free and free.purchase_order.key == order.key else order


def _stage_bookings(
    unit: UnitOfWork,
    held: BookedPurchaseOrder | None,
    free: BookedPurchaseOrder | None,
    decision: Decision,
    made: Regeneration,
) -> None:
    """Each purchase order is written once, also when an invoice only changes its line."""
    at, actor = made.at, made.actor
    lined, after = decision.lined, decision.after
    is_same = bool(free and after and free.purchase_order.key == after.key)
    if held and free and not is_same and free.purchase_order is not held.purchase_order:
        free.stage(unit)
    if lined is None or after is None:
        return
    if decision.is_lined:
        stage_named(unit, decision.before, lined, after, at=at, actor=actor)
    elif is_same or after is not lined:
        unit.purchase_orders.save(after)
    before = held.purchase_order if held and is_same else lined
    record_crossings(unit, before, after, at=at, actor=actor)


def _record(
    unit: UnitOfWork,
    before: Invoice,
    after: Invoice,
    orders: Sequence[PurchaseOrder | None],
    made: Regeneration,
) -> None:
    """`orders` are what the purchase orders became; of two states of one the later comes last."""
    balances = {order.key: balance_of(order) for order in orders if order}
    unit.ledger.record(
        new_event(
            after.account_id,
            EventType.INVOICE_REGENERATED,
            f"invoice/{after.invoice_id}",
            at=made.at,
            actor=made.actor,
            occasion=after.edition,
            detail={
                "invoiceId": after.invoice_id,
                "edition": after.edition,
                "from": _shown(before, balances),
                "to": _shown(after, balances),
                "reason": made.reason,
                "creditMemos": [each.invoice_id for each in after.credits],
                "einvoiceDelivery": delivery_detail(after),
            },
            concerns=[before.match.purchase_order_key, after.match.purchase_order_key],
        )
    )


def _shown(invoice: Invoice, balances: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {
        "purchaseOrderId": invoice.purchase_order_id,
        "purchaseOrderBalance": balances.get(invoice.match.purchase_order_key or ""),
        "lineItemNumber": invoice.match.line_item_number,
        "contentSha256": content_sha256(invoice),
    }

"""The rules of charges, invoices and their corrections, read naively; the slow matcher decides."""

from copy import deepcopy
from dataclasses import fields, replace
from datetime import datetime
from decimal import Decimal

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.matching.result import InvoiceToMatch
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.purchase_orders.line_item import LineItem, Tax, TaxType
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.model.books import Books, Charge, Document, Order, Untold, cents
from tests.model.orders import (
    CONFLICT,
    CREATED,
    DONE,
    INVALID,
    MISSING,
    a_marketplace_line,
    name,
)
from tests.support.slow_matching import slow_match


def accept(books: Books, agreement: str, offer: str, charges: list[Charge], now: datetime) -> None:
    """R-190, R-203: the purchase orders are there at once, each with a line of 0.00."""
    books.agreements[agreement] = offer
    books.charges += charges
    books.record("AgreementAccepted", f"agreement/{agreement}")
    _name_all(books, agreement, sorted({c.reference for c in charges if c.reference}), now)


def set_references(books: Books, wanted: list[tuple[str, int, str]], now: datetime) -> int:
    """UpdatePurchaseOrders: (charge, revision, reference), all or nothing (R-214, R-218, R-219)."""
    held = [(_charge(books, id_), revision, order) for id_, revision, order in wanted]
    if any(charge.invoice or charge.revision != revision for charge, revision, _ in held):
        return CONFLICT
    changed = False
    for charge, _, order in held:
        if charge.reference != order:
            charge.reference, charge.revision, changed = order, charge.revision + 1, True
    agreement = held[0][0].collection
    if changed:
        books.record("ChargePurchaseOrdersUpdated", f"agreement/{agreement}")
    _name_all(books, agreement, sorted({order for _, _, order in held}), now)
    return DONE


def run(books: Books, due_by: datetime, collections: list[str], now: datetime) -> None:
    """Invoices for all of these that is open and due, one per group (R-133, R-243 to R-249)."""
    groups: dict[tuple[str, ...], list[Charge]] = {}
    for charge in sorted(books.charges, key=lambda each: (each.collection, each.id)):
        is_asked = charge.collection in collections and charge.due <= due_by
        if charge.invoice is None and is_asked:
            occasion = f"{charge.agreement}@{charge.date}" if charge.agreement else ""
            sort = charge.entity, charge.kind, charge.month, charge.currency
            group = (*sort, charge.reference or "", occasion)
            groups.setdefault(group, []).append(charge)
    for group in sorted(groups):
        _issue(books, groups[group], now)


def credit(books: Books, number: str, amount: Decimal, token: str) -> int:
    """R-152, R-153, R-397; the same token asks for the same memo."""
    invoice = books.document(number)
    if invoice.type != "INVOICE":
        return CONFLICT
    if (number, token) in books.tokens:
        return CREATED
    left = books.left_to_credit(invoice)
    if not 0 < amount <= left:
        return INVALID
    before, whole = invoice.before_tax - left, invoice.before_tax
    tax = cents(invoice.tax * (before + amount) / whole) - cents(invoice.tax * before / whole)
    memo = replace(
        invoice, number=books.next_number(invoice.entity), type="CREDIT_MEMO", before_tax=-amount,
        tax=-tax, charges=[], outcome="CREDIT_MEMO", edition=1, original=number,
        flags=invoice.flags & {"CURRENCY_MISMATCH"},
        booked=None if invoice.booked is None else -amount - tax,
    )  # fmt: skip
    books.documents.append(memo)
    books.tokens[number, token] = memo.number
    books.record("CreditMemoIssued", f"invoice/{memo.number}")
    return CREATED


def regenerate(
    books: Books, number: str, target: str, order_id: str | None, creates: bool, now: datetime
) -> int:
    """R-149, R-192, R-193, R-207: as if it had always been so, memos included."""
    before = deepcopy(books)
    status = _regenerate(books, number, target, order_id, creates, now)
    was, is_ = before.document(number), books.document(number)
    if status != DONE or (was.key, was.line) == (is_.key, is_.line):
        for each in fields(books):
            setattr(books, each.name, getattr(before, each.name))
        return status
    books.record("InvoiceRegenerated", f"invoice/{number}")
    books.record_falls(before.fallen())
    return DONE


def _regenerate(
    books: Books, number: str, target: str, order_id: str | None, creates: bool, now: datetime
) -> int:
    invoice = books.document(number)
    is_marketplace = invoice.kind.startswith("MARKETPLACE")
    if invoice.type != "INVOICE":
        return CONFLICT
    wanted = {"NONE": None, "MATCH_AGAIN": invoice.reference, "PURCHASE_ORDER": order_id}[target]
    order = books.orders.get(wanted or "")
    if target == "NONE" and invoice.order is None:
        return DONE
    if target == "PURCHASE_ORDER" and order and order.key == invoice.key:
        return DONE
    if wanted and order is None and not (creates and is_marketplace):
        return MISSING
    if order and order.suspended and target != "MATCH_AGAIN":
        return CONFLICT
    memos = books.memos_of(number)
    for each in (invoice, *memos):
        _put_on(each, None, None, None)
        each.edition += 1
    candidates = [order] if target == "PURCHASE_ORDER" and order else list(books.orders.values())
    if target != "NONE":
        named = wanted if is_marketplace else None
        _match(books, invoice, named, candidates, now)
        if target == "PURCHASE_ORDER" and invoice.order is None:
            return INVALID
    if target == "NONE":
        invoice.flags = frozenset()
    if target != "MATCH_AGAIN":
        invoice.outcome = "REGENERATED"
    for memo in memos:
        memo.order, memo.key, memo.line = invoice.order, invoice.key, invoice.line
        memo.booked = None if invoice.booked is None else memo.total
        memo.flags = invoice.flags & {"CURRENCY_MISMATCH"}
    return DONE


def _issue(books: Books, charges: list[Charge], now: datetime) -> None:
    first = charges[0]
    before_tax = cents(sum((each.amount for each in charges), Decimal(0)))
    tax = cents(sum((each.tax for each in charges), Decimal(0)))
    document = Document(
        books.next_number(first.entity), "INVOICE" if before_tax + tax >= 0 else "CREDIT_MEMO",
        first.kind, first.entity, first.currency, first.month, before_tax, tax, list(charges),
        first.reference,
    )  # fmt: skip
    fallen = books.fallen()
    if document.type == "CREDIT_MEMO":
        document.outcome = "CREDIT_MEMO"
    else:
        _match(books, document, first.reference, list(books.orders.values()), now)
    books.documents.append(document)
    for charge in charges:
        charge.invoice, charge.revision = document.number, charge.revision + 1
    books.record("InvoiceIssued", f"invoice/{document.number}")
    books.record_falls(fallen)
    if document.order is None and document.outcome != "CREDIT_MEMO":
        why = "was issued without a purchase order"
        suspended = None
        if document.outcome == "NAMED_SUSPENDED":
            why = f"names purchase order {first.reference}, which is suspended"
            suspended = first.reference
        books.untold.append(Untold(f"Invoice {document.number} {why}", suspended))


def _match(
    books: Books, document: Document, named: str | None, among: list[Order], now: datetime
) -> None:
    if named is not None:
        _take_named(books, document, named, now)
        return
    # No property of these computes anything that the slow matcher would use.
    values = [_as_value(books, order) for order in among]
    asked = InvoiceToMatch(
        kind=ChargeKind(document.kind),
        invoicing_entity=document.entity,
        billing_period=Month.parse(document.month),
        totals=(Money(document.total, document.currency),),
    )
    found = slow_match(asked, values, prefer_scoped=True)
    document.outcome, document.flags = "NO_MATCH", frozenset(found.flags)
    if found.purchase_order_id is not None:
        document.outcome = "MATCHED"
        order = books.orders[found.purchase_order_id]
        _put_on(document, order, found.line_item_number, found.booked)


def _take_named(books: Books, document: Document, named: str, now: datetime) -> None:
    """R-187, R-192, R-193, R-203."""
    first = document.charges[0]
    owner, position = first.agreement or first.collection, str(first.payment or first.id)
    line = a_marketplace_line(
        f"{owner}/{position}", document.month, document.month, document.before_tax, owner,
        first.description,
    )  # fmt: skip
    line.currency = document.currency
    order = name(books, named, line, document.entity, now)
    if order.suspended:
        document.outcome, document.flags = "NAMED_SUSPENDED", frozenset({"PO_SUSPENDED"})
        return
    is_same = order.currency == document.currency
    document.outcome = "NAMED"
    document.flags = frozenset() if is_same else frozenset({"CURRENCY_MISMATCH"})
    _put_on(document, order, line.number, document.total if is_same else None)


def _put_on(
    document: Document, order: Order | None, line: str | None, booked: Decimal | None
) -> None:
    document.order, document.key = (order.id, order.key) if order else (None, None)
    document.line, document.booked = line, booked


def _name_all(books: Books, agreement: str, references: list[str], now: datetime) -> None:
    for reference in references:
        held = [c for c in books.charges if (c.collection, c.reference) == (agreement, reference)]
        months = [each.month for each in held]
        line = a_marketplace_line(
            f"{agreement}/0", min(months), max(months), Decimal(0), agreement,
            books.agreements[agreement],
        )  # fmt: skip
        name(books, reference, line, held[0].entity, now)


def _charge(books: Books, id_: str) -> Charge:
    return next(each for each in books.charges if each.id == id_)


def _as_value(books: Books, order: Order) -> PurchaseOrder:
    return PurchaseOrder(
        account_id=books.account,
        purchase_order_id=order.id,
        key=str(order.key),
        bill_from=tuple(order.bill_from),
        currency=order.currency,
        effective_month=Month.parse(order.effective),
        expiration_month=Month.parse(order.expiration),
        created_at=order.updated,
        updated_at=order.updated,
        is_suspended=order.suspended,
        line_items=tuple(
            LineItem(
                line_item_number=line.number,
                type=LineItemType(line.type),
                start_month=Month.parse(line.start),
                end_month=Month.parse(line.end),
                unit_price=line.price,
                quantity=line.quantity,
                currency=line.currency,
                position=line.position,
                tax=Tax(TaxType(line.tax[0]), line.tax[1]) if line.tax else None,
                is_balance_tracked=line.tracked,
                booked=books.booked(order, line),
            )
            for line in order.lines
        ),
    )

"""Everything that can be read of an account, as the application shows it and as the books say."""

from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.model.books import Books, Charge, Document, Line, Order
from tests.model.orders import month_of
from tests.support.application import events_of, get, items, path_of
from tests.support.billing import charges_of, invoices
from tests.support.ses import sent_mails

Readable = dict[str, Any]


def shown(account: str, agreements: list[str]) -> Readable:
    """What the application shows."""
    listed = [each["purchaseOrderId"] for each in items("/purchase-orders", account=account)]
    return {
        "orders": {order_id: _shown_order(order_id, account) for order_id in listed},
        "invoices": {each["invoiceId"]: _shown_invoice(each) for each in invoices(account)},
        "charges": {
            charge.charge_id: (
                charge.amount,
                charge.purchase_order_reference,
                charge.revision,
                charge.state.value,
                charge.invoice_id,
            )
            for collection in (account, *agreements)
            for charge in charges_of(collection)
        },
        "listed charges": {
            each["id"]: (each["purchaseOrderReference"], each["revision"], each["invoiceId"])
            for each in items("/charges", account=account)
        },
        "events": Counter((each["type"], each["subject"]) for each in events_of(account)),
        "mails": Counter(each for each in sent_mails() if each[0].startswith(account)),
    }


def told(books: Books, now: datetime) -> Readable:
    """What the books say."""
    return {
        "orders": {id_: _told_order(books, each, now) for id_, each in books.orders.items()},
        "invoices": {each.number: _told_invoice(books, each) for each in books.documents},
        "charges": {
            each.id: (
                each.amount,
                each.reference,
                each.revision,
                "INVOICED" if each.invoice else "PENDING",
                each.invoice,
            )
            for each in books.charges
        },
        "listed charges": {
            each.id: (each.reference, each.revision, each.invoice)
            for each in books.charges
            if each.agreement
        },
        "events": +books.events,
        "mails": +books.mails,
    }


def _shown_order(order_id: str, account: str) -> Readable:
    body = get(order_id, account=account)
    return {
        "status": body["status"],
        "version": body["version"],
        "source": body["source"],
        "description": body["description"],
        "bill from": sorted(body["billFrom"]),
        "window": (body["effectiveMonth"], body["expirationMonth"]),
        "currency": body["currencyCode"],
        "value": body["totalValue"],
        "balance": body["balance"],
        "updated": datetime.fromisoformat(body["updatedAt"]),
        "contacts": sorted(each["email"] for each in body["contacts"]),
        "lines": {
            each["lineItemNumber"]: (
                each["type"],
                each["startMonth"],
                each["endMonth"],
                each["totalValue"],
                each["balance"],
                each["description"],
                each["invoiceCount"] if each["agreementId"] is None else None,
            )
            for each in body["lineItems"]
        },
        "invoices": sorted(
            (each["invoiceId"], each["lineItemNumber"], each["total"])
            for each in items(path_of(order_id, "invoices"), account=account)
        ),
    }


def _told_order(books: Books, order: Order, now: datetime) -> Readable:
    tracked = [line for line in order.lines if line.tracked]
    own = [line.total for line in order.lines if line.currency == order.currency]
    balances = [line.total - books.booked(order, line) for line in tracked]
    return {
        "status": order.status(month_of(now)),
        "version": order.version,
        "source": order.source,
        "description": order.description,
        "bill from": sorted(order.bill_from),
        "window": (order.effective, order.expiration),
        "currency": order.currency,
        "value": _text(sum(own, Decimal(0))),
        "balance": _text(sum(balances, Decimal(0))) if tracked else None,
        "updated": order.updated,
        "contacts": sorted(order.contacts),
        "lines": {line.number: _told_line(books, order, line) for line in order.lines},
        "invoices": sorted(
            (each.number, each.line, _text(each.total))
            for each in books.documents
            if each.key == order.key
        ),
    }


def _told_line(books: Books, order: Order, line: Line) -> tuple[Any, ...]:
    return (
        line.type,
        line.start,
        line.end,
        _text(line.total),
        _text(line.total - books.booked(order, line)) if line.tracked else None,
        line.description,
        books.invoices_on(order, line) if line.agreement is None else None,
    )


def _shown_invoice(body: Readable) -> Readable:
    return {
        "type": body["invoiceType"],
        "kind": (body["kind"], body["invoicingEntity"], body["billingPeriod"]),
        "amounts": (body["totalBeforeTax"], body["tax"], body["total"], body["currencyCode"]),
        "order": (body["purchaseOrderId"], body["lineItemNumber"]),
        "match": (body["outcome"], frozenset(body["flags"])),
        "edition": body["edition"],
        "corrections": (body["originalInvoiceId"], body["creditMemos"]),
        "creditable": body["maxAdjustmentAmount"],
        "lines": [(each["chargeId"], Decimal(each["amount"])) for each in body["lines"]],
    }


def _told_invoice(books: Books, document: Document) -> Readable:
    amounts = document.before_tax, document.tax, document.total
    return {
        "type": document.type,
        "kind": (document.kind, document.entity, document.month),
        "amounts": (*map(_text, amounts), document.currency),
        "order": (document.order, document.line),
        "match": (document.outcome, document.flags),
        "edition": document.edition,
        "corrections": (
            document.original,
            [memo.number for memo in books.memos_of(document.number)],
        ),
        "creditable": _text(books.left_to_credit(document)),
        "lines": [(each.id, each.amount) for each in document.charges],
    }


def differences(shown_: Any, told_: Any, at: str = "") -> list[str]:
    """Where the two part, as deep down as can be."""
    if isinstance(shown_, dict) and isinstance(told_, dict):
        return [
            each
            for key in sorted({*shown_, *told_}, key=str)
            for each in differences(shown_.get(key), told_.get(key), f"{at}/{key}")
        ]
    return [] if shown_ == told_ else [f"{at}: shown {shown_!r}, by the rules {told_!r}"]


def learn_ids(account: str, charges: list[Charge]) -> None:
    """Take over what the application calls charges of a cost export."""
    known = {each.id for each in charges if each.id}
    for charge in charges_of(account):
        if charge.charge_id in known:
            continue
        same = [
            each
            for each in charges
            if not each.id
            and (each.description, each.source) == (charge.description, charge.source)
        ]
        assert len(same) == 1, f"{charge} is none of the charges to come"
        same[0].id = charge.charge_id


def _text(amount: Decimal) -> str:
    return f"{amount + 0:.2f}"

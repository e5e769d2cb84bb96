"""Charges against the invoices that hold them, and against the index of what is due."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC
from zlib import crc32

from procurement.domain.charges.charge import Charge, ChargeState
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.verification.books import Books, StoredCharge, differs
from procurement.domain.verification.difference import NOTHING, Difference, Key, Rule

_SHARDS = 8


def check_charges(books: Books) -> Iterator[Difference]:
    """Each is on one invoice at most: the one that it names, and that has it for a line (R-148)."""
    lines: dict[tuple[str, str], list[tuple[Key, Invoice]]] = defaultdict(list)
    for key, invoice in books.of(Invoice):
        for line in invoice.lines:
            lines[line.collection_id, line.charge_id].append((key, invoice))
    for key, stored in books.of(StoredCharge):
        charge = stored.charge
        yield from _check_due(key, stored)
        if charge.receiver_account_id != books.account_id:
            continue
        holders = [invoice for _, invoice in lines.pop((key[1], key[2]), ())]
        yield from _check_holder(key, charge, holders)
    for place, rest in lines.items():
        for key, _ in rest:
            yield from differs(Rule.CHARGE_ON_ONE_INVOICE, key, "lines", place, NOTHING)
    yield from _check_installments(books)


def _check_holder(key: Key, charge: Charge, holders: list[Invoice]) -> Iterator[Difference]:
    rule = Rule.CHARGE_ON_ONE_INVOICE
    numbers = [invoice.invoice_id for invoice in holders]
    named = [charge.invoice_id] if charge.invoice_id else []
    yield from differs(rule, key, "invoice_id", named, numbers)
    state = ChargeState.INVOICED if holders else charge.state
    yield from differs(rule, key, "state", charge.state, state)
    if charge.state is ChargeState.INVOICED and not holders:
        yield from differs(rule, key, "state", charge.state, "not invoiced")
    for invoice in holders:
        (amount,) = {
            line.amount for line in invoice.lines if line.charge_id == charge.charge_id
        } or {charge.amount}
        yield from differs(rule, key, "amount", charge.amount, amount)


def _check_due(key: Key, stored: StoredCharge) -> Iterator[Difference]:
    """It is among what is due as long as a run has to look at it."""
    charge, sort, shard = stored.charge, None, None
    if charge.is_awaited:
        at = charge.due_at.astimezone(UTC)
        sort = f"{at:%Y-%m-%dT%H:%M:%S.%fZ}#{charge.charge_id}"
        shard = str(crc32(charge.receiver_account_id.encode()) % _SHARDS)
    yield from differs(Rule.DUE_INDEX, key, "due_sort", stored.due_sort, sort)
    yield from differs(Rule.DUE_INDEX, key, "due_shard", stored.due_shard, shard)


def _check_installments(books: Books) -> Iterator[Difference]:
    """The payments of an agreement are numbered on, and are as many as each says (R-258)."""
    payments: dict[str, list[tuple[Key, Charge]]] = defaultdict(list)
    for key, stored in books.of(StoredCharge):
        if stored.charge.installment:
            payments[stored.charge.collection_id].append((key, stored.charge))
    for found in payments.values():
        found.sort(key=lambda pair: pair[1].installment or (0, 0))
        for number, (key, charge) in enumerate(found, 1):
            expected = (number, len(found))
            yield from differs(Rule.INSTALLMENTS, key, "installment", charge.installment, expected)

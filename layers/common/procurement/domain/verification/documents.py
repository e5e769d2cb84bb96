"""Invoices and credit memos added up again: numbers, totals, credits, editions."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.money import rounded
from procurement.domain.verification.books import Books, StoredEdition, StoredSequence, differs
from procurement.domain.verification.difference import NOTHING, Difference, Key, Rule


def check_documents(books: Books) -> Iterator[Difference]:
    """Everything that has to hold among an account's invoices and credit memos."""
    documents = list(books.of(Invoice))
    yield from _check_numbers(documents, books)
    by_number = {document.invoice_id: document for _, document in documents}
    for key, document in documents:
        yield from _check_totals(key, document)
        yield from _check_credits(key, document, by_number)
    yield from _check_editions(documents, books)


def _check_numbers(documents: list[tuple[Key, Invoice]], books: Books) -> Iterator[Difference]:
    """Without gaps per issuing entity, and the last one is the last one (R-391)."""
    given: dict[str, list[tuple[Key, Invoice]]] = defaultdict(list)
    for key, document in documents:
        given[document.invoicing_entity].append((key, document))
    for ordered in given.values():
        ordered.sort(key=lambda pair: pair[1].sequence)
        for number, (key, document) in enumerate(ordered, 1):
            yield from differs(Rule.NUMBERS, key, "sequence", document.sequence, number)
            ending = f"-{number:06d}"
            told = document.invoice_id[-len(ending) :]
            yield from differs(Rule.NUMBERS, key, "invoice_id", told, ending)
    for key, last in books.of(StoredSequence):
        issued = [document for _, document in given.pop(last.entity, ())]
        if not issued:
            yield from differs(Rule.NUMBERS, key, "last", last.last, 0)
            continue
        yield from differs(Rule.NUMBERS, key, "last", last.last, len(issued))
        ends = {"first_issued_at": issued[0].issued_at, "last_issued_at": issued[-1].issued_at}
        for name, value in ends.items():
            yield from differs(Rule.NUMBERS, key, name, getattr(last, name), value)
    for entity, ordered in given.items():
        at = ("Invoices", books.account_id, f"SEQUENCE#{entity}")
        yield from differs(Rule.NUMBERS, at, "last", NOTHING, len(ordered))


def _check_totals(key: Key, document: Invoice) -> Iterator[Difference]:
    """The total is the sum of its lines, rounded once; the tax that of its taxes (R-089, R-392)."""
    currency = document.total_before_tax.currency
    if document.lines:
        exact = sum((line.amount for line in document.lines), Decimal(0))
        total = document.total_before_tax.amount
        yield from differs(
            Rule.INVOICE_TOTALS, key, "total_before_tax", total, rounded(exact, currency)
        )
    tax = sum((each.amount for each in document.taxes), Decimal(0))
    yield from differs(Rule.INVOICE_TOTALS, key, "tax", document.tax.amount, tax)


def _check_credits(
    key: Key, document: Invoice, by_number: dict[str, Invoice]
) -> Iterator[Difference]:
    """A memo and its invoice say the same, and no more is given back than was owed (R-153)."""
    for credit in document.credits:
        memo = by_number.get(credit.invoice_id)
        told = (-memo.total_before_tax, -memo.tax) if memo else NOTHING
        expected = (credit.before_tax, credit.tax)
        yield from differs(Rule.CREDITS, key, f"corrections[{credit.invoice_id}]", expected, told)
    given = sum((credit.before_tax.amount for credit in document.credits), Decimal(0))
    if given and given > document.total_before_tax.amount:
        most = f"at most {document.total_before_tax}"
        yield from differs(Rule.CREDITS, key, "corrections", str(given), most)
    if document.type is InvoiceType.CREDIT_MEMO and document.original_invoice_id:
        original = by_number.get(document.original_invoice_id)
        counted = [credit.invoice_id for credit in original.credits] if original else []
        told_of = document.invoice_id if document.invoice_id in counted else NOTHING
        yield from differs(Rule.CREDITS, key, "original_invoice_id", document.invoice_id, told_of)


def _check_editions(documents: list[tuple[Key, Invoice]], books: Books) -> Iterator[Difference]:
    """Every edition before the present one is kept (R-391)."""
    kept: dict[str, list[int]] = defaultdict(list)
    for key, stored in books.of(StoredEdition):
        told, edition = stored.edition, stored.content_sha256
        yield from differs(Rule.EDITIONS, key, "summary", told.content_sha256, edition)
        kept[stored.invoice_id].append(told.number)
    for key, document in documents:
        before = sorted(kept.pop(document.invoice_id, ()))
        expected = list(range(1, document.edition))
        yield from differs(Rule.EDITIONS, key, "edition", before, expected)
    for number in kept:
        at = ("Invoices", books.account_id, f"EDITION#{number}#")
        yield from differs(Rule.EDITIONS, at, "", "an edition", f"invoice {number}")

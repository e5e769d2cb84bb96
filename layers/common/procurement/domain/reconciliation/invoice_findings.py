"""Whether the number that AWS printed on an invoice is the one that the rules expect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from procurement.domain.invoices.decision import Decision
from procurement.domain.invoices.draft import Draft
from procurement.domain.matching.fate import Fared, fate_of
from procurement.domain.matching.record import MatchRecord
from procurement.domain.matching.result import Criterion, Flag, Outcome
from procurement.domain.money import Money
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.reconciliation.aws_account import AwsInvoice
from procurement.domain.reconciliation.books import Books
from procurement.domain.reconciliation.finding import Finding, FindingKind, Severity, Subject
from procurement.domain.reconciliation.number_findings import Unfit, missing, unknown
from procurement.domain.reconciliation.readings import decide, decide_named, read

_KINDS: Final[Mapping[Criterion, FindingKind]] = {
    Criterion.NOT_SUSPENDED: FindingKind.SUSPENDED,
    Criterion.BILL_FROM: FindingKind.WRONG_ENTITY,
    Criterion.TAX_REGISTRATION_NUMBER: FindingKind.WRONG_SCOPE,
    Criterion.INVOICE_UNIT: FindingKind.WRONG_SCOPE,
    Criterion.PURCHASE_ORDER_PERIOD: FindingKind.WRONG_PERIOD,
    Criterion.LINE_ITEM_PERIOD: FindingKind.WRONG_PERIOD,
    Criterion.HAS_LINE_ITEMS: FindingKind.WRONG_TYPE,
    Criterion.TYPE_FITS: FindingKind.WRONG_TYPE,
    Criterion.TYPE_ALLOWED_FOR_ENTITY: FindingKind.WRONG_TYPE,
}
"""What it is called when a printed purchase order falls at this requirement."""

_MENDS: Final[Mapping[FindingKind, str]] = {
    FindingKind.SUSPENDED: "Lift the suspension of {printed} if it was meant to be used",
    FindingKind.EXPIRED: "Move the expiration of {printed} if it was meant to go on",
    FindingKind.WRONG_PERIOD: "Widen the months of {printed} if it was meant for this period",
    FindingKind.WRONG_ENTITY: "Add the entity to the bill-from of {printed} if it was meant for it",
    FindingKind.WRONG_TYPE: "Give {printed} a line item of a fitting type if it was meant for this",
    FindingKind.WRONG_SCOPE: "Loosen what {printed} is kept for if it was meant for this",
    FindingKind.WRONG: "Bring {printed} up to date if it was meant to be preferred",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What else the real account tells about its invoices.

    `references` are the numbers of its invoices' own charges, by invoice ID, as far as a charge can
    be told to belong to one; `named` all numbers that any charge names; `printed` what is printed
    on the invoices that were read, by ID. With `are_charges_known` false the charges could not be
    read, and any number on a Marketplace invoice may have been named by one.
    """

    references: Mapping[str, str]
    named: frozenset[str]
    printed: Mapping[str, str | None]
    are_charges_known: bool = True


def find_in_invoice(invoice: AwsInvoice, books: Books, evidence: Evidence) -> Finding | None:
    """What is wrong with the number on `invoice`; None when it is as it should be.

    A purchase order is judged as it stands now. What was changed after the issue makes a finding
    less sure, which its severity tells.
    """
    if not invoice.is_judged:
        return None
    expectation = _expected(invoice, books, evidence)
    if expectation is None:
        return None
    printed, expected = invoice.purchase_order_number, expectation.purchase_order_id
    if printed in expectation.accepted:
        return _overdrawn(invoice, expectation)
    if printed is None:
        unfit = missing(expected, expectation.reason)
        return _finding(invoice, _less_sure(unfit, [expected], invoice, books))
    if printed not in books.numbers:
        return _finding(invoice, unknown(printed, books.numbers, expected, expectation.reason))
    unfit = _unfit(invoice, printed, expectation, books)
    return _finding(invoice, _less_sure(unfit, [printed, expected], invoice, books))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Expectation:
    """What the rules expect: the likeliest number, all that are right, and why.

    `drafts` are what the invoice may have been, as far as the matcher was asked about them.
    """

    purchase_order_id: str | None
    accepted: frozenset[str | None]
    reason: str
    decisions: Sequence[Decision] = ()
    drafts: Sequence[Draft] = ()


def _expected(invoice: AwsInvoice, books: Books, evidence: Evidence) -> _Expectation | None:
    """None where nothing can be said: a credit memo whose invoice was not read (R-152)."""
    if invoice.is_credit_memo:
        original = invoice.original_invoice_id
        if original is None or original not in evidence.printed:
            return None
        number = evidence.printed[original]
        reason = f"A credit memo follows its invoice, {original}, which prints {number or 'none'}."
        return _Expectation(purchase_order_id=number, accepted=frozenset({number}), reason=reason)
    reference = evidence.references.get(invoice.invoice_id)
    drafts = tuple(read(invoice, books))
    matched: Sequence[Draft] = ()
    if reference is not None and reference in books.numbers:
        decisions = [decide_named(drafts[0], reference, books, invoice.issued_at)]
        accepted = {decisions[0].match.purchase_order_id}
    else:
        matched = drafts
        candidates = books.candidates_at(invoice.issued_at)
        decisions = [decide(draft, candidates, invoice.issued_at) for draft in drafts]
        accepted = {each.match.purchase_order_id for each in decisions}
        accepted |= _as_named(invoice, drafts[0], books, evidence)
    likeliest = next((each for each in decisions if each.match.purchase_order), decisions[0])
    is_right = invoice.purchase_order_number in accepted
    return _Expectation(
        purchase_order_id=likeliest.match.purchase_order_id,
        accepted=frozenset(accepted),
        reason="" if is_right else _reason(likeliest, books, invoice.issued_at),
        decisions=decisions,
        drafts=matched,
    )


def _as_named(
    invoice: AwsInvoice, draft: Draft, books: Books, evidence: Evidence
) -> set[str | None]:
    """The printed number, if a Marketplace charge may have named it (R-187)."""
    printed = invoice.purchase_order_number
    if not invoice.is_marketplace or printed is None or printed not in books.numbers:
        return set()
    if evidence.are_charges_known and printed not in evidence.named:
        return set()
    match = decide_named(draft, printed, books, invoice.issued_at).match
    return {match.purchase_order_id} if match.outcome is Outcome.NAMED else set()


def _reason(decision: Decision, books: Books, at: datetime) -> str:
    """As the funnel tells it; asked for only where it is needed."""
    told = decision.match.reason
    return told or decide(decision.draft, books.candidates_at(at), at, explains=True).match.reason


def _unfit(invoice: AwsInvoice, printed: str, expectation: _Expectation, books: Books) -> Unfit:
    """A number that exists: the rules leave it out, or prefer another."""
    order = books.get(printed)
    draft = _draft_for(invoice, order, expectation, books)
    fared = _fared(draft, order, invoice, books) if draft else None
    kind, severity = _named_for(fared, order, invoice)
    told = [expectation.reason, _told(printed, fared)]
    expected = expectation.purchase_order_id
    correct = f"or have {expected} printed" if expected else "or have the number taken off"
    return Unfit(
        kind=kind,
        severity=severity,
        expected=expected,
        rule=fared.rule if fared else None,
        reason=" ".join(each for each in told if each),
        mend=f"{_MENDS[kind].format(printed=printed)}; {correct} by a support case.",
    )


def _less_sure(
    unfit: Unfit, numbers: Sequence[str | None], invoice: AwsInvoice, books: Books
) -> Unfit:
    """The same at low severity, if what it rests on was changed after the invoice was issued."""
    for number in numbers:
        order = books.find(number) if number else None
        if order and order.updated_at > invoice.issued_at:
            since = (
                f"{number} was changed after the invoice was issued, on {order.updated_at.date()}, "
                "so it may have been right then."
            )
            return replace(unfit, severity=Severity.LOW, reason=f"{unfit.reason} {since}")
    return unfit


def _draft_for(
    invoice: AwsInvoice, order: PurchaseOrder, expectation: _Expectation, books: Books
) -> Draft | None:
    """The reading in which the printed purchase order comes furthest, alone."""
    alone = books.alone(order)
    best, reached = None, -1
    for draft in expectation.drafts:
        match = decide(draft, alone, invoice.issued_at, explains=True).match
        steps = len(match.funnel) + (match.purchase_order is not None)
        if steps > reached:
            best, reached = draft, steps
    return best


def _fared(draft: Draft, order: PurchaseOrder, invoice: AwsInvoice, books: Books) -> Fared:
    """Where it fell: by itself at a requirement, or against the others at a preference."""
    by_itself = decide(draft, books.alone(order), invoice.issued_at, explains=True).match
    if by_itself.purchase_order is None:
        return fate_of(MatchRecord.of(by_itself), order.purchase_order_id)
    candidates = books.candidates_at(invoice.issued_at)
    among = decide(draft, candidates, invoice.issued_at, explains=True).match
    return fate_of(MatchRecord.of(among), order.purchase_order_id)


def _named_for(
    fared: Fared | None, order: PurchaseOrder, invoice: AwsInvoice
) -> tuple[FindingKind, Severity]:
    if order.is_suspended and invoice.is_marketplace:
        return FindingKind.SUSPENDED, Severity.HIGH
    kind = _KINDS.get(fared.criterion) if fared and fared.criterion else None
    if fared is None or kind is None:
        return FindingKind.WRONG, Severity.MEDIUM
    is_over = order.expiration_month < invoice.billing_period
    if fared.criterion is Criterion.PURCHASE_ORDER_PERIOD and is_over:
        kind = FindingKind.EXPIRED
    return kind, Severity.HIGH


def _told(printed: str, fared: Fared | None) -> str:
    if fared is None or fared.asked is None:
        return ""
    value = f", and it has: {fared.value}" if fared.value else ""
    return f"{printed} is left out where the rules ask for one that {fared.asked}{value}."


def _overdrawn(invoice: AwsInvoice, expectation: _Expectation) -> Finding | None:
    """The right number, on a line that has less than nothing left (R-130)."""
    number = invoice.purchase_order_number
    chosen = [each for each in expectation.decisions if each.match.purchase_order_id == number]
    if number is None or not chosen:
        return None
    order, match = chosen[0].before, chosen[0].match
    if order is None or match.line_item_number is None or Flag.OUT_OF_BALANCE not in match.flags:
        return None
    line = order.line(match.line_item_number)
    if line.balance is None or line.balance >= 0:
        return None
    left = Money(line.balance, order.currency)
    return _finding(
        invoice,
        Unfit(
            kind=FindingKind.OVERDRAWN,
            severity=Severity.LOW,
            expected=number,
            rule="R-130",
            reason=f"Line {line.line_item_number} of {number} has {left} left.",
            mend="Raise the line, or add another to go on with; the invoice itself is right.",
        ),
    )


def _finding(invoice: AwsInvoice, unfit: Unfit) -> Finding:
    return Finding(
        subject=Subject.INVOICE,
        subject_id=invoice.invoice_id,
        kind=unfit.kind,
        severity=unfit.severity,
        account_id=invoice.account_id,
        printed=invoice.purchase_order_number,
        expected=unfit.expected,
        nearest=unfit.nearest,
        rule=unfit.rule,
        reason=unfit.reason,
        mend=unfit.mend,
        total=invoice.total,
        at=invoice.issued_at,
        billing_period=invoice.billing_period,
        invoicing_entity=invoice.invoicing_entity,
    )

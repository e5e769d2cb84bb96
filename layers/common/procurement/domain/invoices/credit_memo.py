"""Credit memos: what is given back of an invoice, on a document of its own (R-151 to R-154).

A credit memo goes to the account that received its invoice (R-151), whatever became of it since,
and takes the purchase order and the line that its invoice shows (R-152).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from procurement.domain.errors import Conflict, Problems, QuotaExceeded
from procurement.domain.ids import derived_id
from procurement.domain.invoices.corrections import Credit, reason_problems
from procurement.domain.invoices.currency_amounts import CurrencyAmount, total_in, totals_in_order
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.invoices.invoice import Invoice, invoice_number
from procurement.domain.invoices.taxation import InvoiceTax, shared_taxes
from procurement.domain.matching.record import MatchRecord
from procurement.domain.matching.result import Flag, Outcome
from procurement.domain.money import Money, minor_unit, parse_amount, places
from procurement.domain.purchase_orders.balance import check_credit, creditable

MAX_CREDIT_MEMOS: Final = 40
"""Per invoice: so many move with their invoice to another purchase order in one transaction."""

_TOKEN: Final = re.compile(r"[a-zA-Z0-9-]{1,64}")


@dataclass(frozen=True, kw_only=True, slots=True)
class CreditOrder:
    """A credit memo that is asked for: `amount` is before tax (R-394).

    The same `client_token` for the same invoice asks for the same memo. `agreement_id` limits it to
    what the invoice bills for that agreement.
    """

    invoice_id: str
    amount: Decimal
    reason: str
    client_token: str
    agreement_id: str | None = None


def read_order(
    invoice_id: str, amount: str | int | Decimal, reason: str, client_token: str
) -> CreditOrder:
    """The order as somebody writes it; `InvalidInput` with everything wrong with it by itself."""
    problems = Problems()
    read = parse_amount(amount)
    if read is None:
        problems.add("amount", "INVALID_ADJUSTMENT_AMOUNT", "must be an amount", "R-394")
    problems.found.extend(reason_problems(reason))
    if not _TOKEN.fullmatch(client_token):
        message = "must be 1 to 64 letters, digits or -"
        problems.add("clientToken", "INVALID_CLIENT_TOKEN", message, "R-393")
    problems.raise_if_any()
    return CreditOrder(
        invoice_id=invoice_id,
        amount=read or Decimal(0),
        reason=reason,
        client_token=client_token,
    )


def credit_memo_draft_id(invoice: Invoice, client_token: str) -> str:
    """What the memo is stored under, so that a repeat finds it."""
    return derived_id("memo", invoice.account_id, invoice.invoice_id, client_token)


def expect_creditable(invoice: Invoice) -> None:
    """`Conflict` for a credit memo, which cannot be credited or regenerated itself (R-397)."""
    if invoice.type is not InvoiceType.INVOICE:
        raise Conflict(
            f"{invoice.invoice_id} is a credit memo, and only invoices are corrected",
            resource_type="Invoice",
            resource_id=invoice.invoice_id,
        )


def max_adjustment(invoice: Invoice, agreement_id: str | None = None) -> Money:
    """How much of it may still be credited, before tax (R-153, R-394); 0 for a credit memo.

    With an agreement: how much of what the invoice bills for that one.
    """
    currency = invoice.total_before_tax.currency
    if invoice.type is not InvoiceType.INVOICE:
        return Money.zero(currency)
    left = creditable(invoice.total_before_tax, (each.before_tax for each in invoice.credits))
    if agreement_id is None or all(line.agreement_id == agreement_id for line in invoice.lines):
        return left
    billed = Money.zero(currency)
    for line in invoice.lines:
        if line.agreement_id == agreement_id:
            billed += Money(line.amount, currency)
    own = [each.before_tax for each in invoice.credits if each.agreement_id == agreement_id]
    share = creditable(billed.rounded(), own)
    return Money(max(Decimal(0), min(left.amount, share.amount)), currency)


def check_order(invoice: Invoice, order: CreditOrder) -> None:
    """Whether `order` can be met as the invoice stands.

    `Conflict` for a credit memo; `InvalidInput` for an amount that is not above zero, has more
    places than the currency, or is more than is left (EXCEEDED_MAXIMUM_ADJUSTMENT_AMOUNT);
    `QuotaExceeded` for more than `MAX_CREDIT_MEMOS`.
    """
    expect_creditable(invoice)
    credit = Money(order.amount, invoice.total_before_tax.currency)
    problems = Problems()
    if places(order.amount) > minor_unit(credit.currency):
        message = f"{credit.currency} has at most {minor_unit(credit.currency)} decimal places"
        problems.add("amount", "INVALID_ADJUSTMENT_AMOUNT", message, "R-394")
    problems.raise_if_any()
    invoiced, left = invoice.total_before_tax, max_adjustment(invoice, order.agreement_id)
    check_credit(credit, invoiced=invoiced, credit_memos=[invoiced - left])
    if len(invoice.credits) >= MAX_CREDIT_MEMOS:
        raise QuotaExceeded(
            f"an invoice has at most {MAX_CREDIT_MEMOS} credit memos",
            quota="CreditMemosPerInvoice",
            limit=MAX_CREDIT_MEMOS,
        )


def credit(
    invoice: Invoice, order: CreditOrder, *, number: int, prefix: str, now: datetime
) -> tuple[Invoice, Invoice]:
    """The credit memo under the next number, and the invoice that counts it.

    The memo belongs to the billing period of its invoice. Raises what `check_order` raises.
    """
    check_order(invoice, order)
    before_tax = Money(order.amount, invoice.total_before_tax.currency).rounded()
    taxes = _taxes_of(invoice, before_tax)
    tax = sum((each.amount for each in taxes), Decimal(0))
    given = Credit(
        invoice_id=invoice_number(prefix, invoice.account_id, number),
        draft_id=credit_memo_draft_id(invoice, order.client_token),
        before_tax=before_tax,
        tax=Money(tax, before_tax.currency),
        agreement_id=order.agreement_id,
    )
    credited = replace(invoice, credits=(*invoice.credits, given))
    payment_amount = _given_now(invoice.payment_amount, invoice, credited)
    tax_amount = _given_now(invoice.tax_amount, invoice, credited)
    memo = Invoice(
        account_id=invoice.account_id,
        invoice_id=given.invoice_id,
        sequence=number,
        draft_id=given.draft_id,
        type=InvoiceType.CREDIT_MEMO,
        invoicing_entity=invoice.invoicing_entity,
        kind=invoice.kind,
        billing_period=invoice.billing_period,
        total_before_tax=-given.before_tax,
        tax=-given.tax,
        issued_at=now,
        due_on=now.date(),
        lines=(),
        match=following(invoice, totals_in_order(payment_amount, -given.total, tax_amount)),
        purchase_order_reference=invoice.purchase_order_reference,
        tax_registration_number=invoice.tax_registration_number,
        invoice_unit=invoice.invoice_unit,
        original_invoice_id=invoice.invoice_id,
        description=order.reason,
        taxes=tuple(replace(e, taxable=-e.taxable, amount=-e.amount) for e in taxes),
        payment_amount=payment_amount,
        tax_amount=tax_amount,
        missing_rates=invoice.missing_rates,
        bill_source=invoice.bill_source,
    )
    return memo, credited


def following(invoice: Invoice, totals: Sequence[Money]) -> MatchRecord:
    """The match of a credit memo of these `totals`: purchase order and line of its invoice (R-152).

    It books in the currency in which its invoice did. An invoice that moved no balance has memos
    that move none (R-155).
    """
    followed = invoice.match
    return MatchRecord(
        outcome=Outcome.CREDIT_MEMO,
        reason=f"A credit memo follows its invoice, {invoice.invoice_id}.",
        purchase_order_id=followed.purchase_order_id,
        purchase_order_key=followed.purchase_order_key,
        line_item_number=followed.line_item_number,
        booked=total_in(totals, followed.booked.currency) if followed.booked else None,
        flags=followed.flags & {Flag.CURRENCY_MISMATCH},
    )


def given_back(invoice: Invoice, currency: str) -> Money:
    """What all memos of the invoice give back together, tax included, in a currency it states."""
    before_tax, tax = _credited(invoice)
    if currency == tax.currency:
        return before_tax + tax
    for stated in (invoice.payment_amount, invoice.tax_amount):
        back = stated and CurrencyAmount.of(before_tax, tax, stated.printed)
        if back and back.currency == currency:
            return back.total
    raise ValueError(f"{invoice.invoice_id} states no total in {currency}")


def _credited(invoice: Invoice) -> tuple[Money, Money]:
    """Before tax, and the tax."""
    before_tax = tax = Money.zero(invoice.tax.currency)
    for each in invoice.credits:
        before_tax, tax = before_tax + each.before_tax, tax + each.tax
    return before_tax, tax


def _given_now(
    stated: CurrencyAmount | None, before: Invoice, after: Invoice
) -> CurrencyAmount | None:
    """What the last memo of `after` gives back, below zero, in a currency that the invoice states.

    By the rate printed on the invoice, and so that all memos together come to what was invoiced.
    """
    if stated is None:
        return None
    was = CurrencyAmount.of(*_credited(before), stated.printed)
    reached = CurrencyAmount.of(*_credited(after), stated.printed)
    return was.less(reached) if was and reached else None


def _taxes_of(invoice: Invoice, before_tax: Money) -> tuple[InvoiceTax, ...]:
    """The taxes that go back with `before_tax`: of each its exact share (R-153, R-392)."""
    return shared_taxes(
        invoice.taxes,
        before_tax.amount,
        _credited(invoice)[0].amount,
        invoice.total_before_tax.amount,
        before_tax.currency,
    )

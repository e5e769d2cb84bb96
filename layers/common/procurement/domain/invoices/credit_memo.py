"""Credit memos: what is given back of an invoice, on a document of its own (R-151 to R-154).

A credit memo goes to the account that received its invoice (R-151), whatever became of it since,
and takes the purchase order and the line that its invoice shows (R-152).
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from procurement.domain.errors import Conflict, Problems, QuotaExceeded
from procurement.domain.ids import derived_id
from procurement.domain.invoices.corrections import Credit, reason_problems
from procurement.domain.invoices.invoice import Invoice, InvoiceType, invoice_number
from procurement.domain.matching.record import MatchRecord
from procurement.domain.matching.result import Flag, Outcome
from procurement.domain.money import EXACT, Money, minor_unit, parse_amount, places
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
    given = Credit(
        invoice_id=invoice_number(prefix, invoice.account_id, number),
        draft_id=credit_memo_draft_id(invoice, order.client_token),
        before_tax=before_tax,
        tax=_tax_of(invoice, before_tax),
        agreement_id=order.agreement_id,
    )
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
        match=following(invoice, given),
        purchase_order_reference=invoice.purchase_order_reference,
        tax_registration_number=invoice.tax_registration_number,
        invoice_unit=invoice.invoice_unit,
        original_invoice_id=invoice.invoice_id,
        description=order.reason,
    )
    return memo, replace(invoice, credits=(*invoice.credits, given))


def following(invoice: Invoice, given: Credit) -> MatchRecord:
    """The match of a credit memo: purchase order and line of its invoice (R-152).

    An invoice that moved no balance has memos that move none (R-155).
    """
    followed = invoice.match
    return MatchRecord(
        outcome=Outcome.CREDIT_MEMO,
        reason=f"A credit memo follows its invoice, {invoice.invoice_id}.",
        purchase_order_id=followed.purchase_order_id,
        purchase_order_key=followed.purchase_order_key,
        line_item_number=followed.line_item_number,
        booked=-given.total if followed.booked else None,
        flags=followed.flags & {Flag.CURRENCY_MISMATCH},
    )


def _tax_of(invoice: Invoice, before_tax: Money) -> Money:
    """The tax that goes back with `before_tax`.

    It is what brings all memos together to their exact share of the tax, rounded once: so the last
    one takes the remainder, and no more tax is given back than was invoiced (R-153).
    """
    so_far = sum((each.before_tax.amount for each in invoice.credits), Decimal(0))
    given = sum((each.tax.amount for each in invoice.credits), Decimal(0))
    credited = EXACT.multiply(invoice.tax.amount, EXACT.add(so_far, before_tax.amount))
    share = Money(EXACT.divide(credited, invoice.total_before_tax.amount), before_tax.currency)
    return share.rounded() - Money(given, before_tax.currency)

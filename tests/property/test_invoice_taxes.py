"""What must hold of taxes and converted totals whatever is charged, taxed and given back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Final

from hypothesis import assume, given
from hypothesis import strategies as st

from procurement.adapters.dynamodb.invoice_mapping import to_invoice, to_item
from procurement.domain.billing_settings.tax_rules import TaxRule, TaxRules
from procurement.domain.charges.charge import Charge
from procurement.domain.invoices.credit_memo import CreditOrder, credit, given_back
from procurement.domain.invoices.decision import decide_draft
from procurement.domain.invoices.draft import Draft, InvoiceType
from procurement.domain.invoices.invoice import Invoice, issue
from procurement.domain.matching.candidates import Candidates
from procurement.domain.money import Money, minor_unit
from tests.support.billing import a_usage_charge
from tests.support.issued import ISSUED, ISSUED_ON, drafted
from tests.support.purchase_orders import ENTITIES, a_line, a_purchase_order
from tests.support.taxes import QUEBEC, a_tax_rule, settings_in, tax_rules

RATES: Final = {"EUR": "1.0837", "JPY": "0.00671", "KWD": "3.2551"}
CURRENCIES: Final = st.sampled_from(["USD", "EUR", "JPY", "KWD"])

amounts = st.decimals("-1000", "100000", places=5)
taxes = st.sampled_from(["0", "0", "0.004", "7.25", "-1.5"])
percents = st.decimals("0", "30", places=3)


@st.composite
def some_rules(draw: st.DrawFn) -> TaxRules:
    names = draw(st.lists(st.sampled_from(["GST", "QST", "Levy"]), unique=True))
    currency = draw(st.sampled_from(["", "EUR", "JPY"]))
    return tax_rules(*(_rule(name, f"{draw(percents):f}", currency) for name in names))


def _rule(name: str, rate: str, currency: str) -> TaxRule:
    return a_tax_rule(rate, "CA", name=name, currency=currency)


@st.composite
def some_drafts(draw: st.DrawFn) -> Draft:
    currency = draw(CURRENCIES)
    told = draw(st.lists(st.tuples(amounts, taxes), min_size=1, max_size=8))
    charges = [
        a_usage_charge(f"ch-{number}", f"{amount:f}", tax=tax, currency=currency)
        for number, (amount, tax) in enumerate(told)
    ]
    preferred = draw(st.none() | CURRENCIES)
    return _drafted(charges, draw(some_rules()), preferred)


def _drafted(charges: Sequence[Charge], rules: TaxRules, preferred: str | None) -> Draft:
    settings = settings_in(QUEBEC, RATES, preferred_currency=preferred)
    (draft,) = drafted(charges, settings, rules)
    return draft


def _issued(draft: Draft) -> Invoice:
    orders = [
        a_purchase_order(f"PO-{name}", a_line(total="1000000.00", currency=name), currency=name)
        for name in ("EUR", "JPY")
    ]
    decision = decide_draft(draft, Candidates.of(orders, ENTITIES), None, ISSUED)
    return issue(draft, decision.match, number=1, prefix="US", now=ISSUED)


@given(draft=some_drafts())
def test_the_breakdown_adds_up_to_the_totals(draft: Draft) -> None:
    """R-392: the taxes to the tax, and what each sort is charged on to the total before tax."""
    assert sum((tax.amount for tax in draft.taxes), Decimal(0)) == draft.tax.amount
    places = Decimal(1).scaleb(-minor_unit(draft.group.currency))
    assert all(tax.amount == tax.amount.quantize(places) for tax in draft.taxes)
    stated = sum((tax.taxable for tax in draft.taxes if tax.is_stated), Decimal(0))
    ruled = {tax.taxable for tax in draft.taxes if not tax.is_stated}
    assert len(ruled) <= 1
    for taxable in ruled:
        assert stated + taxable == draft.total_before_tax.amount
    assert draft.total == draft.total_before_tax + draft.tax


@given(draft=some_drafts(), random=st.randoms())
def test_the_order_of_charges_and_rules_makes_no_difference(draft: Draft, random: Random) -> None:
    """R-128, R-392."""
    shuffled = list(draft.charges)
    random.shuffle(shuffled)
    rules = TaxRules(rules=tuple(reversed(draft.tax_rules)))
    again = _drafted(shuffled, rules, draft.payment.preferred_currency)
    assert again == draft


@given(draft=some_drafts())
def test_what_lines_bear_is_what_the_invoice_rounds(draft: Draft) -> None:
    """R-392: within half a minor unit for each tax, as every one is rounded once."""
    invoice = _issued(draft)
    exact = sum((line.tax for line in invoice.lines), Decimal(0))
    half = Decimal(1).scaleb(-minor_unit(draft.group.currency)) / 2
    # What is stated and what is ruled are told apart by rounded amounts.
    slack = half * (len(invoice.taxes) + 1 + len(draft.tax_rules))
    assert abs(exact - invoice.tax.amount) <= slack


@given(draft=some_drafts(), shares=st.lists(st.integers(1, 100), min_size=1, max_size=6))
def test_memos_that_give_all_back_leave_nothing_of_any_tax_or_currency(
    draft: Draft, shares: list[int]
) -> None:
    """R-153, R-156, R-392: the last one takes what rounding left."""
    invoice = _issued(draft)
    assume(invoice.type is InvoiceType.INVOICE and invoice.total_before_tax.amount > 0)
    memos, after = _given_back(invoice, shares)
    documents = [invoice, *memos]
    assert sum(each.total_before_tax.amount for each in documents) == 0
    for position in range(len(invoice.taxes)):
        assert sum(each.taxes[position].amount for each in documents) == 0
        assert sum(each.taxes[position].taxable for each in documents) == 0
    for name in ("payment_amount", "tax_amount"):
        stated = [getattr(each, name) for each in documents]
        if stated[0]:
            assert sum(each.total.amount for each in stated) == 0
    if invoice.match.booked:
        booked = [each.match.booked for each in documents]
        assert sum(each.amount for each in booked if each) == 0
        assert given_back(after, invoice.match.booked.currency) == invoice.match.booked
    for each in documents:
        assert sum(tax.amount for tax in each.taxes) == each.tax.amount


def _given_back(invoice: Invoice, shares: list[int]) -> tuple[list[Invoice], Invoice]:
    unit = Decimal(1).scaleb(-minor_unit(invoice.total.currency))
    left, memos = invoice.total_before_tax.amount, []
    for number, share in enumerate([*shares, 0], 2):
        part = (invoice.total_before_tax.amount * share / 1000).quantize(unit) if share else left
        if not 0 < part <= left:
            continue
        left -= part
        order = CreditOrder(
            invoice_id=invoice.invoice_id, amount=part, reason="x", client_token=f"t-{number}"
        )
        memo, invoice = credit(invoice, order, number=number, prefix="US", now=ISSUED)
        memos.append(memo)
    return memos, invoice


@given(draft=some_drafts())
def test_an_invoice_is_stored_with_all_of_it(draft: Draft) -> None:
    """R-381, R-392."""
    invoice = replace(_issued(draft), due_on=ISSUED_ON + timedelta(days=1))
    assert to_invoice(to_item(invoice)) == replace(invoice, revision=1)


@given(draft=some_drafts())
def test_no_total_is_stated_in_a_currency_without_its_printed_rate(draft: Draft) -> None:
    """R-155, R-156."""
    invoice = _issued(draft)
    for stated in (invoice.payment_amount, invoice.tax_amount):
        if stated:
            assert stated.currency != invoice.total.currency
            before = Money(invoice.total_before_tax.amount * stated.rate, stated.currency)
            assert before.rounded() == stated.total_before_tax
            assert invoice.total_in(stated.currency) is not None

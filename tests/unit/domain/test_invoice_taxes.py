"""The taxes of an invoice, and what goes back of them with its credit memos."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.tax_rules import NO_TAXES, TaxCategory, TaxRules
from procurement.domain.charges.charge import Charge
from procurement.domain.invoices.credit_memo import CreditOrder, credit
from procurement.domain.invoices.decision import decide_draft
from procurement.domain.invoices.draft import Draft, InvoiceType
from procurement.domain.invoices.edition import content_sha256
from procurement.domain.invoices.invoice import Invoice, issue
from procurement.domain.matching.candidates import Candidates
from procurement.domain.money import Money
from tests.support.billing import a_usage_charge
from tests.support.issued import ISSUED, ISSUED_ON, drafted
from tests.support.purchase_orders import ENTITIES, a_line, a_purchase_order
from tests.support.taxes import GERMANY, QUEBEC, a_tax_rule, settings_in, tax_rules

VAT = tax_rules(a_tax_rule("19"))
CANADIAN = tax_rules(
    a_tax_rule("5", "CA", name="GST"), a_tax_rule("9.975", "CA", name="QST", region="QC")
)


def draft_of(
    *charges: Charge,
    taxes: TaxRules = VAT,
    settings: BillingSettings | None = None,
    on: date = ISSUED_ON,
) -> Draft:
    (draft,) = drafted(charges, settings or settings_in(GERMANY), taxes, on)
    return draft


def invoice_of(draft: Draft, *, balance: str = "100000.00") -> Invoice:
    order = a_purchase_order("PO-1", a_line(total=balance))
    decision = decide_draft(draft, Candidates.of([order], ENTITIES), None, ISSUED)
    return issue(draft, decision.match, number=1, prefix="US", now=ISSUED)


def told(draft_or_invoice: Draft | Invoice) -> list[tuple[str, str, str]]:
    return [
        (tax.description, f"{tax.taxable:f}", f"{tax.amount:f}") for tax in draft_or_invoice.taxes
    ]


class TestComputing:
    def test_tax_is_on_the_total_before_tax_rounded_half_up_once(self) -> None:
        """R-392: per invoice, not per line: 3 times 0.05 is 0.15, of which 19 % is 0.0285."""
        charges = [a_usage_charge(f"ch-{number}", "0.05") for number in range(3)]
        draft = draft_of(*charges)
        assert told(draft) == [("VAT DE", "0.15", "0.03")]
        assert draft.total == Money(Decimal("0.18"), "USD")
        assert told(draft_of(a_usage_charge(amount="0.50"), taxes=tax_rules(a_tax_rule("5")))) == [
            ("VAT DE", "0.50", "0.03")
        ]

    def test_each_jurisdiction_is_rounded_by_itself(self) -> None:
        """R-392: 0.4950 and 0.9875 together are 1.48, but each jurisdiction gets its own."""
        draft = draft_of(
            a_usage_charge(amount="9.90"), taxes=CANADIAN, settings=settings_in(QUEBEC)
        )
        assert told(draft) == [("GST CA", "9.90", "0.50"), ("QST CA-QC", "9.90", "0.99")]
        assert draft.tax == Money(Decimal("1.49"), "USD")

    def test_the_minor_unit_is_the_currencys(self) -> None:
        """R-089, R-392."""
        draft = draft_of(a_usage_charge(amount="1005", currency="JPY"))
        assert told(draft) == [("VAT DE", "1005", "191")]

    def test_a_charge_keeps_the_tax_that_its_export_states(self) -> None:
        """R-392: and the rules tax the others alone."""
        draft = draft_of(
            a_usage_charge("ch-1", "100.00", tax="7.00"), a_usage_charge("ch-2", "50.00")
        )
        assert told(draft) == [("Tax as stated", "100.00", "7.00"), ("VAT DE", "50.00", "9.50")]
        invoice = invoice_of(draft)
        assert [f"{line.tax:f}" for line in invoice.lines] == ["7.00", "9.50"]

    def test_taxable_amounts_add_up_also_when_the_parts_round_differently(self) -> None:
        """R-392."""
        draft = draft_of(
            a_usage_charge("ch-1", "0.005", tax="0.001"), a_usage_charge("ch-2", "0.005")
        )
        taxable = sum((tax.taxable for tax in draft.taxes), Decimal(0))
        assert taxable == draft.total_before_tax.amount == Decimal("0.01")

    def test_reverse_charge_is_told_with_its_reason_and_costs_nothing(self) -> None:
        """R-392."""
        rule = a_tax_rule("0", category=TaxCategory.REVERSE_CHARGE, reason="Reverse charge")
        invoice = invoice_of(draft_of(a_usage_charge(), taxes=tax_rules(rule)))
        (tax,) = invoice.taxes
        assert (tax.category, tax.reason) == ("AE", "Reverse charge")
        assert (invoice.tax.amount, invoice.total.amount) == (0, Decimal("100.00"))

    @pytest.mark.parametrize("taxes", [NO_TAXES, tax_rules(a_tax_rule("20", "FR"))])
    def test_without_a_rule_there_is_no_tax(self, taxes: TaxRules) -> None:
        """R-392."""
        draft = draft_of(a_usage_charge(), taxes=taxes)
        assert (draft.taxes, draft.tax.amount) == ((), 0)

    def test_a_buyer_whose_country_nobody_told_is_not_taxed(self) -> None:
        """R-392."""
        nowhere = settings_in(replace(GERMANY, country_code=""))
        assert draft_of(a_usage_charge(), settings=nowhere).taxes == ()

    def test_it_is_the_day_of_issue_that_counts(self) -> None:
        """R-392: not the charge's."""
        rules = tax_rules(a_tax_rule("19"), a_tax_rule("16", valid_from=date(2027, 2, 3)))
        charge = a_usage_charge(period="2027-01")
        assert draft_of(charge, taxes=rules, on=date(2027, 2, 2)).tax.amount == Decimal("19.00")
        assert draft_of(charge, taxes=rules, on=date(2027, 2, 3)).tax.amount == Decimal("16.00")

    def test_what_gives_money_back_gives_its_tax_back(self) -> None:
        """R-138, R-392."""
        draft = draft_of(a_usage_charge(amount="-0.50"))
        assert told(draft) == [("VAT DE", "-0.50", "-0.10")]
        assert draft.type is InvoiceType.CREDIT_MEMO

    def test_tax_is_part_of_what_is_matched_and_booked(self) -> None:
        """R-143: 119.00 is more than the line's 110.00."""
        invoice = invoice_of(draft_of(a_usage_charge()), balance="110.00")
        assert invoice.match.booked == Money(Decimal("119.00"), "USD")
        assert invoice.match.flags == {"OUT_OF_BALANCE"}

    def test_the_digest_tells_of_every_tax(self) -> None:
        """R-391, R-392: the same sum under another name is another document."""
        one, other = (
            invoice_of(draft_of(a_usage_charge(), taxes=tax_rules(a_tax_rule(name=name))))
            for name in ("VAT", "USt")
        )
        assert one.tax == other.tax
        assert content_sha256(one) != content_sha256(other)


def credited(invoice: Invoice, *amounts: str) -> tuple[Invoice, list[Invoice]]:
    """The invoice with memos of these amounts before tax."""
    memos = []
    for number, amount in enumerate(amounts, 2):
        order = CreditOrder(
            invoice_id=invoice.invoice_id,
            amount=Decimal(amount),
            reason="Outage",
            client_token=f"token-{number}",
        )
        memo, invoice = credit(invoice, order, number=number, prefix="US", now=ISSUED)
        memos.append(memo)
    return invoice, memos


class TestGivingBack:
    def test_every_tax_goes_back_in_its_share(self) -> None:
        """R-392: refund amounts are before tax; R-398: the balance gets its tax too."""
        draft = draft_of(a_usage_charge(), taxes=CANADIAN, settings=settings_in(QUEBEC))
        _, (memo,) = credited(invoice_of(draft), "40.00")
        assert told(memo) == [("GST CA", "-40.00", "-2.00"), ("QST CA-QC", "-40.00", "-3.99")]
        assert memo.tax.amount == Decimal("-5.99")
        assert memo.match.booked == Money(Decimal("-45.99"), "USD")

    def test_the_last_memo_takes_what_rounding_left_of_each_tax(self) -> None:
        """R-153, R-392."""
        draft = draft_of(
            a_usage_charge(amount="10.00"), taxes=CANADIAN, settings=settings_in(QUEBEC)
        )
        invoice = invoice_of(draft)
        _, memos = credited(invoice, "3.33", "3.33", "3.34")
        for position, tax in enumerate(invoice.taxes):
            assert -sum(memo.taxes[position].amount for memo in memos) == tax.amount
            assert -sum(memo.taxes[position].taxable for memo in memos) == tax.taxable

    def test_stated_and_ruled_taxes_go_back_alike(self) -> None:
        """R-392: a memo is for a part of the whole invoice."""
        draft = draft_of(
            a_usage_charge("ch-1", "100.00", tax="7.00"), a_usage_charge("ch-2", "50.00")
        )
        _, (memo,) = credited(invoice_of(draft), "75.00")
        assert told(memo) == [("Tax as stated", "-50.00", "-3.50"), ("VAT DE", "-25.00", "-4.75")]

"""Base, tax and payment currency of an invoice, and the rate that is printed on it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from procurement.domain.billing_settings.exchange_rates import ExchangeRates, printed_rate
from procurement.domain.billing_settings.tax_rules import NO_TAXES, TaxRules
from procurement.domain.invoices.corrections import Regeneration
from procurement.domain.invoices.credit_memo import given_back
from procurement.domain.invoices.decision import decide_draft
from procurement.domain.invoices.draft import Draft
from procurement.domain.invoices.invoice import Invoice, issue
from procurement.domain.invoices.regeneration import (
    RegenerationOrder,
    Target,
    draft_again,
    regenerate,
    released,
)
from procurement.domain.matching.candidates import Candidates
from procurement.domain.matching.result import Flag
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.purchase_orders.balance import associated, credited
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.billing import a_usage_charge
from tests.support.issued import ISSUED, drafted
from tests.support.purchase_orders import ENTITIES, a_line, a_purchase_order
from tests.support.taxes import GERMANY, a_tax_rule, settings_in, tax_rules
from tests.unit.domain.test_invoice_taxes import credited as with_memos

RATES = {"EUR": "1.25", "JPY": "0.0067"}
DAY = date(2027, 2, 3)
VAT, VAT_IN_EUROS = tax_rules(a_tax_rule("19")), tax_rules(a_tax_rule("19", currency="EUR"))


def draft_in(
    preferred: str | None,
    amount: str = "100.00",
    currency: str = "USD",
    rates: dict[str, str] | None = None,
    taxes: TaxRules = NO_TAXES,
) -> Draft:
    settings = settings_in(GERMANY, RATES if rates is None else rates, preferred_currency=preferred)
    (draft,) = drafted([a_usage_charge(amount=amount, currency=currency)], settings, taxes, DAY)
    return draft


def an_order(number: str, currency: str, total: str = "1000.00") -> PurchaseOrder:
    return a_purchase_order(number, a_line(total=total, currency=currency), currency=currency)


def invoiced(draft: Draft, *orders: PurchaseOrder) -> Invoice:
    decision = decide_draft(draft, Candidates.of(orders, ENTITIES), None, ISSUED)
    return issue(draft, decision.match, number=1, prefix="US", now=ISSUED)


class TestThePrintedRate:
    MONTHS = (
        ExchangeRates(
            month=Month(2027, 2), days={DAY: {"EUR": Decimal("1.25"), "JPY": Decimal("0.0067")}}
        ),
    )

    @pytest.mark.parametrize(
        ("source", "target", "rate"),
        [
            ("EUR", "USD", "1.25"),
            ("USD", "EUR", "0.8"),
            ("USD", "JPY", "149.2537313"),
            ("EUR", "JPY", "186.5671642"),
        ],
    )
    def test_it_is_told_by_ten_digits_and_crossed_through_the_dollar(
        self, source: str, target: str, rate: str
    ) -> None:
        """R-381."""
        found = printed_rate(self.MONTHS, source, target, DAY)
        assert found is not None
        assert f"{found:f}" == rate

    @pytest.mark.parametrize(
        ("target", "day"),
        [("GBP", DAY), ("EUR", date(2027, 2, 4)), ("EUR", date(2027, 3, 3))],
    )
    def test_what_was_not_told_of_that_very_day_is_not_guessed(
        self, target: str, day: date
    ) -> None:
        """R-156."""
        assert printed_rate(self.MONTHS, "USD", target, day) is None


class TestTheBlocks:
    def test_an_invoice_states_its_totals_in_the_payers_currency(self) -> None:
        """R-381, R-382: each amount is rounded, and the total is their sum."""
        invoice = invoiced(draft_in("JPY", "1.23", taxes=VAT))
        payment = invoice.payment_amount
        assert payment is not None
        assert (payment.rate, payment.currency) == (Decimal("149.2537313"), "JPY")
        assert (payment.total_before_tax.amount, payment.tax.amount) == (184, 34)
        assert payment.total == Money(Decimal(218), "JPY")
        assert invoice.total == Money(Decimal("1.46"), "USD")

    def test_the_tax_authoritys_currency_is_the_rules(self) -> None:
        """R-382."""
        invoice = invoiced(draft_in(None, taxes=VAT_IN_EUROS))
        assert invoice.payment_amount is None
        assert invoice.tax_amount is not None
        assert invoice.tax_amount.tax == Money(Decimal("15.20"), "EUR")

    @pytest.mark.parametrize("preferred", [None, "USD"])
    def test_in_the_currency_of_the_charges_nothing_is_converted(
        self, preferred: str | None
    ) -> None:
        """R-382."""
        invoice = invoiced(draft_in(preferred))
        assert (invoice.payment_amount, invoice.missing_rates) == (None, ())

    def test_a_missing_rate_is_told_and_leaves_the_base_alone(self) -> None:
        """R-156: never a rate of our own."""
        invoice = invoiced(draft_in("GBP"))
        assert (invoice.payment_amount, invoice.missing_rates) == (None, ("GBP",))
        assert invoice.totals == (Money(Decimal("100.00"), "USD"),)


class TestMatching:
    def test_the_first_total_in_the_purchase_orders_currency_is_booked(self) -> None:
        """R-155."""
        invoice = invoiced(draft_in("EUR"), an_order("E", "EUR"))
        assert invoice.purchase_order_id == "E"
        assert invoice.match.booked == Money(Decimal("80.00"), "EUR")
        assert invoice.match.flags == frozenset()

    def test_the_tax_currency_counts_as_well(self) -> None:
        """R-155."""
        draft = draft_in(None, taxes=VAT_IN_EUROS)
        assert invoiced(draft, an_order("E", "EUR")).match.booked == Money(Decimal("95.20"), "EUR")

    def test_enough_is_judged_in_the_purchase_orders_currency(self) -> None:
        """R-131, R-155: 80.00 EUR fit, 100.00 USD do not."""
        orders = an_order("D", "USD", "99.00"), an_order("E", "EUR", "80.00")
        assert invoiced(draft_in("EUR"), *orders).purchase_order_id == "E"

    def test_without_the_rate_the_association_is_flagged_and_moves_nothing(self) -> None:
        """R-155, S-39: base USD, payment JPY, no EUR block."""
        lonely = invoiced(draft_in("JPY"), an_order("E", "EUR"))
        assert (lonely.purchase_order_id, lonely.match.booked) == ("E", None)
        assert lonely.match.flags == {Flag.CURRENCY_MISMATCH}
        both = invoiced(draft_in("JPY"), an_order("E", "EUR"), an_order("D", "USD"))
        assert both.purchase_order_id == "D"

    def test_what_gives_money_back_is_a_credit_memo_in_every_currency(self) -> None:
        """R-138: -0.001 JPY rounds to nothing, and still takes no purchase order."""
        draft = draft_in("JPY", "-0.01", rates={"JPY": "1"})
        assert [total.amount for total in draft.totals] == [0, Decimal("-0.01")]
        assert invoiced(draft, an_order("J", "JPY")).purchase_order_id is None


class TestCorrections:
    def test_memos_give_back_exactly_what_was_booked(self) -> None:
        """R-152, R-153, R-156: in the purchase order's currency, by the invoice's rate."""
        invoice = invoiced(draft_in("EUR", "10.01", taxes=VAT), an_order("E", "EUR"))
        after, memos = with_memos(invoice, "3.33", "3.33", "3.35")
        booked = [memo.match.booked for memo in memos]
        assert {each.currency for each in booked if each} == {"EUR"}
        assert invoice.match.booked is not None
        total = sum((each.amount for each in booked if each), Decimal(0))
        assert -total == invoice.match.booked.amount == given_back(after, "EUR").amount
        assert sum(memo.total.amount for memo in memos) == -invoice.total.amount
        assert [memo.payment_amount.total for memo in memos if memo.payment_amount] == booked

    def test_regenerating_moves_invoice_and_memos_to_another_currency(self) -> None:
        """R-149: what is booked anew is what the documents state in that currency."""
        held, wanted = an_order("E", "EUR"), an_order("D", "USD")
        invoice, memos = with_memos(invoiced(draft_in("EUR"), held), "40.00")
        booked = associated(held, "1", invoice.match.booked)
        booked = credited(booked, "1", Money(Decimal("32.00"), "EUR"))
        assert [line.booked for line in booked.line_items] == [Decimal("48.00")]
        assert [line.booked for line in released(booked, invoice).line_items] == [0]
        order = RegenerationOrder(
            target=Target.PURCHASE_ORDER, reason="Wrong currency", purchase_order_id="D"
        )
        result = regenerate(
            invoice,
            memos,
            order,
            draft_again(invoice, order, settings_in(GERMANY)),
            Candidates.of([], ENTITIES),
            wanted,
            Regeneration(at=datetime(2027, 3, 1, tzinfo=UTC), actor="me", reason="x"),
        )
        assert result is not None
        assert result.invoice.match.booked == Money(Decimal("100.00"), "USD")
        assert [memo.match.booked for memo in result.credit_memos] == [
            Money(Decimal("-40.00"), "USD")
        ]
        after = result.decision.after
        assert after is not None
        assert [line.booked for line in after.line_items] == [Decimal("60.00")]
        assert replace(result.invoice, match=invoice.match).payment_amount == invoice.payment_amount

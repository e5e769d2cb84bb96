"""What may be given back of an invoice, and what the memo says: R-151 to R-153, R-394."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from procurement.domain.errors import Conflict, InvalidInput, QuotaExceeded
from procurement.domain.invoices.credit_memo import (
    MAX_CREDIT_MEMOS,
    CreditOrder,
    credit,
    max_adjustment,
    read_order,
)
from procurement.domain.invoices.edition import content_sha256
from procurement.domain.invoices.invoice import Invoice
from tests.support.issued import billing, issued
from tests.support.purchase_orders import a_line, a_purchase_order, money

LATER = datetime(2028, 3, 1, tzinfo=UTC)


def an_order(amount: str = "500.00", token: str = "t-1", **more: Any) -> CreditOrder:
    return CreditOrder(
        invoice_id="US-1", amount=Decimal(amount), reason="Outage", client_token=token, **more
    )


def credited(invoice: Invoice, *orders: CreditOrder) -> tuple[list[Invoice], Invoice]:
    """The memos, one after the other, and the invoice at the end."""
    memos = []
    for number, order in enumerate(orders, start=2):
        memo, invoice = credit(invoice, order, number=number, prefix="US", now=LATER)
        memos.append(memo)
    return memos, invoice


class TestMemo:
    def test_it_shows_what_its_invoice_shows(self) -> None:
        """R-151, R-152."""
        invoice = issued("3000.00", a_purchase_order("A", a_line(total="10000.00")))
        (memo,), after = credited(invoice, an_order())
        assert (memo.account_id, memo.purchase_order_id, memo.match.line_item_number) == (
            invoice.account_id,
            "A",
            "1",
        )
        assert memo.match.booked == money("-500.00")
        assert memo.issued_at == LATER
        assert [given.invoice_id for given in after.credits] == [memo.invoice_id]

    def test_what_is_printed_on_the_invoice_stays(self) -> None:
        """R-391: the digest is of the document, not of what follows it."""
        invoice = issued()
        _, after = credited(invoice, an_order())
        assert content_sha256(after) == content_sha256(invoice)

    def test_the_key_follows_from_invoice_and_token(self) -> None:
        """R-153."""
        (first, second), _ = credited(issued(), an_order(), an_order(token="t-2"))
        (again,), _ = credited(issued(), an_order())
        assert first.draft_id == again.draft_id != second.draft_id


class TestTax:
    @pytest.mark.parametrize(
        ("amount", "tax", "currency", "given", "taxes"),
        [
            ("3.00", "0.10", "USD", ["1.00", "1.00", "1.00"], ["-0.03", "-0.04", "-0.03"]),
            ("2.00", "0.01", "USD", ["1.00", "1.00"], ["-0.01", "0.00"]),
            ("300", "30", "JPY", ["1", "299"], ["0", "-30"]),
            ("100.00", "19.00", "USD", ["50.00", "50.00"], ["-9.50", "-9.50"]),
            ("100.00", "0.00", "USD", ["33.33", "66.67"], ["0.00", "0.00"]),
        ],
    )
    def test_all_memos_together_give_back_their_share_rounded_once(
        self, amount: str, tax: str, currency: str, given: list[str], taxes: list[str]
    ) -> None:
        """R-153, R-392: the last one takes the remainder."""
        invoice = issued(amount, tax=tax, currency=currency)
        orders = [an_order(each, f"t-{n}") for n, each in enumerate(given)]
        memos, after = credited(invoice, *orders)
        assert [memo.tax.amount for memo in memos] == [Decimal(each) for each in taxes]
        assert max_adjustment(after).amount == 0


class TestLimits:
    def test_no_more_than_is_left(self) -> None:
        """S-33: R-153."""
        _, after = credited(issued(), an_order("2500.00"))
        assert max_adjustment(after) == money("500.00")
        with pytest.raises(InvalidInput) as refused:
            credited(after, an_order("600.00", "t-2"))
        (problem,) = refused.value.problems
        assert problem.reason == "EXCEEDED_MAXIMUM_ADJUSTMENT_AMOUNT"
        left = "600.00 USD is more than the 500.00 USD left of the invoice's 3000.00 USD"
        assert problem.message == left

    def test_a_seller_gives_back_no_more_than_its_agreement_was_billed(self) -> None:
        """R-394: usage of several sellers may share an invoice."""
        invoice = billing(issued("100.00"), [("agmt-1", "30.004"), ("agmt-2", "69.996")])
        assert max_adjustment(invoice, "agmt-1") == money("30.00")
        assert max_adjustment(invoice, "agmt-3") == money("0.00")
        _, after = credited(
            invoice,
            an_order("20.00", agreement_id="agmt-1"),
            an_order("75.00", "t-2"),
        )
        assert max_adjustment(after, "agmt-1") == money("5.00")
        assert max_adjustment(after, "agmt-2") == money("5.00")

    def test_a_credit_memo_is_not_credited(self) -> None:
        """R-397."""
        (memo,), _ = credited(issued(), an_order())
        assert max_adjustment(memo) == money("0.00")
        with pytest.raises(Conflict):
            credited(memo, an_order())

    def test_not_more_memos_than_move_together(self) -> None:
        orders = [an_order("1.00", f"t-{n}") for n in range(MAX_CREDIT_MEMOS)]
        _, full = credited(issued(), *orders)
        with pytest.raises(QuotaExceeded):
            credited(full, an_order("1.00", "one-more"))

    def test_everything_wrong_with_an_order_is_told_at_once(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            read_order("US-1", "1e3", "", "a b")
        assert [problem.field for problem in refused.value.problems] == [
            "amount",
            "reason",
            "clientToken",
        ]

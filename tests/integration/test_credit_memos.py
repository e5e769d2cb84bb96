"""Credit memos: their number, their purchase order, their limit, and the balance that they restore.

R-071, R-151 to R-154, R-391; S-31, S-33.
"""

from functools import partial

import pytest

from procurement import bootstrap
from procurement.adapters.dynamodb.invoices import DynamoInvoices
from procurement.domain.invoices.credit_memo import MAX_CREDIT_MEMOS
from tests.support.api import BUYER, call
from tests.support.application import (
    a_line_body,
    add,
    check_refusal,
    events_of,
    get,
    items,
    nothing_written,
    path_of,
    set_status,
)
from tests.support.billing import check_books, invoices
from tests.support.corrections import an_invoice, credit, regenerate, shown
from tests.support.crashes import When, counted, crashed

OTHER = "222233334444"

pytestmark = pytest.mark.usefixtures("aws", "clock")


def balance(purchase_order_id: str = "A") -> str:
    return str(get(purchase_order_id)["balance"])


@pytest.fixture
def i1(clock) -> str:
    """S-31: a line of 10,000.00 and an invoice of 3,000.00 on it."""
    add("A", a_line_body(total="10000.00"))
    clock("2027-02-03T06:00")
    return an_invoice("3000.00")


class TestRestoring:
    def test_a_credit_memo_restores_the_balance_after_the_order_expired(self, i1, clock):
        """S-31: R-152"""
        clock("2028-03-01T00:00")
        answer = credit(i1, "500.00")
        assert answer.status == 201
        memo = answer.body
        assert (memo["invoiceType"], memo["total"], memo["originalInvoiceId"]) == (
            "CREDIT_MEMO",
            "-500.00",
            i1,
        )
        assert (memo["purchaseOrderId"], memo["lineItemNumber"]) == ("A", "1")
        assert memo["billingPeriod"] == "2027-01"
        assert memo["description"] == "Outage"
        assert (balance(), get("A")["status"]) == ("7500.00", "EXPIRED")
        check_books(BUYER)

    def test_credit_memos_never_exceed_their_invoice(self, i1):
        """S-33: R-153"""
        assert credit(i1, "2500.00", "t-1").status == 201
        with nothing_written():
            answer = credit(i1, "600.00", "t-2")
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert answer.reasons == {("amount", "EXCEEDED_MAXIMUM_ADJUSTMENT_AMOUNT")}
        assert credit(i1, "500.00", "t-3").status == 201
        assert balance() == "10000.00"
        assert shown(i1)["maxAdjustmentAmount"] == "0.00"
        check_books(BUYER)

    def test_the_invoice_lists_its_credit_memos_and_the_order_lists_both(self, i1):
        """R-150"""
        memo = credit(i1, "500.00").body["invoiceId"]
        assert shown(i1)["creditMemos"] == [memo]
        listed = items(path_of("A", "invoices"))
        found = {(entry["invoiceType"], entry["invoiceId"]) for entry in listed}
        assert found == {("INVOICE", i1), ("CREDIT_MEMO", memo)}

    def test_its_number_is_the_next_of_the_same_sequence(self, i1):
        """R-391"""
        memo = credit(i1, "500.00").body["invoiceId"]
        assert int(memo.rpartition("-")[2]) == int(i1.rpartition("-")[2]) + 1
        assert memo.rpartition("-")[0] == i1.rpartition("-")[0]

    def test_a_suspended_order_stays_suspended(self, i1):
        """R-152: whatever its status"""
        set_status("A", "SUSPENDED")
        assert credit(i1, "500.00").body["purchaseOrderId"] == "A"
        assert (balance(), get("A")["status"]) == ("7500.00", "SUSPENDED")

    def test_a_credit_memo_of_an_invoice_without_an_order_has_none(self, clock):
        """R-152"""
        clock("2027-02-03T06:00")
        memo = credit(an_invoice(), "500.00").body
        assert (memo["purchaseOrderId"], memo["lineItemNumber"]) == (None, None)
        check_books(BUYER)

    def test_a_deleted_order_is_still_printed_and_booked_on_its_tombstone(self, i1):
        """R-071: a new one with the same ID is left alone (R-009)"""
        call("DELETE", path_of("A"))
        add("A", a_line_body(total="10000.00"))
        assert credit(i1, "500.00").body["purchaseOrderId"] == "A"
        assert balance() == "10000.00"
        check_books(BUYER)

    def test_a_deleted_line_gets_nothing_back(self, i1):
        """R-075"""
        call("POST", path_of("A", "line-items"), a_line_body("2", total="5.00"))
        assert call("DELETE", path_of("A", "line-items", "1")).status in (200, 204)
        assert credit(i1, "500.00").body["lineItemNumber"] == "1"
        assert balance() == "5.00"
        check_books(BUYER)

    def test_a_currency_mismatch_restores_nothing(self, clock):
        """R-155: what moved no balance gives none back"""
        add("A", a_line_body(total="10000.00"), currencyCode="EUR")
        clock("2027-02-03T06:00")
        memo = credit(an_invoice(), "500.00").body
        assert (memo["purchaseOrderId"], memo["flags"]) == ("A", ["CURRENCY_MISMATCH"])
        assert balance() == "10000.00"
        check_books(BUYER)


class TestTax:
    def test_the_last_memo_takes_what_is_left_of_the_tax(self, clock):
        """R-153, R-398: three thirds of 0.10 are 0.03, 0.04 and 0.03"""
        add("A", a_line_body(total="10000.00"))
        clock("2027-02-03T06:00")
        number = an_invoice("3.00", tax="0.10")
        taxes = [credit(number, "1.00", f"t-{n}").body["tax"] for n in range(3)]
        assert taxes == ["-0.03", "-0.04", "-0.03"]
        assert balance() == "10000.00"
        check_books(BUYER)


class TestRefused:
    @pytest.mark.parametrize(
        ("given", "reasons"),
        [
            ({"amount": "0.00"}, {("amount", "INVALID_VALUE")}),
            ({"amount": "-1.00"}, {("amount", "INVALID_VALUE")}),
            ({"amount": "0.001"}, {("amount", "INVALID_ADJUSTMENT_AMOUNT")}),
            ({"amount": "much"}, {("amount", "INVALID_ADJUSTMENT_AMOUNT")}),
            (
                {"amount": "x", "reason": " ", "clientToken": "a/b"},
                {
                    ("amount", "INVALID_ADJUSTMENT_AMOUNT"),
                    ("reason", "INVALID_REASON"),
                    ("clientToken", "INVALID_CLIENT_TOKEN"),
                },
            ),
        ],
    )
    def test_what_is_no_amount_text_or_token(self, i1, given, reasons):
        """R-394"""
        body = {"amount": "1.00", "reason": "Outage", "clientToken": "t-1", **given}
        with nothing_written():
            answer = call("POST", f"/invoices/{i1}/credit-memos", body)
        check_refusal(answer, 400, "ValidationException")
        assert answer.reasons == reasons

    def test_a_credit_memo_is_not_credited_itself(self, i1):
        """R-397"""
        memo = credit(i1, "500.00").body["invoiceId"]
        with nothing_written():
            answer = credit(memo, "1.00", "t-2")
        check_refusal(answer, 409, "ConflictException", "CONFLICT")

    def test_an_unknown_invoice(self):
        check_refusal(credit("nothing", "1.00"), 404, "ResourceNotFoundException")

    def test_everybody_but_support(self, i1):
        """R-207: the account of the deployment alone, also for one's own invoices"""
        body = {"amount": "1.00", "reason": "Please", "clientToken": "t-1"}
        for query in ({}, {"billingAccountId": BUYER}):
            with nothing_written():
                answer = call("POST", f"/invoices/{i1}/credit-memos", body, account=OTHER, **query)
            check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_one_more_than_an_invoice_may_have(self, i1):
        for n in range(MAX_CREDIT_MEMOS):
            assert credit(i1, "1.00", f"t-{n}").status == 201
        with nothing_written():
            answer = credit(i1, "1.00", "one-more")
        check_refusal(answer, 400, "ServiceQuotaExceededException")
        add("B", a_line_body(total="9000.00"))
        assert regenerate(i1, "B").status == 200
        assert balance("B") == "6040.00"
        check_books(BUYER)


class TestRepeats:
    def test_the_same_token_gives_the_same_memo(self, i1, clock):
        """R-153: also a month later, in another billing period"""
        first = credit(i1, "500.00").body
        clock("2027-03-10T00:00")
        with nothing_written():
            assert credit(i1, "500.00").body == first

    def test_the_same_token_for_another_amount_is_a_conflict(self, i1):
        credit(i1, "500.00")
        with nothing_written():
            answer = credit(i1, "400.00")
        check_refusal(answer, 409, "ConflictException", "ALREADY_EXISTS")

    def test_two_at_once_never_give_back_more_than_was_invoiced(self, i1, monkeypatch):
        """R-153: the second is judged by what the first left"""
        read, met = DynamoInvoices.get, []

        def overtaken(invoices_, account_id, invoice_id):
            found = read(invoices_, account_id, invoice_id)
            if not met:
                met.append("once")
                assert credit(i1, "2500.00", "first").status == 201
            return found

        monkeypatch.setattr(DynamoInvoices, "get", overtaken)
        answer = credit(i1, "600.00", "second")
        check_refusal(answer, 400, "ValidationException")
        assert balance() == "9500.00"
        check_books(BUYER)

    def test_a_crash_at_any_commit_gives_back_once(self, i1, subtests):
        """Crash safety: R-153, R-391"""
        with counted() as commits:
            credit(i1, "1.00", "counted")
        for number in range(1, commits.count + 1):
            for when in When:
                with subtests.test(number=number, when=when.value):
                    token = f"{number}-{when.value}"
                    assert crashed(partial(credit, i1, "10.00", token), number, when)
                    assert credit(i1, "10.00", token).status == 201
                    check_books(BUYER)
        assert balance() == "7021.00"
        assert len(events_of(BUYER, "CreditMemoIssued")) == 3


def test_the_event_names_both_documents(i1):
    memo = credit(i1, "500.00").body["invoiceId"]
    (event,) = events_of(BUYER, "CreditMemoIssued")
    assert event["detail"] == {
        "invoiceId": memo,
        "originalInvoiceId": i1,
        "invoicingEntity": "Amazon Web Services, Inc.",
        "total": {"amount": "-500.00", "currencyCode": "USD"},
        "purchaseOrderId": "A",
        "purchaseOrderBalance": {"amount": get("A")["balance"], "currencyCode": "USD"},
        "lineItemNumber": "1",
        "einvoiceDelivery": None,
    }
    assert event["actor"].startswith(f"arn:aws:iam::{bootstrap.settings().deployment_account}")
    assert len(invoices()) == 2

"""What purchase orders were billed in a period, and what a seller's agreements were by the day."""

import pytest

from tests.support.api import BUYER, SELLER, call
from tests.support.application import (
    Body,
    a_line_body,
    accepted,
    add,
    check_refusal,
    items,
    path_of,
)
from tests.support.billing import a_usage_charge, charged, invoice_now, invoices
from tests.support.corrections import an_invoice, credit

PLAN = (("2027-05-10", "100.00"), ("2027-05-20", "200.00"), ("2027-06-10", "300.00"))

pytestmark = pytest.mark.usefixtures("aws", "clock")


def spend(period: str = "2027-01", account: str = BUYER, **query: int) -> list[Body]:
    return items("/purchase-order-spend", account=account, billingPeriod=period, **query)


def told(row: Body) -> tuple[str | None, str, str, str, int, str | None]:
    """Number, billed, credited, net, invoices, remaining balance."""
    balance = row["remainingBalance"]
    return (
        row["purchaseOrderId"],
        *(row[part]["amount"] for part in ("billed", "credited", "net")),
        row["invoices"],
        balance and balance["amount"],
    )


class TestSpend:
    @pytest.fixture(autouse=True)
    def _in_february(self, clock):
        clock("2027-02-03T06:00")

    def test_each_purchase_order_has_what_it_was_billed_and_what_remains(self):
        """R-142, R-150, R-152: tax included, as on the balance"""
        add("P", a_line_body(total="1000.00"))
        number = an_invoice("300.00", tax="57.00")
        assert credit(number, "100.00").status in (200, 201)
        assert [told(row) for row in spend()] == [("P", "357.00", "119.00", "238.00", 1, "762.00")]

    def test_what_has_no_purchase_order_is_there_as_well(self):
        """Issue 5, item 8: all rows together are all invoices"""
        an_invoice("30.00")
        assert [told(row) for row in spend()] == [(None, "30.00", "0.00", "30.00", 1, None)]

    def test_periods_are_kept_apart(self, clock):
        """R-066"""
        add("P")
        an_invoice("30.00")
        clock("2027-03-03T06:00")
        an_invoice("40.00", period="2027-02")
        assert [told(row)[1] for row in spend("2027-01")] == ["30.00"]
        assert [told(row)[1] for row in spend("2027-02")] == ["40.00"]
        assert spend("2027-03") == []

    def test_a_deleted_purchase_order_keeps_its_row(self, clock):
        """R-071"""
        add("P", a_line_body(total="1000.00"))
        an_invoice("300.00")
        assert call("DELETE", path_of("P")).status in (200, 204)
        clock("2027-02-03T07:00")
        add("P", a_line_body(total="5.00"))
        (row,) = spend()
        assert (row["isDeleted"], row["status"]) == (True, None)
        assert told(row) == ("P", "300.00", "0.00", "300.00", 1, "700.00")

    @pytest.mark.parametrize(
        ("now", "status"), [("2027-12-31T23:59", "ACTIVE"), ("2028-01-01T00:00", "EXPIRED")]
    )
    def test_the_status_is_that_of_now(self, clock, now, status):
        """R-050, R-052, R-057"""
        add("P")
        an_invoice("300.00")
        clock(now)
        assert [row["status"] for row in spend()] == [status]

    def test_an_untracked_purchase_order_has_no_balance(self):
        """R-040"""
        add("P", a_line_body(tracked=False))
        an_invoice("300.00")
        (row,) = spend()
        assert (row["remainingBalance"], row["balanceCurrencyCode"]) == (None, None)

    def test_a_page_goes_on_after_the_one_before(self):
        """R-261: every listing is paged"""
        for number in ("A", "B", "C"):
            add(number)
            charged(a_usage_charge(f"ch-{number}", names=number))
        invoice_now()
        assert [row["purchaseOrderId"] for row in spend(maxResults=1)] == ["A", "B", "C"]

    def test_a_token_of_another_period_is_refused(self):
        """Tokens hold for the listing that gave them out"""
        for number in ("A", "B"):
            add(number)
            charged(a_usage_charge(f"ch-{number}", names=number))
        invoice_now()
        path = "/purchase-order-spend"
        token = call("GET", path, billingPeriod="2027-01", maxResults=1).body["nextToken"]
        answer = call("GET", path, billingPeriod="2027-02", nextToken=token)
        assert answer.reasons == {("nextToken", "INVALID_NEXT_TOKEN")}

    def test_csv_is_harmless_to_spreadsheets(self):
        """Formula injection: a number may begin with a sign (R-006)"""
        add("=1+1", a_line_body(total="1000.00"))
        an_invoice("300.00")
        answer = call("GET", "/purchase-order-spend", billingPeriod="2027-01", format="csv")
        assert answer.headers["content-type"] == "text/csv"
        head, row = answer.body.splitlines()
        assert head == (
            "purchaseOrderId,billingPeriod,currencyCode,billed,credited,net,invoices,status,isDeleted,"
            "remainingBalance,balanceCurrencyCode"
        )
        assert row == "'=1+1,2027-01,USD,300.00,0.00,300.00,1,ACTIVE,false,700.00,USD"

    def test_others_see_nothing_of_it(self):
        """Tenancy"""
        add("P")
        an_invoice("300.00")
        assert spend(account=SELLER) == []

    def test_another_format_is_refused(self):
        """Every input is checked"""
        answer = call("GET", "/purchase-order-spend", billingPeriod="2027-01", format="pdf")
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")


def revenue(month: str = "2027-05", account: str = SELLER, **query: str) -> Body:
    answer = call("GET", "/billed-revenue", account=account, month=month, **query)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def days(month: str = "2027-05", **query: str) -> list[tuple[str, str, str, int]]:
    """Since when, billed, credited, invoices."""
    return [
        (each["since"], each["billed"]["amount"], each["credited"]["amount"], each["invoices"])
        for each in revenue(month, **query)["items"]
    ]


class TestBilledRevenue:
    @pytest.fixture(autouse=True)
    def agreement(self, aws, clock) -> str:
        """Two payments in May and one in June, each invoiced on its day."""
        clock("2027-05-01T09:00")
        agreement = accepted(*PLAN, availabilityEndDate="2027-05-15")["agreement"]
        for day in ("2027-05-10", "2027-05-20", "2027-06-10"):
            clock(f"{day}T15:00")
            invoice_now(BUYER, agreement["agreementId"])
        return str(agreement["agreementId"])

    def test_an_invoice_shows_from_the_following_midnight_on(self, clock):
        """R-344: created on 10 May before midnight, shown on 11 May"""
        clock("2027-05-10T23:59:59")
        assert revenue()["asOf"] == "2027-05-10T00:00:00.000Z"
        assert days() == []
        clock("2027-05-11T00:00")
        assert revenue()["asOf"] == "2027-05-11T00:00:00.000Z"
        assert days() == [("2027-05-10", "100.00", "0.00", 1)]

    def test_a_month_is_told_day_by_day_or_as_a_whole(self, clock):
        """R-338, R-344"""
        clock("2027-06-20T09:00")
        assert days() == [("2027-05-10", "100.00", "0.00", 1), ("2027-05-20", "200.00", "0.00", 1)]
        assert days(granularity="MONTH") == [("2027-05-01", "300.00", "0.00", 2)]
        assert days("2027-06") == [("2027-06-10", "300.00", "0.00", 1)]

    def test_what_was_given_back_stands_beside_it_on_its_own_day(self, clock):
        """R-338"""
        clock("2027-05-12T09:00")
        first = min(invoice["invoiceId"] for invoice in invoices())
        assert credit(first, "15.00").status in (200, 201)
        clock("2027-05-13T00:00")
        assert days() == [("2027-05-10", "100.00", "0.00", 1), ("2027-05-12", "0.00", "15.00", 0)]

    def test_the_buyer_sees_nothing_of_it(self, clock):
        """Tenancy: it is the seller's"""
        clock("2027-06-20T09:00")
        assert revenue(account=BUYER)["items"] == []

    def test_agreements_are_paged(self, clock, agreement):
        """R-261"""
        clock("2027-06-11T09:00")
        second = accepted(("2027-06-11", "5.00"), availabilityEndDate="2027-06-15")["agreement"]
        invoice_now(BUYER, second["agreementId"])
        clock("2027-06-12T00:00")
        found = items("/billed-revenue", account=SELLER, month="2027-06", maxResults=1)
        assert [each["agreementId"] for each in found] == [second["agreementId"], agreement]

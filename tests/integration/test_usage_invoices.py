"""Metered usage on invoices: a closed month is one charge, whatever was told when."""

from typing import Any

import pytest

from tests.support.api import BUYER, Answer, call
from tests.support.application import Body, a_line_body, add, check_refusal, get, items
from tests.support.billing import check_books, invoice_now, invoices, run_invoices
from tests.support.crashes import When, crashed
from tests.support.metering import a_record, metered, months, sums
from tests.support.terms import (
    agreed,
    fixed,
    recurring,
    usage,
    validity,
)

pytestmark = pytest.mark.usefixtures("aws", "clock")


def prices(**by_dimension: str) -> Body:
    card = [{"dimensionKey": key, "price": price} for key, price in by_dimension.items()]
    return {"usageBasedPricingTerm": {"rateCards": [{"rateCard": card}]}}


def trial(duration: str, **grants: int | None) -> Body:
    granted = [{"dimensionKey": key, "maxQuantity": most} for key, most in grants.items()]
    return {"freeTrialPricingTerm": {"duration": duration, "grants": granted}}


def use(clock: Any, agreement: str, day: str, quantity: str | int = 10, key: str = "requests"):
    """Tell at noon what was used in the hour before."""
    clock(f"{day}T12:00")
    assert metered(a_record(agreement, f"{day}T11:00Z", quantity, key)) == ["Success"]


def rename(agreement: str, reference: str) -> Answer:
    (standing,) = (c for c in charges(agreement) if c["state"] == "STANDING")
    entry = {
        "chargeId": standing["id"],
        "chargeRevision": standing["revision"],
        "purchaseOrderReference": reference,
    }
    return call("PUT", "/charges/purchase-orders", {"purchaseOrders": [entry]})


def charges(agreement: str) -> list[Body]:
    return items(f"/agreements/{agreement}/charges")


def usage_charges(agreement: str) -> list[tuple[str, str, str]]:
    """(end of the ID, state, amount) of the charges that closings made."""
    made = (c for c in charges(agreement) if c["amount"] and "usage2" in c["id"])
    return [(c["id"].rpartition("usage")[2], c["state"], c["amount"]) for c in made]


def billed() -> list[tuple[str, str, str | None]]:
    return [(i["billingPeriod"], i["total"], i["purchaseOrderId"]) for i in invoices()]


class TestClosing:
    def test_a_months_usage_is_one_charge_on_the_third(self, clock, queue):
        """R-242, R-255: one invoice line, its dimensions beneath it; runs may repeat"""
        agreement = agreed(prices(requests="0.001", seats="2.50"), validity("P12M"))
        use(clock, agreement, "2027-01-16", "1234.5")
        use(clock, agreement, "2027-01-17", 3, "seats")
        clock("2027-02-02T23:59:59")
        run_invoices(queue, "run-1")
        assert invoices() == []
        clock("2027-02-03T00:00")
        for run in ("run-2", "run-3"):
            run_invoices(queue, run)
        (invoice,) = invoices()
        assert (invoice["kind"], invoice["billingPeriod"]) == ("MARKETPLACE_USAGE", "2027-01")
        (line,) = invoice["lines"]
        assert (line["description"], line["amount"]) == ("Widget analytics: usage, 2027-01", "8.73")
        assert line["usage"] == [
            {
                "dimension": "requests",
                "quantity": "1234.5",
                "unitPrice": "0.001",
                "amount": "1.2345",
            },
            {"dimension": "seats", "quantity": "3", "unitPrice": "2.50", "amount": "7.50"},
        ]
        check_books(BUYER, agreement)
        assert months(agreement)["2027-01"]["billedAmount"] == "8.73"

    def test_a_month_without_usage_makes_no_invoice(self, clock):
        """R-255: and the next one does"""
        agreement = agreed(usage("1.00"), validity("P12M"))
        use(clock, agreement, "2027-02-10", 2)
        clock("2027-03-03T00:00")
        invoice_now(BUYER, agreement)
        assert billed() == [("2027-02", "2.00", None)]

    def test_an_outage_of_months_loses_none_and_doubles_none(self, clock):
        """R-310"""
        agreement = agreed(usage("1.00"), validity("P12M"))
        for month in range(2, 6):
            use(clock, agreement, f"2027-{month:02d}-10", month)
        clock("2027-06-10T00:00")
        for _ in range(2):
            invoice_now(BUYER, agreement)
        assert billed() == [(f"2027-{n:02d}", f"{n}.00", None) for n in range(2, 6)]
        check_books(BUYER, agreement)

    def test_usage_is_charged_up_to_the_last_day(self, clock):
        """R-251, R-257: the agreement ends on 14 February"""
        agreement = agreed(usage("1.00"), validity("P1M"))
        use(clock, agreement, "2027-02-14", 3)
        assert metered(a_record(agreement, "2027-02-14T10:00Z")) == ["Success"]
        clock("2027-02-15T12:00")
        assert metered(a_record(agreement, "2027-02-15T00:00Z")) == ["CustomerNotSubscribed"]
        assert metered(a_record(agreement, "2027-02-14T23:00Z")) == ["Success"]
        clock("2027-06-01T00:00")
        invoice_now(BUYER, agreement)
        assert billed() == [("2027-02", "5.00", None)]

    def test_what_was_used_before_a_cancellation_is_owed(self, clock):
        """R-401, R-317: the broken month is charged for its usage, and is the last"""
        agreement = agreed(usage("1.00"))
        use(clock, agreement, "2027-02-10", 4)
        assert call("POST", f"/agreements/{agreement}/cancel").status == 200
        clock("2027-06-01T00:00")
        invoice_now(BUYER, agreement)
        invoice_now(BUYER, agreement)
        assert billed() == [("2027-02", "4.00", None)]
        check_books(BUYER, agreement)

    @pytest.mark.parametrize("when", list(When))
    @pytest.mark.parametrize("number", [1, 2, 3, 4])
    def test_a_crash_while_months_close_is_healed_by_the_next_try(self, number, when, clock):
        """R-310, R-200: at any commit; the purchase order line moves on with the last month"""
        references = {"purchaseOrderReference": "P1"}
        agreement = agreed(usage("1.00"), references=references)
        use(clock, agreement, "2027-01-20", 1)
        use(clock, agreement, "2027-02-20", 2)
        clock("2027-03-03T00:00")
        assert crashed(lambda: invoice_now(BUYER, agreement), number, when)
        invoice_now(BUYER, agreement)
        assert billed() == [("2027-01", "1.00", "P1"), ("2027-02", "2.00", "P1")]
        assert get("P1")["lineItems"][0]["endMonth"] == "2028-03"
        check_books(BUYER, agreement)


class TestReferences:
    def test_the_number_at_the_invoice_counts_for_the_whole_month(self, clock):
        """S-57, R-178, R-220: one for all, then the usage charge alone from 20 June on"""
        agreement = agreed(
            fixed("500.00", duration="P12M"),
            usage("1.00"),
            productType="SAAS_CONTRACT_WITH_CONSUMPTION",
            references={"purchaseOrderReference": "P1"},
        )
        for month in (5, 6):
            use(clock, agreement, f"2027-{month:02d}-10", month)
            clock(f"2027-{month:02d}-12T00:00")
            invoice_now(BUYER, agreement)
        clock("2027-06-20T09:00")
        assert rename(agreement, "P2").status == 200
        use(clock, agreement, "2027-06-25", 1)
        clock("2027-07-03T00:00")
        invoice_now(BUYER, agreement)
        assert sorted(billed()) == [
            ("2027-01", "500.00", "P1"),
            ("2027-05", "5.00", "P1"),
            ("2027-06", "7.00", "P2"),
        ]
        check_books(BUYER, agreement)

    def test_agreements_of_one_number_share_a_monthly_invoice(self, clock, queue):
        """R-243, R-245, R-177: one invoice per number, one for all without"""
        one = agreed(usage("1.00"), references={"purchaseOrderReference": "P1"})
        two = agreed(usage("1.00"), references={"purchaseOrderReference": "P1"})
        three, four = agreed(usage("1.00")), agreed(usage("1.00"))
        clock("2027-01-20T12:00")
        metered(*(a_record(a, "2027-01-20T11:00Z", 1) for a in (one, two, three, four)))
        clock("2027-02-03T00:00")
        run_invoices(queue)
        found = sorted(
            (i["purchaseOrderId"] or "", i["total"], len(i["lines"])) for i in invoices()
        )
        assert found == [("", "2.00", 2), ("P1", "2.00", 2)]

    def test_currencies_are_invoiced_apart(self, clock, queue):
        """R-246; yen have no minor unit"""
        dollars = agreed(usage("0.10"))
        in_yen = usage("0.10")
        in_yen["usageBasedPricingTerm"]["currencyCode"] = "JPY"
        yen = agreed(in_yen, currencyCode="JPY")
        clock("2027-01-20T12:00")
        metered(*(a_record(a, "2027-01-20T11:00Z", 15) for a in (dollars, yen)))
        clock("2027-02-03T00:00")
        run_invoices(queue)
        found = {(i["currencyCode"], i["total"]) for i in invoices()}
        assert found == {("USD", "1.50"), ("JPY", "2")}

    def test_closing_makes_the_revision_that_a_buyer_saw_stale(self, clock):
        """R-222, R-214"""
        agreement = agreed(usage("1.00"))
        (seen,) = charges(agreement)
        use(clock, agreement, "2027-01-20")
        clock("2027-02-03T00:00")
        invoice_now(BUYER, agreement)
        entry = {
            "chargeId": seen["id"],
            "chargeRevision": seen["revision"],
            "purchaseOrderReference": "P1",
        }
        answer = call("PUT", "/charges/purchase-orders", {"purchaseOrders": [entry]})
        check_refusal(answer, 409, "ConflictException", "STALE_CHARGE_REVISION")


class TestToldLate:
    @pytest.fixture(autouse=True)
    def _lenient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A deployment that takes usage ten days longer."""
        monkeypatch.setenv("METERING_LENIENCY_HOURS", "240")

    def test_it_makes_a_supplementary_charge(self, clock, queue):
        """R-220: with the number of that moment, for the month it was used in"""
        agreement = agreed(usage("0.003"), references={"purchaseOrderReference": "P1"})
        use(clock, agreement, "2027-01-30", 500)
        clock("2027-02-03T00:00")
        run_invoices(queue, "run-1")
        clock("2027-02-04T09:00")
        assert metered(a_record(agreement, "2027-01-31T10:00Z", 501)) == ["Success"]
        assert metered(a_record(agreement, "2027-01-31T11:00Z", 500)) == ["Success"]
        assert rename(agreement, "P2").status == 200
        for run in ("run-2", "run-3"):
            run_invoices(queue, run)
        # 0.003 x 1,501 = 4.503: what both charges come to, rounded once.
        assert billed() == [("2027-01", "1.50", "P1"), ("2027-01", "3.00", "P2")]
        assert usage_charges(agreement) == [
            ("202701", "INVOICED", "1.50"),
            ("202701s2", "INVOICED", "3.00"),
        ]
        assert months(agreement)["2027-01"]["billedAmount"] == "4.50"
        use(clock, agreement, "2027-02-10", 1000)
        clock("2027-03-03T00:00")
        run_invoices(queue, "run-4")
        assert billed()[-1] == ("2027-02", "3.00", "P2")
        check_books(BUYER, agreement)

    def test_also_for_a_month_that_had_none_and_after_the_end(self, clock):
        """R-317: the agreement was cancelled, and its last month billed"""
        agreement = agreed(usage("1.00"))
        clock("2027-01-31T12:00")
        assert call("POST", f"/agreements/{agreement}/cancel").status == 200
        clock("2027-02-03T00:00")
        invoice_now(BUYER, agreement)
        assert billed() == []
        clock("2027-02-05T00:00")
        assert metered(a_record(agreement, "2027-01-31T10:00Z", 2)) == ["Success"]
        clock("2027-02-05T01:00")
        invoice_now(BUYER, agreement)
        invoice_now(BUYER, agreement)
        assert billed() == [("2027-01", "2.00", None)]
        check_books(BUYER, agreement)

    def test_what_does_not_come_to_a_cent_makes_no_charge(self, clock):
        """R-137 is for invoices of nothing; here nothing is due"""
        agreement = agreed(usage("0.001"))
        use(clock, agreement, "2027-01-30", 1_000)
        clock("2027-02-03T00:00")
        invoice_now(BUYER, agreement)
        assert metered(a_record(agreement, "2027-01-31T10:00Z", 1)) == ["Success"]
        invoice_now(BUYER, agreement)
        assert billed() == [("2027-01", "1.00", None)]
        assert sums(agreement, "2027-01")["requests"][2] == "1.001"


class TestTrials:
    def test_nothing_is_charged_while_it_lasts(self, clock, queue):
        """R-264: a month from 15 January on, everything free"""
        agreement = agreed(usage("1.00"), trial("P31D"))
        use(clock, agreement, "2027-01-20", 7)
        use(clock, agreement, "2027-02-14", 8)
        use(clock, agreement, "2027-02-15", 9)
        assert sums(agreement, "2027-02") == {"requests": ("17", "9", "9.00")}
        clock("2027-02-03T00:00")
        run_invoices(queue, "run-1")
        clock("2027-03-03T00:00")
        run_invoices(queue, "run-2")
        assert billed() == [("2027-02", "9.00", None)]

    def test_what_its_grants_name_is_free_up_to_their_quantity(self, clock):
        """R-264: over the whole trial, whatever month it is in; other dimensions are not free"""
        terms = prices(requests="1.00", seats="1.00"), trial("P31D", requests=10)
        agreement = agreed(*terms)
        use(clock, agreement, "2027-01-20", 7)
        use(clock, agreement, "2027-01-21", 1, "seats")
        use(clock, agreement, "2027-02-10", 5)
        use(clock, agreement, "2027-02-20", 1)
        assert sums(agreement, "2027-01")["requests"] == ("7", "0", "0.00")
        assert sums(agreement, "2027-02")["requests"] == ("6", "3", "3.00")
        clock("2027-03-03T00:00")
        invoice_now(BUYER, agreement)
        assert billed() == [("2027-01", "1.00", None), ("2027-02", "3.00", None)]


class TestLinesOfOpenEndedAgreements:
    """R-200: twelve months ahead, month by month, while the agreement is active."""

    @staticmethod
    def window(number: str = "P1") -> tuple[str, str, str]:
        order = get(number)
        line = order["lineItems"][0]
        return line["startMonth"], line["endMonth"], order["expirationMonth"]

    def test_they_follow_the_months_that_close(self, clock, queue):
        """R-200: of usage that was never used too"""
        agreement = agreed(usage("1.00"), references={"purchaseOrderReference": "P1"})
        assert self.window() == ("2027-01", "2028-01", "2028-01")
        clock("2027-02-03T00:00")
        run_invoices(queue, "run-1")
        assert self.window() == ("2027-01", "2028-02", "2028-02")
        clock("2027-06-03T00:00")
        run_invoices(queue, "run-2")
        run_invoices(queue, "run-3")
        assert self.window() == ("2027-01", "2028-06", "2028-06")
        assert call("POST", f"/agreements/{agreement}/cancel").status == 200
        assert self.window()[1] == "2027-06"
        clock("2027-09-03T00:00")
        run_invoices(queue, "run-4")
        assert self.window()[1] == "2027-06"

    def test_of_recurring_payments_too_and_none_with_an_end(self, clock, queue):
        """R-200: a contract's line reaches to its end from the beginning"""
        agreed(recurring("1.00"), references={"purchaseOrderReference": "P1"})
        agreed(usage("1.00"), validity("P6M"), references={"purchaseOrderReference": "P2"})
        before = self.window("P2")
        clock("2027-03-03T00:00")
        run_invoices(queue)
        assert self.window("P1")[1] == "2028-03"
        assert self.window("P2") == before

    def test_what_a_user_took_away_does_not_come_back(self, clock, queue):
        """R-072, R-075: before an invoice names it again"""
        agreed(usage("1.00"), references={"purchaseOrderReference": "P1"})
        assert call("DELETE", "/purchase-orders/P1").status in (200, 204)
        clock("2027-02-03T00:00")
        run_invoices(queue)
        assert call("GET", "/purchase-orders/P1").status == 404


class TestLookingAhead:
    def test_what_was_used_so_far_is_foreseen(self, clock):
        """R-220: a preview closes the month as the run will"""
        agreement = agreed(usage("1.00"), references={"purchaseOrderReference": "P1"})
        use(clock, agreement, "2027-01-20", 5)
        answer = call("POST", "/match-previews", {"dueBy": "2027-04-01"})
        assert answer.status == 200, answer.body
        found = [
            (each["billingPeriod"], each["total"], each["purchaseOrderId"])
            for each in answer.body["invoices"]
        ]
        assert found == [("2027-01", "5.00", "P1")]
        clock("2027-02-03T00:00")
        invoice_now(BUYER, agreement)
        assert billed() == found

    def test_months_that_were_invoiced_are_history_of_forecasts(self, clock):
        """The usage of the months before is projected, whoever metered it"""
        add("PO-1", a_line_body(total="100.00"))
        agreement = agreed(usage("1.00"))
        for month in ("01", "02", "03"):
            use(clock, agreement, f"2027-{month}-20", 10)
        clock("2027-04-03T00:00")
        invoice_now(BUYER, agreement)
        answer = call("GET", "/purchase-orders/PO-1/forecast")
        assert answer.status == 200, answer.body
        assert "10.00" in str(answer.body)

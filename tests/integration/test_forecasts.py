"""Forecasts over the API, and the invoice runs that prove them right."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from procurement import bootstrap
from procurement.service.foresight import grounds
from tests.integration.test_requests_counted import requests_counted
from tests.support.api import BUYER, SELLER, call
from tests.support.application import (
    Body,
    a_line_body,
    accepted,
    add,
    check_refusal,
    get,
    items,
    nothing_written,
    path_of,
    set_status,
)
from tests.support.billing import Queue, a_usage_charge, charged, run_invoices
from tests.support.purchase_orders import EMEA, INC

Clock = Callable[[str], None]

pytestmark = pytest.mark.usefixtures("aws", "clock")


def forecast(purchase_order_id: str = "PO-1", **query: Any) -> Body:
    answer = call("GET", path_of(purchase_order_id, "forecast"), **query)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def scenario(found: Body, name: str = "EXPECTED") -> Body:
    return next(dict(each) for each in found["scenarios"] if each["scenario"] == name)


def balances(found: Body, name: str = "EXPECTED") -> dict[str, str]:
    return {month["month"]: month["balance"] for month in scenario(found, name)["months"]}


def ends(found: Body) -> list[str | None]:
    return [each["runsOutIn"] for each in found["scenarios"]]


def runs_at(queue: Queue, clock: Clock, *instants: str) -> Iterator[str]:
    """Each instant's run, made."""
    for number, instant in enumerate(instants):
        clock(instant)
        run_invoices(queue, f"run-{number}-{instant[:10]}")
        yield instant


def billed_usage(queue: Queue, clock: Clock, *amounts: str, **more: Any) -> None:
    """Usage from November on, invoiced on the third of each following month."""
    for number, amount in enumerate(amounts):
        year, month = divmod(10 + number, 12)
        charged(
            a_usage_charge(f"usage-{month}", amount, period=f"{2026 + year}-{month + 1:02}", **more)
        )
    year, month = divmod(10 + len(amounts), 12)
    list(runs_at(queue, clock, f"{2026 + year}-{month + 1:02}-03T01:00"))


class TestInstallments:
    PAYMENTS = (("2027-04-15", "300.00"), ("2027-05-15", "300.00"), ("2027-06-15", "300.00"))

    def test_they_exhaust_it_in_the_month_that_was_forecast(self, queue, clock):
        """R-131, R-142, R-349: the runs confirm the forecast month by month"""
        add("PO-1", a_line_body(total="900.00"))
        accepted(*self.PAYMENTS)
        foretold = forecast()
        assert ends(foretold) == ["2027-06"] * 3
        assert [each["topUpNeeded"] for each in foretold["scenarios"]] == ["0.00"] * 3
        due = ("2027-04-15T00:00", "2027-05-15T00:00", "2027-06-15T00:00", "2027-07-01T00:00")
        for instant in runs_at(queue, clock, *due):
            assert get()["balance"] == balances(foretold)[instant[:7]]
            assert ends(forecast()) == ["2027-06" if instant < "2027-07" else "2027-07"] * 3
        assert get()["balance"] == "0.00"

    def test_what_the_top_up_asks_for_is_enough(self, queue, clock):
        """R-125, R-131: added by an edit, and then invoiced for real"""
        add("PO-1", a_line_body(total="650.00"))
        accepted(*self.PAYMENTS)
        foretold = forecast()
        assert ends(foretold) == ["2027-06"] * 3
        needed = Decimal(scenario(foretold)["topUpNeeded"])
        assert needed == 250
        change = {"lineItems": [{"lineItemNumber": "1", "unitPrice": str(650 + needed)}]}
        assert call("PATCH", path_of("PO-1"), change).status == 200
        assert scenario(forecast())["topUpNeeded"] == "0.00"
        list(runs_at(queue, clock, "2027-04-15T00:00", "2027-05-15T00:00", "2027-06-15T00:00"))
        flags = [invoice["flags"] for invoice in items("/invoices")]
        assert flags == [[], [], []]
        assert get()["balance"] == "0.00"

    def test_one_that_names_another_leaves_it_alone(self):
        """R-187"""
        add("PO-1", a_line_body(total="900.00"))
        accepted(*self.PAYMENTS, references={"purchaseOrderReference": "PO-NAMED"})
        assert set(balances(forecast()).values()) == {"900.00"}
        named = forecast("PO-NAMED")
        assert (named["balance"], ends(named)) == (None, [None] * 3)
        months = {m["month"]: m["known"] for m in scenario(named)["months"]}
        assert {month for month, known in months.items() if known == "300.00"} == {
            "2027-04",
            "2027-05",
            "2027-06",
        }


class TestUsage:
    def test_it_is_a_range_from_its_history(self, queue, clock):
        """November was the first month and is left out: 100 to 200 a month"""
        add("PO-1", a_line_body(total="1000.00"))
        billed_usage(queue, clock, "7", "100", "200")
        found = forecast()
        (usage,) = found["usage"]
        assert (usage["low"], usage["expected"], usage["high"]) == ("100.00", "150.00", "200.00")
        assert (usage["fromPeriod"], usage["toPeriod"]) == ("2026-12", "2027-01")
        assert found["balance"] == "800.00"  # December and November were before its time
        assert ends(found) == ["2027-10", "2027-08", "2027-06"]
        assert [s["topUpNeeded"] for s in found["scenarios"]] == ["300.00", "850.00", "1400.00"]

    def test_the_month_that_begins_is_known_in_part(self, queue, clock):
        """R-242: the export of a month grows until it is over"""
        add("PO-1", a_line_body(total="1000.00"))
        billed_usage(queue, clock, "7", "100", "200")
        charged(a_usage_charge("so-far", "30.004", period="2027-02"))
        march = scenario(forecast())["months"][1]
        assert (march["month"], march["known"], march["projected"]) == (
            "2027-03",
            "30.00",
            "120.00",
        )

    def test_a_steady_months_invoices_come_as_they_were_forecast(self, queue, clock):
        """R-142: usage that goes on as it was"""
        add("PO-1", a_line_body(total="1000.00"))
        billed_usage(queue, clock, "50", "50", "50")
        foretold = balances(forecast())
        for month in (2, 3, 4):
            charged(a_usage_charge(f"then-{month}", "50", period=f"2027-{month:02}"))
            list(runs_at(queue, clock, f"2027-{month + 1:02}-03T00:00"))
            assert get()["balance"] == foretold[f"2027-{month + 1:02}"]

    def test_other_streams_have_other_purchase_orders(self, queue, clock):
        """R-115"""
        add("PO-1", a_line_body(), bill_from=(INC,))
        add("PO-2", a_line_body(), bill_from=(EMEA,))
        billed_usage(queue, clock, "1", "10", "10", entity=EMEA)
        assert set(balances(forecast("PO-1")).values()) == {"1000.00"}
        assert balances(forecast("PO-2"))["2028-01"] == "880.00"
        assert len(forecast("PO-1")["usage"]) == 1


class TestOne:
    def test_a_shorter_time_may_be_asked_for(self):
        add()
        found = forecast(months=3)
        assert (found["until"], len(scenario(found)["months"])) == ("2027-03", 3)

    def test_a_line_has_its_own(self):
        add("PO-1", a_line_body("1", total="10.00"), a_line_body("2", tracked=False))
        (line,) = scenario(forecast())["lineItems"]
        assert line == {
            "lineItemNumber": "1",
            "balances": ["10.00"] * 13,
            "runsOutIn": None,
            "topUpNeeded": "0.00",
        }

    def test_an_expired_one_stands_still(self, clock):
        add()
        clock("2028-03-01T00:00")
        found = forecast()
        assert (found["status"], found["until"]) == ("EXPIRED", "2028-03")
        assert balances(found) == {"2028-03": "1000.00"}

    def test_one_that_does_not_exist_has_none(self):
        check_refusal(call("GET", path_of("PO-404", "forecast")), 404, "ResourceNotFoundException")

    @pytest.mark.parametrize("months", [0, 37, "many"])
    def test_no_other_time_is_looked_at(self, months):
        add()
        answer = call("GET", path_of("PO-1", "forecast"), months=months)
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")

    def test_nothing_is_written(self):
        add()
        accepted(*TestInstallments.PAYMENTS)
        with nothing_written():
            forecast()
            items("/purchase-order-forecasts")


class TestList:
    def test_the_soonest_to_run_out_comes_first(self):
        months = ("2027-01", "2027-05")
        add("PO-LATE", a_line_body(total="500.00", months=months), months=months)
        add("PO-NEVER", a_line_body("1"), bill_from=(EMEA,))
        add("PO-GONE", a_line_body(total="0.00"), bill_from=(EMEA,))
        accepted(("2027-04-15", "300.00"), ("2027-05-15", "300.00"))
        found = items("/purchase-order-forecasts")
        assert [(f["purchaseOrderId"], f["scenarios"][1]["runsOutIn"]) for f in found] == [
            ("PO-GONE", "2027-01"),
            ("PO-LATE", "2027-05"),
            ("PO-NEVER", None),
        ]

    def test_it_says_the_same_as_each_by_itself(self, queue, clock):
        for number, total in enumerate(("150.00", "260.00", "5000.00")):
            months = ("2027-01", f"2027-{12 - number}")
            add(f"PO-{number}", a_line_body(total=total, months=months), months=months)
        billed_usage(queue, clock, "1", "40", "80")
        for listed in items("/purchase-order-forecasts"):
            alone = forecast(listed["purchaseOrderId"])
            assert {name: alone[name] for name in listed if name != "scenarios"} == {
                name: value for name, value in listed.items() if name != "scenarios"
            }
            for one, other in zip(listed["scenarios"], alone["scenarios"], strict=True):
                assert one == {name: other[name] for name in one}

    def test_only_active_ones_that_are_tracked_are_listed(self, clock):
        add("PO-1", a_line_body(tracked=False))
        add("PO-2")
        add("PO-3", months=("2027-01", "2027-01"))
        set_status("PO-2", "SUSPENDED")
        clock("2027-02-01T00:00")
        add("PO-4")
        assert [found["purchaseOrderId"] for found in items("/purchase-order-forecasts")] == [
            "PO-4"
        ]

    def test_it_is_paged(self):
        for number in range(5):
            add(f"PO-{number}")
        first = call("GET", "/purchase-order-forecasts", maxResults=2).body
        assert len(first["items"]) == 2
        found = items("/purchase-order-forecasts", maxResults=2)
        assert [each["purchaseOrderId"] for each in found] == [f"PO-{n}" for n in range(5)]

    @pytest.mark.parametrize("token", ["nonsense", "W10=", "WyJyYWRhciIsIngiXQ=="])
    def test_a_token_of_something_else_is_refused(self, token):
        add()
        answer = call("GET", "/purchase-order-forecasts", nextToken=token)
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert answer.reasons == {("nextToken", "INVALID_NEXT_TOKEN")}


class TestTenancy:
    def test_another_account_sees_nothing(self):
        add()
        accepted(*TestInstallments.PAYMENTS)
        assert items("/purchase-order-forecasts", account=SELLER) == []
        answer = call("GET", path_of("PO-1", "forecast"), account=SELLER)
        check_refusal(answer, 404, "ResourceNotFoundException")

    def test_nobody_else_may_act_for_an_account(self):
        for path in ("/purchase-order-forecasts", path_of("PO-1", "forecast")):
            answer = call("GET", path, account=SELLER, billingAccountId=BUYER)
            check_refusal(answer, 403, "AccessDeniedException")


class TestBounds:
    def test_a_forecast_is_a_handful_of_requests(self, queue, clock):
        """One query for six months of usage, and no scan"""
        add("PO-1", a_line_body(total="1000.00"))
        billed_usage(queue, clock, "7", "100", "200")
        accepted(*TestInstallments.PAYMENTS)
        charged(a_usage_charge("so-far", "30", period="2027-02"))
        bootstrap.entities()
        with requests_counted() as counted:
            forecast()
        assert counted["Scan"] == 0
        assert sum(counted.values()) <= 12

    def test_more_usage_than_can_be_read_is_refused(self, queue, clock, monkeypatch):
        monkeypatch.setattr(grounds, "MAX_INVOICES", 2)
        add()
        billed_usage(queue, clock, "1", "2", "3")
        answer = call("GET", path_of("PO-1", "forecast"))
        check_refusal(answer, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")
        assert answer.body["quota"] == "UsageInvoicesRead"

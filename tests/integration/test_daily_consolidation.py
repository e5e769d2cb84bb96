"""One invoice a day for what is bought at once: run by run, with dry runs and crashes (R-248)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from procurement.domain.charges.charge import Charge, ChargeKind
from tests.support.api import BUYER, call
from tests.support.application import accepted, nothing_written
from tests.support.billing import (
    Queue,
    a_usage_charge,
    charged,
    check_books,
    invoices,
    plan,
    run_invoices,
)
from tests.support.billing_settings import NORTHERN, created_unit, put_payment_settings
from tests.support.crashes import When, crashed

pytestmark = pytest.mark.usefixtures("aws", "clock")


@pytest.fixture(autouse=True)
def _daily(queue: Queue) -> None:
    put_payment_settings(consolidatesDaily=True, netPaymentDays=30)


def bought(day: str = "2027-01-15", *, references: dict[str, Any] | None = None) -> str:
    """The ID of an agreement that is paid at once, accepted now."""
    body = accepted((day, "30.00"), references=references)
    return str(body["agreement"]["agreementId"])


def numbers_on(invoice: dict[str, Any]) -> list[str]:
    return sorted(line["agreementId"] for line in invoice["lines"])


class TestADay:
    def test_an_acceptance_waits_and_the_run_after_the_day_makes_one_invoice(self, queue, clock):
        """R-248: by then the acceptance asks for nothing of its own"""
        agreements = [bought()]
        clock("2027-01-15T18:00")
        agreements.append(bought())
        assert run_invoices(queue, "evening")["invoices"] == 0
        clock("2027-01-16T00:00")
        assert run_invoices(queue, "midnight")["invoices"] == 1
        (invoice,) = invoices()
        assert numbers_on(invoice) == sorted(agreements)
        assert (invoice["total"], invoice["billingPeriod"]) == ("60.00", "2027-01")
        assert (invoice["issuedAt"], invoice["dueOn"]) == ("2027-01-16T00:00:00.000Z", "2027-02-15")
        check_books(BUYER, *agreements)

    def test_every_purchase_order_number_has_an_invoice_of_its_own(self, queue, clock):
        """R-249, R-133"""
        for number in ("PO-A", "PO-B", "PO-A"):
            bought(references={"purchaseOrderReference": number})
        clock("2027-01-16T00:00")
        run_invoices(queue)
        assert [(each["purchaseOrderId"], each["total"]) for each in invoices()] == [
            ("PO-A", "60.00"),
            ("PO-B", "30.00"),
        ]

    def test_units_are_those_of_the_end_of_the_day(self, queue, clock):
        """R-248, R-386"""
        charged(*(a_fee(n, account) for n, account in (("1", BUYER), ("2", NORTHERN))))
        clock("2027-01-15T20:00")
        created_unit("North", NORTHERN)
        clock("2027-01-16T00:00")
        run_invoices(queue)
        assert [each["invoiceUnit"] for each in invoices()] == [None, "North"]

    def test_who_stops_consolidating_is_invoiced_in_the_next_run(self, queue, clock):
        """R-248: settings count as they are when the run reads them"""
        bought()
        bought()
        put_payment_settings()
        clock("2027-01-15T13:00")
        assert run_invoices(queue)["invoices"] == 2


def a_fee(number: str, account: str = BUYER) -> Charge:
    """A purchase that `account` made at noon and the buyer pays."""
    charge = a_usage_charge(
        f"ch-{number}",
        "30.00",
        kind=ChargeKind.MARKETPLACE_PURCHASE,
        collection=BUYER,
        due_at=datetime(2027, 1, 15, 12, tzinfo=UTC),
        charge_date=date(2027, 1, 15),
    )
    return replace(charge, subscriber_account_id=account)


class TestForesight:
    def test_a_dry_run_of_the_day_plans_nothing_and_one_of_midnight_the_one_invoice(
        self, queue, clock
    ):
        """R-248: as the run of the same instant does"""
        charged(a_fee("1"), a_fee("2"))
        clock("2027-01-15T23:00")
        assert run_invoices(queue, "try-1", isDryRun=True)["invoices"] == 0
        ahead = run_invoices(queue, "try-2", isDryRun=True, dueBy="2027-01-16T00:00:00Z")
        assert ahead["invoices"] == 1
        clock("2027-01-16T00:00")
        assert run_invoices(queue, "real")["invoices"] == 1

    def test_a_preview_shows_it_at_midnight(self):
        """R-248"""
        charged(a_fee("1"), a_fee("2"))
        with nothing_written():
            answer = call("POST", "/match-previews", {"dueBy": "2027-01-15"})
        assert answer.status == 200, answer.body
        (previewed,) = answer.body["invoices"]
        assert previewed["runAt"] == "2027-01-16T00:00:00.000Z"
        assert previewed["total"] == "60.00"


class TestCrashes:
    @pytest.mark.parametrize("when", list(When))
    def test_the_day_has_one_invoice_wherever_a_run_dies(self, queue, clock, when: When):
        """R-148, R-310: invoice, charges and number are one write"""
        charged(a_fee("1"), a_fee("2"))
        clock("2027-01-16T00:00")
        for number in (1, 2, 3):
            plan(f"run-{number}")
            crashed(queue.work_off_one_batch, number, when)
            clock(f"2027-01-16T0{number}:30")
        run_invoices(queue, "last")
        (invoice,) = invoices()
        assert invoice["total"] == "60.00"
        check_books()

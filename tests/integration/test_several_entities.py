"""Families with several sellers of record: separate invoices, and a seller that changes."""

import pytest

from tests.support.application import a_line_body, add, get
from tests.support.billing import (
    Queue,
    a_usage_charge,
    charged,
    check_books,
    invoices,
    run_invoices,
)
from tests.support.purchase_orders import EMEA, INC

pytestmark = pytest.mark.usefixtures("aws", "clock")


def used(entity: str, amount: str, period: str) -> None:
    charged(a_usage_charge(f"ch-{entity[-4:]}-{period}", amount, entity=entity, period=period))


def run_of(month: str, queue: Queue, clock) -> None:
    clock(f"{month}-03T01:00")
    run_invoices(queue, f"run-{month}")


def numbers() -> dict[str, str | None]:
    return {invoice["invoicingEntity"]: invoice["purchaseOrderId"] for invoice in invoices()}


def warned(number: str) -> list[str]:
    return [each for each in get(number)["warnings"] if "has issued no invoice since" in each]


class TestTwoEntities:
    def test_each_purchase_order_takes_the_invoice_of_its_own_entity(self, queue: Queue, clock):
        """S-105, R-414, R-018"""
        add("PO-I", a_line_body())
        add("PO-E", a_line_body(), bill_from=(EMEA,))
        used(INC, "800.00", "2027-01")
        used(EMEA, "200.00", "2027-01")
        run_of("2027-02", queue, clock)
        assert numbers() == {INC: "PO-I", EMEA: "PO-E"}
        assert sorted(invoice["total"] for invoice in invoices()) == ["200.00", "800.00"]
        assert (get("PO-I")["balance"], get("PO-E")["balance"]) == ("200.00", "800.00")
        check_books()

    def test_one_with_both_takes_both_as_two_bookings(self, queue: Queue, clock):
        """S-105, R-415: and is advised against"""
        add("PO-B", a_line_body(), bill_from=(INC, EMEA))
        used(INC, "800.00", "2027-01")
        used(EMEA, "200.00", "2027-01")
        run_of("2027-02", queue, clock)
        assert numbers() == {INC: "PO-B", EMEA: "PO-B"}
        assert get("PO-B")["balance"] == "0.00"
        assert any("several bill-from entities" in each for each in get("PO-B")["warnings"])
        check_books()


class TestChangedSeller:
    def test_invoices_of_the_new_entity_do_not_match_and_the_old_purchase_order_warns(
        self, queue: Queue, clock
    ):
        """R-416: purchase orders are not rewritten"""
        add("PO-OLD", a_line_body())
        before = get("PO-OLD")["billFrom"]
        used(INC, "100.00", "2027-01")
        run_of("2027-02", queue, clock)
        assert warned("PO-OLD") == []
        used(EMEA, "100.00", "2027-02")
        run_of("2027-03", queue, clock)
        assert numbers()[EMEA] is None
        assert get("PO-OLD")["billFrom"] == before
        (warning,) = warned("PO-OLD")
        assert INC in warning
        assert EMEA in warning

    def test_a_purchase_order_of_the_new_entity_does_not_warn(self, queue: Queue, clock):
        """R-416"""
        add("PO-OLD", a_line_body())
        add("PO-NEW", a_line_body(), bill_from=(EMEA,))
        for entity, period, run in ((INC, "2027-01", "2027-02"), (EMEA, "2027-02", "2027-03")):
            used(entity, "100.00", period)
            run_of(run, queue, clock)
        assert numbers() == {INC: "PO-OLD", EMEA: "PO-NEW"}
        assert (len(warned("PO-OLD")), warned("PO-NEW")) == (1, [])

    def test_two_entities_that_both_go_on_are_no_change(self, queue: Queue, clock):
        """R-416"""
        add("PO-I", a_line_body())
        for period, run in (("2027-01", "2027-02"), ("2027-02", "2027-03")):
            used(INC, "100.00", period)
            used(EMEA, "100.00", period)
            run_of(run, queue, clock)
        assert warned("PO-I") == []

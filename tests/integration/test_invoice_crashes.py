"""A run that dies before or after any of its writes, and is then delivered again.

Whatever the place: every charge is on exactly one invoice, numbers have no gaps, balances are
exact, every event is there once, and the run ends.
"""

from collections.abc import Callable

import pytest

from procurement import bootstrap
from procurement.adapters.dynamodb.charges import DynamoCharges
from procurement.adapters.dynamodb.transaction import Transaction
from procurement.domain.charges.charge import Charge, ChargeKind, ChargeState
from procurement.service.invoices import claim_charges
from tests.support.api import call
from tests.support.application import Body, add, events_of, get
from tests.support.billing import (
    Queue,
    a_usage_charge,
    charged,
    charges_of,
    check_books,
    invoice_now,
    invoices,
    nothing_is_due,
    plan,
)
from tests.support.crashes import When, counted, crashed
from tests.support.purchase_orders import EMEA
from tests.support.tables import empty_tables

pytestmark = pytest.mark.usefixtures("aws", "clock")

Clock = Callable[[str], None]

ACCOUNT = "100000000000"


def three_small_groups() -> list[Charge]:
    """Two charges for a tracked order, one of another entity, one that names an order."""
    return [
        a_usage_charge("ch-1", "200.00", account=ACCOUNT),
        a_usage_charge("ch-2", "100.00", account=ACCOUNT),
        a_usage_charge("ch-3", "50.00", account=ACCOUNT, entity=EMEA),
        a_usage_charge(
            "ch-4", "25.00", account=ACCOUNT, kind=ChargeKind.MARKETPLACE_USAGE, names="P1"
        ),
    ]


def a_large_group() -> list[Charge]:
    """Seven charges, of which three fit into one transaction here, and a small group."""
    group = [a_usage_charge(f"ch-{n}", "50.00", account=ACCOUNT) for n in range(1, 8)]
    return [*group, a_usage_charge("ch-8", "5.00", account=ACCOUNT, entity=EMEA)]


def prepared(charges: list[Charge]) -> None:
    add("A", account=ACCOUNT)
    charged(*charges)


def run(queue: Queue, run_id: str) -> None:
    plan(run_id)
    queue.work_off()


def check_outcome(run_id: str, charges: list[Charge]) -> None:
    """The state after a run, the same whatever happened on the way."""
    check_books(ACCOUNT)
    issued = invoices(ACCOUNT)
    groups = {(c.invoicing_entity, c.kind) for c in charges}
    assert len(issued) == len(groups)
    assert all(charge.state is ChargeState.INVOICED for charge in charges_of(ACCOUNT))
    assert all(charge.claimed_by is None for charge in charges_of(ACCOUNT))
    booked = sum(
        c.amount for c in charges if c.invoicing_entity != EMEA and not c.purchase_order_reference
    )
    assert get("A", account=ACCOUNT)["balance"] == f"{1000 - booked:.2f}"
    ids = [e["detail"]["invoiceId"] for e in events_of(ACCOUNT, "InvoiceIssued")]
    assert sorted(ids) == [invoice["invoiceId"] for invoice in issued]
    assert len(events_of(ACCOUNT, "LineItemBalanceLow")) == 1
    record = call("GET", f"/invoice-runs/{run_id}").body
    assert (record["state"], record["planned"], record["done"], record["failed"]) == (
        "FINISHED",
        1,
        1,
        0,
    )
    assert nothing_is_due()


@pytest.mark.parametrize("given", [three_small_groups, a_large_group])
def test_a_crash_at_any_commit_loses_and_doubles_nothing(
    given: Callable[[], list[Charge]],
    queue: Queue,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    subtests: pytest.Subtests,
) -> None:
    """Crash safety: R-147, R-148, R-310, R-391"""
    monkeypatch.setattr(claim_charges, "AT_ONCE", 3)
    prepared(given())
    clock("2027-02-03T06:00")
    with counted() as commits:
        run(queue, "run-0")
    check_outcome("run-0", given())
    for number in range(1, commits.count + 1):
        for when in When:
            with subtests.test(number=number, of=commits.count, when=when.value):
                run_id = f"run-{number}-{when.value}"
                empty_tables()
                clock("2027-01-15T12:00")
                prepared(given())
                clock("2027-02-03T06:00")
                assert crashed(lambda run_id=run_id: run(queue, run_id), number, when)
                clock("2027-02-03T07:00")  # the queue hands out again what was never finished
                run(queue, run_id)
                check_outcome(run_id, given())


def test_a_late_charge_after_a_crash_gets_an_invoice_of_its_own(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    """R-148: it joins a group that was only claimed, and follows one that was issued"""
    monkeypatch.setattr(claim_charges, "AT_ONCE", 3)
    for number in range(1, 8):  # three claims, the invoice, three settlements
        with subtests.test(number=number):
            empty_tables()
            clock("2027-01-15T12:00")
            prepared(a_large_group()[:7])
            clock("2027-02-03T06:00")
            assert crashed(lambda: invoice_now(ACCOUNT), number, When.AFTER)
            charged(a_usage_charge("ch-9", "1.00", account=ACCOUNT))
            invoice_now(ACCOUNT)
            check_books(ACCOUNT)
            is_issued = number >= 4
            sums = [invoice["total"] for invoice in invoices(ACCOUNT)]
            assert sums == (["350.00", "1.00"] if is_issued else ["351.00"])
            assert nothing_is_due()


def test_an_attempt_that_was_overtaken_leaves_no_charge_behind(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers on one claimed group, the second with a charge that the first did not see"""
    monkeypatch.setattr(claim_charges, "AT_ONCE", 3)
    prepared(a_large_group()[:7])
    clock("2027-02-03T06:00")
    assert crashed(lambda: invoice_now(ACCOUNT), 3, When.AFTER)
    held = charges_of(ACCOUNT)
    charged(a_usage_charge("ch-9", "1.00", account=ACCOUNT))
    commit, others = Transaction.commit, [1]

    def raced(transaction: Transaction) -> None:
        commit(transaction)
        if others and _claimed("ch-9"):
            others.pop()
            with monkeypatch.context() as patch:
                _see_only(patch, held)
                assert len(invoice_now(ACCOUNT)) == 1

    monkeypatch.setattr(Transaction, "commit", raced)
    invoice_now(ACCOUNT)
    assert not others
    monkeypatch.setattr(Transaction, "commit", commit)
    invoice_now(ACCOUNT)
    check_books(ACCOUNT)
    assert sorted(invoice["total"] for invoice in invoices(ACCOUNT)) == ["1.00", "350.00"]
    assert nothing_is_due()


def _claimed(charge_id: str) -> bool:
    return any(c.charge_id == charge_id and c.claimed_by for c in charges_of(ACCOUNT))


def _see_only(patch: pytest.MonkeyPatch, charges: list[Charge]) -> None:
    patch.setattr(DynamoCharges, "open_in", lambda *_: charges)


def test_a_buyer_cannot_change_a_claimed_charge(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-222"""
    monkeypatch.setattr(claim_charges, "AT_ONCE", 3)
    prepared(a_large_group()[:7])
    clock("2027-02-03T06:00")
    crashed(lambda: invoice_now(ACCOUNT), 1, When.AFTER)
    claimed = [charge for charge in charges_of(ACCOUNT) if charge.claimed_by]
    assert [charge.revision for charge in claimed] == [2, 2, 2]


def test_two_hundred_charges_are_one_invoice(queue: Queue, clock: Clock) -> None:
    """Larger than one transaction: claimed in chunks, issued at once, settled in chunks"""
    add("A", account=ACCOUNT)
    charged(*(a_usage_charge(f"ch-{n:03}", "1.01", account=ACCOUNT) for n in range(200)))
    clock("2027-02-03T06:00")
    with counted() as commits:
        run(queue, "run-1")
    assert commits.count == 3 + 3 + 1 + 3 + 1  # the run, claims, invoice, settlements, the part
    (invoice,) = invoices(ACCOUNT)
    assert (invoice["total"], len(invoice["lines"])) == ("202.00", 200)
    assert get("A", account=ACCOUNT)["balance"] == "798.00"
    check_books(ACCOUNT)
    record: Body = call("GET", "/invoice-runs/run-1").body
    assert (record["state"], record["invoices"]) == ("FINISHED", 1)
    assert nothing_is_due()


def test_what_fits_into_one_transaction_needs_no_claim(clock: Clock) -> None:
    """A single-charge invoice is one write request"""
    prepared([a_usage_charge(account=ACCOUNT)])
    clock("2027-02-03T06:00")
    with counted() as commits:
        invoice_now(ACCOUNT)
    assert commits.count == 1
    with bootstrap.unit_of_work()() as unit:
        assert unit.invoices.last_number(ACCOUNT, "Amazon Web Services, Inc.") == 1

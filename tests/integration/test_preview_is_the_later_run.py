"""A preview answers what the runs then do: the same code decides, so nothing may differ."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Final

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from procurement import bootstrap
from procurement.domain.billing_settings.payment_settings import PaymentSettingsInput
from procurement.domain.charges.charge import Charge, ChargeKind, Timing
from procurement.domain.errors import LedgerlineError
from procurement.domain.events import Event
from procurement.domain.foresight.foresight import next_run
from procurement.domain.foresight.preview import Preview
from procurement.domain.invoices.consolidation import invoiced_from
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.matching.record import MatchRecord
from procurement.domain.month import Month
from procurement.domain.plans.proposal import (
    AddProposal,
    DeleteProposal,
    Proposal,
    StatusProposal,
    UpdateProposal,
)
from procurement.domain.purchase_orders.input import PurchaseOrderInput
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder, Status
from procurement.service.billing_settings.put_payment_settings import put_payment_settings
from procurement.service.caller import Caller
from procurement.service.foresight.preview_matches import PreviewRequest, preview_matches
from procurement.service.invoices.invoice_receiver import invoice_receiver
from procurement.service.organizations.put_integration import put_integration
from procurement.service.purchase_orders.add_purchase_order import add_purchase_order
from procurement.service.purchase_orders.delete_purchase_order import delete_purchase_order
from procurement.service.purchase_orders.update_purchase_order import update_purchase_order
from procurement.service.purchase_orders.update_purchase_order_status import (
    update_purchase_order_status,
)
from procurement.service.reports.put_exchange_rates import put_exchange_rates
from tests.support.purchase_order_input import LINE
from tests.support.purchase_orders import EMEA, ENTITIES, INC
from tests.support.taxes import GERMANY, QUEBEC, a_tax_rule, tax_rules
from tests.support.worlds import random_world

NOW: Final = datetime(2027, 12, 10, 10, 30, tzinfo=UTC)
LONG_AGO: Final = datetime(2027, 1, 1, tzinfo=UTC)
UNTIL: Final = datetime(2028, 3, 1, tzinfo=UTC)
ACCOUNTS: Final = count(100000000000)
TAXING: Final = replace(
    ENTITIES,
    taxes=tax_rules(
        a_tax_rule("19", currency="EUR"),
        a_tax_rule("5", "CA", name="GST"),
        a_tax_rule("9.975", "CA", name="QST", region="QC", kind=ChargeKind.MARKETPLACE_PURCHASE),
        a_tax_rule("6", "CA", name="GST", valid_from=date(2028, 1, 1)),
    ),
)
SOME: Final = settings(
    max_examples=20,
    deadline=None,
    # Every example has an account of its own, so that the tables may stay.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True)
class StoppedClock:
    """Always the same instant."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@SOME
@given(random=st.randoms(use_true_random=True), size=st.integers(0, 6))
def test_the_runs_issue_what_was_previewed(aws: None, random: Random, size: int) -> None:
    """R-069, R-111 to R-141, R-167, R-187 to R-203: match, reason and funnel, in the same order.

    R-155, R-248, R-392: with taxes, converted totals and daily consolidation alike.
    """
    caller, charges = an_account(random, size)
    put_exchange_rates(
        Month.of(NOW),
        {f"2027-12-{day:02d}": {"EUR": "1.25"} for day in range(1, 32)},
        None,
        Caller(account_id="000000000000", arn="arn:aws:iam::0:root"),
        "000000000000",
        bootstrap.unit_of_work(),
        StoppedClock(LONG_AGO),
    )
    preview = previewed(caller)
    expected = [
        (
            each.foreseen.at,
            each.foreseen.draft.draft_id,
            MatchRecord.of(each.match),
            each.foreseen.draft.taxes,
            each.foreseen.draft.totals,
        )
        for each in preview.invoices
    ]
    issued = [
        (each.issued_at, each.draft_id, each.match, each.taxes, each.totals)
        for each in run(caller, charges)
    ]
    event(f"{min(len(issued), 8)} invoices")
    assert issued == expected
    assert balances_of(caller) == {
        after.purchase_order_id: after.balance for _, after in preview.purchase_orders if after
    }


@SOME
@given(random=st.randoms(use_true_random=True), size=st.integers(1, 6))
def test_edits_that_were_considered_and_then_made_do_what_the_preview_said(
    aws: None, random: Random, size: int
) -> None:
    """R-069: what changes is exactly what was told."""
    caller, charges = an_account(random, size)
    edits: list[Proposal] = []
    for edit in some_edits(random, stored(caller)):
        with suppress(LedgerlineError):  # what the rules refuse, nobody can make either
            previewed(caller, [*edits, edit])
            edits.append(edit)
    preview = previewed(caller, edits)
    untouched = previewed(caller)
    assert [each.without_edits for each in preview.invoices] == [
        each.match for each in untouched.invoices
    ]
    for edit in edits:
        make(edit, caller)
    issued = [(each.draft_id, each.match) for each in run(caller, charges)]
    event(f"{len(preview.changed)} changed")
    assert issued == [
        (each.foreseen.draft.draft_id, MatchRecord.of(each.match)) for each in preview.invoices
    ]


@pytest.mark.parametrize("with_edits", [False, True])
def test_a_preview_writes_nothing(aws: None, with_edits: bool) -> None:
    """What it decides is dropped: the same question twice has the same answer."""
    random = Random(7)
    caller, charges = an_account(random, 6)
    edits = [DeleteProposal(purchase_order_id=stored(caller)[0].purchase_order_id)]
    before, told = stored(caller), ledger_of(caller)
    first = previewed(caller, edits if with_edits else ())
    assert first == previewed(caller, edits if with_edits else ())
    assert stored(caller) == before
    with bootstrap.unit_of_work()() as unit:
        assert set(charges) == {
            held
            for collection_id in {charge.collection_id for charge in charges}
            for held in unit.charges.of_collection(collection_id)
        }
        assert not unit.invoices.page(caller.account_id, period=None, limit=1, token=None).items
    assert ledger_of(caller) == told


def an_account(random: Random, size: int) -> tuple[Caller, Sequence[Charge]]:
    """An account of its own with random purchase orders and charges to come."""
    account_id = str(next(ACCOUNTS))
    orders = [replace(order, account_id=account_id) for order in random_world(random, size)]
    charges = tuple(random_charges(random, account_id, [o.purchase_order_id for o in orders]))
    with bootstrap.unit_of_work()() as unit:
        for order in orders:
            unit.purchase_orders.add(order)
        for charge in charges:
            unit.charges.add(charge)
        if orders or charges:
            unit.commit()
    caller = Caller(account_id=account_id, arn="arn:aws:iam::1:user/tester")
    if random.random() < 0.2:
        put_integration(False, None, caller, bootstrap.unit_of_work(), StoppedClock(LONG_AGO))
    put_payment_settings(
        PaymentSettingsInput(
            preferred_currency=random.choice((None, "USD", "EUR", "GBP")),
            buyer=random.choice((None, GERMANY, QUEBEC)),
            consolidates_daily=random.random() < 0.4,
        ),
        None,
        caller,
        bootstrap.unit_of_work(),
        StoppedClock(LONG_AGO),
    )
    return caller, charges


def random_charges(random: Random, account_id: str, known: Sequence[str]) -> Iterator[Charge]:
    for number in range(random.randint(1, 8)):
        kind = random.choice(list(ChargeKind))
        period = Month(2027, 11).plus(random.randint(0, 3))
        is_purchase = kind is ChargeKind.MARKETPLACE_PURCHASE
        agreement_id = f"{account_id}-{random.randint(1, 2)}" if kind.is_marketplace else None
        yield Charge(
            collection_id=agreement_id or account_id,
            charge_id=f"ch-{number}",
            receiver_account_id=account_id,
            subscriber_account_id=account_id,
            invoicing_entity=random.choice((INC, INC, INC, EMEA)),
            kind=kind,
            timing=Timing.SCHEDULED if is_purchase else Timing.BILLING_PERIOD,
            currency=random.choice(("USD", "USD", "EUR")),
            amount=Decimal(random.choice(("0", "0.005", "60", "99.99", "100", "250", "-10"))),
            tax=Decimal(random.choice(("0", "0", "0.01"))),
            billing_period=period,
            due_at=NOW + timedelta(hours=random.choice((-500, -1, 0, 1, 400, 401, 1500))),
            charge_date=period.first_day if is_purchase else None,
            description=f"Charge {number}",
            agreement_id=agreement_id,
            installment=(number + 1, 9) if is_purchase else None,
            purchase_order_reference=(
                random.choice((None, "PO-NEW", *known)) if kind.is_marketplace else None
            ),
            tax_registration_number=random.choice((None, None, "LU1")),
        )


def some_edits(random: Random, orders: Sequence[PurchaseOrder]) -> Iterator[Proposal]:
    yield AddProposal(
        given=PurchaseOrderInput(
            purchase_order_id="PO-ADDED",
            bill_from=[INC, EMEA],
            effective_month="2027-11",
            expiration_month="2028-02",
            line_items=[replace(LINE, start_month="2027-11", end_month="2028-01")],
        )
    )
    for order in random.sample(orders, min(len(orders), 3)):
        which = order.purchase_order_id
        yield random.choice(
            (
                DeleteProposal(purchase_order_id=which),
                StatusProposal(purchase_order_id=which, status=Status.SUSPENDED),
                StatusProposal(purchase_order_id=which, status=Status.ACTIVE),
                UpdateProposal(
                    purchase_order_id=which, given=PurchaseOrderInput(description="now the latest")
                ),
                UpdateProposal(
                    purchase_order_id=which, given=PurchaseOrderInput(expiration_month="2028-06")
                ),
                UpdateProposal(purchase_order_id=which, given=PurchaseOrderInput(bill_from=[EMEA])),
            )
        )


def previewed(caller: Caller, edits: Sequence[Proposal] = ()) -> Preview:
    return preview_matches(
        PreviewRequest(due_by=UNTIL, edits=edits),
        caller,
        bootstrap.unit_of_work(),
        StoppedClock(),
        TAXING,
        "USD",
    )


def make(edit: Proposal, caller: Caller) -> None:
    """What the API does for the same edit."""
    units, clock = bootstrap.unit_of_work(), StoppedClock()
    match edit:
        case AddProposal(given=given):
            add_purchase_order(given, caller, units, clock, ENTITIES, "USD")
        case UpdateProposal(purchase_order_id=which, given=given):
            update_purchase_order(which, given, None, caller, units, clock, ENTITIES)
        case StatusProposal(purchase_order_id=which, status=status):
            update_purchase_order_status(which, status, None, caller, units, clock)
        case DeleteProposal(purchase_order_id=which):
            delete_purchase_order(which, None, caller, units, clock)


def run(caller: Caller, charges: Sequence[Charge]) -> Iterator[Invoice]:
    """Every hourly run in which something is due, one after the other."""
    with bootstrap.unit_of_work()() as unit:
        payment = unit.billing_settings.payment(caller.account_id)
    runs = {next_run(max(invoiced_from(charge, payment), NOW)) for charge in charges}
    for at in sorted(runs):
        if at <= UNTIL:
            yield from invoice_receiver(
                caller.account_id, None, at, bootstrap.unit_of_work(), TAXING, at
            )


def stored(caller: Caller) -> list[PurchaseOrder]:
    with bootstrap.unit_of_work()() as unit:
        return list(unit.purchase_orders.usable_from(caller.account_id, Month(2000, 1)))


def ledger_of(caller: Caller) -> Sequence[Event]:
    with bootstrap.unit_of_work()() as unit:
        return unit.ledger.of_account(caller.account_id, limit=9, token=None).items


def balances_of(caller: Caller) -> dict[str, Decimal | None]:
    """The balances of the purchase orders that have an invoice."""
    return {
        order.purchase_order_id: order.balance
        for order in stored(caller)
        if any(line.invoice_count for line in order.line_items)
    }

"""Forecasts and the radar in random accounts, against a slow reading of the rules."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Final

from hypothesis import event, given, settings
from hypothesis import strategies as st

from procurement.domain.charges.charge import Charge, ChargeKind
from procurement.domain.foresight.forecast import Forecast
from procurement.domain.foresight.radar import Risk, charges_at_risk
from procurement.domain.foresight.usage_history import BilledUsage, Scenario
from procurement.domain.matching.result import InvoiceToMatch
from procurement.domain.money import Money
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.billing import a_usage_charge
from tests.support.forecasts import billed, forecast_of, grounds
from tests.support.purchase_orders import EMEA, ENTITIES, INC, NOTHING_SET
from tests.support.slow_matching import Expected, slow_match
from tests.support.worlds import random_world

NOW: Final = datetime(2027, 12, 10, 10, 30, tzinfo=UTC)
"""The purchase orders of random worlds cover November 2027 to February 2028."""

RANDOMS = st.randoms(use_true_random=True)
SIZES = st.integers(1, 5)
MANY = settings(max_examples=100, deadline=None)

_AMOUNTS: Final = ("0", "0.005", "33.333", "99.99", "100", "250.5")


@MANY
@given(random=RANDOMS, size=SIZES)
def test_what_has_to_be_added_really_suffices(random: Random, size: int) -> None:
    """R-131: once it was added by an edit, every invoice finds enough, in every scenario."""
    world = random_world(random, size)
    account = grounds(*world, charges=some_charges(random), history=usage_of(random), now=NOW)
    order = random.choice(world)
    found = forecast_of(order, account)
    for scenario in Scenario:
        added = found.top_ups[scenario]
        event("something has to be added" if added else "nothing has to be added")
        topped_up = raised(order, added)
        others = [topped_up if each is order else each for each in world]
        again = forecast_of(topped_up, replace(account, purchase_orders=others))
        assert again.top_ups[scenario] == {}
        assert all(left >= 0 for left in booked_balances(again, scenario, topped_up))


@MANY
@given(random=RANDOMS, size=SIZES)
def test_nothing_less_than_something_is_asked_for(random: Random, size: int) -> None:
    """What is to be added is above zero, and only for tracked lines that some invoice takes."""
    world = random_world(random, size)
    account = grounds(*world, charges=some_charges(random), history=usage_of(random), now=NOW)
    for order in world:
        found = forecast_of(order, account)
        tracked = {line.line_item_number for line in order.line_items if line.is_balance_tracked}
        for scenario in Scenario:
            assert all(amount > 0 for amount in found.top_ups[scenario].values())
            assert found.top_ups[scenario].keys() <= tracked
            if found.top_ups[scenario]:
                assert found.runs_out_in(scenario) is not None


@MANY
@given(random=RANDOMS, size=SIZES)
def test_known_charges_leave_what_the_rules_leave(random: Random, size: int) -> None:
    """R-111 to R-145: month by month, as if every invoice was matched and booked by hand."""
    world, charges = random_world(random, size), some_charges(random)
    account = grounds(*world, charges=charges, now=NOW)
    for order in world:
        found = forecast_of(order, replace(account, usage=()))
        for month in found.outlooks[Scenario.EXPECTED].months:
            assert month.balance == balance_after(world, charges, month.month)[order.key]
            assert month.projected == 0


@MANY
@given(random=RANDOMS, size=SIZES, days=st.integers(1, 60))
def test_the_radar_finds_what_the_rules_find(random: Random, size: int, days: int) -> None:
    """Exactly the charges whose invoice is at risk, each with the risks that the rules see."""
    world, charges = random_world(random, size), some_charges(random)
    found = charges_at_risk(charges, world, ENTITIES, NOTHING_SET, NOW, days)
    expected = {
        charge.charge_id: risks
        for members, invoice, said, before in issued(world, charges)
        for charge in members
        if (risks := risks_of(invoice, said, before, days))
    }
    event(f"{min(len(expected), 5)} at risk")
    assert {each.charge.charge_id: set(each.invoice.risks) for each in found} == expected
    for each in found:
        assert NOW.date() <= each.invoice.act_by <= each.invoice.invoiced_at.date()


def some_charges(random: Random) -> list[Charge]:
    """Up to ten, due before, now and until the spring, none of which names a purchase order."""
    return [_charge(random, number) for number in range(random.randint(0, 10))]


def _charge(random: Random, number: int) -> Charge:
    due = NOW + timedelta(hours=random.choice((-400, -1, 0, 5, 24, 400, 800, 1500)))
    period = Month(2027, 11).plus(random.randint(0, 3))
    return a_usage_charge(
        f"ch-{number}",
        random.choice((*_AMOUNTS, "-20")),
        kind=random.choice(list(ChargeKind)),
        entity=random.choice((INC, INC, INC, EMEA)),
        currency=random.choice(("USD", "USD", "EUR")),
        tax=random.choice(("0", "0", "1.005")),
        period=str(period),
        due_at=due,
    )


def usage_of(random: Random) -> list[BilledUsage]:
    """Up to eight invoices of the last months."""
    return [
        billed(
            str(Month(2027, 11).plus(-random.randint(0, 5))),
            random.choice(("10", "50.01", "120", "-5")),
            entity=random.choice((INC, INC, EMEA)),
            currency=random.choice(("USD", "USD", "EUR")),
        )
        for _ in range(random.randint(0, 8))
    ]


def raised(order: PurchaseOrder, added: dict[str, Decimal]) -> PurchaseOrder:
    """The purchase order after an edit made each line worth so much more."""
    if not added:
        return order
    lines = (
        replace(
            line,
            quantity=Decimal(1),
            unit_price=line.total_value + added.get(line.line_item_number, Decimal(0)),
            tax=None,
        )
        for line in order.line_items
    )
    return order.changed(NOW, line_items=tuple(lines))


def booked_balances(found: Forecast, scenario: Scenario, order: PurchaseOrder) -> Iterator[Decimal]:
    """The last balances of the lines that some invoice to come takes."""
    before = {line.line_item_number: line.balance for line in order.line_items}
    for line in found.outlooks[scenario].lines:
        if line.balances[-1] != before[line.line_item_number]:
            yield line.balances[-1]


Invoice = tuple[Sequence[Charge], InvoiceToMatch, Expected, list[PurchaseOrder]]


def issued(
    world: Sequence[PurchaseOrder], charges: Sequence[Charge], until: Month | None = None
) -> Iterator[Invoice]:
    """Every invoice in the order of its issue, with what it takes and what there was before."""
    groups: dict[tuple[datetime, str, str, Month, str, str], list[Charge]] = defaultdict(list)
    for charge in charges:
        alone = f"None@{charge.charge_date}" if charge.kind == "MARKETPLACE_PURCHASE" else ""
        moment = max(charge.due_at, NOW)
        hour = moment.replace(minute=0)
        run = hour if hour == moment else hour + timedelta(hours=1)
        key = (run, charge.invoicing_entity, charge.kind, charge.billing_period)
        groups[*key, charge.currency, alone].append(charge)
    orders = list(world)
    for key in sorted(groups):
        if until and Month.of(key[0]) > until:
            return
        members = groups[key]
        before_tax = sum((charge.amount for charge in members), Decimal(0))
        tax = sum((charge.tax for charge in members), Decimal(0))
        invoice = InvoiceToMatch(
            kind=members[0].kind,
            invoicing_entity=key[1],
            billing_period=key[3],
            totals=(Money(cents(before_tax) + cents(tax), key[4]),),
        )
        said = slow_match(invoice, orders, prefer_scoped=True)
        if invoice.totals[0].amount < 0:
            said = Expected(None, None, None, frozenset({"CREDIT_MEMO"}))
        yield members, invoice, said, orders
        orders = [
            order.booked(said.line_item_number or "", said.booked or Decimal(0))
            if order.purchase_order_id == said.purchase_order_id
            else order
            for order in orders
        ]


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def balance_after(
    world: Sequence[PurchaseOrder], charges: Sequence[Charge], until: Month
) -> dict[str, Decimal | None]:
    """The balances at the end of that month, by the key of the purchase order."""
    taken: dict[tuple[str | None, str | None], Decimal] = defaultdict(Decimal)
    for _, _, said, _ in issued(world, charges, until):
        taken[said.purchase_order_id, said.line_item_number] += said.booked or Decimal(0)
    balances: dict[str, Decimal | None] = {}
    for order in world:
        tracked = [line for line in order.line_items if line.is_balance_tracked]
        left = (
            line.total_value - line.booked - taken[order.purchase_order_id, line.line_item_number]
            for line in tracked
        )
        balances[order.key] = sum(left, Decimal(0)) if tracked else None
    return balances


def risks_of(
    invoice: InvoiceToMatch, said: Expected, orders: list[PurchaseOrder], days: int
) -> set[Risk]:
    """What is wrong with an invoice, as the descriptions of the risks say it."""
    if "CREDIT_MEMO" in said.flags:
        return set()
    if said.purchase_order_id is None:
        active = [replace(order, is_suspended=False) for order in orders]
        would_fit = slow_match(invoice, active, prefer_scoped=True).purchase_order_id
        return {Risk.SUSPENDED if would_fit else Risk.NO_PURCHASE_ORDER}
    found = set()
    if "OUT_OF_BALANCE" in said.flags:
        found.add(Risk.TOO_SMALL)
    if "CURRENCY_MISMATCH" in said.flags:
        found.add(Risk.CURRENCY_MISMATCH)
    order = next(each for each in orders if each.purchase_order_id == said.purchase_order_id)
    end = order.line(said.line_item_number or "").end_month
    following = slow_match(replace(invoice, billing_period=end.plus(1)), orders, prefer_scoped=True)
    ends = end.last_day <= NOW.date() + timedelta(days=days)
    if ends and following.purchase_order_id is None:
        found.add(Risk.EXPIRING)
    return found

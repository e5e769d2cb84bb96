from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from procurement.domain.charges.charge import Charge
from procurement.domain.marketplace.agreement import AgreementStatus
from procurement.domain.marketplace.ending import charges_to_void
from procurement.domain.marketplace.payment_schedule import Installment, PaymentSchedule
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.schedule_comparison import (
    Outcome,
    PaymentDifference,
    ScheduleComparison,
    compare_schedules,
)
from procurement.domain.marketplace.survival import survivors
from procurement.domain.month import midnight
from tests.support.marketplace import a_charge
from tests.support.offers import a_released_offer, an_agreement, offer_terms

FIRST = date(2027, 6, 1)
NOW = datetime(2027, 6, 10, 12, 0, tzinfo=UTC)

STAYS = (Outcome.BILLED, Outcome.CONTINUES)
ELIGIBLE_TYPES = [product_type for product_type in ProductType if product_type.is_eligible]

# Few days and few amounts: dates and amounts meet often.
plans = st.dictionaries(
    st.integers(min_value=0, max_value=30), st.sampled_from(["0", "1.00", "2.00"]), max_size=12
)


def a_plan(offsets: dict[int, str]) -> PaymentSchedule:
    return PaymentSchedule(
        currency="USD",
        installments=tuple(
            Installment(charge_date=FIRST + timedelta(days=n), amount=Decimal(amount))
            for n, amount in offsets.items()
        ),
    )


def charges_of(schedule: PaymentSchedule, invoiced: set[int]) -> list[Charge]:
    """The charges of a schedule, each with a number of its own; some have invoices."""
    result = []
    for number, payment in enumerate(schedule.installments, start=1):
        charge = replace(
            a_charge(number, currency="USD", due_at=midnight(payment.charge_date)),
            amount=payment.amount,
            charge_date=payment.charge_date,
            purchase_order_reference=f"PO-{number}",
        )
        result.append(charge.invoiced(f"INV-{number}") if number in invoiced else charge)
    return result


@dataclass(frozen=True)
class World:
    """An agreement's charges, of which a replacement voids some, and the new schedule."""

    charges: list[Charge]
    schedule: PaymentSchedule
    voided: set[str]

    @property
    def comparison(self) -> ScheduleComparison:
        return compare_schedules(self.charges, self.schedule, voided=self.voided, now=NOW)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    charges = charges_of(a_plan(draw(plans)), draw(st.sets(st.integers(1, 12))))
    product_type = draw(st.sampled_from(ELIGIBLE_TYPES))
    agreement, _ = an_agreement(a_released_offer(terms=offer_terms(product_type=product_type)))
    voided = charges_to_void(agreement, AgreementStatus.REPLACED, charges, NOW)
    return World(charges, a_plan(draw(plans)), {charge.charge_id for charge in voided})


@given(world=worlds())
def test_nothing_is_lost_and_nothing_is_doubled(world: World) -> None:
    """R-314: every payment of both schedules stands in the comparison exactly once."""
    differences, installments = world.comparison.differences, world.schedule.installments
    before = [d.before.number for d in differences if d.before]
    assert sorted(before) == list(range(1, len(world.charges) + 1))
    after = [d.after for d in differences if d.after and d.outcome not in STAYS]
    assert sorted(side.number for side in after) == list(range(1, len(installments) + 1))
    for side in after:
        payment = installments[side.number - 1]
        assert (side.charge_date, side.amount) == (payment.charge_date, payment.amount)


@given(world=worlds())
def test_the_totals_add_up(world: World) -> None:
    """R-314: before and after, money is billed, goes on, is cancelled or is planned."""
    totals = world.comparison.totals
    assert totals.before.amount == sum(charge.amount for charge in world.charges)
    assert totals.before == totals.billed + totals.continuing + totals.unbilled
    assert totals.planned == world.schedule.total
    assert totals.after + totals.unbilled == totals.before + totals.planned
    assert totals.difference == totals.after - totals.before
    assert totals.shortfall.amount == max(0, totals.unbilled.amount - totals.planned.amount)


@given(world=worlds())
def test_what_is_cancelled_is_what_survives_changes_or_falls_away(world: World) -> None:
    """R-314, R-315: the comparison shows what accepting does, payment by payment."""
    for difference in world.comparison.differences:
        if difference.before:
            charge = world.charges[difference.before.number - 1]
            is_cancelled = difference.outcome not in STAYS
            assert is_cancelled == (charge.charge_id in world.voided)
            is_billed = not charge.is_open or charge.due_at <= NOW
            assert is_billed == (difference.outcome is Outcome.BILLED)


@given(world=worlds())
def test_a_number_is_carried_by_its_own_survivor_and_nobody_else(world: World) -> None:
    """R-314: each number belonged to one payment, and no two new payments carry the same."""
    carried = [order.reference for order in world.comparison.carried.values()]
    assert len(set(carried)) == len(carried)
    for difference in world.comparison.differences:
        check_survival(difference)
        before, after = difference.before, difference.after
        if before and after:
            assert before.order is not None
            assert after.order == before.order
        elif after:
            assert after.order is None


def check_survival(difference: PaymentDifference) -> None:
    before, after = difference.before, difference.after
    same_date = before and after and before.charge_date == after.charge_date
    same_amount = before and after and before.amount == after.amount
    match difference.outcome:
        case Outcome.KEPT | Outcome.BILLED | Outcome.CONTINUES:
            assert same_date
            assert same_amount
        case Outcome.AMOUNT_CHANGED:
            assert same_date
            assert not same_amount
        case Outcome.MOVED:
            assert same_amount
            assert not same_date
        case Outcome.REMOVED:
            assert after is None
        case Outcome.ADDED:
            assert before is None


@given(plan=plans)
def test_the_same_plan_again_changes_nothing(plan: dict[int, str]) -> None:
    """R-314: every pending payment is kept, and so is every number."""
    charges = charges_of(a_plan(plan), set())
    comparison = compare_schedules(
        charges,
        a_plan(plan),
        voided={charge.charge_id for charge in charges},
        now=NOW,
    )
    assert {d.outcome for d in comparison.differences} <= {Outcome.KEPT}
    assert comparison.totals.difference.amount == 0
    assert comparison.warnings == ()
    assert {n: order.reference for n, order in comparison.carried.items()} == {
        n: f"PO-{n}" for n, _ in enumerate(plan, start=1)
    }


days = st.sets(st.integers(min_value=0, max_value=60), max_size=7).map(sorted)


@given(left=days, right=days)
def test_equal_payments_move_by_the_fewest_days_that_any_pairing_needs(
    left: list[int], right: list[int]
) -> None:
    """R-314: against all pairings, tried one by one."""
    right = [n for n in right if n not in left]
    old = a_plan(dict.fromkeys(left, "1.00")).installments
    new = a_plan(dict.fromkeys(right, "1.00")).installments
    found = survivors(old, new)
    shorter, longer = sorted([left, right], key=len)
    assert len(found) == len(shorter)
    moved = sum(abs((new[n].charge_date - old[o].charge_date).days) for n, o in found.items())
    assert moved == min(
        sum(abs(a - b) for a, b in zip(shorter, chosen, strict=True))
        for chosen in combinations(longer, len(shorter))
    )
    assert [found[n] for n in sorted(found)] == sorted(found.values())

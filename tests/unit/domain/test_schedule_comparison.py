from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from procurement.domain.charges.charge import Charge, ChargeState
from procurement.domain.errors import InvalidInput
from procurement.domain.marketplace.carry_over import carried_over, compare_replacement
from procurement.domain.marketplace.payment_schedule import PaymentSchedule
from procurement.domain.marketplace.product_type import ProductType
from procurement.domain.marketplace.purchase_order_references import NamedOrder
from procurement.domain.marketplace.schedule_comparison import (
    Outcome,
    ScheduleComparison,
)
from procurement.domain.money import Money
from procurement.domain.month import Month, midnight
from tests.support.marketplace import a_charge
from tests.support.offers import a_released_offer, a_schedule, an_agreement, offer_terms

NOW = datetime(2027, 6, 10, 12, 0, tzinfo=UTC)


def payment(
    number: int, day: str, amount: str, reference: str | None = None, *, line: str = "10"
) -> Charge:
    """A pending payment of the old schedule."""
    due = date.fromisoformat(day)
    return replace(
        a_charge(number, amount=amount, currency="USD", due_at=midnight(due)),
        charge_date=due,
        billing_period=Month.of(due),
        purchase_order_reference=reference,
        purchase_order_line=line,
    )


def billed(number: int, day: str, amount: str, reference: str | None = None) -> Charge:
    return payment(number, day, amount, reference).invoiced(f"INV-{number}")


def compared(
    old: Sequence[Charge],
    new: PaymentSchedule,
    product_type: ProductType = ProductType.SAAS_CONTRACT,
) -> ScheduleComparison:
    """The comparison that a replacement at `NOW` would bring about."""
    agreement, _ = an_agreement(a_released_offer(terms=offer_terms(product_type=product_type)))
    return compare_replacement(agreement, old, new, now=NOW)


def shown(comparison: ScheduleComparison) -> list[tuple[str, str | None, str | None]]:
    """Outcome, date and amount before, date and amount after."""
    return [
        (
            difference.outcome.value,
            difference.before and f"{difference.before.charge_date} {difference.before.amount}",
            difference.after and f"{difference.after.charge_date} {difference.after.amount}",
        )
        for difference in comparison.differences
    ]


def dollars(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


class TestDifferences:
    def test_a_payment_of_the_same_date_survives_with_its_number(self) -> None:
        """R-314: with another amount too."""
        old = [
            payment(1, "2027-07-01", "100.00", "Q3", line="4"),
            payment(2, "2027-08-01", "100.00", "Q3"),
        ]
        new = a_schedule(("2027-07-01", "100.00"), ("2027-08-01", "150.00"))
        comparison = compared(old, new)
        assert shown(comparison) == [
            ("KEPT", "2027-07-01 100.00", "2027-07-01 100.00"),
            ("AMOUNT_CHANGED", "2027-08-01 100.00", "2027-08-01 150.00"),
        ]
        assert comparison.carried == {
            1: NamedOrder(reference="Q3", line="4"),
            2: NamedOrder(reference="Q3", line="10"),
        }
        assert comparison.warnings == ()

    def test_a_payment_of_the_same_amount_survives_on_another_date(self) -> None:
        """R-314."""
        old = [payment(1, "2027-07-01", "100.00", "P1"), payment(2, "2027-08-01", "200.00", "P2")]
        new = a_schedule(("2027-07-15", "200.00"), ("2027-08-15", "100.00"))
        comparison = compared(old, new)
        assert shown(comparison) == [
            ("MOVED", "2027-08-01 200.00", "2027-07-15 200.00"),
            ("MOVED", "2027-07-01 100.00", "2027-08-15 100.00"),
        ]
        assert {n: order.reference for n, order in comparison.carried.items()} == {1: "P2", 2: "P1"}

    def test_a_payment_with_another_date_and_another_amount_is_another_payment(self) -> None:
        """R-314: a number on the wrong invoice is worse than none."""
        old = [payment(1, "2027-07-01", "100.00", "P1")]
        comparison = compared(
            old,
            a_schedule(("2027-07-02", "100.01")),
        )
        assert shown(comparison) == [
            ("REMOVED", "2027-07-01 100.00", None),
            ("ADDED", None, "2027-07-02 100.01"),
        ]
        assert comparison.carried == {}

    def test_equal_payments_are_moved_in_order_and_by_the_fewest_days(self) -> None:
        """R-314: of three, two move to the 15th of their own months and the first falls away."""
        old = [payment(n, f"2027-0{n + 6}-01", "100.00", f"P{n}") for n in (1, 2, 3)]
        new = a_schedule(("2027-08-15", "100.00"), ("2027-09-15", "100.00"))
        comparison = compared(old, new)
        assert shown(comparison) == [
            ("REMOVED", "2027-07-01 100.00", None),
            ("MOVED", "2027-08-01 100.00", "2027-08-15 100.00"),
            ("MOVED", "2027-09-01 100.00", "2027-09-15 100.00"),
        ]

    def test_the_same_date_goes_before_the_same_amount(self) -> None:
        """R-314: the July payment is the one that changed, not the one that moved."""
        old = [payment(1, "2027-07-01", "100.00", "P1"), payment(2, "2027-08-01", "200.00", "P2")]
        new = a_schedule(("2027-07-01", "200.00"), ("2027-09-01", "200.00"))
        comparison = compared(old, new)
        assert shown(comparison) == [
            ("AMOUNT_CHANGED", "2027-07-01 100.00", "2027-07-01 200.00"),
            ("MOVED", "2027-08-01 200.00", "2027-09-01 200.00"),
        ]

    def test_what_is_billed_stays_and_gives_its_number_to_nobody(self) -> None:
        """R-314: issued invoices stay; a date that is paid already is pointed out."""
        old = [billed(1, "2027-06-01", "100.00", "P1"), payment(2, "2027-06-10", "100.00", "P2")]
        new = a_schedule(("2027-06-10", "100.00"), ("2027-07-01", "100.00"))
        comparison = compared(old, new)
        assert shown(comparison) == [
            ("BILLED", "2027-06-01 100.00", "2027-06-01 100.00"),
            ("ADDED", None, "2027-06-10 100.00"),
            ("BILLED", "2027-06-10 100.00", "2027-06-10 100.00"),
            ("ADDED", None, "2027-07-01 100.00"),
        ]
        assert comparison.carried == {}
        assert [(w.field, w.reason, w.rule) for w in comparison.warnings] == [
            ("schedule[0].chargeDate", "PAYMENT_BESIDE_OLD_ONE", "R-314")
        ]

    def test_what_a_draft_holds_is_as_good_as_billed(self) -> None:
        """R-222: its invoice is on the way."""
        held = payment(1, "2027-07-01", "100.00", "P1").claimed("draft-1")
        comparison = compared([held], a_schedule(("2027-07-01", "100.00")))
        assert [d.outcome for d in comparison.differences] == [Outcome.ADDED, Outcome.BILLED]

    def test_where_pending_payments_go_on_the_new_ones_come_on_top(self) -> None:
        """R-315: an annual AMI."""
        old = [billed(1, "2027-06-01", "50.00"), payment(2, "2027-07-01", "50.00", "P2")]
        new = a_schedule(("2027-07-01", "70.00"))
        comparison = compared(old, new, ProductType.AMI_HOURLY_WITH_ANNUAL)
        assert [difference.outcome for difference in comparison.differences] == [
            Outcome.BILLED,
            Outcome.ADDED,
            Outcome.CONTINUES,
        ]
        assert comparison.totals.after == dollars("170.00")
        assert comparison.totals.continuing == dollars("50.00")
        assert comparison.totals.shortfall == dollars("0")
        assert [(w.field, w.rule) for w in comparison.warnings] == [
            ("schedule[0].chargeDate", "R-315")
        ]

    def test_a_payment_is_billed_from_the_very_instant_at_which_it_is_due(self) -> None:
        """R-308: also where pending payments go on."""
        due = replace(payment(1, "2027-06-10", "100.00"), due_at=NOW)
        later = replace(due, charge_id="ch-2", due_at=NOW + timedelta(seconds=1))
        new = a_schedule(("2027-12-01", "1.00"))
        comparison = compared([due, later], new, ProductType.AMI_HOURLY_WITH_ANNUAL)
        assert [d.outcome for d in comparison.differences] == [
            Outcome.BILLED,
            Outcome.CONTINUES,
            Outcome.ADDED,
        ]

    def test_void_charges_and_usage_are_no_payments(self) -> None:
        """R-314."""
        void = replace(payment(1, "2027-07-01", "100.00", "P1"), state=ChargeState.VOID)
        usage = replace(payment(2, "2027-08-01", "9.00", "P2"), installment=None)
        comparison = compared(
            [void, usage],
            a_schedule(("2027-07-01", "100.00")),
        )
        assert shown(comparison) == [("ADDED", None, "2027-07-01 100.00")]
        assert comparison.totals.before == dollars("0")

    def test_a_payment_keeps_its_position_in_the_old_agreement(self) -> None:
        """R-322."""
        old = [payment(7, "2027-08-01", "2.00"), payment(6, "2027-07-01", "1.00")]
        comparison = compared(
            old,
            a_schedule(("2027-08-01", "2.00")),
        )
        sides = [(d.before and d.before.number, d.after and d.after.number)
                 for d in comparison.differences]  # fmt: skip
        assert sides == [(6, None), (7, 1)]

    def test_a_schedule_in_another_currency_cannot_be_compared(self) -> None:
        """R-301."""
        with pytest.raises(InvalidInput) as refused:
            compared(
                [payment(1, "2027-07-01", "100.00")],
                a_schedule(("2027-07-01", "100"), currency="JPY"),
            )
        (problem,) = refused.value.problems
        assert (problem.field, problem.reason) == ("currencyCode", "INVALID_CURRENCY_CODE")


class TestCarryingOver:
    OLD = (payment(1, "2027-07-01", "100.00", "P1", line="4"), payment(2, "2027-08-01", "5.00"))
    SCHEDULE = (("2027-07-01", "120.00"), ("2027-08-01", "5.00"), ("2027-09-01", "1.00"))

    def new_charges(self, *references: str | None) -> list[Charge]:
        return [
            payment(number, day, amount, reference)
            for number, ((day, amount), reference) in enumerate(
                zip(self.SCHEDULE, references, strict=True), start=1
            )
        ]

    def test_a_charge_without_a_number_takes_that_of_the_payment_it_continues(self) -> None:
        """R-314: with its line; what continues nothing, or a payment without number, has none."""
        comparison = compared(self.OLD, a_schedule(*self.SCHEDULE))
        charges = carried_over(self.new_charges(None, None, None), comparison)
        named = [(c.purchase_order_reference, c.purchase_order_line) for c in charges]
        assert named == [("P1", "4"), (None, "10"), (None, "10")]
        assert [charge.revision for charge in charges] == [1, 1, 1]

    def test_what_the_buyer_names_in_accepting_goes_first(self) -> None:
        """R-182."""
        comparison = compared(self.OLD, a_schedule(*self.SCHEDULE))
        charges = carried_over(self.new_charges("NEW", None, "ALSO"), comparison)
        assert [c.purchase_order_reference for c in charges] == ["NEW", None, "ALSO"]
        assert charges[0].purchase_order_line == "10"

    def test_charges_that_are_no_installment_take_nothing(self) -> None:
        """R-258: usage and upfront fees have numbers of their own."""
        comparison = compared(self.OLD, a_schedule(*self.SCHEDULE))
        usage = replace(self.new_charges(None, None, None)[0], installment=None)
        assert carried_over([usage], comparison) == (usage,)


class TestTotals:
    OLD = (
        billed(1, "2027-05-01", "400.00"),
        payment(2, "2027-07-01", "300.00"),
        payment(3, "2027-08-01", "300.00"),
    )

    def test_what_is_owed_after_is_what_is_billed_and_the_new_schedule(self) -> None:
        """R-314."""
        new = a_schedule(("2027-07-01", "300.00"), ("2027-08-01", "450.00"))
        totals = compared(self.OLD, new).totals
        assert totals.before == dollars("1000.00")
        assert totals.billed == dollars("400.00")
        assert totals.continuing == dollars("0")
        assert totals.unbilled == dollars("600.00")
        assert totals.planned == dollars("750.00")
        assert totals.after == dollars("1150.00")
        assert totals.difference == dollars("150.00")
        assert totals.shortfall == dollars("0")

    def test_unbilled_money_that_the_new_schedule_forgets_is_pointed_out(self) -> None:
        """R-314: AWS cancels it and tells nobody."""
        comparison = compared(
            self.OLD,
            a_schedule(("2027-07-01", "450.00")),
        )
        assert comparison.totals.shortfall == dollars("150.00")
        assert comparison.totals.difference == dollars("-150.00")
        (warning,) = comparison.warnings
        assert (warning.field, warning.reason, warning.rule) == (
            "schedule",
            "UNBILLED_AMOUNT_LEFT_OUT",
            "R-314",
        )
        assert "600.00 USD" in warning.message
        assert "150.00 USD" in warning.message

    def test_a_schedule_that_holds_all_unbilled_money_forgets_none(self) -> None:
        """R-314: to the cent."""
        comparison = compared(
            self.OLD,
            a_schedule(("2027-09-01", "600.00")),
        )
        assert comparison.warnings == ()

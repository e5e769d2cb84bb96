"""Which charges are at risk, by when somebody has to act, and how much it comes to."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from procurement.domain.charges.charge import Charge, ChargeKind
from procurement.domain.foresight.radar import ChargeAtRisk, Risk, charges_at_risk, last_instant
from procurement.domain.foresight.radar_summary import risk_totals
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.billing import a_usage_charge
from tests.support.forecasts import NOW
from tests.support.purchase_orders import (
    EMEA,
    ENTITIES,
    NOTHING_SET,
    a_line,
    a_purchase_order,
    money,
)


def at_risk(
    charges: Sequence[Charge],
    *purchase_orders: PurchaseOrder,
    now: datetime = NOW,
    days: int = 30,
) -> tuple[ChargeAtRisk, ...]:
    return charges_at_risk(charges, purchase_orders, ENTITIES, NOTHING_SET, now, days)


def usage(charge_id: str = "ch-1", amount: str = "100", period: str = "2027-02", **more) -> Charge:
    """Usage of February, due on 3 March."""
    return a_usage_charge(charge_id, amount, period=period, **more)


def risks(charges: Sequence[Charge], *purchase_orders: PurchaseOrder, **more) -> list[list[Risk]]:
    return [list(found.invoice.risks) for found in at_risk(charges, *purchase_orders, **more)]


SOUND = a_purchase_order("PO-1", a_line())
SUSPENDED = a_purchase_order("PO-S", a_line(), suspended=True)


class TestRisks:
    def test_nothing_is_at_risk_when_a_sound_one_takes_it(self):
        assert at_risk([usage()], SOUND) == ()

    def test_there_is_none(self):
        """R-135"""
        (found,) = at_risk([usage()], a_purchase_order("PO-1", a_line(), bill_from=(EMEA,)))
        assert found.invoice.risks == (Risk.NO_PURCHASE_ORDER,)
        assert found.invoice.purchase_order_id is None
        assert found.invoice.reason.startswith("No line item fits")

    def test_a_suspended_one_is_named(self):
        """R-193: no other one is looked for"""
        (found,) = at_risk([usage(names="PO-S")], SUSPENDED, SOUND)
        assert found.invoice.risks == (Risk.SUSPENDED,)
        assert found.invoice.purchase_order_id == "PO-S"
        assert "suspended" in found.invoice.reason

    def test_a_suspended_one_would_fit(self):
        """R-113"""
        (found,) = at_risk([usage()], SUSPENDED)
        assert found.invoice.risks == (Risk.SUSPENDED,)
        assert found.invoice.purchase_order_id == "PO-S"
        assert found.invoice.reason.endswith("Purchase order PO-S would fit, but is suspended.")

    def test_a_suspended_one_that_would_not_fit_either_is_not_mentioned(self):
        other = a_purchase_order("PO-S", a_line(), suspended=True, bill_from=(EMEA,))
        assert risks([usage()], other) == [[Risk.NO_PURCHASE_ORDER]]

    def test_another_one_that_fits_makes_a_suspended_one_harmless(self):
        assert risks([usage()], SUSPENDED, SOUND) == []

    def test_the_line_is_too_small(self):
        """R-130"""
        small = a_purchase_order("PO-1", a_line(total="60.00"))
        (found,) = at_risk([usage()], small)
        assert found.invoice.risks == (Risk.TOO_SMALL,)
        assert (found.invoice.purchase_order_id, found.invoice.line_item_number) == ("PO-1", "1")
        assert found.invoice.missing == money("40")

    def test_what_is_missing_is_never_more_than_the_invoice(self):
        """What is overdrawn already is no part of it"""
        overdrawn = a_purchase_order("PO-1", a_line(total="60.00", balance="-25.00"))
        (found,) = at_risk([usage()], overdrawn)
        assert found.invoice.missing == money("100")

    @pytest.mark.parametrize(
        ("currency", "total", "lacks"), [("JPY", "60", "41"), ("KWD", "60.000", "40.444")]
    )
    def test_what_is_missing_is_in_the_minor_unit(self, currency, total, lacks):
        """R-089"""
        small = a_purchase_order("PO-1", a_line(total=total, currency=currency), currency=currency)
        amount = {"JPY": "100.5", "KWD": "100.4444"}[currency]
        (found,) = at_risk([usage(amount=amount, currency=currency)], small)
        assert found.invoice.missing == money(f"{lacks} {currency}")

    def test_exactly_enough_is_enough(self):
        """R-131"""
        assert risks([usage()], a_purchase_order("PO-1", a_line(total="100.00"))) == []

    def test_earlier_invoices_count(self):
        """The first one takes what the second would have needed"""
        small = a_purchase_order("PO-1", a_line(total="150.00"))
        early = usage("early", period="2027-01")
        (found,) = at_risk([usage("late"), early], small)
        assert (found.charge.charge_id, found.invoice.missing) == ("late", money("50"))

    def test_the_currency_is_another(self):
        """R-155"""
        assert risks([usage(currency="EUR")], SOUND) == [[Risk.CURRENCY_MISMATCH]]

    def test_a_credit_memo_is_never_at_risk(self):
        """R-152"""
        assert risks([usage(amount="-5")]) == []

    def test_one_charge_may_be_at_several_risks(self):
        months = ("2027-01", "2027-02")
        small = a_purchase_order("PO-1", a_line(total="60.00", months=months), months=months)
        assert risks([usage()], small) == [[Risk.EXPIRING, Risk.TOO_SMALL]]


class TestExpiring:
    """The line that the charge takes ends within the days looked at, and nothing follows."""

    @pytest.mark.parametrize(("days", "is_at_risk"), [(43, False), (44, True), (365, True)])
    def test_the_last_day_counts_from_today(self, days, is_at_risk):
        """15 February to 31 March are 44 days"""
        months = ("2027-01", "2027-03")
        order = a_purchase_order("PO-1", a_line(months=months), months=months)
        expected = [[Risk.EXPIRING]] if is_at_risk else []
        assert risks([usage()], order, days=days) == expected

    def test_what_has_expired_since_the_usage_is_at_risk_too(self):
        """R-114: it takes January's usage in February, and there it ends"""
        months = ("2027-01", "2027-01")
        order = a_purchase_order("PO-1", a_line(months=months), months=months)
        assert risks([usage(period="2027-01")], order) == [[Risk.EXPIRING]]

    def test_a_successor_ends_the_risk(self):
        """R-157: one purchase order per month"""
        orders = [
            a_purchase_order(f"PO-{m}", a_line(months=(m, m)), months=(m, m))
            for m in ("2027-02", "2027-03")
        ]
        assert risks([usage()], *orders) == []

    def test_a_later_line_of_the_same_one_ends_it_too(self):
        """R-160: one line per month"""
        lines = (
            a_line("1", months=("2027-02", "2027-02")),
            a_line("2", months=("2027-03", "2027-12")),
        )
        assert risks([usage()], a_purchase_order("PO-1", *lines)) == []

    def test_a_successor_of_another_seller_does_not(self):
        """R-115"""
        months = ("2027-01", "2027-02")
        order = a_purchase_order("PO-1", a_line(months=months), months=months)
        other = a_purchase_order("PO-2", a_line(), bill_from=(EMEA,))
        assert risks([usage()], order, other) == [[Risk.EXPIRING]]

    def test_one_that_is_named_does_not_expire(self):
        """R-191, R-195: naming it moves its expiration"""
        months = ("2027-01", "2027-02")
        order = a_purchase_order("PO-1", a_line(months=months), months=months)
        assert risks([usage(names="PO-1")], order) == []


class TestActBy:
    @pytest.mark.parametrize(
        ("now", "due", "act_by"),
        [
            ("2027-02-15T12:00", "2027-03-03T00:00", "2027-03-02"),
            ("2027-02-15T12:00", "2027-03-01T00:00", "2027-02-28"),
            ("2028-02-15T12:00", "2028-03-01T00:00", "2028-02-29"),
            ("2027-12-20T12:00", "2028-01-01T00:00", "2027-12-31"),
            ("2027-02-15T12:00", "2027-02-20T09:30", "2027-02-19"),
            ("2027-02-15T12:00", "2027-02-20T23:30", "2027-02-20"),
            ("2027-02-15T12:00", "2027-02-16T00:00", "2027-02-15"),
            ("2027-02-15T12:00", "2027-02-15T18:00", "2027-02-15"),
            ("2027-02-15T12:00", "2027-01-03T00:00", "2027-02-15"),
            ("2027-02-15T23:59", "2027-01-03T00:00", "2027-02-15"),
        ],
    )
    def test_it_is_the_day_before_the_run_and_never_over(self, now, due, act_by):
        """Runs are hourly; what is due at 23:30 is invoiced at midnight"""
        charge = usage(due_at=datetime.fromisoformat(due).replace(tzinfo=UTC))
        (found,) = at_risk([charge], now=datetime.fromisoformat(now).replace(tzinfo=UTC))
        assert found.invoice.act_by == date.fromisoformat(act_by)

    def test_the_most_urgent_comes_first(self):
        charges = [
            usage("c", period="2027-03"),
            usage("b"),
            usage("a"),
            usage("d", period="2027-01"),
        ]
        found = at_risk(charges, days=60)
        assert [each.charge.charge_id for each in found] == ["d", "a", "b", "c"]

    def test_the_days_end_with_their_last_one(self):
        end = last_instant(16, NOW)
        assert datetime(2027, 3, 3, 23, 59, tzinfo=UTC) < end < datetime(2027, 3, 4, tzinfo=UTC)


class TestTotals:
    def test_they_are_by_risk_and_currency(self):
        charges = [
            usage("a", "10.004"),
            usage("b", "20", tax="1"),
            usage("c", "5", currency="JPY"),
            usage("d", "7", names="PO-S"),
        ]
        totals = risk_totals(at_risk(charges, SUSPENDED, a_purchase_order("PO-X")))
        assert [(t.risk, t.charges, str(t.amount)) for t in totals] == [
            (Risk.SUSPENDED, 1, "5 JPY"),
            (Risk.SUSPENDED, 3, "38.00 USD"),
        ]

    def test_what_an_invoice_lacks_counts_once_for_all_of_its_charges(self):
        small = a_purchase_order("PO-1", a_line(total="60.00"))
        charges = [usage("a", "50"), usage("b", "50"), usage("c", "30", period="2027-01")]
        (total,) = risk_totals(at_risk(charges, small))
        assert (total.risk, total.charges, total.amount) == (Risk.TOO_SMALL, 2, money("100.00"))
        assert total.missing == money("70.00")

    def test_only_what_is_too_small_lacks_anything(self):
        (total,) = risk_totals(at_risk([usage(kind=ChargeKind.SUBSCRIPTION)]))
        assert total.missing is None

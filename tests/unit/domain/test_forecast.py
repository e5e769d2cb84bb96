"""When a purchase order runs out, and what has to be added to it."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.charges.charge import Charge, ChargeKind
from procurement.domain.foresight.forecast import MAX_MONTHS, Forecast, forecast, horizon
from procurement.domain.foresight.usage_history import Scenario
from procurement.domain.month import Month
from tests.support.billing import a_usage_charge
from tests.support.billing_settings import an_invoice_unit, settings_with
from tests.support.forecasts import NOW, billed, forecast_of, grounds
from tests.support.purchase_orders import CREATED, EMEA, INC, a_line, a_purchase_order

LOW, EXPECTED, HIGH = Scenario.LOW, Scenario.EXPECTED, Scenario.HIGH
LATER = CREATED.replace(day=2)


def known(charge_id: str, amount: str, day: datetime, **more) -> Charge:
    """One payment due then, for the month in which it is due."""
    return a_usage_charge(
        charge_id,
        amount,
        kind=ChargeKind.MARKETPLACE_PURCHASE,
        collection=f"agmt-{charge_id}",
        period=str(Month.of(day)),
        due_at=day,
        charge_date=day.date(),
        **more,
    )


def installments(*amounts: str, currency: str = "USD") -> list[Charge]:
    """Payments on the 20th of February, March, and so on."""
    days = (datetime(2027, 2 + number, 20, tzinfo=UTC) for number in range(len(amounts)))
    return [
        known(str(number), amount, day, currency=currency)
        for number, (amount, day) in enumerate(zip(amounts, days, strict=True))
    ]


def ends(found: Forecast) -> list[str | None]:
    """The month in which it runs out with low, expected and high usage."""
    months = (found.runs_out_in(scenario) for scenario in Scenario)
    return [str(month) if month else None for month in months]


def balances(found: Forecast, scenario: Scenario = EXPECTED) -> list[str]:
    return [str(month.balance) for month in found.outlooks[scenario].months]


class TestKnownCharges:
    def test_each_counts_in_the_month_in_which_it_is_invoiced(self):
        """R-142: that is when the balance moves"""
        order = a_purchase_order(
            "PO-1", a_line(months=("2027-01", "2027-04")), months=("2027-01", "2027-04")
        )
        found = forecast_of(order, grounds(order, charges=installments("100", "200", "300")))
        assert balances(found) == ["900.00", "700.00", "400.00", "400.00"]
        assert [str(m.month) for m in found.outlooks[EXPECTED].months][-1] == "2027-05"
        assert [m.known for m in found.outlooks[EXPECTED].months] == [100, 200, 300, 0]
        assert ends(found) == [None, None, None]
        assert found.top_up(HIGH) == 0

    def test_it_runs_out_when_an_invoice_takes_more_than_is_left(self):
        order = a_purchase_order("PO-1", a_line(total="250.00"))
        found = forecast_of(order, grounds(order, charges=installments("100", "100", "100")))
        assert ends(found) == ["2027-04"] * 3
        assert found.top_up(EXPECTED) == 50

    def test_it_runs_out_when_nothing_is_left_and_needs_nothing_more(self):
        """R-131, R-349: exactly enough is enough, and leaves nothing"""
        order = a_purchase_order("PO-1", a_line(total="300.00"))
        found = forecast_of(order, grounds(order, charges=installments("100", "100", "100")))
        assert ends(found) == ["2027-04"] * 3
        assert found.top_up(EXPECTED) == 0

    def test_one_cent_short_is_short(self):
        order = a_purchase_order("PO-1", a_line(total="299.99"))
        found = forecast_of(order, grounds(order, charges=installments("100", "100", "100")))
        assert found.top_up(EXPECTED) == Decimal("0.01")

    def test_what_is_gone_already_has_run_out_this_month(self):
        order = a_purchase_order("PO-1", a_line(total="100.00", balance="-20.00"))
        found = forecast_of(order, grounds(order))
        assert ends(found) == ["2027-02"] * 3
        assert found.top_up(EXPECTED) == 0

    def test_an_overdrawn_line_needs_what_it_lacks_before_the_next_invoice_fits(self):
        order = a_purchase_order("PO-1", a_line(total="100.00", balance="-20.00"))
        found = forecast_of(order, grounds(order, charges=installments("30")))
        assert found.top_up(EXPECTED) == 50

    def test_overdue_charges_are_invoiced_this_month(self):
        """R-310"""
        late = known("late", "40", datetime(2027, 1, 5, tzinfo=UTC))
        order = a_purchase_order("PO-1", a_line())
        assert balances(forecast_of(order, grounds(order, charges=[late])))[0] == "960.00"

    @pytest.mark.parametrize(
        ("currency", "share", "left"), [("JPY", "33.4", "967"), ("KWD", "33.4444", "966.556")]
    )
    def test_balances_are_in_the_minor_unit(self, currency, share, left):
        """R-089"""
        total = {"JPY": "1000", "KWD": "1000.000"}[currency]
        order = a_purchase_order("PO-1", a_line(currency=currency, total=total), currency=currency)
        charges = installments(share, currency=currency)
        assert Decimal(balances(forecast_of(order, grounds(order, charges=charges)))[0]) == Decimal(
            left
        )

    def test_another_currency_moves_no_balance(self):
        """R-155"""
        order = a_purchase_order("PO-1", a_line())
        found = forecast_of(order, grounds(order, charges=installments("100", currency="EUR")))
        assert balances(found)[-1] == "1000.00"


class TestUsage:
    HISTORY = (
        billed("2026-11", "10"),
        billed("2026-12", "100"),
        billed("2027-01", "200"),
    )
    """November was a part of a month: from 100 to 200, mostly 150."""

    def test_it_is_supposed_low_expected_and_high(self):
        order = a_purchase_order("PO-1", a_line(total="1000.00"))
        found = forecast_of(order, grounds(order, history=self.HISTORY))
        assert ends(found) == ["2027-12", "2027-09", "2027-07"]
        assert [found.top_up(scenario) for scenario in Scenario] == [100, 650, 1200]

    def test_the_last_usage_is_invoiced_in_the_month_after_expiration(self):
        """R-114, R-242"""
        order = a_purchase_order("PO-1", a_line(total="1650.00"))
        found = forecast_of(order, grounds(order, history=self.HISTORY))
        assert str(found.until) == "2028-01"
        assert ends(found)[1] == "2028-01"
        assert balances(found)[-2:] == ["150.00", "0.00"]

    def test_what_is_known_of_this_month_is_shown_apart(self):
        charge = a_usage_charge("so-far", "60", period="2027-02")
        order = a_purchase_order("PO-1", a_line())
        found = forecast_of(order, grounds(order, charges=[charge], history=self.HISTORY))
        march = found.outlooks[EXPECTED].months[1]
        assert (str(march.month), march.known, march.projected) == ("2027-03", 60, 90)

    def test_a_successor_takes_over(self):
        """R-124: it has enough, the one that is running out has not"""
        order = a_purchase_order("PO-1", a_line(total="300.00"), updated_at=LATER)
        successor = a_purchase_order("PO-2", a_line(total="5000.00"))
        both = grounds(order, successor, history=self.HISTORY)
        assert ends(forecast_of(order, both)) == ["2027-05", "2027-04", None]
        assert [forecast_of(order, both).top_up(scenario) for scenario in Scenario] == [0, 0, 0]
        assert ends(forecast_of(successor, both)) == [None, None, None]

    def test_a_successor_that_lies_behind_takes_over_when_the_first_expires(self):
        """R-028"""
        months = ("2027-01", "2027-03")
        order = a_purchase_order("PO-1", a_line(months=months), months=months)
        successor = a_purchase_order("PO-2", a_line(), updated_at=CREATED.replace(day=1, hour=8))
        found = forecast_of(successor, grounds(order, successor, history=self.HISTORY))
        assert balances(found)[:5] == ["1000.00", "1000.00", "1000.00", "850.00", "700.00"]

    def test_usage_that_names_one_goes_on_naming_it(self):
        """R-187, R-220: on lines of its own, which track no balance"""
        order = a_purchase_order("PO-1", a_line())
        history = [billed("2026-12", "5", names="PO-1"), billed("2027-01", "9", names="PO-1")]
        found = forecast_of(order, grounds(order, history=history))
        assert set(balances(found)) == {"1000.00"}
        assert [m.projected for m in found.outlooks[LOW].months] == [0, *[9] * 11]

    def test_usage_of_an_invoice_unit_goes_to_the_units_own(self):
        """R-119"""
        settings = settings_with(an_invoice_unit("North", "222233334444"))
        ours = a_purchase_order("PO-N", a_line(), invoice_units=("North",))
        other = a_purchase_order("PO-1", a_line(), updated_at=LATER)
        history = [billed("2027-01", "9", invoice_unit="North")]
        account = grounds(ours, other, history=history, settings=settings)
        assert balances(forecast_of(ours, account))[1] == "991.00"
        assert set(balances(forecast_of(other, account))) == {"1000.00"}

    def test_a_suspended_one_takes_nothing(self):
        """R-113"""
        order = a_purchase_order("PO-1", a_line(), suspended=True)
        found = forecast_of(order, grounds(order, history=self.HISTORY))
        assert set(balances(found)) == {"1000.00"}

    def test_without_tracked_lines_it_never_runs_out(self):
        """R-040, R-132: what is consumed is forecast all the same"""
        order = a_purchase_order("PO-1", a_line(total="1.00", tracked=False))
        found = forecast_of(order, grounds(order, history=self.HISTORY))
        assert ends(found) == [None, None, None]
        assert found.top_up(HIGH) is None
        assert {m.balance for m in found.outlooks[HIGH].months} == {None}
        assert [m.projected for m in found.outlooks[HIGH].months] == [0, *[200] * 11]


class TestLines:
    def test_each_tracked_line_has_an_outlook_of_its_own(self):
        """R-160: one line per month, each used up in its turn"""
        order = a_purchase_order(
            "PO-1",
            a_line("1", months=("2027-02", "2027-02"), total="150.00"),
            a_line("2", months=("2027-03", "2027-03"), total="140.00"),
            a_line("3", months=("2027-04", "2027-04"), total="500.00"),
            months=("2027-02", "2027-04"),
        )
        history = [billed("2026-12", "1"), billed("2027-01", "150")]
        found = forecast_of(order, grounds(order, history=history))
        lines = found.outlooks[EXPECTED].lines
        assert [str(line.runs_out_in) for line in lines] == ["2027-03", "2027-04", "None"]
        assert [str(each) for each in lines[1].balances] == ["140.00", "140.00", "-10.00", "-10.00"]
        assert found.top_ups[EXPECTED] == {"2": Decimal("10.00")}
        assert ends(found) == ["2027-04"] * 3

    def test_a_line_whose_window_is_over_runs_out_no_more(self):
        order = a_purchase_order(
            "PO-1",
            a_line("1", months=("2026-12", "2026-12"), total="10.00", balance="-5.00"),
            a_line("2", total="100.00"),
            months=("2026-12", "2027-12"),
        )
        found = forecast_of(order, grounds(order))
        assert [line.runs_out_in for line in found.outlooks[EXPECTED].lines] == [None, None]
        assert ends(found) == [None, None, None]

    def test_what_is_added_to_one_is_not_needed_by_the_other(self):
        """R-130: what none has enough for overdraws the one that was updated last"""
        order = a_purchase_order("PO-1", a_line(total="50.00"))
        other = a_purchase_order("PO-2", a_line(total="150.00"), updated_at=LATER)
        both = grounds(order, other, charges=installments("100", "100"))
        assert forecast_of(order, both).top_up(EXPECTED) == 0
        assert forecast_of(other, both).top_up(EXPECTED) == 50

    def test_money_that_is_added_may_draw_further_invoices(self):
        """The 10 that are missing for 60 draw the 55 that the other one had taken before"""
        first = a_purchase_order("PO-1", a_line(total="50.00"), updated_at=LATER)
        second = a_purchase_order("PO-2", a_line(total="55.00"))
        both = grounds(first, second, charges=installments("55", "60"))
        found = forecast_of(first, both)
        assert balances(found)[-1] == "-10.00"
        assert found.top_up(EXPECTED) == 65

    def test_it_draws_one_after_the_other_until_it_takes_them_all(self):
        """Each addition makes room for one payment more that another one had enough for"""
        payments = [f"55.{number:02}" for number in range(1, 12)]
        first = a_purchase_order("PO-00", a_line(total="50.00"), updated_at=LATER)
        others = [a_purchase_order(f"PO-{each}", a_line(total=each)) for each in payments[:-1]]
        account = grounds(first, *others, charges=installments(*payments))
        found = forecast_of(first, account)
        assert balances(found)[-1] == "-5.11"
        assert found.top_up(EXPECTED) == sum(map(Decimal, payments)) - 50

    def test_the_edit_that_adds_it_may_draw_invoices_too(self):
        """R-125: it makes the purchase order the one that was updated last"""
        first = a_purchase_order("PO-1", a_line(total="30.00"))
        second = a_purchase_order("PO-2", a_line(total="30.00"), updated_at=LATER)
        only_first = a_usage_charge("own", "40", period="2027-02", entity=EMEA)
        both = grounds(
            replace(first, bill_from=(INC, EMEA)),
            second,
            charges=[*installments("30"), only_first],
        )
        found = forecast_of(both.purchase_orders[0], both)
        assert balances(found)[-1] == "-10.00"
        assert found.top_up(EXPECTED) == 40


class TestHorizon:
    @pytest.mark.parametrize(
        ("expires", "last"),
        [
            ("2027-12", "2028-01"),
            ("2027-02", "2027-03"),
            ("2027-01", "2027-02"),
            ("2026-06", "2027-02"),
            ("2035-12", "2030-01"),
        ],
    )
    def test_it_is_the_month_after_expiration_and_at_most_three_years(self, expires, last):
        order = a_purchase_order("PO-1", months=("2026-01", expires))
        assert str(horizon(order, NOW)) == last

    def test_a_shorter_one_may_be_asked_for(self):
        order = a_purchase_order("PO-1")
        assert str(horizon(order, NOW, 1)) == "2027-02"

    def test_a_shorter_one_sees_the_same_months(self):
        order = a_purchase_order(
            "PO-1", a_line(months=("2027-01", "2035-12")), months=("2027-01", "2035-12")
        )
        world = grounds(order, charges=installments("1", "2"), history=TestUsage.HISTORY)
        long, short = forecast_of(order, world), forecast(order, world, Month(2027, 6))
        assert len(balances(long)) == MAX_MONTHS
        assert balances(long)[:5] == balances(short)


def test_an_untracked_marketplace_line_counts_as_consumption() -> None:
    """R-092: a blanket line never tracks a balance"""
    order = a_purchase_order("PO-1", a_line(type_=LineItemType.MARKETPLACE_BLANKET_USAGE))
    found = forecast_of(order, grounds(order, charges=installments("70")))
    assert [m.known for m in found.outlooks[LOW].months][:2] == [70, 0]

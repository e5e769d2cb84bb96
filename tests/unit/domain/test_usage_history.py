"""What usage has come to, and what it is supposed to come to."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from procurement.domain.charges.charge import ChargeKind
from procurement.domain.foresight.usage_history import (
    BilledUsage,
    Scenario,
    Stream,
    Usage,
    UsageRange,
    is_projected,
    open_usage,
    projected_charges,
    usage_ranges,
)
from procurement.domain.month import Month
from tests.support.billing import a_usage_charge
from tests.support.billing_settings import an_invoice_unit, settings_with
from tests.support.forecasts import NOW, billed
from tests.support.issued import drafted
from tests.support.purchase_orders import EMEA, NOTHING_SET

JULY = datetime(2027, 7, 10, tzinfo=UTC)
SIX_MONTHS = ("2027-01", "2027-02", "2027-03", "2027-04", "2027-05", "2027-06")


def totals(*history: BilledUsage, now: datetime = JULY) -> tuple[str, str, str] | None:
    """Low, expected and high of the only stream there is."""
    ranges = usage_ranges(history, now)
    if not ranges:
        return None
    (found,) = ranges
    return str(found.low.total), str(found.expected.total), str(found.high.total)


def the_range(*history: BilledUsage, now: datetime = JULY) -> UsageRange:
    (found,) = usage_ranges(history, now)
    return found


class TestRange:
    def test_it_is_the_smallest_the_mean_and_the_largest_month(self):
        history = [billed(m, a) for m, a in zip(SIX_MONTHS, "123456", strict=True)]
        assert totals(*history) == ("1.00", "3.50", "6.00")

    def test_only_the_last_six_periods_count(self):
        """What is older is not read, and would not count if it was"""
        history = [billed(month, "10") for month in SIX_MONTHS]
        assert totals(billed("2026-12", "999"), *history) == ("10.00", "10.00", "10.00")

    def test_the_present_month_is_no_history(self):
        history = [billed(month, "10") for month in SIX_MONTHS]
        assert totals(*history, billed("2027-07", "1")) == ("10.00", "10.00", "10.00")

    def test_invoices_and_credit_memos_of_a_month_add_up(self):
        """R-138: a later export corrects the month by a supplementary invoice or a credit memo"""
        history = [billed(month, "10") for month in SIX_MONTHS]
        corrected = [billed("2027-03", "5"), billed("2027-04", "-4")]
        assert totals(*history, *corrected) == ("6.00", "10.17", "15.00")

    def test_a_month_below_nothing_counts_as_nothing(self):
        """A credit memo books nothing (R-152), so less than no usage cannot be projected"""
        history = [billed(month, "6") for month in SIX_MONTHS]
        assert totals(*history, billed("2027-02", "-100")) == ("0.00", "5.00", "6.00")

    def test_a_month_without_an_invoice_counts_as_nothing(self):
        history = [billed(month, "6") for month in SIX_MONTHS if month != "2027-04"]
        assert totals(*history) == ("0.00", "5.00", "6.00")

    def test_usage_that_ended_is_expected_less_and_less(self):
        ended = [
            billed("2027-01", "6"),
            billed("2027-02", "6"),
            billed("2027-06", "1", entity=EMEA),
        ]
        inc = next(r for r in usage_ranges(ended, JULY) if r.stream.invoicing_entity != EMEA)
        assert (inc.low.total, inc.expected.total, inc.high.total) == (0, 2, 6)

    def test_the_month_in_which_usage_began_is_left_out(self):
        """It may have begun on its last day"""
        assert totals(billed("2027-04", "1"), billed("2027-05", "8"), billed("2027-06", "10")) == (
            "8.00",
            "9.00",
            "10.00",
        )

    def test_it_is_all_there_is_until_there_is_another(self):
        assert totals(billed("2027-06", "1")) == ("1.00", "1.00", "1.00")
        assert totals(billed("2027-04", "6")) == ("0.00", "3.00", "6.00")

    def test_last_month_is_no_gap_before_it_is_billed(self):
        """On the first days of a month its predecessor has no invoices yet"""
        found = the_range(*(billed(month, "6") for month in SIX_MONTHS[:-1]))
        assert (found.first, found.last) == (Month(2027, 1), Month(2027, 5))
        assert found.low.total == 6

    def test_another_streams_invoice_makes_it_one(self):
        history = [billed(month, "6") for month in SIX_MONTHS[:-1]]
        inc, *_ = sorted(
            usage_ranges([*history, billed("2027-06", "1", entity=EMEA)], JULY),
            key=lambda found: found.stream.invoicing_entity == EMEA,
        )
        assert (inc.last, inc.low.total) == (Month(2027, 6), 0)

    def test_no_month_before_last_is_ever_waited_for(self):
        found = the_range(billed("2027-01", "6"), billed("2027-02", "6"))
        assert (found.last, found.low.total) == (Month(2027, 5), 0)

    def test_currencies_units_kinds_and_entities_are_streams_of_their_own(self):
        """R-156: nothing is converted"""
        history = [
            billed("2027-06", "1"),
            billed("2027-06", "1", currency="EUR"),
            billed("2027-06", "1", invoice_unit="North"),
            billed("2027-06", "1", kind=ChargeKind.MARKETPLACE_USAGE),
            billed("2027-06", "1", entity=EMEA),
            billed("2027-06", "1", names="PO-1"),
        ]
        assert len(usage_ranges(history, JULY)) == len(history)

    def test_a_stream_that_came_to_nothing_is_not_listed(self):
        assert totals(billed("2027-05", "4"), billed("2027-05", "-4")) is None

    def test_tax_is_kept_apart(self):
        """R-143: what is booked includes it, what a named line costs does not"""
        found = the_range(billed("2027-05", "10", tax="2"), billed("2027-06", "20", tax="5"))
        assert found.high == Usage(Decimal("20.00"), Decimal("5.00"))

    @pytest.mark.parametrize(
        ("currency", "expected"), [("USD", "3.33"), ("JPY", "3"), ("KWD", "3.333")]
    )
    def test_the_mean_is_rounded_to_the_minor_unit(self, currency, expected):
        """R-089"""
        history = [
            billed(m, a, currency=currency) for m, a in zip(SIX_MONTHS, "024446", strict=True)
        ]
        assert totals(*history)[1] == expected

    def test_half_a_minor_unit_is_rounded_up(self):
        history = [billed("2027-04", "1"), billed("2027-05", "1.00"), billed("2027-06", "1.01")]
        assert totals(*history) == ("1.00", "1.01", "1.01")


class TestProjection:
    def project(self, found: UsageRange, *known, until: str = "2027-09", scenario=Scenario.HIGH):
        return list(projected_charges([found], scenario, known, NOTHING_SET, Month.parse(until)))

    def test_a_charge_for_every_month_to_come_due_on_the_third_of_the_next(self):
        """R-242"""
        found = the_range(billed("2027-05", "8"), billed("2027-06", "10", tax="1"))
        charges = self.project(found)
        assert [(str(c.billing_period), c.due_at.date().isoformat()) for c in charges] == [
            ("2027-07", "2027-08-03"),
            ("2027-08", "2027-09-03"),
            ("2027-09", "2027-10-03"),
        ]
        assert {(c.amount, c.tax) for c in charges} == {(10, 1)}
        assert all(is_projected(charge) for charge in charges)
        assert len({charge.charge_id for charge in charges}) == 3

    def test_a_month_that_is_not_billed_yet_is_projected_too(self):
        charges = self.project(the_range(billed("2027-05", "8")), until="2027-07")
        assert [str(charge.billing_period) for charge in charges] == ["2027-06", "2027-07"]

    def test_what_is_known_of_a_month_is_part_of_it(self):
        known = a_usage_charge("known", "7.50", period="2027-07")
        charges = self.project(the_range(billed("2027-06", "10")), known, until="2027-07")
        assert [charge.amount for charge in charges] == [Decimal("2.50")]

    def test_nothing_is_missing_when_more_is_known(self):
        known = a_usage_charge("known", "12", period="2027-07")
        assert self.project(the_range(billed("2027-06", "10")), known, until="2027-07") == []

    @pytest.mark.parametrize("scenario", Scenario)
    def test_each_scenario_supposes_its_own_amount(self, scenario):
        found = the_range(billed("2027-04", "1"), billed("2027-05", "8"), billed("2027-06", "10"))
        supposed = {Scenario.LOW: 8, Scenario.EXPECTED: 9, Scenario.HIGH: 10}
        charges = self.project(found, scenario=scenario, until="2027-07")
        assert [charge.amount for charge in charges] == [supposed[scenario]]

    def test_known_and_projected_usage_meet_on_one_invoice(self):
        known = a_usage_charge("known", "7.50", period="2027-07")
        charges = self.project(the_range(billed("2027-06", "10")), known, until="2027-07")
        (draft,) = drafted([known, *charges])
        assert draft.total.amount == 10

    def test_it_falls_into_the_invoice_unit_that_it_came_from(self):
        """R-245"""
        settings = settings_with(an_invoice_unit("North", "222233334444"))
        found = the_range(billed("2027-06", "10", invoice_unit="North"))
        (charge,) = projected_charges([found], Scenario.HIGH, (), settings, Month(2027, 7))
        (usage,) = open_usage([charge], settings)
        assert usage.stream == found.stream


def test_open_charges_of_usage_belong_to_their_month() -> None:
    charges = [
        a_usage_charge("a", "1.005", period="2027-01", tax="0.1"),
        a_usage_charge("b", "5", kind=ChargeKind.MARKETPLACE_PURCHASE),
    ]
    (found,) = open_usage(charges, NOTHING_SET)
    assert (found.billing_period, found.usage.total) == (Month(2027, 1), Decimal("1.105"))
    assert isinstance(found.stream, Stream)
    (rounded,) = usage_ranges([found], NOW)
    assert rounded.high.total == Decimal("1.11")

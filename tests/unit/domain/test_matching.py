"""Which purchase orders and lines an invoice may take: R-111 to R-121, R-139 to R-141."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities, LineItemType
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.matching.matcher import match
from procurement.domain.matching.result import Criterion, Outcome
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import Status
from tests.support.matches import book, gone, taken
from tests.support.purchase_orders import (
    AUSTRALIA,
    EMEA,
    ENTITIES,
    INC,
    KOREA,
    NEW_ZEALAND,
    a_line,
    a_purchase_order,
    an_invoice,
    money,
)

ALL = LineItemType.ALL
USAGE = LineItemType.MONTHLY_USAGE
SUBSCRIPTION = LineItemType.SUBSCRIPTION_PURCHASE
BLANKET = LineItemType.MARKETPLACE_BLANKET_USAGE
TRANSACTION = LineItemType.MARKETPLACE_TRANSACTION
SERVICES = LineItemType.PROFESSIONAL_SERVICES


class TestWhatIsConsidered:
    def test_an_invoice_finds_its_purchase_order_by_configuration_alone(self) -> None:
        """R-111, R-112, R-143: and the total including tax is what will be booked."""
        found = match(an_invoice("119.00"), [a_purchase_order("A", a_line())], ENTITIES)
        assert found.outcome is Outcome.MATCHED
        assert taken(found) == ("A", "1")
        assert found.booked == money("119.00")
        assert found.flags == frozenset()

    def test_without_purchase_orders_the_invoice_goes_out_without_a_number(self) -> None:
        """R-135."""
        found = match(an_invoice(), [], ENTITIES)
        assert found.outcome is Outcome.NO_MATCH
        assert taken(found) == (None, None)
        assert (found.booked, found.funnel) == (None, ())
        assert found.reason == "There are no purchase orders."

    def test_a_purchase_order_without_line_items_never_matches(self) -> None:
        """R-011."""
        found = match(an_invoice(), [a_purchase_order("DRAFT")], ENTITIES)
        assert found.outcome is Outcome.NO_MATCH
        assert gone(found, Criterion.HAS_LINE_ITEMS) == [("DRAFT", None, "none")]

    def test_a_suspended_purchase_order_is_passed_over(self) -> None:
        """R-051, R-113, S-25."""
        a, b = a_purchase_order("A", a_line(), suspended=True), a_purchase_order("B", a_line())
        found = match(an_invoice(), [a, b], ENTITIES)
        assert taken(found) == ("B", "1")
        assert gone(found, Criterion.NOT_SUSPENDED) == [("A", None, "suspended")]

    def test_an_expired_purchase_order_still_takes_the_invoice_of_its_last_month(self) -> None:
        """R-114, R-157, S-01: expiry is judged by billing period and not by the clock."""
        january = a_purchase_order(
            "JAN",
            a_line(months=("2027-01", "2027-01"), total="5000.00"),
            months=("2027-01", "2027-01"),
        )
        assert january.status(datetime(2027, 2, 3, 6, tzinfo=UTC)) is Status.EXPIRED
        found = match(an_invoice("4200.00", month="2027-01"), [january], ENTITIES)
        assert taken(found) == ("JAN", "1")
        assert book(january, found).balance == Decimal("800.00")

    @pytest.mark.parametrize(("month", "fits"), [("2026-12", False), ("2027-01", True)])
    def test_usage_before_the_effective_month_is_not_taken(self, month: str, fits: bool) -> None:
        """R-027, R-114."""
        order = a_purchase_order("A", a_line(months=("2026-01", "2027-12")))
        found = match(an_invoice(month=month), [order], ENTITIES)
        assert (found.outcome is Outcome.MATCHED) is fits

    def test_usage_after_the_expiration_month_is_not_taken(self) -> None:
        """R-028, R-114: even if a line says it reaches further."""
        order = a_purchase_order("A", a_line(months=("2027-01", "2028-12")))
        found = match(an_invoice(month="2028-01"), [order], ENTITIES)
        assert gone(found, Criterion.PURCHASE_ORDER_PERIOD) == [("A", None, "2027-01 to 2027-12")]

    @pytest.mark.parametrize(
        ("charged_at", "fits"),
        [
            (datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC), True),
            (datetime(2027, 2, 1, 0, 0, 0, tzinfo=UTC), False),
            (datetime.fromisoformat("2027-01-31T16:00:00-08:00"), False),
        ],
    )
    def test_an_out_of_cycle_invoice_belongs_to_the_month_of_its_charge_in_utc(
        self, charged_at: datetime, fits: bool
    ) -> None:
        """R-066, S-03."""
        january = a_purchase_order("JAN", a_line(), months=("2027-01", "2027-01"))
        invoice = an_invoice(kind=ChargeKind.SUBSCRIPTION, month=str(Month.of(charged_at)))
        assert (match(invoice, [january], ENTITIES).outcome is Outcome.MATCHED) is fits

    @pytest.mark.parametrize("month", ["2027-12", "2028-01"])
    def test_a_window_over_the_turn_of_the_year_holds_both_of_its_years(self, month: str) -> None:
        """R-029, S-07."""
        window = ("2027-11", "2028-02")
        order = a_purchase_order("A", a_line(months=window), months=window)
        assert match(an_invoice(month=month), [order], ENTITIES).outcome is Outcome.MATCHED

    def test_a_payment_issued_late_keeps_its_month_and_its_purchase_order(self) -> None:
        """R-114, S-87: due 2027-06-30, issued 2027-07-02."""
        june = ("2027-06", "2027-06")
        order = a_purchase_order("A", a_line("1", BLANKET, months=june), months=june)
        invoice = an_invoice(kind=ChargeKind.MARKETPLACE_PURCHASE, month="2027-06")
        assert taken(match(invoice, [order], ENTITIES)) == ("A", "1")

    def test_the_issuing_entity_must_be_among_the_sellers(self) -> None:
        """R-115, R-162, S-21: judged before any look at the money."""
        rich = a_purchase_order("PO_1", a_line(total="10000.00"), bill_from=[INC])
        poor = a_purchase_order("PO_2", a_line(total="0.00"), bill_from=[EMEA])
        invoice = an_invoice("300.00", kind=ChargeKind.SUBSCRIPTION, entity=EMEA)
        found = match(invoice, [rich, poor], ENTITIES)
        assert taken(found) == ("PO_2", "1")
        assert book(poor, found).balance == Decimal("-300.00")
        assert gone(found, Criterion.BILL_FROM) == [("PO_1", None, INC)]

    def test_each_entity_s_invoice_goes_to_its_own_purchase_order_or_both_to_a_shared_one(
        self,
    ) -> None:
        """R-018, S-105."""
        i, e = a_purchase_order("I", a_line()), a_purchase_order("E", a_line(), bill_from=[EMEA])
        inc, emea = an_invoice("800.00"), an_invoice("200.00", entity=EMEA)
        assert taken(match(inc, [i, e], ENTITIES)) == ("I", "1")
        assert taken(match(emea, [i, e], ENTITIES)) == ("E", "1")
        both = a_purchase_order("BOTH", a_line(total="1000.00"), bill_from=[INC, EMEA])
        both = book(both, match(inc, [both], ENTITIES))
        both = book(both, match(emea, [both], ENTITIES))
        assert both.balance == Decimal("0.00")
        assert both.line("1").invoice_count == 2

    @pytest.mark.parametrize(
        ("issued_for", "fits"), [("LU1", True), ("LU2", True), ("LU3", False), (None, False)]
    )
    def test_tax_registration_numbers_admit_only_invoices_issued_for_them(
        self, issued_for: str | None, fits: bool
    ) -> None:
        """R-116, R-117."""
        order = a_purchase_order(
            "A", a_line(), bill_from=[EMEA], tax_registration_numbers=["LU1", "LU2"]
        )
        invoice = an_invoice(entity=EMEA, tax_registration_number=issued_for)
        found = match(invoice, [order], ENTITIES)
        assert (found.outcome is Outcome.MATCHED) is fits
        expected = [] if fits else [("A", None, "LU1; LU2")]
        assert gone(found, Criterion.TAX_REGISTRATION_NUMBER) == expected

    @pytest.mark.parametrize("issued_for", ["LU1", None])
    def test_without_tax_registration_numbers_any_is_accepted(self, issued_for: str | None) -> None:
        """R-117."""
        order = a_purchase_order("A", a_line(), bill_from=[EMEA])
        invoice = an_invoice(entity=EMEA, tax_registration_number=issued_for)
        assert match(invoice, [order], ENTITIES).outcome is Outcome.MATCHED

    @pytest.mark.parametrize(("unit", "fits"), [("North", True), ("South", False), (None, False)])
    def test_invoice_units_admit_only_their_invoices(self, unit: str | None, fits: bool) -> None:
        """R-118, R-119."""
        order = a_purchase_order("A", a_line(), invoice_units=["North"])
        found = match(an_invoice(invoice_unit=unit), [order], ENTITIES)
        assert (found.outcome is Outcome.MATCHED) is fits

    @pytest.mark.parametrize("unit", ["North", None])
    def test_without_invoice_units_any_invoice_is_accepted(self, unit: str | None) -> None:
        """R-119."""
        order = a_purchase_order("A", a_line())
        assert match(an_invoice(invoice_unit=unit), [order], ENTITIES).outcome is Outcome.MATCHED


class TestWhichLinesFit:
    @pytest.mark.parametrize(
        ("month", "fits"),
        [("2027-02", False), ("2027-03", True), ("2027-05", True), ("2027-06", False)],
    )
    def test_the_billing_period_lies_in_the_line_s_window_ends_included(
        self, month: str, fits: bool
    ) -> None:
        """R-082, R-120."""
        order = a_purchase_order("A", a_line(months=("2027-03", "2027-05")))
        found = match(an_invoice(month=month), [order], ENTITIES)
        assert (found.outcome is Outcome.MATCHED) is fits

    def test_a_hole_between_lines_matches_nothing(self) -> None:
        """R-081, R-120, S-05: although the purchase order itself covers April."""
        order = a_purchase_order(
            "Y",
            a_line("1", months=("2027-01", "2027-03")),
            a_line("2", months=("2027-05", "2027-12")),
        )
        found = match(an_invoice(month="2027-04"), [order], ENTITIES)
        assert found.outcome is Outcome.NO_MATCH
        assert gone(found, Criterion.LINE_ITEM_PERIOD) == [
            ("Y", "1", "2027-01 to 2027-03"),
            ("Y", "2", "2027-05 to 2027-12"),
        ]
        assert "covers billing period 2027-04" in found.reason

    @pytest.mark.parametrize(
        ("kind", "first", "second"),
        [
            (ChargeKind.MONTHLY_USAGE, USAGE, ALL),
            (ChargeKind.SUBSCRIPTION, SUBSCRIPTION, ALL),
            (ChargeKind.PROFESSIONAL_SERVICES, SERVICES, ALL),
            (ChargeKind.MARKETPLACE_USAGE, BLANKET, ALL),
            (ChargeKind.MARKETPLACE_PURCHASE, BLANKET, ALL),
        ],
    )
    def test_each_kind_of_invoice_takes_its_own_type_then_all_and_nothing_else(
        self, kind: ChargeKind, first: LineItemType, second: LineItemType
    ) -> None:
        """R-096 to R-101, R-121, R-122, R-139 to R-141."""
        lines = {type_: a_line(str(n), type_) for n, type_ in enumerate(LineItemType)}
        order = a_purchase_order("A", *lines.values())
        found = match(an_invoice(kind=kind), [order], ENTITIES)
        assert taken(found) == ("A", lines.pop(first).line_item_number)
        order = a_purchase_order("A", *lines.values())
        found = match(an_invoice(kind=kind), [order], ENTITIES)
        assert taken(found) == ("A", lines.pop(second).line_item_number)
        order = a_purchase_order("A", *lines.values())
        assert match(an_invoice(kind=kind), [order], ENTITIES).outcome is Outcome.NO_MATCH

    def test_monthly_usage_lines_take_no_marketplace_invoice(self) -> None:
        """R-140."""
        order = a_purchase_order("A", a_line("1", USAGE))
        invoice = an_invoice(kind=ChargeKind.MARKETPLACE_USAGE)
        found = match(invoice, [order], ENTITIES)
        assert gone(found, Criterion.TYPE_FITS) == [("A", "1", "AWS_MONTHLY_USAGE")]

    def test_a_transaction_line_made_by_hand_is_no_general_default(self) -> None:
        """R-141."""
        order = a_purchase_order("A", a_line("1", TRANSACTION))
        invoice = an_invoice(kind=ChargeKind.MARKETPLACE_PURCHASE)
        assert match(invoice, [order], ENTITIES).outcome is Outcome.NO_MATCH

    @pytest.mark.parametrize(
        ("type_", "kind", "entity", "fits"),
        [
            (BLANKET, ChargeKind.MARKETPLACE_USAGE, AUSTRALIA, True),
            (BLANKET, ChargeKind.MARKETPLACE_USAGE, NEW_ZEALAND, True),
            (BLANKET, ChargeKind.MARKETPLACE_USAGE, KOREA, False),
            (SERVICES, ChargeKind.PROFESSIONAL_SERVICES, INC, True),
            (SERVICES, ChargeKind.PROFESSIONAL_SERVICES, EMEA, False),
            (ALL, ChargeKind.MARKETPLACE_USAGE, KOREA, True),
            (USAGE, ChargeKind.MONTHLY_USAGE, KOREA, True),
        ],
    )
    def test_on_several_entities_a_line_serves_those_that_issue_its_type(
        self, type_: LineItemType, kind: ChargeKind, entity: str, fits: bool
    ) -> None:
        """R-104 to R-109."""
        sellers = [INC, EMEA, AUSTRALIA, KOREA, NEW_ZEALAND]
        order = a_purchase_order("A", a_line("1", type_), bill_from=sellers)
        found = match(an_invoice(kind=kind, entity=entity), [order], ENTITIES)
        assert (found.outcome is Outcome.MATCHED) is fits
        expected = [] if fits else [("A", "1", str(type_))]
        assert gone(found, Criterion.TYPE_ALLOWED_FOR_ENTITY) == expected

    def test_the_table_of_entities_is_data(self) -> None:
        """R-106: another table, another answer, no other code."""
        wider = InvoicingEntities(
            known=ENTITIES.known,
            allowed={BLANKET: frozenset({KOREA})},
            tax_registration_entities=frozenset(),
            invoice_prefixes={},
        )
        order = a_purchase_order("A", a_line("1", BLANKET), bill_from=[INC, KOREA])
        korean = an_invoice(kind=ChargeKind.MARKETPLACE_USAGE, entity=KOREA)
        assert match(korean, [order], ENTITIES).outcome is Outcome.NO_MATCH
        assert match(korean, [order], wider).outcome is Outcome.MATCHED

    def test_the_blanket_purchase_order_needs_the_right_entity(self) -> None:
        """R-183, R-184, S-55."""
        m = a_purchase_order("M", a_line("1", BLANKET))
        kind = ChargeKind.MARKETPLACE_PURCHASE
        assert taken(match(an_invoice(kind=kind), [m], ENTITIES)) == ("M", "1")
        other = an_invoice(kind=kind, entity=EMEA)
        assert match(other, [m], ENTITIES).outcome is Outcome.NO_MATCH

"""The examples that AWS's guide commits to, told month by month: R-157 to R-162.

Each story begins with purchase orders, lets a year of invoices pass, and ends with who took them.
"""

from collections.abc import Iterable
from decimal import Decimal

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.matching.matcher import match
from procurement.domain.matching.result import InvoiceToMatch
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.matches import book, taken
from tests.support.purchase_orders import (
    EMEA,
    ENTITIES,
    INC,
    a_line,
    a_purchase_order,
    an_invoice,
)

USAGE = LineItemType.MONTHLY_USAGE
SUBSCRIPTION = LineItemType.SUBSCRIPTION_PURCHASE
BLANKET = LineItemType.MARKETPLACE_BLANKET_USAGE
YEAR = [str(Month(2027, number)) for number in range(1, 13)]

Taken = tuple[str | None, str | None]


class Books:
    """The purchase orders of one payer, as invoice after invoice is booked on them."""

    def __init__(self, *orders: PurchaseOrder) -> None:
        self.orders = {order.purchase_order_id: order for order in orders}

    def invoice(self, *totals: str, **about: object) -> Taken:
        """Generate one invoice; the purchase order and line that it took."""
        return self.take(an_invoice(*totals, **about))  # type: ignore[arg-type]

    def take(self, invoice: InvoiceToMatch) -> Taken:
        """Match one invoice and book it."""
        found = match(invoice, list(self.orders.values()), ENTITIES)
        if found.purchase_order is not None:
            booked = book(found.purchase_order, found)
            self.orders[booked.purchase_order_id] = booked
        return taken(found)

    def balances(self, purchase_order_id: str) -> list[str]:
        """What its lines have left, in their order."""
        return [str(line.balance) for line in self.orders[purchase_order_id].line_items]


def months_taken(books: Books, months: Iterable[str]) -> list[str | None]:
    """Who took the 100.00 of each month's usage."""
    return [books.invoice("100.00", month=month)[0] for month in months]


def test_one_purchase_order_per_month() -> None:
    """R-157: each is used for its own billing period and for no other."""
    january, february, march = YEAR[:3]
    books = Books(
        *(
            a_purchase_order(f"M{month[-2:]}", a_line(months=(month, month)), months=(month, month))
            for month in (january, february, march)
        )
    )
    assert months_taken(books, [march, january, february]) == ["M03", "M01", "M02"]
    assert months_taken(books, ["2026-12", "2027-04"]) == [None, None]
    # A second invoice for February stays in February, though January's and March's have money left.
    assert books.invoice("5000.00", month=february) == ("M02", "1")
    assert books.balances("M02") == ["-4100.00"]
    assert books.balances("M01") == books.balances("M03") == ["900.00"]


def test_one_purchase_order_for_a_quarter_a_half_year_or_a_year() -> None:
    """R-158: spans follow each other without a gap, and nobody's money runs into the next one's."""
    quarter, half, rest = ("2027-01", "2027-03"), ("2027-04", "2027-09"), ("2027-10", "2028-09")
    books = Books(
        a_purchase_order("QUARTER", a_line(months=quarter), months=quarter),
        a_purchase_order("HALF", a_line(months=half), months=half),
        a_purchase_order("YEAR", a_line(months=rest), months=rest),
    )
    assert months_taken(books, YEAR) == ["QUARTER"] * 3 + ["HALF"] * 6 + ["YEAR"] * 3
    assert months_taken(books, ["2028-01", "2028-09"]) == ["YEAR", "YEAR"]
    assert months_taken(books, ["2026-12", "2028-10"]) == [None, None]
    assert [books.balances(each) for each in ("QUARTER", "HALF", "YEAR")] == [
        ["700.00"],
        ["400.00"],
        ["500.00"],
    ]


def test_one_purchase_order_per_kind_of_invoice() -> None:
    """R-159: by one typed line each; what has no line of its kind goes out without a number."""
    books = Books(
        a_purchase_order("USAGE", a_line("1", USAGE)),
        a_purchase_order("RI", a_line("1", SUBSCRIPTION)),
    )
    for month in YEAR:
        assert books.invoice("10.00", month=month) == ("USAGE", "1")
        assert books.invoice("20.00", month=month, kind=ChargeKind.SUBSCRIPTION) == ("RI", "1")
        assert books.invoice("5.00", month=month, kind=ChargeKind.MARKETPLACE_USAGE)[0] is None
    assert (books.balances("USAGE"), books.balances("RI")) == (["880.00"], ["760.00"])


def test_every_month_of_a_quarter_tracked_by_itself() -> None:
    """R-160: three ALL lines of one month each in one purchase order."""
    months = YEAR[:3]
    lines = [
        a_line(str(n), months=(month, month), total="500.00") for n, month in enumerate(months, 1)
    ]
    books = Books(a_purchase_order("Q1", *lines, months=(months[0], months[-1])))
    assert books.invoice("100.00", month=months[1]) == ("Q1", "2")
    assert books.invoice("30.00", month=months[1], kind=ChargeKind.SUBSCRIPTION) == ("Q1", "2")
    assert books.invoice("600.00", month=months[2]) == ("Q1", "3")
    assert books.balances("Q1") == ["500.00", "370.00", "-100.00"]
    assert books.orders["Q1"].balance == Decimal("770.00")


def test_every_kind_tracked_by_itself_in_one_purchase_order() -> None:
    """R-161: one line per type with the same window."""
    books = Books(
        a_purchase_order(
            "ONE", a_line("1", USAGE), a_line("2", SUBSCRIPTION), a_line("3", total="200.00")
        )
    )
    assert books.invoice("100.00") == ("ONE", "1")
    assert books.invoice("900.00", kind=ChargeKind.SUBSCRIPTION) == ("ONE", "2")
    assert books.invoice("50.00", kind=ChargeKind.PROFESSIONAL_SERVICES) == ("ONE", "3")
    # Over its money, and still its own line: the rest of the purchase order is for other things.
    assert books.invoice("150.00", kind=ChargeKind.SUBSCRIPTION) == ("ONE", "2")
    assert books.balances("ONE") == ["900.00", "-50.00", "150.00"]


def test_months_and_kinds_combined() -> None:
    """R-161: one line for each kind in each month."""
    months = YEAR[:2]
    wanted = [(month, type_) for month in months for type_ in (USAGE, SUBSCRIPTION)]
    lines = [
        a_line(str(number), type_, months=(month, month))
        for number, (month, type_) in enumerate(wanted, 1)
    ]
    books = Books(a_purchase_order("GRID", *lines, months=(months[0], months[-1])))
    assert books.invoice("1.00", month=months[0]) == ("GRID", "1")
    assert books.invoice("2.00", month=months[0], kind=ChargeKind.SUBSCRIPTION) == ("GRID", "2")
    assert books.invoice("3.00", month=months[1]) == ("GRID", "3")
    assert books.invoice("4.00", month=months[1], kind=ChargeKind.SUBSCRIPTION) == ("GRID", "4")
    assert books.balances("GRID") == ["999.00", "998.00", "997.00", "996.00"]


def test_one_purchase_order_per_seller() -> None:
    """R-162, S-21: reserved instances from AWS Europe consider the second one only, whoever has
    the money."""
    books = Books(
        a_purchase_order("PO_1", a_line(total="10000.00"), bill_from=[INC]),
        a_purchase_order("PO_2", a_line(total="100.00"), bill_from=[EMEA]),
    )
    reserved = {"kind": ChargeKind.SUBSCRIPTION}
    assert books.invoice("300.00", entity=EMEA, **reserved) == ("PO_2", "1")
    assert books.invoice("300.00", entity=EMEA, **reserved) == ("PO_2", "1")
    assert books.invoice("300.00", entity=INC, **reserved) == ("PO_1", "1")
    assert (books.balances("PO_1"), books.balances("PO_2")) == (["9700.00"], ["-500.00"])

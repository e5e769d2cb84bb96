"""What commands are drawn from: few values, so that ties and near misses are the rule."""

from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from tests.model.books import Line, Order
from tests.model.exports import Cost
from tests.model.world import BEGIN
from tests.support.api import BUYER
from tests.support.purchase_orders import EMEA, INC

OTHER: Final = "222233334444"
TYPES: Final = (
    "ALL",
    "ALL",
    "AWS_MONTHLY_USAGE",
    "AWS_SUBSCRIPTION_PURCHASE",
    "AWS_MARKETPLACE_BLANKET_USAGE",
)
ACCOUNT: Final = st.sampled_from((BUYER, BUYER, BUYER, OTHER))
ORDER: Final = st.sampled_from(("A", "B", "C"))
NUMBER: Final = st.sampled_from(("1", "2"))
PRICE: Final = st.sampled_from(("100.00", "99.99", "200.00", "0.00", "33.33"))
AMOUNT: Final = st.sampled_from(("100.00", "100.00", "50.00", "25.25", "0.01", "-30.00"))
TIMES: Final = st.sampled_from((1, 1, 1, 2))
WHOLE_YEAR: Final = ("2026-12", "2027-12")
MONTHS: Final = st.sampled_from(
    (
        ("2027-01", "2027-12"),
        ("2027-01", "2027-12"),
        ("2027-01", "2027-02"),
        ("2027-02", "2027-03"),
        ("2026-12", "2027-01"),
    )
)


@st.composite
def lines(draw: st.DrawFn, number: str, months: tuple[str, str]) -> Line:
    """A line item over the whole window, or a month of it."""
    start, end = draw(st.sampled_from((months, months, months, (months[0], months[0]))))
    type_, tax = draw(st.sampled_from(TYPES)), None
    if draw(st.booleans()):
        tax = draw(st.sampled_from((("PERCENTAGE", Decimal("7.5")), ("AMOUNT", Decimal("5.00")))))
    return Line(
        number,
        type_,
        start,
        end,
        Decimal(draw(PRICE)),
        "MARKETPLACE" not in type_ and draw(st.sampled_from((True, True, False))),
        int(number),
        "USD",
        quantity=Decimal(draw(st.sampled_from(("1", "1.5")))),
        tax=tax,
    )


@st.composite
def new_orders(draw: st.DrawFn, order_id: str | None = None) -> Order:
    """A purchase order of one or two lines; whoever draws it says who is told and when."""
    months = draw(MONTHS)
    sellers = draw(st.sampled_from(([INC], [INC], [EMEA], [INC, EMEA])))
    currency = draw(st.sampled_from(("USD", "USD", "USD", "EUR")))
    held = [draw(lines(number, months)) for number in draw(st.sampled_from((["1"], ["1", "2"])))]
    for line in held:
        line.currency = currency
    return Order(order_id or draw(ORDER), 0, sellers, currency, *months, BEGIN, held)


@st.composite
def usual_orders(draw: st.DrawFn, order_id: str) -> Order:
    """A purchase order for everything of a year, so that what is due is put on it."""
    price, tracked = Decimal(draw(PRICE)), draw(st.sampled_from((True, False)))
    line = Line("1", "ALL", *WHOLE_YEAR, price, tracked, 1, "USD", quantity=Decimal(1))
    return Order(order_id, 0, [INC], "USD", *WHOLE_YEAR, BEGIN, [line])


@st.composite
def costs(draw: st.DrawFn) -> tuple[Cost, bool]:
    """One service's cost, and whether it is that of last month."""
    cost = Cost(
        service=draw(st.sampled_from(("Compute", "AWS Support", "Widgets"))),
        amount=Decimal(draw(AMOUNT)),
        tax=Decimal(draw(st.sampled_from(("0", "0", "3.33")))),
        entity=draw(st.sampled_from((INC, INC, EMEA))),
        currency=draw(st.sampled_from(("USD", "USD", "USD", "EUR"))),
        month="",
    )
    return cost, draw(st.booleans())


USUAL_COST: Final = Cost("Compute", Decimal("100.00"), Decimal(0), INC, "USD", "")
"""What a usual purchase order is for."""

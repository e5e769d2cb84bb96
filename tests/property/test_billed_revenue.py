"""Whatever the rate and the payments, a converted report adds up."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from procurement.domain.money import rounded
from procurement.domain.reports.billed_revenue import COLUMNS, Contract, Customer, rows_of
from procurement.domain.text import guarded, unguarded
from tests.support.offers import a_released_offer, a_schedule, an_agreement, offer_terms

_NAMES = [name for name, _ in COLUMNS]
TOTAL, AMOUNT, ORIGINAL = (
    _NAMES.index(name)
    for name in (
        "Total Contract Value (USD)",
        "Invoice Amount (USD)",
        "Invoice Amount (Currency)",
    )
)

cents = st.decimals("0.01", "99999.99", places=2)
rates = st.decimals("0.0001", "500", places=6)


@given(amounts=st.lists(cents, min_size=1, max_size=60), rate=rates)
def test_payments_in_dollars_are_the_total_in_dollars(
    amounts: list[Decimal], rate: Decimal
) -> None:
    """R-340, R-341, S-97"""
    days = [(date(2027, 4, 15) + timedelta(days=n)).isoformat() for n in range(len(amounts))]
    plan = [(day, f"{amount:f}") for day, amount in zip(days, amounts, strict=True)]
    offer = a_released_offer(
        terms=offer_terms(currency="EUR"), schedule=a_schedule(*plan, currency="EUR")
    )
    agreement, _ = an_agreement(offer)
    contract = Contract(agreement=agreement, title="T", customer=Customer(), rate=rate)
    rows = list(rows_of(contract))
    dollars = [row[AMOUNT] for row in rows]
    assert sum(dollars) == rows[0][TOTAL] == rounded(sum(amounts, Decimal(0)) * rate, "USD")
    assert [row[ORIGINAL] for row in rows] == amounts
    for converted, amount in zip(dollars, amounts, strict=True):
        assert isinstance(converted, Decimal)
        assert converted >= 0
        assert abs(converted - amount * rate) <= Decimal("0.01")


@given(text=st.text(alphabet="'=+-@\t\r\n＝a1", max_size=8))
def test_no_cell_is_a_formula_and_every_one_comes_back(text: str) -> None:
    """Formula injection"""
    cell = guarded(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    assert unguarded(cell) == text

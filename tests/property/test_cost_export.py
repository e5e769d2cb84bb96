"""Whatever the order of an export's rows, and however they are split, its totals are the same."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.adapters.focus import read_focus
from procurement.domain.charges.charge import Charge
from procurement.domain.charges.cost_export import UsageTotal, plan_import, totals_of
from procurement.domain.charges.cost_row import CostGroup
from procurement.domain.money import EXACT
from tests.support.cost_rows import CANADA, INC, a_cost_group, cells, csv_text

Cost = tuple[CostGroup, bool, Decimal]

amounts = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=18)
groups = st.builds(
    a_cost_group,
    service=st.sampled_from(["EC2", "S3", "Lambda"]),
    invoicing_entity=st.sampled_from([INC, CANADA]),
    currency=st.sampled_from(["USD", "EUR"]),
)
costs = st.tuples(groups, st.booleans(), amounts)


def exact(numbers: Iterable[Decimal]) -> Fraction:
    """The sum without the 28 digits at which Decimal rounds."""
    return sum(map(Fraction, numbers), Fraction())


@given(rows=st.lists(costs, max_size=30), data=st.data())
def test_the_order_of_rows_changes_no_total(rows: list[Cost], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(rows))
    assert totals_of(shuffled) == totals_of(rows)


@given(rows=st.lists(costs, min_size=1, max_size=20), part=amounts, index=st.integers(min_value=0))
def test_splitting_a_row_changes_no_total(rows: list[Cost], part: Decimal, index: int) -> None:
    group, is_tax, cost = rows[index % len(rows)]
    rest = [*rows[: index % len(rows)], *rows[index % len(rows) + 1 :]]
    split = [*rest, (group, is_tax, part), (group, is_tax, EXACT.subtract(cost, part))]
    assert totals_of(split) == totals_of(rows)


@given(rows=st.lists(costs, max_size=30))
def test_parts_sum_to_the_whole(rows: list[Cost]) -> None:
    totals = totals_of(rows)
    assert exact(n for t in totals for n in (t.amount, t.tax)) == exact(cost for *_, cost in rows)
    assert len({total.group for total in totals}) == len(totals)


sums = st.lists(st.builds(UsageTotal, group=groups, amount=amounts, tax=amounts)).map(
    lambda totals: list({total.group: total for total in totals}.values())
)


@given(files=st.lists(st.tuples(sums, st.integers(0, 2**16)), min_size=1, max_size=5))
def test_after_every_file_the_charges_of_a_source_add_up_to_it(
    files: list[tuple[list[UsageTotal], int]],
) -> None:
    """Some charges are invoiced between one file and the next, as the bits of a number say."""
    stored: dict[str, Charge] = {}
    for totals, invoiced in files:
        plan = plan_import(list(stored.values()), totals, "s3://exports/key")
        for charge in plan.remove:
            del stored[charge.charge_id]
        for charge in (*plan.add, *(after for _, after in plan.change)):
            stored[charge.charge_id] = charge
        assert plan_import(list(stored.values()), totals, "s3://exports/key").changes_nothing
        assert exact(c.amount for c in stored.values()) == exact(t.amount for t in totals)
        assert exact(c.tax for c in stored.values()) == exact(t.tax for t in totals)
        for bit, charge in enumerate(sorted(stored.values(), key=lambda c: c.charge_id)):
            if charge.is_open and invoiced >> bit & 1:
                stored[charge.charge_id] = charge.invoiced(f"INV-{bit}")


written = st.one_of(
    amounts.map(lambda amount: f"{amount:f}"),
    st.decimals(-999, 999, allow_nan=False, places=18).map(lambda amount: f"{amount:E}"),
    st.decimals(min_value=-1, max_value=1, allow_nan=False, places=22).map(str),
    st.integers(-(10**14), 10**14).map(str),
)


@settings(max_examples=25, deadline=None)
@given(texts=st.lists(written, min_size=1, max_size=20))
def test_a_file_adds_up_to_what_python_reads_in_it(texts: list[str]) -> None:
    with TemporaryDirectory() as directory:
        path = Path(directory) / "export.csv"
        path.write_text(csv_text(cells(BilledCost=text) for text in texts), encoding="utf-8")
        (total,) = read_focus(path).totals
    assert Fraction(total.amount) == exact(Decimal(text) for text in texts)

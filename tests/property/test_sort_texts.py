"""The texts by which lists are sorted: they stand in the order of what they are made of."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from procurement.adapters.dynamodb.purchase_order_mapping import sort_text, to_item, to_summary
from procurement.domain.purchase_orders.summary import PurchaseOrderSummary, SortBy, summary_of
from tests.support.purchase_orders import CREATED, a_line, a_purchase_order

SUM = summary_of(a_purchase_order("PO-1", a_line()))
AMOUNTS = st.decimals(min_value=-(10**18), max_value=10**18, places=3) | st.sampled_from(
    [Decimal(n) for n in ("-0.001", "0", "0.001", "9.99", "10", "-10", "-9.99")]
)
IDS = st.from_regex(r"[A-Za-z0-9_.:/=+\-%@]{1,6}", fullmatch=True)
SUMMARIES = st.builds(
    lambda name, value, balance, microseconds: replace(
        SUM,
        purchase_order_id=name,
        total_value=value,
        balance=balance,
        updated_at=CREATED + timedelta(microseconds=microseconds),
    ),
    IDS,
    AMOUNTS,
    st.none() | AMOUNTS,
    st.integers(0, 10**12),
)


def meant(summary: PurchaseOrderSummary, sort_by: SortBy) -> tuple[object, ...]:
    """What the text stands for."""
    match sort_by:
        case SortBy.PURCHASE_ORDER_ID:
            return ()
        case SortBy.EXPIRATION_MONTH:
            return (summary.expiration_month,)
        case SortBy.UPDATED_AT:
            return (summary.updated_at,)
        case SortBy.TOTAL_VALUE:
            return (summary.total_value,)
        case SortBy.BALANCE:
            return (summary.balance is None, summary.balance or Decimal(0))


@given(SUMMARIES, SUMMARIES, st.sampled_from(SortBy))
def test_texts_sort_as_what_they_mean_and_then_by_id(
    one: PurchaseOrderSummary, other: PurchaseOrderSummary, sort_by: SortBy
) -> None:
    """R-038 to R-040: negative amounts first, untracked balances last"""
    texts = [sort_text(each, sort_by) for each in (one, other)]
    means = [(*meant(each, sort_by), each.purchase_order_id) for each in (one, other)]
    assert (texts[0] < texts[1]) == (means[0] < means[1])
    assert (texts[0] == texts[1]) == (means[0] == means[1])
    assert all(text.isascii() for text in texts)


@given(IDS, st.text(max_size=40), st.dictionaries(st.text(min_size=1), st.text(), max_size=3))
def test_what_a_list_shows_is_what_was_saved(
    name: str, description: str, tags: dict[str, str]
) -> None:
    """R-036, R-038"""
    order = replace(
        a_purchase_order(name, a_line()),
        description=description,
        tags=tuple(sorted(tags.items())),
    )
    assert to_summary(to_item(order)) == summary_of(order)

"""Random purchase orders as they may be stored, with all that a file can trip over."""

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import strategies as st

from procurement.domain.billing_settings.invoicing_entities import LineItemType
from procurement.domain.money import minor_unit
from procurement.domain.month import Month
from procurement.domain.purchase_orders.line_item import LineItem, Tax, TaxType
from procurement.domain.purchase_orders.notification_settings import (
    LeadTime,
    NotificationSettings,
)
from procurement.domain.purchase_orders.purchase_order import Contact, PurchaseOrder, Source
from tests.support.purchase_orders import ACCOUNT, EMEA, INC

CREATED = datetime(2027, 1, 1, 9, tzinfo=UTC)
FIRST, LAST = Month(2027, 1), Month(2028, 6)

_ID_SIGNS = "AZaz019 _.:/=+-%@"
_IDS = ("=1+1", "@SUM", "-", "+7", "001", "no", "null")
_WORDS = ("", "no", "null", "~", "true", "'", "''", "'=x", "=1+1", "-1", "@x", "#c", "a: b", "a;b")
_EDGES = (
    "a,b",
    '"',
    'say "x"',
    "\\",
    "\\n",
    "\\;",
    "<x>",
    "k=v",
    "é",
    "\u2028",
    "\u200b",
    "\U0001f600",
)

# Whatever may stand in a text of one line: no control characters, no halves of surrogate pairs.
_sign = st.characters(exclude_categories=("Cc", "Cs"))
_free = st.one_of(st.sampled_from(_WORDS + _EDGES), st.text(_sign, max_size=20))
_id = st.one_of(
    st.sampled_from(_IDS),
    st.text(_ID_SIGNS, min_size=1, max_size=12).filter(lambda text: text == text.strip()),
)
_lines = st.lists(_free, max_size=3).map("\n".join)
_name = _free.filter(lambda text: bool(text.strip()))
_names = st.lists(_free.map(str.strip).filter(bool), max_size=3, unique=True).map(tuple)
_storable = st.characters(exclude_categories=("Cs",))
_tags = st.dictionaries(
    st.text(_storable, min_size=1, max_size=8), st.text(_storable, max_size=8), max_size=3
)


_notified = st.builds(
    NotificationSettings,
    balance_thresholds=st.sets(st.integers(0, 99), max_size=5).map(
        lambda percents: tuple(sorted(percents, reverse=True))
    ),
    expiry_lead_times=st.sets(
        st.builds(LeadTime, months=st.integers(1, 6))
        | st.builds(LeadTime, days=st.integers(0, 180)),
        max_size=6,
    ).map(lambda times: tuple(sorted(times, key=lambda each: each.rank, reverse=True))),
)


@st.composite
def _contacts(draw: st.DrawFn) -> tuple[Contact, ...]:
    emails = draw(
        st.lists(
            st.from_regex(r"[a-z=+'{}|~-]{1,8}@x\.example", fullmatch=True), max_size=3, unique=True
        )
    )
    telephone = st.none() | st.sampled_from(("+1 206", "(0)123", " 123 ", "-12", "/// "))
    return tuple(Contact(email=e, name=draw(_name), telephone=draw(telephone)) for e in emails)


@st.composite
def _window(draw: st.DrawFn, first: Month, last: Month) -> tuple[Month, Month]:
    length = (last.year - first.year) * 12 + last.number - first.number
    start, end = sorted(draw(st.tuples(st.integers(0, length), st.integers(0, length))))
    return first.plus(start), first.plus(end)


def _amounts(places: int, *, least: int = 0) -> st.SearchStrategy[Decimal]:
    return st.integers(least, 10**9).map(lambda units: Decimal(units).scaleb(-places))


@st.composite
def _line(
    draw: st.DrawFn, number: str, position: int, currency: str, window: tuple[Month, Month]
) -> LineItem:
    start, end = draw(_window(*window))
    type_ = draw(st.sampled_from((LineItemType.ALL, LineItemType.MARKETPLACE_BLANKET_USAGE)))
    taxes = st.one_of(
        st.none(),
        st.builds(
            Tax,
            st.just(TaxType.PERCENTAGE),
            st.integers(0, 10**6).map(lambda units: Decimal(units).scaleb(-4)),
        ),
        st.builds(Tax, st.just(TaxType.AMOUNT), _amounts(minor_unit(currency))),
    )
    return LineItem(
        line_item_number=number,
        type=type_,
        start_month=start,
        end_month=end,
        unit_price=draw(_amounts(minor_unit(currency))),
        quantity=draw(st.integers(1, 10**8).map(lambda units: Decimal(units).scaleb(-4))),
        currency=currency,
        position=position,
        description=draw(_free),
        tax=draw(taxes),
        is_balance_tracked=draw(st.booleans()) and not type_.is_marketplace,
        booked=draw(st.sampled_from((Decimal(0), Decimal(5)))),
        invoice_count=draw(st.integers(0, 2)),
        agreement_id=draw(st.sampled_from((None, None, "agmt-1"))),
    )


@st.composite
def purchase_orders(draw: st.DrawFn) -> PurchaseOrder:
    """One purchase order; it may have expired, be suspended, or come from Marketplace."""
    currency = draw(st.sampled_from(("USD", "JPY", "KWD")))
    first, last = draw(_window(FIRST, LAST))
    numbers = draw(st.lists(_id, max_size=4, unique=True))
    bill_from = draw(st.sampled_from(((INC,), (EMEA,), (INC, EMEA))))
    return PurchaseOrder(
        account_id=ACCOUNT,
        purchase_order_id=draw(_id),
        key="key",
        bill_from=bill_from,
        currency=currency,
        effective_month=first,
        expiration_month=last,
        created_at=CREATED,
        updated_at=CREATED,
        version=draw(st.integers(1, 9)),
        description=draw(_free),
        ship_to=draw(_lines),
        tax_registration_numbers=draw(_names) if EMEA in bill_from else (),
        invoice_units=draw(_names),
        contacts=draw(_contacts()),
        notification_settings=draw(_notified),
        tags=tuple(sorted(draw(_tags).items())),
        line_items=tuple(
            draw(_line(number, position, currency, (first, last)))
            for position, number in enumerate(numbers, start=1)
        ),
        is_suspended=draw(st.booleans()),
        source=draw(st.sampled_from(Source)),
    )


def accounts(most: int = 3) -> st.SearchStrategy[list[PurchaseOrder]]:
    """The purchase orders of one account: no ID twice."""
    return st.lists(purchase_orders(), max_size=most, unique_by=lambda each: each.purchase_order_id)

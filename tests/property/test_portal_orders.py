"""Orders of procurement portals, in any order and as often as portals like to send them."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st

from procurement.domain.orders.desired_order import desired_order, order_problems
from procurement.domain.orders.order import OrderLine, OrderType, PortalOrder
from procurement.domain.orders.order_record import OrderRecord, Verdict
from procurement.domain.plans.desired_state import Action, Ground, change_towards
from procurement.domain.portals.preference import Selector
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.entrypoints.cxml.message import read_message
from procurement.entrypoints.cxml.order_request import read_order
from procurement.entrypoints.cxml.status import Refused
from tests.support.cxml import a_message, an_item, an_order
from tests.support.purchase_orders import ACCOUNT, ENTITIES, INC

NOW: Final = datetime(2027, 1, 15, 12, tzinfo=UTC)
SELECTOR: Final = Selector(sellers_of_record=(INC,))
GROUND: Final = Ground(account_id=ACCOUNT, default_currency="USD", entities=ENTITIES, now=NOW)

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40)
days = st.dates(NOW.date(), NOW.date() + timedelta(days=600))
lines = st.lists(
    st.builds(
        OrderLine,
        number=st.integers(1, 99).map(str),
        quantity=st.decimals("0.01", "999", places=2).map(lambda each: f"{each:f}"),
        unit_price=st.decimals("0", "99999", places=2).map(lambda each: f"{each:f}"),
        currency=st.just("USD"),
        description=texts,
        tax=st.none() | st.decimals("0", "99", places=2).map(lambda each: f"{each:f}"),
        delivery_on=st.none() | days,
        type=st.none() | st.sampled_from(["ALL", "AWS_MONTHLY_USAGE"]),
        is_balance_tracked=st.none() | st.booleans(),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda line: line.number,
).map(tuple)


@st.composite
def portal_orders(draw: st.DrawFn) -> PortalOrder:
    return PortalOrder(
        payload_id=f"{draw(st.integers(1, 999))}@portal",
        sent_at=NOW + timedelta(minutes=draw(st.integers(-50, 50))),
        order_id="PO-1",
        type=OrderType.NEW,
        ordered_on=NOW.date(),
        currency="USD",
        description=draw(texts),
        lines=draw(lines),
    )


def applied(order: PortalOrder, before: PurchaseOrder | None) -> PurchaseOrder:
    change = change_towards(desired_order(order, SELECTOR, before), before, GROUND)
    assert change.after is not None
    return change.after


@given(portal_orders())
def test_the_same_order_again_changes_nothing(order):
    """R-262"""
    made = applied(order, None)
    again = change_towards(desired_order(order, SELECTOR, made), made, GROUND)
    assert again.action is Action.NONE
    assert order_problems(order) == ()


@given(portal_orders(), portal_orders())
def test_an_update_leads_to_the_same_lines_as_a_new_order(first, second):
    """R-067: an update is the whole order anew"""
    updated = applied(second, applied(first, None))
    fresh = applied(second, None)
    assert {line.line_item_number for line in updated.line_items} == {
        line.line_item_number for line in fresh.line_items
    }
    paid = {line.line_item_number: line.extended_amount for line in fresh.line_items}
    assert {line.line_item_number: line.extended_amount for line in updated.line_items} == paid


versions = st.integers(1, 6)


@given(st.lists(versions, min_size=1, max_size=12))
def test_however_documents_arrive_the_highest_version_stands(arriving):
    """R-262: repeated, late and out of order, versions only ever rise"""
    record, key = OrderRecord(account_id=ACCOUNT, order_id="PO-1"), "po-key"
    highest = 0
    for version in arriving:
        order = PortalOrder(
            payload_id=f"{version}@portal",
            sent_at=NOW + timedelta(minutes=version),
            order_id="PO-1",
            type=OrderType.NEW if version == 1 else OrderType.UPDATE,
            ordered_on=NOW.date(),
            version=version,
            description=f"version {version}",
        )
        verdict = record.verdict(order)
        assert (verdict is Verdict.NEXT) == (version > highest)
        if verdict is Verdict.NEXT:
            record = record.after(order, "portal-1", key)
        highest = max(highest, version)
        assert record.version == highest
        assert record.verdict(replace(order, payload_id="again")) is not Verdict.NEXT


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60).filter(
        lambda text: all(ord(each) not in (0xFFFE, 0xFFFF) for each in text)
    )
)
def test_whatever_is_written_in_a_document_is_read_as_it_stands(text):
    """R-262: markup in texts stays text"""
    document = a_message(an_order(an_item(description=text))).encode()
    (line,) = read_order(read_message(document)).lines
    assert line.description == text.strip()
    assert escape(text) in document.decode()


@given(st.binary(max_size=400), st.integers(0, 2000))
def test_no_bytes_make_the_reader_stumble(noise, place):
    """R-262: a document is read or refused, and nothing else ever happens"""
    document = a_message(an_order()).encode()
    for content in (noise, document[:place] + noise + document[place:]):
        with suppress(Refused):
            assert read_message(content).payload_id

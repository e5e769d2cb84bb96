"""The list of purchase orders: sorted, filtered, page by page, and never by reading everything."""

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any, Final

import pytest

from procurement import bootstrap
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder, Source
from tests.support.api import call
from tests.support.application import (
    a_line_body,
    add,
    check_refusal,
    get,
    items,
    path_of,
    set_status,
)
from tests.support.billing import a_usage_charge, charged, invoice_now
from tests.support.purchase_orders import CREATED, EMEA, INC, a_line, a_purchase_order

LISTING: Final = "procurement.adapters.dynamodb.purchase_order_listing"
NOW: Final = datetime(2027, 3, 1, tzinfo=UTC)
SORTS: Final = ("PURCHASE_ORDER_ID", "EXPIRATION_MONTH", "UPDATED_AT", "TOTAL_VALUE", "BALANCE")
STATUSES: Final = (None, "ACTIVE", "SUSPENDED", "EXPIRED", "SUSPENDED_EXPIRED")
FILTERS: Final[tuple[dict[str, str], ...]] = (
    {},
    {"search": "CLOUD"},
    {"search": "po-1"},
    {"billFrom": EMEA},
    {"currencyCode": "JPY"},
    {"source": "MARKETPLACE"},
    {"tagKey": "team.a/b"},
    {"tagKey": "team.a/b", "tagValue": ""},
    {"expiringBefore": "2027-03"},
    {"balanceBelow": "0"},
    {"balanceBelow": "250.5", "billFrom": INC, "search": "shop"},
)

pytestmark = pytest.mark.usefixtures("aws", "clock")


def put(*orders: PurchaseOrder) -> None:
    """Store the purchase orders, a hundred with each transaction."""
    for start in range(0, len(orders), 99):
        with bootstrap.unit_of_work()() as unit:
            for order in orders[start : start + 99]:
                unit.purchase_orders.add(order)
            unit.commit()


def some_orders(seed: int, count: int) -> list[PurchaseOrder]:
    """Purchase orders of every kind, with many equal sums, months and times among them."""
    chance = random.Random(seed)
    return [_some_order(f"PO-{number}", chance) for number in range(count)]


def _some_order(purchase_order_id: str, chance: random.Random) -> PurchaseOrder:
    end = chance.choice(("2026-12", "2027-02", "2027-03", "2027-12"))
    lines = [
        a_line(
            str(number),
            months=("2026-01", end),
            total=chance.choice(("0", "100", "250.50", "999999999999.99")),
            booked=chance.choice(("0", "0.01", "100", "5000")),
            tracked=chance.random() < 0.7,
            invoice_count=chance.randrange(3),
        )
        for number in range(1, chance.randrange(1, 4))
    ]
    order = a_purchase_order(
        purchase_order_id,
        *lines,
        months=("2026-01", end),
        bill_from=chance.choice(((INC,), (EMEA,), (INC, EMEA))),
        currency=chance.choice(("USD", "JPY")),
        suspended=chance.random() < 0.4,
        updated_at=CREATED + timedelta(microseconds=chance.randrange(5)),
        source=chance.choice(tuple(Source)),
    )
    return replace(
        order,
        description=chance.choice(("", "Cloud of the web SHOP", "cloudy", "Läden")),
        tags=chance.choice(((), (("team.a/b", ""),), (("team.a/b", "x"), ("z", "team.a/b")))),
    )


def expected(orders: Sequence[PurchaseOrder], **asked: str) -> list[str]:
    """What plain Python gives: the IDs of those asked for, in order."""
    keys: dict[str, Callable[[PurchaseOrder], Any]] = {
        "PURCHASE_ORDER_ID": lambda order: 0,
        "EXPIRATION_MONTH": lambda order: order.expiration_month,
        "UPDATED_AT": lambda order: order.updated_at,
        "TOTAL_VALUE": lambda order: order.total_value,
        "BALANCE": lambda order: (order.balance is None, order.balance or Decimal(0)),
    }
    key = keys[asked.get("sortBy", "EXPIRATION_MONTH")]
    return [
        order.purchase_order_id
        for order in sorted(
            (order for order in orders if _is_asked_for(order, asked)),
            key=lambda order: (key(order), order.purchase_order_id),
            reverse=asked.get("sortOrder") == "DESCENDING",
        )
    ]


def _is_asked_for(order: PurchaseOrder, asked: dict[str, str]) -> bool:
    tags = dict(order.tags)
    text = f"{order.purchase_order_id}\n{order.description}".casefold()
    below = asked.get("balanceBelow")
    return all(
        (
            asked.get("status", order.status(NOW)) == order.status(NOW),
            asked.get("search", "").casefold() in text,
            asked.get("billFrom", order.bill_from[0]) in order.bill_from,
            asked.get("currencyCode", order.currency) == order.currency,
            asked.get("source", order.source) == order.source,
            "tagKey" not in asked or asked["tagKey"] in tags,
            "tagValue" not in asked or tags.get(asked["tagKey"]) == asked["tagValue"],
            str(order.expiration_month) < asked.get("expiringBefore", "9999-99"),
            below is None or (order.balance is not None and order.balance < Decimal(below)),
        )
    )


def listed(**query: Any) -> list[str]:
    return [order["purchaseOrderId"] for order in items("/purchase-orders", **query)]


@dataclass
class Reading:
    """The DynamoDB requests that were sent, and how many items each of them read."""

    names: list[str] = field(default_factory=list)
    read: list[int] = field(default_factory=list)


@contextmanager
def reading() -> Iterator[Reading]:
    """Watch what is read inside."""
    seen, events = Reading(), bootstrap.connection().client.meta.events

    def note(model: Any, parsed: dict[str, Any], **_: Any) -> None:
        seen.names.append(model.name)
        seen.read.append(parsed.get("ScannedCount", 0))

    events.register("after-call.dynamodb", note)
    yield seen
    events.unregister("after-call.dynamodb", note)


class TestWhatIsShown:
    def test_a_summary_tells_everything_but_the_lines(self):
        """R-038, R-039: validity, expiry, status, amount, balance, ID and the last update"""
        whole = add(
            "PO-1",
            a_line_body("1", total="1000.00"),
            a_line_body("2", total="500.00", tracked=False),
            description="Cloud",
            tags={"team": "web"},
            contacts=[{"email": "ana@example.com", "name": "Ana"}],
        )
        (summary,) = items("/purchase-orders")
        counts = {"lineItemCount": 2, "invoiceCount": 0, "isBalanceLow": False}
        assert summary.items() <= (whole | counts).items()
        assert whole.keys() - summary.keys() == {
            "lineItems",
            "contacts",
            "notificationSettings",
            "shipTo",
            "taxRegistrationNumbers",
            "invoiceUnits",
            "warnings",
        } | (whole.keys() & {"billTo", "paymentTerms"})
        assert (summary["totalValue"], summary["balance"]) == ("1500.00", "1000.00")

    def test_a_purchase_order_without_a_tracked_line_has_no_balance(self):
        """R-040: null, which sorts after every number"""
        add("PO-1", a_line_body(tracked=False))
        add("PO-2", a_line_body(total="0.00"))
        add("PO-3", a_line_body(total="10.00"))
        found = items("/purchase-orders", sortBy="BALANCE")
        assert [order["balance"] for order in found] == ["0.00", "10.00", None]
        assert listed(sortBy="BALANCE", sortOrder="DESCENDING") == ["PO-1", "PO-3", "PO-2"]

    def test_an_invoice_moves_the_balance_at_once_and_the_last_update_never(self, clock):
        """R-039, R-126, R-145: below zero too"""
        add("PO-1", a_line_body(total="100.00"))
        add("PO-2", a_line_body(total="5.00", months=("2027-12", "2027-12")))
        before = items("/purchase-orders", sortBy="UPDATED_AT")
        charged(a_usage_charge(amount="130.00"))
        clock("2027-02-03T01:00")
        assert len(invoice_now()) == 1
        after = items("/purchase-orders", sortBy="UPDATED_AT")
        assert [each["updatedAt"] for each in after] == [each["updatedAt"] for each in before]
        assert (after[0]["balance"], after[0]["invoiceCount"]) == ("-30.00", 1)
        assert listed(sortBy="BALANCE") == ["PO-1", "PO-2"]
        assert listed(balanceBelow="0") == ["PO-1"]

    def test_invoices_of_a_deleted_line_still_count(self, clock):
        """R-075: they stay on the purchase order's list"""
        add("PO-1", a_line_body("1"), a_line_body("2", months=("2027-12", "2027-12")))
        charged(a_usage_charge(amount="130.00"))
        clock("2027-02-03T01:00")
        (number,) = invoice_now()
        assert call("DELETE", path_of("PO-1", "line-items", "1")).status == 200
        (summary,) = items("/purchase-orders")
        assert (summary["lineItemCount"], summary["invoiceCount"]) == (1, 1)
        assert (summary["totalValue"], summary["balance"]) == ("1000.00", "1000.00")
        (invoice,) = items(path_of("PO-1", "invoices"))
        assert (invoice["invoiceId"], invoice["lineItemNumber"]) == (number, "1")

    def test_its_invoices_tell_date_type_number_line_amount_and_due_date(self, clock):
        """R-150"""
        add("PO-1")
        charged(a_usage_charge(amount="130.00"))
        clock("2027-02-03T01:00")
        (number,) = invoice_now()
        (invoice,) = items(path_of("PO-1", "invoices"))
        assert {
            "issuedAt": "2027-02-03T01:00:00.000Z",
            "invoiceType": "INVOICE",
            "invoiceId": number,
            "lineItemNumber": "1",
            "total": "130.00",
            "currencyCode": "USD",
            "dueOn": "2027-02-03",
        }.items() <= invoice.items()

    def test_every_change_shows_in_every_order(self, clock):
        """R-038: there is no moment at which a list is behind"""
        for number in range(3):
            add(f"PO-{number}", a_line_body(total=f"{number}.00"))
        clock("2027-01-16T08:00")
        call("PATCH", path_of("PO-0", "line-items", "1"), {"unitPrice": "9.00"})
        set_status("PO-1", "SUSPENDED")
        call("DELETE", path_of("PO-2"))
        for sort in SORTS:
            assert set(listed(sortBy=sort)) == {"PO-0", "PO-1"}
            assert listed(sortBy=sort, status="SUSPENDED") == ["PO-1"]
        assert listed(sortBy="TOTAL_VALUE") == ["PO-1", "PO-0"]


class TestSortingAndFiltering:
    @pytest.mark.parametrize("narrow", [False, True], ids=["", "reading little at a time"])
    def test_every_list_is_what_plain_python_gives(self, narrow, clock, monkeypatch, subtests):
        """R-038, R-040, R-049, R-065: each sorting and status with each filter, page by page"""
        if narrow:  # pages cut short, and ranges too long to be sorted in one piece
            monkeypatch.setattr(f"{LISTING}.MOST_READ", 12)
            monkeypatch.setattr(f"{LISTING}.SMALL", 2)
        clock(NOW.isoformat())
        orders = some_orders(seed=7, count=24)
        put(*orders)
        chance = random.Random(11)
        combinations = list(product(SORTS, ("ASCENDING", "DESCENDING"), STATUSES, FILTERS))
        for sort, order, status, filters in chance.sample(combinations, 40):
            query = {"sortBy": sort, "sortOrder": order, **filters}
            if status:
                query["status"] = status
            with subtests.test(**query):
                found = listed(**query, maxResults=chance.choice((1, 2, 5, 100)))
                assert found == expected(orders, **query)

    def test_the_order_is_by_expiration_month_unless_another_is_asked(self):
        """R-038: suspended ones stand among the others"""
        for name, end, suspended in (
            ("PO-1", "2027-12", False),
            ("PO-2", "2027-05", True),
            ("PO-3", "2027-05", False),
            ("PO-4", "2027-01", False),
        ):
            put(a_purchase_order(name, months=("2027-01", end), suspended=suspended))
        assert listed() == ["PO-4", "PO-2", "PO-3", "PO-1"]
        assert listed(maxResults=1) == listed()
        assert listed(sortOrder="DESCENDING", maxResults=1) == listed()[::-1]

    def test_a_search_minds_no_case_in_any_script(self):
        put(
            replace(a_purchase_order("PO-a.B"), description="Straße der Ωmega"),
            a_purchase_order("PO-c"),
        )
        for text in ("po-A.b", "STRASSE", "straße", "ωMEGA", "o-a", "DER Ω"):
            assert listed(search=text) == ["PO-a.B"], text
        for text in ("strase", "a.b straße", "%", "PO-a.B\u200b"):
            assert listed(search=text) == [], text

    def test_amounts_sort_as_numbers(self):
        """R-039: not as text, and the negative ones first"""
        sums = ("-1000000000.01", "-5.00", "-0.01", "0.00", "9.00", "10.00", "100000000000.00")
        chance = random.Random(3)
        for number, balance in enumerate(chance.sample(sums, len(sums))):
            put(a_purchase_order(f"PO-{number}", a_line(total="10.00", balance=balance)))
        found = items("/purchase-orders", sortBy="BALANCE", maxResults=2)
        assert [order["balance"] for order in found] == list(sums)


class TestTokens:
    def test_a_token_is_good_for_the_very_same_question_only(self):
        for number in range(3):
            add(f"PO-{number}")
        token = call("GET", "/purchase-orders", maxResults=1).body["nextToken"]
        assert call("GET", "/purchase-orders", maxResults=2, nextToken=token).status == 200
        for other in (
            {"sortBy": "PURCHASE_ORDER_ID"},
            {"sortOrder": "DESCENDING"},
            {"status": "ACTIVE"},
            {"search": "PO"},
            {"tagKey": "a"},
            {"balanceBelow": "5"},
        ):
            answer = call("GET", "/purchase-orders", nextToken=token, **other)
            check_refusal(answer, 400, "ValidationException")
            assert answer.reasons == {("nextToken", "INVALID_NEXT_TOKEN")}

    def test_a_token_expires(self, clock):
        """Issue 6: tokens are good for a day"""
        for number in range(2):
            add(f"PO-{number}")
        token = call("GET", "/purchase-orders", maxResults=1).body["nextToken"]
        clock("2027-01-16T12:00")
        assert call("GET", "/purchase-orders", nextToken=token).status == 200
        clock("2027-01-16T12:00:01")
        answer = call("GET", "/purchase-orders", nextToken=token)
        check_refusal(answer, 400, "ValidationException")
        assert answer.reasons == {("nextToken", "EXPIRED_NEXT_TOKEN")}

    def test_what_was_deleted_in_between_breaks_no_list(self, clock):
        gone = a_purchase_order("PO-1", a_line())
        put(*[a_purchase_order(f"PO-{number}", a_line()) for number in (0, 2, 3)], gone)
        for sort in SORTS:
            first = call("GET", "/purchase-orders", maxResults=2, sortBy=sort).body
            shown = [order["purchaseOrderId"] for order in first["items"]]
            assert call("DELETE", path_of(shown[-1])).status == 204
            token = first["nextToken"]
            rest = call("GET", "/purchase-orders", sortBy=sort, nextToken=token).body
            found = shown + [order["purchaseOrderId"] for order in rest["items"]]
            assert found == [f"PO-{number}" for number in range(4)]
            clock(f"2027-01-16T08:0{SORTS.index(sort)}")
            put(gone)


class TestEffort:
    @pytest.fixture
    def old_account(self, aws: None, clock: Callable[[str], None]) -> None:
        """Three hundred expired purchase orders and a handful of others."""
        clock(NOW.isoformat())
        old = [a_purchase_order(f"OLD-{n:03}", months=("2026-01", "2026-12")) for n in range(300)]
        new = [a_purchase_order(f"PO-{n}", a_line(), updated_at=NOW) for n in range(4)]
        put(*old, *new, a_purchase_order("PO-S", suspended=True))
        # Nor does the first token of the day, which takes its key, count as reading.
        bootstrap.page_tokens().write(["warm"], None)

    @pytest.mark.usefixtures("old_account")
    @pytest.mark.parametrize("sort", SORTS)
    @pytest.mark.parametrize("status", STATUSES)
    def test_a_first_page_reads_hardly_more_than_it_shows(self, sort, status):
        """R-038: whatever lies in the account from earlier years; first who may see what"""
        query = {"sortBy": sort, "maxResults": 10, **({"status": status} if status else {})}
        with reading() as seen:
            page = call("GET", "/purchase-orders", **query).body
        judged, *names = seen.names
        assert (judged, set(names)) == ("GetItem", {"Query"})
        assert len(names) <= 2
        assert sum(seen.read) <= 4 * 12
        few = {"ACTIVE": 4, "SUSPENDED": 1, "SUSPENDED_EXPIRED": 0}
        assert len(page["items"]) == few.get(status or "", 10)

    @pytest.mark.usefixtures("old_account")
    def test_a_rare_find_is_looked_for_in_bounded_steps(self, monkeypatch):
        """R-038: then the page is short, and its token goes on behind what was read"""
        monkeypatch.setattr(f"{LISTING}.MOST_READ", 100)
        token, pages, found = {}, 0, []
        while True:
            with reading() as seen:
                page = call("GET", "/purchase-orders", sortBy="UPDATED_AT", search="po-3", **token)
            assert sum(seen.read) <= 100
            pages += 1
            found += [order["purchaseOrderId"] for order in page.body["items"]]
            if page.body["nextToken"] is None:
                break
            token = {"nextToken": page.body["nextToken"]}
        assert (found, pages) == (["PO-3"], 4)

    def test_reading_for_a_match_takes_whole_orders_in_few_requests(self, clock):
        """R-112: one range of the list, then batches of whole purchase orders"""
        put(*[a_purchase_order(f"PO-{n:03}", a_line()) for n in range(120)])
        with reading() as seen, bootstrap.unit_of_work()() as unit:
            usable = unit.purchase_orders.usable_from(
                "111122223333", a_purchase_order().effective_month
            )
        assert [order.purchase_order_id for order in usable] == [f"PO-{n:03}" for n in range(120)]
        assert seen.names == ["Query", "BatchGetItem", "BatchGetItem"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sortBy", "totalValue"),
        ("sortOrder", "UP"),
        ("search", ""),
        ("search", "x" * 101),
        ("search", "a\nb"),
        ("billFrom", ""),
        ("currencyCode", "usd"),
        ("source", "NOBODY"),
        ("tagKey", ""),
        ("tagKey", "x" * 129),
        ("expiringBefore", "2027-13"),
        ("balanceBelow", "1e3"),
        ("balanceBelow", "NaN"),
        ("balanceBelow", "1" * 16),
    ],
)
def test_a_bad_question_is_refused_by_name(name, value):
    answer = call("GET", "/purchase-orders", **{name: value})
    check_refusal(answer, 400, "ValidationException")
    assert {found for found, _ in answer.reasons} == {name}


def test_a_tags_value_needs_its_key():
    answer = call("GET", "/purchase-orders", tagValue="web")
    check_refusal(answer, 400, "ValidationException")
    assert answer.reasons == {("tagKey", "MISSING_VALUE")}


def test_the_whole_is_one_request_away():
    """R-038: choosing an ID opens the details"""
    add("PO 7/a")
    (summary,) = items("/purchase-orders")
    assert len(get(summary["purchaseOrderId"])["lineItems"]) == summary["lineItemCount"]

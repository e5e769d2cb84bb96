"""What users do to purchase orders, some of it twice, as whoever got no answer does."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.model import orders
from tests.model.books import Line, Order
from tests.model.drawn import ACCOUNT, MONTHS, NUMBER, ORDER, PRICE, TIMES, lines, new_orders
from tests.model.two_sides import TwoSides
from tests.support.application import a_line_body, a_purchase_order_body, path_of


class OrderCommands(TwoSides):
    """Add, edit, suspend, activate, delete; the same with lines."""

    @rule(account=ACCOUNT, order=new_orders(), is_told=st.booleans(), times=TIMES)
    def add(self, account: str, order: Order, is_told: bool, times: int) -> None:
        order.contacts = [f"{account}-{order.id}@example.com"] if is_told else []
        body = a_purchase_order_body(
            order.id,
            *map(_body, order.lines),
            months=(order.effective, order.expiration),
            bill_from=tuple(order.bill_from),
            currencyCode=order.currency,
            contacts=[{"name": "Ann", "email": each} for each in order.contacts],
        )

        def by_rules() -> int:
            new = deepcopy(order)
            new.updated = self.world.now
            return orders.add(self.books[account], new, self.world.now)

        self.both(account, times, by_rules, "POST", "/purchase-orders", body)

    @rule(account=ACCOUNT, order=ORDER, last=MONTHS.map(max), text=st.sampled_from("xy"))
    def edit(self, account: str, order: str, last: str, text: str) -> None:
        body = {"expirationMonth": last, "description": text}
        self.both(
            account,
            1,
            lambda: orders.edit(
                self.books[account], order, self.world.now, expiration=last, description=text
            ),
            "PATCH",
            path_of(order),
            body,
        )

    @rule(account=ACCOUNT, order=ORDER, line=lines("2", ("2027-01", "2027-02")), times=TIMES)
    def add_line(self, account: str, order: str, line: Line, times: int) -> None:
        self.both(
            account,
            times,
            lambda: orders.add_line(self.books[account], order, deepcopy(line), self.world.now),
            "POST",
            path_of(order, "line-items"),
            _body(line),
        )

    @rule(account=ACCOUNT, order=ORDER, number=NUMBER, price=PRICE, tracked=st.booleans())
    def edit_line(self, account: str, order: str, number: str, price: str, tracked: bool) -> None:
        self.both(
            account,
            1,
            lambda: orders.edit_line(
                self.books[account], order, number, Decimal(price), tracked, self.world.now
            ),
            "PATCH",
            path_of(order, "line-items", number),
            {"unitPrice": price, "isBalanceTracked": tracked},
        )

    @rule(account=ACCOUNT, order=ORDER, number=NUMBER, times=TIMES)
    def delete_line(self, account: str, order: str, number: str, times: int) -> None:
        self.both(
            account,
            times,
            lambda: orders.delete_line(self.books[account], order, number, self.world.now),
            "DELETE",
            path_of(order, "line-items", number),
        )

    @rule(account=ACCOUNT, order=ORDER, times=TIMES)
    def delete(self, account: str, order: str, times: int) -> None:
        self.both(
            account,
            times,
            lambda: orders.delete(self.books[account], order),
            "DELETE",
            path_of(order),
        )

    @rule(
        account=ACCOUNT,
        order=ORDER,
        status=st.sampled_from(("SUSPENDED", "SUSPENDED", "ACTIVE", "EXPIRED")),
        times=TIMES,
    )
    def set_status(self, account: str, order: str, status: str, times: int) -> None:
        self.both(
            account,
            times,
            lambda: orders.set_status(self.books[account], order, status, self.world.now),
            "PUT",
            path_of(order, "status"),
            {"status": status},
        )


def _body(line: Line) -> dict[str, Any]:
    more = {}
    if line.tax:
        more["tax"] = {"type": line.tax[0], "value": str(line.tax[1])}
    return a_line_body(
        line.number,
        line.type,
        months=(line.start, line.end),
        total=str(line.price),
        tracked=line.tracked,
        **{"quantity": str(line.quantity), **more},
    )

"""Whatever happens in whatever order, the books are what the documents add up to."""

from itertools import count
from random import Random
from typing import Any, Final

from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from procurement.domain.charges.charge import ChargeKind
from tests.support.api import call
from tests.support.application import a_line_body, add, path_of
from tests.support.billing import a_usage_charge, charged, check_books, invoice_now, invoices
from tests.support.corrections import credit, match_again, regenerate

ACCOUNTS: Final = count(200000000000)
ORDERS: Final = ("A", "B", "C")
LINES: Final = ("1", "2")
KINDS: Final = (ChargeKind.MONTHLY_USAGE, ChargeKind.MARKETPLACE_USAGE)
SOME: Final = settings(
    max_examples=15,
    deadline=None,
    # A life takes seconds: looking for a shorter one would take minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    # Every example has an account of its own, so that the tables may stay.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Life:
    """One account to which things happen; what is refused changes nothing."""

    def __init__(self, random: Random) -> None:
        self.account = str(next(ACCOUNTS))
        self._random = random
        self._numbers = count(1)
        for order in ORDERS[:2]:
            self._add(order)

    def happens(self) -> str:
        """Something; what it was."""
        act = self._random.choice(
            [self.invoice] * 3
            + [self.credit] * 3
            + [self.regenerate] * 4
            + [self.edit_line, self.delete_line, self.delete, self.add, self.suspend]
        )
        act()
        return act.__name__

    def invoice(self) -> None:
        amount = f"{self._random.randint(1, 60000) / 100:.2f}"
        charge = a_usage_charge(
            f"ch-{next(self._numbers)}",
            amount,
            account=self.account,
            kind=self._random.choice(KINDS),
            tax=f"{self._random.randint(0, 999) / 100:.2f}",
            names=self._random.choice((None, None, *ORDERS)),
        )
        charged(charge)
        invoice_now(self.account)

    def credit(self) -> None:
        for number in self._some_invoice():
            amount = f"{self._random.randint(1, 20000) / 100:.2f}"
            credit(number, amount, f"t-{next(self._numbers)}", account=self.account)

    def regenerate(self) -> None:
        for number in self._some_invoice():
            match self._random.choice(("again", "none", "order")):
                case "again":
                    match_again(number, account=self.account)
                case "none":
                    regenerate(number, account=self.account)
                case _:
                    order = self._random.choice(ORDERS)
                    regenerate(number, order, createMissing=True, account=self.account)

    def edit_line(self) -> None:
        total = f"{self._random.randint(1, 200000) / 100:.2f}"
        line = {"unitPrice": total, "isBalanceTracked": self._random.random() < 0.8}
        self._call("PATCH", *self._some_line(), body=line)

    def delete_line(self) -> None:
        self._call("DELETE", *self._some_line())

    def delete(self) -> None:
        self._call("DELETE", self._random.choice(ORDERS))

    def add(self) -> None:
        order = self._random.choice(ORDERS)
        if self._call("GET", order) == 404:
            self._add(order)

    def suspend(self) -> None:
        status = self._random.choice(("SUSPENDED", "ACTIVE"))
        self._call("PUT", self._random.choice(ORDERS), "status", body={"status": status})

    def _add(self, order: str) -> None:
        currency = self._random.choice(("USD", "USD", "EUR"))
        lines = [a_line_body(number, total="1000.00") for number in LINES]
        add(order, *lines, account=self.account, currencyCode=currency)

    def _some_invoice(self) -> list[str]:
        known = [invoice["invoiceId"] for invoice in invoices(self.account)]
        return self._random.sample(known, min(1, len(known)))

    def _some_line(self) -> tuple[str, str, str]:
        return self._random.choice(ORDERS), "line-items", self._random.choice(LINES)

    def _call(self, method: str, order: str, *rest: str, body: Any = None) -> int:
        return call(method, path_of(order, *rest), body, account=self.account).status


@SOME
@given(random=st.randoms(use_true_random=True), length=st.integers(5, 25))
def test_balances_are_what_the_documents_add_up_to(
    aws: None, clock: Any, random: Random, length: int
) -> None:
    """R-071, R-075, R-144, R-149, R-152, R-153, R-391."""
    clock("2027-02-03T06:00")
    life = Life(random)
    for minute in range(1, length + 1):
        clock(f"2027-02-03T06:{minute:02}")
        event(life.happens())
    check_books(life.account)

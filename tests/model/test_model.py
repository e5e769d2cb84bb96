"""Whatever is done in whatever order, and however often: the application shows what the rules say.

`books`, `orders`, `invoicing` and `mails` are the rules read naively, in memory. Every command goes
to the deployed handlers and to them; then everything readable is compared. `EXAMPLES=500` makes it
that many lives, other ones each time.
"""

import os
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.model import invoicing, mails, orders
from tests.model.books import Document, Order
from tests.model.drawn import (
    ACCOUNT,
    ORDER,
    TIMES,
    USUAL_COST,
    costs,
    new_orders,
    usual_orders,
)
from tests.model.exports import Cost, last_month
from tests.model.order_commands import OrderCommands
from tests.model.readable import learn_ids
from tests.model.world import a_charge_of, part_of
from tests.support.api import BUYER, call
from tests.support.corrections import credit, match_again, regenerate

EXAMPLES: Final = os.environ.get("EXAMPLES")
SHRINKS: Final = "SHRINK" in os.environ


class Lives(OrderCommands):
    """Purchase orders, charges, runs, corrections and what is told of them, over months."""

    @initialize(
        held=st.lists(costs(), min_size=2, max_size=2),
        first=usual_orders("A"),
        second=st.none() | new_orders("B"),
        days=st.lists(st.integers(1, 20), min_size=2, max_size=3, unique=True),
        named=st.sampled_from(("C", "A", "B")),
        is_corrected=st.sampled_from((True, False)),
        random=st.randoms(use_true_random=False),
    )
    def a_month_goes_by(
        self,
        held: list[tuple[Cost, bool]],
        first: Order,
        second: Order | None,
        days: list[int],
        named: str,
        is_corrected: bool,
        random: Random,
    ) -> None:
        """Both are told of things; one of them has what may become invoices, or became them.

        Without a `second` order the first one is there twice, so that the later one is taken. What
        is drawn from begins with what tells most, for that is how the first life begins.
        """
        for account, books in self.books.items():
            books.subscribers = [f"{account}-all@example.com"]
            contacts = [{"name": "All", "email": books.subscribers[0]}]
            answer = call("PUT", "/notice-settings", {"contacts": contacts}, account=account)
            assert answer.status == 200, answer.body
            books.record("NoticeSettingsChanged", "notice-settings")
        for order in (first, second or replace(first, id="B")):
            self.add(BUYER, order, is_told=True, times=1)
        self.import_charges(BUYER, [(USUAL_COST, True), *held], 1)
        self.accept(BUYER, days, "100.00", None, named)
        self.wait(19)
        self.plan()
        if is_corrected:
            self.deliver(random)
            self.credit(BUYER, random, 1)
            self.regenerate(BUYER, random, "PURCHASE_ORDER", "A", creates=True, times=1)

    @rule(account=ACCOUNT, held=st.lists(costs(), min_size=1, max_size=3), times=TIMES)
    def import_charges(self, account: str, held: list[tuple[Cost, bool]], times: int) -> None:
        key, month = f"{next(self.numbers)}.csv", orders.month_of(self.world.now)
        made = [
            replace(
                cost,
                service=f"{cost.service} {key} {number}",
                month=last_month(month) if is_late else month,
            )
            for number, (cost, is_late) in enumerate(held)
        ]
        self.world.drop(key, [row for cost in made for row in cost.rows(account)], times)
        books = self.books[account]
        books.charges += [cost.charge(account, key) for cost in made]
        learn_ids(account, books.charges)
        self.books[BUYER].record("CostExportImported", f"cost-export/{key}")
        self.compare(account)

    @rule(
        account=ACCOUNT,
        days=st.lists(st.integers(1, 60), min_size=1, max_size=3, unique=True),
        amount=st.sampled_from(("100.00", "33.33")),
        for_all=st.none() | ORDER,
        for_first=st.none() | ORDER,
    )
    def accept(
        self,
        account: str,
        days: list[int],
        amount: str,
        for_all: str | None,
        for_first: str | None,
    ) -> None:
        payments = {
            (self.world.now + timedelta(day)).date().isoformat(): amount for day in sorted(days)
        }
        named: dict[str, Any] = {"purchaseOrderReference": for_all} if for_all else {}
        if for_first:
            entry = {"installment": 1, "purchaseOrderReference": for_first}
            named["purchaseOrders"] = [entry]
        offer = f"Offer {next(self.numbers)}"
        listed = self.world.accept(account, payments, named, offer)
        charges = [a_charge_of(each) for each in listed]
        for charge in charges:
            is_first = for_first and charge.payment == 1
            assert charge.reference == (for_first if is_first else for_all)
        books = self.books[account]
        invoicing.accept(books, charges[0].collection, offer, charges, self.world.now)
        self.compare(account)

    @rule(
        account=ACCOUNT, order=ORDER, random=st.randoms(use_true_random=False), times=TIMES,
        is_stale=st.sampled_from((False, False, False, True)),
    )  # fmt: skip
    def name(self, account: str, order: str, random: Random, times: int, is_stale: bool) -> None:
        books = self.books[account]
        if not books.agreements:
            return
        agreement = random.choice(sorted(books.agreements))
        held = [each for each in books.charges if each.collection == agreement]
        chosen = random.sample(held, random.randint(1, len(held)))
        wanted = [(each.id, each.revision - is_stale or 7, order) for each in chosen]
        entries = [
            {"chargeId": id_, "chargeRevision": revision, "purchaseOrderReference": to}
            for id_, revision, to in wanted
        ]
        self.both(
            account,
            times,
            lambda: invoicing.set_references(books, wanted, self.world.now),
            "PUT",
            "/charges/purchase-orders",
            {"purchaseOrders": entries},
        )

    @rule()
    def plan(self) -> None:
        """What nobody finished within a day is given up, though its message may still come."""
        run = f"run-{next(self.numbers)}"
        for (of_run, part_id), (receiver, planned_at) in list(self.unfinished.items()):
            if self.world.now > planned_at + timedelta(days=1):
                self.books[receiver].record("ReceiverParked", f"invoice-run/{of_run}")
                del self.unfinished[of_run, part_id]
        for part in self.world.plan(run):
            self.unfinished[part.run, part.id] = part.receiver, self.world.now

    @rule(random=st.randoms(use_true_random=False))
    def deliver(self, random: Random) -> None:
        """Some of the parts, in any order, some twice; some only after those of later runs."""
        if not self.world.parts:
            self.plan()
        parts = self.world.parts
        if not parts:
            return
        chosen = random.choices(parts, k=random.randint(1, 2 * len(parts)))[:10]
        self.world.deliver(chosen)
        for part in map(part_of, chosen):
            books = self.books[part.receiver]
            invoicing.run(books, part.due_by, part.collections, self.world.now)
            self.unfinished.pop((part.run, part.id), None)
        if random.random() < 0.5:
            self.world.parts = [each for each in parts if each not in chosen]
        self.compare(*self.books)

    @rule(account=ACCOUNT, random=st.randoms(use_true_random=False), times=TIMES)
    def credit(self, account: str, random: Random, times: int) -> None:
        found = self._some_document(account, random)
        if found is None:
            return
        account, document = found
        amount = random.choice(("10.00", "33.34", "100.00", str(document.before_tax)))
        token = f"t-{next(self.numbers)}"
        self.both_of(
            account,
            times,
            lambda: invoicing.credit(self.books[account], document.number, Decimal(amount), token),
            lambda: credit(document.number, amount, token, account=account),
            also={200: 201},
        )

    @rule(
        account=ACCOUNT,
        random=st.randoms(use_true_random=False),
        aim=st.sampled_from(("PURCHASE_ORDER", "PURCHASE_ORDER", "MATCH_AGAIN", "NONE")),
        order=ORDER,
        creates=st.booleans(),
        times=TIMES,
    )
    def regenerate(
        self,
        account: str,
        random: Random,
        aim: str,
        order: str,
        creates: bool,
        times: int,
    ) -> None:
        wanted = order if aim == "PURCHASE_ORDER" else None
        if aim == "MATCH_AGAIN":
            ask, more = match_again, {}
        else:
            ask, more = regenerate, {"purchase_order_id": wanted}
        if creates:
            more["createMissing"] = True
        found = self._some_document(account, random, of_credited=random.random() < 0.5)
        if found is None:
            return
        account, document = found
        self.both_of(
            account,
            times,
            lambda: invoicing.regenerate(
                self.books[account], document.number, aim, wanted, creates, self.world.now
            ),
            lambda: ask(document.number, account=account, **more),
        )

    @rule(random=st.randoms(use_true_random=False))
    def relay(self, random: Random) -> None:
        """Stream and bus bring what they have: late, more than once, in any order."""
        self.world.relay(random)
        for books in self.books.values():
            mails.relayed(books)
        self.compare(*self.books)

    @rule(days=st.sampled_from((1, 3, 12, 31)))
    def wait(self, days: int) -> None:
        self.world.move_to(self.world.now + timedelta(days))

    def _some_document(
        self, account: str, random: Random, *, of_credited: bool = False
    ) -> tuple[str, Document] | None:
        """One of that account, or of the other one if it has none; there are some after a run.

        `of_credited`: one with credit memos, if there is any.
        """
        if not any(books.documents for books in self.books.values()):
            self.deliver(random)
        for of_account in (account, *self.books):
            books = self.books[of_account]
            credited = [each for each in books.documents if books.memos_of(each.number)]
            if documents := (credited if of_credited else None) or books.documents:
                return of_account, random.choice(documents)
        return None


# Minutes where many tests share a processor, and hours if there are to be many lives.
TestLives = pytest.mark.timeout(0 if EXAMPLES else 900)(Lives.TestCase)
TestLives.settings = settings(
    max_examples=int(EXAMPLES or 5),
    stateful_step_count=25,
    derandomize=EXAMPLES is None,
    # A life takes seconds: looking for a shorter one takes minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate] + ([Phase.shrink] if SHRINKS else []),
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)

"""What one account's books hold, as plainly as can be: texts, decimals, lists.

Months are texts such as ``2027-03``, which sort as months do. Nothing that follows from something
else is kept: a balance is added up from the documents whenever it is asked for (R-144).
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

MARKETPLACE_LINE = "AWS_MARKETPLACE_TRANSACTION"


def cents(amount: Decimal) -> Decimal:
    """Half-up to two places (R-089)."""
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@dataclass
class Line:
    """A line item; `agreement` is whose it is if Marketplace made it."""

    number: str
    type: str
    start: str
    end: str
    price: Decimal
    tracked: bool
    position: int
    currency: str
    quantity: Decimal = Decimal(1)
    tax: tuple[str, Decimal] | None = None
    agreement: str | None = None
    description: str = ""

    @property
    def total(self) -> Decimal:
        """R-089."""
        extended = cents(self.price * self.quantity)
        if self.tax is None:
            return extended
        kind, value = self.tax
        return extended + (cents(extended * value / 100) if kind == "PERCENTAGE" else value)


@dataclass
class Order:
    """A purchase order; `key` tells it from others that had its ID before (R-009)."""

    id: str
    key: int
    bill_from: list[str]
    currency: str
    effective: str
    expiration: str
    updated: datetime
    lines: list[Line]
    contacts: list[str] = field(default_factory=list)
    source: str = "USER"
    version: int = 1
    suspended: bool = False
    description: str = ""
    used_numbers: set[str] = field(default_factory=set)

    def line(self, number: str | None) -> Line | None:
        """The line with this number, if it has it."""
        return next((line for line in self.lines if line.number == number), None)

    @property
    def next_position(self) -> int:
        """R-127."""
        return max((line.position for line in self.lines), default=0) + 1

    def status(self, month: str) -> str:
        """R-049 to R-058."""
        if month > self.expiration:
            return "SUSPENDED_EXPIRED" if self.suspended else "EXPIRED"
        return "SUSPENDED" if self.suspended else "ACTIVE"


@dataclass
class Charge:
    """An amount due: of a month's usage, or a payment of an agreement."""

    id: str
    collection: str
    description: str
    kind: str
    entity: str
    currency: str
    amount: Decimal
    month: str
    due: datetime
    tax: Decimal = Decimal(0)
    date: str | None = None
    agreement: str | None = None
    payment: int | None = None
    source: str | None = None
    reference: str | None = None
    revision: int = 1
    invoice: str | None = None


@dataclass
class Document:
    """An invoice, or a credit memo of one."""

    number: str
    type: str
    kind: str
    entity: str
    currency: str
    month: str
    before_tax: Decimal
    tax: Decimal
    charges: list[Charge]
    reference: str | None = None
    outcome: str = "NO_MATCH"
    flags: frozenset[str] = frozenset()
    order: str | None = None
    key: int | None = None
    line: str | None = None
    booked: Decimal | None = None
    edition: int = 1
    original: str | None = None

    @property
    def total(self) -> Decimal:
        """With tax (R-143)."""
        return self.before_tax + self.tax


@dataclass(frozen=True)
class Untold:
    """Something that contacts are still to be told of."""

    subject: str
    order: str | None = None
    key: int | None = None


@dataclass
class Books:
    """One account's purchase orders, charges, documents, events and mails."""

    account: str
    orders: dict[str, Order] = field(default_factory=dict)
    charges: list[Charge] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    agreements: dict[str, str] = field(default_factory=dict)
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)
    events: Counter[tuple[str, str]] = field(default_factory=Counter)
    untold: list[Untold] = field(default_factory=list)
    mails: Counter[tuple[str, str]] = field(default_factory=Counter)
    subscribers: list[str] = field(default_factory=list)
    keys: int = 0

    def booked(self, order: Order, line: Line) -> Decimal:
        """What the documents took from the line (R-144)."""
        held = [d for d in self.documents if (d.key, d.line) == (order.key, line.number)]
        return sum((d.booked for d in held if d.booked is not None), Decimal(0))

    def invoices_on(self, order: Order, line: Line) -> int:
        """How many invoices show the line."""
        return sum(
            (d.key, d.line, d.type) == (order.key, line.number, "INVOICE") for d in self.documents
        )

    def document(self, number: str) -> Document:
        """The document with this number."""
        return next(each for each in self.documents if each.number == number)

    def memos_of(self, number: str) -> list[Document]:
        """The credit memos of an invoice."""
        return [each for each in self.documents if each.original == number]

    def left_to_credit(self, document: Document) -> Decimal:
        """R-153, R-394."""
        if document.type != "INVOICE":
            return Decimal(0)
        memos = self.memos_of(document.number)
        return document.before_tax + sum((memo.before_tax for memo in memos), Decimal(0))

    def next_number(self, entity: str) -> str:
        """Without gaps for each entity (R-391)."""
        prefix = {"Amazon Web Services, Inc.": "US", "Amazon Web Services EMEA SARL": "EMEA"}
        count = sum(each.entity == entity for each in self.documents)
        return f"{prefix[entity]}-{self.account}-{count + 1:06}"

    def fallen(self) -> dict[tuple[int, str], set[int]]:
        """By line, the thresholds that its balance is below (R-347, R-349)."""
        found = {}
        for order in self.orders.values():
            for line in order.lines:
                below: set[int] = set()
                if line.tracked and line.total:
                    balance = line.total - self.booked(order, line)
                    below |= {75} if balance < line.total * 75 / 100 else set()
                    below |= {0} if balance <= 0 else set()
                found[order.key, line.number] = below
        return found

    def record(self, type_: str, subject: str) -> None:
        """An event that has to be in the ledger."""
        self.events[type_, subject] += 1

    def record_falls(self, before: dict[tuple[int, str], set[int]]) -> None:
        """An event per threshold that a line's balance fell through since then (R-348)."""
        for (key, number), now in self.fallen().items():
            order = next(each for each in self.orders.values() if each.key == key)
            for threshold in now - before.get((key, number), now):
                type_ = "LineItemBalanceLow" if threshold else "LineItemBalanceExhausted"
                self.record(type_, f"purchase-order/{order.id}")
                what = f"below {threshold} % of its value" if threshold else "out of balance"
                told = f"Purchase order {order.id}: line {number} is {what}"
                self.untold.append(Untold(told, order.id, key))

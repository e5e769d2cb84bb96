"""What an account's stored items hold, as far as something is added up of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar

from procurement.domain.charges.charge import Charge
from procurement.domain.events import Event
from procurement.domain.invoices.edition import Edition
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.marketplace.agreement import Agreement
from procurement.domain.month import Month
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.runs.run import RunPart, Tally
from procurement.domain.verification.difference import Difference, Key, Rule


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredOrder:
    """A purchase order or the tombstone of one, and what the list's indexes tell of it."""

    order: PurchaseOrder
    total_value: Decimal
    balance: Decimal | None
    line_item_count: int
    invoice_count: int
    listing: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredSequence:
    """The numbers that an issuing entity gave so far: the last one, and when."""

    entity: str
    last: int
    first_issued_at: datetime
    last_issued_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredCharge:
    """A charge, and where the index of what is due has it; None for nowhere."""

    charge: Charge
    due_shard: str | None
    due_sort: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredEdition:
    """An edition that another one replaced: what lists tell of it, and what its document is."""

    edition: Edition
    invoice_id: str
    content_sha256: str


@dataclass(frozen=True, slots=True)
class Counts:
    """A count that is kept beside what it counts, by month or by day."""

    counted: Mapping[Month | date | None, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredTally:
    """What a place of a run counted, and when it counted last."""

    tally: Tally
    last_settled_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPart:
    """One part of a run, and when it was settled."""

    part: RunPart
    settled_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredRun:
    """How many parts a run handed out, and how many its sums count once it is closed."""

    planned: int
    settled: int | None


Content = (
    StoredOrder
    | StoredSequence
    | StoredCharge
    | Counts
    | StoredTally
    | Invoice
    | StoredEdition
    | Event
    | Agreement
    | StoredPart
    | StoredRun
)
"""What is added up."""

C = TypeVar("C")

OWN: Final = frozenset({"PurchaseOrders", "Invoices", "Ledger"})
"""Tables in which a partition belongs to one account."""


@dataclass(slots=True)
class Books:
    """Everything of one ledger that is added up, by where it is stored."""

    account_id: str
    contents: dict[Key, Content] = field(default_factory=dict)

    def add(self, key: Key, content: Content | None) -> None:
        """Take it in if it is the account's own, or lies with an agreement or a run.

        A ledger tells of other accounts' items too, whose books are added up with theirs.
        """
        is_foreign = key[0] in OWN and key[1][:1].isdigit() and key[1] != self.account_id
        if content is not None and not is_foreign:
            self.contents[key] = content

    def of(self, kind: type[C]) -> Iterator[tuple[Key, C]]:
        """All contents of one kind, each with its key."""
        for key, each in self.contents.items():
            if isinstance(each, kind):
                yield key, each


def differs(
    rule: Rule, key: Key, attribute: str, stored: object, expected: object
) -> Iterator[Difference]:
    """The difference, if there is one."""
    if stored != expected:
        yield Difference(
            rule=rule, key=key, attribute=attribute, stored=str(stored), expected=str(expected)
        )

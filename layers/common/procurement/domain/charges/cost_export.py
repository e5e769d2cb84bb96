"""What a FOCUS cost export adds up to, the charges it makes, and how a newer file replaces them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Final

from procurement.domain.charges.charge import Charge, ChargeState, Timing
from procurement.domain.charges.cost_row import COST_COLUMN, CostGroup
from procurement.domain.charges.standing import INVOICE_DAY
from procurement.domain.errors import Problems
from procurement.domain.ids import derived_id
from procurement.domain.money import EXACT, MAX_AMOUNT
from procurement.domain.month import midnight

# Wide enough for any sum of the amounts a file may hold; an inexact result is a defect, not a fact.
_SUM: Final = Context(prec=120, traps=[Inexact, InvalidOperation, Overflow])


@dataclass(frozen=True, kw_only=True, slots=True)
class UsageTotal:
    """The exact sum of one group: `amount` before tax and `tax`, both in the group's currency."""

    group: CostGroup
    amount: Decimal
    tax: Decimal

    @property
    def is_due(self) -> bool:
        """Whether there is anything to charge; services used for nothing make no charge."""
        return bool(self.amount) or bool(self.tax)


@dataclass(frozen=True, kw_only=True, slots=True)
class CostExport:
    """A whole export file, read: its totals, and how many of its rows were whose.

    `rows_skipped` counts the rows of every other provider, which are none of AWS's invoices.
    `content_sha256` is of the file's bytes as stored, in hexadecimal.
    """

    totals: tuple[UsageTotal, ...]
    rows_read: int
    rows_skipped: Mapping[str, int]
    content_sha256: str


def totals_of(costs: Iterable[tuple[CostGroup, bool, Decimal]]) -> tuple[UsageTotal, ...]:
    """The exact sum of every group, ordered; each cost comes with its group and whether it is tax.

    `InvalidInput` for a sum of MAX_AMOUNT or more, or one that 38 digits cannot hold.
    """
    sums: dict[CostGroup, list[Decimal]] = {}
    for group, is_tax, cost in costs:
        both = sums.setdefault(group, [Decimal(0), Decimal(0)])
        both[is_tax] = _SUM.add(both[is_tax], cost)
    problems = Problems()
    for amount in (amount for both in sums.values() for amount in both):
        if amount.copy_abs() >= MAX_AMOUNT:
            problems.add(COST_COLUMN, "TOO_LARGE", f"a sum of {amount:.3E} is out of bounds")
        elif EXACT.plus(amount) != amount:
            problems.add(COST_COLUMN, "TOO_PRECISE", f"a sum of {amount} needs over 38 digits")
    problems.raise_if_any()
    ordered = sorted(sums.items(), key=lambda item: item[0].key)
    return tuple(UsageTotal(group=g, amount=_plain(a), tax=_plain(t)) for g, (a, t) in ordered)


def to_charge(total: UsageTotal, source: str) -> Charge:
    """The pending charge of `total`, as the export stored under `source` contributes it.

    Its ID follows from the source and the group alone, so a repeated import finds it. Monthly
    usage falls due on the 3rd of the following month (R-242), a purchase on its day (R-240).
    """
    group = total.group
    by = f" by {group.publisher}" if group.kind.is_marketplace else ""
    day = group.charge_date
    due_on = day or group.billing_period.plus(1).first_day + timedelta(days=INVOICE_DAY - 1)
    return Charge(
        collection_id=group.billing_account_id,
        charge_id=source_prefix(source) + derived_id("ch", *group.key).removeprefix("ch-"),
        receiver_account_id=group.billing_account_id,
        subscriber_account_id=group.account_id,
        invoicing_entity=group.invoicing_entity,
        kind=group.kind,
        timing=Timing.SCHEDULED if day else Timing.BILLING_PERIOD,
        currency=group.currency,
        amount=total.amount,
        tax=total.tax,
        billing_period=group.billing_period,
        due_at=midnight(due_on),
        charge_date=day,
        description=f"{group.service}{by}",
        source=source,
    )


def source_prefix(source: str) -> str:
    """What the IDs of all charges of one source begin with, in every collection."""
    return derived_id("ch", source)


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportRecord:
    """The import in force for one source: which content, and whose charges it made."""

    source: str
    content_sha256: str
    account_ids: tuple[str, ...]
    imported_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportPlan:
    """What to save so that the charges of one source say what its newest file says.

    `add` holds new charges, `change` pairs of an open charge before and after, `remove` open
    charges, and `unchanged` those that agree already. No charge that is invoiced, or claimed for an
    invoice, is ever changed or removed.
    """

    add: tuple[Charge, ...]
    change: tuple[tuple[Charge, Charge], ...]
    remove: tuple[Charge, ...]
    unchanged: tuple[Charge, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether there is nothing to save."""
        return not (self.add or self.change or self.remove)


def plan_import(
    existing: Sequence[Charge], totals: Iterable[UsageTotal], source: str
) -> ImportPlan:
    """How `totals`, all that `source` now says, change the charges it made before.

    `existing` are all charges of that source, in any state. An open charge takes the new amount
    under a new revision, or goes; what is invoiced, or claimed for an invoice, stays, and the
    difference becomes a further charge ``...-2``, ``...-3``, negative where too much was invoiced.
    A purchase order number that somebody gave the charge is kept. Planning again after saving
    changes nothing.
    """
    wanted = {c.charge_id: c for c in (to_charge(t, source) for t in totals if t.is_due)}
    chains: dict[str, list[Charge]] = defaultdict(list)
    for charge in sorted(existing, key=_position):
        chains[_base_id(charge)].append(charge)
    add: list[Charge] = []
    change: list[tuple[Charge, Charge]] = []
    remove: list[Charge] = []
    unchanged: list[Charge] = []
    for base_id in sorted(wanted.keys() | chains.keys()):
        chain = chains.get(base_id, [])
        open_ = next((charge for charge in chain if charge.is_open), None)
        due = _still_due(wanted.get(base_id), chain)
        if due is None:
            remove += [open_] if open_ else []
        elif open_ is None:
            add.append(due)
        elif due == open_:
            unchanged.append(open_)
        else:
            change.append((open_, due))
    return ImportPlan(
        add=tuple(add), change=tuple(change), remove=tuple(remove), unchanged=tuple(unchanged)
    )


def _still_due(wanted: Charge | None, chain: Sequence[Charge]) -> Charge | None:
    """The open charge that makes `chain` add up to `wanted`; None when nothing is missing."""
    amount, tax = (wanted.amount, wanted.tax) if wanted else (Decimal(0), Decimal(0))
    for charge in chain:
        if charge.is_open or charge.state is ChargeState.VOID:
            continue
        amount, tax = _SUM.subtract(amount, charge.amount), _SUM.subtract(tax, charge.tax)
    if not amount and not tax:
        return None
    open_ = next((charge for charge in chain if charge.is_open), None)
    if open_ is None:
        return _further(wanted or chain[-1], chain, amount, tax)
    if (open_.amount, open_.tax) == (amount, tax):
        return open_
    return replace(open_, amount=amount, tax=tax, revision=open_.revision + 1)


def _further(like: Charge, chain: Sequence[Charge], amount: Decimal, tax: Decimal) -> Charge:
    if not chain:
        return like
    last = chain[-1]
    return replace(
        like,
        charge_id=f"{_base_id(last)}-{_position(last)[1] + 1}",
        amount=amount,
        tax=tax,
        state=ChargeState.PENDING,
        revision=1,
        invoice_id=None,
        claimed_by=None,
        purchase_order_reference=last.purchase_order_reference,
        purchase_order_line=last.purchase_order_line,
    )


def _base_id(charge: Charge) -> str:
    return "-".join(charge.charge_id.split("-")[:2])


def _position(charge: Charge) -> tuple[str, int]:
    """The charge's place in its chain: 1 for the first, the number at the end for further ones."""
    number = charge.charge_id.split("-")[2:]
    return _base_id(charge), int(number[0]) if number else 1


def _plain(amount: Decimal) -> Decimal:
    """The same value without trailing zeros, exponent or negative zero: 20, not 2E+1 or 20.00."""
    shortest = amount.normalize(_SUM)
    if _SUM.remainder(shortest, Decimal(1)):
        return shortest
    return Decimal(int(shortest))

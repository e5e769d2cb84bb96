"""What invoices to come would take, as things stand and with edits that somebody considers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby, islice, product
from typing import Final

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.charges.charge import Charge, ChargeKind
from procurement.domain.foresight.foresight import Foreseen, foresee_invoices
from procurement.domain.matching.candidates import Candidates
from procurement.domain.matching.matcher import choose
from procurement.domain.matching.result import Choice, InvoiceToMatch, Match
from procurement.domain.money import Money
from procurement.domain.month import Month, months
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder

MAX_PERIODS: Final = 60
"""Billing periods in which edits are compared."""
MAX_SORTS: Final = 40
"""Sorts of invoices, by kind, issuing entity and scope, for which they are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PreviewedInvoice:
    """An invoice to come, with the edits; `without_edits` is its match if nobody makes them."""

    foreseen: Foreseen
    without_edits: Match

    @property
    def match(self) -> Match:
        """Its match, edits included."""
        return self.foreseen.decision.match

    @property
    def is_changed(self) -> bool:
        """Whether the edits give it another purchase order or line."""
        return _taken(self.match) != _taken(self.without_edits)


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """What an invoice takes: a purchase order by its ID, and one of its lines."""

    purchase_order_id: str
    line_item_number: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedPeriods:
    """A run of billing periods whose invoices of one sort take another line after the edits.

    Compared are invoices of 0.00, as balances stand now: what is not known yet has no amount.
    """

    kind: ChargeKind
    invoicing_entity: str
    tax_registration_number: str | None
    invoice_unit: str | None
    first: Month
    last: Month
    before: Taken | None
    after: Taken | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """Everything that a preview answers.

    `invoices` are in the order of their issue. `purchase_orders` are those that some invoice takes
    in either case: as they stand with the edits made, and as the last run leaves them.
    """

    invoices: tuple[PreviewedInvoice, ...]
    changed_periods: tuple[ChangedPeriods, ...]
    purchase_orders: tuple[tuple[PurchaseOrder | None, PurchaseOrder | None], ...]

    @property
    def changed(self) -> tuple[PreviewedInvoice, ...]:
        """The invoices that take something else because of the edits."""
        return tuple(invoice for invoice in self.invoices if invoice.is_changed)


def preview(
    batches: Sequence[Sequence[Charge]],
    standing: Sequence[PurchaseOrder],
    edited: Sequence[PurchaseOrder],
    settings: BillingSettings,
    entities: InvoicingEntities,
    now: datetime,
) -> Preview:
    """What the charges take among the `standing` purchase orders, and among the `edited` ones.

    Both ways are those of the real runs; the charges, and so the drafts, are the same on both.
    Batches follow each other: charges of different ones never meet on an invoice.
    """
    candidates = Candidates.of(edited, entities)
    invoices = tuple(_foreseen(batches, candidates, settings, now))
    without = invoices
    if edited is not standing:
        without = tuple(_foreseen(batches, Candidates.of(standing, entities), settings, now))
    previewed = tuple(
        PreviewedInvoice(foreseen=one, without_edits=other.decision.match)
        for one, other in zip(invoices, without, strict=True)
    )
    return Preview(
        invoices=previewed,
        changed_periods=tuple(
            _changed_periods(standing, edited, entities, _open_since(batches, now))
        ),
        purchase_orders=tuple(_touched(previewed, edited, candidates)),
    )


def _foreseen(
    batches: Sequence[Sequence[Charge]],
    candidates: Candidates,
    settings: BillingSettings,
    now: datetime,
) -> Iterator[Foreseen]:
    for charges in batches:
        yield from foresee_invoices(charges, candidates, settings, now)


def _touched(
    invoices: Sequence[PreviewedInvoice], edited: Sequence[PurchaseOrder], candidates: Candidates
) -> Iterator[tuple[PurchaseOrder | None, PurchaseOrder | None]]:
    known = {order.purchase_order_id: order for order in edited}
    taken = {
        found.purchase_order_id
        for invoice in invoices
        for found in (invoice.match, invoice.without_edits)
        if found.purchase_order_id
    }
    for purchase_order_id in sorted(taken):
        yield known.get(purchase_order_id), candidates.named(purchase_order_id)


def _changed_periods(
    standing: Sequence[PurchaseOrder],
    edited: Sequence[PurchaseOrder],
    entities: InvoicingEntities,
    since: Month,
) -> Iterator[ChangedPeriods]:
    """Only what an edited purchase order took before or takes after can be another."""
    before, after = set(standing), set(edited)
    moved = (*(before - after), *(after - before))
    ends = [month for order in moved for month in (order.effective_month, order.expiration_month)]
    if not moved or max(ends) < since:
        return
    first = max(min(ends), since)
    last = min(max(ends), first.plus(MAX_PERIODS - 1))
    one, other = Candidates.of(standing, entities), Candidates.of(edited, entities)
    currencies = sorted({order.currency for order in (*standing, *edited)})
    totals = tuple(Money(Decimal(0), currency) for currency in currencies)
    sorts = product(ChargeKind, _entities(moved), _scopes(moved))
    for kind, entity, (number, unit) in islice(sorts, MAX_SORTS):
        found = []
        for period in months(first, last):
            invoice = InvoiceToMatch(
                kind=kind,
                invoicing_entity=entity,
                billing_period=period,
                totals=totals,
                tax_registration_number=number,
                invoice_unit=unit,
            )
            pair = _taken(choose(invoice, one)), _taken(choose(invoice, other))
            found.append((period, pair))
        for (was, becomes), run in groupby(found, key=lambda each: each[1]):
            periods = [period for period, _ in run]
            if was != becomes:
                yield ChangedPeriods(
                    kind=kind,
                    invoicing_entity=entity,
                    tax_registration_number=number,
                    invoice_unit=unit,
                    first=periods[0],
                    last=periods[-1],
                    before=was,
                    after=becomes,
                )


def _open_since(batches: Sequence[Sequence[Charge]], now: datetime) -> Month:
    """The first billing period that is still to be invoiced; last month's usage may be yet."""
    periods = (charge.billing_period for charges in batches for charge in charges)
    return min(periods, default=Month.of(now).plus(-1))


def _entities(purchase_orders: Sequence[PurchaseOrder]) -> list[str]:
    return sorted({entity for order in purchase_orders for entity in order.bill_from})


def _scopes(purchase_orders: Sequence[PurchaseOrder]) -> list[tuple[str | None, str | None]]:
    """The tax registration numbers and invoice units that the purchase orders are kept for."""
    numbers = {each for order in purchase_orders for each in order.tax_registration_numbers}
    units = {each for order in purchase_orders for each in order.invoice_units}
    return list(product((None, *sorted(numbers)), (None, *sorted(units))))


def _taken(choice: Choice) -> Taken | None:
    if choice.purchase_order_id is None:
        return None
    return Taken(
        purchase_order_id=choice.purchase_order_id, line_item_number=choice.line_item_number
    )

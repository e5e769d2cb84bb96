"""When a purchase order runs out: every invoice to come, in the months in which it is issued.

The invoices are those that the runs themselves would make (`foresee_invoices`), so whatever decides
a real one decides here: another purchase order's turn, a named one, a successor.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.charges.charge import Charge
from procurement.domain.foresight.foresight import Foreseen, foresee_invoices
from procurement.domain.foresight.outlook import Booking, Outlook, missing, outlook
from procurement.domain.foresight.usage_history import (
    Scenario,
    UsageRange,
    is_projected,
    projected_charges,
)
from procurement.domain.matching.candidates import Candidates
from procurement.domain.money import MAX_AMOUNT
from procurement.domain.month import Month
from procurement.domain.organizations.membership import Membership
from procurement.domain.organizations.transfer_chain import bill_path
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder

MAX_MONTHS: Final = 36
"""How many months a forecast looks ahead, the present one included."""

_ATTEMPTS: Final = 8

Bookings = Mapping[str, Sequence[Booking]]
"""What the coming invoices book, by the key of their purchase order, in the order of issue."""

TopUps = Mapping[str, Decimal]
"""What is added to single lines, by their number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grounds:
    """What the forecasts of one account rest on, as it stands at `now`.

    `charges` are its open charges, at least those that fall due within the time looked at.
    """

    charges: Sequence[Charge]
    usage: Sequence[UsageRange]
    purchase_orders: Sequence[PurchaseOrder]
    entities: InvoicingEntities
    settings: BillingSettings
    now: datetime
    memberships: Mapping[str, Membership] = field(default_factory=dict)

    def receives(self, supposed: Charge) -> bool:
        """Whether usage that is only supposed would be on the account's bill (R-412).

        `memberships` say whose bill goes where; without any all stays where it is.
        """
        source = supposed.bill_source or supposed.receiver_account_id
        if source not in self.memberships:
            return True
        path = bill_path(source, supposed.billing_period, self.memberships)
        return path[-1] == supposed.receiver_account_id


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """What becomes of `purchase_order` from the present month until `until`, in each scenario.

    `top_ups` say what has to be added to which of its lines, so that everything until then fits.
    `usage` is what the account's projected usage was taken from.
    """

    purchase_order: PurchaseOrder
    until: Month
    outlooks: Mapping[Scenario, Outlook]
    top_ups: Mapping[Scenario, TopUps]
    usage: Sequence[UsageRange]

    def runs_out_in(self, scenario: Scenario) -> Month | None:
        """The month in which it runs out, or None."""
        return self.outlooks[scenario].runs_out_in

    def top_up(self, scenario: Scenario) -> Decimal | None:
        """What has to be added in all, in its currency; None without a tracked line."""
        if self.purchase_order.balance is None:
            return None
        return sum(self.top_ups[scenario].values(), Decimal(0))


def horizon(purchase_order: PurchaseOrder, now: datetime, most: int = MAX_MONTHS) -> Month:
    """The last month that a forecast looks at.

    It is the one after the expiration month, in which the last usage is invoiced, but at most the
    last of `most` months, the present one included, and never a month that is over.
    """
    present = Month.of(now)
    return max(present, min(purchase_order.expiration_month.plus(1), present.plus(most - 1)))


def ends_at(until: Month) -> datetime:
    """The last instant of that month: what is due by then is looked at."""
    return until.plus(1).starts_at - timedelta(microseconds=1)


def forecast(purchase_order: PurchaseOrder, grounds: Grounds, until: Month) -> Forecast:
    """The forecast of one of the purchase orders of `grounds`."""
    ahead = {scenario: bookings_ahead(grounds, scenario, until) for scenario in Scenario}
    outlooks = outlooks_of(purchase_order, ahead, grounds.now, until)
    return with_top_ups(purchase_order, outlooks, ahead, grounds, until)


def outlooks_of(
    purchase_order: PurchaseOrder, ahead: Mapping[Scenario, Bookings], now: datetime, until: Month
) -> Mapping[Scenario, Outlook]:
    """The purchase order's outlook in each scenario, from what lies `ahead` of the account."""
    return {
        scenario: outlook(
            purchase_order, bookings.get(purchase_order.key, ()), Month.of(now), until
        )
        for scenario, bookings in ahead.items()
    }


def with_top_ups(
    purchase_order: PurchaseOrder,
    outlooks: Mapping[Scenario, Outlook],
    ahead: Mapping[Scenario, Bookings],
    grounds: Grounds,
    until: Month,
) -> Forecast:
    """The whole forecast, from the outlooks and what they were made of."""
    return Forecast(
        purchase_order=purchase_order,
        until=until,
        outlooks=outlooks,
        top_ups={
            scenario: _top_ups(purchase_order, bookings, grounds, scenario, until)
            for scenario, bookings in ahead.items()
        },
        usage=grounds.usage,
    )


def bookings_ahead(
    grounds: Grounds,
    scenario: Scenario,
    until: Month,
    topped_up: PurchaseOrder | None = None,
    added: TopUps | None = None,
) -> Bookings:
    """What all invoices until the end of that month book, in one scenario.

    With `added` as if the lines of `topped_up` were raised by that now.
    """
    known = [charge for charge in grounds.charges if charge.due_at <= ends_at(until)]
    projected = projected_charges(grounds.usage, scenario, known, grounds.settings, until.plus(-1))
    supposed = filter(grounds.receives, projected)
    orders = grounds.purchase_orders
    if topped_up and added:
        raised = _raised(topped_up, added, grounds.now)
        orders = [raised if order.key == raised.key else order for order in orders]
    found: dict[str, list[Booking]] = defaultdict(list)
    candidates = Candidates.of(orders, grounds.entities)
    charges = [*known, *supposed]
    for foreseen in foresee_invoices(
        charges, candidates, grounds.settings, grounds.now, explains=False
    ):
        order, booking = foreseen.decision.match.purchase_order, _booking(foreseen)
        if order and booking and booking.month <= until:
            found[order.key].append(booking)
    return found


def _top_ups(
    purchase_order: PurchaseOrder,
    ahead: Bookings,
    grounds: Grounds,
    scenario: Scenario,
    until: Month,
) -> TopUps:
    """What has to be added to which line, so that every invoice that then takes one finds enough.

    `ahead` is what comes without it. Money added to a line, and the edit that adds it (R-125), may
    draw further invoices to the purchase order: so it is added, and looked at again. Should that
    not settle soon, each line gets what it would take if it had no end, which always suffices.
    """
    key = purchase_order.key
    added: dict[str, Decimal] = {}
    for _ in range(_ATTEMPTS):
        counted = [booking for booking in ahead.get(key, ()) if booking.month <= until]
        short = missing(purchase_order, counted, added)
        if not short:
            return added
        for number, amount in short.items():
            added[number] = added.get(number, Decimal(0)) + amount
        ahead = bookings_ahead(grounds, scenario, until, purchase_order, added)
    tracked = [line for line in purchase_order.line_items if line.is_balance_tracked]
    endless = {line.line_item_number: MAX_AMOUNT for line in tracked}
    ahead = bookings_ahead(grounds, scenario, until, purchase_order, endless)
    return missing(purchase_order, ahead.get(key, ()), {})


def _raised(purchase_order: PurchaseOrder, added: TopUps, now: datetime) -> PurchaseOrder:
    """As an edit at `now` would raise its lines: what is booked less stands for what is added."""
    lines = tuple(
        replace(line, booked=line.booked - added.get(line.line_item_number, Decimal(0)))
        for line in purchase_order.line_items
    )
    return purchase_order.changed(now, line_items=lines)


def _booking(foreseen: Foreseen) -> Booking | None:
    """What the invoice books, and how much of that is projected; None when no balance moves."""
    match, draft = foreseen.decision.match, foreseen.draft
    if match.booked is None or match.line_item_number is None:
        return None
    known = [charge for charge in draft.charges if not is_projected(charge)]
    certain = replace(draft, charges=tuple(known)).total_in(match.booked.currency)
    return Booking(
        month=Month.of(foreseen.at),
        line_item_number=match.line_item_number,
        total=match.booked.amount,
        projected=match.booked.amount - (certain.amount if certain else Decimal(0)),
    )

"""Which charges would be invoiced without a purchase order, or on one that is about to fail.

The invoices are those that the coming runs would make (`foresee_invoices`). All charges of an
invoice share its risks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.charges.charge import Charge
from procurement.domain.foresight.foresight import Foreseen, foresee_invoices
from procurement.domain.invoices.decision import Decision, invoice_to_match
from procurement.domain.matching.candidates import Candidates
from procurement.domain.matching.matcher import choose
from procurement.domain.matching.result import Flag, Outcome
from procurement.domain.money import EXACT, Money
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder


class Risk(StrEnum):
    """Why somebody should act before the invoice is made."""

    NO_PURCHASE_ORDER = "NO_PURCHASE_ORDER"
    """No line item fits."""
    SUSPENDED = "SUSPENDED"
    """No number is printed because a suspended purchase order is named, or would fit."""
    NOT_INTEGRATED = "NOT_INTEGRATED"
    """No number is printed because the integration with Marketplace is off (R-167)."""
    EXPIRING = "EXPIRING"
    """The line that it takes ends within the days looked at, or has ended, and nothing follows it.

    A line ends with its purchase order at the latest (R-080).
    """
    TOO_SMALL = "TOO_SMALL"
    """The line that it takes has less than the total."""
    CURRENCY_MISMATCH = "CURRENCY_MISMATCH"
    """The purchase order that it takes is in another currency, and its balance will not move."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RiskyInvoice:
    """One invoice to come that is at risk.

    `act_by` is the last day on which acting helps: the day before the run that makes the invoice,
    but never a day that is over. `purchase_order_id` is the one concerned: the one that it takes,
    or the suspended one. `missing` is the part of the total that the line does not cover, for
    TOO_SMALL alone.
    """

    draft_id: str
    invoiced_at: datetime
    act_by: date
    total: Money
    risks: tuple[Risk, ...]
    reason: str
    purchase_order_id: str | None = None
    line_item_number: str | None = None
    missing: Money | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChargeAtRisk:
    """A charge, and what is wrong with the invoice that it will be on."""

    charge: Charge
    invoice: RiskyInvoice


def last_instant(days: int, now: datetime) -> datetime:
    """Until when charges fall due that the radar looks at: the end of the day so many days on."""
    return datetime.combine(now.date() + timedelta(days=days), time.max, tzinfo=now.tzinfo)


def charges_at_risk(
    charges: Iterable[Charge],
    purchase_orders: Sequence[PurchaseOrder],
    entities: InvoicingEntities,
    settings: BillingSettings,
    now: datetime,
    days: int,
) -> tuple[ChargeAtRisk, ...]:
    """Those of `charges` due within so many days that are at risk, the most urgent first.

    Charges that fall due later must not be among them. Credit memos are never at risk: they take no
    purchase order of their own (R-152).
    """
    candidates = Candidates.of(purchase_orders, entities)
    judge = _Judge(candidates, _unsuspended(purchase_orders, entities, now), now, days)
    found = [
        ChargeAtRisk(charge=charge, invoice=invoice)
        for foreseen in foresee_invoices(charges, candidates, settings, now)
        if (invoice := judge.judged(foreseen)) is not None
        for charge in foreseen.draft.charges
    ]
    return tuple(sorted(found, key=urgency))


def urgency(found: ChargeAtRisk) -> tuple[str, str, str, str]:
    """What the radar is sorted by: the day to act by, the due time, then the charge's IDs."""
    charge = found.charge
    return (
        found.invoice.act_by.isoformat(),
        charge.due_at.isoformat(),
        charge.collection_id,
        charge.charge_id,
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    """Says what is wrong with invoices to come. `resting` are the suspended ones, as if active."""

    candidates: Candidates
    resting: Candidates
    now: datetime
    days: int

    def judged(self, foreseen: Foreseen) -> RiskyInvoice | None:
        decision = foreseen.decision
        draft, match = decision.draft, decision.match
        suspended = self._suspended(decision)
        missing = _missing(decision) if Flag.OUT_OF_BALANCE in match.flags else None
        asked = {
            Risk.NO_PURCHASE_ORDER: match.outcome is Outcome.NO_MATCH and not suspended,
            Risk.SUSPENDED: suspended is not None,
            Risk.NOT_INTEGRATED: match.outcome is Outcome.NAMED_NOT_INTEGRATED,
            Risk.EXPIRING: self._is_expiring(decision),
            Risk.TOO_SMALL: missing is not None,
            Risk.CURRENCY_MISMATCH: Flag.CURRENCY_MISMATCH in match.flags,
        }
        risks = tuple(risk for risk, is_so in asked.items() if is_so)
        if not risks:
            return None
        reason = match.reason
        if suspended and match.outcome is Outcome.NO_MATCH:
            reason += f" Purchase order {suspended} would fit, but is suspended."
        return RiskyInvoice(
            draft_id=draft.draft_id,
            invoiced_at=foreseen.at,
            act_by=max(self.now.date(), foreseen.at.date() - timedelta(days=1)),
            total=draft.total,
            risks=risks,
            reason=reason,
            purchase_order_id=match.purchase_order_id or suspended,
            line_item_number=match.line_item_number,
            missing=missing,
        )

    def _suspended(self, decision: Decision) -> str | None:
        """The suspended purchase order that keeps the invoice from showing a number."""
        if decision.match.outcome is Outcome.NAMED_SUSPENDED:
            return decision.draft.group.purchase_order_reference
        if decision.match.outcome is Outcome.NO_MATCH:
            return choose(invoice_to_match(decision.draft), self.resting).purchase_order_id
        return None

    def _is_expiring(self, decision: Decision) -> bool:
        """One that a charge names is left out: naming it moves its expiration (R-191, R-195)."""
        taken, number = decision.match.purchase_order, decision.match.line_item_number
        if taken is None or number is None or decision.match.outcome is not Outcome.MATCHED:
            return False
        end = taken.line(number).end_month
        if end.last_day > self.now.date() + timedelta(days=self.days):
            return False
        next_one = replace(invoice_to_match(decision.draft), billing_period=end.plus(1))
        return choose(next_one, self.candidates).purchase_order is None


def _missing(decision: Decision) -> Money | None:
    """The part of the invoice that its line does not cover, which is at most the whole."""
    total, number = decision.match.booked, decision.match.line_item_number
    if total is None or number is None or decision.lined is None:
        return None
    left = max(decision.lined.line(number).balance or Decimal(0), Decimal(0))
    return Money(EXACT.subtract(total.amount, left), total.currency)


def _unsuspended(
    purchase_orders: Iterable[PurchaseOrder], entities: InvoicingEntities, now: datetime
) -> Candidates:
    resting = (order for order in purchase_orders if order.is_suspended)
    return Candidates.of([order.changed(now, is_suspended=False) for order in resting], entities)

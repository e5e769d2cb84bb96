"""What the coming invoice runs will issue, if nothing else changes: decided, and never saved."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.charges.charge import Charge
from procurement.domain.invoices.consolidation import invoiced_from
from procurement.domain.invoices.decision import Decision, decide_draft, named_purchase_order
from procurement.domain.invoices.draft import Draft, draft_invoices
from procurement.domain.matching.candidates import Candidates

_BETWEEN_RUNS: Final = timedelta(hours=1)
"""Runs begin at the full hour, as the schedule in the template says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Foreseen:
    """One invoice to come: `at` is the run that will issue it."""

    at: datetime
    decision: Decision

    @property
    def draft(self) -> Draft:
        """The charges that will be on it."""
        return self.decision.draft


def foresee_invoices(
    charges: Iterable[Charge],
    candidates: Candidates,
    settings: BillingSettings,
    now: datetime,
    *,
    explains: bool = True,
) -> Iterator[Foreseen]:
    """The invoices that `charges` of one receiver become, run by run, in the order of their issue.

    `candidates` are all purchase orders that may be matched or are named; every invoice is booked
    on them, so that they end as the last run leaves them. What is due already waits for the next
    run, what is consolidated for the one after its day. Taxes are those of the day of issue, and so
    are exchange rates, as far as they were told. `explains` is that of `decide_draft`.
    """

    def run_of(charge: Charge) -> datetime:
        return next_run(max(invoiced_from(charge, settings.payment), now))

    seen = Candidates(candidates.entities)
    for at, due in groupby(sorted(charges, key=run_of), key=run_of):
        drafts = draft_invoices(tuple(due), settings, candidates.entities.taxes, at.date())
        seen = _as_loaded(drafts, candidates, seen)
        for draft in drafts:
            reference = named_purchase_order(draft)
            named = candidates.named(reference) if reference else None
            decision = decide_draft(draft, seen, named, at, explains=explains)
            if decision.after is not None:
                seen.put(decision.after)
                candidates.put(decision.after)
            yield Foreseen(at=at, decision=decision)


def _as_loaded(drafts: Sequence[Draft], candidates: Candidates, before: Candidates) -> Candidates:
    """What a run loads for these drafts: nothing that expired before all of their periods.

    Mostly that is what the run before had loaded, which then goes on being used.
    """
    since = min(draft.group.billing_period for draft in drafts)
    usable = [order for order in candidates.purchase_orders if order.expiration_month >= since]
    known = before.purchase_orders
    if len(known) == len(usable) and {id(order) for order in known} == {id(o) for o in usable}:
        return before
    return Candidates.of(usable, candidates.entities)


def next_run(moment: datetime) -> datetime:
    """The first run at `moment` or later."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    return hour if hour == moment else hour + _BETWEEN_RUNS

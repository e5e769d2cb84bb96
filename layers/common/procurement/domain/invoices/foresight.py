"""What the coming invoice runs will issue, if nothing else changes: decided, and never saved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from procurement.domain.charges.charge import Charge
from procurement.domain.invoices.decision import Decision, decide_draft, named_purchase_order
from procurement.domain.invoices.invoice import Draft, draft_invoices
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
    charges: Iterable[Charge], candidates: Candidates, now: datetime
) -> Iterator[Foreseen]:
    """The invoices that `charges` of one receiver become, run by run, in the order of their issue.

    `candidates` are all purchase orders that may be matched or are named; every invoice is booked
    on them, so that they end as the last run leaves them. What is due already waits for the next
    run.
    """

    def run_of(charge: Charge) -> datetime:
        return next_run(max(charge.due_at, now))

    for at, due in groupby(sorted(charges, key=run_of), key=run_of):
        for draft in draft_invoices(tuple(due)):
            reference = named_purchase_order(draft)
            named = candidates.named(reference) if reference else None
            decision = decide_draft(draft, candidates, named, at)
            if decision.after is not None:
                candidates.put(decision.after)
            yield Foreseen(at=at, decision=decision)


def next_run(moment: datetime) -> datetime:
    """The first run at `moment` or later."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    return hour if hour == moment else hour + _BETWEEN_RUNS

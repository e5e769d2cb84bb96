"""Who asks: taken from the request context, never from a body."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """The account that decides what can be seen, and the principal that the ledger will name."""

    account_id: str
    arn: str


INVOICE_RUN = "invoice-run"
"""The actor of everything that a run decides."""

SILENCE = "silence"
"""The actor of everything that happens because nobody answered in time."""

COST_IMPORT = "cost-import"
"""The actor of everything that an import decides."""

RECONCILIATION = "reconciliation"
"""The actor of a reconciliation that the schedule begins."""

REPORTING = "billed-revenue-reports"
"""The actor of everything that is reported by itself."""

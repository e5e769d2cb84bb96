"""Reconciliations in DynamoDB, each with a partition for its findings and its plan.

All of it expires together: DynamoDB deletes what is past its time, mostly within days.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables.invoices import ReconciliationItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.errors import AlreadyExists, ReconciliationNotFound
from procurement.domain.reconciliation.finding import Finding
from procurement.domain.reconciliation.reconciliation import KEPT_FOR, Reconciliation
from procurement.domain.reconciliation.reference_plan import ReferencePlan
from procurement.service.ports.page import Page

_RECONCILIATION: Final = "RECONCILIATION#"
_FINDING: Final = "FINDING#"
_PLAN: Final = "PLAN"


class DynamoReconciliations:
    """`service.ports.Reconciliations` on the Invoices table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def get(self, account_id: str, reconciliation_id: str) -> Reconciliation:
        """One strongly consistent read; `ReconciliationNotFound` when it finds nothing."""
        try:
            with translated():
                item = ReconciliationItem.get(
                    account_id, _RECONCILIATION + reconciliation_id, consistent_read=True
                )
        except ReconciliationItem.DoesNotExist:
            raise ReconciliationNotFound(reconciliation_id) from None
        return from_document(item.document, Reconciliation)

    def page(self, account_id: str, *, limit: int, token: str | None) -> Page[Reconciliation]:
        """One query; the IDs begin with their instants."""
        return Listing("reconciliations", ("account_id", account_id)).page(
            self._transaction.page_tokens,
            token,
            lambda start: ReconciliationItem.query(
                account_id,
                ReconciliationItem.entry.startswith(_RECONCILIATION),
                consistent_read=True,
                scan_index_forward=False,
                limit=limit,
                last_evaluated_key=start,
            ),
            lambda item: from_document(item.document, Reconciliation),
        )

    def findings(
        self, reconciliation: Reconciliation, *, limit: int, token: str | None
    ) -> Page[Finding]:
        """One query, of no more than were kept in the end."""
        if not reconciliation.kept:
            return Page([])
        partition = _partition(reconciliation)
        places = _place(0), _place(reconciliation.kept - 1)
        return Listing("reconciliation-findings", ("account_id", partition)).page(
            self._transaction.page_tokens,
            token,
            lambda start: ReconciliationItem.query(
                partition,
                ReconciliationItem.entry.between(*places),
                consistent_read=True,
                limit=limit,
                last_evaluated_key=start,
            ),
            lambda item: from_document(item.document, Finding),
        )

    def plan(self, reconciliation: Reconciliation) -> ReferencePlan:
        """One strongly consistent read."""
        try:
            with translated():
                item = ReconciliationItem.get(
                    _partition(reconciliation), _PLAN, consistent_read=True
                )
        except ReconciliationItem.DoesNotExist:
            return ReferencePlan(account_id=reconciliation.account_id, changes=())
        return from_document(item.document, ReferencePlan)

    def add(self, reconciliation: Reconciliation) -> None:
        """Put it if its ID is free."""
        self._transaction.put(
            _item(reconciliation),
            condition=ReconciliationItem.account_id.does_not_exist(),
            on_failure=lambda: AlreadyExists(
                f"reconciliation {reconciliation.reconciliation_id} exists already",
                resource_type="Reconciliation",
                resource_id=reconciliation.reconciliation_id,
            ),
        )

    def put_findings(
        self, reconciliation: Reconciliation, first: int, findings: Sequence[Finding]
    ) -> None:
        """One item each, under its place."""
        for place, finding in enumerate(findings, first):
            self._put_part(reconciliation, _place(place), finding)

    def put_plan(self, reconciliation: Reconciliation, plan: ReferencePlan) -> None:
        """One item: deflated, the largest plan takes some 120 KB."""
        self._put_part(reconciliation, _PLAN, plan)

    def save(self, reconciliation: Reconciliation) -> None:
        """Put it over the revision that it was read at."""
        self._transaction.put(
            _item(replace(reconciliation, revision=reconciliation.revision + 1)),
            condition=ReconciliationItem.revision == reconciliation.revision,
            on_failure=lost("Reconciliation", reconciliation.reconciliation_id),
        )

    def _put_part(self, reconciliation: Reconciliation, entry: str, part: object) -> None:
        self._transaction.put(
            ReconciliationItem(
                _partition(reconciliation),
                entry,
                revision=0,
                document=to_document(part),
                expires_at=_expiry(reconciliation),
            ),
            condition=None,
            on_failure=lambda: ReconciliationNotFound(reconciliation.reconciliation_id),
        )


def _item(reconciliation: Reconciliation) -> ReconciliationItem:
    return ReconciliationItem(
        reconciliation.account_id,
        _RECONCILIATION + reconciliation.reconciliation_id,
        revision=reconciliation.revision,
        document=to_document(reconciliation),
        expires_at=_expiry(reconciliation),
    )


def _place(number: int) -> str:
    return f"{_FINDING}{number:06d}"


def _expiry(reconciliation: Reconciliation) -> int:
    return int((reconciliation.requested_at + KEPT_FOR).timestamp())


def _partition(reconciliation: Reconciliation) -> str:
    return f"{reconciliation.account_id}#{_RECONCILIATION}{reconciliation.reconciliation_id}"

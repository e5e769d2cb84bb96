"""Compare the real account with what the rules expect."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, TypeVar

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities, LineItemType
from procurement.domain.errors import LedgerlineError
from procurement.domain.events import EventType
from procurement.domain.month import Month
from procurement.domain.reconciliation.aws_account import AwsAgreement, AwsCharge, AwsInvoice
from procurement.domain.reconciliation.books import Books
from procurement.domain.reconciliation.charge_findings import find_in_charges
from procurement.domain.reconciliation.evidence import gathered
from procurement.domain.reconciliation.finding import Finding, Severity
from procurement.domain.reconciliation.invoice_findings import find_in_invoice
from procurement.domain.reconciliation.reconciliation import (
    MAX_CHARGES,
    MAX_FINDINGS,
    MAX_INVOICES,
    Reconciliation,
    months_of_issue,
)
from procurement.domain.reconciliation.reference_plan import ReferencePlan
from procurement.service.ports.aws_account import AwsAccount
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.reconciliation.start_reconciliation import subject_of
from procurement.service.record import new_event

T = TypeVar("T")

_FIRST_MONTH: Final = Month(1, 1)
_ORDER: Final = tuple(Severity)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sources:
    """What is compared with what, and by which clock."""

    aws: AwsAccount
    unit_of_work: UnitOfWorkFactory
    clock: Clock
    entities: InvoicingEntities
    has_time: Callable[[], bool]


def reconcile(account_id: str, reconciliation_id: str, sources: Sources) -> Reconciliation:
    """Compare, keep what was found and say so; one that is over comes back as it is.

    Begun again after a stop it reads AWS anew and writes over what was kept before. What AWS
    refuses is its result, not an error: marketplace calls alone become a note, invoices a failure.
    """
    with sources.unit_of_work() as unit:
        asked = unit.reconciliations.get(account_id, reconciliation_id)
    if asked.finished_at is not None:
        return asked
    seen = _Seen()
    try:
        _look(asked, sources, seen)
    except LedgerlineError as error:
        failed = asked.failed(error.code, error.message, sources.clock.now())
        return _end(failed, sources)
    findings = sorted(_compare(seen, account_id, sources), key=_rank)
    plan = ReferencePlan.of(account_id, findings)
    _keep(asked, findings[:MAX_FINDINGS], plan, sources)
    return _end(
        asked.finished(
            findings,
            plan,
            invoices=len(seen.invoices),
            charges=len(seen.charges),
            notes=seen.notes,
            at=sources.clock.now(),
        ),
        sources,
    )


@dataclass(slots=True)
class _Seen:
    """What AWS said, and what could not be looked at."""

    invoices: list[AwsInvoice] = field(default_factory=list)
    charges: list[AwsCharge] = field(default_factory=list)
    agreements: dict[str, AwsAgreement] = field(default_factory=dict)
    are_charges_known: bool = True
    notes: list[str] = field(default_factory=list)


def _look(asked: Reconciliation, sources: Sources, seen: _Seen) -> None:
    aws, in_time = sources.aws, sources.has_time
    listed = (
        invoice
        for start, end in months_of_issue(asked.first, asked.last)
        for invoice in aws.invoices(asked.account_id, start, end)
    )
    seen.invoices += _bounded(listed, MAX_INVOICES, in_time, "invoices", seen)
    seen.invoices.sort(key=lambda each: (each.issued_at, each.invoice_id))
    try:
        seen.charges += _bounded(aws.charges(), MAX_CHARGES, in_time, "charges", seen)
        found = _bounded(aws.agreements(), MAX_CHARGES, in_time, "agreements", seen)
        seen.agreements.update((each.agreement_id, each) for each in found)
    except LedgerlineError as error:
        seen.are_charges_known = False
        seen.notes.append(f"Charges could not be looked at: {error.message}")


def _bounded(
    items: Iterable[T], most: int, has_time: Callable[[], bool], what: str, seen: _Seen
) -> Iterator[T]:
    """As many as there is room and time for, with a note if that is not all."""
    for number, item in enumerate(islice(items, most + 1)):
        if number == most:
            seen.notes.append(f"Only the first {most:,} {what} were looked at.")
            return
        if not has_time():
            seen.notes.append(f"Time was up after {number:,} {what}.")
            return
        yield item


def _compare(seen: _Seen, account_id: str, sources: Sources) -> Iterator[Finding]:
    now = sources.clock.now()
    with sources.unit_of_work() as unit:
        orders = unit.purchase_orders.usable_from(account_id, _FIRST_MONTH)
        settings = unit.billing_settings.of_account(account_id)
    books = Books(orders, settings, sources.entities)
    evidence = gathered(seen.invoices, seen.charges, are_charges_known=seen.are_charges_known)
    for invoice in seen.invoices:
        finding = find_in_invoice(invoice, books, evidence)
        if finding is not None:
            yield finding
    issuers = _marketplace_issuers(seen.invoices, sources.entities)
    yield from find_in_charges(seen.charges, seen.agreements, issuers, books, now)


def _marketplace_issuers(
    invoices: Sequence[AwsInvoice], entities: InvoicingEntities
) -> Sequence[str]:
    """Those of the account's Marketplace invoices; all that may issue any if there are none yet."""
    seen = dict.fromkeys(each.invoicing_entity for each in invoices if each.is_marketplace)
    blanket = LineItemType.MARKETPLACE_BLANKET_USAGE
    return tuple(seen) or tuple(each for each in entities.known if entities.allows(blanket, each))


def _rank(finding: Finding) -> tuple[int, str, float, str]:
    at = finding.at.timestamp() if finding.at else 0.0
    return _ORDER.index(finding.severity), finding.subject, -at, finding.subject_id


def _keep(
    asked: Reconciliation, findings: Sequence[Finding], plan: ReferencePlan, sources: Sources
) -> None:
    """In as many transactions as it takes; nothing of it counts before the last one of all."""
    with sources.unit_of_work() as unit:
        unit.reconciliations.put_plan(asked, plan)
        unit.commit()
    kept = 0
    while kept < len(findings):
        with sources.unit_of_work() as unit:
            some = findings[kept : kept + unit.room]
            unit.reconciliations.put_findings(asked, kept, some)
            unit.commit()
        kept += len(some)


def _end(result: Reconciliation, sources: Sources) -> Reconciliation:
    with sources.unit_of_work() as unit:
        unit.reconciliations.save(result)
        unit.ledger.record(
            new_event(
                result.account_id,
                EventType.RECONCILIATION_FINISHED,
                subject_of(result),
                at=result.finished_at or sources.clock.now(),
                actor=result.requested_by,
                occasion=result.reconciliation_id,
                detail={
                    "reconciliationId": result.reconciliation_id,
                    "state": "FAILED" if result.failure else "FINISHED",
                    "invoices": result.invoices,
                    "charges": result.charges,
                    "findings": result.findings,
                    "counts": dict(result.counts),
                    "failure": result.failure[1] if result.failure else None,
                },
            )
        )
        unit.commit()
    return result

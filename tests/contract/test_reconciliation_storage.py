"""What reconciliations read and store, on real keys."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from procurement import bootstrap
from procurement.adapters.dynamodb.tables.invoices import ReconciliationItem
from procurement.domain.errors import AlreadyExists, LostRace, ReconciliationNotFound
from procurement.domain.month import Month
from procurement.domain.reconciliation.finding import Finding, FindingKind, Severity, Subject
from procurement.domain.reconciliation.reconciliation import KEPT_FOR, Reconciliation
from procurement.domain.reconciliation.reference_plan import (
    MAX_CHANGES,
    BatchResult,
    BatchState,
    ReferenceChange,
    ReferencePlan,
)
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.api import BUYER
from tests.support.purchase_orders import money

NOW = datetime(2027, 2, 10, 9, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("aws", "clock")


def unit() -> UnitOfWork:
    return bootstrap.unit_of_work()()


def commit(stage: Callable[[UnitOfWork], Any]) -> None:
    with unit() as work:
        stage(work)
        work.commit()


def asked(name: str = "rc-20270210T090000Z", **more: Any) -> Reconciliation:
    return Reconciliation(
        account_id=BUYER,
        reconciliation_id=name,
        requested_at=NOW,
        requested_by="arn:aws:iam::111122223333:user/procurement",
        first=date(2027, 1, 1),
        last=date(2027, 2, 10),
        **more,
    )


def a_finding(name: str = "I-1") -> Finding:
    return Finding(
        subject=Subject.INVOICE,
        subject_id=name,
        kind=FindingKind.TYPO,
        severity=Severity.HIGH,
        account_id=BUYER,
        printed="PO-l",
        expected="PO-1",
        nearest=("PO-1",),
        rule="R-008",
        reason="There is no purchase order PO-l.",
        mend="Have PO-1 printed by a support case.",
        total=money("100.00 EUR"),
        at=NOW,
        billing_period=Month(2027, 1),
        invoicing_entity="Amazon Web Services EMEA SARL",
    )


def stored(reconciliation: Reconciliation) -> Reconciliation:
    commit(lambda work: work.reconciliations.add(reconciliation))
    with unit() as work:
        return work.reconciliations.get(BUYER, reconciliation.reconciliation_id)


def test_a_reconciliation_comes_back_as_it_was_saved() -> None:
    found = stored(asked())
    assert found == asked()
    applied = replace(
        asked(counts=(("TYPO", 1),), severities=(("HIGH", 1),), notes=("Not all.",), changes=1),
        finished_at=NOW,
        plan_token="ab" * 32,
    ).applying("ab" * 32, "somebody", NOW)
    ended = applied.applied([BatchResult(charges=1, state=BatchState.FAILED, error=("X", "no"))])
    commit(lambda work: work.reconciliations.save(ended))
    with unit() as work:
        assert work.reconciliations.get(BUYER, found.reconciliation_id) == replace(
            ended, revision=1
        )


def test_the_same_one_is_added_once() -> None:
    stored(asked())
    with pytest.raises(AlreadyExists):
        commit(lambda work: work.reconciliations.add(asked()))


def test_only_the_first_of_two_simultaneous_changes_wins() -> None:
    found = stored(asked())
    commit(lambda work: work.reconciliations.save(found.failed("X", "no", NOW)))
    with pytest.raises(LostRace):
        commit(lambda work: work.reconciliations.save(found.failed("Y", "no", NOW)))


def test_that_of_another_account_is_not_found() -> None:
    """R-377"""
    stored(asked())
    with unit() as work, pytest.raises(ReconciliationNotFound):
        work.reconciliations.get("999988887777", "rc-20270210T090000Z")


def test_the_newest_is_listed_first_page_by_page() -> None:
    names = [f"rc-2027021{day}T090000Z" for day in range(3)]
    for name in names:
        stored(asked(name))
    with unit() as work:
        first = work.reconciliations.page(BUYER, limit=2, token=None)
        rest = work.reconciliations.page(BUYER, limit=2, token=first.next_token)
    found = [each.reconciliation_id for each in (*first.items, *rest.items)]
    assert found == names[::-1]


def test_findings_come_back_in_their_order_and_none_of_an_earlier_attempt() -> None:
    ended = stored(asked(kept=3))
    earlier = [a_finding(f"old-{number}") for number in range(5)]
    commit(lambda work: work.reconciliations.put_findings(ended, 0, earlier))
    found = [a_finding(f"I-{number}") for number in range(3)]
    commit(lambda work: work.reconciliations.put_findings(ended, 0, found[:2]))
    commit(lambda work: work.reconciliations.put_findings(ended, 2, found[2:]))
    with unit() as work:
        first = work.reconciliations.findings(ended, limit=2, token=None)
        rest = work.reconciliations.findings(ended, limit=2, token=first.next_token)
        assert [*first.items, *rest.items] == found
        assert (
            work.reconciliations.findings(replace(ended, kept=0), limit=2, token=None).items == []
        )


def test_the_largest_plan_fits_into_one_item() -> None:
    ended = stored(asked())
    changes = tuple(
        ReferenceChange(
            charge_id=f"ch-{number:061d}",
            agreement_id=f"agmt-{number:059d}",
            revision=number + 1,
            before=f"{number:0200d}",
            after=f"{number * 7:0200d}",
        )
        for number in range(MAX_CHANGES)
    )
    plan = ReferencePlan(account_id=BUYER, changes=changes)
    commit(lambda work: work.reconciliations.put_plan(ended, plan))
    with unit() as work:
        assert work.reconciliations.plan(ended) == plan


def test_without_a_plan_there_is_nothing_to_set() -> None:
    with unit() as work:
        assert work.reconciliations.plan(asked()).changes == ()


def test_all_of_it_expires_together() -> None:
    ended = stored(asked(kept=1))
    commit(lambda work: work.reconciliations.put_findings(ended, 0, [a_finding()]))
    due = int((NOW + KEPT_FOR).timestamp())
    expiring = list(ReconciliationItem.scan(ReconciliationItem.expires_at.exists()))
    assert [item.expires_at for item in expiring] == [due, due]

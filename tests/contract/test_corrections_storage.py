"""What corrections of invoices read and store, on real keys and indexes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from procurement import bootstrap
from procurement.domain.errors import AlreadyExists, BillingAdjustmentNotFound, LostRace
from procurement.domain.invoices.billing_adjustment import (
    AdjustmentOrder,
    AdjustmentReason,
    AdjustmentStatus,
    BillingAdjustment,
)
from procurement.domain.invoices.corrections import Regeneration
from procurement.domain.invoices.credit_memo import CreditOrder, credit
from procurement.domain.invoices.edition import Edition
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.money import Money
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.api import BUYER
from tests.support.issued import issued
from tests.support.purchase_orders import a_line, a_purchase_order

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
MADE = Regeneration(at=NOW, actor="arn:aws:iam::111122223333:user/support", reason="Case 4711")

pytestmark = pytest.mark.usefixtures("aws", "clock")


def unit() -> UnitOfWork:
    return bootstrap.unit_of_work()()


def commit(stage: Callable[[UnitOfWork], Any]) -> None:
    with unit() as work:
        stage(work)
        work.commit()


def added(invoice: Invoice) -> Invoice:
    """The invoice as it is read back."""
    commit(lambda work: work.invoices.add(invoice))
    with unit() as work:
        return work.invoices.get(invoice.account_id, invoice.invoice_id)


def an_adjustment(token: str = "t-1", **more: Any) -> BillingAdjustment:
    order = AdjustmentOrder(
        agreement_id="agmt-1",
        invoice_id="US-1",
        amount=Money(Decimal("12.30"), "USD"),
        reason_code=AdjustmentReason.OTHER,
        description="Goodwill",
        client_token=token,
    )
    whole = {"request_id": order.request_id, "created_at": NOW, "updated_at": NOW, **more}
    return BillingAdjustment(account_id=BUYER, order=order, **whole)


class TestInvoices:
    def test_credits_and_regeneration_come_back_as_they_were_saved(self):
        order = CreditOrder(
            invoice_id="US-1", amount=Decimal("1.10"), reason="Outage", client_token="t-1"
        )
        stored = added(issued("100.00", tax="7.00"))
        memo, credited = credit(stored, order, number=2, prefix="US", now=NOW)
        changed = replace(credited, edition=2, regeneration=MADE, adjusting="ba-1")
        commit(lambda work: (work.invoices.add(memo), work.invoices.save(changed)))
        with unit() as work:
            found = work.invoices.get(BUYER, stored.invoice_id)
            assert found == replace(changed, revision=stored.revision + 1)
            assert work.invoices.credit_memos_of(found) == [replace(memo, revision=1)]
            assert work.invoices.credit_memos_of(memo) == ()

    def test_only_the_first_of_two_simultaneous_changes_wins(self):
        """R-153"""
        stored = added(issued())
        commit(lambda work: work.invoices.save(replace(stored, adjusting="ba-1")))
        with pytest.raises(LostRace):
            commit(lambda work: work.invoices.save(replace(stored, adjusting="ba-2")))


class TestEditions:
    def test_a_former_edition_comes_back_whole(self):
        """R-391"""
        stored = added(issued("3000.00", a_purchase_order("A", a_line(total="10000.00"))))
        commit(lambda work: work.invoices.keep_edition(stored))
        with unit() as work:
            assert work.invoices.former_edition(BUYER, stored.invoice_id, 1) == stored
            assert work.invoices.former_edition(BUYER, stored.invoice_id, 2) is None
            assert work.invoices.former_editions(BUYER, stored.invoice_id) == [Edition.of(stored)]

    def test_they_are_listed_by_number(self):
        stored = added(issued())
        for number in (2, 10, 1):
            edition = replace(stored, edition=number, regeneration=MADE)
            commit(lambda work, kept=edition: work.invoices.keep_edition(kept))
        with unit() as work:
            found = work.invoices.former_editions(BUYER, stored.invoice_id)
        assert [edition.number for edition in found] == [1, 2, 10]
        assert {edition.reason for edition in found} == {"Case 4711"}

    def test_an_edition_is_kept_once(self):
        stored = added(issued())
        commit(lambda work: work.invoices.keep_edition(stored))
        with pytest.raises(LostRace):
            commit(lambda work: work.invoices.keep_edition(stored))


class TestTombstones:
    def test_a_deleted_order_is_found_by_its_key_and_may_be_booked_on(self):
        """R-071"""
        order = a_purchase_order("A", a_line(total="10.00"))
        commit(lambda work: work.purchase_orders.add(order))
        with unit() as work:
            present = work.purchase_orders.get(order.account_id, "A")
            assert work.purchase_orders.tombstone(order.account_id, present.key) is None
        commit(lambda work: work.purchase_orders.remove(present))
        with unit() as work:
            buried = work.purchase_orders.tombstone(order.account_id, present.key)
        assert buried is not None
        booked = buried.booked("1", Decimal("3.00"))
        commit(lambda work: work.purchase_orders.save_tombstone(booked))
        with unit() as work:
            found = work.purchase_orders.tombstone(order.account_id, present.key)
            assert found == replace(booked, revision=buried.revision + 1)
            assert work.purchase_orders.find(order.account_id, "A") is None
        with pytest.raises(LostRace):
            commit(lambda work: work.purchase_orders.save_tombstone(booked))


class TestBillingAdjustments:
    def test_one_comes_back_as_it_was_saved(self):
        adjustment = an_adjustment()
        commit(lambda work: work.billing_adjustments.add(adjustment))
        with unit() as work:
            found = work.billing_adjustments.get("agmt-1", adjustment.request_id)
        assert found == replace(adjustment, revision=1)
        done = found.completed("US-2", NOW)
        commit(lambda work: work.billing_adjustments.save(done))
        with unit() as work:
            again = work.billing_adjustments.find("agmt-1", adjustment.request_id)
        assert again == replace(done, revision=2)

    def test_an_unknown_one(self):
        with unit() as work:
            assert work.billing_adjustments.find("agmt-1", "ba-1") is None
            with pytest.raises(BillingAdjustmentNotFound):
                work.billing_adjustments.get("agmt-1", "ba-1")

    def test_a_second_of_the_same_token_and_a_stale_one_are_refused(self):
        adjustment = an_adjustment()
        commit(lambda work: work.billing_adjustments.add(adjustment))
        with pytest.raises(AlreadyExists):
            commit(lambda work: work.billing_adjustments.add(adjustment))
        with pytest.raises(LostRace):
            commit(lambda work: work.billing_adjustments.save(adjustment))

    def test_they_are_listed_by_agreement_and_status(self):
        for token in ("t-1", "t-2", "t-3"):
            commit(lambda work, t=token: work.billing_adjustments.add(an_adjustment(t)))
        done = an_adjustment("t-4").completed("US-2", NOW)
        commit(lambda work: work.billing_adjustments.add(done))
        with unit() as work:
            listing = work.billing_adjustments
            first = listing.page("agmt-1", status=None, limit=3, token=None)
            rest = listing.page("agmt-1", status=None, limit=3, token=first.next_token)
            completed = listing.page(
                "agmt-1", status=AdjustmentStatus.COMPLETED, limit=10, token=None
            )
            assert listing.page("agmt-2", status=None, limit=3, token=None).items == []
        found = [*first.items, *rest.items]
        assert len({adjustment.request_id for adjustment in found}) == 4
        assert [adjustment.request_id for adjustment in completed.items] == [done.request_id]

"""What `service.ports.BillingTransfers` promises, and what is kept of transfers beside them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from procurement import bootstrap
from procurement.domain.billing_settings.invoice_units import InvoiceUnit
from procurement.domain.errors import BillingTransferNotFound, LostRace
from procurement.domain.month import Month
from procurement.domain.organizations.billing_transfer import (
    BillingTransfer,
    TransferInput,
    offered,
)
from procurement.domain.organizations.membership import Membership
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.application import nothing_written

NOW = datetime(2027, 1, 15, 12, 30, 0, 123456, tzinfo=UTC)
SOURCE, TARGET, STRANGER = "111122223333", "555566667777", "666677778888"

pytestmark = pytest.mark.usefixtures("aws", "clock")


def commit(stage: Callable[[UnitOfWork], Any]) -> None:
    with bootstrap.unit_of_work()() as work:
        stage(work)
        work.commit()


def a_transfer(attempt: int = 1) -> BillingTransfer:
    given = TransferInput(
        source_account_id=SOURCE,
        name="Example",
        notes="by contract",
        starts_at=Month(2027, 2).starts_at,
    )
    return offered(given, TARGET, "o-1", NOW, attempt=attempt)


class TestTransfers:
    def test_both_sides_find_it_as_it_was_saved_and_nobody_else_does(self):
        """R-409"""
        transfer = a_transfer()
        commit(lambda work: work.billing_transfers.save(None, transfer))
        with bootstrap.unit_of_work()() as work:
            for account in (SOURCE, TARGET):
                assert work.billing_transfers.get(account, transfer.transfer_id) == transfer
            assert work.billing_transfers.find(STRANGER, transfer.transfer_id) is None
            with pytest.raises(BillingTransferNotFound):
                work.billing_transfers.get(STRANGER, transfer.transfer_id)

    def test_a_change_shows_on_both_sides(self):
        transfer = a_transfer()
        ended = transfer.accepted(NOW).withdrawn(Month(2027, 3), NOW)
        commit(lambda work: work.billing_transfers.save(None, transfer))
        commit(lambda work: work.billing_transfers.save(transfer, ended))
        with bootstrap.unit_of_work()() as work:
            for account in (SOURCE, TARGET):
                assert work.billing_transfers.get(account, transfer.transfer_id) == ended

    def test_it_is_saved_over_what_was_read_alone(self):
        """R-147"""
        transfer = a_transfer()
        commit(lambda work: work.billing_transfers.save(None, transfer))
        accepted = transfer.accepted(NOW)
        commit(lambda work: work.billing_transfers.save(transfer, accepted))
        for before in (None, transfer):
            with nothing_written(), pytest.raises(LostRace):
                commit(lambda work, b=before: work.billing_transfers.save(b, accepted))

    def test_each_direction_is_listed_by_itself_page_by_page(self):
        transfers = [a_transfer(attempt) for attempt in range(1, 4)]
        for transfer in transfers:
            commit(lambda work, each=transfer: work.billing_transfers.save(None, each))
        with bootstrap.unit_of_work()() as work:
            held = work.billing_transfers
            first = held.page_of_inbound(TARGET, limit=2, token=None)
            rest = held.page_of_inbound(TARGET, limit=2, token=first.next_token)
            listed = [*first.items, *rest.items]
            assert sorted(each.transfer_id for each in listed) == sorted(
                each.transfer_id for each in transfers
            )
            assert held.page_of_outbound(TARGET, limit=5, token=None).items == []
            assert len(held.page_of_outbound(SOURCE, limit=5, token=None).items) == 3


def test_a_membership_keeps_the_transfers_of_both_directions():
    """R-412"""
    before = Membership(account_id=SOURCE)
    transfer = a_transfer()
    bill = replace(transfer.bill_to_target(), last=Month(2027, 4))
    after = before.giving(bill).taking(transfer.bill_of_source())
    commit(lambda work: work.organizations.save_membership(before, after))
    with bootstrap.unit_of_work()() as work:
        assert work.organizations.membership(SOURCE) == after


def test_an_invoice_unit_keeps_its_bill_source_accounts():
    """R-410"""
    unit = InvoiceUnit(
        account_id=TARGET,
        name="Resold",
        invoice_receiver=TARGET,
        updated_at=NOW,
        linked_accounts=(STRANGER,),
        bill_source_accounts=(SOURCE, STRANGER),
    )
    commit(lambda work: work.billing_settings.add_unit(unit))
    with bootstrap.unit_of_work()() as work:
        assert work.billing_settings.unit(TARGET, "Resold") == unit

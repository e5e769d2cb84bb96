"""What `service.ports.Organizations` promises, kept by the one on DynamoDB."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from procurement import bootstrap
from procurement.domain.errors import LedgerlineError, LostRace, PayerChanged
from procurement.domain.organizations.integration import MarketplaceIntegration
from procurement.domain.organizations.membership import Membership
from procurement.domain.organizations.organization import (
    AccountState,
    Organization,
    OrganizationAccount,
)
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.application import nothing_written

NOW = datetime(2027, 1, 15, 12, 30, 0, 123456, tzinfo=UTC)
LATER = datetime(2027, 6, 10, tzinfo=UTC)
K, O1, O2 = "222233334444", "111122223333", "555566667777"

pytestmark = pytest.mark.usefixtures("aws", "clock")


def commit(stage: Callable[[UnitOfWork], Any]) -> None:
    with bootstrap.unit_of_work()() as work:
        stage(work)
        work.commit()


def refused(error: type[LedgerlineError], stage: Callable[[UnitOfWork], Any]) -> None:
    with nothing_written(), pytest.raises(error):
        commit(stage)


def an_account(account_id: str = K, **more: Any) -> OrganizationAccount:
    invited = OrganizationAccount(
        organization_id="o-1",
        management_account_id=O1,
        account_id=account_id,
        state=AccountState.INVITED,
        invited_at=NOW,
    )
    return replace(invited, **more)


class TestMemberships:
    def test_one_comes_back_as_it_was_saved(self):
        alone = Membership(account_id=K)
        moved = alone.joined("o-1", O1, NOW).left(LATER).joined("o-2", O2, LATER)
        commit(lambda work: work.organizations.save_membership(alone, moved))
        with bootstrap.unit_of_work()() as work:
            assert work.organizations.membership(K) == moved
            assert work.organizations.memberships([K, O1, K]) == {
                K: moved,
                O1: Membership(account_id=O1),
            }
            assert work.organizations.memberships([]) == {}

    def test_more_than_one_request_holds_are_read_all_the_same(self):
        accounts = [f"{number:012}" for number in range(150)]
        with bootstrap.unit_of_work()() as work:
            assert list(work.organizations.memberships(accounts)) == accounts

    def test_only_what_was_read_is_replaced(self):
        alone = Membership(account_id=K)
        member = alone.joined("o-1", O1, NOW)
        commit(lambda work: work.organizations.save_membership(alone, member))
        refused(LostRace, lambda work: work.organizations.save_membership(alone, member))
        left = member.left(LATER)
        commit(lambda work: work.organizations.save_membership(member, left))
        refused(LostRace, lambda work: work.organizations.save_membership(member, left))

    def test_one_that_is_held_must_not_move(self):
        alone = Membership(account_id=K)
        member = alone.joined("o-1", O1, NOW)
        commit(lambda work: work.organizations.hold_membership(alone))
        commit(lambda work: work.organizations.save_membership(alone, member))
        commit(lambda work: work.organizations.hold_membership(member))
        refused(PayerChanged, lambda work: work.organizations.hold_membership(alone))


class TestOrganizations:
    def test_one_comes_back_as_it_was_saved(self):
        organization = Organization.created(O1, NOW)
        commit(lambda work: work.organizations.save(None, organization))
        grown = organization.with_another()
        commit(lambda work: work.organizations.save(organization, grown))
        with bootstrap.unit_of_work()() as work:
            assert work.organizations.managed_by(O1) == grown
            assert work.organizations.managed_by(O2) is None
        refused(LostRace, lambda work: work.organizations.save(None, organization))
        refused(LostRace, lambda work: work.organizations.save(organization, grown))
        refused(LostRace, lambda work: work.organizations.remove(organization))
        commit(lambda work: work.organizations.remove(grown))
        with bootstrap.unit_of_work()() as work:
            assert work.organizations.managed_by(O1) is None


class TestAccounts:
    def test_an_invitation_lies_on_both_sides_until_it_is_answered(self):
        invited = an_account()
        commit(lambda work: work.organizations.save_account(None, invited))
        with bootstrap.unit_of_work()() as work:
            assert work.organizations.account(O1, K) == invited
            assert work.organizations.invitation(K, "o-1") == invited
        joined = invited.joined(LATER)
        commit(lambda work: work.organizations.save_account(invited, joined))
        with bootstrap.unit_of_work()() as work:
            assert work.organizations.account(O1, K) == joined
            assert work.organizations.invitation(K, "o-1") is None
        commit(lambda work: work.organizations.save_account(joined, None))
        with bootstrap.unit_of_work()() as work:
            assert work.organizations.account(O1, K) is None

    def test_an_invitation_is_answered_once(self):
        invited = an_account()
        commit(lambda work: work.organizations.save_account(None, invited))
        refused(LostRace, lambda work: work.organizations.save_account(None, invited))
        joined = invited.joined(LATER)
        commit(lambda work: work.organizations.save_account(invited, joined))
        refused(LostRace, lambda work: work.organizations.save_account(invited, joined))
        refused(LostRace, lambda work: work.organizations.save_account(invited, None))

    def test_pages_follow_the_ids(self):
        accounts = [an_account(f"{number:012}") for number in (3, 1, 2)]
        for account in accounts:
            commit(lambda work, account=account: work.organizations.save_account(None, account))
        with bootstrap.unit_of_work()() as work:
            page = work.organizations.page_of_accounts(O1, limit=2, token=None)
            rest = work.organizations.page_of_accounts(O1, limit=2, token=page.next_token)
            assert [*page.items, *rest.items] == sorted(accounts, key=lambda a: a.account_id)
            (mine,) = work.organizations.page_of_invitations(
                "0" * 11 + "3", limit=2, token=None
            ).items
            assert mine == accounts[0]


class TestIntegration:
    def test_it_comes_back_as_it_was_saved_with_the_other_settings(self):
        before = MarketplaceIntegration(account_id=O1)
        off = before.switched(False, NOW)
        commit(lambda work: work.billing_settings.save_integration(before, off))
        with bootstrap.unit_of_work()() as work:
            assert work.billing_settings.integration(O1) == off
            assert work.billing_settings.of_account(O1).integration == off
            assert work.billing_settings.of_account(O2).integration.is_enabled
        refused(LostRace, lambda work: work.billing_settings.save_integration(before, off))

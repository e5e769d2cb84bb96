"""Organizations, memberships and the integration with Marketplace, without anything around them."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from procurement.domain.errors import (
    InvalidAccountState,
    InvalidInput,
    QuotaExceeded,
    StaleVersion,
    WrongStatus,
)
from procurement.domain.organizations.account_listing import ListedAccount, listed_account_ids
from procurement.domain.organizations.integration import (
    MAX_CHANGES,
    IntegrationChange,
    MarketplaceIntegration,
)
from procurement.domain.organizations.membership import MAX_STAYS, Membership
from procurement.domain.organizations.organization import MAX_ACCOUNTS, Organization

K, O1, O2 = "222233334444", "111122223333", "555566667777"
MAY = datetime(2027, 5, 1, tzinfo=UTC)
JUNE = datetime(2027, 6, 10, tzinfo=UTC)
JULY = datetime(2027, 7, 1, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


class TestMembership:
    def test_an_account_on_its_own_pays_for_itself(self):
        """R-001"""
        alone = Membership(account_id=K)
        assert (alone.payer, alone.payer_at(JUNE), alone.present) == (K, K, None)

    def test_a_member_is_paid_for_by_its_management_account(self):
        """R-001, R-002"""
        member = Membership(account_id=K).joined("o-1", O1, MAY)
        assert (member.payer, member.is_managing) == (O1, False)

    def test_who_paid_at_which_instant_can_be_answered_for_good(self):
        """R-235: the instant of joining belongs to the new payer, that of leaving not to the old"""
        moved = (
            Membership(account_id=K)
            .joined("o-1", O1, MAY)
            .left(JUNE)
            .joined("o-2", O2, JUNE)
            .left(JULY)
        )
        instants = (MAY - MOMENT, MAY, JUNE - MOMENT, JUNE, JULY - MOMENT, JULY)
        assert [moved.payer_at(instant) for instant in instants] == [K, O1, O1, O2, O2, K]

    def test_joining_again_changes_nothing(self):
        member = Membership(account_id=K).joined("o-1", O1, MAY)
        assert member.joined("o-1", O1, JUNE) is member

    def test_a_member_leaves_before_it_joins_another(self):
        member = Membership(account_id=K).joined("o-1", O1, MAY)
        with pytest.raises(WrongStatus):
            member.joined("o-2", O2, JUNE)

    def test_leaving_while_in_none_changes_nothing(self):
        alone = Membership(account_id=K)
        assert alone.left(JUNE) is alone

    def test_a_stay_never_ends_before_it_began(self):
        """Clocks of two processes may differ a little"""
        member = Membership(account_id=K).joined("o-1", O1, JUNE).left(MAY)
        assert member.stays[0].left_at == JUNE

    def test_the_history_is_bounded(self):
        member = Membership(account_id=K)
        for _ in range(MAX_STAYS):
            member = member.joined("o-1", O1, MAY).left(JUNE)
        with pytest.raises(QuotaExceeded):
            member.joined("o-1", O1, JULY)

    def test_a_management_account_pays_for_itself_and_is_told_apart(self):
        """R-001"""
        managing = Membership(account_id=O1).joined("o-1", O1, MAY)
        assert (managing.payer, managing.is_managing) == (O1, True)


class TestOrganization:
    def test_its_id_has_the_shape_of_aws(self):
        organization = Organization.created(O1, MAY)
        prefix, _, rest = organization.organization_id.partition("-")
        assert prefix == "o"
        assert re.fullmatch("[a-z0-9]{10,32}", rest)

    def test_it_is_full_at_some_time(self):
        full = replace(Organization.created(O1, MAY), accounts=MAX_ACCOUNTS)
        with pytest.raises(QuotaExceeded):
            full.with_another()
        assert full.with_one_less().with_another().accounts == MAX_ACCOUNTS


class TestIntegration:
    def test_it_refuses_purchase_orders_while_it_is_off(self):
        """R-164, R-167"""
        switch = MarketplaceIntegration(account_id=O1)
        switch.expect_enabled()
        with pytest.raises(InvalidAccountState, match=O1):
            switch.switched(False, MAY).expect_enabled()

    def test_it_remembers_its_changes(self):
        switch = MarketplaceIntegration(account_id=O1).switched(False, MAY).switched(True, JUNE)
        assert switch.changes == (IntegrationChange(MAY, False), IntegrationChange(JUNE, True))
        assert (switch.is_enabled, switch.version) == (True, 2)

    def test_the_same_position_again_changes_nothing(self):
        switch = MarketplaceIntegration(account_id=O1)
        assert switch.switched(True, MAY) is switch

    def test_its_memory_is_bounded(self):
        switch = MarketplaceIntegration(account_id=O1)
        for number in range(MAX_CHANGES + 1):
            switch = switch.switched(bool(number % 2), MAY)
        assert (len(switch.changes), switch.version) == (MAX_CHANGES, MAX_CHANGES + 1)

    def test_a_stale_version_is_refused(self):
        switch = MarketplaceIntegration(account_id=O1)
        switch.expect_version(None)
        switch.expect_version(0)
        with pytest.raises(StaleVersion):
            switch.expect_version(1)


class TestListing:
    def test_every_account_counts_once_and_the_management_account_not_at_all(self):
        listing = [ListedAccount(each) for each in (O1, K, K, O2)]
        assert listed_account_ids(listing, O1) == (K, O2)

    def test_all_problems_are_told_at_once(self):
        with pytest.raises(InvalidInput) as refused:
            listed_account_ids([ListedAccount(None), ListedAccount(K), ListedAccount("12")], O1)
        told = {(problem.field, problem.reason) for problem in refused.value.problems}
        assert told == {
            ("Accounts[0].Id", "INVALID_ACCOUNT_ID"),
            ("Accounts[2].Id", "INVALID_ACCOUNT_ID"),
        }

    @pytest.mark.parametrize("count", [0, 101])
    def test_a_listing_is_bounded(self, count):
        with pytest.raises(InvalidInput):
            listed_account_ids([ListedAccount(K)] * count, O1)

"""Organizations: nobody becomes the payer of a stranger, and everybody sees its own side."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.api import BUYER, call
from tests.support.application import check_refusal, events_of, items, nothing_written
from tests.support.crashes import When, counted, crashed, meeting
from tests.support.organizations import invited, joined, left, managing, membership_of
from tests.support.tables import empty_tables

O1, O2, K, STRANGER = "555566667777", "666677778888", "222233334444", "999988887777"

pytestmark = pytest.mark.usefixtures("aws", "clock")


def own(account: str, **query: str) -> dict[str, Any]:
    answer = call("GET", "/organization", account=account, **query)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def accounts_of(account: str) -> list[tuple[str, str]]:
    found = items("/organization/accounts", account=account, maxResults=1)
    return [(each["accountId"], each["state"]) for each in found]


def told(account: str) -> Counter[str]:
    """How often each type of event is in the account's ledger."""
    return Counter(event["type"] for event in events_of(account))


def invitations_of(account: str) -> list[str]:
    found = items("/organization-invitations", account=account, maxResults=1)
    return [each["organizationId"] for each in found]


def import_of(*account_ids: str, by: str = BUYER) -> Any:
    listing = [
        {"Id": each, "Arn": f"arn:aws:organizations::1:account/{each}", "Status": "ACTIVE"}
        for each in account_ids
    ]
    return call("POST", "/organization/accounts", {"Accounts": listing}, account=by)


class TestHandshake:
    def test_an_account_on_its_own_pays_for_itself(self):
        """R-001"""
        alone = own(K)
        assert (alone["payerAccountId"], alone["organizationId"], alone["history"]) == (K, None, [])

    def test_declaring_again_changes_nothing(self):
        organization_id = managing(O1)
        with nothing_written():
            assert managing(O1) == organization_id
        assert own(O1)["isManagementAccount"] is True

    def test_an_invited_account_is_paid_for_once_it_accepted(self):
        """R-001: the invitation alone changes nothing"""
        managing(O1)
        organization_id = invited(K, by=O1)
        assert own(K)["payerAccountId"] == K
        assert (invitations_of(K), accounts_of(O1)) == ([organization_id], [(K, "INVITED")])
        member = joined(K, to=O1)
        assert (member["payerAccountId"], member["managementAccountId"]) == (O1, O1)
        assert (invitations_of(K), accounts_of(O1)) == ([], [(K, "ACTIVE")])

    def test_nobody_joins_without_an_invitation(self):
        organization_id = managing(O1)
        with nothing_written():
            answer = call("POST", f"/organization-invitations/{organization_id}/accept", account=K)
            check_refusal(answer, 404, "ResourceNotFoundException", "INVITATION_NOT_FOUND")

    def test_two_payers_may_invite_but_one_gets_the_account(self):
        """R-001: the second acceptance is refused while the first membership lasts"""
        managing(O1), managing(O2)
        first, second = invited(K, by=O1), invited(K, by=O2)
        assert sorted(invitations_of(K)) == sorted([first, second])
        joined(K, to=O1)
        with nothing_written():
            answer = call("POST", f"/organization-invitations/{second}/accept", account=K)
            check_refusal(answer, 409, "ConflictException", "WRONG_STATUS")
        assert own(K)["payerAccountId"] == O1

    def test_of_two_acceptances_at_once_one_is_refused(self):
        """The membership is one item, so the later one decides again and finds the first"""
        managing(O1), managing(O2)
        first, second = invited(K, by=O1), invited(K, by=O2)

        def other_first(commit: Any) -> None:
            path = f"/organization-invitations/{second}/accept"
            assert call("POST", path, account=K).status == 200
            commit()

        with meeting(1, other_first):
            answer = call("POST", f"/organization-invitations/{first}/accept", account=K)
        check_refusal(answer, 409, "ConflictException", "WRONG_STATUS")
        assert own(K)["payerAccountId"] == O2

    def test_accepting_again_changes_nothing(self):
        organization_id = managing(O1)
        joined(K, to=O1)
        with nothing_written():
            path = f"/organization-invitations/{organization_id}/accept"
            assert call("POST", path, account=K).status == 200

    def test_inviting_again_changes_nothing(self):
        managing(O1)
        invited(K, by=O1)
        with nothing_written():
            invited(K, by=O1)

    def test_an_invitation_can_be_declined_and_withdrawn(self):
        organization_id = managing(O1)
        invited(K, by=O1)
        path = f"/organization-invitations/{organization_id}"
        assert call("DELETE", path, account=K).status == 204
        check_refusal(call("DELETE", path, account=K), 404, "ResourceNotFoundException")
        invited(K, by=O1)
        left(K, by=O1)
        assert (invitations_of(K), accounts_of(O1)) == ([], [])
        assert told(O1) == {
            "OrganizationCreated": 1,
            "AccountInvited": 2,
            "InvitationWithdrawn": 2,
        }

    def test_a_stranger_s_ledger_is_not_written_to(self):
        managing(O1)
        invited(K, by=O1)
        assert events_of(K) == []

    @pytest.mark.parametrize("account_id", ["12", "12345678901x", O1])
    def test_only_other_accounts_can_be_invited(self, account_id):
        managing(O1)
        answer = call("PUT", f"/organization/accounts/{account_id}", account=O1)
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert answer.reasons == {("accountId", "INVALID_ACCOUNT_ID")}

    def test_who_manages_no_organization_invites_nobody(self):
        answer = call("PUT", f"/organization/accounts/{K}", account=O1)
        check_refusal(answer, 404, "ResourceNotFoundException", "ORGANIZATION_NOT_FOUND")

    def test_a_member_cannot_manage_and_a_manager_cannot_join(self):
        """Whoever pays for others pays for itself"""
        managing(O1), managing(O2)
        joined(K, to=O1)
        check_refusal(call("PUT", "/organization", account=K), 409, "ConflictException")
        organization_id = invited(O1, by=O2)
        answer = call("POST", f"/organization-invitations/{organization_id}/accept", account=O1)
        check_refusal(answer, 409, "ConflictException", "WRONG_STATUS")


class TestLeaving:
    def test_a_member_leaves_and_is_removed(self):
        managing(O1)
        joined(K, to=O1)
        left(K)
        assert own(K)["payerAccountId"] == K
        joined(K, to=O1)
        left(K, by=O1)
        assert (own(K)["payerAccountId"], accounts_of(O1)) == (K, [])
        assert told(K) == {"AccountJoined": 2, "AccountLeft": 2}

    def test_leaving_again_changes_nothing(self):
        managing(O1)
        joined(K, to=O1)
        left(K)
        with nothing_written():
            left(K)

    def test_the_history_says_who_paid_at_which_instant(self, clock):
        """R-235"""
        managing(O1), managing(O2)
        clock("2027-05-01T00:00")
        joined(K, to=O1)
        clock("2027-06-10T00:00")
        left(K)
        joined(K, to=O2)
        assert [stay["managementAccountId"] for stay in own(K)["history"]] == [O1, O2]
        instants = ("2027-04-30T23:59:59Z", "2027-06-09T23:59:59Z", "2027-06-10T00:00:00Z")
        assert [own(K, at=at)["payerAccountId"] for at in instants] == [K, O1, O2]

    def test_an_instant_needs_its_zone(self):
        answer = call("GET", "/organization", at="2027-05-01T00:00:00")
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")

    def test_the_management_account_leaves_last(self):
        managing(O1)
        joined(K, to=O1)
        answer = call("DELETE", f"/organization/accounts/{O1}", account=O1)
        check_refusal(answer, 409, "ConflictException", "WRONG_STATUS")
        left(K)
        left(O1)
        assert own(O1)["organizationId"] is None
        managing(O2)
        assert joined(O1, to=O2)["payerAccountId"] == O2

    def test_an_organization_that_is_made_again_is_another_one(self, clock):
        first = managing(O1)
        left(O1)
        clock("2027-02-01T00:00")
        assert managing(O1) != first

    def test_strangers_and_members_remove_nobody(self):
        """Tenancy: another account's membership does not even exist for them"""
        managing(O1), managing(O2)
        joined(K, to=O1)
        joined(STRANGER, to=O1)
        with nothing_written():
            for account in (STRANGER, O2, "333344445555"):
                answer = call("DELETE", f"/organization/accounts/{K}", account=account)
                check_refusal(answer, 404, "ResourceNotFoundException")


class TestTenancy:
    def test_a_member_sees_its_own_membership_and_nobody_else_s(self):
        """R-376"""
        managing(O1)
        joined(K, to=O1)
        joined(STRANGER, to=O1)
        assert STRANGER not in repr(own(K))
        for account in (K, "333344445555"):
            answer = call("GET", "/organization/accounts", account=account)
            check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_pages_of_one_account_are_closed_to_another(self):
        managing(O1), managing(O2)
        for account in (K, STRANGER):
            invited(account, by=O1)
        token = call("GET", "/organization/accounts", account=O1, maxResults=1).body["nextToken"]
        answer = call("GET", "/organization/accounts", account=O2, nextToken=token)
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")


class TestImport:
    def test_a_listing_of_aws_organizations_makes_members(self):
        """The management account in it is left out, an invited one joins"""
        managing(BUYER)
        invited(K, by=BUYER)
        answer = import_of(BUYER, K, STRANGER)
        assert [each["accountId"] for each in answer.body["items"]] == [K, STRANGER]
        assert accounts_of(BUYER) == [(K, "ACTIVE"), (STRANGER, "ACTIVE")]
        assert own(K)["payerAccountId"] == BUYER
        assert invitations_of(K) == []
        with nothing_written():
            assert import_of(BUYER, K, STRANGER).status == 200

    def test_only_the_deployment_s_own_account_may(self):
        """Nobody else can make members of those who were not asked"""
        managing(O1)
        with nothing_written():
            check_refusal(import_of(K, by=O1), 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_without_an_organization_there_is_nothing_to_import_into(self):
        check_refusal(import_of(K), 404, "ResourceNotFoundException", "ORGANIZATION_NOT_FOUND")

    def test_accounts_of_others_are_all_told_of_and_nobody_joins(self):
        managing(BUYER), managing(O1)
        joined(K, to=O1)
        with nothing_written():
            answer = import_of(STRANGER, K, O1)
            check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert len(answer.body["problems"]) == 2

    def test_a_crash_anywhere_is_healed_by_importing_again(self, subtests):
        def prepare() -> None:
            empty_tables()
            managing(BUYER)

        prepare()
        with counted() as commits:
            import_of(K, STRANGER)
        for number in range(1, commits.count + 1):
            for when in When:
                with subtests.test(number=number, when=when.value):
                    prepare()
                    assert crashed(lambda: import_of(K, STRANGER), number, when)
                    assert import_of(K, STRANGER).status == 200
                    assert [account for account, _ in accounts_of(BUYER)] == [K, STRANGER]
                    assert len(events_of(BUYER, "AccountJoined")) == 2


def test_what_is_stored_of_a_membership_comes_back_as_it_was(clock):
    managing(O1)
    clock("2027-05-01T10:20:30.123456")
    joined(K, to=O1)
    clock("2027-06-10T00:00")
    left(K)
    (stay,) = membership_of(K).stays
    assert stay.joined_at == datetime(2027, 5, 1, 10, 20, 30, 123456, tzinfo=UTC)
    assert stay.left_at == datetime(2027, 6, 10, tzinfo=UTC)

"""Organizations in DynamoDB: each account's own membership, and the accounts beside their payer."""

from collections.abc import Iterable, Mapping
from typing import Final

from pynamodb.expressions.condition import Condition

from procurement.adapters.dynamodb.membership_mapping import from_bill, from_stay, to_membership
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables.organizations import (
    InvitationItem,
    MembershipItem,
    OrganizationAccountItem,
    OrganizationItem,
)
from procurement.adapters.dynamodb.transaction import OnFailure, Transaction, lost, translated
from procurement.domain.errors import PayerChanged
from procurement.domain.organizations.membership import Membership
from procurement.domain.organizations.organization import (
    AccountState,
    Organization,
    OrganizationAccount,
)
from procurement.service.ports.page import Page

_ORGANIZATION: Final = "ORGANIZATION"
MEMBERSHIP: Final = f"{_ORGANIZATION}#MEMBERSHIP"
_ACCOUNT: Final = f"{_ORGANIZATION}#ACCOUNT#"
_INVITATION: Final = f"{_ORGANIZATION}#INVITATION#"


class DynamoOrganizations:
    """`service.ports.Organizations` on the PurchaseOrders table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def membership(self, account_id: str) -> Membership:
        """One strongly consistent read."""
        try:
            with translated():
                item = MembershipItem.get(account_id, MEMBERSHIP, consistent_read=True)
        except MembershipItem.DoesNotExist:
            return Membership(account_id=account_id)
        return to_membership(item)

    def memberships(self, account_ids: Iterable[str]) -> Mapping[str, Membership]:
        """Batches of up to 100, strongly consistent."""
        asked = list(dict.fromkeys(account_ids))
        found = {account_id: Membership(account_id=account_id) for account_id in asked}
        keys = [(account_id, MEMBERSHIP) for account_id in asked]
        with translated():
            for item in MembershipItem.batch_get(keys, consistent_read=True):
                found[item.account_id] = to_membership(item)
        return found

    def managed_by(self, management_account_id: str) -> Organization | None:
        """One strongly consistent read."""
        try:
            with translated():
                item = OrganizationItem.get(
                    management_account_id, _ORGANIZATION, consistent_read=True
                )
        except OrganizationItem.DoesNotExist:
            return None
        return Organization(
            organization_id=item.organization_id,
            management_account_id=item.account_id,
            created_at=item.created_at,
            accounts=int(item.accounts),
            transfers_offered=int(item.transfers_offered),
            version=int(item.version),
        )

    def account(self, management_account_id: str, account_id: str) -> OrganizationAccount | None:
        """One strongly consistent read."""
        try:
            with translated():
                item = OrganizationAccountItem.get(
                    management_account_id, _ACCOUNT + account_id, consistent_read=True
                )
        except OrganizationAccountItem.DoesNotExist:
            return None
        return _to_account(item)

    def page_of_accounts(
        self, management_account_id: str, *, limit: int, token: str | None
    ) -> Page[OrganizationAccount]:
        """One strongly consistent range query."""
        return Listing("organization-accounts", ("account_id", management_account_id)).page(
            self._transaction.page_tokens,
            token,
            lambda start: OrganizationAccountItem.query(
                management_account_id,
                OrganizationAccountItem.entry.startswith(_ACCOUNT),
                consistent_read=True,
                limit=limit,
                last_evaluated_key=start,
            ),
            _to_account,
        )

    def invitation(self, account_id: str, organization_id: str) -> OrganizationAccount | None:
        """One strongly consistent read."""
        try:
            with translated():
                item = InvitationItem.get(
                    account_id, _INVITATION + organization_id, consistent_read=True
                )
        except InvitationItem.DoesNotExist:
            return None
        return _to_invited(item)

    def page_of_invitations(
        self, account_id: str, *, limit: int, token: str | None
    ) -> Page[OrganizationAccount]:
        """One strongly consistent range query."""
        return Listing("organization-invitations", ("account_id", account_id)).page(
            self._transaction.page_tokens,
            token,
            lambda start: InvitationItem.query(
                account_id,
                InvitationItem.entry.startswith(_INVITATION),
                consistent_read=True,
                limit=limit,
                last_evaluated_key=start,
            ),
            _to_invited,
        )

    def save(self, before: Organization | None, after: Organization) -> None:
        """Put it over the version that was read."""
        self._transaction.put(
            OrganizationItem(
                after.management_account_id,
                _ORGANIZATION,
                organization_id=after.organization_id,
                created_at=after.created_at,
                accounts=after.accounts,
                transfers_offered=after.transfers_offered,
                version=after.version,
            ),
            condition=(
                OrganizationItem.version == before.version
                if before
                else OrganizationItem.account_id.does_not_exist()
            ),
            on_failure=lost("Organization", after.organization_id),
        )

    def remove(self, organization: Organization) -> None:
        """Delete the version that was read."""
        self._transaction.delete(
            OrganizationItem(organization.management_account_id, _ORGANIZATION),
            condition=OrganizationItem.version == organization.version,
            on_failure=lost("Organization", organization.organization_id),
        )

    def save_membership(self, before: Membership, after: Membership) -> None:
        """Put it over the version that was read."""
        self._transaction.put(
            MembershipItem(
                after.account_id,
                MEMBERSHIP,
                stays=[from_stay(stay) for stay in after.stays],
                outbound=[from_bill(bill) for bill in after.outbound] or None,
                inbound=[from_bill(bill) for bill in after.inbound] or None,
                version=after.version,
            ),
            condition=_as_read(before),
            on_failure=lost("OrganizationAccount", after.account_id),
        )

    def hold_membership(self, membership: Membership) -> None:
        """Check the version that was read."""
        self._transaction.check(
            MembershipItem,
            membership.account_id,
            MEMBERSHIP,
            condition=_as_read(membership),
            on_failure=lambda: PayerChanged(
                f"account {membership.account_id} or its bill moved to another payer in between",
                resource_type="OrganizationAccount",
                resource_id=membership.account_id,
            ),
        )

    def save_account(
        self, before: OrganizationAccount | None, after: OrganizationAccount | None
    ) -> None:
        """Put or delete it beside its payer, and its invitation beside itself."""
        held = after or before
        if held is None:
            return
        if after:
            self._transaction.put(
                _from_account(after), condition=_in_state(before), on_failure=_moved(after)
            )
        else:
            self._transaction.delete(
                _from_account(held), condition=_in_state(before), on_failure=_moved(held)
            )
        if after and after.is_invited:
            self._transaction.put(_from_invited(after), condition=None, on_failure=_moved(after))
        elif before and before.is_invited:
            self._transaction.delete(
                _from_invited(before),
                condition=InvitationItem.account_id.exists(),
                on_failure=_moved(before),
            )


def _as_read(membership: Membership) -> Condition:
    if membership.version:
        return MembershipItem.version == membership.version
    return MembershipItem.account_id.does_not_exist()


def _in_state(before: OrganizationAccount | None) -> Condition:
    if before is None:
        return OrganizationAccountItem.account_id.does_not_exist()
    return OrganizationAccountItem.state == before.state.value


def _moved(account: OrganizationAccount) -> OnFailure:
    return lost("OrganizationAccount", account.account_id)


def _to_account(item: OrganizationAccountItem) -> OrganizationAccount:
    return OrganizationAccount(
        organization_id=item.organization_id,
        management_account_id=item.account_id,
        account_id=item.entry.removeprefix(_ACCOUNT),
        state=AccountState(item.state),
        invited_at=item.invited_at,
        joined_at=item.joined_at,
    )


def _from_account(account: OrganizationAccount) -> OrganizationAccountItem:
    return OrganizationAccountItem(
        account.management_account_id,
        _ACCOUNT + account.account_id,
        organization_id=account.organization_id,
        state=account.state.value,
        invited_at=account.invited_at,
        joined_at=account.joined_at,
    )


def _to_invited(item: InvitationItem) -> OrganizationAccount:
    return OrganizationAccount(
        organization_id=item.entry.removeprefix(_INVITATION),
        management_account_id=item.management_account_id,
        account_id=item.account_id,
        state=AccountState.INVITED,
        invited_at=item.invited_at,
    )


def _from_invited(account: OrganizationAccount) -> InvitationItem:
    return InvitationItem(
        account.account_id,
        _INVITATION + account.organization_id,
        management_account_id=account.management_account_id,
        invited_at=account.invited_at,
    )

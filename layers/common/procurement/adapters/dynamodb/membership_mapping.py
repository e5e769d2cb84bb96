"""Between memberships and their items."""

from typing import Any

from procurement.adapters.dynamodb.attributes import instant, read_instant
from procurement.adapters.dynamodb.tables.organizations import MembershipItem
from procurement.domain.month import Month
from procurement.domain.organizations.membership import Membership, Stay
from procurement.domain.organizations.transferred_bill import TransferredBill


def to_membership(item: MembershipItem) -> Membership:
    """The whole membership."""
    stays: list[dict[str, Any]] = item.stays
    return Membership(
        account_id=item.account_id,
        stays=tuple(
            Stay(
                organization_id=stay["organizationId"],
                management_account_id=stay["managementAccountId"],
                joined_at=read_instant(stay["joinedAt"]),
                left_at=read_instant(stay["leftAt"]) if stay["leftAt"] else None,
            )
            for stay in stays
        ),
        outbound=tuple(_to_bill(bill) for bill in item.outbound or ()),
        inbound=tuple(_to_bill(bill) for bill in item.inbound or ()),
        version=int(item.version),
    )


def from_stay(stay: Stay) -> dict[str, str | None]:
    """A stay as it lies in the item."""
    return {
        "organizationId": stay.organization_id,
        "managementAccountId": stay.management_account_id,
        "joinedAt": instant(stay.joined_at),
        "leftAt": instant(stay.left_at) if stay.left_at else None,
    }


def _to_bill(bill: list[str | None]) -> TransferredBill:
    transfer_id, account_id, first, last = bill
    return TransferredBill(
        transfer_id=str(transfer_id),
        account_id=str(account_id),
        first=Month.parse(str(first)),
        last=Month.parse(last) if last else None,
    )


def from_bill(bill: TransferredBill) -> list[str | None]:
    """One side of a transfer as it lies in the item, short: an account may have a thousand."""
    last = str(bill.last) if bill.last else None
    return [bill.transfer_id, bill.account_id, str(bill.first), last]

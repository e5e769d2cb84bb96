"""Which account a bill ends up with, and which transfers may follow one another."""

from collections.abc import Iterable, Mapping
from typing import Final

from procurement.domain.errors import WrongStatus
from procurement.domain.month import Month
from procurement.domain.organizations.billing_transfer import BillingTransfer
from procurement.domain.organizations.membership import Membership
from procurement.domain.organizations.transferred_bill import TransferredBill

MAX_LEVELS: Final = 2
"""Transfers in a row: from a customer to its reseller, and from there to a distributor."""

_MAX_FOLLOWED: Final = 2 * MAX_LEVELS


def bill_path(
    account_id: str, period: Month, memberships: Mapping[str, Membership]
) -> tuple[str, ...]:
    """Where the bill of a payer for `period` goes: from itself to who receives it (R-407, R-412).

    `memberships` has every account that a bill on the way may pass.
    """
    path = [account_id]
    while len(path) <= _MAX_FOLLOWED:
        further = memberships[path[-1]].bill_transfer_account(period)
        if further is None:
            break
        path.append(further)
    return tuple(path)


def expect_acceptable(
    transfer: BillingTransfer,
    source: Membership,
    target: Membership,
    beside: Iterable[Membership],
) -> None:
    """`WrongStatus` unless the bill of `source` may go to `target` from then on (R-409).

    One transfer at a time for a source, `MAX_LEVELS` in a row, and no bill comes back to where it
    began. `beside` are the accounts whose bills the source gets, and that the target gives its own.
    """
    first = transfer.first
    if _reaching(source.outbound, first):
        raise _refused(transfer, "the bill goes to somebody already then")
    after, before = _reaching(target.outbound, first), _reaching(source.inbound, first)
    if source.account_id in after:
        raise _refused(transfer, "the bill would come back to where it began")
    known = {each.account_id: each for each in beside}
    further = any(_reaching(known[each].outbound, first) for each in after)
    earlier = any(_reaching(known[each].inbound, first) for each in before)
    if bool(after) + further + bool(before) + earlier >= MAX_LEVELS:
        raise _refused(transfer, f"at most {MAX_LEVELS} transfers follow one another")


def _reaching(bills: Iterable[TransferredBill], first: Month) -> set[str]:
    return {bill.account_id for bill in bills if bill.reaches(first)}


def _refused(transfer: BillingTransfer, reason: str) -> WrongStatus:
    return WrongStatus(
        f"the billing transfer cannot be accepted: {reason}",
        resource_type="BillingTransfer",
        resource_id=transfer.transfer_id,
    )

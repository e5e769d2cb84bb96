"""The accounts of an organization as ``aws organizations list-accounts`` tells them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from procurement.domain.errors import Problems, path
from procurement.domain.ids import is_account_id

MAX_LISTED: Final = 100
"""Accounts of one request; a longer listing is sent in pieces."""


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """One account of a listing, as its writer gave it."""

    account_id: str | None


def listed_account_ids(
    listing: Sequence[ListedAccount], management_account_id: str
) -> tuple[str, ...]:
    """The accounts to take in, each once, without the management account itself.

    `InvalidInput` with every problem of the listing.
    """
    problems = Problems()
    if not 1 <= len(listing) <= MAX_LISTED:
        message = f"has 1 to {MAX_LISTED} accounts, not {len(listing)}"
        problems.add("Accounts", "INVALID_VALUE", message)
        problems.raise_if_any()
    for index, account in enumerate(listing):
        check_account_id(account.account_id, path(f"Accounts[{index}]", "Id"), problems)
    problems.raise_if_any()
    listed = dict.fromkeys(account.account_id or "" for account in listing)
    return tuple(account_id for account_id in listed if account_id != management_account_id)


def check_account_id(account_id: str | None, field: str, problems: Problems) -> None:
    """Note anything that is no AWS account ID."""
    if account_id is None or not is_account_id(account_id):
        problems.add(field, "INVALID_ACCOUNT_ID", "must be an AWS account ID: 12 digits")

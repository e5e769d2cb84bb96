"""The accounts that an invoice unit holds, as their writer gave them."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from procurement.domain.errors import Problems

MAX_LINKED_ACCOUNTS: Final = 1000
"""Accounts in one unit (R-047)."""
MAX_ACCOUNT_ID: Final = 36
"""Characters of an account ID: AWS's have 12 digits, those of other exports may have more."""

_ACCOUNT_ID: Final = re.compile(rf"[A-Za-z0-9_.:/-]{{1,{MAX_ACCOUNT_ID}}}")


def is_account_id(text: str) -> bool:
    """Whether it may be the ID of an account, here or with another provider."""
    return _ACCOUNT_ID.fullmatch(text) is not None


def read_accounts(
    given: Sequence[str] | None,
    present: tuple[str, ...],
    taken: Mapping[str, str],
    field_: str,
    problems: Problems,
) -> tuple[str, ...]:
    """The accounts given, or those at present; `taken` says which are in another unit (R-047)."""
    if given is None:
        return present
    accounts = tuple(given)
    if len(accounts) > MAX_LINKED_ACCOUNTS:
        message = f"holds {len(accounts)} accounts, at most {MAX_LINKED_ACCOUNTS} are allowed"
        problems.add(field_, "INVALID_VALUE", message, "R-047")
        return present
    times = Counter(accounts)
    for index, account in enumerate(accounts):
        at = f"{field_}[{index}]"
        if not is_account_id(account):
            problems.add(at, "INVALID_VALUE", f"{account[:40]!r} is no account ID", "R-047")
        elif times[account] > 1:
            problems.add(at, "DUPLICATE_VALUE", f"{account} is given more than once", "R-047")
        elif account in taken:
            message = f"{account} is in invoice unit {taken[account]!r} already"
            problems.add(at, "ACCOUNT_IN_ANOTHER_UNIT", message, "R-047")
    return accounts

"""Invoice units: which accounts of a payer are invoiced together, apart from all others."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from procurement.domain.errors import (
    AlreadyExists,
    InvoiceUnitNotFound,
    Problems,
    QuotaExceeded,
    StaleVersion,
)
from procurement.domain.text import has_control_characters

MAX_INVOICE_UNITS: Final = 500
"""Invoice units per payer (R-046)."""
MAX_LINKED_ACCOUNTS: Final = 1000
"""Accounts in one unit (R-047)."""
MAX_ACCOUNT_ID: Final = 36
"""Characters of an account ID: AWS's have 12 digits, those of other exports may have more."""

_NAME: Final = re.compile(r"[A-Za-z0-9 _-]{1,50}")
_ACCOUNT_ID: Final = re.compile(rf"[A-Za-z0-9_.:/-]{{1,{MAX_ACCOUNT_ID}}}")
_MAX_DESCRIPTION: Final = 500
_ACCOUNTS: Final = "rule.linkedAccounts"
_SOURCES: Final = "rule.billSourceAccounts"


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceUnitInput:
    """An invoice unit as its writer gave it, unchecked. None means: not given, keep."""

    name: str | None = None
    invoice_receiver: str | None = None
    description: str | None = None
    is_tax_inheritance_disabled: bool | None = None
    linked_accounts: Sequence[str] | None = None
    bill_source_accounts: Sequence[str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceUnit:
    """One unit of the payer `account_id`; its name is its identity and never changes (R-047).

    `linked_accounts` are invoiced in this unit, and so are the bills of `bill_source_accounts` that
    are transferred to the payer (R-410); `invoice_receiver` is the account that AWS would send its
    invoices to. `version` rises with every change.
    """

    account_id: str
    name: str
    invoice_receiver: str
    updated_at: datetime
    description: str = ""
    is_tax_inheritance_disabled: bool = False
    linked_accounts: tuple[str, ...] = ()
    bill_source_accounts: tuple[str, ...] = ()
    version: int = 1

    def expect_version(self, expected: int | None) -> None:
        """`StaleVersion` when the caller saw another version than the present one (R-076)."""
        if expected is not None and expected != self.version:
            raise StaleVersion(
                f"invoice unit {self.name!r} is at version {self.version}, not {expected}",
                resource_type="InvoiceUnit",
                resource_id=self.name,
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceUnitNames:
    """The names of all units of a payer: what is written wherever two decisions could collide.

    Every change of a unit, and every purchase order that begins to name one, saves it over the
    `revision` that it read. So there is no 501st unit, no account in two units, and no purchase
    order that names a unit while that is deleted, however many decide at once.
    """

    account_id: str
    names: frozenset[str] = frozenset()
    revision: int = 0

    def with_name(self, name: str) -> "InvoiceUnitNames":
        """The names after a unit was created."""
        return replace(self, names=self.names | {name})

    def without_name(self, name: str) -> "InvoiceUnitNames":
        """The names after a unit was deleted."""
        return replace(self, names=self.names - {name})


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceUnits:
    """All units of a payer, read together with their names.

    `by_account` has the unit of every account that is in one (R-047: in one at most), `by_source`
    that of every bill source account (R-410).
    """

    names: InvoiceUnitNames
    units: tuple[InvoiceUnit, ...] = ()
    by_account: Mapping[str, str] = field(init=False, repr=False, compare=False)
    by_source: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = {account: unit.name for unit in self.units for account in unit.linked_accounts}
        object.__setattr__(self, "by_account", found)
        sources = {each: unit.name for unit in self.units for each in unit.bill_source_accounts}
        object.__setattr__(self, "by_source", sources)

    def unit_for(self, account_id: str, bill_source: str | None) -> str:
        """The unit in which what the account used is invoiced, empty for none.

        What belongs to a transferred bill goes by that bill's account.
        """
        if bill_source is not None:
            return self.by_source.get(bill_source, "")
        return self.by_account.get(account_id, "")

    def unit(self, name: str) -> InvoiceUnit:
        """The unit of this name; `InvoiceUnitNotFound` otherwise."""
        for unit in self.units:
            if unit.name == name:
                return unit
        raise InvoiceUnitNotFound(name)

    def without(self, unit: InvoiceUnit) -> "InvoiceUnits":
        """The others."""
        return replace(self, units=tuple(other for other in self.units if other.name != unit.name))


def new_invoice_unit(given: InvoiceUnitInput, among: InvoiceUnits, now: datetime) -> InvoiceUnit:
    """A unit beside those of `among`, or `InvalidInput` with all of its problems (R-046, R-047).

    Raises `AlreadyExists` for a name that is taken and `QuotaExceeded` for the 501st unit.
    """
    problems = Problems()
    name = given.name or ""
    if not _NAME.fullmatch(name) or name != name.strip(" "):
        message = "has 1 to 50 letters, digits, spaces, hyphens and underscores, no space at an end"
        problems.add("name", "INVALID_VALUE", message, "R-046" if name == name.strip() else "R-047")
    receiver = given.invoice_receiver or ""
    if not _ACCOUNT_ID.fullmatch(receiver):
        problems.add("invoiceReceiver", "INVALID_VALUE", "is an account ID", "R-047")
    blank = InvoiceUnit(
        account_id=among.names.account_id, name=name, invoice_receiver=receiver, updated_at=now
    )
    unit = _read(given, blank, among, problems)
    if name not in among.names.names and len(among.names.names) >= MAX_INVOICE_UNITS:
        problems.exceed("name", _too_many(), "R-046")
    problems.raise_if_any()
    if name in among.names.names:
        raise AlreadyExists(
            f"invoice unit {name!r} exists already", resource_type="InvoiceUnit", resource_id=name
        )
    return unit


def edited_invoice_unit(
    unit: InvoiceUnit, given: InvoiceUnitInput, among: InvoiceUnits, now: datetime
) -> InvoiceUnit:
    """`unit`, one of `among`, with the given fields replaced, or `InvalidInput` with all problems.

    The very same object comes back when nothing would change. Name and receiver never do (R-047).
    """
    problems = Problems()
    if given.name not in (None, unit.name):
        message = "can never be changed: delete the unit and create another one"
        problems.add("name", "IMMUTABLE", message, "R-047")
    if given.invoice_receiver not in (None, unit.invoice_receiver):
        problems.add("invoiceReceiver", "IMMUTABLE", "can never be changed", "R-047")
    edited = _read(given, unit, among.without(unit), problems)
    problems.raise_if_any()
    if edited == unit:
        return unit
    return replace(edited, version=unit.version + 1, updated_at=now)


def _read(
    given: InvoiceUnitInput, base: InvoiceUnit, others: InvoiceUnits, problems: Problems
) -> InvoiceUnit:
    description = base.description if given.description is None else given.description
    is_odd = has_control_characters(description, except_newlines=True)
    if len(description) > _MAX_DESCRIPTION or is_odd:
        message = f"must have at most {_MAX_DESCRIPTION} characters, no control characters"
        problems.add("description", "INVALID_VALUE", message, "R-047")
    flag = given.is_tax_inheritance_disabled
    return replace(
        base,
        description=description,
        is_tax_inheritance_disabled=base.is_tax_inheritance_disabled if flag is None else flag,
        linked_accounts=_read_accounts(
            given.linked_accounts, base.linked_accounts, others.by_account, _ACCOUNTS, problems
        ),
        bill_source_accounts=_read_accounts(
            given.bill_source_accounts,
            base.bill_source_accounts,
            others.by_source,
            _SOURCES,
            problems,
        ),
    )


def _read_accounts(
    given: Sequence[str] | None,
    present: tuple[str, ...],
    taken: Mapping[str, str],
    field_: str,
    problems: Problems,
) -> tuple[str, ...]:
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
        if not _ACCOUNT_ID.fullmatch(account):
            problems.add(at, "INVALID_VALUE", f"{account[:40]!r} is no account ID", "R-047")
        elif times[account] > 1:
            problems.add(at, "DUPLICATE_VALUE", f"{account} is given more than once", "R-047")
        elif account in taken:
            message = f"{account} is in invoice unit {taken[account]!r} already"
            problems.add(at, "ACCOUNT_IN_ANOTHER_UNIT", message, "R-047")
    return accounts


def _too_many() -> QuotaExceeded:
    return QuotaExceeded(
        f"an account has at most {MAX_INVOICE_UNITS} invoice units (R-046)",
        quota="InvoiceUnits",
        limit=MAX_INVOICE_UNITS,
    )

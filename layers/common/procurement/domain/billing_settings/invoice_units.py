"""Invoice units: which accounts of a payer are invoiced together, apart from all others."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from procurement.domain.billing_settings.invoice_unit_accounts import is_account_id, read_accounts
from procurement.domain.errors import (
    AlreadyExists,
    InvoiceUnitNotFound,
    Problems,
    QuotaExceeded,
    StaleVersion,
)
from procurement.domain.resource_tags import Tags, read_tags
from procurement.domain.text import has_control_characters

MAX_INVOICE_UNITS: Final = 500
"""Invoice units per payer (R-046)."""

_NAME: Final = re.compile(r"[A-Za-z0-9 _-]{1,50}")
_MAX_DESCRIPTION: Final = 500
_ACCOUNTS: Final = "rule.linkedAccounts"
_SOURCES: Final = "rule.billSourceAccounts"


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceUnitInput:
    """An invoice unit as its writer gave it, unchecked. None means: not given, keep.

    `tags` are given at creation only.
    """

    name: str | None = None
    invoice_receiver: str | None = None
    description: str | None = None
    is_tax_inheritance_disabled: bool | None = None
    linked_accounts: Sequence[str] | None = None
    bill_source_accounts: Sequence[str] | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceUnit:
    """One unit of the payer `account_id`; its name is its identity and never changes (R-047).

    `linked_accounts` are invoiced in this unit, and so are the bills of `bill_source_accounts` that
    are transferred to the payer (R-410); `invoice_receiver` is the account that AWS would send its
    invoices to. `version` rises with every change, `updated_at` is when the last one was that was
    about more than tags. `client_token` is the one that it was created with, empty for none.
    """

    account_id: str
    name: str
    invoice_receiver: str
    updated_at: datetime
    description: str = ""
    is_tax_inheritance_disabled: bool = False
    linked_accounts: tuple[str, ...] = ()
    bill_source_accounts: tuple[str, ...] = ()
    tags: Tags = ()
    client_token: str = ""
    version: int = 1

    def expect_version(self, expected: int | None) -> None:
        """`StaleVersion` when the caller saw another version than the present one (R-076)."""
        if expected is not None and expected != self.version:
            raise StaleVersion(
                f"invoice unit {self.name!r} is at version {self.version}, not {expected}",
                resource_type="InvoiceUnit",
                resource_id=self.name,
            )

    def with_tags(self, tags: Tags) -> "InvoiceUnit":
        """With these tags instead; the very same object when they are no others."""
        if tags == self.tags:
            return self
        return replace(self, tags=tags, version=self.version + 1)

    @property
    def arn(self) -> str:
        """invoicing:InvoiceUnitArnString."""
        return unit_arn(self.account_id, self.name)


@dataclass(frozen=True, kw_only=True, slots=True)
class FormerInvoiceUnit:
    """A unit as it stood from `unit.updated_at` until just before `ended_at` (R-386).

    `ended_by` is who edited or deleted it then, as an ARN.
    """

    unit: InvoiceUnit
    ended_at: datetime
    ended_by: str

    def was_in_force(self, at: datetime) -> bool:
        """Whether the unit stood like this at that instant."""
        return self.unit.updated_at <= at < self.ended_at


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceUnitNames:
    """The names of all units of a payer: what is written wherever two decisions could collide.

    Every change of a unit, and every purchase order that begins to name one, saves it over the
    `revision` that it read. So there is no 501st unit, no account in two units, and no purchase
    order that names a unit while that is deleted, however many decide at once.
    `changed_at` is when a unit was last created, edited or deleted: of earlier instants only their
    history tells (R-386).
    """

    account_id: str
    names: frozenset[str] = frozenset()
    revision: int = 0
    changed_at: datetime | None = None

    def changed(self, at: datetime) -> "InvoiceUnitNames":
        """The names after a unit was created, edited or deleted then."""
        return replace(self, changed_at=at)

    def have_changed_since(self, at: datetime) -> bool:
        """Whether the units at that instant may have been others than the present ones."""
        return self.changed_at is not None and self.changed_at > at

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
    that of every bill source account (R-410). `former` holds the units that were in force when
    the invoices to be made are decided by, as far as they have changed since (R-386).
    """

    names: InvoiceUnitNames
    units: tuple[InvoiceUnit, ...] = ()
    former: tuple[FormerInvoiceUnit, ...] = ()
    by_account: Mapping[str, str] = field(init=False, repr=False, compare=False)
    by_source: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _by_instant: dict[datetime, "InvoiceUnits"] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        found = {account: unit.name for unit in self.units for account in unit.linked_accounts}
        object.__setattr__(self, "by_account", found)
        sources = {each: unit.name for unit in self.units for each in unit.bill_source_accounts}
        object.__setattr__(self, "by_source", sources)

    def as_of(self, at: datetime) -> "InvoiceUnits":
        """The units at that instant, of those that are or that `former` tells of (R-386)."""
        if at not in self._by_instant:
            self._by_instant[at] = self._as_of(at)
        return self._by_instant[at]

    def _as_of(self, at: datetime) -> "InvoiceUnits":
        present = tuple(unit for unit in self.units if unit.updated_at <= at)
        former = tuple(each.unit for each in self.former if each.was_in_force(at))
        if not former and present == self.units:
            return self
        return replace(self, units=present + former, former=())

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

    def created_by(self, client_token: str, given: InvoiceUnitInput) -> InvoiceUnit | None:
        """The unit that the very same request created, or None."""
        for unit in self.units:
            if client_token and unit.client_token == client_token and unit.name == given.name:
                asked = new_invoice_unit(
                    given, self._before(unit), unit.updated_at, client_token=client_token
                )
                return unit if asked == unit else None
        return None

    def _before(self, unit: InvoiceUnit) -> "InvoiceUnits":
        return replace(self.without(unit), names=self.names.without_name(unit.name))

    def without(self, unit: InvoiceUnit) -> "InvoiceUnits":
        """The others."""
        return replace(self, units=tuple(other for other in self.units if other.name != unit.name))


def unit_arn(account_id: str, name: str) -> str:
    """The ARN of a unit: it may hold no space, and a name no colon."""
    return f"arn:aws:invoicing::{account_id}:invoice-unit/{name.replace(' ', ':')}"


def new_invoice_unit(
    given: InvoiceUnitInput, among: InvoiceUnits, now: datetime, *, client_token: str = ""
) -> InvoiceUnit:
    """A unit beside those of `among`, or `InvalidInput` with all of its problems (R-046, R-047).

    Raises `AlreadyExists` for a name that is taken and `QuotaExceeded` for the 501st unit.
    """
    problems = Problems()
    name = given.name or ""
    if not _NAME.fullmatch(name) or name != name.strip(" "):
        message = "has 1 to 50 letters, digits, spaces, hyphens and underscores, no space at an end"
        problems.add("name", "INVALID_VALUE", message, "R-046" if name == name.strip() else "R-047")
    receiver = given.invoice_receiver or ""
    if not is_account_id(receiver):
        problems.add("invoiceReceiver", "INVALID_VALUE", "is an account ID", "R-047")
    blank = InvoiceUnit(
        account_id=among.names.account_id,
        name=name,
        invoice_receiver=receiver,
        updated_at=now,
        tags=read_tags(given.tags, "resourceTags", problems),
        client_token=client_token,
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
        linked_accounts=read_accounts(
            given.linked_accounts, base.linked_accounts, others.by_account, _ACCOUNTS, problems
        ),
        bill_source_accounts=read_accounts(
            given.bill_source_accounts,
            base.bill_source_accounts,
            others.by_source,
            _SOURCES,
            problems,
        ),
    )


def _too_many() -> QuotaExceeded:
    return QuotaExceeded(
        f"an account has at most {MAX_INVOICE_UNITS} invoice units (R-046)",
        quota="InvoiceUnits",
        limit=MAX_INVOICE_UNITS,
    )

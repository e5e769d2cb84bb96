"""Billing transfers: one management account takes over the bill of another (R-405 to R-413)."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from procurement.domain.errors import Problems, WrongStatus
from procurement.domain.ids import derived_id
from procurement.domain.month import Month
from procurement.domain.organizations.account_listing import check_account_id
from procurement.domain.organizations.transferred_bill import TransferredBill

ANSWERED_WITHIN: Final = timedelta(days=15)
"""How long an invitation is open, if its transfer does not begin before."""
MAX_MONTHS_AHEAD: Final = 12
"""How far ahead a transfer may begin."""

_NAME: Final = re.compile(r"[ -~]{1,128}")
_MAX_NOTES: Final = 1024


class TransferStatus(StrEnum):
    """AWS's own: organizations:ResponsibilityTransferStatus."""

    REQUESTED = "REQUESTED"
    DECLINED = "DECLINED"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"
    ACCEPTED = "ACCEPTED"
    WITHDRAWN = "WITHDRAWN"


_MOVES: Final = {
    TransferStatus.REQUESTED: {
        TransferStatus.ACCEPTED,
        TransferStatus.DECLINED,
        TransferStatus.CANCELED,
    },
    TransferStatus.ACCEPTED: {TransferStatus.WITHDRAWN},
}
"""Whatever is not here is the end. EXPIRED comes by itself, from REQUESTED."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BillingTransfer:
    """The bill of `source_account_id` goes to `target_account_id`, which invited it to this.

    From the beginning of `first` to the end of `last`, both billing periods; no `last` until it is
    withdrawn. `organization_id` is the target's. `decided` is the status as somebody set it:
    `status` knows the clock too. An invitation can be answered before `expires_at`.
    """

    transfer_id: str
    organization_id: str
    target_account_id: str
    source_account_id: str
    name: str
    notes: str
    first: Month
    requested_at: datetime
    expires_at: datetime
    decided: TransferStatus = TransferStatus.REQUESTED
    last: Month | None = None
    version: int = 1

    @property
    def starts_at(self) -> datetime:
        """00:00 UTC on the first day."""
        return self.first.starts_at

    @property
    def ends_at(self) -> datetime | None:
        """The last second of the last day, as AWS tells it; None while it goes on."""
        return end_of(self.last) if self.last else None

    @property
    def handshake_id(self) -> str:
        """The ID of its invitation, which has one answer only."""
        return derived_id("h", self.transfer_id)

    def status(self, now: datetime) -> TransferStatus:
        """As it stands at `now`: nobody can answer an invitation after its time."""
        if self.decided is TransferStatus.REQUESTED and now >= self.expires_at:
            return TransferStatus.EXPIRED
        return self.decided

    def accepted(self, now: datetime) -> "BillingTransfer":
        """The transfer that the source agreed to."""
        return self._moved(TransferStatus.ACCEPTED, now)

    def declined(self, now: datetime) -> "BillingTransfer":
        """The transfer that the source turned down."""
        return self._moved(TransferStatus.DECLINED, now)

    def cancelled(self, now: datetime) -> "BillingTransfer":
        """The transfer whose invitation its sender took back."""
        return self._moved(TransferStatus.CANCELED, now)

    def withdrawn(self, last: Month, now: datetime) -> "BillingTransfer":
        """The transfer that ends with `last`."""
        return replace(self._moved(TransferStatus.WITHDRAWN, now), last=last)

    def renamed(self, name: str | None) -> "BillingTransfer":
        """The transfer under another name; `InvalidInput`."""
        problems = Problems()
        _check_name(name, problems)
        problems.raise_if_any()
        if name == self.name:
            return self
        return replace(self, name=name or "", version=self.version + 1)

    def bill_of_source(self) -> TransferredBill:
        """What the target takes."""
        return TransferredBill(
            transfer_id=self.transfer_id, account_id=self.source_account_id, first=self.first
        )

    def bill_to_target(self) -> TransferredBill:
        """What the source gives."""
        return TransferredBill(
            transfer_id=self.transfer_id, account_id=self.target_account_id, first=self.first
        )

    def _moved(self, to: TransferStatus, now: datetime) -> "BillingTransfer":
        present = self.status(now)
        if to not in _MOVES.get(present, ()):
            raise WrongStatus(
                f"the billing transfer is {present} and cannot become {to}",
                resource_type="BillingTransfer",
                resource_id=self.transfer_id,
            )
        return replace(self, decided=to, version=self.version + 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class TransferInput:
    """An invitation as its sender gave it, unchecked."""

    source_account_id: str | None = None
    name: str | None = None
    notes: str | None = None
    starts_at: datetime | None = None


def offered(
    given: TransferInput,
    target_account_id: str,
    organization_id: str,
    now: datetime,
    *,
    attempt: int = 1,
) -> BillingTransfer:
    """The invitation of `given`, or `InvalidInput` with all problems, in AWS's own reasons.

    It begins with one of the next months, so that nothing that has begun changes (R-411). The ID
    follows from the two accounts, the month and the `attempt` at it.
    """
    problems = Problems()
    check_account_id(given.source_account_id, "sourceAccountId", problems)
    if given.source_account_id == target_account_id:
        message = "must be another account than the one that is to get the bill"
        problems.add("sourceAccountId", "SOURCE_AND_TARGET_CANNOT_MATCH", message, "R-409")
    _check_name(given.name, problems)
    notes = given.notes or ""
    if len(notes) > _MAX_NOTES:
        problems.add("notes", "MAX_LENGTH_EXCEEDED", f"has at most {_MAX_NOTES} characters")
    first = _first_month(given.starts_at, now, problems)
    problems.raise_if_any()
    source = given.source_account_id or ""
    return BillingTransfer(
        transfer_id=derived_id("rt", target_account_id, source, str(first), attempt),
        organization_id=organization_id,
        target_account_id=target_account_id,
        source_account_id=source,
        name=given.name or "",
        notes=notes,
        first=first,
        requested_at=now,
        expires_at=min(now + ANSWERED_WITHIN, first.starts_at),
    )


def last_period(transfer: BillingTransfer, ends_at: datetime | None, now: datetime) -> Month:
    """The last billing period of a transfer that somebody ends; `InvalidInput` otherwise.

    Without `ends_at` it is this month, and nothing at all for one that has not begun.
    """
    earliest = Month.of(now) if now >= transfer.starts_at else transfer.first.plus(-1)
    if ends_at is None:
        return earliest
    problems = Problems()
    last = Month.of(ends_at)
    if ends_at.replace(microsecond=0) != end_of(last):
        message = "must be 23:59:59 UTC on the last day of a month"
        problems.add("endTimestamp", "END_DATE_NOT_END_OF_MONTH", message, "R-409")
    elif last < max(earliest, transfer.first):
        message = "bills of months before this one stay where they are"
        problems.add("endTimestamp", "END_DATE_TOO_EARLY", message, "R-411")
    elif last > Month.of(now).plus(MAX_MONTHS_AHEAD):
        message = f"must be within {MAX_MONTHS_AHEAD} months"
        problems.add("endTimestamp", "END_DATE_TOO_LATE", message, "R-409")
    problems.raise_if_any()
    return last


def end_of(period: Month) -> datetime:
    """23:59:59 UTC on its last day, which is how AWS writes the end of a transfer."""
    return period.plus(1).starts_at - timedelta(seconds=1)


def _first_month(starts_at: datetime | None, now: datetime, problems: Problems) -> Month:
    this = Month.of(now)
    if starts_at is None:
        problems.add("startTimestamp", "INPUT_REQUIRED", "has no value", "R-409")
        return this
    first = Month.of(starts_at)
    if starts_at != first.starts_at:
        message = "must be 00:00 UTC on the first day of a month"
        problems.add("startTimestamp", "START_DATE_NOT_BEGINNING_OF_MONTH", message, "R-409")
    elif first <= this:
        message = "must be after this month: what has begun stays with its payer"
        problems.add("startTimestamp", "START_DATE_TOO_EARLY", message, "R-411")
    elif first > this.plus(MAX_MONTHS_AHEAD):
        message = f"must be within {MAX_MONTHS_AHEAD} months"
        problems.add("startTimestamp", "START_DATE_TOO_LATE", message, "R-409")
    return first


def _check_name(name: str | None, problems: Problems) -> None:
    if name is None or not _NAME.fullmatch(name):
        problems.add("name", "INVALID_PATTERN", "has 1 to 128 printable ASCII characters", "R-409")

"""The real AWS account that invoices and charges are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from procurement.domain.reconciliation.aws_account import AwsAgreement, AwsCharge, AwsInvoice
    from procurement.domain.reconciliation.reference_plan import ReferenceChange


class AwsAccount(Protocol):
    """What AWS itself says, page by page; nothing is kept, and every call asks anew.

    Everything raises `NotAllowed` where the account's own permissions forbid it, and `Unavailable`
    when AWS still throttles or fails after the client's own attempts.
    """

    def invoices(self, account_id: str, start: datetime, end: datetime) -> Iterator[AwsInvoice]:
        """Invoices issued from `start` until before `end`, at most a month (R-384)."""

    def charges(self) -> Iterator[AwsCharge]:
        """Every charge of every agreement that the account accepted (R-209)."""

    def agreements(self) -> Iterator[AwsAgreement]:
        """The purchase agreements that the account accepted, active or not."""

    def set_references(self, changes: Sequence[ReferenceChange]) -> None:
        """Set all of the numbers, at most 86 and at their revisions, or none (R-211, R-218).

        `Conflict` when a charge has moved on, `InvalidInput` when AWS refuses a number.
        """

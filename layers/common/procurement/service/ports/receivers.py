"""What invoices of one account are decided on, read together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Iterable, Mapping, Sequence

    from procurement.domain.billing_settings.billing_settings import BillingSettings
    from procurement.domain.month import Month
    from procurement.domain.organizations.membership import Membership
    from procurement.domain.purchase_orders.purchase_order import PurchaseOrder


@dataclass(frozen=True, kw_only=True, slots=True)
class Receiver:
    """One account that receives invoices: who pays for it, how it is billed, what may be booked.

    `last_numbers` has the last invoice number of every issuing entity that was asked for.
    """

    membership: Membership
    settings: BillingSettings
    purchase_orders: Sequence[PurchaseOrder]
    last_numbers: Mapping[str, int]


class Receivers(Protocol):
    """Receiving accounts, each read as a whole."""

    def read(self, account_id: str, since: Month, entities: Iterable[str]) -> Receiver:
        """The account with every purchase order that has not expired before `since`.

        Strongly consistent, and the same as if each part were asked for alone.
        """

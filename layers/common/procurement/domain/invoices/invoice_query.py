"""Which invoices a list is asked for."""

from dataclasses import dataclass
from datetime import date

from procurement.domain.charges.charge import ChargeKind
from procurement.domain.errors import Problems
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.month import Month


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceQuery:
    """Which invoices and credit memos to list. None asks for nothing.

    `has_purchase_order` and `purchase_order_id` go by what the document shows, whatever became of
    the purchase order since. Issued from the day `issued_from` to the day `issued_to` (UTC), both
    included. `search` is contained in the number, whatever the case.
    """

    billing_period: Month | None = None
    has_purchase_order: bool | None = None
    purchase_order_id: str | None = None
    invoicing_entity: str | None = None
    kind: ChargeKind | None = None
    type: InvoiceType | None = None
    currency: str | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    search: str | None = None

    def check(self) -> None:
        """`InvalidInput` for days that are turned round."""
        problems = Problems()
        if self.issued_from and self.issued_to and self.issued_to < self.issued_from:
            problems.add("issuedTo", "INVALID_VALUE", f"must not be before {self.issued_from}")
        problems.raise_if_any()

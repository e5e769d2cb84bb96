"""What Ledgerline knows about an account when it looks at what AWS printed."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Final

from procurement.domain.billing_settings.billing_settings import BillingSettings
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.matching.candidates import Candidates
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from procurement.domain.reconciliation.numbers import KnownNumbers


class Books:
    """The account's purchase orders and settings, put in order once for many invoices.

    They are taken as they stand: what a purchase order was like when AWS issued an invoice is not
    known, only whether it was there yet, and whether it was changed since.
    """

    def __init__(
        self,
        purchase_orders: Sequence[PurchaseOrder],
        settings: BillingSettings,
        entities: InvoicingEntities,
    ) -> None:
        self.settings: Final = settings
        self.entities: Final = entities
        self._by_creation: Final = sorted(purchase_orders, key=lambda each: each.created_at)
        self._by_id: Final = {each.purchase_order_id: each for each in purchase_orders}
        self.numbers: Final = KnownNumbers(self._by_id)
        self._latest: tuple[int, Candidates] | None = None

    @property
    def account_id(self) -> str:
        """Whose they are."""
        return self.settings.payment.account_id

    @cached_property
    def tax_registration_numbers(self) -> tuple[str, ...]:
        """All that purchase orders are kept for, sorted."""
        orders = self._by_id.values()
        return tuple(sorted({each for order in orders for each in order.tax_registration_numbers}))

    def find(self, purchase_order_id: str) -> PurchaseOrder | None:
        """The purchase order with exactly this ID (R-008)."""
        return self._by_id.get(purchase_order_id)

    def get(self, purchase_order_id: str) -> PurchaseOrder:
        """The same; `KeyError` if there is none."""
        return self._by_id[purchase_order_id]

    def candidates_at(self, moment: datetime) -> Candidates:
        """The purchase orders that were there at `moment` (R-112).

        The last ones are remembered: whoever asks in the order of time has them at hand.
        """
        count = bisect_right(self._by_creation, moment, key=lambda each: each.created_at)
        if self._latest is None or self._latest[0] != count:
            self._latest = count, Candidates.of(self._by_creation[:count], self.entities)
        return self._latest[1]

    def alone(self, purchase_order: PurchaseOrder) -> Candidates:
        """Nothing but this one, to see whether it would do at all."""
        return Candidates.of([purchase_order], self.entities)

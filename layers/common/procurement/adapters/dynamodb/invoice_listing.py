"""One page of an account's invoices, filtered where they are read.

Those without a purchase order lie beside each other in the index of purchase orders, so that they
are found at once, however many invoices the account has.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import reduce
from operator import and_
from typing import Any, Final

from pynamodb.expressions.condition import Condition
from pynamodb.pagination import ResultIterator

from procurement.adapters.dynamodb.attributes import midnight
from procurement.adapters.dynamodb.invoice_mapping import INVOICE, UNBOOKED, to_invoice
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.sifting import Sieve
from procurement.adapters.dynamodb.tables.invoices import InvoiceItem
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.invoices.invoice_query import InvoiceQuery
from procurement.service.ports.page import Page, PageTokens

MOST_READ: Final = 1_000
"""Invoices read for one page at most; DynamoDB reads them with their lines, some 5 MB."""

_Query = Callable[[dict[str, Any] | None, int], ResultIterator[InvoiceItem]]


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoiceListing:
    """The invoices of one account that `query` asks for."""

    account_id: str
    query: InvoiceQuery

    def page(self, tokens: PageTokens, limit: int, token: str | None) -> Page[Invoice]:
        """At most `limit` of them after `token`; `InvalidInput` for one that `tokens` refuses."""
        is_unbooked = self.query.has_purchase_order is False
        range_key = "booked_as" if is_unbooked else "entry"
        sieve = Sieve(
            keys=("account_id", "entry", range_key), convert=to_invoice, most_read=MOST_READ
        )
        listing = Listing("sought-invoices", ("account_id", self.account_id), repr(self._asked))
        query = self._unbooked if is_unbooked else self._by_period
        return sieve.page(listing, tokens, token, InvoiceItem, query, limit)

    @property
    def _asked(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self.query).items() if value is not None}

    def _by_period(self, start: dict[str, Any] | None, size: int) -> ResultIterator[InvoiceItem]:
        period = self.query.billing_period
        return InvoiceItem.query(
            self.account_id,
            InvoiceItem.entry.startswith(f"{INVOICE}{period}#" if period else INVOICE),
            self._filter(),
            consistent_read=True,
            scan_index_forward=False,
            page_size=size,
            last_evaluated_key=start,
        )

    def _unbooked(self, start: dict[str, Any] | None, size: int) -> ResultIterator[InvoiceItem]:
        return InvoiceItem.by_purchase_order.query(
            self.account_id,
            InvoiceItem.booked_as.startswith(UNBOOKED),
            self._filter(),
            consistent_read=True,
            scan_index_forward=False,
            page_size=size,
            last_evaluated_key=start,
        )

    def _filter(self) -> Condition | None:
        conditions = list(self._conditions())
        return reduce(and_, conditions) if conditions else None

    def _conditions(self) -> Iterator[Condition]:
        asked = self.query
        if asked.billing_period and asked.has_purchase_order is False:
            yield InvoiceItem.billing_period == asked.billing_period
        if asked.has_purchase_order:
            yield InvoiceItem.purchase_order_id.exists()
        if asked.purchase_order_id:
            yield InvoiceItem.purchase_order_id == asked.purchase_order_id
        if asked.invoicing_entity:
            yield InvoiceItem.invoicing_entity == asked.invoicing_entity
        if asked.kind:
            yield InvoiceItem.kind == asked.kind.value
        if asked.type:
            yield InvoiceItem.type == asked.type.value
        if asked.currency:
            yield InvoiceItem.currency == asked.currency
        if asked.issued_from:
            yield InvoiceItem.issued_at >= midnight(asked.issued_from)
        if asked.issued_to:
            yield InvoiceItem.issued_at < midnight(asked.issued_to + timedelta(days=1))
        if asked.search:
            yield InvoiceItem.invoice_id.contains(asked.search.upper())

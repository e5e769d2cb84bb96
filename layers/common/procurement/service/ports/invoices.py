"""Stored invoices and what sellers give back of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from procurement.domain.foresight.usage_history import BilledUsage
    from procurement.domain.invoices.billing_adjustment import AdjustmentStatus, BillingAdjustment
    from procurement.domain.invoices.edition import Edition
    from procurement.domain.invoices.invoice import Invoice
    from procurement.domain.invoices.invoice_query import InvoiceQuery
    from procurement.domain.month import Month
    from procurement.domain.purchase_orders.issuers import Issuer
    from procurement.domain.reports.spend import InvoiceTotals
    from procurement.service.ports.page import Page


class Invoices(Protocol):
    """Issued invoices and their numbers."""

    def get(self, account_id: str, invoice_id: str) -> Invoice:
        """The invoice with this number; `InvoiceNotFound` otherwise."""

    def find_by_draft(
        self, account_id: str, billing_period: Month, draft_id: str
    ) -> Invoice | None:
        """What a draft became, or None."""

    def page(
        self,
        account_id: str,
        *,
        period: Month | None,
        until: Month | None = None,
        limit: int,
        token: str | None,
    ) -> Page[Invoice]:
        """The account's invoices by billing period, newest period first.

        Those of one `period`, or those of all periods up to `until` with it.
        """

    def search(
        self, account_id: str, query: InvoiceQuery, *, limit: int, token: str | None
    ) -> Page[Invoice]:
        """The account's invoices that `query` asks for, newest billing period first.

        Those without a purchase order: newest first. A page reads a bounded number of invoices: it
        may hold fewer than `limit`, and none.
        """

    def page_of_purchase_order(
        self, account_id: str, key: str, *, limit: int, token: str | None
    ) -> Page[Invoice]:
        """Invoices associated with the purchase order of that internal key (R-150)."""

    def count_without_purchase_order(self, account_id: str, since: datetime, most: int) -> int:
        """How many invoices that were issued since then show no purchase order; `most` at most.

        Credit memos are not counted.
        """

    def monthly_usage(self, account_id: str, first: Month, last: Month) -> Iterator[BilledUsage]:
        """What every invoice of monthly usage of these billing periods came to."""

    def totals(self, account_id: str, period: Month) -> Iterator[InvoiceTotals]:
        """What every invoice and credit memo of the billing period came to."""

    def last_number(self, account_id: str, invoicing_entity: str) -> int:
        """The last number given for this pair, 0 when none was."""

    def issuers(self, account_id: str) -> Sequence[Issuer]:
        """The entities that ever issued to the account, and when."""

    def add(self, invoice: Invoice) -> None:
        """Stage the invoice and its number.

        The commit raises `AlreadyExists` when the draft has its invoice already, and `LostRace`
        when the number was taken in between.
        """

    def save(self, invoice: Invoice) -> None:
        """Stage a changed one; the commit raises `LostRace` when another write came between."""

    def credit_memos_of(self, invoice: Invoice) -> Sequence[Invoice]:
        """The credit memos that the invoice counts among its credits."""

    def keep_edition(self, invoice: Invoice) -> None:
        """Stage a copy of this edition, which the next one is about to replace."""

    def former_editions(self, account_id: str, invoice_id: str) -> Sequence[Edition]:
        """Every edition but the present one, oldest first."""

    def former_edition(self, account_id: str, invoice_id: str, number: int) -> Invoice | None:
        """The invoice as it was in an edition that was replaced, or None."""


class BillingAdjustments(Protocol):
    """Sellers' requests to give back some of an invoice, each with its agreement."""

    def find(self, agreement_id: str, request_id: str) -> BillingAdjustment | None:
        """The request, or None."""

    def get(self, agreement_id: str, request_id: str) -> BillingAdjustment:
        """The request; `BillingAdjustmentNotFound` otherwise."""

    def page(
        self,
        agreement_id: str,
        *,
        status: AdjustmentStatus | None,
        limit: int,
        token: str | None,
    ) -> Page[BillingAdjustment]:
        """The agreement's requests, by ID; fewer than `limit` when some have another status."""

    def add(self, adjustment: BillingAdjustment) -> None:
        """Stage a new one; the commit raises `AlreadyExists` when it is there."""

    def save(self, adjustment: BillingAdjustment) -> None:
        """Stage a changed one; the commit raises `LostRace` when another write came between."""

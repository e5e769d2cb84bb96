"""Lists of purchase orders, and several of them in one request, at the edge."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final, Self

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field

from procurement.domain.money import format_amount
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder, Source, Status
from procurement.domain.purchase_orders.summary import PurchaseOrderSummary, SortBy, SortOrder
from procurement.entrypoints.problems import problem_of
from procurement.entrypoints.schemas.base import Instant, RequestSchema, Schema
from procurement.service.purchase_orders.read_dashboard import Dashboard
from procurement.service.purchase_orders.several import Chosen, Failure, Outcome

MAX_CHOSEN: Final = 100
"""Purchase orders in one request: as many as may be active."""

StatusFilter = Annotated[Status | None, Query()]
Search = Annotated[str | None, Query(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
BillFromFilter = Annotated[str | None, Query(alias="billFrom", min_length=1, max_length=255)]
CurrencyFilter = Annotated[str | None, Query(alias="currencyCode", pattern="^[A-Z]{3}$")]
SourceFilter = Annotated[Source | None, Query()]
TagKey = Annotated[str | None, Query(alias="tagKey", min_length=1, max_length=128)]
TagValue = Annotated[str | None, Query(alias="tagValue", max_length=256)]
ExpiringBefore = Annotated[
    str | None, Query(alias="expiringBefore", pattern=r"^[1-9]\d{3}-(0[1-9]|1[0-2])$")
]
BalanceBelow = Annotated[
    str | None, Query(alias="balanceBelow", pattern=r"^-?\d{1,15}(\.\d{1,3})?$")
]
IsBalanceLow = Annotated[bool | None, Query(alias="isBalanceLow")]
SortByQuery = Annotated[SortBy, Query(alias="sortBy")]
SortOrderQuery = Annotated[SortOrder, Query(alias="sortOrder")]


class PurchaseOrderSummaryView(Schema):
    """A purchase order without its line items. `balance` is null when no line is tracked."""

    purchase_order_id: str
    status: Status
    version: int
    source: Source
    description: str
    bill_from: list[str]
    currency_code: str
    effective_month: str
    expiration_month: str
    tags: dict[str, str]
    line_item_count: int
    invoice_count: int
    total_value: str
    balance: str | None
    is_balance_low: bool
    created_at: Instant
    updated_at: Instant

    @classmethod
    def of(cls, summary: PurchaseOrderSummary, now: datetime) -> Self:
        """A summary of the domain, as it stands at `now`."""
        return cls(
            purchase_order_id=summary.purchase_order_id,
            status=summary.status(now),
            version=summary.version,
            source=summary.source,
            description=summary.description,
            bill_from=list(summary.bill_from),
            currency_code=summary.currency,
            effective_month=str(summary.effective_month),
            expiration_month=str(summary.expiration_month),
            tags=dict(summary.tags),
            line_item_count=summary.line_item_count,
            invoice_count=summary.invoice_count,
            total_value=format_amount(summary.total_value, summary.currency),
            balance=_amount(summary.balance, summary.currency),
            is_balance_low=summary.is_balance_low,
            created_at=summary.created_at,
            updated_at=summary.updated_at,
        )


class PurchaseOrderPage(Schema):
    """One page of purchase orders; it may hold fewer than asked for and still have a next one."""

    items: list[PurchaseOrderSummaryView]
    next_token: str | None


class DashboardView(Schema):
    """What wants a look among the active purchase orders, and invoices without one.

    Where `isComplete` is false there is more than was counted.
    """

    active_count: int
    expiring_count: int
    expiring_before: str
    low_balance_count: int
    invoices_without_purchase_order_count: int
    issued_since: date
    is_complete: bool

    @classmethod
    def of(cls, dashboard: Dashboard) -> Self:
        """A dashboard of the service."""
        counted = dashboard.purchase_orders
        return cls(
            active_count=counted.active,
            expiring_count=counted.expiring,
            expiring_before=str(counted.expiring_before),
            low_balance_count=counted.low_balance,
            invoices_without_purchase_order_count=dashboard.invoices_without_purchase_order,
            issued_since=dashboard.issued_since,
            is_complete=dashboard.is_complete,
        )


class ChosenBody(RequestSchema):
    """One purchase order, at the version that was seen if that matters."""

    purchase_order_id: str = Field(min_length=1, max_length=255, examples=["PO-2027-001"])
    expected_version: int | None = Field(None, ge=1)

    def to_chosen(self) -> Chosen:
        """The service's word for it."""
        return Chosen(
            purchase_order_id=self.purchase_order_id, expected_version=self.expected_version
        )


class BatchDeleteRequest(RequestSchema):
    """Purchase orders to delete."""

    purchase_orders: list[ChosenBody] = Field(min_length=1, max_length=MAX_CHOSEN)


class BatchUpdateStatusRequest(RequestSchema):
    """Purchase orders to suspend or to activate."""

    status: Status
    purchase_orders: list[ChosenBody] = Field(min_length=1, max_length=MAX_CHOSEN)


class RefusalView(Schema):
    """The problem that the purchase order would have been answered with on its own."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    message: str
    resource_type: str | None = None
    resource_id: str | None = None
    quota: str | None = None
    limit: int | None = None


class FailedView(Schema):
    """A purchase order that stayed as it was."""

    purchase_order_id: str
    problem: RefusalView

    @classmethod
    def of(cls, failure: Failure) -> Self:
        """A failure of the service."""
        return cls(
            purchase_order_id=failure.purchase_order_id,
            problem=RefusalView.model_validate(problem_of(failure.error)),
        )


class DeletedView(Schema):
    """A purchase order that is no more."""

    purchase_order_id: str


class BatchDeleteResponse(Schema):
    """What became of each, in the order of the request."""

    succeeded: list[DeletedView]
    failed: list[FailedView]

    @classmethod
    def of(cls, outcome: Outcome[str]) -> Self:
        """An outcome of the service."""
        return cls(
            succeeded=[DeletedView(purchase_order_id=each) for each in outcome.succeeded],
            failed=[FailedView.of(failure) for failure in outcome.failed],
        )


class ChangedStatusView(Schema):
    """A purchase order with the status and version that it has now."""

    purchase_order_id: str
    status: Status
    version: int


class BatchUpdateStatusResponse(Schema):
    """What became of each, in the order of the request."""

    succeeded: list[ChangedStatusView]
    failed: list[FailedView]

    @classmethod
    def of(cls, outcome: Outcome[PurchaseOrder], now: datetime) -> Self:
        """An outcome of the service, as it stands at `now`."""
        return cls(
            succeeded=[
                ChangedStatusView(
                    purchase_order_id=each.purchase_order_id,
                    status=each.status(now),
                    version=each.version,
                )
                for each in outcome.succeeded
            ],
            failed=[FailedView.of(failure) for failure in outcome.failed],
        )


def _amount(amount: Decimal | None, currency: str) -> str | None:
    return None if amount is None else format_amount(amount, currency)

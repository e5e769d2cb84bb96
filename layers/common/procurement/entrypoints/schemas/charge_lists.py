"""What a list of charges may be asked for, and what its charges come to, at the edge."""

from datetime import date
from typing import Annotated, Self

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field

from procurement.domain.charges.charge import ChargeState
from procurement.domain.charges.charge_query import ChargeQuery, ChargeTotals
from procurement.entrypoints.http import Day
from procurement.entrypoints.schemas.base import MoneyView, Schema

OfAgreement = Annotated[str | None, Query(alias="agreementId", min_length=1, max_length=255)]
InState = Annotated[ChargeState | None, Query(alias="state")]
HasPurchaseOrder = Annotated[bool | None, Query(alias="hasPurchaseOrder")]
WithReference = Annotated[
    str | None, Query(alias="purchaseOrderReference", min_length=1, max_length=255)
]
InCurrency = Annotated[str | None, Query(alias="currencyCode", pattern="^[A-Z]{3}$")]
DueFrom = Annotated[Day | None, Query(alias="dueFrom")]
DueTo = Annotated[Day | None, Query(alias="dueTo")]
InWords = Annotated[str | None, Query(alias="search", min_length=1, max_length=100)]


def charge_query(
    state: ChargeState | None,
    has_purchase_order: bool | None,
    purchase_order_reference: str | None,
    currency_code: str | None,
    due_from: date | None,
    due_to: date | None,
    search: str | None,
) -> ChargeQuery:
    """The domain's query."""
    return ChargeQuery(
        state=state,
        has_purchase_order=has_purchase_order,
        purchase_order_reference=purchase_order_reference,
        currency=currency_code,
        due_from=due_from,
        due_to=due_to,
        search=search,
    )


class ChargeTotalsView(Schema):
    """What charges come to before tax: one total for each currency.

    Void charges and usage that is not measured yet add nothing. Not `isComplete` when there are
    more charges than one answer looks through.
    """

    totals: list[MoneyView]
    charge_count: int = Field(examples=[12])
    unmeasured_count: int
    is_complete: bool

    @classmethod
    def of(cls, totals: ChargeTotals) -> Self:
        """Totals of the domain."""
        return cls(
            totals=[MoneyView.of(total) for total in totals.totals],
            charge_count=totals.charges,
            unmeasured_count=totals.unmeasured,
            is_complete=totals.is_complete,
        )

"""What a list of invoices may be asked for, at the edge."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement.domain.charges.charge import ChargeKind
from procurement.domain.invoices.draft import InvoiceType
from procurement.entrypoints.http import Day

HasPurchaseOrder = Annotated[bool | None, Query(alias="hasPurchaseOrder")]
OfPurchaseOrder = Annotated[
    str | None, Query(alias="purchaseOrderId", min_length=1, max_length=255)
]
OfEntity = Annotated[str | None, Query(alias="invoicingEntity", min_length=1, max_length=255)]
OfKind = Annotated[ChargeKind | None, Query(alias="kind")]
OfType = Annotated[InvoiceType | None, Query(alias="invoiceType")]
InCurrency = Annotated[str | None, Query(alias="currencyCode", pattern="^[A-Z]{3}$")]
IssuedFrom = Annotated[Day | None, Query(alias="issuedFrom")]
IssuedTo = Annotated[Day | None, Query(alias="issuedTo")]
InNumber = Annotated[str | None, Query(alias="search", min_length=1, max_length=100)]

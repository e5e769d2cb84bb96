"""What a list of mails may be asked for, at the edge."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement.domain.purchase_orders.notification import NoticeKind
from procurement.entrypoints.http import Day

OfKind = Annotated[NoticeKind | None, Query(alias="kind")]
AboutPurchaseOrder = Annotated[
    str | None, Query(alias="purchaseOrderId", min_length=1, max_length=255)
]
AboutInvoice = Annotated[str | None, Query(alias="invoiceId", min_length=1, max_length=255)]
SentFrom = Annotated[Day | None, Query(alias="sentFrom")]
SentTo = Annotated[Day | None, Query(alias="sentTo")]

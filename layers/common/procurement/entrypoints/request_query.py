"""What the listings of sellers' requests are asked for, in AWS's words."""

from typing import Annotated, Final, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query

from procurement.service.after_sale.listing import PartyType

DEFAULT_REQUESTS: Final = 50
"""Requests of one page, unless told otherwise; more than that are never."""

AsParty = Annotated[PartyType, Query(alias="partyType")]
OfAgreement = Annotated[str | None, Query(alias="agreementId", min_length=1, max_length=64)]
OfType = Annotated[Literal["PurchaseAgreement"] | None, Query(alias="agreementType")]
OfCatalog = Annotated[Literal["AWSMarketplace"] | None, Query()]
"""All agreements are of this type, and in this catalog: naming them changes nothing."""

UpTo50 = Annotated[int, Query(alias="maxResults", ge=1, le=DEFAULT_REQUESTS)]

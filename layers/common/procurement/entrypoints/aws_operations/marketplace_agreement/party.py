"""What the listings of sellers' requests are asked for."""

from typing import Final

from procurement.domain.errors import InvalidInput, Problem
from procurement.entrypoints.aws_operations.marketplace_agreement.scope import expect_marketplace
from procurement.entrypoints.aws_protocol.call import Members
from procurement.service.after_sale.listing import PartyType, RequestQuery

DEFAULT_REQUESTS: Final = 50


def request_query(request: Members) -> RequestQuery:
    """The query; `InvalidInput` for a party that is neither proposer nor acceptor."""
    expect_marketplace(request)
    try:
        party = PartyType(request["partyType"])
    except ValueError as error:
        message = f"must be {' or '.join(PartyType)}"
        problem = Problem(field="partyType", reason="INVALID_PARTY_TYPE", message=message)
        raise InvalidInput([problem]) from error
    return RequestQuery(
        party_type=party,
        agreement_id=request.get("agreementId"),
        status=request.get("status"),
        limit=request.get("maxResults", DEFAULT_REQUESTS),
        token=request.get("nextToken"),
    )

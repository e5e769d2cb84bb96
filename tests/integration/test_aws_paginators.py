"""Pages of AWS's operations: every paginator of botocore, tokens, and filters of instants."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from botocore.exceptions import ClientError

from tests.support.agreement_tour import Tour
from tests.support.api import BUYER, SELLER
from tests.support.application import accepted
from tests.support.aws_clients import PROTOCOLS, Protocol, client

pytestmark = pytest.mark.usefixtures("aws", "clock")

PAGED: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "search_agreements": (
        BUYER,
        {
            "filters": [
                {"name": "PartyType", "values": ["Acceptor"]},
                {"name": "AgreementType", "values": ["PurchaseAgreement"]},
            ]
        },
    ),
    "get_agreement_terms": (BUYER, {"agreementId": "agreement"}),
    "get_agreement_entitlements": (BUYER, {"agreementId": "agreement"}),
    "get_agreement_request_terms": (BUYER, {"agreementRequestId": "request"}),
    "get_agreement_request_approval_plans": (BUYER, {"agreementRequestId": "approved"}),
    "list_agreement_charges": (BUYER, {}),
    "list_agreement_requests": (BUYER, {}),
    "list_agreement_approvals": (BUYER, {"partyType": "REQUESTER"}),
    "list_agreement_payment_requests": (SELLER, {"partyType": "Proposer"}),
    "list_agreement_cancellation_requests": (SELLER, {"partyType": "Proposer"}),
    "list_agreement_invoice_line_items": (
        SELLER,
        {"agreementId": "billed", "groupBy": "INVOICE_ID"},
    ),
    "list_billing_adjustment_requests": (SELLER, {"agreementId": "billed"}),
}
"""Every operation with a paginator: who asks, and for what; IDs by what the tour called them."""


SMALLEST: Final = {"get_agreement_request_terms": 10}
"""Of the operations whose pages have a least size."""


def test_every_paginator_of_botocore_gives_everything(clock: Callable[[str], None]) -> None:
    """Page by page as much as at once, in both protocols"""
    tour = Tour("json", BUYER, SELLER, clock)
    tour.walk()
    made = {
        "agreement": found(tour, "AcceptAgreementRequest", "agreementId"),
        "billed": found(tour, "AcceptAgreementRequest", "agreementId"),
        "request": found(tour, "CreateAgreementRequest", "agreementRequestId"),
        "approved": found(tour, "GetAgreementApproval", "buyerAgreementApproval")[
            "agreementRequestId"
        ],
    }
    plain = client("marketplace-agreement")
    assert {name for name in PAGED if plain.can_paginate(name)} == set(PAGED)
    assert set(PAGED) == {
        name for name in plain.meta.method_to_api_mapping if plain.can_paginate(name)
    }
    for operation, (account, members) in PAGED.items():
        asked = {n: made.get(v, v) if isinstance(v, str) else v for n, v in members.items()}
        pages = {
            (protocol, size): everything(operation, account, protocol, size, asked)
            for protocol in PROTOCOLS
            for size in (SMALLEST.get(operation, 1), 50)
        }
        whole = pages["json", 50]
        assert whole, operation
        assert all(page == whole for page in pages.values()), operation


def found(tour: Tour, operation: str, member: str) -> Any:
    """What the first such answer of the tour says."""
    return next(answer[member] for name, answer in tour.answers if name == operation)


def everything(
    operation: str, account: str, protocol: Protocol, size: int, members: dict[str, Any]
) -> list[Any]:
    asked = client("marketplace-agreement", account=account, protocol=protocol)
    paginator = asked.get_paginator(operation)
    result = paginator.paginate(**members, PaginationConfig={"PageSize": size})
    (key,) = (each.expression for each in paginator.result_keys)
    return list(result.build_full_result()[key])


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_token_of_another_listing_is_refused(protocol: Protocol) -> None:
    """It opens nothing but what it was given out for"""
    accepted(("2027-02-15", "500.00"), ("2027-05-15", "500.00"))
    asked = client("marketplace-agreement", protocol=protocol)
    token = asked.list_agreement_charges(maxResults=1)["nextToken"]
    assert asked.list_agreement_charges(maxResults=1, nextToken=token)["items"]
    for other in (
        lambda: asked.list_agreement_requests(nextToken=token),
        lambda: asked.list_agreement_charges(nextToken=token[:-4] + "AAAA"),
        lambda: client("marketplace-agreement", account=SELLER).list_agreement_charges(
            nextToken=token
        ),
    ):
        with pytest.raises(ClientError) as caught:
            other()
        assert caught.value.response["reason"] == "INVALID_NEXT_TOKEN"


def test_instants_arrive_as_filters(clock: Callable[[str], None]) -> None:
    """What was issued or made after one and before another"""
    tour = Tour("json", BUYER, SELLER, clock)
    tour.walk()
    agreement = found(tour, "AcceptAgreementRequest", "agreementId")
    now, second = datetime(2027, 5, 16, tzinfo=UTC), timedelta(seconds=1)
    for protocol in PROTOCOLS:
        asked = client("marketplace-agreement", account=SELLER, protocol=protocol)
        for after, before, is_there in (
            (now - second, now + second, True),
            (now, now + second, False),
            (now - second, now, False),
        ):
            made = asked.list_billing_adjustment_requests(
                agreementId=agreement, createdAfter=after, createdBefore=before
            )["items"]
            issued = asked.list_agreement_invoice_line_items(
                agreementId=agreement,
                groupBy="INVOICE_ID",
                afterIssuedTime=after,
                beforeIssuedTime=before,
            )["agreementInvoiceLineItemGroupSummaries"]
            assert bool(made) == bool(issued) == is_there, (protocol, after, before)

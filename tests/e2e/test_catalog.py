"""The seller's catalog, called by boto3's own client as a script for AWS would."""

from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from local.samples import present_day
from tests.support.catalog import (
    CATALOG,
    Document,
    an_offer,
    availability,
    information,
    payments,
    release,
    targeting,
)
from tests.support.eventually import eventually

pytestmark = pytest.mark.e2e

APPLIED_SECONDS = 60


@pytest.fixture
def client(deployed) -> Any:
    """Nothing but the address and the keys is told."""
    info = deployed.info
    return boto3.client(
        "marketplace-catalog",
        endpoint_url=info.api_url,
        region_name=info.region,
        aws_access_key_id=info.access_key_id,
        aws_secret_access_key=info.secret_access_key,
        config=Config(proxies={}),
    )


def _day(offset: int) -> str:
    return (present_day() + timedelta(days=offset)).isoformat()


def _ended(client: Any, change_set_id: str) -> Document:
    def ended() -> Document:
        found = client.describe_change_set(Catalog=CATALOG, ChangeSetId=change_set_id)
        assert found["Status"] not in ("PREPARING", "APPLYING")
        return dict(found)

    return eventually(ended, within=APPLIED_SECONDS)


def _an_offer(deployed: Any, *further: Document) -> list[Document]:
    account_id = deployed.info.account_id
    schedule = payments((_day(60), "600.00"), (_day(240), "600.00"))
    return an_offer(targeting(account_id), availability(_day(30)), schedule, *further)


def test_a_change_set_makes_an_offer_that_its_buyer_accepts(deployed, client):
    started = client.start_change_set(
        Catalog=CATALOG, ChangeSet=_an_offer(deployed, release()), ChangeSetName="End to end"
    )
    found = _ended(client, started["ChangeSetId"])
    assert found["Status"] == "SUCCEEDED", found
    offer_id = found["ChangeSet"][0]["Entity"]["Identifier"].partition("@")[0]

    described = client.describe_entity(Catalog=CATALOG, EntityId=offer_id)
    assert described["DetailsDocument"]["State"] == "Released"
    accepted = deployed.api.post("offers", offer_id, "accept")
    assert [charge["amount"] for charge in accepted["charges"]] == ["600.00", "600.00"]

    def listed() -> None:
        pages = client.get_paginator("list_entities").paginate(
            Catalog=CATALOG,
            EntityType="Offer",
            EntityTypeFilters={"OfferFilters": {"State": {"ValueList": ["Released"]}}},
            PaginationConfig={"PageSize": 5},
        )
        assert offer_id in [
            each["EntityId"] for page in pages for each in page["EntitySummaryList"]
        ]

    eventually(listed)


def test_what_is_wrong_comes_back_with_its_change(deployed, client):
    """R-292"""
    late = payments((_day(60), "600.00"), (_day(600), "600.00"))
    started = client.start_change_set(Catalog=CATALOG, ChangeSet=_an_offer(deployed, late))
    found = _ended(client, started["ChangeSetId"])
    assert (found["Status"], found["FailureCode"]) == ("FAILED", "CLIENT_ERROR")
    wrong = {each["ChangeType"]: each["ErrorDetailList"] for each in found["ChangeSet"]}
    (error,) = wrong["UpdatePaymentScheduleTerms"]
    assert error["ErrorCode"] == "INVALID_CHARGE_DATES"


def test_refusals_arrive_as_the_clients_own_exceptions(client):
    errors = client.exceptions
    with pytest.raises(errors.ResourceNotFoundException):
        client.describe_entity(Catalog=CATALOG, EntityId="offer-of-nobody")
    with pytest.raises(errors.ResourceNotFoundException):
        client.cancel_change_set(Catalog=CATALOG, ChangeSetId="cs-of-nobody")
    with pytest.raises(errors.ValidationException) as raised:
        client.start_change_set(Catalog=CATALOG, ChangeSet=[information()])
    (wrong,) = raised.value.response["ValidationExceptionFieldList"]
    assert wrong["Field"] == "ChangeSet[0].Entity.Identifier"


def test_a_client_that_signs_for_api_gateway_is_heard_as_well(client):
    """As docs/api/catalog.md tells for deployments on AWS"""

    def sign(context: dict[str, Any], **_: object) -> None:
        context["signing"] = {**context.get("signing", {}), "signing_name": "execute-api"}

    client.meta.events.register("before-call.marketplace-catalog", sign)
    assert "ChangeSetSummaryList" in client.list_change_sets(Catalog=CATALOG)


def test_a_user_who_may_only_read_starts_nothing(deployed, client):
    api = deployed.user_who_may("reads-the-catalog", "POST/ListEntities")
    asked = {"Catalog": CATALOG, "EntityType": "Offer"}
    assert "EntitySummaryList" in api.post("ListEntities", **asked)
    assert api.send("POST", "StartChangeSet", body={"Catalog": CATALOG}).status == 403
    api.close()
    with pytest.raises(ClientError, match="AWSMarketplace"):
        client.list_entities(Catalog="Elsewhere", EntityType="Offer")

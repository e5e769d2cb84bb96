"""A reseller's offers through the catalog: under an authorization, by its plan (R-303)."""

from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.support.api import SELLER, call
from tests.support.catalog import (
    CATALOG,
    REFERENCE,
    Document,
    a_change,
    applied,
    availability,
    catalog,
    codes,
    information,
    made,
    offer_of,
    payments,
    release,
    start,
    targeting,
    work,
)

pytestmark = pytest.mark.usefixtures("aws", "clock")

MAKER = "777788889999"
PLAN = (("2027-02-15", "400.00"), ("2027-06-15", "600.00"))


def authorized(*, is_released: bool = True) -> str:
    """The ID of an authorization for `SELLER` by `PLAN`."""
    body = {
        "name": "Widgets for partners",
        "resellerAccountId": SELLER,
        "productId": "prod-widgets",
        "productType": "SAAS_CONTRACT",
        "contractDuration": "P12M",
        "availabilityEndDate": "2027-04-30",
        "schedule": [{"chargeDate": day, "chargeAmount": amount} for day, amount in PLAN],
        "clientToken": uuid4().hex,
    }
    answer = call("POST", "/resale-authorizations", body, account=MAKER)
    assert answer.status == 201, answer.body
    authorization = str(answer.body["resaleAuthorizationId"])
    if is_released:
        assert moved(authorization, "release") == 200
    return authorization


def moved(authorization: str, move: str) -> int:
    path = f"/resale-authorizations/{authorization}/{move}"
    return call("POST", path, account=MAKER).status


def resell(authorization: str) -> Document:
    return a_change(
        "CreateOfferUsingResaleAuthorization",
        {"ResaleAuthorizationId": authorization},
        identifier=None,
        ChangeName="CreateOfferChange",
    )


def markup(percentage: str, identifier: str = REFERENCE) -> Document:
    return a_change("UpdateMarkup", {"Percentage": percentage}, identifier=identifier)


def resold(authorization: str, *further: Document) -> list[Document]:
    return [resell(authorization), information(), targeting(), availability(), *further]


def amounts_of(offer_id: str) -> list[str]:
    answer = call("GET", f"/offers/{offer_id}", account=SELLER)
    assert answer.status == 200, answer.body
    return [payment["chargeAmount"] for payment in answer.body["schedule"]]


def test_the_authorization_settles_what_the_reseller_does_not():
    authorization = authorized()
    offer_id = made(*resold(authorization, release()))
    assert amounts_of(offer_id) == ["400.00", "600.00"]
    document = offer_of(offer_id)
    assert (document["State"], document["ProductId"]) == ("Released", "prod-widgets")
    assert document["ResaleAuthorizationId"] == authorization
    found = catalog().list_entities(
        Catalog=CATALOG,
        EntityType="Offer",
        EntityTypeFilters={
            "OfferFilters": {"ResaleAuthorizationId": {"ValueList": [authorization]}}
        },
    )["EntitySummaryList"]
    assert [each["EntityId"] for each in found] == [offer_id]
    assert found[0]["OfferSummary"]["ResaleAuthorizationId"] == authorization


def test_a_markup_raises_the_payments_whenever_it_changes():
    offer_id = made(*resold(authorized(), markup("10")))
    assert amounts_of(offer_id) == ["440.00", "660.00"]
    made(markup("5.0", offer_id))
    assert amounts_of(offer_id) == ["420.00", "630.00"]
    made(information("Renamed", identifier=offer_id))
    assert amounts_of(offer_id) == ["420.00", "630.00"]
    made(release(identifier=offer_id))


def test_a_draft_under_an_authorization_grows_as_any_other():
    offer_id = made(resell(authorized()))
    made(markup("10", offer_id))
    for change in (information, targeting, availability, release):
        made(change(identifier=offer_id))
    assert amounts_of(offer_id) == ["440.00", "660.00"]


def test_amounts_may_be_given_instead():
    authorization = authorized()
    (first, _), (second, _) = PLAN
    sound = payments((first, "400.00"), (second, "700.00"))
    offer_id = made(*resold(authorization, sound))
    assert amounts_of(offer_id) == ["400.00", "700.00"]
    for wrong, code in (
        (payments((first, "399.99"), (second, "700.00")), "INVALID_CHARGE_AMOUNT"),
        (payments(("2027-02-16", "400.00"), (second, "600.00")), "INVALID_CHARGE_DATES"),
    ):
        found = applied(*resold(authorization, wrong))
        assert codes(found) == {"UpdatePaymentScheduleTerms": {code}}


def test_a_markup_and_other_amounts_exclude_each_other():
    found = applied(
        *resold(
            authorized(), markup("10"), payments((PLAN[0][0], "500.00"), (PLAN[1][0], "660.00"))
        )
    )
    assert codes(found) == {"UpdateMarkup": {"INCOMPATIBLE_TERMS"}}


@pytest.mark.parametrize("percentage", ["-1", "1000.01", "0.001", "much", "99999999999999.9"])
def test_a_markup_that_is_none(percentage):
    found = applied(*resold(authorized(), markup(percentage)))
    assert found["Status"] == "FAILED"
    assert "INVALID_MARKUP_PERCENTAGE" in codes(found)["UpdateMarkup"]


def test_an_offer_of_ones_own_has_no_markup():
    offer_id = made(a_change("CreateOffer", {"ProductId": "prod-own"}, identifier=None))
    found = applied(markup("10", offer_id))
    assert codes(found) == {"UpdateMarkup": {"INCOMPATIBLE_TERMS"}}


def test_an_authorization_that_is_for_nobody_or_for_somebody_else():
    for authorization in ("resaleauthz-none", authorized()):
        account = SELLER if authorization == "resaleauthz-none" else MAKER
        found = applied(*resold(authorization), account=account)
        assert codes(found) == {
            "CreateOfferUsingResaleAuthorization": {"INVALID_RESALE_AUTHORIZATION"}
        }


def test_an_authorization_that_was_restricted_meanwhile():
    authorization = authorized()
    offer_id = made(*resold(authorization))
    waiting = start(release(identifier=offer_id))
    assert moved(authorization, "restrict") == 200
    assert work(waiting) == "FAILED"
    found = applied(release(identifier=offer_id))
    assert codes(found) == {"ReleaseOffer": {"INVALID_RESALE_AUTHORIZATION"}}


def test_several_offers_under_one_authorization_in_one_set():
    """The authorization is checked once in the transaction"""
    authorization = authorized()
    offers = [made(*resold(authorization)) for _ in range(2)]
    made(*(release(identifier=offer_id) for offer_id in offers))


class TestAuthorizationsAsEntities:
    """catalog:ResaleAuthorizationSummary: given by the caller, or shared with it."""

    @staticmethod
    def listed(account: str, **asked: Any) -> list[Document]:
        answer = catalog(account).list_entities(
            Catalog=CATALOG, EntityType="ResaleAuthorization", **asked
        )
        return list(answer["EntitySummaryList"])

    def test_both_parties_find_it(self):
        authorization = authorized()
        (own,) = self.listed(MAKER)
        assert own["EntityId"] == authorization
        assert own["ResaleAuthorizationSummary"] == {
            "Name": "Widgets for partners",
            "ProductId": "prod-widgets",
            "ManufacturerAccountId": MAKER,
            "ResellerAccountID": SELLER,
            "Status": "Active",
            "CreatedDate": "2027-01-15T12:00:00Z",
            "AvailabilityEndDate": "2027-04-30T23:59:59Z",
        }
        assert self.listed(SELLER, OwnershipType="SHARED") == [own]
        assert self.listed(SELLER) == self.listed(MAKER, OwnershipType="SHARED") == []

    @pytest.mark.parametrize(
        ("name", "members", "is_found"),
        [
            ("Status", {"ValueList": ["Active"]}, True),
            ("Status", {"ValueList": ["Draft", "Restricted"]}, False),
            ("ResellerAccountID", {"WildCardValue": SELLER}, True),
            ("ManufacturerAccountId", {"ValueList": [SELLER]}, False),
            ("CreatedDate", {"DateRange": {"AfterValue": "2027-01-15T12:00:00Z"}}, True),
            ("AvailabilityEndDate", {"DateRange": {"BeforeValue": "2027-04-30T00:00:00Z"}}, False),
            ("ProductName", {"WildCardValue": "Widgets"}, False),
        ],
    )
    def test_filters(self, name, members, is_found):
        """catalog:ResaleAuthorizationFilters"""
        authorized()
        filters = {"ResaleAuthorizationFilters": {name: members}}
        assert len(self.listed(MAKER, EntityTypeFilters=filters)) == is_found

    def test_orders_and_pages(self):
        """catalog:ResaleAuthorizationSort"""
        made_here = sorted(authorized() for _ in range(3))
        sort = {"ResaleAuthorizationSort": {"SortBy": "EntityId", "SortOrder": "ASCENDING"}}
        pages = (
            catalog(MAKER)
            .get_paginator("list_entities")
            .paginate(
                Catalog=CATALOG,
                EntityType="ResaleAuthorization",
                EntityTypeSort=sort,
                PaginationConfig={"PageSize": 1},
            )
        )
        found = [each["EntityId"] for page in pages for each in page["EntitySummaryList"]]
        assert found == made_here

    def test_it_is_described_to_both_and_to_nobody_else(self):
        authorization = authorized()
        for account in (MAKER, SELLER):
            answer = catalog(account).describe_entity(Catalog=CATALOG, EntityId=authorization)
            assert answer["EntityType"] == "ResaleAuthorization@1.0"
            assert answer["EntityIdentifier"] == f"{authorization}@2"
            document = answer["DetailsDocument"]
            assert (document["Status"], document["ResellerAccountId"]) == ("Active", SELLER)
            amounts = [each["ChargeAmount"] for each in document["Terms"][1]["Schedule"]]
            assert amounts == ["400.00", "600.00"]
        for entity in (authorization, "resaleauthz-none"):
            asked = [{"Catalog": CATALOG, "EntityId": entity}]
            answer = catalog("999999999999").batch_describe_entities(EntityRequestList=asked)
            assert answer["Errors"][entity]["ErrorCode"] == "ResourceNotFoundException"

    def test_its_reseller_does_not_see_a_draft(self):
        authorization = authorized(is_released=False)
        asked = [{"Catalog": CATALOG, "EntityId": authorization}]
        answer = catalog().batch_describe_entities(EntityRequestList=asked)
        assert {*answer["Errors"]} == {authorization}
        assert self.listed(SELLER, OwnershipType="SHARED") == []
        (own,) = self.listed(MAKER)
        assert own["ResaleAuthorizationSummary"]["Status"] == "Draft"

    def test_change_sets_do_not_change_it(self):
        with pytest.raises(ClientError) as raised:
            start(
                a_change("ReleaseResaleAuthorization", identifier=authorized())
                | {"Entity": {"Type": "ResaleAuthorization@1.0", "Identifier": "resaleauthz-1"}}
            )
        assert raised.value.response["Error"]["Code"] == "ValidationException"


def test_an_offer_of_the_simple_form_keeps_its_authorization():
    authorization = authorized()
    body = {
        "name": "Widgets",
        "productId": "prod-widgets",
        "productType": "SAAS_CONTRACT",
        "targetAccountIds": ["111122223333"],
        "contractDuration": "P12M",
        "availabilityEndDate": "2027-01-31",
        "resaleAuthorizationId": authorization,
        "markupPercentage": "10",
        "clientToken": uuid4().hex,
    }
    offer = call("POST", "/offers", body, account=SELLER).body
    made(information("Renamed", identifier=offer["offerId"]))
    assert amounts_of(offer["offerId"]) == ["440.00", "660.00"]
    assert offer_of(offer["offerId"])["ResaleAuthorizationId"] == authorization

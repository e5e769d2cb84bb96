"""Offers and change sets as a seller's boto3 client lists and describes them."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.support.api import SELLER
from tests.support.application import draft
from tests.support.catalog import (
    CATALOG,
    an_offer,
    applied,
    availability,
    catalog,
    create,
    information,
    made,
    pricing,
    release,
    start,
    targeting,
    terms,
)

pytestmark = pytest.mark.usefixtures("aws", "clock")

STRANGER = "999999999999"


def ids(**asked: object) -> list[str]:
    answer = catalog().list_entities(Catalog=CATALOG, EntityType="Offer", **asked)
    return [entity["EntityId"] for entity in answer["EntitySummaryList"]]


def filtered(name: str, **members: object) -> list[str]:
    return ids(EntityTypeFilters={"OfferFilters": {name: members}})


@pytest.fixture
def offers(clock) -> dict[str, str]:
    """A released one, a complete draft, one that lacks nearly everything, and one of the REST form.

    Each was made on another day.
    """
    clock("2027-01-01T08:00")
    released = made(*an_offer(create("prod-a"), information("Apples"), release()))
    clock("2027-01-02T08:00")
    drafted = made(
        *an_offer(
            create("prod-b"),
            information("Bananas"),
            availability("2027-02-10"),
            targeting("123456789012", "210987654321"),
        )
    )
    clock("2027-01-03T08:00")
    lacking = made(create("prod-c"))
    clock("2027-01-04T08:00")
    simple = draft()["offerId"]
    return {"released": released, "drafted": drafted, "lacking": lacking, "simple": simple}


class TestListing:
    def test_the_latest_change_comes_first(self, offers, clock):
        assert ids() == [offers[name] for name in ("simple", "lacking", "drafted", "released")]
        clock("2027-01-05T08:00")
        made(information("Cherries", identifier=offers["lacking"]))
        assert ids()[0] == offers["lacking"]

    @pytest.mark.parametrize(
        ("name", "members", "found"),
        [
            ("Name", {"ValueList": ["Apples", "Pears"]}, ["released"]),
            ("Name", {"WildCardValue": "NANA"}, ["drafted"]),
            ("ProductId", {"ValueList": ["prod-c"]}, ["lacking"]),
            ("State", {"ValueList": ["Released"]}, ["released"]),
            ("State", {"ValueList": ["Draft"]}, ["simple", "lacking", "drafted"]),
            ("BuyerAccounts", {"WildCardValue": "210987654321"}, ["drafted"]),
            ("Targeting", {"ValueList": ["None"]}, ["lacking"]),
            (
                "ReleaseDate",
                {"DateRange": {"AfterValue": "2027-01-01T00:00:00Z"}},
                ["released"],
            ),
            (
                "AvailabilityEndDate",
                {
                    "DateRange": {
                        "AfterValue": "2027-02-01T00:00:00Z",
                        "BeforeValue": "2027-02-10T23:59:59Z",
                    }
                },
                ["drafted"],
            ),
            (
                "LastModifiedDate",
                {"DateRange": {"BeforeValue": "2027-01-02T08:00:00Z"}},
                ["drafted", "released"],
            ),
            ("ResaleAuthorizationId", {"ValueList": ["resaleauthz-1"]}, []),
            ("OfferSetId", {"ValueList": ["offerset-1"]}, []),
            ("CreatedBySource", {"ValueList": ["AwsMarketplace"]}, []),
        ],
    )
    def test_every_filter(self, offers, name, members, found):
        """catalog:OfferFilters"""
        assert filtered(name, **members) == [offers[each] for each in found]

    def test_filters_add_up(self, offers):
        found = ids(
            FilterList=[{"Name": "EntityId", "ValueList": [offers["drafted"], offers["lacking"]]}],
            EntityTypeFilters={"OfferFilters": {"State": {"ValueList": ["Draft"]}}},
            Sort={"SortBy": "LastModifiedDate", "SortOrder": "ASCENDING"},
        )
        assert found == [offers["drafted"], offers["lacking"]]

    @pytest.mark.parametrize(
        ("sort_by", "first"),
        [
            ("Name", "lacking"),
            ("ProductId", "released"),
            ("ReleaseDate", "drafted"),
            ("AvailabilityEndDate", "lacking"),
            ("LastModifiedDate", "released"),
            ("BuyerAccounts", "lacking"),
        ],
    )
    def test_every_order(self, offers, sort_by, first):
        """catalog:OfferSort"""
        known = [offers[name] for name in ("released", "drafted", "lacking")]
        orders = []
        for order in ("ASCENDING", "DESCENDING"):
            sort = {"OfferSort": {"SortBy": sort_by, "SortOrder": order}}
            orders.append([each for each in ids(EntityTypeSort=sort) if each in known])
        assert sorted(orders[0]) == sorted(orders[1]) == sorted(known)
        if sort_by not in ("ReleaseDate",):
            assert orders[0][0] == orders[1][-1] == offers[first]
        else:
            assert orders[0][-1] == orders[1][0] == offers["released"]

    def test_the_paginator_walks_over_all(self, offers):
        pages = (
            catalog()
            .get_paginator("list_entities")
            .paginate(Catalog=CATALOG, EntityType="Offer", PaginationConfig={"PageSize": 1})
        )
        found = [entity["EntityId"] for page in pages for entity in page["EntitySummaryList"]]
        assert found == ids()

    def test_a_token_opens_the_listing_that_gave_it(self, offers):
        answer = catalog().list_entities(Catalog=CATALOG, EntityType="Offer", MaxResults=1)
        token = answer["NextToken"]
        for wrong in ({"NextToken": "x"}, {"NextToken": token, "Sort": {"SortBy": "Name"}}):
            with pytest.raises(ClientError, match="token"):
                ids(**wrong)
        assert offers["simple"] not in ids(NextToken=token)

    def test_another_sellers_offers_are_not_there(self, offers):
        answer = catalog(STRANGER).list_entities(Catalog=CATALOG, EntityType="Offer")
        assert answer["EntitySummaryList"] == []

    @pytest.mark.parametrize(
        "asked", [{"EntityType": "SaaSProduct"}, {"EntityType": "Offer", "OwnershipType": "SHARED"}]
    )
    def test_what_there_is_none_of(self, offers, asked):
        answer = catalog().list_entities(Catalog=CATALOG, **asked)
        assert (answer["EntitySummaryList"], answer.get("NextToken")) == ([], None)

    @pytest.mark.parametrize(
        "asked",
        [
            {"EntityType": "Weather"},
            {"EntityType": "Offer", "MaxResults": 51},
            {"EntityType": "Offer", "Sort": {"SortBy": "Colour"}},
            {"EntityType": "Offer", "FilterList": [{"Name": "Name", "ValueList": ["x"]}]},
            {
                "EntityType": "Offer",
                "EntityTypeFilters": {
                    "OfferFilters": {
                        "ReleaseDate": {"DateRange": {"AfterValue": "2027-02-30T00:00:00Z"}}
                    }
                },
            },
        ],
    )
    def test_what_cannot_be_asked(self, asked):
        with pytest.raises(ClientError) as raised:
            catalog().list_entities(Catalog=CATALOG, **asked)
        assert raised.value.response["Error"]["Code"] == "ValidationException"


class TestDescribing:
    def test_every_kind_of_term(self):
        """R-252 to R-257: as it was sent, so that it can be sent again"""
        usage = {
            "Type": "UsageBasedPricingTerm",
            "CurrencyCode": "USD",
            "RateCards": [{"RateCard": [{"DimensionKey": "hours", "Price": "0.15"}]}],
        }
        configurable = {
            "Type": "ConfigurableUpfrontPricingTerm",
            "CurrencyCode": "USD",
            "RateCards": [
                {
                    "Selector": {"Type": "Duration", "Value": "P12M"},
                    "Constraints": {
                        "MultipleDimensionSelection": "Allowed",
                        "QuantityConfiguration": "Disallowed",
                    },
                    "RateCard": [{"DimensionKey": "seats", "Price": "150"}],
                }
            ],
        }
        recurring = {
            "Type": "RecurringPaymentTerm",
            "CurrencyCode": "USD",
            "BillingPeriod": "Monthly",
            "Price": "10.00",
        }
        trial = {
            "Type": "FreeTrialPricingTerm",
            "Duration": "P14D",
            "Grants": [{"DimensionKey": "seats", "MaxQuantity": 1}],
        }
        variable = {
            "Type": "VariablePaymentTerm",
            "CurrencyCode": "USD",
            "MaxTotalChargeAmount": "500.00",
        }
        validity = {
            "Type": "ValidityTerm",
            "AgreementStartDate": "2027-02-01",
            "AgreementEndDate": "2028-01-31",
        }
        renewal = {"Type": "RenewalTerm", "LockoutPeriod": "P30D", "MaxRenewals": 2}
        eula = {"Type": "CustomEula", "Url": "https://example.com/eula.pdf"}
        legal = {"Type": "LegalTerm", "Documents": [eula]}
        support = {"Type": "SupportTerm", "RefundPolicy": "Within 30 days"}
        net = {"Type": "NetPaymentTerm", "PaymentDuePeriod": "P45D"}
        sent = [configurable, usage, recurring, variable, trial]
        offer_id = made(
            *an_offer()[:4],
            pricing(*sent),
            terms("UpdateValidityTerms", validity),
            terms("UpdateRenewalTerms", renewal),
            terms("UpdateLegalTerms", legal),
            terms("UpdateSupportTerms", support),
            terms("UpdatePaymentScheduleTerms", net),
        )
        answer = catalog().describe_entity(Catalog=CATALOG, EntityId=offer_id)
        assert answer["EntityType"] == "Offer@1.0"
        assert answer["EntityIdentifier"] == f"{offer_id}@1"
        assert answer["EntityArn"].endswith(f":{SELLER}:AWSMarketplace/Offer/{offer_id}")
        assert answer["DetailsDocument"] == json.loads(answer["Details"])
        told = answer["DetailsDocument"]["Terms"]
        assert sorted(told, key=str) == sorted(
            [*sent, validity, renewal, legal, support, net], key=str
        )
        by_type = {term["Type"]: term for term in told}
        again = applied(pricing(*(by_type[term["Type"]] for term in sent), identifier=offer_id))
        assert again["ChangeSet"][0]["Entity"]["Identifier"] == f"{offer_id}@1"

    def test_a_draft_shows_what_there_is(self):
        offer_id = made(
            create(),
            terms(
                "UpdatePaymentScheduleTerms", {"Type": "NetPaymentTerm", "PaymentDuePeriod": "P30D"}
            ),
        )
        answer = catalog().describe_entity(Catalog=CATALOG, EntityId=offer_id)
        assert answer["DetailsDocument"]["Terms"] == [
            {"Type": "NetPaymentTerm", "PaymentDuePeriod": "P30D"}
        ]

    def test_nobody_elses(self, offers):
        for account, entity in ((STRANGER, offers["released"]), (SELLER, "offer-none")):
            with pytest.raises(ClientError) as raised:
                catalog(account).describe_entity(Catalog=CATALOG, EntityId=entity)
            assert raised.value.response["Error"]["Code"] == "ResourceNotFoundException"
            answer = catalog(account).batch_describe_entities(
                EntityRequestList=[{"Catalog": CATALOG, "EntityId": entity}]
            )
            assert answer["Errors"][entity]["ErrorCode"] == "ResourceNotFoundException"
            assert answer["EntityDetails"] == {}

    def test_several_at_once(self, offers):
        asked = [{"Catalog": CATALOG, "EntityId": each} for each in offers.values()]
        answer = catalog().batch_describe_entities(EntityRequestList=[*asked, asked[0]])
        assert answer["Errors"] == {}
        assert {*answer["EntityDetails"]} == {*offers.values()}
        with pytest.raises(ClientError, match="20"):
            catalog().batch_describe_entities(EntityRequestList=asked * 6)


class TestChangeSets:
    def test_filters_and_orders(self, offers):
        named = start(create(), ChangeSetName="Named")
        found = catalog().list_change_sets(
            Catalog=CATALOG, FilterList=[{"Name": "ChangeSetName", "ValueList": ["Named"]}]
        )["ChangeSetSummaryList"]
        assert [each["ChangeSetId"] for each in found] == [named]
        assert (found[0]["Status"], found[0].get("EndTime")) == ("PREPARING", None)
        pages = (
            catalog()
            .get_paginator("list_change_sets")
            .paginate(
                Catalog=CATALOG,
                FilterList=[{"Name": "Status", "ValueList": ["SUCCEEDED"]}],
                Sort={"SortBy": "EndTime", "SortOrder": "ASCENDING"},
                PaginationConfig={"PageSize": 1},
            )
        )
        times = [each["EndTime"] for page in pages for each in page["ChangeSetSummaryList"]]
        assert times == [f"2027-01-0{day}T08:00:00Z" for day in (1, 2, 3)]

    def test_they_are_listed_for_sixty_days(self, offers, clock):
        clock("2027-03-03T08:00")
        found = catalog().list_change_sets(Catalog=CATALOG)["ChangeSetSummaryList"]
        assert [each["StartTime"][:10] for each in found] == ["2027-01-03", "2027-01-02"]

    def test_nobody_elses(self, offers):
        answer = catalog(STRANGER).list_change_sets(Catalog=CATALOG)
        assert answer["ChangeSetSummaryList"] == []

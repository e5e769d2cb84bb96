"""Change sets as a seller's boto3 client sends them: taken in, applied, refused, cancelled."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.api import BUYER, SELLER, call
from tests.support.application import draft, events_of
from tests.support.catalog import (
    CATALOG,
    REFERENCE,
    Document,
    a_change,
    an_offer,
    applied,
    availability,
    catalog,
    codes,
    create,
    described,
    information,
    made,
    offer_of,
    payments,
    pricing,
    release,
    start,
    targeting,
    terms,
    validity,
    work,
)

pytestmark = pytest.mark.usefixtures("aws", "clock")

STRANGER = "999999999999"


def refusal(act: Any, *args: Any, **kwargs: Any) -> tuple[str, int, list[str]]:
    """Error code, status, and the fields that are wrong."""
    with pytest.raises(ClientError) as raised:
        act(*args, **kwargs)
    answer = raised.value.response
    fields = [each["Field"] for each in answer.get("ValidationExceptionFieldList", [])]
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"], fields


def started(*changes: Document, account: str = SELLER, **more: Any) -> tuple[str, int, list[str]]:
    return refusal(start, *changes, account=account, **more)


def rest_offer(offer_id: str) -> Document:
    answer = call("GET", f"/offers/{offer_id}", account=SELLER)
    assert answer.status == 200, answer.body
    return dict(answer.body)


class TestWhole:
    def test_one_set_creates_and_releases_an_offer_with_an_installment_plan(self):
        """AWS's own sample of a flexible payment schedule; R-288"""
        legal = {"Type": "LegalTerm", "Documents": [{"Type": "StandardEula"}]}
        support = {"Type": "SupportTerm", "RefundPolicy": "None after 30 days"}
        found = applied(
            *an_offer(
                terms("UpdateLegalTerms", legal), terms("UpdateSupportTerms", support), release()
            )
        )
        assert (found["Status"], found["ResponseMetadata"]["HTTPStatusCode"]) == ("SUCCEEDED", 200)
        identifiers = {change["Entity"]["Identifier"] for change in found["ChangeSet"]}
        (offer_id,) = {identifier.removesuffix("@2") for identifier in identifiers}
        offer = rest_offer(offer_id)
        assert (offer["state"], offer["totalDue"]["amount"]) == ("RELEASED", "1200.00")
        assert offer["productType"] == "SAAS_CONTRACT"
        document = offer_of(offer_id)
        assert document["State"] == "Released"
        assert document["Description"] == "All widgets, counted"
        assert {term["Type"] for term in document["Terms"]} == {
            "FixedUpfrontPricingTerm",
            "ValidityTerm",
            "PaymentScheduleTerm",
            "LegalTerm",
            "SupportTerm",
        }
        assert {e["type"] for e in events_of(SELLER) if "offer" in e["subject"]} == {
            "OfferCreated",
            "OfferReleased",
        }

    def test_the_buyer_accepts_what_the_catalog_released(self):
        """R-311: the existing forms see the same offers"""
        offer_id = made(*an_offer(release()))
        answer = call("POST", f"/offers/{offer_id}/accept", {}, account=BUYER)
        assert answer.status == 201, answer.body
        assert len(answer.body["charges"]) == 2

    def test_an_offer_of_the_simple_form_goes_on_through_the_catalog(self):
        """The short form of an installment plan becomes the terms that it stands for: R-288"""
        offer_id = draft(*PLAN)["offerId"]
        before = rest_offer(offer_id)
        made(information("Renamed", identifier=offer_id))
        named = rest_offer(offer_id)
        assert named == {**before, "name": "Renamed", "version": 2, "updatedAt": named["updatedAt"]}
        made(validity("P24M", identifier=offer_id))
        assert rest_offer(offer_id)["contractDuration"] == "P24M"
        assert rest_offer(offer_id)["schedule"] == before["schedule"]
        made(release(identifier=offer_id))
        assert rest_offer(offer_id)["state"] == "RELEASED"

    def test_an_offer_keeps_its_currency_without_its_payments(self):
        """R-301"""
        offer_id = draft(*PLAN, currencyCode="EUR")["offerId"]
        made(terms("UpdatePaymentScheduleTerms", identifier=offer_id))
        assert (rest_offer(offer_id)["schedule"], rest_offer(offer_id)["currencyCode"]) == (
            [],
            "EUR",
        )

    def test_the_order_of_the_changes_does_not_matter(self):
        changes = an_offer(release())
        offer = offer_of(made(*reversed(changes), account=SELLER))
        again = offer_of(made(*changes))
        assert {**offer, "Id": ""} == {**again, "Id": ""}

    def test_a_set_creates_several_offers(self):
        second = create("prod-second") | {"ChangeName": "Second"}
        found = applied(
            create(), second, information(identifier="$Second.Entity.Identifier"), information("B")
        )
        assert found["Status"] == "SUCCEEDED"
        ids = [change["Entity"]["Identifier"] for change in found["ChangeSet"]]
        assert ids[0] == ids[3] != ids[1] == ids[2]
        assert offer_of(ids[0].partition("@")[0])["Name"] == "B"

    def test_details_come_as_text_or_as_a_document(self):
        text = {k: v for k, v in create().items() if k != "DetailsDocument"}
        offer_id = made({**text, "Details": '{"ProductId": "prod-text"}'})
        assert offer_of(offer_id) == {
            "Id": offer_id,
            "ProductId": "prod-text",
            "Terms": [],
            "Rules": [],
            "State": "Draft",
        }

    def test_a_draft_grows_set_by_set_into_an_offer(self):
        offer_id = made(create())
        for change in (
            information(identifier=offer_id),
            targeting(identifier=offer_id),
            availability(identifier=offer_id),
        ):
            made(change)
            assert call("GET", f"/offers/{offer_id}", account=SELLER).status == 404
        found = applied(pricing(identifier=offer_id))
        assert found["ChangeSet"][0]["Entity"]["Identifier"] == f"{offer_id}@5"
        assert (rest_offer(offer_id)["state"], rest_offer(offer_id)["version"]) == ("DRAFT", 5)

    def test_terms_that_a_change_leaves_out_are_taken_away(self):
        offer_id = made(*an_offer())
        made(terms("UpdatePaymentScheduleTerms", identifier=offer_id))
        assert rest_offer(offer_id)["schedule"] == []

    def test_what_changes_nothing_leaves_the_revision(self):
        offer_id = made(*an_offer())
        found = applied(information(identifier=offer_id), availability(identifier=offer_id))
        assert {c["Entity"]["Identifier"] for c in found["ChangeSet"]} == {f"{offer_id}@1"}

    def test_a_validation_judges_and_makes_nothing(self):
        """catalog:Intent"""
        found = applied(*an_offer(release()), Intent="VALIDATE")
        assert (found["Status"], found["Intent"]) == ("SUCCEEDED", "VALIDATE")
        listed = catalog().list_entities(Catalog=CATALOG, EntityType="Offer")
        assert listed["EntitySummaryList"] == []
        wrong = applied(*an_offer(validity("P1M")), Intent="VALIDATE")
        assert codes(wrong) == {"UpdatePaymentScheduleTerms": {"INVALID_CHARGE_DATES"}}


PLAN = ("2027-02-15", "600.00"), ("2027-08-15", "600.00")


class TestErrorsOfChanges:
    """Asynchronous: the set fails as a whole, each change with AWS's codes."""

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            pytest.param(
                [payments(*((f"2027-03-{n % 28 + 1:02d}", "1.00") for n in range(61)))],
                {"UpdatePaymentScheduleTerms": {"TOO_MANY_CHARGES", "DUPLICATE_CHARGE_DATES"}},
                id="R-275",
            ),
            pytest.param(
                [payments(("2027-02-15", "1.00"), ("2028-02-15", "1.00"))],
                {"UpdatePaymentScheduleTerms": {"INVALID_CHARGE_DATES"}},
                id="R-292",
            ),
            pytest.param(
                [payments(("2027-01-14", "1.00"))],
                {"UpdatePaymentScheduleTerms": {"INVALID_CHARGE_DATES"}},
                id="R-294",
            ),
            pytest.param(
                [payments(("2027-01-20", "1.00"), ("2027-01-31", "1.00"))],
                {"UpdatePaymentScheduleTerms": {"TOO_MANY_BACKDATED_CHARGES"}},
                id="R-296",
            ),
            pytest.param(
                [payments(("2027-03-01", "1.00"), ("2027-03-01", "2.00"))],
                {"UpdatePaymentScheduleTerms": {"DUPLICATE_CHARGE_DATES"}},
                id="R-297",
            ),
            pytest.param(
                [payments(("01.03.2027", "1.00"))],
                {"UpdatePaymentScheduleTerms": {"INVALID_CHARGE_DATES"}},
                id="R-298",
            ),
            pytest.param(
                [payments(("2027-03-01", "1.001"))],
                {"UpdatePaymentScheduleTerms": {"INVALID_CHARGE_AMOUNT"}},
                id="R-299",
            ),
            pytest.param(
                [payments(*PLAN, currency="EUR")],
                {"UpdatePaymentScheduleTerms": {"INVALID_CURRENCY_CODE"}},
                id="R-301",
            ),
            pytest.param(
                [payments(("2027-03-01", "1000000000.01"))],
                {"UpdatePaymentScheduleTerms": {"LIMIT_EXCEEDED_AGREEMENT_VALUE"}},
                id="R-304",
            ),
            pytest.param(
                [
                    pricing(
                        {
                            "Type": "FixedUpfrontPricingTerm",
                            "CurrencyCode": "USD",
                            "Price": "5",
                            "Grants": [{"DimensionKey": "seats", "MaxQuantity": 1}],
                        }
                    )
                ],
                {"UpdatePricingTerms": {"INCOMPATIBLE_TERMS"}},
                id="R-288 price beside a schedule",
            ),
            pytest.param(
                [validity("P61M")],
                {"UpdateValidityTerms": {"INVALID_AGREEMENT_DURATION"}},
                id="R-324",
            ),
            pytest.param(
                [availability("2027-01-14")],
                {"UpdateAvailability": {"INVALID_AVAILABILITY_END_DATE"}},
                id="R-296 no day left",
            ),
            pytest.param(
                [targeting("12")], {"UpdateTargeting": {"INVALID_BUYER_ACCOUNTS"}}, id="account"
            ),
            pytest.param([information("")], {"UpdateInformation": {"MISSING_NAME"}}, id="name"),
            pytest.param(
                [create(ProductType="MACHINE_LEARNING_CONTRACT")],
                {"CreateOffer": {"INCOMPATIBLE_PRODUCT"}},
                id="R-325",
            ),
            pytest.param(
                [
                    terms(
                        "UpdateRenewalTerms",
                        {
                            "Type": "RenewalTerm",
                            "TermTemplates": [
                                {
                                    "PaymentScheduleTermTemplate": {
                                        "Schedule": [
                                            {"ChargeDateOffset": "P0M", "ChargePercentage": "99.99"}
                                        ]
                                    }
                                }
                            ],
                        },
                    )
                ],
                {"UpdateRenewalTerms": None},
                id="R-330",
            ),
        ],
    )
    def test_each_rule_is_told_at_the_change_that_broke_it(self, changes, expected):
        found = applied(*an_offer(*changes))
        assert (found["Status"], found["FailureCode"]) == ("FAILED", "CLIENT_ERROR")
        told = codes(found)
        assert told.keys() == expected.keys()
        assert all(told[name] == code for name, code in expected.items() if code), told
        listed = catalog().list_entities(Catalog=CATALOG, EntityType="Offer")
        assert listed["EntitySummaryList"] == []

    def test_all_of_them_are_told_at_once(self):
        found = applied(*an_offer(targeting("12"), availability("soon"), validity("P9Z")))
        assert codes(found) == {
            "UpdateTargeting": {"INVALID_BUYER_ACCOUNTS"},
            "UpdateAvailability": {"INVALID_AVAILABILITY_END_DATE"},
            "UpdateValidityTerms": {"INVALID_AGREEMENT_DURATION"},
        }
        (error,) = found["ChangeSet"][2]["ErrorDetailList"]
        assert error["ErrorMessage"].startswith("targetAccountIds[0]: must be")

    def test_a_schedule_without_its_grants_is_not_released(self):
        """R-288"""
        offer_id = made(create(), *an_offer()[1:4], payments(*PLAN), validity())
        found = applied(release(identifier=offer_id))
        assert codes(found) == {"ReleaseOffer": {"MISSING_MANDATORY_TERMS"}}
        assert offer_of(offer_id)["State"] == "Draft"

    def test_a_release_names_all_that_is_missing(self):
        found = applied(create(), release())
        assert codes(found) == {
            "ReleaseOffer": {
                "MISSING_NAME",
                "MISSING_BUYER_ACCOUNTS",
                "MISSING_AVAILABILITY_END_DATE",
            }
        }

    def test_instances_need_their_hourly_price(self):
        """R-326, R-329"""
        grants = [{"DimensionKey": "t2.micro", "MaxQuantity": 1}]
        fixed = {"Type": "FixedUpfrontPricingTerm", "CurrencyCode": "USD", "Price": "0.0"}
        annual = {**fixed, "Duration": "P365D", "Grants": grants}
        changes = an_offer(pricing(annual, model="Usage"), validity("P650D"), release())
        assert codes(applied(*changes)) == {"ReleaseOffer": {"MISSING_MANDATORY_TERMS"}}
        card = [{"RateCard": [{"DimensionKey": "t2.micro", "Price": "0.17"}]}]
        usage = {"Type": "UsageBasedPricingTerm", "CurrencyCode": "USD", "RateCards": card}
        whole = an_offer(pricing(usage, annual, model="Usage"), validity("P650D"), release())
        assert rest_offer(made(*whole))["productType"] == "AMI_HOURLY_WITH_ANNUAL"

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (payments(*PLAN), "INCOMPATIBLE_TERMS"),
            (payments(*PLAN, currency="EUR"), "INCOMPATIBLE_CURRENCY_CODE"),
            (validity("P24M"), "INCOMPATIBLE_TERMS"),
            (information("Another"), "INVALID_UPDATE_REQUEST"),
            (targeting("123456789012"), "INVALID_UPDATE_REQUEST"),
            (release(), "INVALID_UPDATE_REQUEST"),
            (availability("2027-01-30"), "INVALID_AVAILABILITY_END_DATE"),
            (availability("2027-08-15"), "TOO_MANY_BACKDATED_CHARGES"),
        ],
    )
    def test_a_released_offer_refuses(self, change, code):
        """R-301, R-312, R-313"""
        offer_id = made(*an_offer(release()))
        change = {**change, "Entity": {"Type": "Offer@1.0", "Identifier": offer_id}}
        assert codes(applied(change)) == {change["ChangeType"]: {code}}

    def test_a_released_offer_stays_open_for_longer(self):
        """R-313"""
        offer_id = made(*an_offer(release()))
        made(availability("2027-02-20", identifier=offer_id))
        assert rest_offer(offer_id)["availabilityEndDate"] == "2027-02-20"
        assert events_of(SELLER, "OfferAvailabilityChanged")

    def test_an_expired_offer_refuses_another_schedule(self, clock):
        """R-312"""
        offer_id = made(*an_offer(release()))
        clock("2027-02-01T00:00")
        found = applied(payments(*PLAN, identifier=offer_id))
        assert codes(found) == {"UpdatePaymentScheduleTerms": {"INCOMPATIBLE_TERMS"}}

    def test_a_revision_that_passed_is_told(self):
        offer_id = made(*an_offer())
        made(information("Second", identifier=f"{offer_id}@1"))
        found = applied(information("Third", identifier=f"{offer_id}@1"))
        assert codes(found) == {"UpdateInformation": {"INVALID_ENTITY_REVISION"}}

    def test_one_wrong_offer_keeps_the_others_from_being_made(self):
        """All together or none"""
        second = create("prod-second") | {"ChangeName": "Second"}
        wrong = targeting("12", identifier="$Second.Entity.Identifier")
        found = applied(*an_offer(), second, wrong)
        assert found["Status"] == "FAILED"
        listed = catalog().list_entities(Catalog=CATALOG, EntityType="Offer")
        assert listed["EntitySummaryList"] == []


class TestRefusedAtOnce:
    def test_nothing_is_stored(self):
        assert started(a_change("CreateOffer", {}, identifier=None))[:2] == (
            "ValidationException",
            422,
        )
        listed = catalog().list_change_sets(Catalog=CATALOG)
        assert listed["ChangeSetSummaryList"] == []

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ([a_change("CreateProduct", identifier=None)], "ChangeSet[0].ChangeType"),
            (
                [{**create(), "Entity": {"Type": "SaaSProduct@1.0"}}],
                "ChangeSet[0].Entity.Type",
            ),
            ([create(), create()], "ChangeSet[0].ChangeName"),
            ([information()], "ChangeSet[0].Entity.Identifier"),
            ([information(identifier=None)], "ChangeSet[0].Entity.Identifier"),
            ([information(identifier="$")], "ChangeSet[0].Entity.Identifier"),
            ([create(), information(), information()], "ChangeSet[2].ChangeType"),
            (
                [{**create(), "Entity": {"Type": "Offer@1.0", "Identifier": "offer-1"}}],
                "ChangeSet[0].Entity.Identifier",
            ),
            ([{**create(), "Details": "{}"}], "ChangeSet[0].Details"),
            (
                [{k: v for k, v in create().items() if k != "DetailsDocument"}],
                "ChangeSet[0].Details",
            ),
            ([create(Surprise="no")], "ChangeSet[0].DetailsDocument.Surprise"),
            (
                [create(), targeting() | {"DetailsDocument": {"PositiveTargeting": {"X": 1}}}],
                "ChangeSet[1].DetailsDocument.PositiveTargeting.X",
            ),
            (
                [create(), pricing({"Type": "ValidityTerm", "AgreementDuration": "P1M"})],
                "ChangeSet[1].DetailsDocument.Terms[0].Type",
            ),
            (
                [create(), pricing({"Type": "FreeLunchTerm"})],
                "ChangeSet[1].DetailsDocument.Terms[0].Type",
            ),
            (
                [create(), pricing({"Type": "FixedUpfrontPricingTerm", "Price": "much"})],
                "ChangeSet[1].DetailsDocument.Terms[0].Price",
            ),
            (
                [create(), pricing(model="Barter")],
                "ChangeSet[1].DetailsDocument.PricingModel",
            ),
            (
                [{**create(), "EntityTags": [{"Key": "a", "Value": "1"}] * 2}],
                "ChangeSet[0].EntityTags[1].Key",
            ),
            ([{**create(), "EntityTags": [{"Key": "a*", "Value": "1"}]}], None),
            ([{**create(), "ChangeName": "no spaces"}], None),
            ([create()] * 21, None),
        ],
    )
    def test_the_field_is_named(self, changes, field):
        code, status, fields = started(*changes)
        assert (code, status) == ("ValidationException", 422)
        assert field is None or field in fields
        assert len(fields) >= 1

    def test_the_change_is_named_with_the_field(self):
        """catalog:ValidationExceptionField"""
        with pytest.raises(ClientError) as raised:
            start(create(), information(identifier="$Nobody.Entity.Identifier"))
        (field,) = raised.value.response["ValidationExceptionFieldList"]
        assert field == {
            "Reason": "FieldValidationFailed",
            "ChangeType": "UpdateInformation",
            "EntityType": "Offer@1.0",
            "EntityId": "$Nobody.Entity.Identifier",
            "Field": "ChangeSet[1].Entity.Identifier",
            "Message": "no change of the name Nobody creates an entity of this type",
        }
        for body in ({"ChangeSet": [5]}, {"ChangeSet": [{"Entity": 5}]}, {"ChangeSet": [{}] * 30}):
            answer = call("POST", "/StartChangeSet", {"Catalog": CATALOG, **body}, account=SELLER)
            assert answer.status == 422
        with pytest.raises(ClientError) as raised:
            start(a_change("CreateProduct", identifier=None))
        (field,) = raised.value.response["ValidationExceptionFieldList"]
        assert field["Reason"] == "UnknownOperation"

    def test_text_that_is_no_json_object(self):
        text = {k: v for k, v in create().items() if k != "DetailsDocument"}
        for wrong in ("{]", "[]", "{" * 10_000):
            assert started({**text, "Details": wrong})[2] == ["ChangeSet[0].Details"]

    @pytest.mark.parametrize("levels", [21, 300, 900, 2_500])
    def test_details_without_end(self, levels):
        text = '{"a":' * levels + "1" + "}" * levels
        change = {k: v for k, v in create().items() if k != "DetailsDocument"}
        assert started({**change, "Details": text})[:2] == ("ValidationException", 422)
        body = json.dumps({"Catalog": CATALOG, "ChangeSet": [{**change, "DetailsDocument": 0}]})
        raw = body.replace('"DetailsDocument": 0', f'"DetailsDocument": {text}')
        assert call("POST", "/StartChangeSet", raw_body=raw, account=SELLER).status == 422

    def test_tags_beyond_measure(self):
        """One item of the table holds a change set"""
        tags = [{"Key": f"{n:03d}" + "k" * 125, "Value": "v" * 256} for n in range(200)]
        many = [{**create(), "ChangeName": f"C{n}", "EntityTags": tags} for n in range(3)]
        assert started(*many)[:2] == ("ServiceQuotaExceededException", 402)
        assert start(*many[:2])

    def test_details_beyond_measure(self):
        """One item of the table holds a change set"""
        long = {"Type": "SupportTerm", "RefundPolicy": "x" * 4000}
        text = json.dumps({"Terms": [long], "Padding": "y" * 12_000})
        support = {k: v for k, v in terms("UpdateSupportTerms").items() if k != "DetailsDocument"}
        assert started(create(), {**support, "Details": text + " " * 400})[1] == 422
        many = [
            {**create(), "ChangeName": f"C{n}", "DetailsDocument": {"ProductId": "p"}}
            for n in range(10)
        ]
        for n in range(10):
            reference = f"$C{n}.Entity.Identifier"
            document = {"Terms": [{"Type": "SupportTerm", "RefundPolicy": "ü" * 4000}]}
            padded = json.dumps(document, ensure_ascii=False) + " " * 12_000
            many.append({**a_change("UpdateSupportTerms", identifier=reference), "Details": padded})
            many[-1].pop("DetailsDocument")
        assert started(*many)[:2] == ("ServiceQuotaExceededException", 402)

    def test_an_entity_of_nobody_or_of_somebody_else_is_not_found(self):
        offer_id = made(*an_offer())
        for account, entity in ((SELLER, "offer-none"), (STRANGER, offer_id)):
            code, status, _ = started(information(identifier=entity), account=account)
            assert (code, status) == ("ResourceNotFoundException", 404)

    def test_what_is_not_json_by_its_own_word(self):
        answer = call("POST", "/ListEntities", raw_body="<a/>", content_type="text/xml")
        assert (answer.status, answer.headers["x-amzn-errortype"]) == (422, "ValidationException")
        answer = call("POST", "/offers", raw_body="<a/>", content_type="text/xml", account=SELLER)
        assert (answer.status, answer.reasons) == (400, {("body", "UNSUPPORTED_CONTENT_TYPE")})

    def test_another_catalog(self):
        with pytest.raises(ClientError, match="AWSMarketplace"):
            catalog().start_change_set(Catalog="Elsewhere", ChangeSet=[create()])


class TestTokens:
    def test_the_same_token_gives_the_same_set(self):
        first = start(*an_offer(), ClientRequestToken="t-1")
        assert start(*an_offer(), ClientRequestToken="t-1") == first
        work(first)
        assert start(*an_offer(), ClientRequestToken="t-1") == first
        assert described(first)["Status"] == "SUCCEEDED"
        assert start(*an_offer(), ClientRequestToken="t-2") != first

    def test_another_content_under_the_same_token_is_refused(self):
        start(*an_offer(), ClientRequestToken="t-1")
        for other in (an_offer(information("Other")), an_offer()[:3]):
            code, status, _ = started(*other, ClientRequestToken="t-1")
            assert (code, status) == ("ValidationException", 422)
        code, _, _ = started(*an_offer(), ClientRequestToken="t-1", Intent="VALIDATE")
        assert code == "ValidationException"

    def test_the_same_token_of_another_account_is_another_one(self):
        assert start(create(), ClientRequestToken="t-1") != start(
            create(), account=STRANGER, ClientRequestToken="t-1"
        )


class TestLocks:
    def test_one_open_change_set_for_an_entity(self):
        offer_id = made(*an_offer())
        first = start(information("First", identifier=offer_id))
        code, status, _ = started(availability("2027-02-01", identifier=offer_id))
        assert (code, status) == ("ResourceInUseException", 423)
        work(first)
        made(availability("2027-02-01", identifier=offer_id))

    def test_a_set_that_failed_or_was_cancelled_frees_its_entities(self):
        offer_id = made(*an_offer())
        assert applied(targeting("12", identifier=offer_id))["Status"] == "FAILED"
        waiting = start(information("First", identifier=offer_id))
        catalog().cancel_change_set(Catalog=CATALOG, ChangeSetId=waiting)
        made(information("Second", identifier=offer_id))

    def test_the_simple_form_may_change_the_offer_in_between(self):
        """The set is judged on the offer as it is when it is applied"""
        offer_id = made(*an_offer())
        waiting = start(availability("2027-02-20", identifier=offer_id))
        answer = call("POST", f"/offers/{offer_id}/release", {}, account=SELLER)
        assert answer.status == 200, answer.body
        assert work(waiting) == "SUCCEEDED"
        assert rest_offer(offer_id)["availabilityEndDate"] == "2027-02-20"


class TestCancelling:
    def test_before_anybody_works_on_it(self):
        waiting = start(*an_offer())
        answer = catalog().cancel_change_set(Catalog=CATALOG, ChangeSetId=waiting)
        assert answer["ChangeSetId"] == waiting
        assert answer["ChangeSetArn"].endswith(f"ChangeSet/{waiting}")
        assert described(waiting)["Status"] == "CANCELLED"
        assert work(waiting) == "CANCELLED"
        catalog().cancel_change_set(Catalog=CATALOG, ChangeSetId=waiting)

    def test_not_once_it_ended(self):
        done = start(*an_offer())
        work(done)
        cancel = catalog().cancel_change_set
        code, status, _ = refusal(cancel, Catalog=CATALOG, ChangeSetId=done)
        assert (code, status) == ("ResourceInUseException", 423)

    def test_nobody_elses(self):
        waiting = start(*an_offer())
        for act in ("cancel_change_set", "describe_change_set"):
            act = getattr(catalog(STRANGER), act)
            code, status, _ = refusal(act, Catalog=CATALOG, ChangeSetId=waiting)
            assert (code, status) == ("ResourceNotFoundException", 404)


class TestDescribing:
    def test_a_set_that_waits(self):
        waiting = start(create(), information(), ChangeSetName="Spring offers")
        found = described(waiting)
        assert (found["Status"], found["ChangeSetName"]) == ("PREPARING", "Spring offers")
        assert (found["StartTime"], found.get("EndTime")) == ("2027-01-15T12:00:00Z", None)
        assert "FailureCode" not in found
        first, second = found["ChangeSet"]
        assert first["ChangeName"] == "CreateOfferChange"
        assert "Identifier" not in first["Entity"]
        assert second["Entity"]["Identifier"] == REFERENCE
        assert json.loads(second["Details"]) == second["DetailsDocument"]

    def test_its_events(self):
        found = applied(*an_offer(targeting("12")), ChangeSetName="Wrong")
        for type_, status, failure in (
            ("ChangeSetStarted", "PREPARING", None),
            ("ChangeSetEnded", "FAILED", "CLIENT_ERROR"),
        ):
            (event,) = events_of(SELLER, type_)
            assert event["detail"]["changeSetId"] == found["ChangeSetId"]
            assert event["detail"]["changeSetName"] == "Wrong"
            assert (event["detail"]["status"], event["detail"]["failureCode"]) == (status, failure)

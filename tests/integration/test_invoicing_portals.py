"""Procurement portal preferences by boto3's `invoicing` client (R-265 to R-267)."""

from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from tests.support.api import BUYER, SELLER
from tests.support.application import call
from tests.support.invoicing import (
    EMPLOYEE,
    a_preference,
    a_unit,
    invoicing,
    pages,
    tag_list,
    tags_of,
    what_it_says,
)
from tests.support.organizations import joined, managing
from tests.support.portals import ENDPOINT, SECRET

pytestmark = pytest.mark.usefixtures("aws", "clock")

OTHER = "777788889999"
NAME = "ProcurementPortalPreferenceArn"
SELLERS = ["AMAZON_WEB_SERVICES_INC"]


@pytest.fixture
def asked(aws: None) -> Any:
    return invoicing()


def shown(asked: Any, arn: str) -> dict[str, Any]:
    found = asked.get_procurement_portal_preference(ProcurementPortalPreferenceArn=arn)
    return dict(found["ProcurementPortalPreference"])


class TestLife:
    def test_a_preference_is_created_and_read_but_for_its_secrets(self, asked):
        """R-265, R-267: with AWS's members"""
        unit = a_unit(asked, "North 2")
        test = {
            "BuyerDomain": "NetworkID",
            "BuyerIdentifier": "AN01000000001-T",
            "SupplierDomain": "NetworkID",
            "SupplierIdentifier": "AN01000000002-T",
            "ProcurementPortalSharedSecret": SECRET,
        }
        selector = {"InvoiceUnitArns": [unit], "SellerOfRecords": SELLERS}
        arn = a_preference(asked, Selector=selector, TestEnvPreference=test)
        assert arn.startswith(f"arn:aws:invoicing::{BUYER}:procurement-portal-preference/")
        found = shown(asked, arn)
        assert found.pop("EinvoiceDeliveryPreference") == {
            **what_it_says()["EinvoiceDeliveryPreference"],
            "EinvoiceDeliveryAttachmentTypes": [],
            "EinvoiceDeliveryActivationDate": datetime(2027, 1, 1, tzinfo=UTC),
        }
        del test["ProcurementPortalSharedSecret"]
        assert found == {
            "AwsAccountId": BUYER,
            NAME: arn,
            "ProcurementPortalName": "SAP_BUSINESS_NETWORK",
            "BuyerDomain": "NetworkID",
            "BuyerIdentifier": "AN01000000001",
            "SupplierDomain": "NetworkID",
            "SupplierIdentifier": "AN01000000002",
            "Selector": selector,
            "ProcurementPortalInstanceEndpoint": ENDPOINT,
            "TestEnvPreference": test,
            "EinvoiceDeliveryEnabled": True,
            "EinvoiceDeliveryPreferenceStatus": "PENDING_VERIFICATION",
            "PurchaseOrderRetrievalEnabled": False,
            "MarketplacePunchOutEnabled": False,
            "Contacts": [EMPLOYEE],
            "Version": 1,
            "CreateDate": datetime(2027, 1, 15, 12, tzinfo=UTC),
            "LastUpdateDate": datetime(2027, 1, 15, 12, tzinfo=UTC),
        }

    def test_a_request_that_is_sent_again_creates_nothing_else(self, asked):
        first = a_preference(asked, ClientToken="t-1", ResourceTags=tag_list(team="a"))
        assert a_preference(asked, ClientToken="t-1", ResourceTags=tag_list(team="a")) == first
        with pytest.raises(asked.exceptions.ConflictException):
            a_preference(asked, ClientToken="t-1", BuyerIdentifier="AN2")
        assert tags_of(asked, first) == {"team": "a"}

    def test_it_is_replaced_but_for_portal_parties_secret_and_tags(self, asked):
        """R-265"""
        arn = a_preference(asked, ResourceTags=tag_list(team="a"))
        changed = what_it_says(
            Contacts=[{"Name": "Somebody else"}], PurchaseOrderRetrievalEnabled=True
        )
        answer = asked.put_procurement_portal_preference(
            ProcurementPortalPreferenceArn=arn, **changed
        )
        assert answer[NAME] == arn
        found = shown(asked, arn)
        assert found["Contacts"] == [{"Name": "Somebody else"}]
        assert found["PurchaseOrderRetrievalPreferenceStatus"] == "PENDING_VERIFICATION"
        assert (found["BuyerIdentifier"], found["Version"]) == ("AN01000000001", 2)
        (listed,) = call("GET", "/procurement-portal-preferences").body["items"]
        assert listed["isSharedSecretSet"]
        assert tags_of(asked, arn) == {"team": "a"}

    def test_its_features_move_through_their_statuses(self, asked):
        """R-266"""
        arn = a_preference(asked)
        move = asked.update_procurement_portal_preference_status
        for status in ("VALIDATED", "TEST_INITIALIZED", "ACTIVE"):
            members = {NAME: arn, "EinvoiceDeliveryPreferenceStatus": status}
            assert move(**members, EinvoiceDeliveryPreferenceStatusReason="seen")[NAME] == arn
        assert shown(asked, arn)["EinvoiceDeliveryPreferenceStatus"] == "ACTIVE"
        assert shown(asked, arn)["EinvoiceDeliveryPreferenceStatusReason"] == "seen"
        with pytest.raises(asked.exceptions.ConflictException):
            move(**{NAME: arn, "EinvoiceDeliveryPreferenceStatus": "TEST_FAILED"})

    def test_it_is_deleted_with_what_is_kept_of_its_secrets(self, asked):
        """R-265"""
        arn = a_preference(asked)
        preference_id = arn.rpartition("/")[2]
        kept = call(
            "PUT",
            f"/procurement-portal-preferences/{preference_id}/delivery-secret",
            {"sharedSecret": SECRET},
        )
        assert kept.status == 204, kept.body
        parameters = boto3.client("ssm").describe_parameters()["Parameters"]
        assert parameters
        delete = asked.delete_procurement_portal_preference
        assert delete(ProcurementPortalPreferenceArn=arn)[NAME] == arn
        assert boto3.client("ssm").describe_parameters()["Parameters"] == []
        with pytest.raises(asked.exceptions.ResourceNotFoundException) as gone:
            delete(ProcurementPortalPreferenceArn=arn)
        assert gone.value.response["resourceName"] == arn

    def test_botocores_paginator_lists_them(self, asked):
        made = {a_preference(asked) for _ in range(1)}
        made |= {a_preference(asked, BuyerIdentifier=f"AN{n}") for n in range(4)}
        found = pages(asked, "list_procurement_portal_preferences", "ProcurementPortalPreferences")
        assert {each[NAME] for each in found} == made
        assert len(found) == 5
        assert "Contacts" not in found[0]

    def test_others_reach_none_of_it(self, asked, subtests):
        """R-377"""
        arn, stranger = a_preference(asked), invoicing(SELLER)
        says = what_it_says()
        for verb, more in (("get", {}), ("put", says), ("delete", {})):
            ask = getattr(stranger, f"{verb}_procurement_portal_preference")
            with subtests.test(verb=verb), pytest.raises(stranger.exceptions.AccessDeniedException):
                ask(ProcurementPortalPreferenceArn=arn, **more)
        assert stranger.list_procurement_portal_preferences()["ProcurementPortalPreferences"] == []

    def test_members_of_an_organization_have_none(self):
        managing(BUYER)
        joined(OTHER, to=BUYER)
        member = invoicing(OTHER)
        with pytest.raises(member.exceptions.AccessDeniedException):
            a_preference(member)


class TestRefusals:
    def test_all_problems_are_told_under_aws_names(self, asked):
        """R-265, R-267"""
        selector = {
            "InvoiceUnitArns": [f"arn:aws:invoicing::{BUYER}:invoice-unit/Nowhere"],
            "SellerOfRecords": ["NOBODY"],
        }
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            a_preference(
                asked, Selector=selector, ProcurementPortalInstanceEndpoint="http://x.example"
            )
        told = {field["name"] for field in caught.value.response["fieldList"]}
        assert told == {
            "ProcurementPortalInstanceEndpoint",
            "Selector.InvoiceUnitArns[0]",
            "Selector.SellerOfRecords[0]",
        }

    def test_what_the_model_lets_pass_and_we_need_is_asked_for(self, asked):
        delivery = what_it_says()["EinvoiceDeliveryPreference"]
        delivery["PurchaseOrderDataSources"] = [{}]
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            a_preference(asked, EinvoiceDeliveryPreference=delivery)
        assert len(caught.value.response["fieldList"]) == 2

    @pytest.mark.parametrize("verb", ["send", "verify"])
    def test_no_portal_is_sent_a_code(self, asked, verb):
        """The refusal says what to do instead"""
        arn = a_preference(asked)
        more = {"Code": "1"} if verb == "verify" else {}
        ask = getattr(asked, f"{verb}_procurement_portal_validation")
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            ask(ProcurementPortalPreferenceArn=arn, **more)
        assert caught.value.response["reason"] == "unknownOperation"
        assert "UpdateProcurementPortalPreferenceStatus" in str(caught.value)


class TestDirectory:
    def test_both_portals_are_listed_with_what_they_get(self, asked):
        found = pages(asked, "list_procurement_portals", "ProcurementPortals", 1)
        assert [portal["PortalIdentifier"] for portal in found] == ["COUPA", "SAP_BUSINESS_NETWORK"]
        delivered = found[0]["DefaultFeatureConfigurations"]["InvoiceConfiguration"]
        assert "AWS_MARKETPLACE_CREDIT_MEMO" in delivered["DocumentTypes"]

    def test_suppliers_are_those_that_preferences_name(self, asked):
        test = {
            "BuyerDomain": "NetworkID",
            "BuyerIdentifier": "B-T",
            "SupplierDomain": "NetworkID",
            "SupplierIdentifier": "S-T",
        }
        a_preference(asked, SupplierIdentifier="S-1", TestEnvPreference=test)
        a_preference(asked, SupplierIdentifier="S-2", Selector={"SellerOfRecords": SELLERS})
        a_preference(asked, SupplierIdentifier="S-3", ProcurementPortalName="COUPA")
        portal = {"PortalIdentifier": "SAP_BUSINESS_NETWORK"}
        found = pages(
            asked, "list_procurement_portal_suppliers", "ProcurementPortalSuppliers", 2, **portal
        )
        assert found == [
            {"SupplierIdentifier": "S-1", "Environment": "PROD"},
            {"SupplierIdentifier": "S-2", "Environment": "PROD", "SellerOfRecord": SELLERS[0]},
            {"SupplierIdentifier": "S-T", "Environment": "TEST"},
        ]

    def test_a_portal_that_does_not_exist_has_none(self, asked):
        with pytest.raises(asked.exceptions.ResourceNotFoundException):
            asked.list_procurement_portal_suppliers(PortalIdentifier="ARIBA")

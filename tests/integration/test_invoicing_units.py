"""Invoice units and tags by boto3's `invoicing` client (R-046, R-047, R-386)."""

from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from procurement import bootstrap
from tests.support.api import BUYER, SELLER
from tests.support.application import add, call, events_of
from tests.support.invoicing import (
    NORTHERN,
    a_preference,
    a_unit,
    invoicing,
    pages,
    tag_list,
    tags_of,
    what_it_says,
)
from tests.support.tables import name_of

pytestmark = pytest.mark.usefixtures("aws", "clock")

SOUTHERN = "333344445555"


@pytest.fixture
def asked(aws: None) -> Any:
    return invoicing()


def names(found: list[dict[str, Any]]) -> list[str]:
    return [unit["Name"] for unit in found]


class TestUnits:
    def test_a_unit_is_created_and_read(self, asked):
        """R-046, R-047: with AWS's members"""
        arn = a_unit(asked, "North 2", NORTHERN, Description="North", TaxInheritanceDisabled=True)
        assert arn == f"arn:aws:invoicing::{BUYER}:invoice-unit/North:2"
        found = asked.get_invoice_unit(InvoiceUnitArn=arn)
        del found["ResponseMetadata"]
        assert found == {
            "InvoiceUnitArn": arn,
            "InvoiceReceiver": NORTHERN,
            "Name": "North 2",
            "Description": "North",
            "TaxInheritanceDisabled": True,
            "Rule": {"LinkedAccounts": [NORTHERN], "BillSourceAccounts": []},
            "LastModified": datetime(2027, 1, 15, 12, tzinfo=UTC),
        }
        assert call("GET", "/invoice-units/North%202").body["invoiceUnitArn"] == arn

    def test_a_request_that_is_sent_again_creates_nothing_else(self, asked):
        """A repeat after a lost answer has the same client token"""
        first = a_unit(asked, "North", NORTHERN, ClientToken="t-1", ResourceTags=tag_list(a="b"))
        again = a_unit(asked, "North", NORTHERN, ClientToken="t-1", ResourceTags=tag_list(a="b"))
        assert again == first
        assert len(events_of(type_="InvoiceUnitCreated")) == 1

    @pytest.mark.parametrize(
        ("token", "accounts"), [("t-2", [NORTHERN]), ("t-1", []), ("t-1", [SOUTHERN])]
    )
    def test_a_name_that_is_taken_is_refused(self, asked, token, accounts):
        """Also for the first one's token with other accounts"""
        a_unit(asked, "North", NORTHERN, ClientToken="t-1")
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            a_unit(asked, "North", *accounts, ClientToken=token)
        assert caught.value.response["reason"] in {"duplicateInvoiceUnit", "accountMembershipError"}

    def test_all_problems_are_told_under_aws_names(self, asked):
        """R-047"""
        a_unit(asked, "North", NORTHERN)
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            a_unit(asked, "South", SOUTHERN, NORTHERN)
        told = caught.value.response
        assert told["reason"] == "accountMembershipError"
        assert [field["name"] for field in told["fieldList"]] == ["Rule.LinkedAccounts[1]"]

    def test_a_unit_is_edited(self, asked):
        """R-047: what is left out stays"""
        arn = a_unit(asked, "North", NORTHERN, Description="North")
        assert (
            asked.update_invoice_unit(InvoiceUnitArn=arn, Description="")["InvoiceUnitArn"] == arn
        )
        asked.update_invoice_unit(InvoiceUnitArn=arn, Rule={"LinkedAccounts": [SOUTHERN]})
        found = asked.get_invoice_unit(InvoiceUnitArn=arn)
        assert (found["Description"], found["Rule"]["LinkedAccounts"]) == ("", [SOUTHERN])

    def test_a_unit_is_deleted_unless_purchase_orders_name_it(self, asked):
        """R-034"""
        arn = a_unit(asked, "North")
        add("PO-1", invoiceUnits=["North"])
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            asked.delete_invoice_unit(InvoiceUnitArn=arn)
        assert caught.value.response["reason"] == "other"
        assert call("DELETE", "/purchase-orders/PO-1").status == 204
        assert asked.delete_invoice_unit(InvoiceUnitArn=arn)["InvoiceUnitArn"] == arn
        with pytest.raises(asked.exceptions.ResourceNotFoundException) as gone:
            asked.get_invoice_unit(InvoiceUnitArn=arn)
        assert gone.value.response["resourceName"] == arn

    def test_an_account_reaches_no_units_of_others(self, asked, subtests):
        """R-377: whether they exist or not"""
        arn = a_unit(asked, "North")
        stranger = invoicing(SELLER)
        for each in (arn, arn.replace("North", "South")):
            for verb in ("get_invoice_unit", "update_invoice_unit", "delete_invoice_unit"):
                with (
                    subtests.test(arn=each, verb=verb),
                    pytest.raises(stranger.exceptions.AccessDeniedException) as caught,
                ):
                    getattr(stranger, verb)(InvoiceUnitArn=each)
                assert each not in str(caught.value)
        assert stranger.list_invoice_units()["InvoiceUnits"] == []

    def test_who_administers_an_account_reaches_its_units(self, asked):
        arn = a_unit(asked, "North")
        with bootstrap.unit_of_work()() as unit:
            unit.accounts.administer(BUYER, SELLER)
            unit.commit()
        assert invoicing(SELLER).get_invoice_unit(InvoiceUnitArn=arn)["Name"] == "North"

    @pytest.mark.parametrize("kind", ["invoice", "procurement-portal-preference"])
    def test_an_arn_of_something_else_is_not_found(self, asked, kind):
        arn = f"arn:aws:invoicing::{BUYER}:{kind}/North"
        with pytest.raises(asked.exceptions.ResourceNotFoundException):
            asked.get_invoice_unit(InvoiceUnitArn=arn)


class TestLists:
    def test_botocores_paginator_lists_them_by_name(self, asked):
        for name in ("North", "East", "South", "West", "Far East"):
            a_unit(asked, name)
        found = pages(asked, "list_invoice_units", "InvoiceUnits")
        assert names(found) == ["East", "Far East", "North", "South", "West"]

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            ({"Names": ["North", "West", "Nowhere"]}, ["North", "West"]),
            ({"InvoiceReceivers": [SOUTHERN]}, ["South"]),
            ({"Accounts": [NORTHERN]}, ["North", "West"]),
            ({"Accounts": ["444455556666", SOUTHERN]}, ["North", "South"]),
            ({"BillSourceAccounts": ["555566667777"]}, ["West"]),
            ({"Names": ["North"], "InvoiceReceivers": [SOUTHERN]}, []),
            ({}, ["North", "South", "West"]),
        ],
    )
    def test_they_match_every_filter_and_any_of_its_members(self, asked, filters, expected):
        """invoicing:Filters"""
        a_unit(asked, "North", "444455556666")
        a_unit(asked, "South", InvoiceReceiver=SOUTHERN)
        a_unit(asked, "West", Rule={"BillSourceAccounts": ["555566667777"]})
        found = pages(asked, "list_invoice_units", "InvoiceUnits", 1, Filters=filters)
        assert names(found) == expected

    def test_a_page_has_a_hundred_units_at_most(self, asked):
        """Each may hold 2,000 accounts, and no answer outgrows 6 MB"""
        for number in range(101):
            a_unit(asked, f"Unit {number:03}")
        page = asked.list_invoice_units(MaxResults=500)
        assert len(page["InvoiceUnits"]) == 100
        assert len(pages(asked, "list_invoice_units", "InvoiceUnits", 500)) == 101

    def test_a_token_of_another_filter_is_refused(self, asked):
        for name in ("North", "South"):
            a_unit(asked, name)
        token = asked.list_invoice_units(MaxResults=1)["NextToken"]
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            asked.list_invoice_units(NextToken=token, Filters={"Names": ["South"]})
        assert caught.value.response["reason"] == "invalidNextToken"
        assert caught.value.response["fieldList"][0]["name"] == "NextToken"

    def test_a_token_expires(self, asked, clock):
        """Issue 6"""
        for name in ("North", "South"):
            a_unit(asked, name)
        token = asked.list_invoice_units(MaxResults=1)["NextToken"]
        clock("2027-01-16T12:00:01")
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            asked.list_invoice_units(NextToken=token)
        assert caught.value.response["reason"] == "expiredNextToken"


class TestAsOf:
    def test_a_unit_is_read_as_it_was_also_one_that_is_gone(self, asked, clock):
        """R-386: which configuration was in force"""
        arn = a_unit(asked, "North", NORTHERN)
        clock("2027-02-01T12:00")
        asked.update_invoice_unit(InvoiceUnitArn=arn, Rule={"LinkedAccounts": [SOUTHERN]})
        clock("2027-03-01T12:00")
        asked.delete_invoice_unit(InvoiceUnitArn=arn)

        def held(moment: str) -> list[str]:
            as_of = datetime.fromisoformat(moment).replace(tzinfo=UTC)
            (listed,) = asked.list_invoice_units(AsOf=as_of)["InvoiceUnits"]
            found = asked.get_invoice_unit(InvoiceUnitArn=arn, AsOf=as_of)
            assert found["Rule"] == listed["Rule"]
            return list(found["Rule"]["LinkedAccounts"])

        assert held("2027-01-15T12:00") == [NORTHERN]
        assert held("2027-02-01T11:59:59") == [NORTHERN]
        assert held("2027-02-01T12:00") == [SOUTHERN]
        assert asked.list_invoice_units()["InvoiceUnits"] == []
        with pytest.raises(asked.exceptions.ResourceNotFoundException):
            asked.get_invoice_unit(InvoiceUnitArn=arn, AsOf=datetime(2027, 1, 15, tzinfo=UTC))


class TestTags:
    @pytest.fixture(params=["unit", "preference"])
    def arn(self, asked: Any, request: pytest.FixtureRequest) -> str:
        made = a_unit if request.param == "unit" else a_preference
        return made(asked, ResourceTags=tag_list(team="a", stage="prod"))

    def test_they_are_given_at_creation_added_replaced_and_taken_away(self, asked, arn):
        assert tags_of(asked, arn) == {"team": "a", "stage": "prod"}
        asked.tag_resource(ResourceArn=arn, ResourceTags=tag_list(team="b", cost="7"))
        assert tags_of(asked, arn) == {"team": "b", "stage": "prod", "cost": "7"}
        asked.untag_resource(ResourceArn=arn, ResourceTagKeys=["stage", "never"])
        assert tags_of(asked, arn) == {"team": "b", "cost": "7"}

    def test_what_is_so_already_is_not_written_again(self, asked, arn):
        before = stored()
        asked.tag_resource(ResourceArn=arn, ResourceTags=tag_list(team="a"))
        asked.untag_resource(ResourceArn=arn, ResourceTagKeys=["never"])
        assert stored() == before

    def test_two_hundred_fit_and_one_more_does_not(self, asked, arn):
        """invoicing:ResourceTagList"""
        many = {f"key-{number}": "x" for number in range(198)}
        asked.tag_resource(ResourceArn=arn, ResourceTags=tag_list(**many))
        assert len(tags_of(asked, arn)) == 200
        with pytest.raises(asked.exceptions.ServiceQuotaExceededException):
            asked.tag_resource(ResourceArn=arn, ResourceTags=tag_list(another="x"))
        asked.tag_resource(ResourceArn=arn, ResourceTags=tag_list(team="z"))
        assert tags_of(asked, arn)["team"] == "z"

    def test_a_key_that_is_given_twice_is_refused(self, asked, arn):
        twice = [*tag_list(team="x"), *tag_list(team="y")]
        with pytest.raises(asked.exceptions.ValidationException) as caught:
            asked.tag_resource(ResourceArn=arn, ResourceTags=twice)
        assert caught.value.response["fieldList"][0]["name"] == "ResourceTags[1].Key"

    def test_they_stay_when_the_resource_is_edited(self, asked):
        """R-265: a replacement says nothing of tags"""
        unit = a_unit(asked, ResourceTags=tag_list(team="a"))
        preference = a_preference(asked, ResourceTags=tag_list(team="b"))
        asked.update_invoice_unit(InvoiceUnitArn=unit, Description="edited")
        asked.put_procurement_portal_preference(
            ProcurementPortalPreferenceArn=preference,
            **what_it_says(PurchaseOrderRetrievalEnabled=True),
        )
        assert tags_of(asked, unit) == {"team": "a"}
        assert tags_of(asked, preference) == {"team": "b"}

    def test_they_do_not_move_the_last_modification_of_a_unit(self, asked, clock):
        """LastModified tells which configuration invoices were made with"""
        arn = a_unit(asked, "North")
        clock("2027-01-20T12:00")
        asked.tag_resource(ResourceArn=arn, ResourceTags=tag_list(team="a"))
        found = asked.get_invoice_unit(InvoiceUnitArn=arn)
        assert found["LastModified"] == datetime(2027, 1, 15, 12, tzinfo=UTC)

    def test_strangers_neither_see_nor_change_them(self, arn, subtests):
        """R-377"""
        stranger = invoicing(SELLER)
        for verb, more in (
            ("list_tags_for_resource", {}),
            ("tag_resource", {"ResourceTags": tag_list(team="x")}),
            ("untag_resource", {"ResourceTagKeys": ["team"]}),
        ):
            with subtests.test(verb=verb), pytest.raises(stranger.exceptions.AccessDeniedException):
                getattr(stranger, verb)(ResourceArn=arn, **more)

    @pytest.mark.parametrize("kind", ["invoice-unit", "procurement-portal-preference", "invoice"])
    def test_a_resource_that_does_not_exist_has_none(self, asked, kind):
        arn = f"arn:aws:invoicing::{BUYER}:{kind}/nothing"
        with pytest.raises(ClientError) as caught:
            asked.list_tags_for_resource(ResourceArn=arn)
        assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"
        assert caught.value.response["resourceName"] == arn


def stored() -> list[str]:
    table = name_of("PurchaseOrdersTable")
    items = boto3.client("dynamodb").scan(TableName=table)["Items"]
    return sorted(repr(sorted(item.items())) for item in items)

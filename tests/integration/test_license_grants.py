"""License grants over the API, and what they cause in the grantee's account."""

from collections.abc import Callable

import boto3
import pytest

from functions.import_charges.app import lambda_handler
from procurement.domain.charges.charge import ChargeKind
from tests.support.api import BUYER, SELLER, call
from tests.support.application import a_line_body as a_line
from tests.support.application import (
    accepted,
    add,
    check_refusal,
    events_of,
    get,
    items,
    nothing_written,
)
from tests.support.billing import (
    a_usage_charge,
    charged,
    charges_of,
    check_books,
    invoice_now,
    invoices,
)
from tests.support.cost_rows import cells, csv_text
from tests.support.crashes import When, crashed
from tests.support.grants import (
    a_grant_body,
    account_arn,
    answered,
    granted,
    next_version,
    organization_arn,
    path_of,
)
from tests.support.lambda_context import LambdaContext
from tests.support.organizations import joined, left, managing
from tests.support.terms import agreed, usage, validity

pytestmark = pytest.mark.usefixtures("aws", "clock")

GRANTEE, PAYER, STRANGER = "222233334444", "333344445555", "999988887777"
GRANTS, RECEIVED = "/license-grants", "/received-license-grants"
NOT_FOUND = "ResourceNotFoundException"
BLANKET = "AWS_MARKETPLACE_BLANKET_USAGE"


def an_agreement() -> str:
    """The ID of an agreement of `BUYER`, whose first payment names P-1."""
    made = accepted(("2027-01-15", "500.00"), references={"purchaseOrderReference": "P-1"})
    return str(made["agreement"]["agreementId"])


def statuses(path: str, account: str) -> list[str]:
    return [grant["grantStatus"] for grant in items(path, account=account)]


class TestLife:
    def test_a_grant_is_accepted_activated_and_taken_back(self):
        """R-234"""
        agreement = an_agreement()
        grant = granted(agreement, account_arn(GRANTEE))
        assert grant["grantStatus"] == "PENDING_ACCEPT"
        assert grant["licenseArn"] == f"arn:aws:license-manager::{BUYER}:license:{agreement}"
        assert grant["parentArn"] == grant["licenseArn"]
        assert answered(grant, "accept", account=GRANTEE).body["grantStatus"] == "DISABLED"
        activated = next_version(grant, account=GRANTEE, status="ACTIVE", sourceVersion="2")
        assert (activated.body["grantStatus"], activated.body["version"]) == ("ACTIVE", "3")
        for account in (BUYER, GRANTEE):
            assert call("GET", path_of(grant), account=account).body == activated.body
        taken = call("DELETE", path_of(grant), version="3", statusReason="Project over")
        assert (taken.status, taken.body["grantStatus"]) == (200, "DELETED")
        assert taken.body["statusReason"] == "Project over"
        assert statuses(GRANTS, BUYER) == statuses(RECEIVED, GRANTEE) == ["DELETED"]

    def test_a_rejected_one_is_over(self):
        """R-234"""
        grant = granted(an_agreement(), account_arn(GRANTEE))
        assert answered(grant, "reject", account=GRANTEE).body["grantStatus"] == "REJECTED"
        with nothing_written():
            assert answered(grant, "reject", account=GRANTEE).status == 200
            late = answered(grant, "accept", account=GRANTEE)
            check_refusal(late, 409, "ConflictException", "WRONG_STATUS")

    def test_the_own_organization_need_not_accept(self):
        """R-234"""
        managing(BUYER)
        joined(GRANTEE, to=BUYER)
        grant = granted(an_agreement(), account_arn(GRANTEE))
        assert grant["grantStatus"] == "DISABLED"
        assert next_version(grant, status="ACTIVE").body["grantStatus"] == "ACTIVE"

    def test_every_account_of_the_organization_receives_what_is_granted_to_it(self):
        """R-234"""
        organization = managing(BUYER)
        for account in (GRANTEE, PAYER):
            joined(account, to=BUYER)
        principal = organization_arn(organization)
        granted(an_agreement(), principal, options={"desiredStatus": "ACTIVE"})
        assert statuses(RECEIVED, GRANTEE) == statuses(RECEIVED, PAYER) == ["ACTIVE"]
        assert statuses(RECEIVED, BUYER) == statuses(RECEIVED, STRANGER) == []
        left(GRANTEE, by=BUYER)
        assert statuses(RECEIVED, GRANTEE) == []
        (grant,) = items(RECEIVED, account=PAYER)
        check_refusal(call("GET", path_of(grant), account=GRANTEE), 404, NOT_FOUND)

    def test_the_same_token_grants_once(self):
        """R-234"""
        body = a_grant_body(an_agreement(), account_arn(GRANTEE), clientToken="t-1")
        first = call("POST", GRANTS, body)
        with nothing_written():
            assert call("POST", GRANTS, body).body == first.body
            other = call("POST", GRANTS, {**body, "grantName": "Another"})
            check_refusal(other, 409, "ConflictException", "ALREADY_EXISTS")

    def test_a_stale_version_is_refused(self):
        """R-234"""
        grant = granted(an_agreement(), account_arn(GRANTEE))
        answered(grant, "accept", account=GRANTEE)
        with nothing_written():
            stale = next_version(grant, status="ACTIVE", sourceVersion="1")
            check_refusal(stale, 409, "ConflictException", "STALE_VERSION")
            stale = call("DELETE", path_of(grant), version="1")
            check_refusal(stale, 409, "ConflictException", "STALE_VERSION")

    @pytest.mark.parametrize("when", When)
    def test_a_crash_leaves_all_or_nothing_and_a_repeat_heals(self, when):
        """R-234"""
        body = a_grant_body(an_agreement(), account_arn(GRANTEE), clientToken="t-1")
        assert crashed(lambda: call("POST", GRANTS, body), 1, when)
        told = events_of(GRANTEE, "LicenseGrantCreated")
        assert len(items(GRANTS)) == len(told) == (when is When.AFTER)
        assert call("POST", GRANTS, body).status == 201
        assert len(items(GRANTS)) == len(events_of(GRANTEE, "LicenseGrantCreated")) == 1

    def test_both_sides_read_it_in_their_ledgers(self):
        """R-234"""
        grant = granted(an_agreement(), account_arn(GRANTEE))
        answered(grant, "accept", account=GRANTEE)
        for account in (BUYER, GRANTEE):
            (changed,) = events_of(account, "LicenseGrantChanged")
            assert changed["detail"]["grantStatus"] == "DISABLED"
            assert changed["actor"] == f"arn:aws:iam::{GRANTEE}:user/tester"

    def test_lists_are_filtered_and_paged(self):
        """R-234"""
        agreement = an_agreement()
        first = granted(agreement, account_arn(GRANTEE))
        second = granted(agreement, account_arn(PAYER))
        answered(first, "accept", account=GRANTEE)
        assert len(items(GRANTS, maxResults=1)) == 2
        for query, found in (
            ({"grantStatus": "DISABLED"}, [first]),
            ({"granteePrincipalArn": account_arn(PAYER)}, [second]),
            ({"licenseArn": "arn:aws:license-manager::1:license:other"}, []),
            ({"productId": "prod-widgets", "grantStatus": "PENDING_ACCEPT"}, [second]),
        ):
            listed = [grant["grantId"] for grant in items(GRANTS, **query)]
            assert listed == [grant["grantId"] for grant in found]
        assert items(RECEIVED, account=GRANTEE, granterAccountId=SELLER) == []
        assert len(items(RECEIVED, account=GRANTEE, granterAccountId=BUYER, maxResults=1)) == 1


class TestTheAgreement:
    def test_a_grant_ends_with_it(self, clock):
        """R-234"""
        grant = granted(an_agreement(), account_arn(GRANTEE))
        answered(grant, "accept", account=GRANTEE)
        clock("2028-01-14T12:00")
        assert statuses(RECEIVED, GRANTEE) == ["DISABLED"]
        clock("2028-01-15T12:00")
        assert statuses(RECEIVED, GRANTEE) == statuses(GRANTS, BUYER) == ["DELETED"]
        assert call("GET", path_of(grant)).body["statusReason"] == "The agreement has ended."
        with nothing_written():
            refused = next_version(grant, account=GRANTEE, status="ACTIVE")
            check_refusal(refused, 409, "ConflictException", "CONFLICT")

    def test_an_early_end_ends_the_grant_too(self):
        """R-234, R-401"""
        agreement = agreed(usage(), validity("P12M"), productType="SAAS_SUBSCRIPTION")
        grant = granted(agreement, account_arn(GRANTEE))
        assert call("POST", f"/agreements/{agreement}/cancel").status == 200
        assert call("GET", path_of(grant)).body["grantStatus"] == "DELETED"
        body = a_grant_body(agreement, account_arn(GRANTEE))
        check_refusal(call("POST", GRANTS, body), 409, "ConflictException", "CONFLICT")


class TestTenancy:
    def test_only_the_buyer_that_holds_the_agreement_grants(self):
        """R-234: also its seller, and the payer of the buyer, do not"""
        managing(PAYER)
        joined(BUYER, to=PAYER)
        body = a_grant_body(an_agreement(), account_arn(GRANTEE))
        with nothing_written():
            for account in (SELLER, PAYER, GRANTEE):
                refused = call("POST", GRANTS, body, account=account)
                check_refusal(refused, 404, NOT_FOUND, "AGREEMENT_NOT_FOUND")

    def test_a_member_account_does_not_grant_to_the_whole_organization(self):
        """R-234"""
        organization = managing(PAYER)
        joined(BUYER, to=PAYER)
        body = a_grant_body(an_agreement(), organization_arn(organization, PAYER))
        refused = call("POST", GRANTS, body)
        assert refused.reasons == {("principals[0]", "INVALID_VALUE")}

    def test_others_see_nothing_of_it(self):
        """R-377"""
        grant = granted(an_agreement(), account_arn(GRANTEE))
        with nothing_written():
            for answer in (
                call("GET", path_of(grant), account=STRANGER),
                answered(grant, "accept", account=STRANGER),
                answered(grant, "reject", account=STRANGER),
                next_version(grant, account=STRANGER, grantName="Mine"),
                call("DELETE", path_of(grant), account=STRANGER),
            ):
                check_refusal(answer, 404, NOT_FOUND, "LICENSE_GRANT_NOT_FOUND")

    def test_each_side_does_what_is_its_own(self):
        """R-234"""
        grant = granted(an_agreement(), account_arn(GRANTEE))
        with nothing_written():
            for answer in (
                answered(grant, "accept", account=BUYER),
                next_version(grant, account=GRANTEE, grantName="Mine"),
                call("DELETE", path_of(grant), account=GRANTEE),
            ):
                check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_an_account_of_the_organization_changes_nothing_for_all(self):
        """R-234"""
        organization = managing(BUYER)
        joined(GRANTEE, to=BUYER)
        grant = granted(an_agreement(), organization_arn(organization))
        refused = next_version(grant, account=GRANTEE, status="ACTIVE")
        check_refusal(refused, 403, "AccessDeniedException", "NOT_ALLOWED")


class TestWhatAGrantCauses:
    """Its usage reaches us in cost exports, as that of any account (R-232, R-233)."""

    @pytest.fixture
    def exported(self, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
        """Drop an export of the grantee's Marketplace usage in January, billed to an account."""
        boto3.client("s3").create_bucket(Bucket="test-exports")

        def drop(billing_account: str, amount: str) -> None:
            row = cells(
                BillingAccountId=billing_account,
                PublisherName="Example Software Ltd",
                ServiceName="Widget analytics",
                BillingPeriodStart="2027-01-01 00:00:00",
                BillingPeriodEnd="2027-02-01 00:00:00",
                ChargePeriodStart="2027-01-12 00:00:00",
                BilledCost=amount,
            )
            key = f"{billing_account}.csv"
            s3 = boto3.client("s3")
            s3.put_object(Bucket="test-exports", Key=key, Body=csv_text([row]).encode())
            record = {"s3": {"object": {"key": key}}, "eventName": "ObjectCreated:Put"}
            told = lambda_handler({"Records": [record]}, LambdaContext())
            assert told[key]["added"] == 1, told

        return drop

    def test_an_exported_row_takes_the_blanket_of_the_grantees_payer(self, exported, clock):
        """R-232, R-233: never the number of the subscription"""
        add("P-1", a_line(type_="AWS_MARKETPLACE_TRANSACTION"), a_line("2", BLANKET))
        grant = granted(an_agreement(), account_arn(GRANTEE))
        answered(grant, "accept", account=GRANTEE)
        next_version(grant, account=GRANTEE, status="ACTIVE")
        add("THEIRS", a_line(type_=BLANKET), account=PAYER)
        exported(PAYER, "42.50")
        (charge,) = charges_of(PAYER)
        assert charge.purchase_order_reference is None
        clock("2027-02-03T06:00")
        invoice_now(PAYER)
        (invoice,) = invoices(PAYER)
        assert (invoice["total"], invoice["purchaseOrderId"]) == ("42.50", "THEIRS")
        assert sum(line["invoiceCount"] for line in get("P-1")["lineItems"]) == 0
        check_books(PAYER)

    def test_without_a_blanket_there_the_invoice_has_no_number(self, exported, clock):
        """R-233"""
        granted(an_agreement(), account_arn(GRANTEE))
        exported(PAYER, "42.50")
        clock("2027-02-03T06:00")
        invoice_now(PAYER)
        assert invoices(PAYER)[0]["purchaseOrderId"] is None

    def test_a_number_on_the_charge_itself_is_taken(self, clock):
        """R-233"""
        granted(an_agreement(), account_arn(GRANTEE))
        add("BLANKET", a_line(type_=BLANKET), account=PAYER)
        usage_of_grantee = a_usage_charge(
            "ch-grantee",
            "42.50",
            account=PAYER,
            kind=ChargeKind.MARKETPLACE_USAGE,
            names="THEIR-OWN",
        )
        charged(usage_of_grantee)
        clock("2027-02-03T06:00")
        invoice_now(PAYER)
        assert invoices(PAYER)[0]["purchaseOrderId"] == "THEIR-OWN"

    def test_a_grant_itself_makes_no_charge_and_names_no_purchase_order(self):
        """R-232"""
        agreement = an_agreement()
        before = charges_of(agreement)
        grant = granted(agreement, account_arn(GRANTEE))
        answered(grant, "accept", account=GRANTEE)
        assert charges_of(agreement) == before
        assert charges_of(GRANTEE) == []
        assert items("/purchase-orders", account=GRANTEE) == []

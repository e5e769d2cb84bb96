"""Section 4 of the monthly billed revenue report: published once, on the 15th, into the bucket."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from procurement import bootstrap
from procurement.adapters.dynamodb.tables.invoices import ReportItem
from procurement.domain.errors import InvalidInput
from tests.support.api import BUYER, SELLER, call
from tests.support.application import accepted, check_refusal, events_of, items, nothing_written
from tests.support.crashes import Crash, When, crashed, meeting
from tests.support.offers import a_released_offer, an_agreement
from tests.support.reports import (
    REPORTS,
    asked_for,
    content_of,
    delivered,
    handed_out,
    made_places,
    parquet_of,
    published,
    rates_told,
    replaced,
    report_of,
    rows_of,
    versions_of,
)
from tests.support.requests import answer_cancellation, cancellation_asked

APRIL = (("2027-04-30", "300.00"), ("2027-07-31", "300.00"), ("2027-10-31", "400.00"))
MAY = (("2027-05-01", "50.00"), ("2027-06-01", "50.00"))
OF_APRIL = {"sellerAccountId": SELLER, "month": "2027-04"}


@pytest.fixture(autouse=True)
def _places(aws: None, clock: Callable[[str], None]) -> None:
    made_places()
    clock("2027-04-12T09:00")


def amounts(month: str) -> list[str]:
    return [row["Invoice Amount (USD)"] for row in rows_of(month)]


class TestScenario:
    def test_a_contract_is_reported_with_the_month_of_its_acceptance(self, clock):
        """S-97, R-337, R-340, R-342"""
        clock("2027-04-30T23:59:59")
        accepted(*APRIL, availabilityEndDate="2027-05-31")
        clock("2027-05-01T00:00")
        accepted(*MAY, availabilityEndDate="2027-05-31")

        clock("2027-05-15T00:00")
        published(scheduledTime="2027-05-15T00:00:00Z")
        assert amounts("2027-04") == ["300.00", "300.00", "400.00"]
        assert {row["Total Contract Value (USD)"] for row in rows_of("2027-04")} == {"1000.00"}
        assert {row["# of Payments"] for row in rows_of("2027-04")} == {"3"}

        clock("2027-06-15T00:00")
        published(scheduledTime="2027-06-15T00:00:00Z")
        assert amounts("2027-05") == ["50.00", "50.00"]
        assert [row["Invoice Date"] for row in rows_of("2027-05")] == ["2027-05-01", "2027-06-01"]

    def test_parquet_says_what_the_csv_says(self, clock, tmp_path):
        """R-339"""
        accepted(*APRIL)
        clock("2027-05-15T00:00")
        published()
        names, found = parquet_of("2027-04", tmp_path)
        assert names == list(rows_of("2027-04")[0])
        written = [["" if v is None else str(v) for v in row] for row in found]
        at = names.index("Invoice Amount (USD)")
        assert [row[at] for row in written] == amounts("2027-04")
        assert [row[names.index("Invoice Date")] for row in written] == [day for day, _ in APRIL]

    def test_a_customer_is_described_as_far_as_it_told(self, clock):
        """R-339"""
        buyer = {
            "countryCode": "US",
            "stateOrRegion": "WA",
            "city": "Seattle",
            "postalCode": "98101",
            "endpointScheme": "EM",
            "endpointId": "invoices@example.com",
        }
        assert call("PUT", "/payment-settings", {"buyer": buyer}).status == 200
        accepted(*APRIL)
        clock("2027-05-15T00:00")
        published()
        row = rows_of("2027-04")[0]
        told = [row[f"Customer {name}"] for name in ("Country", "State", "City", "ZIP Code")]
        assert told == ["US", "WA", "Seattle", "98101"]
        assert row["Customer Email Domain"] == "example.com"

    def test_contracts_without_a_schedule_are_not_reported(self, clock):
        """R-336"""
        term = {"price": "900.00", "duration": "P12M", "grants": []}
        term["grants"] = [{"dimensionKey": "users", "maxQuantity": 10}]
        priced = [
            {"validityTerm": {"agreementDuration": "P12M"}},
            {"fixedUpfrontPricingTerm": term},
        ]
        _accepted_terms(priced)
        clock("2027-05-15T00:00")
        assert handed_out() == {"month": "2027-04", "sellers": 0}

    def test_what_was_cancelled_within_the_month_is_marked(self, clock):
        """R-343"""
        old = accepted(*APRIL)["agreement"]
        clock("2027-04-20T09:00")
        replaced(old, ("2027-07-31", "500.00"))
        clock("2027-05-15T00:00")
        published()
        marked = {
            (row["AWS Marketplace Offer ID"] == old["offerId"], row["Payment Status"])
            for row in rows_of("2027-04")
        }
        assert marked == {(True, "CANCELLED"), (False, "")}
        assert len(rows_of("2027-04")) == 4

    def test_of_a_cancelled_contract_every_payment_to_come_is_marked(self, clock):
        """R-343, R-402: listed all the same"""
        plan = (("2027-04-14", "1.00"), *APRIL[1:])
        agreement = str(accepted(*plan)["agreement"]["agreementId"])
        clock("2027-04-20T09:00")
        asked = cancellation_asked(agreement)
        assert answer_cancellation(agreement, asked, "accept").status == 200
        clock("2027-05-15T00:00")
        published()
        marks = [(row["Invoice Date"], row["Payment Status"]) for row in rows_of("2027-04")]
        assert marks == [
            ("2027-04-14", ""),
            ("2027-07-31", "CANCELLED"),
            ("2027-10-31", "CANCELLED"),
        ]

    def test_what_is_cancelled_later_is_not(self, clock):
        """R-343"""
        old = accepted(*APRIL, availabilityEndDate="2027-05-31")["agreement"]
        clock("2027-05-02T09:00")
        replaced(old, ("2027-07-31", "500.00"), availabilityEndDate="2027-05-31")
        clock("2027-05-15T00:00")
        published()
        assert {row["Payment Status"] for row in rows_of("2027-04")} == {""}

    def test_a_cell_that_a_spreadsheet_would_calculate_is_harmless(self, clock, tmp_path):
        """Formula injection: in CSV behind an apostrophe, in Parquet as it is"""
        accepted(*APRIL, productId='=HYPERLINK("x")', name='@SUM(A1), "quoted"')
        clock("2027-05-15T00:00")
        published()
        row = rows_of("2027-04")[0]
        assert row["Product ID"] == '\'=HYPERLINK("x")'
        assert row["Product Title"] == '\'@SUM(A1), "quoted"'
        names, found = parquet_of("2027-04", tmp_path)
        assert found[0][names.index("Product ID")] == '=HYPERLINK("x")'
        assert found[0][names.index("Product Title")] == '@SUM(A1), "quoted"'


class TestOnce:
    def test_to_publish_again_writes_nothing(self, clock):
        """R-337: exactly once per seller and month"""
        accepted(*APRIL)
        clock("2027-05-15T00:00")
        published()
        first = report_of("2027-04")
        clock("2027-05-20T00:00")
        with nothing_written():
            published(month="2027-04")
            assert delivered(OF_APRIL, OF_APRIL) == {"batchItemFailures": []}
        again = report_of("2027-04")
        assert _without_addresses(again) == _without_addresses(first)
        assert [
            versions_of(f"billed-revenue/{SELLER}/2027-04/section-4.{f}")
            for f in ("csv", "parquet")
        ] == [1, 1]
        assert len(events_of(SELLER, "BilledRevenueReportPublished")) == 1

    def test_the_same_report_comes_out_whenever_it_is_made(self, clock):
        """Reproducible: as of the end of its month, whatever happened since"""
        old = accepted(*APRIL, availabilityEndDate="2027-05-31")["agreement"]
        clock("2027-05-15T00:00")
        published()
        first = [content_of(file) for file in report_of("2027-04")["files"]]
        clock("2027-05-20T09:00")
        replaced(old, ("2027-08-31", "500.00"), availabilityEndDate="2027-05-31")
        _forget_report()
        clock("2027-07-01T00:00")
        published(month="2027-04")
        assert [content_of(file) for file in report_of("2027-04")["files"]] == first

    @pytest.mark.parametrize("when", When)
    def test_a_crash_at_the_record_changes_nothing_of_the_files(self, clock, when):
        """At least once delivered, exactly once done"""
        accepted(*APRIL)
        clock("2027-05-15T00:00")
        assert crashed(lambda: delivered(OF_APRIL), 1, when)
        _customer_moves("Portland")
        assert delivered(OF_APRIL) == {"batchItemFailures": []}
        assert {row["Customer City"] for row in rows_of("2027-04")} == {""}
        assert len(events_of(SELLER, "BilledRevenueReportPublished")) == 1

    @pytest.mark.parametrize("number", [1, 2])
    @pytest.mark.parametrize("when", When)
    def test_a_crash_at_a_file_leaves_two_that_agree(self, clock, tmp_path, number, when):
        """The CSV is what was published; the Parquet file follows from it"""
        accepted(*APRIL)
        clock("2027-05-15T00:00")
        with _dying_at_object(number, when), pytest.raises(Crash):
            delivered(OF_APRIL)
        _customer_moves("Portland")
        assert delivered(OF_APRIL) == {"batchItemFailures": []}
        is_made_anew = (number, when) == (1, When.BEFORE)
        cities = {row["Customer City"] for row in rows_of("2027-04")}
        assert cities == ({"Portland"} if is_made_anew else {""})
        names, found = parquet_of("2027-04", tmp_path)
        assert {row[names.index("Customer City")] or "" for row in found} == cities

    def test_of_two_at_once_one_publishes(self, clock):
        """R-147: the other finds it published"""
        accepted(*APRIL)
        clock("2027-05-15T00:00")

        def beside(commit: Callable[[], None]) -> None:
            _customer_moves("Portland")
            assert delivered(OF_APRIL) == {"batchItemFailures": []}
            commit()

        with meeting(1, beside):
            assert delivered(OF_APRIL) == {"batchItemFailures": []}
        assert {row["Customer City"] for row in rows_of("2027-04")} == {""}
        assert len(events_of(SELLER, "BilledRevenueReportPublished")) == 1
        assert versions_of(f"billed-revenue/{SELLER}/2027-04/section-4.csv") == 1

    def test_many_contracts_are_read_page_by_page(self, clock):
        """R-340: more than are read at once"""
        for number in range(105):
            agreement, _ = an_agreement(replace(a_released_offer(), proposer_account_id=SELLER))
            _stored(replace(agreement, agreement_id=f"agmt-{number:03d}"))
        clock("2027-04-15T00:00")
        published()
        assert report_of("2027-03")["rows"] == 210


class TestRates:
    def test_other_currencies_are_converted_at_the_rate_of_the_creation_date(self, clock):
        """R-341"""
        rates_told("2027-04", d12={"EUR": "1.10"}, d13={"EUR": "1.20"})
        accepted(*APRIL, currencyCode="EUR")
        clock("2027-05-15T00:00")
        published()
        assert amounts("2027-04") == ["330.00", "330.00", "440.00"]
        row = rows_of("2027-04")[0]
        assert (row["Currency"], row["Exchange Rate to USD"]) == ("EUR", "1.10")
        assert row["Invoice Amount (Currency)"] == "300.00"
        assert row["Total Contract Value (Currency)"] == "1000.00"

    def test_a_missing_rate_parks_the_report_and_is_told(self, clock):
        """R-341: told, never guessed"""
        rates_told("2027-04", d13={"EUR": "1.20"})
        accepted(*APRIL, currencyCode="EUR")
        clock("2027-05-15T00:00")
        published()
        report = report_of("2027-04")
        assert (report["status"], report["files"]) == ("PARKED", [])
        assert report["reason"] == "no exchange rate for EUR of 2027-04-12"
        (event,) = events_of(SELLER, "BilledRevenueReportParked")
        assert event["detail"] == {"month": "2027-04", "reason": report["reason"]}
        assert versions_of("billed-revenue/") == 0

    def test_once_the_rate_is_told_the_report_is_published(self, clock):
        """R-341"""
        accepted(*APRIL, currencyCode="EUR")
        clock("2027-05-15T00:00")
        published()
        with nothing_written():
            published()
        rates_told("2027-04", d12={"EUR": "1.10"})
        clock("2027-05-16T10:00")
        published(month="2027-04")
        assert report_of("2027-04")["status"] == "PUBLISHED"
        assert amounts("2027-04") == ["330.00", "330.00", "440.00"]

    def test_later_rates_change_no_report_that_is_published(self, clock):
        """R-337, R-341"""
        rates_told("2027-04", d12={"EUR": "1.10"})
        accepted(*APRIL, currencyCode="EUR")
        clock("2027-05-15T00:00")
        published()
        rates_told("2027-04", d12={"EUR": "9.99"})
        published(month="2027-04")
        assert amounts("2027-04")[0] == "330.00"

    def test_rates_are_read_as_they_were_told(self):
        """R-341"""
        told = rates_told("2027-04", d12={"EUR": "1.1000", "JPY": "0.0067"})
        assert told["version"] == 1
        read = call("GET", "/exchange-rates/2027-04", account=SELLER).body
        assert read == told
        assert read["days"] == {"2027-04-12": {"EUR": "1.1000", "JPY": "0.0067"}}

    def test_nobody_but_the_deployment_tells_rates(self):
        """The tenant is the caller"""
        answer = call("PUT", "/exchange-rates/2027-04", {"days": {}}, account=SELLER)
        check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_rates_that_somebody_else_told_meanwhile_are_not_lost(self):
        """R-076"""
        rates_told("2027-04", d12={"EUR": "1.10"})
        body = {"days": {}, "expectedVersion": 0}
        check_refusal(
            call("PUT", "/exchange-rates/2027-04", body), 409, "ConflictException", "STALE_VERSION"
        )


class TestHandingOut:
    def test_every_seller_of_the_month_gets_one_message(self, clock):
        """R-337"""
        accepted(*APRIL)
        accepted(*APRIL, name="Another")
        clock("2027-05-15T00:00")
        assert handed_out(scheduledTime="2027-05-15T00:00:00Z") == {
            "month": "2027-04",
            "sellers": 1,
        }
        assert asked_for() == [OF_APRIL]

    def test_a_late_schedule_is_for_its_own_time(self, clock):
        """R-310"""
        clock("2027-06-20T00:00")
        assert handed_out(scheduledTime="2027-05-15T00:00:00Z")["month"] == "2027-04"

    @pytest.mark.parametrize("month", ["2027-05", "2099-01", "2027-13", 202704])
    def test_no_month_is_handed_out_before_its_day(self, clock, month):
        """R-337"""
        clock("2027-06-14T23:59")
        with pytest.raises(InvalidInput, match="month"):
            handed_out(month=month)

    def test_nothing_is_published_before_its_day(self, clock):
        """R-337"""
        accepted(*APRIL)
        clock("2027-05-14T23:59")
        with nothing_written():
            assert delivered(OF_APRIL)["batchItemFailures"] == [{"itemIdentifier": "0"}]

    @pytest.mark.parametrize("message", [{}, {"month": "2027-04"}, {**OF_APRIL, "month": "april"}])
    def test_a_message_that_is_none_fails_alone(self, clock, message):
        """A poisoned message holds up nobody"""
        accepted(*APRIL)
        clock("2027-05-15T00:00")
        failed = delivered(message, OF_APRIL)["batchItemFailures"]
        assert failed == [{"itemIdentifier": "0"}]
        assert report_of("2027-04")["status"] == "PUBLISHED"


class TestIndex:
    def test_a_seller_finds_its_reports_newest_first(self, clock):
        """R-337"""
        accepted(*APRIL, availabilityEndDate="2027-05-31")
        clock("2027-05-01T09:00")
        accepted(*MAY, availabilityEndDate="2027-05-31")
        clock("2027-06-15T00:00")
        published(month="2027-04")
        published(month="2027-05")
        listed = items("/billed-revenue-reports", account=SELLER, maxResults=1)
        assert [(each["month"], each["rows"]) for each in listed] == [
            ("2027-05", 2),
            ("2027-04", 3),
        ]

    def test_addresses_expire(self, clock):
        """Presigned for a quarter of an hour"""
        accepted(*APRIL)
        clock("2027-05-15T00:00")
        published()
        for file in report_of("2027-04")["files"]:
            query = parse_qs(urlsplit(file["url"]).query)
            assert query["X-Amz-Expires"] == [str(file["expiresInSeconds"])] == ["900"]
            name = f'attachment; filename="billed-revenue-2027-04.{file["format"]}"'
            assert query["response-content-disposition"] == [name]

    @pytest.mark.parametrize("account", [BUYER, "999900001111"])
    def test_others_find_nothing(self, clock, account):
        """Tenancy"""
        accepted(*APRIL)
        clock("2027-05-15T00:00")
        published()
        answer = call("GET", "/billed-revenue-reports/2027-04", account=account)
        check_refusal(answer, 404, "ResourceNotFoundException", "REPORT_NOT_FOUND")
        assert items("/billed-revenue-reports", account=account) == []


def _accepted_terms(terms: list[dict[str, Any]]) -> None:
    body = accepted(contractDuration=None, terms=terms, schedule=None)
    assert body["agreement"]


def _without_addresses(report: dict[str, Any]) -> dict[str, Any]:
    files = [{k: v for k, v in file.items() if k != "url"} for file in report["files"]]
    return {**report, "files": files}


def _customer_moves(city: str) -> None:
    answer = call("PUT", "/payment-settings", {"buyer": {"city": city}})
    assert answer.status == 200, answer.body


def _forget_report() -> None:
    """As if it had never been published."""
    ReportItem.get(SELLER, "REPORT#2027-04").delete()
    objects = boto3.client("s3")
    for version in objects.list_object_versions(Bucket=REPORTS)["Versions"]:
        objects.delete_object(Bucket=REPORTS, Key=version["Key"], VersionId=version["VersionId"])


def _stored(agreement: Any) -> None:
    with bootstrap.unit_of_work()() as unit:
        unit.agreements.add_agreement(agreement)
        unit.commit()


@contextmanager
def _dying_at_object(number: int, when: When) -> Iterator[None]:
    """Die before or after the object of that number is put."""
    count = 0

    def die(**_: Any) -> None:
        nonlocal count
        count += 1
        if count == number:
            raise Crash

    moment = "before-call" if when is When.BEFORE else "after-call"
    events = bootstrap.report_files()._client.meta.events  # type: ignore[attr-defined]
    events.register(f"{moment}.s3.PutObject", die)
    try:
        yield
    finally:
        events.unregister(f"{moment}.s3.PutObject", die)

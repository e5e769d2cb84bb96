"""Instances of machine images on the monthly invoice: what runs above the included counts."""

from typing import Any

import pytest

from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import Body
from tests.support.billing import invoices, run_invoices
from tests.support.crashes import When, crashed
from tests.support.metering import a_record, metered, send, sums
from tests.support.terms import (
    a_request_body,
    accept_request,
    agreed,
    offered,
    schedule,
    terms_of,
    usage,
    validity,
)

pytestmark = pytest.mark.usefixtures("aws", "clock")


def prices(**by_dimension: str) -> Body:
    card = [{"dimensionKey": key, "price": price} for key, price in by_dimension.items()]
    return {"usageBasedPricingTerm": {"rateCards": [{"rateCard": card}]}}


DUPLICATE = "DuplicateRecord"
LONG = {"productType": "AMI_HOURLY_WITH_ANNUAL"}


def instances() -> list[Body]:
    """S-89: a schedule over three years with 10 m5.large, and no c5.large, included."""
    grants = [{"dimensionKey": "m5.large", "maxQuantity": 10}]
    return [
        schedule(("2027-05-15", "500.00"), ("2028-05-15", "500.00")),
        {"fixedUpfrontPricingTerm": {"price": "0", "grants": grants}},
        validity("P3Y"),
        prices(**{"m5.large": "0.50", "c5.large": "0.40"}),
    ]


def run_of(type_: str, name: str, start: str, stop: str | None = None) -> Body:
    return {"instanceType": type_, "instanceId": name, "startedAt": start, "stoppedAt": stop}


def report(agreement: str, start: str, end: str, *runs: Body, account: str = SELLER) -> Answer:
    body = {"startTime": start, "endTime": end, "runs": list(runs)}
    return call("POST", f"/agreements/{agreement}/instance-reports", body, account=account)


class TestInstances:
    @pytest.fixture
    def agreement(self, clock: Any) -> str:
        offer = offered(*instances(), **LONG)
        answer = call("POST", f"/offers/{offer['offerId']}/accept", {})
        assert answer.status == 201, answer.body
        clock("2027-01-16T12:00")
        return str(answer.body["agreement"]["agreementId"])

    def test_types_do_not_cover_each_other(self, agreement, clock, queue):
        """S-89, R-328: 2 x 10 x 0.40 = 8.00, on the monthly usage invoice"""
        start, stop = "2027-01-16T00:00Z", "2027-01-16T10:00Z"
        runs = [run_of("m5.large", f"i-m{n}", start, stop) for n in range(4)]
        runs += [run_of("c5.large", f"i-c{n}", start, stop) for n in range(2)]
        answer = report(agreement, start, stop, *runs)
        assert answer.status == 200, answer.body
        assert len(answer.body["hours"]) == 20
        assert {h["status"] for h in answer.body["hours"]} == {"Success"}
        assert sums(agreement, "2027-01") == {
            "c5.large": ("20", "20", "8.00"),
            "m5.large": ("40", "0", "0.00"),
        }
        clock("2027-02-03T00:00")
        run_invoices(queue)
        (invoice,) = (i for i in invoices() if i["kind"] == "MARKETPLACE_USAGE")
        assert (invoice["billingPeriod"], invoice["total"]) == ("2027-01", "8.00")
        assert [line["dimension"] for line in invoice["lines"][0]["usage"]] == ["c5.large"]

    def test_the_same_can_be_metered_by_hand(self, agreement):
        """R-328: a dimension is an instance type, its quantity how many run in that hour"""
        hours = [f"2027-01-16T{hour:02d}:00Z" for hour in range(10)]
        metered(*(a_record(agreement, hour, 4, "m5.large") for hour in hours))
        assert set(metered(*(a_record(agreement, h, 12, "m5.large") for h in hours))) == {DUPLICATE}
        metered(*(a_record(agreement, hour, "2", "c5.large") for hour in hours))
        assert sums(agreement, "2027-01")["c5.large"] == ("20", "20", "8.00")
        assert sums(agreement, "2027-01")["m5.large"] == ("40", "0", "0.00")
        refused = send(a_record(agreement, hours[0], "0.5", "c5.large"))
        assert refused.reasons == {("UsageRecords[0].QuantityAsDecimal", "INVALID_QUANTITY")}

    def test_a_begun_hour_is_a_whole_one_and_quiet_hours_make_up_for_none(self, agreement):
        """R-327, R-328: eleven run in a part of one hour, one in the others"""
        start, end = "2027-01-16T08:00Z", "2027-01-16T12:00Z"
        runs = [run_of("m5.large", "i-0", start)]
        runs += [
            run_of("m5.large", f"i-{n}", "2027-01-16T09:59Z", "2027-01-16T10:00Z")
            for n in range(1, 11)
        ]
        report(agreement, start, end, *runs)
        assert sums(agreement, "2027-01") == {"m5.large": ("14", "1", "0.50")}

    def test_a_report_sent_again_changes_nothing_and_one_that_differs_is_told(self, agreement):
        """Exactly once, hour by hour"""
        start, end = "2027-01-16T08:00Z", "2027-01-16T10:00Z"
        run = run_of("c5.large", "i-1", "2027-01-01T00:00Z")
        first = report(agreement, start, end, run).body
        assert report(agreement, start, end, run).body == first
        other = report(agreement, start, end, run, run_of("c5.large", "i-2", start)).body
        assert {hour["status"] for hour in other["hours"]} == {"DuplicateRecord"}
        assert sums(agreement, "2027-01")["c5.large"][0] == "2"

    @pytest.mark.parametrize("when", list(When))
    @pytest.mark.parametrize("number", [1, 2])
    def test_a_report_that_was_cut_off_is_sent_again(self, agreement, clock, number, when):
        """Two transactions for 46 records: what is there already is there once"""
        start, end = "2027-01-16T01:00Z", "2027-01-17T00:00Z"
        clock("2027-01-17T00:00")
        runs = [run_of("m5.large", "i-1", start), run_of("c5.large", "i-2", start)]
        assert crashed(lambda: report(agreement, start, end, *runs), number, when)
        answer = report(agreement, start, end, *runs)
        assert {hour["status"] for hour in answer.body["hours"]} == {"Success"}
        assert sums(agreement, "2027-01") == {
            "c5.large": ("23", "23", "9.20"),
            "m5.large": ("23", "0", "0.00"),
        }

    def test_reports_that_cannot_be_are_refused(self, agreement):
        """R-329 and the limits, every problem at once"""
        start, end = "2027-01-16T08:00Z", "2027-01-16T10:00Z"
        backwards = run_of("x1.big", "i-1", end, start)
        assert report(agreement, start, "2027-01-16T13:00Z", backwards).reasons == {
            ("endTime", "TIMESTAMP_OUT_OF_BOUNDS"),
            ("runs[0].instanceType", "INVALID_USAGE_DIMENSION"),
            ("runs[0].stoppedAt", "INVALID_TIMESTAMP"),
        }
        for times in (("2027-01-16T08:30Z", end), ("2027-01-15T12:00Z", end), (end, start)):
            assert {r for _, r in report(agreement, *times).reasons} == {"TIMESTAMP_OUT_OF_BOUNDS"}
        assert report(agreement, start, end, account=BUYER).status == 404
        software = agreed(usage("1.00"))
        assert report(software, start, end).reasons == {("agreementId", "UNSUPPORTED_ACTION")}

    def test_what_a_second_agreement_includes_counts_from_its_acceptance_on(self, clock):
        """R-259: usage first, then the schedule; until then nothing is included"""
        offer = offered(*instances(), **LONG)
        first, second = (self.accepted(offer, steps) for steps in (USAGE_TERMS, FIXED_TERMS))
        assert first != second
        clock("2027-01-15T14:00")
        hours = ("2027-01-15T12:00Z", "2027-01-15T13:00Z")
        metered(*(a_record(first, hour, 11, "m5.large") for hour in hours))
        assert sums(first, "2027-01") == {"m5.large": ("22", "2", "1.00")}
        assert metered(a_record(second, hours[0], 1, "m5.large")) == ["CustomerNotSubscribed"]

    @staticmethod
    def accepted(offer: Body, kinds: tuple[str, ...]) -> str:
        body = a_request_body(offer)
        wanted = {id_ for id_, kind in terms_of(offer).items() if kind in kinds}
        body["requestedTerms"] = [t for t in body["requestedTerms"] if t["id"] in wanted]
        request = call("POST", "/agreement-requests", body)
        assert request.status == 201, request.body
        answer = accept_request(request.body)
        assert answer.status == 200, answer.body
        return str(answer.body["agreement"]["agreementId"])


USAGE_TERMS = ("UsageBasedPricingTerm", "ValidityTerm")
FIXED_TERMS = ("FixedUpfrontPricingTerm", "PaymentScheduleTerm", "ValidityTerm")

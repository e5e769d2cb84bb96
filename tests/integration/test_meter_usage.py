"""Metering: sellers tell what their customers used, and each record counts once."""

from datetime import UTC, datetime
from typing import Any

import pytest

from procurement.domain.errors import Unavailable
from tests.support.api import BUYER, SELLER, call
from tests.support.application import Body, check_refusal, events_of, items, nothing_written
from tests.support.crashes import When, crashed, meeting
from tests.support.metering import (
    OTHER_SELLER,
    a_record,
    allocation,
    metered,
    months,
    send,
    sums,
)
from tests.support.terms import agreed, fixed, usage

pytestmark = pytest.mark.usefixtures("aws", "clock")

NOW = "2027-01-15T11:30:00Z"
SUCCESS, DUPLICATE, STRANGER = "Success", "DuplicateRecord", "CustomerNotSubscribed"


@pytest.fixture
def agreement(aws: None, clock: Any) -> str:
    """Pay as you go, accepted at noon on 10 January; it is noon on the 15th."""
    clock("2027-01-10T12:00")
    agreement_id = agreed(usage("0.10"))
    clock("2027-01-15T12:00")
    return agreement_id


class TestRecords:
    def test_a_record_is_honoured_and_counted(self, agreement):
        """R-255"""
        answer = send(a_record(agreement, NOW, "17.42"))
        assert answer.status == 200, answer.body
        (result,) = answer.body["Results"]
        assert result["Status"] == SUCCESS
        assert result["MeteringRecordId"].endswith("-2027011511")
        assert result["UsageRecord"]["Timestamp"] == "2027-01-15T11:30:00.000Z"
        assert sums(agreement, "2027-01") == {"requests": ("17.42", "17.42", "1.7420")}

    def test_a_quantity_that_is_left_out_is_none(self, agreement):
        """meteringmarketplace:UsageRecord.Quantity"""
        record = a_record(agreement, NOW)
        del record["Quantity"]
        assert metered(record) == [SUCCESS]
        assert sums(agreement, "2027-01") == {"requests": ("0", "0", "0.00")}

    def test_the_same_sent_again_succeeds_and_changes_nothing(self, agreement):
        """Also when it writes the quantity otherwise, or another minute of the hour"""
        first = send(a_record(agreement, NOW, 17)).body["Results"]
        before = months(agreement)
        again = send(a_record(agreement, "2027-01-15T11:59:59Z", "17.00")).body["Results"]
        assert [r["MeteringRecordId"] for r in again] == [r["MeteringRecordId"] for r in first]
        assert [r["Status"] for r in again] == [SUCCESS]
        assert months(agreement) == before

    def test_another_quantity_for_the_hour_is_a_duplicate(self, agreement):
        """meteringmarketplace:UsageRecordResult: not honoured, and without an ID"""
        assert metered(a_record(agreement, NOW, 17)) == [SUCCESS]
        answer = send(a_record(agreement, NOW, 18))
        (result,) = answer.body["Results"]
        assert (result["Status"], result["MeteringRecordId"]) == (DUPLICATE, None)
        assert sums(agreement, "2027-01")["requests"][0] == "17"

    def test_within_a_request_the_first_of_an_hour_counts(self, agreement):
        """The same twice is one record, another quantity a duplicate"""
        records = [a_record(agreement, NOW, n) for n in (3, 3, 4)]
        assert metered(*records) == [SUCCESS, SUCCESS, DUPLICATE]
        assert sums(agreement, "2027-01")["requests"][0] == "3"

    def test_the_same_quantity_for_others_is_a_duplicate(self, agreement):
        """What a record says of its tags never changes either"""
        mine = a_record(agreement, NOW, 5, UsageAllocations=[allocation(5, team="a")])
        theirs = a_record(agreement, NOW, 5, UsageAllocations=[allocation(5, team="b")])
        assert metered(mine) == [SUCCESS]
        assert metered(mine) == [SUCCESS]
        assert metered(theirs) == [DUPLICATE]

    def test_seconds_since_1970_are_a_timestamp_too(self, agreement):
        """As AWS's SDKs send it"""
        seconds = datetime(2027, 1, 15, 11, 30, tzinfo=UTC).timestamp()
        record = {**a_record(agreement, NOW, 1), "Timestamp": seconds}
        assert metered(record) == [SUCCESS]

    def test_an_event_tells_of_what_was_new(self, agreement):
        """One for each agreement and request; none for a repeat"""
        records = [a_record(agreement, f"2027-01-15T{hour:02d}:00Z", 1) for hour in (9, 10)]
        metered(*records)
        metered(*records)
        (event,) = (e for e in events_of(SELLER) if e["type"] == "UsageMetered")
        assert event["subject"] == f"agreement/{agreement}"
        assert event["detail"] == {
            "agreementId": agreement,
            "acceptorAccountId": BUYER,
            "billingPeriods": ["2027-01"],
            "records": 2,
        }

    def test_none_at_all_is_well(self):
        """meteringmarketplace:UsageRecordList has no least length"""
        assert metered() == []


class TestCustomers:
    def test_a_customer_is_known_by_account_and_product(self, agreement):
        """meteringmarketplace:BatchMeterUsageRequest.ProductCode"""
        record = a_record(agreement, NOW, 2)
        del record["AgreementId"]
        record["CustomerAWSAccountId"] = BUYER
        assert metered(record, ProductCode="prod-widgets") == [SUCCESS]
        assert metered(record, ProductCode="prod-other") == [STRANGER]
        assert sums(agreement, "2027-01")["requests"][0] == "2"

    def test_whoever_is_not_subscribed_is_told_so(self, agreement):
        """meteringmarketplace:UsageRecordResultStatus; the others of the request count"""
        second = agreed(fixed("10.00", duration="P12M"))
        records = [
            a_record("agmt-nowhere", NOW),
            a_record(second, NOW),
            a_record(agreement, NOW, CustomerAWSAccountId="999988887777"),
            a_record(agreement, "2027-01-15T10:00Z", CustomerAWSAccountId=BUYER),
        ]
        assert metered(*records) == [STRANGER, STRANGER, STRANGER, SUCCESS]

    def test_another_seller_meters_nothing_of_it(self, agreement):
        """Tenancy: as if the agreement were not there"""
        with nothing_written():
            assert metered(a_record(agreement, NOW), account=OTHER_SELLER) == [STRANGER]
            assert metered(a_record(agreement, NOW), account=BUYER) == [STRANGER]

    def test_before_its_hour_of_acceptance_nobody_is_subscribed(self, clock):
        """R-257: accepted at noon"""
        later = agreed(usage())
        clock("2027-01-15T13:30")
        records = [a_record(later, f"2027-01-15T{hour}:00Z") for hour in (11, 12, 13)]
        assert metered(*records) == [STRANGER, SUCCESS, SUCCESS]

    def test_after_the_end_only_what_was_used_before_it_counts(self, agreement, clock):
        """R-401, R-317: cancelled at noon"""
        assert call("POST", f"/agreements/{agreement}/cancel").status == 200
        clock("2027-01-15T14:00")
        records = [a_record(agreement, f"2027-01-15T{hour}:00Z") for hour in (11, 12, 13)]
        assert metered(*records) == [SUCCESS, STRANGER, STRANGER]


class TestRefusals:
    def refused(self, *records: Body, **more: Any) -> set[tuple[str, str]]:
        with nothing_written():
            answer = send(*records, **more)
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        return answer.reasons

    def test_one_bad_record_refuses_them_all(self, agreement):
        """Every problem of every record at once"""
        bad = [
            a_record(agreement, "2027-01-15T12:00:01Z"),
            a_record(agreement, "2027-01-14T12:00:00Z"),
            a_record(agreement, NOW, "1.1234567"),
            a_record(agreement, NOW, 1, QuantityAsDecimal="1"),
            a_record(agreement, NOW, -1),
            a_record(agreement, "2027-01-15T11:00:00"),
            {"Timestamp": NOW},
        ]
        path = "UsageRecords[{}].{}".format
        assert self.refused(a_record(agreement, NOW), *bad) == {
            (path(1, "Timestamp"), "TIMESTAMP_OUT_OF_BOUNDS"),
            (path(2, "Timestamp"), "TIMESTAMP_OUT_OF_BOUNDS"),
            (path(3, "QuantityAsDecimal"), "INVALID_QUANTITY"),
            (path(4, "Quantity"), "INVALID_QUANTITY"),
            (path(5, "Quantity"), "INVALID_QUANTITY"),
            (path(6, "Timestamp"), "INVALID_TIMESTAMP"),
            (path(7, "Dimension"), "INVALID_USAGE_DIMENSION"),
            (path(7, "AgreementId"), "INVALID_CUSTOMER_IDENTIFIER"),
        }

    def test_a_dimension_that_the_terms_do_not_price(self, agreement):
        """R-255, meteringmarketplace:InvalidUsageDimensionException"""
        records = [a_record(agreement, NOW), a_record(agreement, NOW, dimension="seats")]
        assert self.refused(*records) == {("UsageRecords[1].Dimension", "INVALID_USAGE_DIMENSION")}

    def test_allocations_that_do_not_fit(self, agreement):
        """meteringmarketplace:InvalidUsageAllocationsException, InvalidTagException"""
        parts = [
            [allocation(2, team="a"), allocation(2, team="b")],
            [allocation(3), allocation(2)],
            [{"AllocatedUsageQuantityAsDecimal": "5"}],
            [],
            [allocation(5, **{f"k{n}": "v" for n in range(6)})],
            [allocation(5, team="snow☃")],
            [{"Tags": []}],
        ]
        records = [a_record(agreement, NOW, 5, UsageAllocations=each) for each in parts]
        found = self.refused(*records)
        place = "UsageRecords[{}].UsageAllocations".format
        assert found == {
            (place(0), "INVALID_USAGE_ALLOCATIONS"),
            (place(1), "INVALID_USAGE_ALLOCATIONS"),
            (place(2) + "[0]", "INVALID_USAGE_ALLOCATIONS"),
            (place(3), "INVALID_USAGE_ALLOCATIONS"),
            (place(4) + "[0].Tags", "INVALID_TAG"),
            (place(5) + "[0].Tags", "INVALID_TAG"),
            (place(6) + "[0].AllocatedUsageQuantity", "INVALID_USAGE_ALLOCATIONS"),
            (place(6), "INVALID_USAGE_ALLOCATIONS"),
        }

    def test_more_than_25(self, agreement):
        """meteringmarketplace:UsageRecordList"""
        records = [a_record(agreement, NOW) for _ in range(26)]
        assert self.refused(*records) == {("UsageRecords", "TOO_MANY_USAGE_RECORDS")}


class TestLimits:
    @pytest.mark.parametrize(
        ("now", "hour", "is_taken"),
        [
            ("2027-01-16T11:59", "2027-01-15T12:00Z", True),
            ("2027-01-16T12:00", "2027-01-15T12:00Z", False),
            ("2027-02-01T05:59:59", "2027-01-31T23:00Z", True),
            ("2027-02-01T06:00", "2027-01-31T23:00Z", False),
            ("2027-02-01T06:00", "2027-02-01T00:00Z", True),
        ],
    )
    def test_24_hours_and_until_six_on_the_first(self, agreement, clock, now, hour, is_taken):
        """meteringmarketplace:BatchMeterUsage, TimestampOutOfBoundsException"""
        clock(now)
        assert (send(a_record(agreement, hour)).status == 200) is is_taken


class TestReading:
    def test_buyer_and_seller_read_hours_and_sums(self, agreement):
        """So that an invoice can be understood; others see nothing"""
        hours = [f"2027-01-15T{hour:02d}:00:00.000Z" for hour in (9, 10, 11)]
        metered(*(a_record(agreement, hour, n) for n, hour in enumerate(hours, start=1)))
        path = f"/agreements/{agreement}/usage"
        for account in (BUYER, SELLER):
            records = items(f"{path}/2027-01", account=account, maxResults=2)
            assert [(r["hour"], r["quantity"]) for r in records] == list(
                zip(hours, "123", strict=True)
            )
            assert months(agreement, account)["2027-01"] == {
                "billingPeriod": "2027-01",
                "currencyCode": "USD",
                "amount": "0.60",
                "billedAmount": "0.00",
                "closedAt": None,
                "dimensions": [
                    {
                        "dimension": "requests",
                        "records": 3,
                        "quantity": "6",
                        "chargedQuantity": "6",
                        "unitPrice": "0.10",
                        "amount": "0.60",
                    }
                ],
            }
        for suffix in ("", "/2027-01"):
            assert call("GET", path + suffix, account=OTHER_SELLER).status == 404

    def test_of_one_dimension_alone(self, clock):
        """By month and dimension"""
        card = [{"dimensionKey": key, "price": "1"} for key in ("a", "b")]
        both = agreed({"usageBasedPricingTerm": {"rateCards": [{"rateCard": card}]}})
        clock("2027-01-15T13:00")
        metered(*(a_record(both, "2027-01-15T12:00Z", 1, key) for key in ("a", "b")))
        found = items(f"/agreements/{both}/usage/2027-01", dimension="b")
        assert [record["dimension"] for record in found] == ["b"]
        assert items(f"/agreements/{both}/usage/2027-01", dimension="c") == []
        assert len(items(f"/agreements/{both}/usage/2027-01")) == 2

    def test_a_record_with_its_allocations(self, agreement):
        """Vendor-metered tagging"""
        parts = [allocation(2, team="a", env="test"), allocation(3)]
        sent = send(a_record(agreement, NOW, 5, UsageAllocations=parts))
        id_ = sent.body["Results"][0]["MeteringRecordId"]
        found = call("GET", f"/agreements/{agreement}/usage-records/{id_}").body
        assert found["record"]["allocationCount"] == 2
        assert found["allocations"] == [
            {
                "quantity": "2",
                "tags": [{"key": "team", "value": "a"}, {"key": "env", "value": "test"}],
            },
            {"quantity": "3", "tags": []},
        ]
        for id_ in ("mr-x-2027011511", "nonsense", "mr-x-1"):
            answer = call("GET", f"/agreements/{agreement}/usage-records/{id_}")
            check_refusal(answer, 404, "ResourceNotFoundException", "USAGE_RECORD_NOT_FOUND")

    def test_an_agreement_without_usage_has_no_months(self):
        """R-255"""
        assert months(agreed(fixed("10.00", duration="P12M"))) == {}

    def test_a_month_that_is_none_is_refused(self, agreement):
        answer = call("GET", f"/agreements/{agreement}/usage/2027-13")
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")


class TestCrashes:
    @pytest.mark.parametrize("when", list(When))
    def test_a_crash_leaves_all_or_nothing(self, agreement, when):
        """One transaction: the records, their sums and the event; sending again does the rest"""
        records = [a_record(agreement, f"2027-01-15T{hour:02d}:00Z", 2) for hour in range(10)]
        assert crashed(lambda: send(*records), 1, when)
        expected = {} if when is When.BEFORE else {"requests": ("20", "20", "2.00")}
        assert sums(agreement, "2027-01") == expected
        assert metered(*records) == [SUCCESS] * 10
        assert sums(agreement, "2027-01") == {"requests": ("20", "20", "2.00")}
        assert len([e for e in events_of(SELLER) if e["type"] == "UsageMetered"]) == 1


def test_a_lost_race_is_decided_agreement_by_agreement(agreement):
    """Another request for the same month comes between reading and writing"""
    late = a_record(agreement, "2027-01-15T10:00Z", 5)

    def after_another(commit: Any) -> None:
        assert metered(late) == [SUCCESS]
        commit()

    with meeting(1, after_another) as commits:
        assert metered(a_record(agreement, NOW, 2)) == [SUCCESS]
    assert commits.count >= 3
    assert sums(agreement, "2027-01")["requests"][0] == "7"


def test_what_the_busy_store_did_not_take_is_to_be_sent_again(agreement):
    """meteringmarketplace:BatchMeterUsageResult.UnprocessedRecords, customer by customer"""
    other = agreed(usage("1.00"), name="Other")
    records = [a_record(each, "2027-01-15T12:00Z", 2) for each in (agreement, other)]

    def refuse(_: Any) -> None:
        raise Unavailable("the store is busy")

    # The first takes both records, the next what is then tried for one agreement alone.
    with meeting(1, refuse), meeting(1, refuse):
        answer = send(*records)
    assert answer.status == 200, answer.body
    (left,) = answer.body["UnprocessedRecords"]
    (result,) = answer.body["Results"]
    assert {left["AgreementId"], result["UsageRecord"]["AgreementId"]} == {agreement, other}
    assert result["Status"] == SUCCESS
    assert metered(*records) == [SUCCESS, SUCCESS]
    assert [sums(each, "2027-01")["requests"][0] for each in (agreement, other)] == ["2", "2"]

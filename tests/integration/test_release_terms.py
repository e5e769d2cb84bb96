"""What an offer with payments needs before its release: renewals, AMI instances, its length."""

import pytest

from tests.support.api import BUYER, SELLER, call
from tests.support.application import Body, an_offer_body, draft, release
from tests.support.terms import offered, schedule, validity

pytestmark = pytest.mark.usefixtures("aws", "clock")

PAYMENTS = schedule(("2027-05-15", "500.00"), ("2027-06-15", "500.00"))
LONG = {"productType": "AMI_HOURLY_WITH_ANNUAL"}


def fixed(*grants: tuple[str, int]) -> Body:
    granted = [{"dimensionKey": key, "maxQuantity": count} for key, count in grants]
    return {"fixedUpfrontPricingTerm": {"price": "0", "grants": granted}}


def renewal(*entries: tuple[str, str]) -> Body:
    template = [{"chargeDateOffset": o, "chargePercentage": p} for o, p in entries]
    templates = [{"paymentScheduleTermTemplate": {"schedule": template}}]
    return {"renewalTerm": {"termTemplates": templates if entries else None}}


def hourly(**prices: str) -> Body:
    card = [{"dimensionKey": f"{key}.large", "price": price} for key, price in prices.items()]
    return {"usageBasedPricingTerm": {"rateCards": [{"rateCard": card}]}}


class TestRenewal:
    def test_a_template_is_kept_and_shown(self) -> None:
        """R-330: as it was sent, to seller and buyer."""
        terms = renewal(("P0M", "33.33"), ("P4M", "66.67"))
        offer = offered(PAYMENTS, fixed(("seats", 1)), validity("P12M"), terms)
        shown = [term["renewalTerm"] for term in offer["terms"] if "renewalTerm" in term]
        assert [term["termTemplates"] for term in shown] == [
            [
                {
                    "paymentScheduleTermTemplate": {
                        "schedule": [
                            {
                                "chargeDateOffset": "P0M",
                                "chargePercentage": "33.33",
                                "dayOfMonth": None,
                            },
                            {
                                "chargeDateOffset": "P4M",
                                "chargePercentage": "66.67",
                                "dayOfMonth": None,
                            },
                        ]
                    }
                }
            ]
        ]
        assert call("GET", f"/offers/{offer['offerId']}", account=BUYER).body == offer

    def test_a_renewing_schedule_without_a_template_is_not_released(self) -> None:
        """R-330."""
        offer = draft(
            terms=[PAYMENTS, fixed(("seats", 1)), validity("P12M"), renewal()],
            contractDuration=None,
        )
        refused = release(offer)
        assert refused.reasons == {("renewalTerm.termTemplates", "MISSING_MANDATORY_TERMS")}

    def test_a_template_that_does_not_add_up_is_refused_at_once(self) -> None:
        """R-330: told under the path that was sent."""
        body = {
            "name": "Widget analytics",
            "productId": "prod-widgets",
            "productType": "SAAS_CONTRACT",
            "targetAccountIds": ["111122223333"],
            "availabilityEndDate": "2027-04-30",
            "currencyCode": "USD",
            "terms": [PAYMENTS, fixed(("seats", 1)), validity("P12M"), renewal(("P0M", "99.99"))],
        }
        refused = call("POST", "/offers", body, account=SELLER)
        field = "renewalTerm.termTemplates[0].paymentScheduleTermTemplate.schedule"
        assert refused.reasons == {(field, "INVALID_CHARGE_PERCENTAGE")}


class TestInstances:
    def test_three_years_of_an_ami_need_counts_and_hourly_prices(self) -> None:
        """R-329."""
        terms = [PAYMENTS, fixed(("m5.large", 10), ("c5.large", 2)), validity("P3Y")]
        offer = draft(terms=[*terms, hourly(m5="0.50")], contractDuration=None, **LONG)
        assert release(offer).reasons == {
            ("fixedUpfrontPricingTerm.grants[1].dimensionKey", "MISSING_MANDATORY_TERMS")
        }
        assert offered(*terms, hourly(m5="0.50", c5="0.40"), **LONG)["state"] == "RELEASED"

    def test_a_plain_installment_plan_does_for_one_year_only(self) -> None:
        """R-326, R-329."""
        payments = (("2027-05-15", "500.00"), ("2027-06-15", "500.00"))
        assert release(draft(*payments, **LONG)).status == 200
        longer = release(draft(*payments, **LONG, contractDuration="P24M"))
        assert longer.reasons == {("fixedUpfrontPricingTerm.grants", "MISSING_MANDATORY_TERMS")}


class TestLength:
    FIXED = fixed(("seats", 1))
    LATER = validity("P12M", agreementStartDate="2028-06-01")

    def test_payments_lie_up_to_the_end_counted_from_a_later_start(self) -> None:
        """R-318, R-292: from signing on, also before the service starts."""
        payments = schedule(("2027-02-01", "5.00"), ("2027-12-01", "5.00"), ("2029-05-31", "5.00"))
        offer = draft(
            terms=[payments, self.FIXED, self.LATER],
            contractDuration=None,
            availabilityEndDate="2027-02-01",
        )
        assert release(offer).status == 200
        bare = draft(terms=[self.FIXED, self.LATER], contractDuration=None)
        change = {"schedule": [{"chargeDate": "2029-06-01", "chargeAmount": "5.00"}]}
        beyond = call("PUT", f"/offers/{bare['offerId']}/payment-schedule", change, account=SELLER)
        assert beyond.reasons == {("schedule[0].chargeDate", "INVALID_CHARGE_DATES")}

    def test_a_duration_that_cannot_be_read_is_told_with_everything_else(self) -> None:
        """R-257, R-292."""
        for duration in ("P5W", "P61M"):
            body = an_offer_body(
                terms=[PAYMENTS, self.FIXED, validity(duration)], contractDuration=None
            )
            refused = call("POST", "/offers", body, account=SELLER)
            assert refused.reasons == {("contractDuration", "INVALID_AGREEMENT_DURATION")}

    @pytest.mark.parametrize(
        ("term", "status"),
        [
            (validity("P36M"), 200),
            (validity("P1095D"), 200),
            (validity(agreementEndDate="2030-01-14"), 200),
            (validity(agreementEndDate="2030-01-15"), 400),
        ],
    )
    def test_a_schedule_runs_no_longer_than_the_product_allows(
        self, term: Body, status: int
    ) -> None:
        """R-324: three years for containers by the hour, however the terms say it."""
        kind = {"productType": "CONTAINER_HOURLY_WITH_LONG_TERM"}
        offer = draft(terms=[PAYMENTS, self.FIXED, term], contractDuration=None, **kind)
        answer = release(offer)
        assert answer.status == status
        if status == 400:
            assert answer.reasons == {("validityTerm", "INVALID_AGREEMENT_DURATION")}

    def test_without_a_schedule_the_limit_does_not_hold(self) -> None:
        """R-324: it is the schedule's."""
        kind = {"productType": "CONTAINER_HOURLY_WITH_LONG_TERM"}
        price = {"fixedUpfrontPricingTerm": {"price": "10.00", "grants": []}}
        terms = [price, validity(agreementEndDate="2031-01-14")]
        assert release(draft(terms=terms, contractDuration=None, **kind)).status == 200

    @pytest.mark.parametrize(("end", "status"), [("2032-01-15", 200), ("2032-01-16", 400)])
    def test_five_years_may_have_two_leap_days(self, end: str, status: int) -> None:
        """R-324: sixty months or 1,827 days, whichever is more."""
        terms = [PAYMENTS, self.FIXED, validity(agreementEndDate=end)]
        assert release(draft(terms=terms, contractDuration=None)).status == status

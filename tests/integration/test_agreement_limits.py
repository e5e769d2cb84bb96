"""How much an agreement may be worth, and how many of a product a buyer may have (R-304)."""

from collections.abc import Callable
from typing import Any

import pytest

from procurement import bootstrap
from procurement.domain.marketplace.agreement_limits import MAX_ACTIVE_AGREEMENTS
from tests.support.api import BUYER, call
from tests.support.application import (
    accept,
    accepted,
    check_refusal,
    draft,
    nothing_written,
    release,
    released,
)
from tests.support.crashes import meeting
from tests.support.terms import accept_request, agreed, fixed, quoted, usage, validity

pytestmark = pytest.mark.usefixtures("aws", "clock")

Told = Callable[[str], None]

PRODUCT = "prod-widgets"


def count(active: int) -> None:
    """As if the buyer had so many endless agreements on the product already."""
    with bootstrap.unit_of_work()() as unit:
        counts = unit.agreements.active(BUYER, PRODUCT)
        for _ in range(active - sum(counts.ending.values())):
            counts = counts.begun(None, today=bootstrap.clock().now().date())
        unit.agreements.save_active(counts)
        unit.commit()


def active() -> int:
    with bootstrap.unit_of_work()() as unit:
        counts = unit.agreements.active(BUYER, PRODUCT)
    return counts.active(bootstrap.clock().now().date())


class TestCount:
    def test_the_hundred_and_first_is_refused(self) -> None:
        """R-304: in both ways of accepting; nothing is written."""
        count(MAX_ACTIVE_AGREEMENTS)
        offer = released()
        request = quoted(offer)
        with nothing_written():
            for answer in (accept(offer), accept_request(request)):
                check_refusal(answer, 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")
                assert (answer.body["quota"], answer.body["limit"]) == ("activeAgreements", 100)

    def test_another_product_has_a_count_of_its_own(self) -> None:
        """R-304: per resource and account."""
        count(MAX_ACTIVE_AGREEMENTS)
        assert accept(released(productId="prod-other")).status == 201

    def test_of_two_at_ninety_nine_one_is_accepted(self) -> None:
        """R-304: the count is part of the transaction."""
        count(MAX_ACTIVE_AGREEMENTS - 1)
        first, second = released(), released()

        def other_first(commit: Any) -> None:
            assert accept(second).status == 201
            commit()

        with meeting(1, other_first):
            check_refusal(accept(first), 400, "ServiceQuotaExceededException")
        assert active() == MAX_ACTIVE_AGREEMENTS

    def test_a_repeated_acceptance_is_counted_once(self) -> None:
        """R-304, R-322."""
        offer = released()
        for _ in range(2):
            assert accept(offer).status == 201
        assert active() == 1

    def test_a_replacement_takes_the_place_of_what_it_replaces(self) -> None:
        """R-304, R-314: also when there is no place left."""
        source = accepted()["agreement"]["agreementId"]
        count(MAX_ACTIVE_AGREEMENTS)
        offer = released(("2027-06-20", "250.00"))
        request = quoted(offer, intent="REPLACE", sourceAgreementIdentifier=source)
        assert accept_request(request).status == 200
        assert active() == MAX_ACTIVE_AGREEMENTS

    def test_a_cancelled_and_an_expired_one_make_room(self, clock: Told) -> None:
        """R-304, R-401."""
        agreement = agreed(usage(), productType="SAAS_CONTRACT_WITH_CONSUMPTION")
        accepted()
        assert active() == 2
        assert call("POST", f"/agreements/{agreement}/cancel").status == 200
        assert active() == 1
        clock("2028-06-01T00:00")
        assert active() == 0


class TestValue:
    @pytest.mark.parametrize(
        ("price", "payment"), [("1000000000.01", None), ("0", "1000000000.01")]
    )
    def test_no_offer_is_worth_more_than_a_billion_dollars(
        self, price: str, payment: str | None
    ) -> None:
        """R-304: every offer here is targeted; whichever term it comes from."""
        more: dict[str, Any] = {"contractDuration": None}
        terms = [fixed(price), validity("P12M")]
        if payment:
            entry = {"chargeDate": "2027-05-15", "chargeAmount": payment}
            terms.append({"paymentScheduleTerm": {"schedule": [entry]}})
        with pytest.raises(AssertionError, match="LIMIT_EXCEEDED_AGREEMENT_VALUE"):
            draft(terms=terms, **more)

    def test_a_billion_itself_is_allowed(self) -> None:
        """R-304."""
        offer = draft(terms=[fixed("1000000000.00"), validity("P12M")], contractDuration=None)
        assert release(offer).status == 200

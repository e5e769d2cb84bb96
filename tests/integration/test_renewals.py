"""Agreements renew themselves at their end, exactly once, however late (R-251, R-330 to R-334)."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import Any
from uuid import uuid4

import pytest

from procurement import bootstrap
from procurement.adapters.dynamodb.tables.agreements import AgreementItem
from procurement.domain.errors import Unavailable
from procurement.service.marketplace.carry_on_agreements import carry_on_agreements
from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import (
    Body,
    check_refusal,
    events_of,
    get,
    items,
    nothing_written,
)
from tests.support.billing import invoice_now, invoices
from tests.support.crashes import When, counted, crashed, meeting
from tests.support.organizations import joined, managing
from tests.support.renewals import FIVE_PERCENT, a_plan, bought, renewal, swept
from tests.support.terms import (
    accept_request,
    configurable,
    fixed,
    recurring,
    usage,
    validity,
)

pytestmark = pytest.mark.usefixtures("aws", "clock")

Told = Callable[[str], None]

PAYER = "555566667777"
START = "2027-03-01T10:00"
RANGE = {
    "percentageRange": {"minValue": "2.00", "maxValue": "7.50", "defaultValue": "3.00"},
}


def agreements() -> list[Body]:
    """All of the buyer's, oldest first."""
    return list(reversed(items("/agreements")))


def seen(agreement: str, account: str = BUYER) -> Body:
    """What is shown of the coming renewal."""
    answer = call("GET", f"/agreements/{agreement}/renewal", account=account)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def decide(agreement: str, account: str = BUYER, **decision: Any) -> Answer:
    return call("PUT", f"/agreements/{agreement}/renewal", decision, account=account)


@pytest.fixture(autouse=True)
def _start(clock: Told) -> None:
    clock(START)


class TestRenewal:
    def test_a_schedule_becomes_what_its_template_makes_of_the_new_total(self, clock: Told) -> None:
        """R-333, S-95: 1,000.00 and 5 % are 1,050.00; half-up would give 1,050.01."""
        source = a_plan()
        clock("2028-03-01T00:00")
        assert swept() == {"renewed": 1, "settled": 0, "failed": 0}
        old, new = agreements()
        assert (old["agreementId"], old["status"]) == (source, "RENEWED")
        assert (new["status"], new["startDate"], new["endDate"]) == (
            "ACTIVE",
            "2028-03-01",
            "2029-02-28",
        )
        assert new["initialAgreementId"] == source
        assert new["totalValue"]["amount"] == "1050.00"
        assert [(p["chargeDate"], p["chargeAmount"]) for p in new["schedule"]] == [
            ("2028-03-01", "349.96"),
            ("2028-07-01", "349.96"),
            ("2028-11-01", "350.08"),
        ]
        charges = items(f"/agreements/{new['agreementId']}/charges")
        assert [c["timing"] for c in charges] == ["ON_ACCEPTANCE", "SCHEDULED", "SCHEDULED"]

    def test_what_is_owed_of_the_old_agreement_stays_owed(self, clock: Told) -> None:
        """R-251: a graceful end makes nothing void."""
        source = a_plan()
        clock("2028-03-01T00:00")
        swept()
        states = [c["state"] for c in items(f"/agreements/{source}/charges")]
        assert states == ["PENDING"] * 3

    def test_it_is_dated_to_the_end_however_late_the_sweep_comes(self, clock: Told) -> None:
        """R-251, R-310: what fell due meanwhile is invoiced under its own dates."""
        source = a_plan()
        clock("2028-02-29T23:59")
        assert swept()["renewed"] == 0
        clock("2028-08-15T12:00")
        assert call("GET", f"/agreements/{source}").body["status"] == "RENEWED"
        assert swept()["renewed"] == 1
        new = agreements()[-1]
        assert new["acceptanceTime"] == "2028-03-01T00:00:00.000Z"
        (accepted,) = (e for e in events_of(type_="AgreementAccepted") if e["actor"] == "renewal")
        assert accepted["at"] == "2028-03-01T00:00:00.000Z"
        assert accepted["detail"]["isDueNow"] is True
        assert len(invoice_now(BUYER, new["agreementId"])) == 2
        assert sorted(i["billingPeriod"] for i in invoices()) == ["2028-03", "2028-07"]

    def test_so_late_that_the_next_one_has_ended_too(self, clock: Told) -> None:
        """R-251: each renewal follows the one before, in one sweep."""
        a_plan()
        clock("2030-03-02T00:00")
        assert swept()["renewed"] == 3
        assert [a["status"] for a in agreements()] == ["RENEWED", "RENEWED", "RENEWED", "ACTIVE"]
        totals = [a["totalValue"]["amount"] for a in agreements()]
        assert totals == ["1000.00", "1050.00", "1102.50", "1157.63"]

    def test_a_second_sweep_changes_nothing(self, clock: Told) -> None:
        a_plan()
        clock("2028-03-01T00:00")
        swept()
        with nothing_written():
            assert swept()["renewed"] == 0

    def test_every_kind_of_price_rises_and_quantities_stay(self, clock: Told) -> None:
        """R-254, R-255, R-256: each rounded once."""
        term = renewal(priceIncrease=FIVE_PERCENT)
        terms = (configurable(("P12M", {"seats": "19.99"})), recurring("0.50"), usage("0.0003"))
        bought(*terms, term, upfront=("P12M", {"seats": 3}))
        clock("2028-03-01T00:00")
        swept()
        new = agreements()[-1]
        assert new["totalValue"]["amount"] == "62.97"
        charges = items(f"/agreements/{new['agreementId']}/charges")
        assert [(c["state"], c["amount"]) for c in charges] == [
            ("STANDING", "0.53"),
            ("PENDING", "62.97"),
            ("STANDING", None),
        ]
        terms_ = call("GET", f"/agreements/{new['agreementId']}/terms").body["acceptedTerms"]
        (priced,) = (t["usageBasedPricingTerm"] for t in terms_ if "usageBasedPricingTerm" in t)
        assert priced["rateCards"][0]["rateCard"][0]["price"] == "0.00031500"

    def test_dates_of_its_own_are_renewed_for_as_long(self, clock: Told) -> None:
        """R-257: twelve whole months, a leap day in between."""
        dates = {"agreementStartDate": "2027-04-01", "agreementEndDate": "2028-03-31"}
        bought(fixed("100.00"), validity(**dates), renewal())
        clock("2028-04-01T00:00")
        swept()
        new = agreements()[-1]
        assert (new["startDate"], new["endDate"]) == ("2028-04-01", "2029-03-31")

    @pytest.mark.parametrize("is_renewing", [True, False])
    def test_only_whoever_wants_it_is_renewed(self, is_renewing: bool, clock: Told) -> None:
        """R-251: else the agreement expires."""
        source = a_plan(is_renewing=is_renewing)
        clock("2028-03-01T00:00")
        assert swept()["renewed"] == int(is_renewing)
        status = call("GET", f"/agreements/{source}").body["status"]
        assert status == ("RENEWED" if is_renewing else "EXPIRED")

    def test_it_is_renewed_no_more_often_than_agreed(self, clock: Told) -> None:
        """R-251: agreement:RenewalTerm.maxRenewals."""
        bought(fixed("10.00"), validity("P1M"), renewal(maxRenewals=2))
        clock("2027-12-01T00:00")
        assert swept()["renewed"] == 2
        last = agreements()[-1]
        assert last["status"] == "EXPIRED"
        assert seen(last["agreementId"])["reasonCode"] == "RENEWAL_LIMIT_EXHAUSTED"


class TestPurchaseOrders:
    def test_one_number_for_all_charges_goes_on(self, clock: Told) -> None:
        """R-334: on the new charges and, with a line of its own, on the purchase order."""
        a_plan(references={"purchaseOrderReference": "PO-ALL"})
        clock("2028-03-01T00:00")
        swept()
        new = agreements()[-1]["agreementId"]
        numbers = {c["purchaseOrderReference"] for c in items(f"/agreements/{new}/charges")}
        assert numbers == {"PO-ALL"}
        order = get("PO-ALL")
        assert new in {line.get("agreementId") for line in order["lineItems"]}
        assert order["expirationMonth"] >= "2028-11"

    def test_numbers_of_single_payments_end_with_them(self, clock: Told) -> None:
        """R-334."""
        a_plan(first_number="PO-1")
        clock("2028-03-01T00:00")
        swept()
        new = agreements()[-1]["agreementId"]
        numbers = {c["purchaseOrderReference"] for c in items(f"/agreements/{new}/charges")}
        assert numbers == {None}

    def test_while_the_integration_is_off_the_charge_carries_it_and_nothing_is_written(
        self, clock: Told
    ) -> None:
        """R-167: the purchase order is left alone."""
        a_plan(references={"purchaseOrderReference": "PO-ALL"})
        before = get("PO-ALL")
        off = call("PUT", "/marketplace-integration", {"isEnabled": False})
        assert off.status == 200, off.body
        clock("2028-03-01T00:00")
        assert swept()["renewed"] == 1
        new = agreements()[-1]["agreementId"]
        numbers = {c["purchaseOrderReference"] for c in items(f"/agreements/{new}/charges")}
        assert numbers == {"PO-ALL"}
        assert get("PO-ALL")["lineItems"] == before["lineItems"]


class TestPayer:
    def test_whoever_pays_now_gets_the_invoices_and_the_purchase_order(self, clock: Told) -> None:
        """R-236: the buyer joined an organization since."""
        source = a_plan(references={"purchaseOrderReference": "PO-ALL"})
        managing(PAYER)
        joined(BUYER, to=PAYER)
        clock("2028-03-01T00:00")
        swept()
        new = agreements()[-1]
        assert new["payerAccountId"] == PAYER
        assert len(invoice_now(PAYER, new["agreementId"])) == 1
        held = {line.get("agreementId") for line in get("PO-ALL", account=PAYER)["lineItems"]}
        assert new["agreementId"] in held
        held = {line.get("agreementId") for line in get("PO-ALL")["lineItems"]}
        assert held == {source}


class TestDecisions:
    def test_the_buyer_switches_it_off_and_on_again(self, clock: Told) -> None:
        """R-251: agreement:RenewalTermConfiguration; a repeat changes nothing."""
        source = a_plan()
        assert decide(source, enableAutoRenew=False).body["reasonCode"] == (
            "ACCEPTOR_RENEW_OPTED_OUT"
        )
        with nothing_written():
            assert decide(source, enableAutoRenew=False).status == 200
        assert decide(source, enableAutoRenew=True).body["isRenewing"] is True
        assert len(events_of(type_="AgreementAmended")) == 2
        decide(source, enableAutoRenew=False)
        clock("2028-03-01T00:00")
        assert swept()["renewed"] == 0

    def test_so_does_an_amendment_as_on_aws(self) -> None:
        """R-250: an agreement request with the intent AMEND."""
        source = a_plan()
        terms = call("GET", f"/agreements/{source}/terms").body["acceptedTerms"]
        (term,) = (t["renewalTerm"] for t in terms if "renewalTerm" in t)
        choice = {"renewalTermConfiguration": {"enableAutoRenew": False}}
        quote = call(
            "POST",
            "/agreement-requests",
            {
                "clientToken": uuid4().hex,
                "intent": "AMEND",
                "sourceAgreementIdentifier": source,
                "requestedTerms": [{"id": term["id"], "configuration": choice}],
            },
        )
        assert quote.status == 201, quote.body
        assert accept_request(quote.body).status == 200
        behaviour = call("GET", f"/agreements/{source}").body["endTimeBehavior"]
        assert behaviour == {"type": "EXPIRE", "reasonCode": "ACCEPTOR_RENEW_OPTED_OUT"}

    def test_the_seller_opts_out(self, clock: Told) -> None:
        """R-251: which goes before whatever the buyer wants."""
        source = a_plan()
        answer = decide(source, SELLER, isDeclined=True)
        assert answer.body["reasonCode"] == "PROPOSER_RENEW_OPTED_OUT"
        clock("2028-03-01T00:00")
        assert swept()["renewed"] == 0

    def test_each_party_decides_its_own_side(self) -> None:
        source = a_plan()
        for refused in (
            decide(source, SELLER, enableAutoRenew=False),
            decide(source, BUYER, isDeclined=True),
            decide(source, BUYER, priceIncreasePercentage="0"),
        ):
            check_refusal(refused, 403, "AccessDeniedException", "NOT_ALLOWED")
        stranger = decide(source, "999988887777", enableAutoRenew=False)
        check_refusal(stranger, 404, "ResourceNotFoundException", "AGREEMENT_NOT_FOUND")

    def test_nobody_changes_it_within_the_lockout(self, clock: Told) -> None:
        """R-251: agreement:RenewalTerm.lockoutPeriod; its first day is the last to decide."""
        source = bought(fixed("10.00"), validity("P12M"), renewal(lockoutPeriod="P30D"))
        assert seen(source)["decisionDeadline"] == "2028-01-30"
        clock("2028-01-30T23:59")
        assert decide(source, enableAutoRenew=False).status == 200
        clock("2028-01-31T00:00")
        late = decide(source, enableAutoRenew=True)
        assert late.reasons == {("enableAutoRenew", "INVALID_DEADLINE")}
        assert decide(source, SELLER, isDeclined=True).reasons == {
            ("isDeclined", "INVALID_DEADLINE")
        }

    def test_once_it_is_over_nothing_is_decided(self, clock: Told) -> None:
        """R-251: also before the sweep has come; what held at the end holds."""
        source = a_plan()
        clock("2028-03-01T00:00")
        refused = decide(source, enableAutoRenew=False)
        check_refusal(refused, 409, "ConflictException", "WRONG_STATUS")
        assert swept()["renewed"] == 1

    def test_the_seller_chooses_an_increase_within_its_range(self, clock: Told) -> None:
        """R-333: the default until then."""
        source = bought(fixed("100.00"), validity("P12M"), renewal(priceIncrease=RANGE))
        assert seen(source)["next"]["totalValue"]["amount"] == "103.00"
        for wrong in ("1.99", "7.51", "5.001", "x"):
            refused = decide(source, SELLER, priceIncreasePercentage=wrong)
            assert refused.reasons == {("priceIncreasePercentage", "INVALID_PRICE_INCREASE")}
        decided = decide(source, SELLER, priceIncreasePercentage="7.50")
        assert decided.body["priceIncreasePercentage"] == "7.50"
        clock("2028-03-01T00:00")
        swept()
        assert agreements()[-1]["totalValue"]["amount"] == "107.50"

    def test_without_a_range_there_is_nothing_to_choose(self) -> None:
        """R-333."""
        refused = decide(a_plan(), SELLER, priceIncreasePercentage="1.00")
        assert refused.reasons == {("priceIncreasePercentage", "INVALID_PRICE_INCREASE")}


class TestForesight:
    def test_what_is_shown_before_is_what_happens(self, clock: Told) -> None:
        """R-330 to R-334: to the charge, with the IDs that they will have."""
        source = a_plan(references={"purchaseOrderReference": "PO-ALL"})
        shown = seen(source)["next"]
        clock("2028-03-01T00:00")
        swept()
        new = agreements()[-1]
        assert shown["agreementId"] == new["agreementId"]
        assert shown["charges"] == items(f"/agreements/{new['agreementId']}/charges")
        assert seen(source)["next"] is None

    def test_the_seller_sees_it_without_the_buyers_numbers(self) -> None:
        source = a_plan(references={"purchaseOrderReference": "PO-ALL"})
        charges = seen(source, SELLER)["next"]["charges"]
        assert {charge["purchaseOrderReference"] for charge in charges} == {None}

    def test_nothing_follows_an_agreement_without_a_renewal_term(self) -> None:
        """R-251."""
        source = bought(fixed("10.00"), validity("P12M"))
        shown = seen(source)
        assert (shown["isRenewing"], shown["reasonCode"]) == (False, "NO_RENEWAL_TERM")
        assert shown["next"] is None
        refused = decide(source, enableAutoRenew=True)
        assert refused.reasons == {("agreementId", "MISSING_MANDATORY_TERMS")}


class TestCrashes:
    @pytest.mark.parametrize("when", list(When))
    @pytest.mark.parametrize("number", [1, 2])
    def test_a_crash_anywhere_is_healed_by_the_next_sweep(
        self, number: int, when: When, clock: Told
    ) -> None:
        """R-251: nothing lost, nothing doubled; the purchase order's transaction is the first."""
        source = a_plan(references={"purchaseOrderReference": "PO-ALL"})
        clock("2028-03-01T00:00")
        assert crashed(swept, number, when)
        with counted() as commits:
            swept()
        assert commits.count <= 2
        old, new = agreements()
        assert (old["agreementId"], old["status"]) == (source, "RENEWED")
        assert len(items(f"/agreements/{new['agreementId']}/charges")) == 3
        lines = [line.get("agreementId") for line in get("PO-ALL")["lineItems"]]
        assert lines.count(new["agreementId"]) == 1
        assert len(events_of(type_="AgreementEnded")) == 1

    def test_of_two_sweeps_at_the_same_moment_one_renews(self, clock: Told) -> None:
        """R-251: the other finds that it is done."""
        a_plan()
        clock("2028-03-01T00:00")

        def other_first(commit: Callable[[], None]) -> None:
            assert swept()["renewed"] == 1
            commit()

        with meeting(1, other_first):
            assert swept()["renewed"] == 0
        assert len(agreements()) == 2

    def test_one_failure_keeps_no_other_from_its_turn(self, clock: Told) -> None:
        """The sweep says that something is left, so that Lambda calls again."""
        broken, sound = a_plan(), a_plan()
        offer = call("GET", f"/agreements/{broken}").body["offerId"]
        clock("2028-03-01T00:00")
        AgreementItem(offer, "OFFER").delete()
        with pytest.raises(Unavailable):
            swept()
        assert call("GET", f"/agreements/{sound}").body["status"] == "RENEWED"
        assert len(agreements()) == 3

    def test_a_sweep_that_has_no_time_goes_on_with_the_next(self, clock: Told) -> None:
        for _ in range(3):
            a_plan()
        clock("2028-03-01T00:00")
        now = datetime(2028, 3, 1, tzinfo=UTC)
        times = iter([True, True, False])
        sweep = carry_on_agreements(bootstrap.unit_of_work(), now, lambda: next(times))
        assert (sweep.renewed, sweep.is_cut_short) == (2, True)
        with pytest.raises(Unavailable):
            sweep.expect_complete()
        assert swept()["renewed"] == 1

    def test_years_that_were_missed_are_made_up_for_over_several_sweeps(self, clock: Told) -> None:
        """R-251: each goes on with the agreement that the one before has made."""
        a_plan()
        clock("2030-03-02T00:00")
        now = bootstrap.clock().now()
        times = chain([True], repeat(False))
        sweep = carry_on_agreements(bootstrap.unit_of_work(), now, lambda: next(times))
        assert (sweep.renewed, sweep.is_cut_short) == (1, True)
        assert swept()["renewed"] == 2

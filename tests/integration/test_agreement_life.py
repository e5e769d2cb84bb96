"""Agreements over the months: recurring payments, replacement, amendment, cancellation, search."""

from typing import Any
from uuid import uuid4

import pytest

from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import (
    Body,
    accept,
    accepted,
    check_refusal,
    draft,
    events_of,
    get,
    items,
    nothing_written,
    release,
    released,
)
from tests.support.billing import check_books, invoice_now, invoices, run_invoices
from tests.support.crashes import When, crashed
from tests.support.terms import (
    a_request_body,
    accept_request,
    agreed,
    configurable,
    configuration,
    fixed,
    offered,
    quoted,
    recurring,
    schedule,
    terms_of,
    usage,
    validity,
)

pytestmark = pytest.mark.usefixtures("aws", "clock")

OTHER = "999988887777"


def update(charge: Body, reference: str) -> Answer:
    entry = {
        "chargeId": charge["id"],
        "chargeRevision": charge["revision"],
        "purchaseOrderReference": reference,
    }
    return call("PUT", "/charges/purchase-orders", {"purchaseOrders": [entry]})


def charge_of(agreement: str, state: str) -> Body:
    (found,) = (c for c in items(f"/agreements/{agreement}/charges") if c["state"] == state)
    return found


def billed() -> list[tuple[str, str, str | None]]:
    """(billing period, total, purchase order) of every invoice, in the order of their numbers."""
    return [(i["billingPeriod"], i["total"], i["purchaseOrderId"]) for i in invoices()]


def states(agreement: str) -> list[str]:
    return [charge["state"] for charge in items(f"/agreements/{agreement}/charges")]


def status(agreement: str) -> str:
    return str(call("GET", f"/agreements/{agreement}").body["status"])


class TestRecurring:
    def test_every_closed_month_is_invoiced_once(self, clock, queue):
        """R-256, R-240: also when the runs repeat"""
        agreement = agreed(recurring("10.00"), validity("P12M"))
        clock("2027-01-31T23:59:59")
        run_invoices(queue, "run-0")
        assert invoices() == []
        clock("2027-02-01T00:00")
        for run in ("run-1", "run-2"):
            run_invoices(queue, run)
        clock("2027-03-01T00:00")
        run_invoices(queue, "run-3")
        assert billed() == [("2027-01", "10.00", None), ("2027-02", "10.00", None)]
        check_books(BUYER, agreement)

    def test_an_outage_of_months_loses_none_and_doubles_none(self, clock):
        """R-310"""
        agreement = agreed(recurring("10.00"), validity("P12M"))
        clock("2027-06-10T00:00")
        for _ in range(2):
            invoice_now(BUYER, agreement)
        assert [period for period, _, _ in billed()] == [f"2027-0{n}" for n in range(1, 6)]

    def test_a_contract_of_twelve_months_has_twelve_closings(self, clock):
        """R-256, R-257: the month in which it ends does not close while it runs"""
        agreement = agreed(recurring("10.00"), validity("P12M"))
        clock("2029-01-01T00:00")
        invoice_now(BUYER, agreement)
        assert len(invoices()) == 12
        assert billed()[-1][0] == "2027-12"
        assert status(agreement) == "EXPIRED"

    def test_the_reference_in_force_when_the_month_closes_wins(self, clock):
        """R-220, S-57: changed on 20 June, the whole of June shows the new one"""
        agreement = agreed(
            fixed("500.00", duration="P12M"),
            recurring("10.00"),
            references={"purchaseOrderReference": "P1"},
        )
        clock("2027-06-01T00:00")
        invoice_now(BUYER, agreement)
        clock("2027-06-20T00:00")
        assert update(charge_of(agreement, "STANDING"), "P2").status == 200
        clock("2027-07-01T00:00")
        invoice_now(BUYER, agreement)
        found = {(period, total): order for period, total, order in billed()}
        assert found.pop(("2027-06", "10.00")) == "P2"
        assert set(found.values()) == {"P1"}
        assert ("2027-01", "500.00") in found

    def test_closing_a_month_makes_the_revision_that_a_buyer_saw_stale(self, clock):
        """R-222, R-214, S-59"""
        agreement = agreed(recurring("10.00"), validity("P12M"))
        seen = charge_of(agreement, "STANDING")
        clock("2027-02-01T00:00")
        invoice_now(BUYER, agreement)
        answer = update(seen, "P1")
        check_refusal(answer, 409, "ConflictException", "STALE_CHARGE_REVISION")
        assert answer.body["resourceId"] == seen["id"]
        assert update(charge_of(agreement, "STANDING"), "P1").status == 200

    @pytest.mark.parametrize("when", list(When))
    @pytest.mark.parametrize("number", [1, 2, 3, 4])
    def test_a_crash_while_months_close_is_healed_by_the_next_try(self, number, when, clock):
        """R-310: before or after any commit"""
        agreement = agreed(recurring("10.00"), validity("P12M"))
        clock("2027-03-01T00:00")
        assert crashed(lambda: invoice_now(BUYER, agreement), number, when)
        invoice_now(BUYER, agreement)
        assert [period for period, _, _ in billed()] == ["2027-01", "2027-02"]
        check_books(BUYER, agreement)

    def test_months_to_come_are_foreseen(self):
        """R-256: a preview counts what will have closed, and leaves out what never is invoiced"""
        agreed(recurring("10.00"), validity("P12M"), references={"purchaseOrderReference": "P1"})
        answer = call("POST", "/match-previews", {"dueBy": "2027-04-01"})
        assert answer.status == 200, answer.body
        found = [
            (each["billingPeriod"], each["total"], each["purchaseOrderId"])
            for each in answer.body["invoices"]
        ]
        assert found == [(f"2027-0{month}", "10.00", "P1") for month in (1, 2, 3)]

    def test_pay_as_you_go_has_no_end(self, clock):
        """R-251, R-200, R-255: the line reaches twelve months ahead"""
        agreement = agreed(recurring("10.00"), usage(), references={"purchaseOrderReference": "P1"})
        view = call("GET", f"/agreements/{agreement}").body
        assert (view["endTime"], view["endTimeBehavior"]) == (None, None)
        assert view["estimatedCharges"]["agreementValue"] == "0.00"
        assert get("P1")["expirationMonth"] == "2028-01"
        clock("2030-01-01T00:00")
        invoice_now(BUYER, agreement)
        assert len(invoices()) == 36
        assert status(agreement) == "ACTIVE"


class TestReplacement:
    def replace(self, source: str, offer: Body, **more: Any) -> Answer:
        request = quoted(offer, intent="REPLACE", sourceAgreementIdentifier=source)
        return accept_request(request, **more)

    def test_a_saas_replacement_voids_the_payments_to_come(self, clock):
        """R-314, R-402, R-251: issued invoices stay, unissued charges are void, lines are closed"""
        days = ("2027-02-15", "2027-05-15", "2027-09-15")
        offer = draft(*((day, "100.00") for day in days), availabilityEndDate="2027-01-31")
        release(offer)
        body = accept(offer, purchaseOrderReference="OLD").body
        source = body["agreement"]["agreementId"]
        clock("2027-02-15T00:00")
        invoice_now(BUYER, source)
        clock("2027-03-10T00:00")
        answer = self.replace(source, released(("2027-03-20", "250.00")))
        assert answer.status == 200, answer.body
        assert status(source) == "REPLACED"
        assert states(source) == ["INVOICED", "VOID", "VOID"]
        assert answer.body["agreement"]["initialAgreementId"] == source
        assert max(line["endMonth"] for line in get("OLD")["lineItems"]) == "2027-03"
        clock("2027-12-31T00:00")
        assert invoice_now(BUYER, source) == []
        (ended,) = events_of(type_="AgreementEnded")
        assert ended["detail"]["status"] == "REPLACED"
        refused = update(items(f"/agreements/{source}/charges")[1], "P2")
        assert refused.reasons == {("purchaseOrders[0].chargeId", "INACTIVE_AGREEMENT")}

    def test_an_ami_replacement_lets_pending_payments_go_on(self, clock):
        """R-315"""
        kind = {"productType": "AMI_HOURLY_WITH_ANNUAL"}
        source = accepted(**kind)["agreement"]["agreementId"]
        answer = self.replace(source, released(("2027-06-20", "250.00"), **kind))
        assert answer.status == 200, answer.body
        assert status(source) == "REPLACED"
        assert states(source) == ["PENDING", "PENDING"]
        clock("2027-05-15T00:00")
        assert len(invoice_now(BUYER, source)) == 2

    @pytest.mark.parametrize("kind", ["AMI_CONTRACT", "PROFESSIONAL_SERVICES"])
    def test_some_agreements_are_cancelled_before_another_is_made(self, kind):
        """R-315"""
        source = accepted(productType=kind)["agreement"]["agreementId"]
        body = a_request_body(
            released(productType=kind), intent="REPLACE", sourceAgreementIdentifier=source
        )
        answer = call("POST", "/agreement-requests", body)
        reason = "INCOMPATIBLE_AGREEMENT_REQUEST"
        assert answer.reasons == {("sourceAgreementIdentifier", reason)}

    @pytest.mark.parametrize("when", list(When))
    @pytest.mark.parametrize("number", [1, 2])
    def test_sixty_payments_give_way_to_sixty_others(self, number, when, clock):
        """R-314: more than one transaction holds, and a crash between two of them is healed"""
        plan = {"total": "6000.00", "numberOfPayments": 60, "firstChargeDate": "2027-02-01"}
        long = {
            "contractDuration": "P60M",
            "availabilityEndDate": "2027-01-31",
            "installmentPlan": plan,
        }
        first, second = draft(**long), draft(**long)
        for offer in (first, second):
            assert release(offer).status == 200
        source = accept(first).body["agreement"]["agreementId"]
        request = quoted(
            call("GET", f"/offers/{second['offerId']}").body,
            intent="REPLACE",
            sourceAgreementIdentifier=source,
        )
        assert crashed(lambda: accept_request(request), number, when)
        answer = accept_request(request)
        assert answer.status == 200, answer.body
        assert states(source) == ["VOID"] * 60
        assert states(answer.body["agreement"]["agreementId"]) == ["PENDING"] * 60

    def test_another_products_agreement_cannot_be_replaced(self):
        """R-250"""
        source = accepted()["agreement"]["agreementId"]
        offer = released(productId="prod-other")
        body = a_request_body(offer, intent="REPLACE", sourceAgreementIdentifier=source)
        answer = call("POST", "/agreement-requests", body)
        reason = "INCOMPATIBLE_AGREEMENT_REQUEST"
        assert answer.reasons == {("sourceAgreementIdentifier", reason)}


class TestAmendment:
    def amend(self, agreement: str, quantities: dict[str, int]) -> Answer:
        terms = call("GET", f"/agreements/{agreement}/terms").body["acceptedTerms"]
        (id_,) = (
            entry["configurableUpfrontPricingTerm"]["id"]
            for entry in terms
            if "configurableUpfrontPricingTerm" in entry
        )
        requested = [{"id": id_, "configuration": configuration("P12M", quantities)}]
        body = {
            "clientToken": uuid4().hex,
            "intent": "AMEND",
            "sourceAgreementIdentifier": agreement,
            "requestedTerms": requested,
        }
        return call("POST", "/agreement-requests", body)

    def agreement(self) -> str:
        offer = offered(configurable(("P12M", {"seats": "365.00"})))
        answer = accept_request(quoted(offer, upfront=("P12M", {"seats": 2})))
        return str(answer.body["agreement"]["agreementId"])

    def test_more_units_are_paid_for_the_days_left(self, clock):
        """R-250, R-287"""
        agreement = self.agreement()
        clock("2027-01-25T00:00")
        quote = self.amend(agreement, {"seats": 3})
        assert quote.status == 201, quote.body
        charges = quote.body["chargeSummary"]
        assert [c["amount"] for c in charges["expectedCharges"]] == ["355.00"]
        assert charges["newAgreementValue"] == "1085.00"
        assert charges["itemizedCharges"] == [
            {
                "dimensionKey": "seats",
                "oldQuantity": 2,
                "newQuantity": 3,
                "incrementalChargeAmount": "355.00",
            }
        ]
        for _ in range(2):
            answer = accept_request(quote.body, purchaseOrderReference="P1")
            assert answer.status == 200, answer.body
        assert answer.body["agreement"]["totalValue"]["amount"] == "1085.00"
        assert len(items(f"/agreements/{agreement}/charges")) == 2
        invoice_now(BUYER, agreement)
        assert sorted(total for _, total, _ in billed()) == ["355.00", "730.00"]
        assert len(events_of(type_="AgreementAmended")) == 1

    def test_fewer_units_are_refused(self):
        assert self.amend(self.agreement(), {"seats": 1}).reasons == {
            ("requestedTerms", "INVALID_INCREMENTAL_CHARGE")
        }

    def test_quantities_are_fixed_where_payments_are_scheduled(self):
        """R-316"""
        agreement = agreed(fixed("0"), schedule(("2027-05-15", "5.00")), validity("P12M"))
        terms = call("GET", f"/agreements/{agreement}/terms").body["acceptedTerms"]
        body = {
            "intent": "AMEND",
            "sourceAgreementIdentifier": agreement,
            "requestedTerms": [
                {
                    "id": terms[0]["fixedUpfrontPricingTerm"]["id"],
                    "configuration": configuration("P12M", {"seats": 20}),
                }
            ],
        }
        answer = call("POST", "/agreement-requests", body)
        assert answer.reasons == {("requestedTerms", "INCOMPATIBLE_TERMS")}

    def test_a_quote_on_an_older_state_is_a_conflict(self):
        agreement = self.agreement()
        first, second = (self.amend(agreement, {"seats": n}).body for n in (3, 4))
        assert accept_request(first).status == 200
        check_refusal(accept_request(second), 409, "ConflictException", "CONFLICT")


class TestCancellation:
    def test_a_usage_agreement_ends_when_its_buyer_says_so(self, clock):
        """R-401, R-402, R-317: what closed before is still owed"""
        agreement = agreed(recurring("10.00"), usage(), references={"purchaseOrderReference": "P1"})
        clock("2027-03-10T00:00")
        for _ in range(2):
            answer = call("POST", f"/agreements/{agreement}/cancel")
            assert (answer.status, answer.body["status"]) == (200, "CANCELLED")
        assert len(events_of(type_="AgreementEnded")) == 1
        clock("2028-01-01T00:00")
        invoice_now(BUYER, agreement)
        assert [period for period, _, _ in billed()] == ["2027-01", "2027-02"]
        (line,) = (x for x in get("P1")["lineItems"] if x["unitPrice"] == "0.00")
        assert line["endMonth"] == "2027-03"

    def test_a_contract_is_not_the_buyers_to_cancel(self):
        """R-401"""
        agreement = agreed(fixed("10.00"), validity("P12M"))
        with nothing_written():
            answer = call("POST", f"/agreements/{agreement}/cancel")
        assert answer.reasons == {("agreementId", "UNSUPPORTED_ACTION")}

    def test_nobody_else_cancels_it(self):
        agreement = agreed(usage())
        for account in (SELLER, OTHER):
            answer = call("POST", f"/agreements/{agreement}/cancel", account=account)
            check_refusal(answer, 404, "ResourceNotFoundException", "AGREEMENT_NOT_FOUND")


class TestUsageOffers:
    OFFER = ("productType", "AMI_HOURLY_WITH_ANNUAL")

    def request(self, offer: Body, *kinds: str) -> Answer:
        wanted = [{"id": id_} for id_, kind in terms_of(offer).items() if kind in kinds]
        body = {**a_request_body(offer), "requestedTerms": wanted}
        return call("POST", "/agreement-requests", body)

    def test_the_usage_comes_first_and_goes_last(self):
        """R-259"""
        offer = offered(usage(), fixed("900.00"), validity("P365D"), **dict([self.OFFER]))
        upfront = ("FixedUpfrontPricingTerm", "ValidityTerm")
        assert self.request(offer, *upfront).reasons == {
            ("requestedTerms", "MISSING_USAGE_AGREEMENT")
        }
        first = accept_request(self.request(offer, "UsageBasedPricingTerm", "ValidityTerm").body)
        second = accept_request(self.request(offer, *upfront).body)
        usage_id, upfront_id = (a.body["agreement"]["agreementId"] for a in (first, second))
        assert usage_id != upfront_id
        answer = call("POST", f"/agreements/{usage_id}/cancel")
        check_refusal(answer, 409, "ConflictException", "CONFLICT")
        assert answer.body["resourceId"] == upfront_id

    def test_a_contract_offer_is_accepted_whole(self):
        """R-259"""
        offer = offered(usage(), fixed("900.00"), validity("P12M"))
        answer = self.request(offer, "UsageBasedPricingTerm", "ValidityTerm")
        assert answer.reasons == {("requestedTerms", "MISSING_MANDATORY_TERMS")}


class TestProductKinds:
    @pytest.mark.parametrize(
        ("kind", "terms", "is_taken_afterwards"),
        [
            ("FREE", [fixed("0", duration="P12M"), usage("0")], False),
            ("CONTAINER_HOURLY_WITH_LONG_TERM", [usage()], False),
            ("MACHINE_LEARNING_HOURLY", [usage()], True),
            ("MACHINE_LEARNING_CONTRACT", [fixed("9.00", duration="P12M"), usage()], True),
        ],
    )
    def test_some_take_no_purchase_order_at_checkout(self, kind, terms, is_taken_afterwards):
        """R-228, R-230, R-231, S-65"""
        if kind == "FREE":
            terms = terms[:1]
        request = quoted(offered(*terms, productType=kind))
        with nothing_written():
            refused = accept_request(request, purchaseOrderReference="P1")
        assert refused.reasons == {("purchaseOrders", "INVALID_PURCHASE_ORDERS")}
        answer = accept_request(request)
        assert answer.status == 200
        if kind == "FREE":
            assert answer.body["charges"] == []
            return
        later = update(answer.body["charges"][-1], "P1")
        assert (later.status == 200) is is_taken_afterwards, later.body

    def test_what_is_bought_in_another_console_takes_one_afterwards(self):
        """R-229, R-230, S-65"""
        offer = released()
        elsewhere = {"isBoughtOutsideMarketplace": True}
        refused = accept(offer, purchaseOrderReference="P1", **elsewhere)
        assert refused.reasons == {("purchaseOrders", "INVALID_PURCHASE_ORDERS")}
        charges = accept(offer, **elsewhere).body["charges"]
        assert update(charges[0], "P1").status == 200


class TestReading:
    def search(self, *filters: tuple[str, str], account: str = BUYER, **more: Any) -> Answer:
        given = [{"name": name, "values": [value]} for name, value in filters]
        return call("POST", "/agreements/search", {"filters": given, **more}, account=account)

    BUYERS = (("PartyType", "Acceptor"), ("AgreementType", "PurchaseAgreement"))
    SELLERS = (("PartyType", "Proposer"), ("AgreementType", "PurchaseAgreement"))

    def found(self, answer: Answer) -> list[str]:
        assert answer.status == 200, answer.body
        return [each["agreementId"] for each in answer.body["agreementViewSummaries"]]

    def test_searches_filter_and_sort_by_end_time(self):
        """R-251: page by page, latest end first unless told otherwise"""
        short = agreed(fixed("1.00"), validity("P1M"))
        endless = agreed(usage())
        long = agreed(fixed("1.00"), validity("P24M"), productId="prod-long")
        assert self.found(self.search(*self.BUYERS)) == [endless, long, short]
        up = {"sort": {"sortBy": "EndTime", "sortOrder": "ASCENDING"}}
        assert self.found(self.search(*self.BUYERS, **up)) == [short, long, endless]
        first = self.search(*self.BUYERS, maxResults=2)
        token = first.body["nextToken"]
        rest = self.search(*self.BUYERS, maxResults=2, nextToken=token)
        assert self.found(first) + self.found(rest) == [endless, long, short]
        by_product = (*self.BUYERS, ("ResourceIdentifier", "prod-long"))
        assert self.found(self.search(*by_product)) == [long]
        soon = (*self.BUYERS, ("BeforeEndTime", "2027-03-01"))
        assert self.found(self.search(*soon)) == [short]
        assert self.found(self.search(*self.SELLERS, account=SELLER)) == [endless, long, short]
        assert self.found(self.search(*self.SELLERS)) == []
        mine = (*self.SELLERS, ("AcceptorAccountId", OTHER))
        assert self.found(self.search(*mine, account=SELLER)) == []

    @pytest.mark.parametrize(
        ("filters", "more", "problem"),
        [
            ([], {}, ("filters", "MISSING_PARTY_TYPE")),
            ([("PartyType", "Friend")], {}, ("filters", "INVALID_PARTY_TYPE")),
            ([BUYERS[0]], {}, ("filters", "UNSUPPORTED_FILTERS")),
            ([*BUYERS, ("AcceptorAccountId", BUYER)], {}, ("filters", "UNSUPPORTED_FILTERS")),
            (
                [*BUYERS, ("ResourceType", "SaaSProduct"), ("Status", "ACTIVE")],
                {},
                ("filters", "UNSUPPORTED_FILTERS"),
            ),
            ([*BUYERS, ("Status", "OLD")], {}, ("filters[2].values[0]", "INVALID_FILTER_VALUES")),
            ([*BUYERS, ("Colour", "red")], {}, ("filters[2].name", "INVALID_FILTER_NAME")),
            (BUYERS, {"sort": {"sortBy": "StartTime"}}, ("sort.sortBy", "INVALID_SORT_BY")),
            (BUYERS, {"sort": {"sortOrder": "UP"}}, ("sort.sortOrder", "INVALID_SORT_ORDER")),
        ],
    )
    def test_only_awss_combinations_are_searched(self, filters, more, problem):
        """R-251"""
        assert problem in self.search(*filters, **more).reasons

    def test_a_future_dated_agreement_is_scheduled(self, clock):
        """R-318, R-257, R-251"""
        dates = {"agreementStartDate": "2027-06-01", "agreementEndDate": "2028-05-31"}
        agreement = agreed(fixed("10.00"), validity(None, **dates))
        view = call("GET", f"/agreements/{agreement}").body
        assert view["acceptanceTime"] == "2027-01-15T12:00:00.000Z"
        assert view["startTime"] == "2027-06-01T00:00:00.000Z"
        assert view["endTime"] == "2028-05-31T23:59:59.999Z"

        def entitled() -> tuple[str, str]:
            path = f"/agreements/{agreement}/entitlements"
            (found,) = call("GET", path).body["agreementEntitlements"]
            return found["status"], found["statusReasonCode"]

        assert entitled() == ("SCHEDULED", "FUTURE_START_DATE")
        clock("2027-06-01T00:00")
        assert entitled() == ("PROVISIONED", "AGREEMENT_ACTIVE")
        clock("2028-06-01T00:00")
        assert entitled() == ("DEPROVISIONED", "AGREEMENT_INACTIVE")

    def test_the_short_form_makes_the_same_terms(self):
        """R-288, R-257, R-321: a plan stands for schedule, fixed price 0, validity, net terms"""
        short = released(netPaymentTerm="P45D")
        payments = schedule(("2027-04-15", "500.00"), ("2027-05-15", "500.00"))
        kinds = set(terms_of(short).values())
        assert kinds == {
            "FixedUpfrontPricingTerm",
            "PaymentScheduleTerm",
            "ValidityTerm",
            "NetPaymentTerm",
        }
        long = offered(
            {"fixedUpfrontPricingTerm": {"price": "0"}},
            payments,
            validity("P12M"),
            {"netPaymentTerm": {"paymentDuePeriod": "P45D"}},
        )

        def bare(offer: Body) -> list[Body]:
            return [
                {kind: {**term, "id": ""} for kind, term in entry.items()}
                for entry in offer["terms"]
            ]

        assert bare(short) == bare(long)
        agreement = accept(long).body["agreement"]
        assert agreement["totalValue"]["amount"] == "1000.00"

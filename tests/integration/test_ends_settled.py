"""What the end of an agreement leaves to be done is done, and only where it may be (R-402)."""

from collections.abc import Callable

import pytest

from tests.support.api import BUYER, call
from tests.support.application import (
    Body,
    accept,
    accepted,
    draft,
    events_of,
    get,
    items,
    nothing_written,
    release,
    released,
)
from tests.support.billing import invoice_now
from tests.support.crashes import When, counted, crashed
from tests.support.organizations import integration, joined, left, managing
from tests.support.renewals import swept
from tests.support.terms import (
    accept_request,
    configurable,
    configuration,
    offered,
    quoted,
)

pytestmark = pytest.mark.usefixtures("aws", "clock")

Told = Callable[[str], None]

HERE, THERE = "555566667777", "666677778888"
OLD = (("2027-05-15", "500.00"), ("2027-09-15", "500.00"))
NEW = (("2027-05-15", "600.00"), ("2027-10-15", "400.00"))
SIXTY = {
    "contractDuration": "P60M",
    "availabilityEndDate": "2027-01-31",
    "installmentPlan": {
        "total": "6000.00",
        "numberOfPayments": 60,
        "firstChargeDate": "2027-02-01",
    },
}


def sixty_for_sixty() -> tuple[str, Body]:
    """An agreement of sixty payments under one number, and a quote of sixty others in its place."""
    first, second = draft(**SIXTY), draft(**SIXTY)
    for offer in (first, second):
        assert release(offer).status == 200
    body = accept(first, purchaseOrderReference="OLD").body
    source = body["agreement"]["agreementId"]
    offer = call("GET", f"/offers/{second['offerId']}").body
    return source, quoted(offer, intent="REPLACE", sourceAgreementIdentifier=source)


def replaced(source: str, *payments: tuple[str, str], **more: str) -> Body:
    """What came of replacing the agreement by another with these payments."""
    offer = released(*payments, **more)
    request = quoted(offer, intent="REPLACE", sourceAgreementIdentifier=source)
    answer = accept_request(request)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def ends_of_lines(number: str, agreement: str, account: str = BUYER) -> set[str]:
    lines = get(number, account=account)["lineItems"]
    return {line["endMonth"] for line in lines if line.get("agreementId") == agreement}


class TestCrashes:
    @pytest.mark.parametrize("when", list(When))
    @pytest.mark.parametrize("number", range(1, 5))
    def test_a_cut_off_replacement_is_finished_by_the_sweep(self, number: int, when: When) -> None:
        """R-314, R-402: without the buyer's repeat; crashed before or after each transaction."""
        source, request = sixty_for_sixty()
        assert crashed(lambda: accept_request(request), number, when)
        is_made = (number, when) != (1, When.BEFORE)
        swept()
        states = [charge["state"] for charge in items(f"/agreements/{source}/charges")]
        assert states == (["VOID"] * 60 if is_made else ["PENDING"] * 60)
        if is_made:
            # Not begun yet, it ends with its first month.
            assert ends_of_lines("OLD", source) == {"2027-02"}
        with nothing_written():
            swept()

    def test_the_sweep_has_nothing_to_do_where_nothing_was_cut_off(self) -> None:
        """R-402: four transactions: both agreements, the rest of the old, its lines, the note."""
        _, request = sixty_for_sixty()
        with counted() as commits:
            assert accept_request(request).status == 200
        assert commits.count == 5
        with nothing_written():
            assert swept() == {"renewed": 0, "settled": 0, "failed": 0}


class TestCarryOver:
    def test_while_the_integration_is_off_numbers_stay_and_purchase_orders_do_not_change(
        self,
    ) -> None:
        """R-165, R-167: what carries a number keeps it; nothing is written on purchase orders."""
        body = accepted(*OLD, references={"purchaseOrderReference": "KEEP"})
        source = body["agreement"]["agreementId"]
        before = get("KEEP")
        integration(False, account=BUYER)
        charges = replaced(source, *NEW)["charges"]
        assert [c["purchaseOrderReference"] for c in charges] == ["KEEP", None]
        assert get("KEEP") == before
        integration(True, account=BUYER)
        assert ends_of_lines("KEEP", source) == {"2027-09"}

    def test_what_the_old_organization_holds_is_left_alone(self, clock: Told) -> None:
        """R-237: its lines keep their months; those of the present payer are closed."""
        managing(HERE)
        joined(BUYER, to=HERE)
        body = accepted(*OLD, references={"purchaseOrderReference": "P1"})
        source = body["agreement"]["agreementId"]
        clock("2027-05-15T00:00")
        assert len(invoice_now(HERE, source)) == 1
        before = get("P1", account=HERE)
        managing(THERE)
        left(BUYER)
        joined(BUYER, to=THERE)
        clock("2027-06-20T12:00")
        replaced(source, ("2027-07-15", "500.00"), availabilityEndDate="2027-06-30")
        assert get("P1", account=HERE) == before


class TestAmendment:
    def test_more_units_are_due_at_once_and_say_so(self) -> None:
        """R-240: `InvoiceOnAcceptanceRule` hears it, as it hears acceptances."""
        offer = offered(configurable(("P12M", {"seats": "365.00"})))
        first = accept_request(quoted(offer, upfront=("P12M", {"seats": 2})))
        agreement = first.body["agreement"]["agreementId"]
        terms = call("GET", f"/agreements/{agreement}/terms").body["acceptedTerms"]
        (id_,) = (
            entry["configurableUpfrontPricingTerm"]["id"]
            for entry in terms
            if "configurableUpfrontPricingTerm" in entry
        )
        body = {
            "intent": "AMEND",
            "sourceAgreementIdentifier": agreement,
            "requestedTerms": [{"id": id_, "configuration": configuration("P12M", {"seats": 3})}],
        }
        quote = call("POST", "/agreement-requests", body)
        assert accept_request(quote.body).status == 200
        (event,) = events_of(type_="AgreementAmended")
        assert event["detail"]["isDueNow"] is True
        assert event["detail"]["receiverAccountId"] == BUYER

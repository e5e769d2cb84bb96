"""A change set makes the offer that the simple form makes, or neither of them does."""

import json
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.domain.catalog.change import RequestedChange
from procurement.domain.catalog.change_rules import check_changes, resolved
from procurement.domain.catalog.offer_changes import judge_offer
from procurement.domain.catalog.offer_draft import OfferDraft
from procurement.domain.errors import InvalidInput, Problems
from procurement.domain.marketplace.offer import Offer, draft_offer
from procurement.domain.marketplace.release_rules import NO_GROUND, ReleaseGround
from procurement.entrypoints.catalog.base import with_keys_in_pascal
from procurement.entrypoints.catalog.changes import ChangeBody
from procurement.entrypoints.schemas.offers import CreateOfferRequest
from tests.support.catalog import a_change, availability, create, information, release, targeting
from tests.support.offers import BUYER, NOW, SELLER

Body = dict[str, Any]


def mostly(*sound: Any, flawed: Sequence[Any]) -> st.SearchStrategy[Any]:
    """One of the sound values nine times out of ten."""
    return st.integers(1, 10).flatmap(
        lambda number: st.sampled_from(list(flawed if number == 10 else sound))
    )


amounts = mostly("12.50", "1000.00", "7", flawed=["0.001", "1000000000.01"])
currencies = mostly("USD", flawed=["EUR"])
durations = mostly("P12M", "P36M", "P365D", flawed=["P61M", "P1M", "soon"])
last_days = mostly("2027-03-15", "2027-04-30", flawed=["2027-02-28", "soon"])
charge_days = mostly("2027-05-15", "2027-06-01", "2027-09-01", "2027-12-01", flawed=["2029-03-01"])
grants = st.just([{"dimensionKey": "seats", "maxQuantity": 10}])
rates = st.just([{"dimensionKey": "seats", "price": "0.125"}])


def term(kind: str, **members: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[str, Body]]:
    return st.fixed_dictionaries(members).map(lambda body: (kind, body))


FIXED = term("fixedUpfrontPricingTerm", currencyCode=currencies, price=amounts, grants=grants)
GRANTED = term(
    "fixedUpfrontPricingTerm",
    currencyCode=currencies,
    price=mostly("0", "0.00", flawed=["1"]),
    grants=grants,
)
CONFIGURABLE = term(
    "configurableUpfrontPricingTerm",
    currencyCode=currencies,
    rateCards=durations.flatmap(
        lambda value: rates.map(
            lambda card: [{"selector": {"type": "Duration", "value": value}, "rateCard": card}]
        )
    ),
)
USAGE = term(
    "usageBasedPricingTerm",
    currencyCode=currencies,
    rateCards=rates.map(lambda card: [{"rateCard": card}]),
)
RECURRING = term("recurringPaymentTerm", currencyCode=currencies, price=amounts)
TRIAL = term("freeTrialPricingTerm", duration=st.just("P14D"), grants=grants)
VALIDITY = term("validityTerm", agreementDuration=durations)
SCHEDULE = st.lists(
    st.fixed_dictionaries({"chargeDate": charge_days, "chargeAmount": amounts}),
    min_size=1,
    max_size=4,
    unique_by=lambda payment: payment["chargeDate"],
).map(lambda schedule: ("paymentScheduleTerm", {"schedule": schedule}))
LEGAL = term("legalTerm", documents=st.just([{"type": "StandardEula"}]))
SUPPORT = term("supportTerm", refundPolicy=st.just("None"))
RENEWAL = term(
    "renewalTerm",
    termTemplates=mostly("100", flawed=["99.99"]).map(
        lambda percentage: [
            {
                "paymentScheduleTermTemplate": {
                    "schedule": [{"chargeDateOffset": "P0M", "chargePercentage": percentage}]
                }
            }
        ]
    ),
)

SOUND = (
    (FIXED, VALIDITY),
    (CONFIGURABLE,),
    (CONFIGURABLE, USAGE),
    (USAGE,),
    (USAGE, RECURRING),
    (TRIAL,),
    (GRANTED, VALIDITY, SCHEDULE),
    (GRANTED, VALIDITY, SCHEDULE, RENEWAL),
)
FLAWED = (
    (FIXED, VALIDITY, SCHEDULE),
    (CONFIGURABLE, SCHEDULE),
    (FIXED, CONFIGURABLE),
    (GRANTED, SCHEDULE, RENEWAL),
    (FIXED, VALIDITY, RENEWAL),
    (VALIDITY, SCHEDULE),
)

CHANGE_TYPES = {
    "validityTerm": "UpdateValidityTerms",
    "paymentScheduleTerm": "UpdatePaymentScheduleTerms",
    "legalTerm": "UpdateLegalTerms",
    "supportTerm": "UpdateSupportTerms",
    "renewalTerm": "UpdateRenewalTerms",
}


@st.composite
def proposals(draw: st.DrawFn) -> tuple[Body, list[Body]]:
    """The body of the simple form, and the changes of a set in any order."""
    kinds = draw(mostly(*SOUND, flawed=FLAWED))
    others = [each for each in (LEGAL, SUPPORT) if draw(st.booleans())]
    terms = [draw(each) for each in (*kinds, *others)]
    product_type = draw(mostly("SAAS_CONTRACT", "PROFESSIONAL_SERVICES", flawed=["FREE"]))
    last_day, buyer = draw(last_days), draw(mostly(BUYER, flawed=["12"]))
    # In the simple form the currency is told; in a change set it follows from the terms.
    currency = next((body["currencyCode"] for _, body in terms if "currencyCode" in body), "USD")
    for kind, body in terms:
        if kind == "paymentScheduleTerm":
            body["currencyCode"] = currency
    simple = {
        "name": "Widget analytics",
        "productId": "prod-widgets",
        "productType": product_type,
        "targetAccountIds": [buyer],
        "availabilityEndDate": last_day,
        "currencyCode": currency,
        "terms": [{kind: body} for kind, body in terms],
    }
    grouped: dict[str, list[Body]] = {}
    for kind, body in terms:
        change_type = CHANGE_TYPES.get(kind, "UpdatePricingTerms")
        document = {"Type": kind[0].upper() + kind[1:], **with_keys_in_pascal(body)}
        grouped.setdefault(change_type, []).append(document)
    changes = [
        create(ProductType=product_type),
        information(),
        targeting(buyer),
        availability(last_day),
        *(a_change(name, {"Terms": documents}) for name, documents in grouped.items()),
        release(),
    ]
    return simple, draw(st.permutations(changes))


class Nowhere:
    """Nothing is known of buyers, and there are no authorizations."""

    def of(self, offer: Offer) -> ReleaseGround:
        return NO_GROUND

    def authorization(self, authorization_id: str) -> None:
        return None


def simply(body: Body, offer_id: str) -> Offer | set[str]:
    """The released offer of the simple form, or the reasons against it."""
    try:
        request = CreateOfferRequest.model_validate(body)
        offer = draft_offer(
            request.details(),
            request.payments(),
            offer_id=offer_id,
            proposer_account_id=SELLER,
            now=NOW,
        )
        return offer.release(now=NOW)
    except InvalidInput as refused:
        return {problem.reason for problem in refused.problems}


def requested(changes: list[Body]) -> tuple[RequestedChange, ...]:
    problems = Problems()
    read = tuple(
        ChangeBody.model_validate(body).to_change(f"ChangeSet[{index}]", problems)
        for index, body in enumerate(changes)
    )
    check_changes(read, problems)
    assert problems.found == []
    return read


@given(proposals())
def test_a_change_set_makes_the_offer_of_the_simple_form(proposal):
    """R-252 to R-257, R-271 to R-304, R-330"""
    simple, changes = proposal
    made = resolved(requested(changes), "cs-1")
    judged = judge_offer(None, list(enumerate(made)), SELLER, Nowhere(), now=NOW)
    expected = simply(simple, made[0].entity_id)
    if isinstance(expected, Offer):
        assert isinstance(judged.after, Offer)
        assert judged.after.description == "All widgets, counted"
        assert judged.after == from_document(
            to_document(expected) | {"description": "All widgets, counted"}, Offer
        )
    else:
        assert judged.after is None
        assert {error.code for errors in judged.errors.values() for error in errors} == expected


@given(proposals())
def test_an_offer_taken_apart_is_put_together_as_it_was(proposal):
    simple, _ = proposal
    offer = simply(simple, "offer-1")
    if isinstance(offer, Offer):
        draft = OfferDraft.of(offer)
        assert from_document(json.loads(json.dumps(to_document(draft))), OfferDraft) == draft
        again = draft_offer(
            draft.details(is_complete=True),
            draft.payments,
            offer_id=draft.offer_id,
            proposer_account_id=SELLER,
            now=NOW,
        )
        assert (again.terms, again.schedule) == (offer.terms, offer.schedule)


@given(proposals())
def test_changes_come_back_from_storage_as_they_were(proposal):
    made = resolved(requested(proposal[1]), "cs-1")
    assert (
        from_document(json.loads(json.dumps(to_document(made))), tuple[type(made[0]), ...]) == made
    )

"""Offers with terms at length, quotes for them, and agreements: through the API, in few words."""

from typing import Any
from uuid import uuid4

from tests.support.api import Answer, call
from tests.support.application import Body, draft, release


def fixed(price: str, *, duration: str | None = None) -> Body:
    """A fixed upfront price."""
    grants = [{"dimensionKey": "seats", "maxQuantity": 10}]
    return {"fixedUpfrontPricingTerm": {"price": price, "duration": duration, "grants": grants}}


def configurable(*cards: tuple[str, dict[str, str]], **constraints: str) -> Body:
    """Rate cards of (duration, price by dimension)."""
    return {
        "configurableUpfrontPricingTerm": {
            "rateCards": [
                {
                    "selector": {"value": selector},
                    "constraints": constraints,
                    "rateCard": [{"dimensionKey": k, "price": p} for k, p in prices.items()],
                }
                for selector, prices in cards
            ]
        }
    }


def usage(price: str = "0.10") -> Body:
    """A price per unit used."""
    card = [{"dimensionKey": "requests", "price": price}]
    return {"usageBasedPricingTerm": {"rateCards": [{"rateCard": card}]}}


def recurring(price: str) -> Body:
    """The same sum every month."""
    return {"recurringPaymentTerm": {"price": price}}


def schedule(*payments: tuple[str, str]) -> Body:
    """Payments by date."""
    entries = [{"chargeDate": day, "chargeAmount": sum_} for day, sum_ in payments]
    return {"paymentScheduleTerm": {"schedule": entries}}


def validity(duration: str | None = None, **dates: str) -> Body:
    """A duration, or `agreementStartDate` and `agreementEndDate`."""
    return {"validityTerm": {"agreementDuration": duration, **dates}}


def offered(*terms: Body, **more: Any) -> Body:
    """A released offer with these terms."""
    body = draft(terms=list(terms), contractDuration=None, **more)
    answer = release(body)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def terms_of(offer: Body) -> dict[str, str]:
    """The kind of each term by its ID."""
    return {term["id"]: term["type"] for entry in offer["terms"] for term in entry.values()}


def a_request_body(
    offer: Body, *, upfront: tuple[str, dict[str, int]] | None = None, **more: Any
) -> Body:
    """A request for all terms of the offer, with the quantities of `upfront`."""
    requested: list[Body] = []
    for id_, kind in terms_of(offer).items():
        entry: Body = {"id": id_}
        if kind == "ConfigurableUpfrontPricingTerm" and upfront:
            entry["configuration"] = configuration(*upfront)
        requested.append(entry)
    return {
        "clientToken": uuid4().hex,
        "intent": "NEW",
        "agreementProposalIdentifier": offer["agreementProposalId"],
        "requestedTerms": requested,
        **more,
    }


def configuration(selector: str, quantities: dict[str, int]) -> Body:
    """The choice of a configurable upfront term."""
    dimensions = [{"dimensionKey": k, "dimensionValue": n} for k, n in quantities.items()]
    return {
        "configurableUpfrontPricingTermConfiguration": {
            "selectorValue": selector,
            "dimensions": dimensions,
        }
    }


def quoted(offer: Body, **more: Any) -> Body:
    """A quote for all terms of the offer, which must succeed."""
    answer = call("POST", "/agreement-requests", a_request_body(offer, **more))
    assert answer.status == 201, answer.body
    return dict(answer.body)


def accept_request(request: Body, **more: Any) -> Answer:
    """Accept a quote."""
    return call("POST", f"/agreement-requests/{request['agreementRequestId']}/accept", more)


def agreed(*terms: Body, references: Body | None = None, **more: Any) -> str:
    """The ID of an agreement on these terms, quoted and accepted."""
    answer = accept_request(quoted(offered(*terms, **more)), **(references or {}))
    assert answer.status == 200, answer.body
    return str(answer.body["agreement"]["agreementId"])

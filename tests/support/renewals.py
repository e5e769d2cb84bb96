"""Agreements that renew themselves: made through the API, carried on by the hourly sweep."""

import importlib
from typing import Any
from uuid import uuid4

from tests.support.api import call
from tests.support.application import Body
from tests.support.lambda_context import LambdaContext
from tests.support.terms import (
    accept_request,
    configuration,
    fixed,
    offered,
    schedule,
    terms_of,
    validity,
)

THIRDS = (("P0M", "33.33"), ("P4M", "33.33"), ("P8M", "33.34"))
PAYMENTS = schedule(("2027-05-01", "400.00"), ("2027-09-01", "400.00"), ("2028-01-01", "200.00"))
FIVE_PERCENT = {"fixedPercentage": {"value": "5.00"}}


def renewal(*entries: tuple[str, str], **more: Any) -> Body:
    """A renewal term, with the template of a schedule."""
    template = [{"chargeDateOffset": o, "chargePercentage": p} for o, p in entries]
    templates = [{"paymentScheduleTermTemplate": {"schedule": template}}] if entries else None
    return {"renewalTerm": {"termTemplates": templates, **more}}


def bought(
    *terms: Body,
    is_renewing: bool = True,
    references: Body | None = None,
    first_number: str | None = None,
    upfront: tuple[str, dict[str, int]] | None = None,
    **more: Any,
) -> str:
    """The ID of an agreement on these terms, whose buyer lets it renew itself, or does not."""
    offer = offered(*terms, **more)
    requested: list[Body] = []
    for id_, kind in terms_of(offer).items():
        entry: Body = {"id": id_}
        if kind == "RenewalTerm":
            choice = {"renewalTermConfiguration": {"enableAutoRenew": is_renewing}}
            entry["configuration"] = choice
        if kind == "ConfigurableUpfrontPricingTerm" and upfront:
            entry["configuration"] = configuration(*upfront)
        requested.append(entry)
    quote = call(
        "POST",
        "/agreement-requests",
        {
            "clientToken": uuid4().hex,
            "intent": "NEW",
            "agreementProposalIdentifier": offer["agreementProposalId"],
            "requestedTerms": requested,
        },
    )
    assert quote.status == 201, quote.body
    first = quote.body["chargeSummary"]["expectedCharges"][:1]
    named = [{"chargeId": c["id"], "purchaseOrderReference": first_number} for c in first]
    more_references = {"purchaseOrders": named} if first_number else {}
    answer = accept_request(quote.body, **more_references, **(references or {}))
    assert answer.status == 200, answer.body
    return str(answer.body["agreement"]["agreementId"])


def a_plan(**more: Any) -> str:
    """Three payments, 1,000.00 in all, for twelve months from 1 March 2027, renewed at 5 % more."""
    term = renewal(*THIRDS, priceIncrease=FIVE_PERCENT)
    return bought(PAYMENTS, fixed("0"), validity("P12M"), term, **more)


def swept() -> Body:
    """The hourly sweep."""
    app = importlib.import_module("functions.renew_agreements.app")
    answer: Body = app.lambda_handler({}, LambdaContext())
    return answer

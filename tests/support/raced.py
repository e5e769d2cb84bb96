"""What workers race for: offers, requests, agreements and charges of the operator with itself."""

from datetime import timedelta

from local.api import JsonObject
from local.samples import present_day
from tests.support.application import an_offer_body
from tests.support.deployed import Deployed
from tests.support.terms import terms_of


def a_request(at: Deployed, priced: JsonObject) -> str:
    """The ID of a request, accepted by nobody yet, for an agreement with this term."""
    offer = an_offer(at, None, contractDuration=None)
    terms = [priced, {"validityTerm": {"agreementDuration": "P12M"}}]
    if "paymentScheduleTerm" in priced:
        grants = [{"dimensionKey": "users", "maxQuantity": 10}]
        terms.append({"fixedUpfrontPricingTerm": {"price": "0", "grants": grants}})
    drafted = at.api.post("offers", **offer | {"terms": terms})
    released = at.api.post("offers", drafted["offerId"], "release")
    requested: list[JsonObject] = [{"id": id_} for id_ in terms_of(released)]
    for term in requested:
        if terms_of(released)[term["id"]] == "VariablePaymentTerm":
            choice = {"paymentRequestApprovalStrategy": "WAIT_FOR_APPROVAL"}
            term["configuration"] = {"variablePaymentTermConfiguration": choice}
    quote = at.api.post(
        "agreement-requests",
        clientToken=released["offerId"],
        intent="NEW",
        agreementProposalIdentifier=released["agreementProposalId"],
        requestedTerms=requested,
    )
    return str(quote["agreementRequestId"])


def an_agreement(at: Deployed, in_days: int) -> str:
    """The ID of an agreement with one payment in so many days."""
    offer = at.api.post("offers", **an_offer(at, in_days))
    at.api.post("offers", offer["offerId"], "release")
    accepted = at.api.post("offers", offer["offerId"], "accept")
    return str(accepted["agreement"]["agreementId"])


def the_charge(at: Deployed, agreement: str) -> JsonObject:
    """The only charge of an agreement."""
    (charge,) = at.api.items("agreements", agreement, "charges")
    return charge


def an_offer(at: Deployed, in_days: int | None, **more: object) -> JsonObject:
    """The body of an offer of the operator to itself, with one payment in so many days, or none."""
    payments = [] if in_days is None else [(day(in_days), "600.00")]
    return an_offer_body(
        *payments,
        targetAccountIds=[at.info.account_id],
        availabilityEndDate=day(30),
        **more,
    )


def payment(in_days: int) -> JsonObject:
    """An entry of a payment schedule."""
    return {"chargeDate": day(in_days), "chargeAmount": "600.00"}


def numbered(charge: JsonObject, reference: str) -> JsonObject:
    """What sets a number on a charge at the revision that was read."""
    change = {
        "agreementId": charge["agreementId"],
        "chargeId": charge["id"],
        "chargeRevision": charge["revision"],
        "purchaseOrderReference": reference,
    }
    return {"purchaseOrders": [change]}


def a_memo(amount: str, token: str) -> JsonObject:
    """The body that credits an amount."""
    return {"amount": amount, "reason": "Outage", "clientToken": token}


def memos_of(invoice: JsonObject) -> str:
    """The path that credits an invoice."""
    return f"/invoices/{invoice['invoiceId']}/credit-memos"


def day(offset: int) -> str:
    """The day so many days from now."""
    return (present_day() + timedelta(days=offset)).isoformat()

"""A seller, who makes private offers."""

from typing import Any

from local.api import Api, JsonObject
from tests.support.people.paperwork import Agreement, Offer, Payment


class Seller:
    """Makes private offers with payments in installments."""

    def __init__(self, api: Api, buyer_account_id: str) -> None:
        self._api = api
        self._buyer = buyer_account_id

    def offers(self, *payments: Payment, open_until: str, **terms: Any) -> Offer:
        """An offer of twelve months with these payments, released to the buyer."""
        schedule = [{"chargeDate": day, "chargeAmount": amount} for day, amount in payments]
        return self.releases(self.drafts(open_until=open_until, schedule=schedule, **terms))

    def offers_contract(
        self, *, open_until: str, upfront: str = "", monthly: str = "", **terms: Any
    ) -> Offer:
        """One of twelve months that is paid at once, or month by month, or both."""
        priced: list[JsonObject] = [{"validityTerm": {"agreementDuration": "P12M"}}]
        if upfront:
            grants = [{"dimensionKey": "users", "maxQuantity": 10}]
            term = {"price": upfront, "duration": "P12M", "grants": grants}
            priced.append({"fixedUpfrontPricingTerm": term})
        if monthly:
            priced.append({"recurringPaymentTerm": {"price": monthly}})
        body = {"contractDuration": None, "terms": priced}
        return self.releases(self.drafts(open_until=open_until, **body | terms))

    def drafts(self, *, open_until: str, **terms: Any) -> JsonObject:
        """An offer that nobody else sees yet; `terms` as the API names them."""
        body = {
            "name": "Observability",
            "productId": "prod-observability",
            "productType": "SAAS_CONTRACT",
            "targetAccountIds": [self._buyer],
            "contractDuration": "P12M",
            "availabilityEndDate": open_until,
            "currencyCode": "USD",
        }
        return self._api.post("offers", **body | terms)

    def plans(self, draft: JsonObject, **plan: Any) -> list[Payment]:
        """Lets the payments of a draft be worked out, and sees them."""
        at = ("offers", draft["offerId"], "payment-schedule")
        return _payments(self._api.put(*at, installmentPlan=plan))

    def schedules(self, offer_id: str, *payments: Payment) -> list[Payment]:
        """Gives the payments one by one, and sees them."""
        schedule = [{"chargeDate": day, "chargeAmount": amount} for day, amount in payments]
        return _payments(self._api.put("offers", offer_id, "payment-schedule", schedule=schedule))

    def releases(self, draft: JsonObject) -> Offer:
        """Shows a draft to the buyer; from here on its payments are fixed."""
        released = self._api.post("offers", draft["offerId"], "release")
        return Offer(offer_id=released["offerId"], payments=_payments(released))

    def gives_back(
        self, amount: str, agreement: Agreement, invoice_number: str, token: str
    ) -> list[str]:
        """Adjusts an invoice; the words with which that was refused, if it was."""
        entry = {
            "agreementId": agreement.agreement_id,
            "originalInvoiceId": invoice_number,
            "adjustmentAmount": amount,
            "currencyCode": "USD",
            "adjustmentReasonCode": "OTHER",
            "description": "Fewer users than agreed",
            "clientToken": token,
        }
        answer = self._api.post("billing-adjustments", billingAdjustmentRequestEntries=[entry])
        return [error["message"] for error in answer["errors"]]


def _payments(offer: JsonObject) -> list[Payment]:
    return [(each["chargeDate"], each["chargeAmount"]) for each in offer["schedule"]]

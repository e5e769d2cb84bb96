"""A seller, who makes private offers."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any, Final

import requests

from local.api import Api, JsonObject
from tests.support.eventually import eventually
from tests.support.people.paperwork import (
    Agreement,
    Offer,
    Payment,
    ReportedPayment,
    Request,
)

REPORT_SECONDS: Final = 60


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
        self,
        *,
        open_until: str,
        upfront: str = "",
        monthly: str = "",
        by_use: Mapping[str, str] | None = None,
        **terms: Any,
    ) -> Offer:
        """One of twelve months that is paid at once, month by month, or by what is used."""
        priced: list[JsonObject] = [{"validityTerm": {"agreementDuration": "P12M"}}]
        if upfront:
            grants = [{"dimensionKey": "users", "maxQuantity": 10}]
            term = {"price": upfront, "duration": "P12M", "grants": grants}
            priced.append({"fixedUpfrontPricingTerm": term})
        if monthly:
            priced.append({"recurringPaymentTerm": {"price": monthly}})
        if by_use:
            priced.append(_by_use(by_use))
        body = {"contractDuration": None, "terms": priced}
        return self.releases(self.drafts(open_until=open_until, **body | terms))

    def offers_instances(
        self,
        *payments: Payment,
        included: Mapping[str, int],
        hourly: Mapping[str, str],
        open_until: str,
    ) -> Offer:
        """Instances for three years in installments, and an hourly price for more of them."""
        grants = [{"dimensionKey": key, "maxQuantity": count} for key, count in included.items()]
        schedule = [{"chargeDate": day, "chargeAmount": amount} for day, amount in payments]
        terms: list[JsonObject] = [
            {"validityTerm": {"agreementDuration": "P3Y"}},
            {"fixedUpfrontPricingTerm": {"price": "0", "grants": grants}},
            {"paymentScheduleTerm": {"schedule": schedule}},
            _by_use(hourly),
        ]
        body = {"contractDuration": None, "terms": terms, "productType": "AMI_HOURLY_WITH_ANNUAL"}
        return self.releases(self.drafts(open_until=open_until, **body))

    def offers_renewing(
        self,
        *payments: Payment,
        open_until: str,
        parts: Sequence[tuple[str, str]],
        increase: str = "0",
        **renewal: Any,
    ) -> Offer:
        """One of twelve months that renews itself, at so many percent more.

        `parts` are the payments of the renewed year: how long after its start (``P4M``), and how
        many percent of the year's price.
        """
        schedule = [{"chargeDate": day, "chargeAmount": amount} for day, amount in payments]
        template = [{"chargeDateOffset": each, "chargePercentage": part} for each, part in parts]
        renewal_term = {
            "priceIncrease": {"fixedPercentage": {"value": increase}},
            "termTemplates": [{"paymentScheduleTermTemplate": {"schedule": template}}],
        }
        terms: list[JsonObject] = [
            {"validityTerm": {"agreementDuration": "P12M"}},
            {
                "fixedUpfrontPricingTerm": {
                    "price": "0",
                    "grants": [{"dimensionKey": "users", "maxQuantity": 10}],
                }
            },
            {"paymentScheduleTerm": {"schedule": schedule}},
            {"renewalTerm": renewal_term | renewal},
        ]
        return self.releases(self.drafts(open_until=open_until, contractDuration=None, terms=terms))

    def opts_out_of_renewal(self, agreement: Agreement) -> None:
        """Lets an agreement end for good."""
        self._api.put("agreements", agreement.agreement_id, "renewal", isDeclined=True)

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

    def reads_report(self, month: str) -> list[ReportedPayment]:
        """Downloads the billed revenue report of a month, once it is published."""

        def published() -> JsonObject:
            answer = self._api.send("GET", "billed-revenue-reports", month)
            assert answer.status == requests.codes.ok, answer.body
            return answer.body

        files = eventually(published, within=REPORT_SECONDS)["files"]
        (address,) = (file["url"] for file in files if file["format"] == "csv")
        # No signature: whoever has the address may read, for a while.
        text = requests.get(address, timeout=REPORT_SECONDS, proxies={"no_proxy": "*"}).text
        return [ReportedPayment.of(row) for row in csv.DictReader(StringIO(text, newline=""))]

    def has_report(self, month: str) -> bool:
        """Whether there is one of that month."""
        return month in {each["month"] for each in self._api.items("billed-revenue-reports")}

    def offers_payments_on_request(self, up_to: str, *, open_until: str) -> Offer:
        """An offer of twelve months whose payments are asked for one by one."""
        terms: list[JsonObject] = [
            {"variablePaymentTerm": {"maxTotalChargeAmount": up_to}},
            {"validityTerm": {"agreementDuration": "P12M"}},
        ]
        body = {"contractDuration": None, "terms": terms}
        return self.releases(self.drafts(open_until=open_until, **body))

    def asks_for_payment(self, amount: str, name: str, agreement: Agreement) -> Request:
        """Asks the buyer for a payment."""
        held = self._api.get("agreements", agreement.agreement_id, "terms")["acceptedTerms"]
        (term_id,) = (
            term["id"]
            for entry in held
            for term in entry.values()
            if term["type"] == "VariablePaymentTerm"
        )
        path = ("agreements", agreement.agreement_id, "payment-requests")
        asked = self._api.post(*path, termId=term_id, name=name, chargeAmount=amount)
        return Request(agreement_id=agreement.agreement_id, request_id=asked["paymentRequestId"])

    def asks_to_cancel(self, agreement: Agreement, reason: str) -> Request:
        """Asks the buyer to let the agreement end."""
        path = ("agreements", agreement.agreement_id, "cancellation-requests")
        asked = self._api.post(*path, reasonCode=reason)
        return Request(
            agreement_id=agreement.agreement_id,
            request_id=asked["agreementCancellationRequestId"],
        )


def _by_use(prices: Mapping[str, str]) -> JsonObject:
    card = [{"dimensionKey": key, "price": price} for key, price in prices.items()]
    return {"usageBasedPricingTerm": {"rateCards": [{"rateCard": card}]}}


def _payments(offer: JsonObject) -> list[Payment]:
    return [(each["chargeDate"], each["chargeAmount"]) for each in offer["schedule"]]

"""A buyer, who accepts offers and sees to it that the right numbers are on what follows."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from local.api import Api, JsonObject
from tests.support.eventually import eventually
from tests.support.people.paperwork import Accrual, Agreement, Invoice, Offer, Payment, Request

INVOICE_SECONDS: Final = 60


class Buyer:
    """Accepts offers and sees to it that the right numbers are on what follows."""

    def __init__(self, api: Api, account_id: str) -> None:
        self._api = api
        self.account_id = account_id

    def buys(
        self,
        offer: Offer,
        purchase_order: str | None = None,
        purchase_orders: Sequence[str] = (),
        **choices: Any,
    ) -> Agreement:
        """Accepts: under one purchase order for all, or one for each payment, or none.

        `choices` are what else the acceptance says, as the API names it.
        """
        body: JsonObject = {}
        if purchase_order is not None:
            body["purchaseOrderReference"] = purchase_order
        if purchase_orders:
            body["purchaseOrders"] = [
                {"installment": number, "purchaseOrderReference": each}
                for number, each in enumerate(purchase_orders, start=1)
            ]
        accepted = self._api.post("offers", offer.offer_id, "accept", **body | choices)
        return Agreement(agreement_id=accepted["agreement"]["agreementId"])

    def buys_without_any(self, offer: Offer) -> Agreement:
        """Accepts on the page that asks for no purchase order."""
        path = ("offers", offer.offer_id, "accept-without-purchase-orders")
        return Agreement(agreement_id=self._api.post(*path)["agreement"]["agreementId"])

    def lets_renew(self, agreement: Agreement, is_wanted: bool = True) -> None:
        """Switches on, or off, that an agreement renews itself."""
        self._api.put("agreements", agreement.agreement_id, "renewal", enableAutoRenew=is_wanted)

    def sees_what_follows(self, agreement: Agreement) -> Agreement | None:
        """The agreement that will follow at the end, if one will; nothing is bought yet."""
        renewal = self._api.get("agreements", agreement.agreement_id, "renewal")
        following = renewal["next"]
        return following and Agreement(agreement_id=following["agreementId"])

    def sees_status(self, agreement: Agreement) -> str:
        """ACTIVE, or how it ended."""
        status: str = self._api.get("agreements", agreement.agreement_id)["status"]
        return status

    def sees_payments(self, agreement: Agreement) -> list[Payment]:
        """What is to be paid under it, and when."""
        schedule = self._api.get("agreements", agreement.agreement_id)["schedule"]
        return [(each["chargeDate"], each["chargeAmount"]) for each in schedule]

    def sees_what_would_change(
        self, offer: Offer, agreement: Agreement
    ) -> list[tuple[str, str | None]]:
        """Payment by payment, what an offer would make of an agreement in its place.

        With each the purchase order that it would carry.
        """
        path = ("offers", offer.offer_id, "comparison")
        compared = self._api.get(*path, agreementId=agreement.agreement_id)
        return [
            (each["outcome"], each["after"] and each["after"]["purchaseOrderReference"])
            for each in compared["payments"]
        ]

    def replaces(self, agreement: Agreement, offer: Offer) -> Agreement:
        """Accepts an offer in place of an agreement."""
        seen = self._api.get("offers", offer.offer_id)
        terms = [{"id": next(iter(term.values()))["id"]} for term in seen["terms"]]
        quote = self._api.post(
            "agreement-requests",
            intent="REPLACE",
            requestedTerms=terms,
            sourceAgreementIdentifier=agreement.agreement_id,
            agreementProposalIdentifier=seen["agreementProposalId"],
        )
        path = ("agreement-requests", quote["agreementRequestId"], "accept")
        return Agreement(agreement_id=self._api.post(*path)["agreement"]["agreementId"])

    def names_each(self, purchase_orders: Sequence[str], agreement: Agreement) -> None:
        """Puts a number on every payment, all at once."""
        charges = self._charges(agreement, lambda c: c["timing"] != "BILLING_PERIOD")
        entries = [
            {
                "chargeId": charge["id"],
                "chargeRevision": charge["revision"],
                "agreementId": charge["agreementId"],
                "purchaseOrderReference": number,
            }
            for charge, number in zip(charges, purchase_orders, strict=True)
        ]
        self._api.put("charges", "purchase-orders", purchaseOrders=entries)

    def names(self, purchase_order: str, agreement: Agreement, *, payment: int) -> None:
        """Puts another number on a payment, on the subscription page."""
        charge = self.charge(agreement, payment)
        self.names_as_seen(purchase_order, charge)

    def names_as_seen(self, purchase_order: str, charge: JsonObject) -> None:
        """The same for a payment that was looked at before."""
        entry = {
            "chargeId": charge["id"],
            "chargeRevision": charge["revision"],
            "agreementId": charge["agreementId"],
            "purchaseOrderReference": purchase_order,
        }
        self._api.put("charges", "purchase-orders", purchaseOrders=[entry])

    def charge(self, agreement: Agreement, payment: int) -> JsonObject:
        """A payment as the subscription page lists it."""
        return self._charges(agreement, lambda c: c["timing"] != "BILLING_PERIOD")[payment - 1]

    def names_for_months_to_come(self, purchase_order: str, agreement: Agreement) -> None:
        """Puts another number on what is charged month by month."""
        (standing,) = self._charges(agreement, lambda charge: charge["state"] == "STANDING")
        self.names_as_seen(purchase_order, standing)

    def sees_number(self, agreement: Agreement, *, payment: int) -> str | None:
        """The purchase order that a payment names."""
        number: str | None = self.charge(agreement, payment)["purchaseOrderReference"]
        return number

    def has_invoice(self, agreement: Agreement, *, payment: int) -> bool:
        """Whether the invoice of a payment is there already."""
        return self.charge(agreement, payment)["invoiceId"] is not None

    def gets_invoice(self, agreement: Agreement, *, payment: int) -> Invoice:
        """The invoice of a payment, if the buyer's account pays for itself."""
        number = self.gets_invoice_number(agreement, payment=payment)
        return Invoice.of(self._api.get("invoices", number))

    def gets_invoice_number(self, agreement: Agreement, *, payment: int) -> str:
        """Its number; what is due on acceptance takes a moment."""

        def invoiced() -> str:
            charge = self.charge(agreement, payment)
            assert charge["invoiceId"] is not None, charge
            return str(charge["invoiceId"])

        return eventually(invoiced, within=INVOICE_SECONDS)

    def _charges(
        self, agreement: Agreement, is_wanted: Callable[[JsonObject], bool]
    ) -> list[JsonObject]:
        charges = self._api.items("agreements", agreement.agreement_id, "charges")
        return [charge for charge in charges if is_wanted(charge)]

    def agrees_to_payments_on_request(
        self, offer: Offer, purchase_order: str | None = None, silence: str | None = None
    ) -> Agreement:
        """Accepts an offer whose payments are asked for one by one.

        Under one purchase order for all, or none; `silence` approves after so long, as ``P10D``,
        or never.
        """
        strategy = "AUTO_APPROVE_ON_EXPIRATION" if silence else "WAIT_FOR_APPROVAL"
        choice: JsonObject = {"paymentRequestApprovalStrategy": strategy}
        if silence:
            choice["expirationDuration"] = silence
        shown = self._api.get("offers", offer.offer_id)
        requested: list[JsonObject] = []
        for entry in shown["terms"]:
            for term in entry.values():
                wanted: JsonObject = {"id": term["id"]}
                if term["type"] == "VariablePaymentTerm":
                    wanted["configuration"] = {"variablePaymentTermConfiguration": choice}
                requested.append(wanted)
        quote = self._api.post(
            "agreement-requests",
            intent="NEW",
            agreementProposalIdentifier=shown["agreementProposalId"],
            requestedTerms=requested,
        )
        body = {"purchaseOrderReference": purchase_order} if purchase_order else {}
        path = ("agreement-requests", quote["agreementRequestId"], "accept")
        accepted = self._api.post(*path, **body)
        return Agreement(agreement_id=accepted["agreement"]["agreementId"])

    def approves_payment(self, request: Request, purchase_order: str | None = None) -> None:
        """Says yes to a payment, with a purchase order of its own or without."""
        body = {"purchaseOrderReference": purchase_order} if purchase_order else {}
        self._api.post(*_path("payment-requests", request), "accept", **body)

    def rejects_payment(self, request: Request, reason: str) -> None:
        """Says no to a payment."""
        self._api.post(*_path("payment-requests", request), "reject", rejectionReason=reason)

    def sees_payment_asked(self, request: Request) -> str:
        """What became of a payment that was asked for."""
        return str(self._api.get(*_path("payment-requests", request))["status"])

    def sees_end_asked(self, request: Request) -> tuple[str, str]:
        """What became of the wish to end an agreement, and when, to the minute."""
        found = self._api.get(*_path("cancellation-requests", request))
        return found["status"], found["updatedAt"][:16].replace("T", " ")

    def keeps_agreement(self, request: Request, reason: str) -> None:
        """Says no to the end of an agreement."""
        self._api.post(*_path("cancellation-requests", request), "reject", rejectionReason=reason)

    def sees_what_became_of_payments(self, agreement: Agreement) -> list[tuple[str, str]]:
        """The day and the state of each payment of an agreement."""
        charges = self._api.items("agreements", agreement.agreement_id, "charges")
        return [(charge["time"][:10], charge["state"]) for charge in charges]

    def reads_accrual(self, agreement: Agreement, month: str) -> Accrual:
        """What the agreement came to when the month ended."""
        found = self._api.items("accruals", month=month, maxResults=20)
        return Accrual.of(
            next(each for each in found if each["agreementId"] == agreement.agreement_id)
        )

    def joins_the_organization_that_invited(self) -> None:
        """Accepts the one open invitation: its management account pays from now on."""
        (invitation,) = self._api.items("organization-invitations")
        self._api.post("organization-invitations", invitation["organizationId"], "accept")


def _path(kind: str, request: Request) -> tuple[str, ...]:
    return "agreements", request.agreement_id, kind, request.request_id

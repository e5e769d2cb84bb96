"""A buyer, who accepts offers and sees to it that the right numbers are on what follows."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from local.api import Api, JsonObject
from tests.support.eventually import eventually
from tests.support.people.paperwork import Agreement, Invoice, Offer

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

    def joins_the_organization_that_invited(self) -> None:
        """Accepts the one open invitation: its management account pays from now on."""
        (invitation,) = self._api.items("organization-invitations")
        self._api.post("organization-invitations", invitation["organizationId"], "accept")

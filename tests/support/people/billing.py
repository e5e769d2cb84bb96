"""Those who look after purchase orders and invoices: the administrator who pays, and support."""

from collections.abc import Sequence
from typing import Any

from local.api import Api
from tests.support.people.buyer import Buyer
from tests.support.people.paperwork import INC, Invoice, PurchaseOrder


class BillingAdministrator:
    """Looks after purchase orders and reads invoices, in the account that pays."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def founds_an_organization(self) -> None:
        """Makes this account a management account."""
        self._api.put("organization")

    def invites(self, buyer: Buyer) -> None:
        """Offers to pay for the buyer's account."""
        self._api.put("organization", "accounts", buyer.account_id)

    def removes(self, buyer: Buyer) -> None:
        """Lets the buyer's account go; it pays for itself from then on."""
        self._api.delete("organization", "accounts", buyer.account_id)

    def sets_up_the_integration(self) -> None:
        """Lets Billing work with Marketplace, for the whole organization."""
        self._api.put("marketplace-integration", isEnabled=True)

    def takes_the_integration_away(self) -> None:
        """The reverse."""
        self._api.put("marketplace-integration", isEnabled=False)

    def wants_one_invoice_a_day(self) -> None:
        """Has what is billed at once wait for the end of the day."""
        self._api.put("payment-settings", consolidatesDaily=True)

    def adds_blanket(
        self, number: str, amount: str, first_month: str, last_month: str, bill_from: str = INC
    ) -> PurchaseOrder:
        """A purchase order for everything from Marketplace that names no other."""
        return self.adds(
            number, amount, first_month, last_month, bill_from, "AWS_MARKETPLACE_BLANKET_USAGE"
        )

    def adds_for_everything(
        self, number: str, amount: str, first_month: str, last_month: str
    ) -> PurchaseOrder:
        """A purchase order for whatever names no other, with a balance that is tracked."""
        return self.adds(
            number, amount, first_month, last_month, line_type="ALL", isBalanceTracked=True
        )

    def adds(
        self,
        number: str,
        amount: str,
        first_month: str,
        last_month: str,
        bill_from: str = INC,
        line_type: str = "AWS_MARKETPLACE_TRANSACTION",
        contacts: Sequence[str] = (),
        **line_members: Any,
    ) -> PurchaseOrder:
        """A purchase order with one line."""
        line = line_members | {
            "lineItemNumber": "1",
            "type": line_type,
            "startMonth": first_month,
            "endMonth": last_month,
            "unitPrice": amount,
            "quantity": "1",
        }
        added = self._api.post(
            "purchase-orders",
            purchaseOrderId=number,
            billFrom=[bill_from],
            effectiveMonth=first_month,
            expirationMonth=last_month,
            contacts=[{"email": email, "name": email} for email in contacts],
            lineItems=[line],
        )
        return PurchaseOrder.of(added)

    def sees(self, number: str) -> PurchaseOrder:
        """A purchase order as it stands."""
        return PurchaseOrder.of(self._api.get("purchase-orders", number))

    def has(self, number: str) -> bool:
        """Whether there is one of that number."""
        return number in {each["purchaseOrderId"] for each in self._api.items("purchase-orders")}

    def suspends(self, number: str) -> None:
        """Takes it out of use."""
        self._set(number, "SUSPENDED")

    def activates(self, number: str) -> None:
        """Takes it into use again."""
        self._set(number, "ACTIVE")

    def extends(self, number: str, last_month: str) -> None:
        """Moves its last month."""
        self._api.patch("purchase-orders", number, expirationMonth=last_month)

    def puts_contact(self, number: str, email: str) -> None:
        """From now on this address is told about it."""
        contacts = [{"email": email, "name": email}]
        self._api.put("purchase-orders", number, "contacts", contacts=contacts)

    def wants_to_know(
        self, number: str, percents: Sequence[int], lead_times: Sequence[str]
    ) -> None:
        """Sets at which balances, and how long before its end, its contacts are told."""
        settings = {"balanceThresholds": list(percents), "expiryLeadTimes": list(lead_times)}
        self._api.patch("purchase-orders", number, notificationSettings=settings)

    def is_told_of_invoices_without_a_number(self, email: str) -> None:
        """Has this address told of every invoice that shows no purchase order."""
        self._api.put("notice-settings", contacts=[{"email": email, "name": email}])

    def was_mailed(self) -> list[tuple[str, str]]:
        """Kind and recipient of every mail, the latest first."""
        return [(each["kind"], each["to"]) for each in self._api.items("notices")]

    def subscribes_to_the_radar(self, email: str) -> None:
        """Has this address told every week what is about to go wrong."""
        self._api.put("radar", "subscribers", subscribers=[{"email": email, "name": email}])

    def sees_invoices(self) -> list[Invoice]:
        """All of them, oldest number first."""
        found = [Invoice.of(answer) for answer in self._api.items("invoices")]
        return sorted(found, key=lambda invoice: invoice.number)

    def sees_numbers_of_months(self, total: str) -> dict[str, str | None]:
        """By billing period, the purchase orders of the invoices over this amount."""
        return {
            invoice.billing_period: invoice.purchase_order
            for invoice in self.sees_invoices()
            if invoice.total == total
        }

    def sees_invoice(self, number: str) -> Invoice:
        """One of them, as it is now."""
        return Invoice.of(self._api.get("invoices", number))

    def _set(self, number: str, status: str) -> None:
        self._api.put("purchase-orders", number, "status", status=status)


class Support:
    """AWS Support, which alone changes invoices that were issued."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def puts_on_invoice(self, number: str, purchase_order: str, reason: str) -> Invoice:
        """Has the invoice produced again, with this purchase order."""
        body = {
            "target": "PURCHASE_ORDER",
            "purchaseOrderId": purchase_order,
            "reason": reason,
        }
        return Invoice.of(self._api.post("invoices", number, "regenerate", **body))

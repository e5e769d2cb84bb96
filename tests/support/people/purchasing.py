"""Purchasing: those who connect procurement systems and portals, and approve what is bought."""

from dataclasses import dataclass

from local.api import Api, JsonObject
from tests.support.eventually import eventually
from tests.support.people.paperwork import INC, Agreement, Offer
from tests.support.portals import SECRET

_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """How far an invoice has come on its way to the portal; `stopped_by` for want of what."""

    status: str | None
    stopped_by: str | None

    @classmethod
    def of(cls, answer: JsonObject) -> "Delivery":
        """What the API tells of it."""
        delivery = answer["einvoiceDelivery"] or {"status": None, "reason": None}
        return cls(status=delivery["status"], stopped_by=delivery["reason"])


class Purchasing:
    """The purchasing department of a company that pays for itself."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def connects_the_portal(self, *, from_day: str, at: str) -> str:
        """A portal that takes invoices with a purchase order only, tested and switched on.

        It listens `at` that address, and sends its orders to the path that comes back.
        """
        kinds = ["AWS_CLOUD_INVOICE", "AWS_MARKETPLACE_INVOICE"]
        needed = "ASSOCIATED_PURCHASE_ORDER_REQUIRED"
        made = self._api.post(
            "procurement-portal-preferences",
            procurementPortalName="COUPA",
            buyerIdentifier="AN01000000001",
            supplierIdentifier="AN01000000002",
            procurementPortalSharedSecret=SECRET,
            procurementPortalInstanceEndpoint=at,
            selector={"sellerOfRecords": [INC]},
            einvoiceDeliveryEnabled=True,
            einvoiceDeliveryPreference={
                "einvoiceDeliveryDocumentTypes": kinds,
                "purchaseOrderDataSources": [
                    {"einvoiceDeliveryDocumentType": kind, "purchaseOrderDataSourceType": needed}
                    for kind in kinds
                ],
                "connectionTestingMethod": "PROD_ENV_DOLLAR_TEST",
                "einvoiceDeliveryActivationDate": f"{from_day}T00:00:00Z",
            },
            purchaseOrderRetrievalEnabled=True,
            contacts=[{"name": "E-invoicing", "email": "einvoicing@example.com"}],
        )
        preference = made["procurementPortalPreferenceId"]
        route = ("procurement-portal-preferences", preference)
        for status in ("VALIDATED", "TEST_INITIALIZED", "ACTIVE"):
            self._api.put(
                *route,
                "status",
                einvoiceDeliveryPreferenceStatus=status,
                purchaseOrderRetrievalPreferenceStatus=status,
            )
        self._api.put(*route, "delivery-secret", sharedSecret=SECRET)
        return f"cxml/{made['awsAccountId']}/{preference}"

    def foresees_stopped(self) -> list[str]:
        """The totals of coming invoices that the portal would not take as things stand."""
        return [each["total"]["amount"] for each in self._api.items("stopped-invoices")]

    def sees_delivery(self, invoice_number: str) -> Delivery:
        """How far an invoice has come."""
        return Delivery.of(self._api.get("invoices", invoice_number))

    def waits_for_delivery(self, invoice_number: str) -> Delivery:
        """How it ended, once it has."""

        def ended() -> Delivery:
            delivery = self.sees_delivery(invoice_number)
            assert delivery.status != "SCHEDULED"
            return delivery

        return eventually(ended, within=_SECONDS)

    def sets_up_coupa(self) -> None:
        """A new procurement system; it starts in test mode."""
        self._api.put("procurement-system-configuration", procurementSystem="COUPA")

    def goes_live(self) -> None:
        """From now on what the procurement system approves is bought."""
        at = "procurement-system-configuration"
        self._api.put(at, procurementSystem="COUPA", isTestMode=False)

    def asks_for(self, offer: Offer) -> str:
        """A request for all that is offered, sent through the procurement system; its ID."""
        held = self._api.get("offers", offer.offer_id)
        terms = [{"id": term["id"]} for entry in held["terms"] for term in entry.values()]
        request = self._api.post(
            "agreement-requests",
            intent="NEW",
            agreementProposalIdentifier=held["agreementProposalId"],
            requestedTerms=terms,
        )
        request_id = str(request["agreementRequestId"])
        plans = self._api.get("agreement-requests", request_id, "approval-plans")["items"]
        inputs = [{"planReference": plan["planReference"]} for plan in plans]
        self._api.post("agreement-requests", request_id, "approvals", planInputs=inputs)
        return request_id

    def coupa_approves(self, request_id: str, order_number: str) -> None:
        """The procurement system approves each part, under the number of its order."""
        request = self._api.get("agreement-requests", request_id)
        numbers = [
            {"chargeId": charge["id"], "purchaseOrderReference": order_number}
            for charge in request["chargeSummary"]["expectedCharges"]
        ]
        found = self._api.items(
            "agreement-approvals",
            partyType="REQUESTER",
            agreementRequestId=request_id,
            maxResults=50,
        )
        for approval in list(found):
            at = ("agreement-approvals", approval["agreementApprovalId"], "accept")
            self._api.post(*at, procurementToolName="COUPA", purchaseOrders=numbers)

    def sees_status(self, request_id: str) -> str:
        """How far a request has come."""
        return str(self._api.get("agreement-requests", request_id)["status"])

    def buys_what_was_asked_for(self, request_id: str) -> Agreement:
        """Accepts the request, without another word about purchase orders."""
        accepted = self._api.post("agreement-requests", request_id, "accept")
        return Agreement(agreement_id=accepted["agreement"]["agreementId"])

    def grants_license(self, agreement: Agreement, to_account: str) -> str:
        """Lets another account use what was bought; the grant's ID."""
        grant = self._api.post(
            "license-grants",
            agreementId=agreement.agreement_id,
            grantName="Observability for research",
            principals=[f"arn:aws:iam::{to_account}:root"],
            homeRegion="us-east-1",
            allowedOperations=["CheckoutLicense", "CheckInLicense"],
            clientToken=f"grant-{to_account}",
        )
        return str(grant["grantId"])

    def accepts_license(self, grant_id: str) -> None:
        """Accepts a grant that this account was given, and activates it."""
        self._api.post("license-grants", grant_id, "accept")
        self._api.post("license-grants", grant_id, "versions", status="ACTIVE")

    def sees_license(self, grant_id: str) -> str:
        """The status of a grant that was given or received."""
        return str(self._api.get("license-grants", grant_id)["grantStatus"])

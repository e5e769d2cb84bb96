"""Every operation of `marketplace-agreement`, asked by its own client in one story."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from tests.support.api import call
from tests.support.application import Body, add, an_offer_body
from tests.support.approvals import ADMIN, a_level, an_email, planned
from tests.support.aws_clients import Document, Protocol, client
from tests.support.billing import invoice_now
from tests.support.requests import WAIT, variable
from tests.support.terms import fixed, schedule, terms_of, usage, validity

Clock = Callable[[str], None]

_NAMED: Final = re.compile(
    r"\b(?:agmt|offer|ar|at|ap|ch|term|pr|acr|ba|apr|aplan|aprout)-[a-z0-9-]{20,}"
)


@dataclass
class Tour:
    """One buyer and one seller, who speak one protocol; `answers` are by operation, in order."""

    protocol: Protocol
    buyer: str
    seller: str
    clock: Clock
    answers: list[tuple[str, Document]] = field(default_factory=list)

    def walk(self) -> None:
        """Go through all of it."""
        self.clock("2027-01-15T12:00")
        self._quote()
        agreement = self._buy()
        self._ask_for_payments()
        self._ask_for_an_end(agreement)
        self._approve()
        self._bill(agreement)

    def neutral(self) -> list[tuple[str, Document]]:
        """The answers with names for IDs, by which two tours compare."""
        names: dict[str, str] = {}

        def named(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: named(each) for key, each in value.items() if key != "nextToken"}
            if isinstance(value, list):
                # What was made at one instant is listed by IDs.
                return sorted((named(each) for each in value), key=repr)
            if not isinstance(value, str):
                return value
            text = value.replace(self.buyer, "BUYER").replace(self.seller, "SELLER")
            return _NAMED.sub(lambda found: names.setdefault(found[0], f"ID{len(names)}"), text)

        return [(operation, named(answer)) for operation, answer in self.answers]

    def _ask(self, operation: str, *, as_seller: bool = False, **members: Any) -> Document:
        account = self.seller if as_seller else self.buyer
        asked = client("marketplace-agreement", account=account, protocol=self.protocol)
        answer = asked._make_api_call(operation, members)
        answer.pop("ResponseMetadata")
        self.answers.append((operation, answer))
        return dict(answer)

    def _sell(self, operation: str, **members: Any) -> Document:
        return self._ask(operation, as_seller=True, **members)

    def _offer(self, token: str, *terms: Body) -> Body:
        body = an_offer_body(targetAccountIds=[self.buyer], terms=list(terms))
        body |= {"contractDuration": None, "clientToken": token}
        made = call("POST", "/offers", body, account=self.seller)
        assert made.status == 201, made.body
        path = f"/offers/{made.body['offerId']}/release"
        return dict(call("POST", path, {}, account=self.seller).body)

    def _request(self, offer: Body, token: str) -> Document:
        requested: list[Document] = [{"id": id_} for id_ in terms_of(offer)]
        for entry, kind in zip(requested, terms_of(offer).values(), strict=True):
            if kind == "VariablePaymentTerm":
                entry["configuration"] = {"variablePaymentTermConfiguration": WAIT}
        return self._ask(
            "CreateAgreementRequest",
            clientToken=token,
            intent="NEW",
            agreementProposalIdentifier=offer["agreementProposalId"],
            requestedTerms=requested,
            taxConfiguration={"taxEstimation": "ENABLED"},
            acceptorContact={
                "firstName": "Buying",
                "lastName": "Department",
                "emailAddress": "buying@example.com",
                "companyName": "Example",
                "countryCode": "DE",
            },
        )

    def _accepted(self, token: str, *terms: Body) -> str:
        made = self._request(self._offer(token, *terms), token)
        accepted = self._ask(
            "AcceptAgreementRequest", agreementRequestId=made["agreementRequestId"]
        )
        return str(accepted["agreementId"])

    def _quote(self) -> None:
        offer = self._offer("quoted", fixed("900.00"), validity("P12M"))
        asked = {"agreementRequestId": self._request(offer, "quoted")["agreementRequestId"]}
        self._ask("GetAgreementRequest", **asked)
        self._ask("GetAgreementRequestTerms", **asked, maxResults=10)
        self._ask("CancelAgreementRequest", **asked)
        self._ask("ListAgreementRequests", catalog="AWSMarketplace", status="CANCELLED")

    def _buy(self) -> str:
        add("P", account=self.buyer)
        payments = schedule(("2027-01-15", "500.00"), ("2027-05-15", "500.00"))
        offer = self._offer("bought", payments, fixed("0"), validity("P12M"))
        made = self._request(offer, "bought")
        charge = made["chargeSummary"]["expectedCharges"][0]["id"]
        agreement = self._ask(
            "AcceptAgreementRequest",
            agreementRequestId=made["agreementRequestId"],
            purchaseOrders=[{"chargeId": charge, "purchaseOrderReference": "P"}],
        )["agreementId"]
        whole = {"agreementId": agreement}
        self._ask("DescribeAgreement", **whole)
        filters = {"PartyType": "Acceptor", "AgreementType": "PurchaseAgreement"}
        self._ask(
            "SearchAgreements",
            catalog="AWSMarketplace",
            filters=[{"name": name, "values": [value]} for name, value in filters.items()],
            sort={"sortBy": "EndTime", "sortOrder": "ASCENDING"},
        )
        for operation in ("GetAgreementTerms", "GetAgreementEntitlements", "GetAgreementContacts"):
            self._ask(operation, **whole)
        charges = self._ask("ListAgreementCharges", **whole)["items"]
        entry = {
            "agreementId": agreement,
            "chargeId": charges[1]["id"],
            "chargeRevision": charges[1]["revision"],
            "purchaseOrderReference": "P",
        }
        self._ask("UpdatePurchaseOrders", purchaseOrders=[entry])
        self._ask("ListAgreementCharges", maxResults=50, agreementType="PurchaseAgreement")
        metered = self._accepted("metered", usage())
        self._ask("CancelAgreement", agreementId=metered)
        return str(agreement)

    def _ask_for_payments(self) -> None:
        agreement = self._accepted("variable", variable(), validity("P12M"))
        terms = self._ask("GetAgreementTerms", agreementId=agreement)["acceptedTerms"]
        term = next(t["variablePaymentTerm"]["id"] for t in terms if "variablePaymentTerm" in t)
        answers: dict[str, Any] = {
            "AcceptAgreementPaymentRequest": {"purchaseOrderReference": "P"},
            "RejectAgreementPaymentRequest": {"rejectionReason": "Nobody came"},
            "CancelAgreementPaymentRequest": {},
        }
        for number, (operation, more) in enumerate(answers.items()):
            sent = self._sell(
                "SendAgreementPaymentRequest",
                clientToken=f"payment-{number}",
                agreementId=agreement,
                termId=term,
                name="Workshop",
                chargeAmount="100.00",
                description="Two days",
            )
            asked = {"agreementId": agreement, "paymentRequestId": sent["paymentRequestId"]}
            is_sellers = operation.startswith("Cancel")
            self._ask(operation, as_seller=is_sellers, **asked, **more)
            self._ask("GetAgreementPaymentRequest", as_seller=is_sellers, **asked)
        self._sell("ListAgreementPaymentRequests", partyType="Proposer", agreementId=agreement)

    def _ask_for_an_end(self, agreement: str) -> None:
        ended = self._accepted("ended", fixed("10.00"), validity("P12M"))
        answers: dict[str, tuple[str, Any]] = {
            "RejectAgreementCancellationRequest": (agreement, {"rejectionReason": "Still used"}),
            "CancelAgreementCancellationRequest": (agreement, {"cancellationReason": "Mistaken"}),
            "AcceptAgreementCancellationRequest": (ended, {}),
        }
        for number, (operation, (of, more)) in enumerate(answers.items()):
            sent = self._sell(
                "SendAgreementCancellationRequest",
                clientToken=f"end-{number}",
                agreementId=of,
                reasonCode="PRODUCT_DISCONTINUED",
                description="It is discontinued",
            )
            name = "agreementCancellationRequestId"
            asked = {"agreementId": of, name: sent[name]}
            is_sellers = operation.startswith("Cancel")
            self._ask(operation, as_seller=is_sellers, **asked, **more)
            self._ask("GetAgreementCancellationRequest", **asked)
        self._ask("ListAgreementCancellationRequests", partyType="Acceptor")

    def _approve(self) -> None:
        head = an_email("head-of-research@example.com")
        planned(a_level(head), a_level(ADMIN), account=self.buyer)
        decisions = {
            "AcceptAgreementApproval": "buyerAgreementApprovalApproverInput",
            "RejectAgreementApproval": "buyerAgreementApprovalRejectionInput",
        }
        for number, (operation, member) in enumerate(decisions.items()):
            offer = self._offer(f"approved-{number}", fixed("70.00"), validity("P12M"))
            made = self._request(offer, f"approved-{number}")
            asked = {"agreementRequestId": made["agreementRequestId"]}
            plans = self._ask("GetAgreementRequestApprovalPlans", **asked)["items"]
            inputs = [
                {
                    "buyerAgreementApprovalPlanInput": {
                        "planReference": plan["buyerAgreementApprovalPlan"]["planReference"],
                        "requesterNote": "For spring",
                    }
                }
                for plan in plans
            ]
            started = self._ask("StartAgreementApprovals", **asked, planInputs=inputs)
            (summary,) = started["approvalSummaries"]
            approval = summary["agreementApprovalId"]
            found = self._ask("GetAgreementApproval", agreementApprovalId=approval)
            (group,) = found["buyerAgreementApproval"]["levels"][0]["groups"]
            (approver,) = group["approvers"]
            # The administrator decides for the head of research, who is away.
            decision = {
                "agreementApprovalId": approval,
                "note": "Decided",
                "approverOutcomeIdToOverride": next(iter(approver.values()))["approverOutcomeId"],
            }
            self._ask(operation, **{member: decision})
            self._ask("GetAgreementApproval", agreementApprovalId=approval)
        self._ask("ListAgreementApprovals", partyType="REQUESTER", catalog="AWSMarketplace")
        self._ask("ListAgreementApprovals", partyType="AWS_ORGANIZATION_ADMIN", status="REJECTED")

    def _bill(self, agreement: str) -> None:
        self.clock("2027-05-16T00:00")
        invoice_now(self.buyer, agreement)
        invoiced = self._sell(
            "ListAgreementInvoiceLineItems",
            agreementId=agreement,
            groupBy="INVOICE_ID",
            invoiceType="INVOICE",
            invoiceBillingPeriod={"month": 1, "year": 2027},
        )["agreementInvoiceLineItemGroupSummaries"]
        entry = {
            "agreementId": agreement,
            "originalInvoiceId": invoiced[0]["invoiceId"],
            "adjustmentAmount": "100.00",
            "currencyCode": "USD",
            "adjustmentReasonCode": "INCORRECT_METERING",
            "clientToken": "adjusted",
        }
        made = self._sell(
            "BatchCreateBillingAdjustmentRequest",
            billingAdjustmentRequestEntries=[entry, {**entry, "clientToken": "too-much"}],
        )
        (item,) = made["items"][:1]
        self._sell(
            "GetBillingAdjustmentRequest",
            agreementId=agreement,
            billingAdjustmentRequestId=item["billingAdjustmentRequestId"],
        )
        self._sell("ListBillingAdjustmentRequests", agreementId=agreement)

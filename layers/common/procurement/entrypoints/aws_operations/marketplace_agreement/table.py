"""What is answered of `marketplace-agreement`: all 36 operations of its model."""

from typing import Final

from procurement.entrypoints.aws_operations.marketplace_agreement.reasons import MODEL, reason_of
from procurement.entrypoints.aws_protocol.service import Service, partly, served

_NO_TAXES: Final = "taxes are not estimated"

SERVICE: Final = Service(
    name=MODEL,
    package=__package__,
    reason_of=reason_of,
    refusal="UNSUPPORTED_ACTION",
    denial="INVALID_ACCESS",
    resource_types={"Offer": "AgreementProposal"},
    operations={
        "DescribeAgreement": served("agreements:describe_agreement"),
        "SearchAgreements": partly("agreements:search_agreements", "no license ARNs"),
        "CancelAgreement": served("agreements:cancel_agreement"),
        "GetAgreementTerms": served("agreements:get_agreement_terms"),
        "GetAgreementEntitlements": partly(
            "agreements:get_agreement_entitlements",
            "one entitlement, to the product, without license ARN and registration token",
        ),
        "GetAgreementContacts": partly(
            "agreements:get_agreement_contacts",
            "contacts are not kept: every answer is without `acceptorContact`",
        ),
        "ListAgreementCharges": served("charges:list_agreement_charges"),
        "UpdatePurchaseOrders": served("charges:update_purchase_orders"),
        "CreateAgreementRequest": partly(
            "agreement_requests:create_agreement_request",
            f"{_NO_TAXES}; `acceptorContact` is not kept",
        ),
        "GetAgreementRequest": partly("agreement_requests:get_agreement_request", _NO_TAXES),
        "GetAgreementRequestTerms": partly(
            "agreement_requests:get_agreement_request_terms", "for the acceptor alone"
        ),
        "ListAgreementRequests": served("agreement_requests:list_agreement_requests"),
        "AcceptAgreementRequest": served("agreement_requests:accept_agreement_request"),
        "CancelAgreementRequest": served("agreement_requests:cancel_agreement_request"),
        "GetAgreementRequestApprovalPlans": served(
            "approvals:get_agreement_request_approval_plans"
        ),
        "StartAgreementApprovals": served("approvals:start_agreement_approvals"),
        "ListAgreementApprovals": served("approvals:list_agreement_approvals"),
        "GetAgreementApproval": partly(
            "approvals:get_agreement_approval",
            "IDs stand for the legal name of the proposer and the names of products",
        ),
        "AcceptAgreementApproval": served("approvals:accept_agreement_approval"),
        "RejectAgreementApproval": served("approvals:reject_agreement_approval"),
        "SendAgreementCancellationRequest": served(
            "cancellation_requests:send_agreement_cancellation_request"
        ),
        "GetAgreementCancellationRequest": served(
            "cancellation_requests:get_agreement_cancellation_request"
        ),
        "ListAgreementCancellationRequests": served(
            "cancellation_requests:list_agreement_cancellation_requests"
        ),
        "AcceptAgreementCancellationRequest": served(
            "cancellation_requests:accept_agreement_cancellation_request"
        ),
        "RejectAgreementCancellationRequest": served(
            "cancellation_requests:reject_agreement_cancellation_request"
        ),
        "CancelAgreementCancellationRequest": served(
            "cancellation_requests:cancel_agreement_cancellation_request"
        ),
        "SendAgreementPaymentRequest": served("payment_requests:send_agreement_payment_request"),
        "GetAgreementPaymentRequest": served("payment_requests:get_agreement_payment_request"),
        "ListAgreementPaymentRequests": served("payment_requests:list_agreement_payment_requests"),
        "AcceptAgreementPaymentRequest": served(
            "payment_requests:accept_agreement_payment_request"
        ),
        "RejectAgreementPaymentRequest": served(
            "payment_requests:reject_agreement_payment_request"
        ),
        "CancelAgreementPaymentRequest": served(
            "payment_requests:cancel_agreement_payment_request"
        ),
        "BatchCreateBillingAdjustmentRequest": served(
            "billing_adjustments:batch_create_billing_adjustment_request"
        ),
        "GetBillingAdjustmentRequest": served("billing_adjustments:get_billing_adjustment_request"),
        "ListBillingAdjustmentRequests": served(
            "billing_adjustments:list_billing_adjustment_requests"
        ),
        "ListAgreementInvoiceLineItems": partly(
            "billing_adjustments:list_agreement_invoice_line_items",
            "no `branchName` of the invoicing entity",
        ),
    },
)

"""The real AWS account, read by the SDK: `invoicing` and `marketplace-agreement`."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from procurement.domain.errors import (
    Conflict,
    InvalidInput,
    LedgerlineError,
    NotAllowed,
    Problem,
    Unavailable,
)
from procurement.domain.money import Money, parse_amount
from procurement.domain.month import Month
from procurement.domain.reconciliation.aws_account import (
    AwsAgreement,
    AwsCharge,
    AwsInvoice,
    PrintedTotal,
)
from procurement.domain.reconciliation.reference_plan import ReferenceChange

if TYPE_CHECKING:
    from mypy_boto3_invoicing.client import InvoicingClient
    from mypy_boto3_marketplace_agreement.client import AgreementServiceClient

_DENIED: Final = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "OptInRequired",
        "UnrecognizedClientException",
    }
)
_MAX_TOLD: Final = 300
"""Characters of what AWS says that are passed on."""


class BotoAwsAccount:
    """`service.ports.AwsAccount` on boto3's clients, which throttle and retry by themselves."""

    def __init__(self, invoicing: "InvoicingClient", agreements: "AgreementServiceClient") -> None:
        self._invoicing = invoicing
        self._agreements = agreements

    def invoices(self, account_id: str, start: datetime, end: datetime) -> Iterator[AwsInvoice]:
        """One request per 100 invoices."""
        pages = self._invoicing.get_paginator("list_invoice_summaries").paginate(
            Selector={"ResourceType": "ACCOUNT_ID", "Value": account_id},
            Filter={"TimeInterval": {"StartDate": start, "EndDate": end}},
            PaginationConfig={"PageSize": 100},
        )
        with _translated("invoicing:ListInvoiceSummaries"):
            for page in pages:
                for summary in page["InvoiceSummaries"]:
                    if "InvoiceId" in summary and "BaseCurrencyAmount" in summary:
                        yield _invoice(summary, account_id)

    def charges(self) -> Iterator[AwsCharge]:
        """One request per 50 charges."""
        pages = self._agreements.get_paginator("list_agreement_charges").paginate(
            PaginationConfig={"PageSize": 50}
        )
        with _translated("aws-marketplace:ListAgreementCharges"):
            for page in pages:
                for charge in page.get("items", ()):
                    yield _charge(charge)

    def agreements(self) -> Iterator[AwsAgreement]:
        """One request per 50 agreements."""
        pages = self._agreements.get_paginator("search_agreements").paginate(
            catalog="AWSMarketplace",
            filters=[
                {"name": "PartyType", "values": ["Acceptor"]},
                {"name": "AgreementType", "values": ["PurchaseAgreement"]},
            ],
            PaginationConfig={"PageSize": 50},
        )
        with _translated("aws-marketplace:SearchAgreements"):
            for page in pages:
                for summary in page.get("agreementViewSummaries", ()):
                    yield AwsAgreement(
                        agreement_id=summary["agreementId"],
                        status=summary.get("status", "ACTIVE"),
                        seller_account_id=summary.get("proposer", {}).get("accountId"),
                    )

    def set_references(self, changes: Sequence[ReferenceChange]) -> None:
        """One request, which sets all or none."""
        with _translated("aws-marketplace:UpdatePurchaseOrders"):
            self._agreements.update_purchase_orders(
                purchaseOrders=[
                    {
                        "chargeId": change.charge_id,
                        "chargeRevision": change.revision,
                        "agreementId": change.agreement_id,
                        "purchaseOrderReference": change.after,
                    }
                    for change in changes
                ]
            )


def _invoice(summary: Mapping[str, Any], account_id: str) -> AwsInvoice:
    base, entity = summary["BaseCurrencyAmount"], summary.get("Entity", {})
    period, currency = summary.get("BillingPeriod"), base["CurrencyCode"]
    issued_at = summary["IssuedDate"].astimezone(UTC)
    total = _amount(base.get("TotalAmount"))
    before_tax = base.get("TotalAmountBeforeTax")
    return AwsInvoice(
        invoice_id=summary["InvoiceId"],
        account_id=summary.get("AccountId", account_id),
        issued_at=issued_at,
        invoicing_entity=entity.get("InvoicingEntity", ""),
        billing_period=Month(period["Year"], period["Month"]) if period else Month.of(issued_at),
        total=Money(total, currency),
        total_before_tax=Money(total if before_tax is None else _amount(before_tax), currency),
        invoice_type=summary.get("InvoiceType", "INVOICE"),
        bill_type=summary.get("BillType"),
        billing_entity=entity.get("BillingEntity"),
        receiver_role=summary.get("ReceiverRole"),
        tax_authority_status=summary.get("TaxAuthorityStatus"),
        original_invoice_id=summary.get("OriginalInvoiceId") or None,
        bill_source=next(iter(summary.get("BillSourceAccounts", ())), None),
        purchase_order_number=summary.get("PurchaseOrderNumber") or None,
        payment=_printed(summary.get("PaymentCurrencyAmount"), currency),
        tax=_printed(summary.get("TaxCurrencyAmount"), currency),
    )


def _printed(block: Mapping[str, Any] | None, base: str) -> PrintedTotal | None:
    """A total with its rate; None where it says nothing new, or no rate is printed (R-156)."""
    if block is None or block.get("CurrencyCode", base) == base:
        return None
    rate = block.get("CurrencyExchangeDetails", {}).get("Rate")
    if not rate:
        return None
    total = Money(_amount(block.get("TotalAmount")), block["CurrencyCode"])
    return PrintedTotal(total=total, rate=_amount(rate))


def _charge(charge: Mapping[str, Any]) -> AwsCharge:
    at, amount = charge.get("time"), charge.get("amount")
    return AwsCharge(
        charge_id=charge["id"],
        revision=charge["revision"],
        agreement_id=charge["agreementId"],
        currency=charge.get("currencyCode", "USD"),
        amount=None if amount is None else _amount(amount),
        at=at.astimezone(UTC) if at else None,
        purchase_order_reference=charge.get("purchaseOrderReference") or None,
    )


def _amount(text: str | None) -> Decimal:
    amount = parse_amount(text or "0")
    return Decimal(0) if amount is None else amount


@contextmanager
def _translated(action: str) -> Iterator[None]:
    """AWS's refusals and failures as errors of the domain, which name the action."""
    try:
        yield
    except ClientError as error:
        raise _meaning(action, error) from error
    except BotoCoreError as error:
        raise Unavailable(f"AWS gave no answer to {action}: {type(error).__name__}") from error


def _meaning(action: str, error: ClientError) -> LedgerlineError:
    code = error.response["Error"].get("Code", "Unknown")
    said = error.response["Error"].get("Message") or code
    told = f"{action}: {said}"[:_MAX_TOLD]
    if code in _DENIED or code == "403":
        return NotAllowed(f"AWS does not allow {told}")
    if code in ("ConflictException", "ResourceNotFoundException"):
        response: Mapping[str, Any] = error.response
        return Conflict(
            f"AWS refuses {told}",
            resource_type=response.get("resourceType") or "Charge",
            resource_id=response.get("resourceId") or "",
        )
    if code == "ValidationException":
        reason = error.response.get("reason")
        problem = Problem(field="", reason=str(reason or code), message=told)
        return InvalidInput([problem])
    return Unavailable(f"AWS did not do {told}")

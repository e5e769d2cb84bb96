"""What the people of a story hold in their hands, in the words of the finance department."""

from dataclasses import dataclass

from local.api import JsonObject

INC = "Amazon Web Services, Inc."
EMEA = "Amazon Web Services EMEA SARL"

Payment = tuple[str, str]
"""Day and amount: ``("2027-05-15", "100.00")``."""


@dataclass(frozen=True, kw_only=True)
class Invoice:
    """What is printed on an invoice. `issued` is to the minute, in UTC."""

    number: str
    purchase_order: str | None
    total: str
    issued: str
    due_on: str
    billing_period: str
    issued_by: str
    notes: list[str]

    @classmethod
    def of(cls, answer: JsonObject) -> "Invoice":
        """What the API tells of it."""
        return cls(
            number=answer["invoiceId"],
            purchase_order=answer["purchaseOrderId"],
            total=answer["total"],
            issued=_minute(answer["issuedAt"]),
            due_on=answer["dueOn"],
            billing_period=answer["billingPeriod"],
            issued_by=answer["invoicingEntity"],
            notes=answer["flags"],
        )


@dataclass(frozen=True)
class Accrual:
    """What an agreement came to at the end of a month."""

    total: str
    billed: str
    unbilled: str
    cancelled: str

    @classmethod
    def of(cls, answer: JsonObject) -> "Accrual":
        """What the API tells of it."""
        parts = ("contractTotal", "billed", "unbilled", "cancelled")
        return cls(*(answer[part]["amount"] for part in parts))


@dataclass(frozen=True, kw_only=True)
class ReportedPayment:
    """One row of the billed revenue report's section 4."""

    offer_id: str
    agreed_on: str
    due_on: str
    dollars: str
    contract_dollars: str
    payments: str
    status: str

    @classmethod
    def of(cls, row: dict[str, str]) -> "ReportedPayment":
        """A row of the CSV file."""
        return cls(
            offer_id=row["AWS Marketplace Offer ID"],
            agreed_on=row["Contract Create Date"],
            due_on=row["Invoice Date"],
            dollars=row["Invoice Amount (USD)"],
            contract_dollars=row["Total Contract Value (USD)"],
            payments=row["# of Payments"],
            status=row["Payment Status"],
        )


@dataclass(frozen=True, kw_only=True)
class PurchaseOrder:
    """A purchase order as Billing shows it.

    `lines` are the total values of its lines, `invoices` says how many carry it. Lines for
    Marketplace alone have no balance.
    """

    number: str
    status: str
    first_month: str
    last_month: str
    bill_from: list[str]
    contacts: list[str]
    balance: str | None
    lines: list[str]
    invoices: int
    came_from: str

    @classmethod
    def of(cls, answer: JsonObject) -> "PurchaseOrder":
        """What the API tells of it."""
        return cls(
            number=answer["purchaseOrderId"],
            status=answer["status"],
            first_month=answer["effectiveMonth"],
            last_month=answer["expirationMonth"],
            bill_from=answer["billFrom"],
            contacts=[contact["email"] for contact in answer["contacts"]],
            balance=answer["balance"],
            lines=[line["totalValue"] for line in answer["lineItems"]],
            invoices=sum(line["invoiceCount"] for line in answer["lineItems"]),
            came_from=answer["source"],
        )


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A private offer as its seller released it; `payments` as they will be charged."""

    offer_id: str
    payments: list[Payment]


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What a buyer accepted."""

    agreement_id: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a seller asked for under an agreement: its end, or a payment."""

    agreement_id: str
    request_id: str


def _minute(instant: str) -> str:
    return instant[:16].replace("T", " ")

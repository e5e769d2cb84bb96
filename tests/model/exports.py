"""Cost exports: the rows that a file has, and the charges that they have to become."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from tests.model.books import Charge

_KINDS = {
    "Compute": "MONTHLY_USAGE",
    "AWS Support": "SUBSCRIPTION",
    "Widgets": "MARKETPLACE_USAGE",
}


@dataclass(frozen=True)
class Cost:
    """One service's cost of a month, with its tax; `service` begins with what it is."""

    service: str
    amount: Decimal
    tax: Decimal
    entity: str
    currency: str
    month: str

    @property
    def is_of_marketplace(self) -> bool:
        """R-140, R-244."""
        return self.service.startswith("Widgets")

    @property
    def due(self) -> datetime:
        """On the 3rd of the next month (R-242)."""
        return datetime.fromisoformat(f"{next_month(self.month)}-03").replace(tzinfo=UTC)

    def rows(self, account: str) -> list[dict[str, str]]:
        """One row, and another one for the tax."""
        row = {
            "BillingAccountId": account,
            "SubAccountId": account,
            "InvoiceIssuerName": self.entity,
            "PublisherName": "Widget Works" if self.is_of_marketplace else self.entity,
            "ServiceName": self.service,
            "BillingCurrency": self.currency,
            "BillingPeriodStart": f"{self.month}-01 00:00:00",
            "BillingPeriodEnd": f"{next_month(self.month)}-01 00:00:00",
            "BilledCost": str(self.amount),
        }
        tax = {**row, "ChargeCategory": "Tax", "BilledCost": str(self.tax)}
        return [row, tax] if self.tax else [row]

    def charge(self, account: str, source: str) -> Charge:
        """What it has to become; its ID is the application's to choose."""
        kind = next(kind for begin, kind in _KINDS.items() if self.service.startswith(begin))
        by = " by Widget Works" if self.is_of_marketplace else ""
        return Charge(
            "", account, f"{self.service}{by}", kind, self.entity, self.currency, self.amount,
            self.month, self.due, tax=self.tax, source=source,
        )  # fmt: skip


def next_month(month: str) -> str:
    """The month after."""
    year, number = map(int, month.split("-"))
    return f"{year + number // 12}-{number % 12 + 1:02}"


def last_month(month: str) -> str:
    """The month before."""
    year, number = map(int, month.split("-"))
    return f"{year - (number == 1)}-{(number + 10) % 12 + 1:02}"

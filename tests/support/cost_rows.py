"""Rows of a cost export: as the domain reads them, and as a file writes them."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from procurement.domain.charges.cost_row import CostGroup, CostRow, read_row
from procurement.domain.errors import Problems

INC: Final = "Amazon Web Services, Inc."
CANADA: Final = "Amazon Web Services Canada, Inc."

_ROW: Final = CostRow(
    billing_account="111122223333",
    sub_account="444455556666",
    issuer=INC,
    provider="AWS",
    publisher=INC,
    service="Amazon EC2",
    category="Usage",
    frequency="Usage-Based",
    currency="USD",
    period_start="2026-10-01 00:00:00",
    period_end="2026-11-01 00:00:00",
    purchased_at="2026-10-12 00:00:00",
)

_CELLS: Final = {
    "BillingAccountId": "111122223333",
    "SubAccountId": "444455556666",
    "InvoiceIssuerName": INC,
    "ProviderName": "AWS",
    "PublisherName": INC,
    "ServiceName": "Amazon EC2",
    "ChargeCategory": "Usage",
    "ChargeFrequency": "Usage-Based",
    "BillingCurrency": "USD",
    "BillingPeriodStart": "2026-10-01 00:00:00",
    "BillingPeriodEnd": "2026-11-01 00:00:00",
    "ChargePeriodStart": "2026-10-12 00:00:00",
    "BilledCost": "1.5",
}


def a_cost_row(**changes: str | None) -> CostRow:
    """Usage of EC2 in October 2026, from Amazon Web Services, Inc."""
    return replace(_ROW, **changes)


def a_cost_group(**changes: Any) -> CostGroup:
    """The group of `a_cost_row`."""
    group = read_row(_ROW, Problems())
    assert group is not None
    return replace(group, **changes)


def cells(**changes: str) -> dict[str, str]:
    """One row of a file, by FOCUS 1.0 column."""
    return _CELLS | changes


def csv_text(rows: Iterable[Mapping[str, str]], header: Iterable[str] = _CELLS) -> str:
    """The rows as an export writes them, under `header`."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(header), lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()

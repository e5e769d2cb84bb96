"""The FinOps Foundation's sample of real cost (never part of the repository), where it is present.

For billing account 1234567890123 September 2024 makes four invoices.
"""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from procurement.adapters.focus import read_focus
from procurement.domain.charges.cost_export import CostExport
from procurement.domain.money import rounded

REPOSITORY = Path(__file__).parents[2]
SAMPLE = REPOSITORY.parent / "shared/data/focus/focus_sample.csv"
SHIPPED = REPOSITORY / "samples/focus-export.csv"

Invoice = tuple[str, str, str, str, str]


def invoices_of(export: CostExport) -> dict[Invoice, Decimal]:
    """Exact totals by account, entity, line of business, period and currency (R-140, R-245)."""
    sums: dict[Invoice, Decimal] = defaultdict(Decimal)
    for total in export.totals:
        group = total.group
        what = "Marketplace" if group.kind.is_marketplace else group.kind.value
        key = (group.billing_account_id, group.invoicing_entity, what, str(group.billing_period))
        sums[(*key, group.currency)] += total.amount
    return dict(sums)


@pytest.mark.skipif(not SAMPLE.exists(), reason=f"{SAMPLE} is not on this machine")
def test_the_sample_gives_the_known_invoices() -> None:
    export = read_focus(SAMPLE)
    account, period = "1234567890123", "2024-09"
    usage = {
        "Amazon Web Services, Inc.": Decimal("20.0254212569") - Decimal("2.6137"),
        "Amazon Web Services Canada, Inc.": Decimal("0.2490862147"),
        "Amazon Web Services EMEA SARL": Decimal("0.0038311468"),
    }
    exact = {(account, entity, "MONTHLY_USAGE", period, "USD"): n for entity, n in usage.items()}
    marketplace = (account, "Amazon Web Services, Inc.", "Marketplace", period, "USD")
    invoices = invoices_of(export)
    assert invoices == {**exact, marketplace: Decimal("0.342")}
    assert sorted(str(rounded(total, "USD")) for total in invoices.values()) == [
        "0.00",
        "0.25",
        "0.34",
        "17.41",
    ]
    assert export.rows_read == 1000
    assert export.rows_skipped == {"Microsoft": 51, "Oracle": 7}


@pytest.mark.skipif(not SAMPLE.exists(), reason=f"{SAMPLE} is not on this machine")
def test_the_marketplace_invoice_of_the_sample_is_of_red_hat() -> None:
    (total,) = (t for t in read_focus(SAMPLE).totals if t.group.kind.is_marketplace)
    assert total.group.publisher == "Red Hat Inc."
    assert total.group.service == "Red Hat OpenShift Service on AWS"


def test_the_sample_that_ships_gives_its_documented_invoices() -> None:
    export = read_focus(SHIPPED)
    inc = "Amazon Web Services, Inc."
    sarl, canada = "Amazon Web Services EMEA SARL", "Amazon Web Services Canada, Inc."
    totals = {
        (entity, what): str(rounded(total, "USD"))
        for (_, entity, what, _, _), total in invoices_of(export).items()
    }
    assert totals == {
        (inc, "MONTHLY_USAGE"): "733.82",
        (inc, "SUBSCRIPTION"): "4380.00",
        (inc, "Marketplace"): "69.19",
        (sarl, "MONTHLY_USAGE"): "394.63",
        (sarl, "SUBSCRIPTION"): "2824.00",
        (canada, "MONTHLY_USAGE"): "35.22",
    }
    assert sum(total.tax for total in export.totals) == Decimal("66.14")
    assert (export.rows_read, export.rows_skipped) == (50, {})

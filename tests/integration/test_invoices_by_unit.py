"""Invoices of invoice units: grouped by unit, matched by unit, as the units stand then."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from procurement import bootstrap
from procurement.domain.charges.charge import Charge
from procurement.domain.foresight.preview import PreviewedInvoice
from procurement.domain.month import Month
from procurement.service.caller import Caller
from procurement.service.foresight.preview_matches import PreviewRequest, preview_matches
from tests.support.api import BUYER, call
from tests.support.application import a_line_body, add, get
from tests.support.billing import a_usage_charge, charged, check_books, invoice_now, invoices
from tests.support.billing_settings import (
    NORTHERN,
    SOUTHERN,
    created_unit,
    delete_unit,
    unit_path,
)
from tests.support.crashes import When, crashed

OTHER = "555566667777"

pytestmark = pytest.mark.usefixtures("aws", "clock")


def used_by(account: str, charge_id: str, amount: str = "100.00", **more: str) -> Charge:
    """Usage of one account of the payer."""
    return replace(a_usage_charge(charge_id, amount, **more), subscriber_account_id=account)


def by_unit() -> dict[str | None, list[str]]:
    """The charges on the invoices of each unit."""
    return {
        invoice["invoiceUnit"]: [line["chargeId"] for line in invoice["lines"]]
        for invoice in invoices()
    }


def previewed_invoices() -> Sequence[PreviewedInvoice]:
    """What the run of now is foreseen to issue."""
    return preview_matches(
        PreviewRequest(due_by=bootstrap.clock().now()),
        Caller(account_id=BUYER, arn=""),
        bootstrap.unit_of_work(),
        bootstrap.clock(),
        bootstrap.entities(),
        "USD",
    ).invoices


def previewed_units() -> set[str]:
    """The units of those invoices."""
    return {invoice.foreseen.draft.group.invoice_unit for invoice in previewed_invoices()}


@pytest.fixture
def february(clock: Callable[[str], None]) -> Callable[[], None]:
    """Lets January's usage fall due."""
    return lambda: clock("2027-02-03T06:00")


def test_each_unit_has_an_invoice_of_its_own(february: Callable[[], None]):
    """R-245: and what is in no unit has another one"""
    created_unit("North", NORTHERN, OTHER)
    created_unit("South", SOUTHERN)
    charged(used_by(NORTHERN, "ch-1"), used_by(SOUTHERN, "ch-2"), used_by(OTHER, "ch-3"))
    charged(a_usage_charge("ch-4"))
    february()
    assert len(invoice_now()) == 3
    assert by_unit() == {"North": ["ch-1", "ch-3"], "South": ["ch-2"], None: ["ch-4"]}
    check_books()


def test_a_purchase_order_of_a_unit_takes_only_its_invoices(february: Callable[[], None]):
    """R-118, R-119, R-123: and goes before one of the whole account"""
    created_unit("North", NORTHERN)
    created_unit("South", SOUTHERN)
    add("ALL", a_line_body(total="500.00"))
    add("NORTH", a_line_body(total="500.00"), invoiceUnits=["North"])
    charged(used_by(NORTHERN, "ch-1"), used_by(SOUTHERN, "ch-2"), a_usage_charge("ch-3"))
    february()
    invoice_now()
    taken = {invoice["invoiceUnit"]: invoice["purchaseOrderId"] for invoice in invoices()}
    assert taken == {"North": "NORTH", "South": "ALL", None: "ALL"}
    assert (get("NORTH")["balance"], get("ALL")["balance"]) == ("400.00", "300.00")
    check_books()


def test_units_count_as_they_stand_at_the_end_of_the_month(february: Callable[[], None]):
    """R-119, R-386: the account moved after its usage"""
    created_unit("North", NORTHERN)
    created_unit("South")
    add("NORTH", invoiceUnits=["North"])
    add("SOUTH", invoiceUnits=["South"])
    charged(used_by(NORTHERN, "ch-1"))
    call("PATCH", unit_path("North"), {"rule": {"linkedAccounts": []}})
    call("PATCH", unit_path("South"), {"rule": {"linkedAccounts": [NORTHERN]}})
    february()
    invoice_now()
    assert [invoice["purchaseOrderId"] for invoice in invoices()] == ["SOUTH"]


def test_what_changes_after_the_month_is_for_the_next_one(
    february: Callable[[], None], clock: Callable[[str], None]
):
    """R-386: the account moved on the 1st, the invoice comes on the 3rd"""
    created_unit("North", NORTHERN)
    created_unit("South", SOUTHERN)
    add("NORTH", a_line_body(total="500.00"), invoiceUnits=["North"])
    add("SOUTH", a_line_body(total="500.00"), invoiceUnits=["South"])
    charged(used_by(NORTHERN, "ch-1"), used_by(NORTHERN, "ch-2", period="2027-02"))
    clock("2027-02-01T00:00")
    call("PATCH", unit_path("North"), {"rule": {"linkedAccounts": []}})
    call("PATCH", unit_path("South"), {"rule": {"linkedAccounts": [NORTHERN]}})
    february()
    assert previewed_units() == {"North"}
    assert len(invoice_now()) == 1
    clock("2027-03-03T06:00")
    invoice_now()
    taken = {i["billingPeriod"]: (i["invoiceUnit"], i["purchaseOrderId"]) for i in invoices()}
    assert taken == {"2027-01": ("North", "NORTH"), "2027-02": ("South", "SOUTH")}
    check_books()


def test_a_change_at_the_last_moment_still_counts(
    february: Callable[[], None], clock: Callable[[str], None]
):
    """R-386: the end of the month is exclusive"""
    created_unit("North")
    charged(used_by(NORTHERN, "ch-1"))
    clock("2027-01-31T23:59:59.999999")
    call("PATCH", unit_path("North"), {"rule": {"linkedAccounts": [NORTHERN]}})
    february()
    invoice_now()
    assert by_unit() == {"North": ["ch-1"]}


def test_a_unit_that_was_deleted_since_still_has_its_month(
    february: Callable[[], None], clock: Callable[[str], None]
):
    """R-386: and one that was created since has not"""
    created_unit("North", NORTHERN)
    charged(used_by(NORTHERN, "ch-1"), used_by(SOUTHERN, "ch-2"))
    clock("2027-02-01T08:00")
    assert delete_unit("North").status == 204
    created_unit("South", NORTHERN, SOUTHERN)
    february()
    invoice_now()
    assert by_unit() == {"North": ["ch-1"], None: ["ch-2"]}


def test_late_usage_of_an_old_month_goes_by_the_units_of_then(
    february: Callable[[], None], clock: Callable[[str], None]
):
    """R-386, R-310: after several changes, each of another month"""
    created_unit("North", NORTHERN)
    created_unit("South")
    clock("2027-02-10T08:00")
    call("PATCH", unit_path("North"), {"rule": {"linkedAccounts": []}})
    clock("2027-03-10T08:00")
    call("PATCH", unit_path("South"), {"rule": {"linkedAccounts": [NORTHERN]}})
    months = ("2027-01", "2027-02", "2027-03")
    charged(*(used_by(NORTHERN, f"ch-{month}", period=month) for month in months))
    clock("2027-04-03T06:00")
    invoice_now()
    assert by_unit() == {"North": ["ch-2027-01"], None: ["ch-2027-02"], "South": ["ch-2027-03"]}


def test_after_a_forced_deletion_nothing_becomes_account_wide(february: Callable[[], None]):
    """R-035"""
    created_unit("North", NORTHERN)
    add("NORTH", invoiceUnits=["North"])
    charged(used_by(NORTHERN, "ch-1"), a_usage_charge("ch-2"))
    assert delete_unit("North", force="true").status == 204
    february()
    invoice_now()
    assert [(i["invoiceUnit"], i["purchaseOrderId"]) for i in invoices()] == [(None, None)]


def test_a_credit_stays_with_its_unit(february: Callable[[], None]):
    """R-245: it lowers no invoice of another unit"""
    created_unit("North", NORTHERN)
    charged(used_by(NORTHERN, "ch-1", "-20.00"), a_usage_charge("ch-2", "100.00"))
    february()
    invoice_now()
    assert {(i["invoiceUnit"], i["total"]) for i in invoices()} == {
        ("North", "-20.00"),
        (None, "100.00"),
    }


def test_all_settings_of_a_batch_cost_two_requests(february: Callable[[], None]):
    """R-119: one tells that there are units; however many units, charges and invoices"""
    for number in range(5):
        created_unit(f"U{number}", f"{number:012d}")
    charged(*(used_by(f"{number:012d}", f"ch-{number}") for number in range(5)))
    february()
    bootstrap.entities()
    counted: Counter[str] = Counter()

    def count(params: dict[str, str], model: object, **_: object) -> None:
        counted["BILLING#" in str(params["body"])] += 1

    events = bootstrap.connection().client.meta.events
    events.register("before-call.dynamodb", count)
    assert len(invoice_now()) == 5
    assert counted[True] == 2


@pytest.mark.parametrize("commit", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("when", list(When))
def test_a_large_group_whose_accounts_change_units_halfway_is_invoiced_once(
    commit: int, when: When, february: Callable[[], None]
):
    """R-148, R-310: charges that were claimed for one unit's draft end on one invoice each"""
    created_unit("North", NORTHERN, SOUTHERN)
    created_unit("South")
    ids = [f"ch-{number:03d}" for number in range(90)]
    used = (used_by((NORTHERN, SOUTHERN)[n % 2], each, "1.00") for n, each in enumerate(ids))
    # Of a month that is not over when its invoices are generated: the units may still change.
    charged(*(replace(charge, billing_period=Month(2027, 2)) for charge in used))
    february()
    crashed(invoice_now, commit, when)
    call("PATCH", unit_path("North"), {"rule": {"linkedAccounts": [NORTHERN]}})
    call("PATCH", unit_path("South"), {"rule": {"linkedAccounts": [SOUTHERN]}})
    invoice_now()
    invoice_now()
    on_invoice = sorted(line["chargeId"] for i in invoices() for line in i["lines"])
    assert on_invoice == ids
    check_books()


def test_a_preview_sees_the_units_as_the_run_will(february: Callable[[], None]):
    """R-119: one code path for both"""
    created_unit("North", NORTHERN)
    add("ALL")
    add("NORTH", invoiceUnits=["North"])
    charged(used_by(NORTHERN, "ch-1"), a_usage_charge("ch-2"))
    february()
    previewed = {
        (invoice.foreseen.draft.group.invoice_unit, invoice.match.purchase_order_id)
        for invoice in previewed_invoices()
    }
    assert previewed == {("North", "NORTH"), ("", "ALL")}
    invoice_now()
    assert {(i["invoiceUnit"] or "", i["purchaseOrderId"]) for i in invoices()} == previewed

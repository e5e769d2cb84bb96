"""The deployed application goes by the time that it was told, until it is told real time."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from local.__main__ import main
from local.clock import tell_real_time
from local.info import StackInfo
from tests.support.deployed import Deployed, a_purchase_order

pytestmark = pytest.mark.e2e

REPEATING = {"FinishRequestsFunctionSweep", "RelayEventsFunctionSweep"}
OF_THE_CALENDAR = {
    "NotifyFunctionExpiries",
    "NotifyFunctionRadars",
    "PlanInvoicesFunctionHourly",
    "PublishReportsFunctionMonthly",
    "RenewAgreementsFunctionHourly",
}

OFF = {"ReconcileFunctionDaily": "DISABLED"}
"""What nobody switched on."""


@pytest.fixture
def info(deployed: Deployed) -> Iterator[StackInfo]:
    """A stack whose clock tells real time again afterwards."""
    yield deployed.info
    tell_real_time(deployed.info)


def test_every_function_goes_by_it_at_once(stack, info, api):
    written_at = api.post("purchase-orders", **a_purchase_order("PO-TODAY"))["createdAt"]
    assert_about(written_at, datetime.now(UTC))

    clock(stack, "2031-04-20T09:30Z")
    written_at = api.post("purchase-orders", **a_purchase_order("PO-THEN"))["createdAt"]
    assert_about(written_at, datetime(2031, 4, 20, 9, 30, tzinfo=UTC))

    clock(stack, "2036-01-01")
    assert api.get("purchase-orders", "PO-THEN")["status"] == "EXPIRED"

    clock(stack, "now")
    assert api.get("purchase-orders", "PO-THEN")["status"] == "ACTIVE"


def test_what_the_calendar_starts_stands_still_meanwhile(stack, info, deployed):
    going = dict.fromkeys(REPEATING | OF_THE_CALENDAR, "ENABLED") | OFF
    assert states(deployed) == going
    for instant in ("2031-04-20T09:30Z", "2031-05-20T09:30Z"):
        clock(stack, instant)
        standing = dict.fromkeys(OF_THE_CALENDAR, "DISABLED")
        assert states(deployed) == dict.fromkeys(REPEATING, "ENABLED") | standing | OFF
    clock(stack, "now")
    assert states(deployed) == going


def test_it_can_be_asked_for(stack, info, capfd):
    clock(stack, "2031-04-20T09:30Z")
    clock(stack)
    assert "2031-04-20 09:30:0" in capfd.readouterr().out.splitlines()[-1]
    clock(stack, "now")
    assert capfd.readouterr().out == "real time\n"


def clock(stack, *words):
    """`make clock`, with AT= what is given."""
    assert main(["--home", str(stack.home), "clock", *words]) == 0


def states(deployed):
    found = deployed.root("scheduler").list_schedules()["Schedules"]
    return {schedule["Name"]: schedule["State"] for schedule in found}


def assert_about(text, instant):
    seconds = (datetime.fromisoformat(text) - instant).total_seconds()
    assert abs(seconds) < 30

"""Two deployments of the same code in one account: neither sees, reaches or disturbs the other.

The second is made once, of what was built for the first, and torn down by the last test here.
"""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.support.deployed import Deployed, a_purchase_order
from tests.support.eventually import eventually
from tests.support.races import (
    WORKERS,
    all_at_once,
    ask_for_invoices,
    invoices_of,
    numbers_of,
    scarce_and_plenty,
    usage_of_months,
)
from tests.support.second_stack import SECOND, SecondStack, names_of, policies_of, there_is

pytestmark = pytest.mark.e2e

FIRST = "ledgerline"
ALONE = "810000000011"
SHARED = "810000000012"
ROOM = 5
SECONDS = 90
NAMED = (
    "AWS::DynamoDB::Table",
    "AWS::SQS::Queue",
    "AWS::S3::Bucket",
    "AWS::Lambda::Function",
    "AWS::Events::EventBus",
    "AWS::Events::Rule",
    "AWS::Scheduler::ScheduleGroup",
    "AWS::IAM::Role",
    "AWS::IAM::ManagedPolicy",
    "AWS::ApiGateway::RestApi",
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::Dashboard",
    "AWS::Cognito::UserPool",
)


@pytest.fixture(scope="module")
def first(stack) -> Iterator[Deployed]:
    deployed = Deployed(stack.read())
    yield deployed
    deployed.api.close()


@pytest.fixture(scope="module")
def second_stack(stack) -> Iterator[SecondStack]:
    second = SecondStack(stack)
    yield second
    second.delete()


@pytest.fixture(scope="module")
def second(second_stack) -> Deployed:
    return second_stack.deployed


@pytest.mark.parametrize("kind", NAMED)
def test_no_name_of_one_is_a_name_of_the_other(first, second, kind):
    in_first, in_second = names_of(first, FIRST, kind), names_of(first, SECOND, kind)
    assert len(in_first) == len(in_second) > 0
    assert not in_first & in_second


def test_no_role_of_one_names_what_the_other_has(first, second):
    for own, other in ((FIRST, second), (SECOND, first)):
        allowed = policies_of(first, names_of(first, own, "AWS::IAM::Role"))
        info = other.info
        assert allowed
        for named in (info.tables, info.queues, info.buckets, info.functions):
            assert [each for each in named.values() if each.rpartition("/")[2] in allowed] == []
        assert f'event-bus/{info.event_bus}"' not in allowed


def test_what_happens_in_one_is_news_and_work_in_it_alone(first, second):
    """The same numbers may be in both; events, runs and invoices stay where they began."""
    with first.subscription("bus-of-first") as one, second.subscription("bus-of-second") as two:
        first.api.post("purchase-orders", **a_purchase_order("PO-IN-BOTH"))
        second.api.post("purchase-orders", **a_purchase_order("PO-IN-BOTH", description="second"))
        imported = second.drop("alone.csv", usage_of_months(ALONE, 1))
        assert imported["type"] == "CostExportImported", imported
        run = second.api.post("invoice-runs")

        def finished() -> None:
            found = second.api.get("invoice-runs", run["runId"])
            assert (found["state"], found["invoices"]) == ("FINISHED", 1), found

        eventually(finished, within=SECONDS)
        assert numbers_of(second.api.acting_for(ALONE)) == [1]
        told = [
            eventually(lambda bus=bus: _some(bus.about("purchase-order/PO-IN-BOTH")))
            for bus in (one, two)
        ]
        # Delivery is at least once: what counts is which events these are.
        in_first, in_second = ({event["detail"]["eventId"] for event in each} for each in told)
        assert len(in_first) == len(in_second) == 1
        assert in_first != in_second
        about_run = f"invoice-run/{run['runId']}"
        eventually(lambda: _some(two.about(about_run)))
        assert one.about(about_run) == []
    assert first.api.send("GET", "invoice-runs", run["runId"]).status == 404
    assert first.api.acting_for(ALONE).send("GET", "invoices").status == 403
    assert second.call("verify_books", {})["differences"] == []


def test_two_sets_of_functions_on_the_same_tables_issue_each_invoice_once(
    first, second, second_stack
):
    """R-124, R-147, R-148, R-391: planners of one run, and workers of two queues, at once."""
    imported = first.drop("shared.csv", usage_of_months(SHARED, WORKERS))
    assert imported["type"] == "CostExportImported", imported
    buyer = first.api.acting_for(SHARED)
    scarce_and_plenty(buyer, ROOM)
    second_stack.may_use_tables_of(first, "PlanInvoicesFunction", "GenerateInvoiceFunction")

    def work(number: int) -> None:
        at = (first, second)[number % 2]
        if number < 2:
            at.call("plan_invoices", {"runId": "run-of-both"})
        else:
            ask_for_invoices(at, SHARED, 1)

    all_at_once(work)

    def finished() -> None:
        found = first.api.get("invoice-runs", "run-of-both")
        assert (found["state"], found["failed"]) == ("FINISHED", 0), found

    eventually(finished, within=SECONDS)
    invoices = invoices_of(buyer)
    assert numbers_of(buyer) == list(range(1, WORKERS + 1))
    taken = Counter(each["purchaseOrderId"] for each in invoices)
    assert taken == {"PO-SCARCE": ROOM, "PO-PLENTY": WORKERS - ROOM}
    assert buyer.get("purchase-orders", "PO-SCARCE")["balance"] == "0.00"


def test_tearing_one_down_leaves_the_other_whole(first, second, second_stack):
    before = there_is(first)
    second_stack.delete()
    after = there_is(first)
    for kind, names in before.items():
        assert after[kind] == {name for name in names if SECOND not in name}, kind
    with first.subscription("bus-afterwards") as bus:
        first.api.post("purchase-orders", **a_purchase_order("PO-LEFT-ALONE"))
        eventually(lambda: _some(bus.about("purchase-order/PO-LEFT-ALONE")))


def _some(events):
    assert events
    return events

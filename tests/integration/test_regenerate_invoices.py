"""Regeneration of many invoices in one request, worked off one by one.

R-207, R-391.
"""

import json
from typing import Any

import pytest

from functions.regenerate_invoices.app import lambda_handler as work_off_handler
from procurement import bootstrap
from procurement.domain.errors import LostRace
from procurement.service.invoices import work_off_regenerations
from tests.support.api import BUYER, Answer, call
from tests.support.application import (
    a_line_body,
    add,
    check_refusal,
    events_of,
    get,
    items,
    nothing_written,
)
from tests.support.billing import check_books, lambda_batch
from tests.support.corrections import an_invoice, shown
from tests.support.crashes import Crash, When, counted, crashing_at
from tests.support.lambda_context import LambdaContext

OTHER = "222233334444"
PATH = "/invoice-regenerations"

pytestmark = pytest.mark.usefixtures("aws", "clock")


@pytest.fixture
def numbers(clock) -> list[str]:
    """Four invoices on A; B would take them as well."""
    add("A", a_line_body(total="9000.00"))
    clock("2027-02-03T06:00")
    found = [an_invoice(f"{n}00.00") for n in range(1, 5)]
    add("B", a_line_body(total="9000.00"))
    return found


def ask(invoice_ids: list[str], name: str | None = "B", token: str = "t-1", **more: Any) -> Answer:
    target = {"target": "PURCHASE_ORDER", "purchaseOrderId": name} if name else {"target": "NONE"}
    account = more.pop("account", BUYER)
    body = {"invoiceIds": invoice_ids, "reason": "Case 4711", "clientToken": token, **target}
    support = bootstrap.settings().deployment_account
    return call("POST", PATH, body | more, account=support, billingAccountId=account)


def work_off(answer: Answer, context: Any = None) -> dict[str, Any]:
    """What the queue's message makes of the request; its details afterwards."""
    message = {"accountId": BUYER, "regenerationId": answer.body["regenerationId"]}
    work_off_handler(message, context or LambdaContext())
    return details(answer)


def details(answer: Answer) -> dict[str, Any]:
    support = bootstrap.settings().deployment_account
    path = f"{PATH}/{answer.body['regenerationId']}"
    return dict(call("GET", path, account=support, billingAccountId=BUYER).body)


def test_all_of_them_show_the_other_number(numbers):
    """R-207: one request, one decision per invoice, balances moved"""
    answer = ask(numbers)
    assert (answer.status, answer.body["pending"]) == (202, 4)
    result = work_off(answer)
    assert (result["pending"], result["regenerated"], result["failed"]) == (0, 4, 0)
    assert [each["edition"] for each in result["results"]] == [2, 2, 2, 2]
    assert {shown(number)["purchaseOrderId"] for number in numbers} == {"B"}
    assert (get("A")["balance"], get("B")["balance"]) == ("9000.00", "8000.00")
    check_books()
    (listed,) = items(PATH, billingAccountId=BUYER)
    assert (listed["regenerationId"], listed["regenerated"]) == (result["regenerationId"], 4)


def test_a_dry_run_says_what_would_become_of_each_and_changes_none(numbers, clock):
    """R-207: the very same request then does it"""
    before = [shown(number) for number in numbers]
    asked = [*numbers, "US-111122223333-000099"]
    dry = work_off(ask(asked, token="dry", dryRun=True))
    assert (dry["dryRun"], dry["pending"], dry["regenerated"]) == (True, 0, 0)
    assert (dry["planned"], dry["failed"]) == (4, 1)
    assert [shown(number) for number in numbers] == before
    assert get("B")["balance"] == "9000.00"
    done = work_off(ask(asked, token="real"))
    for planned, became in zip(dry["results"], done["results"], strict=True):
        expected = {"PLANNED": "REGENERATED"}.get(planned["state"], planned["state"])
        assert became == {**planned, "state": expected}
    clock("2027-02-04")
    again = work_off(ask(numbers, token="dry-again", dryRun=True))
    assert {(each["edition"], each["isChanged"]) for each in again["results"]} == {(2, False)}


def test_a_token_of_a_dry_run_does_nothing_else(numbers):
    assert ask(numbers, token="t-9", dryRun=True).status == 202
    check_refusal(ask(numbers, token="t-9"), 409, "ConflictException", "ALREADY_EXISTS")


def test_the_event_names_who_asked_and_why(numbers):
    answer = ask(numbers)
    (event,) = events_of(type_="InvoiceRegenerationsRequested")
    assert event["detail"] == {
        "accountId": BUYER,
        "regenerationId": answer.body["regenerationId"],
        "invoices": 4,
        "reason": "Case 4711",
        "dryRun": False,
    }


def test_what_is_refused_keeps_none_of_the_others(numbers):
    """Each with the code that a single regeneration would answer"""
    result = work_off(ask([numbers[0], "US-111122223333-000099", numbers[1]]))
    assert [each["state"] for each in result["results"]] == [
        "REGENERATED",
        "FAILED",
        "REGENERATED",
    ]
    assert result["results"][1]["error"]["code"] == "INVOICE_NOT_FOUND"


def test_an_unknown_purchase_order_fails_all_and_changes_none(numbers):
    result = work_off(ask(numbers, "NOBODY"))
    assert result["failed"] == 4
    assert {each["error"]["code"] for each in result["results"]} == {"PURCHASE_ORDER_NOT_FOUND"}
    assert {shown(number)["edition"] for number in numbers} == {1}


def test_asking_again_is_the_same_request(numbers):
    """Also while and after it is worked off"""
    first = ask(numbers)
    work_off(first)
    with nothing_written():
        again = ask(numbers)
        work_off(again)
    assert again.body["regenerationId"] == first.body["regenerationId"]
    assert again.body["regenerated"] == 4
    refused = ask(numbers[:1])
    check_refusal(refused, 409, "ConflictException", "ALREADY_EXISTS")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"invoiceIds": []}, "invoiceIds"),
        ({"invoiceIds": ["a", "a"]}, "invoiceIds[1]"),
        ({"invoiceIds": [f"US-{n}" for n in range(1_001)]}, "invoiceIds"),
        ({"reason": " "}, "reason"),
        ({"purchaseOrderId": None}, "purchaseOrderId"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(more, field):
    with nothing_written():
        answer = ask(["a"], **more)
    assert answer.status == 400
    assert field in [problem["field"] for problem in answer.body["problems"]]


def test_a_thousand_fit(numbers):
    """R-207: and the answer names all of them"""
    answer = ask([*numbers, *(f"US-111122223333-{n:06d}" for n in range(100, 1_096))])
    assert (answer.status, len(answer.body["results"])) == (202, 1_000)


def test_only_support_may_ask(numbers):
    """R-207"""
    for account in (BUYER, OTHER):
        body = {"invoiceIds": numbers, "target": "NONE", "reason": "r", "clientToken": "t"}
        support = bootstrap.settings().deployment_account
        if account != support:
            answer = call("POST", PATH, body, account=account, billingAccountId=BUYER)
            assert answer.status == 403


def test_another_accounts_request_is_not_found(numbers):
    answer = ask(numbers)
    support = bootstrap.settings().deployment_account
    path = f"{PATH}/{answer.body['regenerationId']}"
    found = call("GET", path, account=support, billingAccountId=OTHER)
    assert found.status in (403, 404)


class TestCutOff:
    def test_when_time_runs_out_the_next_delivery_goes_on(self, numbers):
        """The message goes back to the queue"""

        class Hurried(LambdaContext):
            left = 3

            def get_remaining_time_in_millis(self) -> int:
                self.left -= 1
                return 60_000 if self.left > 0 else 1_000

        answer = ask(numbers)
        body = {"accountId": BUYER, "regenerationId": answer.body["regenerationId"]}
        batch = lambda_batch([_message(body)])
        assert len(work_off_handler(batch, Hurried())["batchItemFailures"]) == 1
        assert details(answer)["regenerated"] == 2
        assert work_off_handler(batch, LambdaContext())["batchItemFailures"] == []
        assert details(answer)["regenerated"] == 4
        assert {shown(number)["edition"] for number in numbers} == {2}

    def test_an_invoice_is_two_writes(self, numbers):
        """Itself, and its result"""
        answer = ask(numbers[:1])
        with counted() as commits:
            work_off(answer)
        assert commits.count == 2

    @pytest.mark.parametrize("number", [1, 2])
    @pytest.mark.parametrize("when", list(When))
    def test_no_crash_makes_a_second_edition(self, numbers, number, when):
        """R-391: wherever the worker dies, the next delivery finds how far it came"""
        answer = ask(numbers[:1])
        with pytest.raises(Crash), crashing_at(number, when):
            work_off(answer)
        assert work_off(answer)["regenerated"] == 1
        assert shown(numbers[0])["edition"] == 2
        check_books()

    def test_a_lost_race_is_for_the_next_delivery_until_the_last(self, numbers, monkeypatch):
        def losing(*_: Any, **__: Any) -> Any:
            raise LostRace("somebody was quicker", resource_type="Invoice", resource_id="x")

        monkeypatch.setattr(work_off_regenerations, "regenerate_invoice", losing)
        answer = ask(numbers[:1])
        body = {"accountId": BUYER, "regenerationId": answer.body["regenerationId"]}
        batch = lambda_batch([_message(body)])
        assert len(work_off_handler(batch, LambdaContext())["batchItemFailures"]) == 1
        assert details(answer)["pending"] == 1
        last = lambda_batch([_message(body, deliveries=5)])
        assert work_off_handler(last, LambdaContext())["batchItemFailures"] == []
        assert details(answer)["results"][0]["error"]["code"] == LostRace.code


def _message(body: dict[str, str], deliveries: int = 1) -> dict[str, Any]:
    return {
        "MessageId": "m-1",
        "ReceiptHandle": "r-1",
        "Body": json.dumps(body),
        "Attributes": {"ApproximateReceiveCount": str(deliveries)},
    }

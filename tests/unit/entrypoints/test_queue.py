"""Each message of a batch stands for itself."""

import pytest

from procurement.domain.errors import LostRace, PurchaseOrderNotFound, Unavailable
from procurement.entrypoints.observability import note
from procurement.entrypoints.queue import MAX_DELIVERIES, handle_batch, is_batch
from tests.support.events import failed_messages, sqs_batch

LOST = LostRace("moved", resource_type="PurchaseOrder", resource_id="PO-1")


def failing_with(errors: dict[int, Exception]):
    def handle(message: dict, _is_last_try: bool) -> None:
        note(number=message["number"])
        if error := errors.get(message["number"]):
            raise error

    return handle


def test_only_failed_messages_go_back(context):
    handle = failing_with({1: LOST, 3: PurchaseOrderNotFound("PO-1"), 4: RuntimeError("bug")})
    batch = sqs_batch(*({"number": number} for number in range(5)))
    answer = handle_batch(batch, context, handle)
    assert failed_messages(answer) == ["message-1", "message-3", "message-4"]


def test_a_batch_that_fails_as_a_whole_raises_nothing(context):
    answer = handle_batch(sqs_batch({"number": 0}), context, failing_with({0: LOST}))
    assert failed_messages(answer) == ["message-0"]


@pytest.mark.parametrize("body", ["", "no JSON", "[]", '"text"', "5", "null"])
def test_a_body_that_is_no_object_fails_its_message(context, body, log_lines):
    batch = sqs_batch(body, {"number": 1})
    assert failed_messages(handle_batch(batch, context, failing_with({}))) == ["message-0"]
    assert log_lines()[0]["errorCode"] == "INVALID_INPUT"


@pytest.mark.parametrize(
    ("error", "level", "outcome", "code"),
    [
        (LOST, "WARNING", "RETRY", "LOST_RACE"),
        (Unavailable("busy"), "WARNING", "RETRY", "UNAVAILABLE"),
        (PurchaseOrderNotFound("PO-1"), "ERROR", "REFUSED", "PURCHASE_ORDER_NOT_FOUND"),
        (RuntimeError("bug"), "ERROR", "FAILED", None),
    ],
)
def test_a_failure_is_logged_once_with_its_code(context, log_lines, error, level, outcome, code):
    handle_batch(sqs_batch({"number": 0}), context, failing_with({0: error}))
    (line,) = log_lines()
    assert (line["level"], line["outcome"], line.get("errorCode")) == (level, outcome, code)
    assert (line["messageId"], line["deliveries"], line["number"]) == ("message-0", 1, 0)
    assert ("exception" in line) is (outcome == "FAILED")


@pytest.mark.parametrize(
    ("deliveries", "is_last"),
    [(1, False), (MAX_DELIVERIES - 1, False), (MAX_DELIVERIES, True), (MAX_DELIVERIES + 1, True)],
)
def test_the_handler_knows_the_last_delivery(context, deliveries, is_last):
    seen: list[bool] = []
    batch = sqs_batch({}, deliveries=deliveries)
    handle_batch(batch, context, lambda _, is_last_try: seen.append(is_last_try))
    assert seen == [is_last]


def test_a_batch_is_told_from_everything_else():
    assert is_batch(sqs_batch({}))
    assert not is_batch({"Records": []})
    assert not is_batch({"Records": [{"eventSource": "aws:dynamodb"}]})
    assert not is_batch({"scheduledTime": "2027-02-06T09:00:00Z"})

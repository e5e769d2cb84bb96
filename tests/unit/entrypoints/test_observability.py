"""One line per outcome, with ids and without bodies."""

import json
import logging

import pytest

from procurement.domain.errors import PurchaseOrderNotFound, Unavailable
from procurement.entrypoints.observability import count, note, observed, outcome


def printed(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_an_invocation_gets_one_line(context, log_lines):
    @observed
    def handler(event, context):
        note(sent=3)
        return {"secret": event["secret"]}

    assert handler({"secret": "body", "id": "bus-1"}, context) == {"secret": "body"}
    (line,) = log_lines()
    assert line["message"] == "invocation done"
    assert (line["service"], line["function"]) == ("ledgerline", "under-test")
    assert (line["requestId"], line["correlationId"]) == (context.aws_request_id, "bus-1")
    assert (line["outcome"], line["sent"]) == ("DONE", 3)
    assert line["durationMs"] >= 0
    assert "body" not in json.dumps(line)


def test_an_api_call_is_named_by_route_and_status(context, log_lines):
    @observed
    def handler(event, context):
        return {"statusCode": 404, "body": "{}"}

    event = {
        "httpMethod": "GET",
        "resource": "/purchase-orders/{purchaseOrderId}",
        "path": "/purchase-orders/secret",
        "requestContext": {"requestId": "gateway-1"},
    }
    handler(event, context)
    (line,) = log_lines()
    assert line["correlationId"] == "gateway-1"
    assert (line["method"], line["status"]) == ("GET", 404)
    assert line["route"] == "/purchase-orders/{purchaseOrderId}"
    assert "secret" not in json.dumps(line)


@pytest.mark.parametrize("event", [None, [], "text", {}, {"id": 7}, {"requestContext": None}])
def test_any_event_has_a_correlation_id(context, log_lines, event):
    observed(lambda event, context: None)(event, context)
    assert log_lines()[0]["correlationId"] == context.aws_request_id


@pytest.mark.parametrize(
    ("error", "level", "code"),
    [
        (Unavailable("busy"), "WARNING", "UNAVAILABLE"),
        (PurchaseOrderNotFound("PO-1"), "ERROR", "PURCHASE_ORDER_NOT_FOUND"),
        (ZeroDivisionError(), "ERROR", None),
    ],
)
def test_an_exception_passes_on_after_its_line(context, log_lines, error, level, code):
    @observed
    def handler(event, context):
        raise error

    with pytest.raises(type(error)):
        handler({}, context)
    (line,) = log_lines()
    assert (line["level"], line.get("errorCode")) == (level, code)


def test_an_inner_outcome_has_its_own_line_and_notes(context, log_lines):
    @observed
    def handler(event, context):
        with outcome("message", messageId="m-1"):
            note(inner=1)
        note(outer=2)

    handler({}, context)
    inner, outer = log_lines()
    assert (inner["message"], inner["messageId"], inner["inner"]) == ("message done", "m-1", 1)
    assert (outer["outer"], "inner" in outer) == (2, False)
    assert inner["requestId"] == outer["requestId"]


def test_keys_of_an_invocation_do_not_leak_into_the_next(context, log_lines):
    observed(lambda event, context: note(sent=1))({}, context)
    observed(lambda event, context: None)({}, context)
    assert "sent" not in log_lines()[1]


def test_a_note_outside_of_any_outcome_is_dropped():
    note(sent=1)


def test_lines_of_the_layers_below_look_alike(context, log_lines):
    @observed
    def handler(event, context):
        logging.getLogger("procurement.adapters.mail").warning("odd", extra={"mailId": "mail-1"})

    handler({}, context)
    line = log_lines()[0]
    assert (line["message"], line["mailId"], line["level"]) == ("odd", "mail-1", "WARNING")
    assert line["requestId"] == context.aws_request_id


def test_counts_are_written_at_the_end_also_after_a_failure(context, capsys):
    @observed
    def handler(event, context):
        count("MailsSent", 2)
        count("MailsSent", 1)
        raise Unavailable("busy")

    with pytest.raises(Unavailable):
        handler({}, context)
    metric = next(line for line in printed(capsys) if "MailsSent" in line)
    assert metric["MailsSent"] == [2.0, 1.0]
    assert metric["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Ledgerline"
    assert metric["service"] == "ledgerline"


def test_an_invocation_that_counts_nothing_warns_of_nothing(context, recwarn):
    observed(lambda event, context: None)({}, context)
    assert not recwarn.list

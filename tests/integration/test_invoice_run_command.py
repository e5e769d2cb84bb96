"""`procurement invoice-run` as people run it, against a server that answers as told."""

import io
import json

import pytest

from procurement_cli import invoice_runs
from procurement_cli.command_line import main
from tests.support.api_server import KEY, REGION, ApiServer, api_server, json_reply


@pytest.fixture
def api(monkeypatch):
    for name, value in {
        "AWS_ACCESS_KEY_ID": KEY.access_key,
        "AWS_SECRET_ACCESS_KEY": KEY.secret_key,
        "AWS_REGION": REGION,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(invoice_runs, "wait", lambda _: None)
    with api_server() as server:
        monkeypatch.setenv("LEDGERLINE_API_URL", server.url)
        yield server


def a_run(state="RUNNING", *, done=0, failed=0, planned=2_000, mode="ISSUE", **more):
    return json_reply(
        {
            "runId": "run-1",
            "mode": mode,
            "state": state,
            "planned": planned,
            "done": done,
            "failed": failed,
            "invoices": done,
            "withoutPurchaseOrder": 3,
            "partsPerSecond": 100.0 if done else None,
            "estimatedEnd": "2027-02-03T06:00:10.000Z" if done and state == "RUNNING" else None,
            **more,
        }
    )


PARKED = json_reply(
    {"items": [{"receiverAccountId": "999988887777", "reason": "NOT_ALLOWED: no\x1b[2J"}]}
)


def test_progress_is_told_until_it_is_over(api: ApiServer, capsys):
    api.will_answer(
        a_run("PLANNING", planned=0),
        a_run(),
        a_run(done=1_204),
        a_run(done=1_204),
        a_run("FINISHED", done=2_000),
    )
    assert main(["invoice-run"]) == 0
    told = capsys.readouterr()
    assert told.err.splitlines() == [
        "run-1: looking for what is due",
        "run-1: 0 of 2,000 accounts, 0 invoices",
        "run-1: 1,204 of 2,000 accounts, 1,204 invoices, 100.0 accounts per second, "
        "until about 2027-02-03T06:00:10.000Z",
        "run-1: 2,000 of 2,000 accounts, 2,000 invoices",
    ]
    assert told.out.splitlines() == [
        "2,000 invoices issued, 3 of them without a purchase order; 2,000 accounts done, 0 parked."
    ]
    assert [request.method for request in api.received] == ["POST", *["GET"] * 4]
    assert {request.path for request in api.received[1:]} == {"/invoice-runs/run-1"}


def test_a_terminal_has_one_line_that_changes(api: ApiServer, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    api.will_answer(a_run(), a_run("FINISHED", done=2_000))
    assert main(["invoice-run"]) == 0
    assert screen.getvalue().count("\r\x1b[K") == 2
    assert screen.getvalue().count("\n") == 1


def test_a_dry_run_says_so(api: ApiServer, capsys):
    api.will_answer(a_run("FINISHED", done=2_000, mode="DRY_RUN"))
    words = ["invoice-run", "try-1", "--dry-run", "--due-by", "2027-03-31T00:00:00Z"]
    assert main(words) == 0
    assert "2,000 invoices would be issued" in capsys.readouterr().out
    assert json.loads(api.received[0].body) == {
        "runId": "try-1",
        "isDryRun": True,
        "dueBy": "2027-03-31T00:00:00Z",
    }


def test_who_was_parked_is_named_with_the_reason(api: ApiServer, capsys):
    """Also what the reason would do to a terminal is made harmless"""
    api.will_answer(a_run("FINISHED", done=1_998, failed=2), PARKED)
    assert main(["invoice-run"]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  999988887777  NOT_ALLOWED: no\\x1b[2J",
        "  and 1 more",
    ]


def test_a_run_that_was_begun_is_followed(api: ApiServer):
    api.will_answer(a_run(), a_run("FINISHED", done=2_000))
    assert main(["invoice-run", "run-1", "--watch"]) == 0
    assert {request.method for request in api.received} == {"GET"}


@pytest.mark.parametrize(
    "words",
    [
        ["--watch"],
        ["run-1", "--watch", "--dry-run"],
        ["run-1", "--watch", "--due-by", "2027-03-31T00:00:00Z"],
    ],
)
def test_following_begins_nothing(api: ApiServer, words, capsys):
    assert main(["invoice-run", *words]) == 1
    assert "--watch" in capsys.readouterr().err
    assert api.received == []


@pytest.mark.parametrize(("options", "shown"), [([], "run-1"), (["--json"], '"runId": "run-1"')])
def test_nobody_has_to_wait(api: ApiServer, options, shown, capsys):
    api.will_answer(a_run("PLANNING", planned=0))
    assert main(["invoice-run", "--no-wait", *options]) == 0
    assert shown in capsys.readouterr().out
    assert len(api.received) == 1


def test_the_result_can_be_read_by_programs(api: ApiServer, capsys):
    api.will_answer(a_run("FINISHED", done=1_999, failed=1), PARKED)
    assert main(["invoice-run", "--json"]) == 1
    result = json.loads(capsys.readouterr().out)
    assert (result["failed"], len(result["parked"])) == (1, 1)


@pytest.mark.parametrize("answer", [{}, {"runId": "run-1", "state": "FINISHED", "mode": 1}])
def test_what_is_no_run_is_told(api: ApiServer, answer, capsys):
    api.will_answer(json_reply(answer))
    assert main(["invoice-run"]) == 1
    assert "not what the API sends" in capsys.readouterr().err

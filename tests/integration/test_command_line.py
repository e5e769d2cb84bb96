"""`procurement` as people and pipelines run it, against an HTTP server that answers as told."""

import io
import json
import os
import pty
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from procurement_cli.api import Api
from procurement_cli.command_line import main
from procurement_cli.connection import connect
from procurement_cli.errors import CommandError
from tests.support.api_server import KEY, REGION, ApiServer, Reply, api_server, json_reply

IMPORTS, EXPORTS = "/purchase-order-imports", "/purchase-order-exports"

CREATED = {
    "action": "CREATE",
    "purchaseOrderId": "PO-NEW",
    "differences": [{"path": "expirationMonth", "before": None, "after": "2027-12"}],
}
CHANGED = {
    "action": "CHANGE",
    "purchaseOrderId": "PO-OLD",
    "differences": [
        {"path": "lineItems['1'].endMonth", "before": "2027-06", "after": "2027-12"},
        {"path": "description", "before": "old", "after": None},
    ],
}
DELETED = {"action": "DELETE", "purchaseOrderId": "PO-GONE", "differences": []}
SAME = {"action": "NONE", "purchaseOrderId": "PO-SAME", "differences": []}


def a_plan(*changes, plan_id="plan-1", is_applied=False, is_complete=True, none=0, **more):
    blank = {"result": None, "error": None, "warnings": []}
    actions = [change["action"] for change in changes]
    counts = {name: actions.count(name.upper()) for name in ("create", "change", "delete")}
    return {
        "planId": plan_id,
        "isApplied": is_applied,
        "isComplete": is_complete,
        "isShortened": False,
        "summary": {**counts, "none": none, "failed": 0},
        "changes": [blank | change for change in changes],
    } | more


def a_refusal(status, code, **more):
    return json_reply({"title": "Refused", "detail": "for a reason", "code": code, **more}, status)


def done(change):
    return change | {"result": "APPLIED"}


def failed(change, code="UNAVAILABLE"):
    return change | {"result": "FAILED", "error": {"code": code, "message": "not reached"}}


EMPTY = json_reply(a_plan(SAME, none=1))
PLANNED = json_reply(a_plan(CREATED, CHANGED, DELETED, none=4))
APPLIED = json_reply(a_plan(done(CREATED), done(CHANGED), done(DELETED), is_applied=True, none=4))
LOST = Reply(content="0123456789", is_broken_off=True)


# Three pages of an export, and the document that they make.
PAGES = {
    "yaml": (
        "# Purchase orders\npurchaseOrders:\n- purchaseOrderId: A\n  note: '# no comment'\n",
        "purchaseOrders: []\n",
        "# Purchase orders\npurchaseOrders:\n- purchaseOrderId: B\n",
        "# Purchase orders\npurchaseOrders:\n- purchaseOrderId: A\n  note: '# no comment'\n"
        "- purchaseOrderId: B\n",
    ),
    "json": (
        '{"purchaseOrders": [{"purchaseOrderId": "A", "unitPrice": "1.10"}]}',
        '{"purchaseOrders": []}',
        '{"purchaseOrders": [{"purchaseOrderId": "É"}]}',
        '{\n  "purchaseOrders": [\n    {\n      "purchaseOrderId": "A",\n'
        '      "unitPrice": "1.10"\n    },\n'
        '    {\n      "purchaseOrderId": "É"\n    }\n  ]\n}\n',
    ),
    "csv": (
        'purchaseOrderId,description\r\nA,"two\r\nlines"\r\n',
        "purchaseOrderId,description\r\n",
        "purchaseOrderId,description\r\nB,",
        'purchaseOrderId,description\r\nA,"two\r\nlines"\r\nB,\n',
    ),
}


@pytest.fixture
def api(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith(("AWS_", "LEDGERLINE_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEY.secret_key)
    monkeypatch.setenv("AWS_REGION", REGION)
    # Nothing may go through it: the server is on this machine.
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with api_server() as server:
        monkeypatch.setenv("LEDGERLINE_API_URL", server.url + "/")
        yield server


@pytest.fixture
def orders(tmp_path):
    file = tmp_path / "orders.yaml"
    file.write_text("purchaseOrders: []\n")
    return str(file)


class Keyboard(io.StringIO):
    """Standard input of somebody who sits there."""

    def isatty(self) -> bool:
        return True


class Screen(io.StringIO):
    """Standard output that somebody looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def at_a_terminal(monkeypatch):
    def typing(text):
        screen = Screen()
        monkeypatch.setattr(sys, "stdin", Keyboard(text))
        monkeypatch.setattr(sys, "stdout", screen)
        return screen

    return typing


class TestPlan:
    def test_a_plan_reads_as_a_diff(self, api: ApiServer, orders, capsys):
        api.will_answer(PLANNED)
        assert main(["plan", orders]) == 0
        assert capsys.readouterr().out.splitlines() == [
            "+ PO-NEW",
            "    + expirationMonth: 2027-12",
            "~ PO-OLD",
            "    ~ lineItems['1'].endMonth: 2027-06 -> 2027-12",
            "    - description: old",
            "- PO-GONE",
            "",
            "Plan: 1 to create, 1 to change, 1 to delete, 4 unchanged.",
        ]

    @pytest.mark.parametrize(
        ("words", "content_type"),
        [
            (["orders.yaml"], "application/yaml"),
            (["orders.YML"], "application/yaml"),
            (["orders.json"], "application/json"),
            (["orders.csv"], "text/csv"),
            (["orders.txt", "--format", "csv"], "text/csv"),
        ],
    )
    def test_the_file_is_sent_byte_by_byte_signed_and_as_what_it_is(
        self, api: ApiServer, tmp_path, monkeypatch, words, content_type
    ):
        monkeypatch.chdir(tmp_path)
        Path(words[0]).write_bytes(b"\xef\xbb\xbfcaf\xc3\xa9\r\n")
        api.will_answer(EMPTY)
        assert main(["plan", *words]) == 0
        (request,) = api.received
        assert (request.method, request.path) == ("POST", IMPORTS)
        assert request.query == {"dryRun": "true", "prune": "false"}
        assert request.body == b"\xef\xbb\xbfcaf\xc3\xa9\r\n"
        assert request.headers["content-type"] == content_type
        assert request.is_signed

    def test_standard_input_is_read_when_its_format_is_told(
        self, api: ApiServer, monkeypatch, capsys
    ):
        api.will_answer(EMPTY)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
        assert main(["plan", "-"]) == 1
        assert "Give --format" in capsys.readouterr().err
        assert main(["plan", "-", "--format", "json"]) == 0
        assert [request.body for request in api.received] == [b"{}"]

    def test_temporary_credentials_and_another_account_travel_with_the_request(
        self, api: ApiServer, orders, monkeypatch
    ):
        monkeypatch.setenv("AWS_SESSION_TOKEN", "token-1")
        api.will_answer(EMPTY)
        assert main(["plan", orders, "--prune", "--billing-account", "200000000001"]) == 0
        (request,) = api.received
        assert request.query == {
            "dryRun": "true",
            "prune": "true",
            "billingAccountId": "200000000001",
        }
        assert request.headers["x-amz-security-token"] == "token-1"
        assert request.is_signed

    @pytest.mark.parametrize(("reply", "code"), [(EMPTY, 0), (PLANNED, 2)])
    def test_the_exit_code_tells_changes_when_asked_to(self, api: ApiServer, orders, reply, code):
        api.will_answer(reply)
        assert main(["plan", orders]) == 0
        assert main(["plan", orders, "--detailed-exitcode"]) == code

    def test_options_that_do_not_exist_never_look_like_changes(self, api: ApiServer, orders):
        with pytest.raises(SystemExit) as ended:
            main(["plan", orders, "--detailed-exit-kode"])
        assert ended.value.code == 1

    def test_without_changes_there_is_nothing_to_do(self, api: ApiServer, orders, capsys):
        api.will_answer(EMPTY)
        assert main(["plan", orders]) == 0
        assert capsys.readouterr().out == "Nothing to do: 1 purchase order is as the file says.\n"

    def test_several_files_are_planned_one_by_one(self, api: ApiServer, orders, tmp_path, capsys):
        other = tmp_path / "other.csv"
        other.write_text("purchaseOrderId\n")
        api.will_answer(EMPTY, PLANNED)
        assert main(["plan", orders, str(other), "--detailed-exitcode"]) == 2
        out = capsys.readouterr().out
        assert out.index(f"{orders}:") < out.index("Nothing to do") < out.index(f"{other}:")
        assert main(["plan", orders, str(other), "--prune"]) == 1
        assert "--prune takes one file" in capsys.readouterr().err

    def test_json_is_what_the_api_said(self, api: ApiServer, orders, capsys):
        api.will_answer(PLANNED)
        assert main(["plan", orders, "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == {
            "plans": [{"file": orders, **json.loads(PLANNED.content)}]
        }

    def test_warnings_are_shown_and_nothing_takes_the_terminal_over(
        self, api: ApiServer, orders, capsys
    ):
        nasty = SAME | {"purchaseOrderId": "PO\x1b[2J", "warnings": ["two\nlines"]}
        values = [{"path": "description", "before": "", "after": "a\nb "}]
        api.will_answer(json_reply(a_plan(nasty, CHANGED | {"differences": values})))
        assert main(["plan", orders]) == 0
        assert capsys.readouterr().out.splitlines()[:4] == [
            r"= PO\x1b[2J",
            r"    ! two\nlines",
            "~ PO-OLD",
            r'    ~ description: "" -> "a\nb "',
        ]


class TestProblems:
    def test_every_problem_is_a_line_that_an_editor_can_jump_to(
        self, api: ApiServer, orders, capsys
    ):
        problems = [
            {
                "field": "lineItems[0].endMonth",
                "reason": "INVALID",
                "message": "ends later than the purchase order",
                "rule": "R-080",
                "row": 12,
                "column": 7,
            },
            {"field": "billFrom", "reason": "MISSING", "message": "is required", "row": 3},
            {"field": "", "reason": "INVALID", "message": "is no YAML"},
        ]
        api.will_answer(a_refusal(400, "INVALID_INPUT", problems=problems, problemCount=9))
        assert main(["plan", orders]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert [" ".join(line.split()) for line in err.splitlines()] == [
            f"{orders}:12:7: lineItems[0].endMonth: ends later than the purchase order (R-080)",
            f"{orders}:3: billFrom: is required",
            f"{orders}: is no YAML",
            "",
            "9 problems, 6 of them not shown. Nothing was changed.",
        ]
        # The messages stand below each other.
        assert (
            len(
                {
                    line.index(word)
                    for line, word in zip(
                        err.splitlines()[:3], ("lineItems", "billFrom", "is no"), strict=True
                    )
                }
            )
            == 1
        )

    def test_one_bad_file_does_not_hide_the_plan_of_the_others(
        self, api: ApiServer, orders, capsys
    ):
        api.will_answer(a_refusal(413, "TOO_LARGE"), PLANNED)
        assert main(["plan", orders, orders, "--detailed-exitcode"]) == 1
        out, err = capsys.readouterr()
        assert "for a reason (TOO_LARGE)" in err
        assert "Plan: 1 to create" in out

    def test_a_file_that_is_not_there_is_told_before_anything_is_sent(
        self, api: ApiServer, tmp_path, capsys
    ):
        assert main(["plan", str(tmp_path / "none.yaml")]) == 1
        assert "No such file" in capsys.readouterr().err
        assert api.received == []


class TestApply:
    def test_what_was_shown_is_applied_and_nothing_else(self, api: ApiServer, orders, capsys):
        api.will_answer(PLANNED, APPLIED)
        assert main(["apply", orders, "--yes", "--prune"]) == 0
        assert [request.query for request in api.received] == [
            {"dryRun": "true", "prune": "true"},
            {"dryRun": "false", "prune": "true", "planId": "plan-1"},
        ]
        assert api.received[0].body == api.received[1].body
        assert all(request.is_signed for request in api.received)
        assert capsys.readouterr().out.splitlines()[-5:] == [
            "+ PO-NEW: created",
            "~ PO-OLD: changed",
            "- PO-GONE: deleted",
            "",
            "Applied: 1 created, 1 changed, 1 deleted, 4 unchanged, 0 failed.",
        ]

    def test_a_second_time_there_is_nothing_to_do(self, api: ApiServer, orders, capsys):
        api.will_answer(EMPTY)
        assert main(["apply", orders, "--yes"]) == 0
        assert "Nothing to do" in capsys.readouterr().out
        assert len(api.received) == 1

    def test_one_failure_is_told_and_ends_with_1(self, api: ApiServer, orders, capsys):
        planned = json_reply(a_plan(CREATED, CHANGED))
        result = a_plan(done(CREATED), failed(CHANGED, "STALE_VERSION"), is_applied=True)
        api.will_answer(planned, json_reply(result))
        assert main(["apply", orders, "--yes"]) == 1
        assert capsys.readouterr().out.splitlines()[-4:] == [
            "+ PO-NEW: created",
            "~ PO-OLD: failed: not reached (STALE_VERSION)",
            "",
            "Applied: 1 created, 0 changed, 0 deleted, 0 unchanged, 1 failed.",
        ]

    def test_where_nobody_can_be_asked_it_needs_a_yes(self, api: ApiServer, orders, capsys):
        assert main(["apply", orders]) == 1
        assert "give --yes" in capsys.readouterr().err
        assert api.received == []

    @pytest.mark.parametrize(("typed", "sent", "code"), [("y\n", 2, 0), ("\n", 1, 1), ("", 1, 1)])
    def test_somebody_at_a_terminal_is_asked(
        self, api: ApiServer, orders, at_a_terminal, typed, sent, code
    ):
        screen = at_a_terminal(typed)
        api.will_answer(PLANNED, APPLIED)
        assert main(["apply", orders]) == code
        assert "Apply this? [y/N]" in screen.getvalue()
        assert ("Nothing was changed." in screen.getvalue()) == (sent == 1)
        assert len(api.received) == sent

    def test_even_at_a_terminal_a_piped_file_needs_a_yes(
        self, api: ApiServer, at_a_terminal, capsys
    ):
        at_a_terminal("y\n")
        assert main(["apply", "-", "--format", "csv"]) == 1
        assert "give --yes" in capsys.readouterr().err

    def test_a_plan_that_is_outdated_is_a_conflict(self, api: ApiServer, orders, capsys):
        api.will_answer(PLANNED, a_refusal(409, "CONFLICT"))
        assert main(["apply", orders, "--yes"]) == 1
        assert "for a reason (CONFLICT)" in capsys.readouterr().err
        assert len(api.received) == 2

    def test_what_a_lost_answer_did_is_found_done(self, api: ApiServer, orders, capsys):
        same = [each | {"action": "NONE", "differences": []} for each in (CREATED, CHANGED)]
        api.will_answer(PLANNED, LOST, a_refusal(409, "STALE_VERSION"), json_reply(a_plan(*same)))
        assert main(["apply", orders, "--yes"]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == (
            "Applied: 1 created, 1 changed, 1 deleted, 4 unchanged, 0 failed."
        )

    def test_what_a_lost_answer_did_not_is_done_after_it(self, api: ApiServer, orders, capsys):
        rest = a_plan(CHANGED, plan_id="plan-2")
        api.will_answer(
            json_reply(a_plan(CREATED, CHANGED)),
            LOST,
            a_refusal(409, "STALE_VERSION"),
            json_reply(rest),
            json_reply(a_plan(done(CHANGED), is_applied=True)),
        )
        assert main(["apply", orders, "--yes"]) == 0
        assert "Applied: 1 created, 1 changed" in capsys.readouterr().out
        assert [request.query.get("planId") for request in api.received] == [
            None, "plan-1", "plan-1", None, "plan-2"
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "now",
        [
            a_plan(CHANGED | {"differences": CREATED["differences"]}),
            a_plan(CREATED, CHANGED, DELETED | {"purchaseOrderId": "PO-ANOTHER"}),
            a_plan(CHANGED | {"action": "CREATE"}),
        ],
    )
    def test_after_a_lost_answer_nothing_is_done_that_was_not_shown(
        self, api: ApiServer, orders, capsys, now
    ):
        api.will_answer(PLANNED, LOST, a_refusal(409, "STALE_VERSION"), json_reply(now))
        assert main(["apply", orders, "--yes"]) == 1
        assert "for a reason (STALE_VERSION)" in capsys.readouterr().err
        assert len(api.received) == 4

    def test_what_one_request_did_not_reach_the_next_one_does(self, api: ApiServer, orders, capsys):
        first = a_plan(done(CREATED), failed(CHANGED), is_applied=True, is_complete=False)
        api.will_answer(
            json_reply(a_plan(CREATED, CHANGED, none=7)),
            json_reply(first),
            json_reply(a_plan(CREATED | {"action": "NONE"}, CHANGED, plan_id="plan-2", none=8)),
            json_reply(a_plan(done(CHANGED), is_applied=True, none=8)),
        )
        assert main(["apply", orders, "--yes"]) == 0
        assert capsys.readouterr().out.splitlines()[-4:] == [
            "+ PO-NEW: created",
            "~ PO-OLD: changed",
            "",
            "Applied: 1 created, 1 changed, 0 deleted, 7 unchanged, 0 failed.",
        ]
        assert api.received[-1].query["planId"] == "plan-2"

    @pytest.mark.parametrize("applied", [[failed(CREATED)], [done(CREATED), failed(CHANGED)]])
    def test_it_ends_when_it_gets_no_further_or_somewhere_else(
        self, api: ApiServer, orders, capsys, applied
    ):
        api.will_answer(
            json_reply(a_plan(CREATED, CHANGED)),
            json_reply(a_plan(*applied, is_applied=True, is_complete=False)),
            json_reply(a_plan(DELETED, plan_id="plan-2")),
        )
        assert main(["apply", orders, "--yes"]) == 1
        out = capsys.readouterr().out
        assert "not reached (UNAVAILABLE)" in out
        assert out.splitlines()[-1] == "This is not all: run the same command again."
        assert all(request.query.get("planId") != "plan-2" for request in api.received)

    def test_a_plan_says_what_it_leaves_out(self, api: ApiServer, orders, capsys):
        api.will_answer(json_reply(a_plan(DELETED, is_complete=False, isShortened=True)))
        assert main(["plan", orders]) == 0
        out = capsys.readouterr().out
        assert "once it is applied, plan again" in out
        assert "those of the last are not shown" in out

    def test_json_is_the_result_alone(self, api: ApiServer, orders, capsys):
        api.will_answer(PLANNED, APPLIED)
        assert main(["apply", orders, "--yes", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == json.loads(APPLIED.content)


class TestExport:
    def replies(self, format_):
        first, second, third, _ = PAGES[format_]
        return (
            Reply(content=first, headers={"x-next-token": "t 1+/="}),
            Reply(content=second, headers={"X-Next-Token": "t2"}),
            Reply(content=third),
        )

    @pytest.mark.parametrize("format_", ["yaml", "json", "csv"])
    def test_pages_become_one_document(self, api: ApiServer, capfdbinary, format_):
        api.will_answer(*self.replies(format_))
        assert main(["export", "--format", format_, "--status", "ACTIVE"]) == 0
        assert capfdbinary.readouterr().out.decode() == PAGES[format_][3]
        asked = {"format": format_, "status": "ACTIVE", "maxResults": "100"}
        assert [request.query for request in api.received] == [
            asked,
            asked | {"nextToken": "t 1+/="},
            asked | {"nextToken": "t2"},
        ]
        assert {request.path for request in api.received} == {EXPORTS}
        assert all(request.is_signed for request in api.received)

    @pytest.mark.parametrize("format_", ["yaml", "json", "csv"])
    def test_the_name_of_the_file_tells_its_format(self, api: ApiServer, tmp_path, format_):
        file = tmp_path / f"orders.{format_}"
        api.will_answer(*self.replies(format_))
        assert main(["export", "-o", str(file)]) == 0
        assert file.read_bytes().decode() == PAGES[format_][3]

    def test_nothing_is_an_empty_document_too(self, api: ApiServer, capsys):
        api.will_answer(Reply(content="purchaseOrders: []\n"))
        assert main(["export"]) == 0
        assert capsys.readouterr().out == "purchaseOrders: []\n"

    @pytest.mark.parametrize(
        "failing", [a_refusal(400, "INVALID_INPUT"), Reply(content="<html>", status=200)]
    )
    def test_a_file_is_replaced_whole_or_stays_as_it_was(
        self, api: ApiServer, tmp_path, failing, capsys
    ):
        file = tmp_path / "orders.yaml"
        file.write_text("kept")
        first, *_ = self.replies("yaml")
        api.will_answer(first, failing)
        assert main(["export", "-o", str(file)]) == 1
        assert main(["export", "-o", str(tmp_path / "no" / "folder.yaml")]) == 1
        assert [path.name for path in tmp_path.iterdir()] == ["orders.yaml"]
        assert file.read_text() == "kept"
        assert capsys.readouterr().out == ""

    def test_a_file_keeps_its_permissions(self, api: ApiServer, tmp_path):
        file = tmp_path / "orders.yaml"
        file.touch(mode=0o640)
        file.chmod(0o640)
        api.will_answer(Reply(content="purchaseOrders: []\n"))
        assert main(["export", "-o", str(file)]) == 0
        assert file.stat().st_mode & 0o777 == 0o640

    def test_a_page_that_breaks_off_is_fetched_again(self, api: ApiServer, capsys):
        api.will_answer(LOST, Reply(content="purchaseOrders:\n- purchaseOrderId: A\n"))
        assert main(["export"]) == 0
        assert "purchaseOrderId: A" in capsys.readouterr().out

    @pytest.mark.parametrize("format_", ["yaml", "json", "csv"])
    def test_what_is_no_page_is_not_written(self, api: ApiServer, format_, capsys):
        first, *_ = self.replies(format_)
        api.will_answer(first, Reply(content="<html>\n"))
        assert main(["export", "--format", format_]) == 1
        assert "is not the" in capsys.readouterr().err

    def test_an_export_that_never_ends_is_given_up(self, api: ApiServer, capsys):
        api.will_answer(Reply(content="purchaseOrders: []\n", headers={"x-next-token": "again"}))
        assert main(["export"]) == 1
        assert "in circles" in capsys.readouterr().err


class TestTrouble:
    @pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
    def test_a_busy_api_is_asked_again(self, api: ApiServer, orders, status):
        api.will_answer(Reply(status=status), EMPTY)
        assert main(["plan", orders]) == 0
        assert len(api.received) == 2

    def test_it_is_not_asked_for_ever(self, api: ApiServer, orders, capsys):
        api.will_answer(a_refusal(503, "UNAVAILABLE"))
        api.replies[0].headers["retry-after"] = "0"
        assert main(["plan", orders]) == 1
        assert len(api.received) == 5
        assert "for a reason (UNAVAILABLE)" in capsys.readouterr().err

    def test_pauses_grow_and_a_wish_of_the_api_goes_before(self, api: ApiServer):
        pauses: list[float] = []
        found = connect(api_url=None, profile=None, region=None, billing_account_id=None)
        with closing(Api(found, seconds_to_answer=5, pause=pauses.append)) as caller:
            asked = Reply(status=429, headers={"retry-after": "7"})
            endless = Reply(status=429, headers={"retry-after": "86400"})
            busy = Reply(status=503)
            api.will_answer(busy, busy, asked, endless, busy)
            with pytest.raises(CommandError):
                caller.get("purchase-order-exports", {})
        assert 0.15 <= pauses[0] <= 0.3 <= pauses[1] <= 0.6
        assert pauses[2:] == [7, 20]

    @pytest.mark.parametrize("status", [400, 403, 404, 409])
    def test_a_refusal_is_final(self, api: ApiServer, orders, status):
        api.will_answer(a_refusal(status, "SOME_CODE"))
        assert main(["plan", orders]) == 1
        assert len(api.received) == 1

    def test_the_api_refuses_somebody_by_name(self, api: ApiServer, orders, capsys):
        api.will_answer(a_refusal(403, "NOT_ALLOWED"))
        assert main(["plan", orders, "--billing-account", "200000000001"]) == 1
        err = capsys.readouterr().err
        assert "for a reason (NOT_ALLOWED)" in err
        assert "access key AKIAEXAMPLE, found by env, acting for billing account 2" in err
        assert KEY.secret_key not in err

    @pytest.mark.parametrize(
        ("kind", "advice"),
        [
            ("AccessDeniedException", "must allow execute-api:Invoke"),
            ("ExpiredTokenException", "have expired: log in again"),
            ("InvalidSignatureException:http://aws.example.com/", "this machine's clock"),
            ("MissingAuthenticationTokenException", "is this the stack's output ApiUrl"),
        ],
    )
    def test_api_gateway_s_own_refusals_are_explained(
        self, api: ApiServer, orders, capsys, kind, advice
    ):
        refusal = Reply(status=403, content='{"message":"No."}', headers={"x-amzn-errortype": kind})
        api.will_answer(refusal)
        assert main(["plan", orders]) == 1
        assert advice in capsys.readouterr().err

    @pytest.mark.parametrize(
        "reply", [Reply(content="<html>"), Reply(status=404, content="<html>"), Reply(status=301)]
    )
    def test_an_address_of_something_else_is_called_that(
        self, api: ApiServer, orders, capsys, reply
    ):
        api.will_answer(reply)
        assert main(["plan", orders]) == 1
        err = capsys.readouterr().err
        assert "ApiUrl" in err or "not what the API sends" in err

    def test_an_answer_that_is_no_plan_is_called_that(self, api: ApiServer, orders, capsys):
        api.will_answer(json_reply({"planId": "p"}))
        assert main(["plan", orders]) == 1
        assert "not a plan" in capsys.readouterr().err

    def test_nobody_at_the_address(self, api: ApiServer, orders, capsys):
        assert main(["plan", orders, "--api-url", "http://127.0.0.1:9"]) == 1
        assert "no answer from http://127.0.0.1:9" in capsys.readouterr().err

    @pytest.mark.parametrize("url", ["", "api.example.com", "ftp://a.example.com", "https://a?b=c"])
    def test_no_address_at_all(self, api: ApiServer, orders, monkeypatch, capsys, url):
        monkeypatch.delenv("LEDGERLINE_API_URL")
        assert main(["plan", orders, "--api-url", url]) == 1
        assert "ApiUrl" in capsys.readouterr().err.replace("LEDGERLINE_API_URL", "ApiUrl")

    def test_no_credentials(self, api: ApiServer, orders, monkeypatch, capsys):
        assert main(["plan", orders, "--profile", "nobody"]) == 1
        assert "nobody" in capsys.readouterr().err
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        assert main(["plan", orders]) == 1
        assert "give --profile" in capsys.readouterr().err

    def test_no_region(self, api: ApiServer, orders, monkeypatch, capsys):
        monkeypatch.delenv("AWS_REGION")
        assert main(["plan", orders]) == 1
        assert "--region" in capsys.readouterr().err

    def test_a_profile_brings_credentials_and_region(
        self, api: ApiServer, orders, monkeypatch, tmp_path, capsys
    ):
        monkeypatch.delenv("AWS_REGION")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOTHER")
        (tmp_path / "config").write_text(
            f"[profile buyer]\nregion = {REGION}\naws_access_key_id = {KEY.access_key}\n"
            f"aws_secret_access_key = {KEY.secret_key}\n"
        )
        api.will_answer(json_reply({"purchaseOrders": []}))
        assert main(["check", "--profile", "buyer"]) == 0
        assert api.received[0].is_signed
        assert f"access key {KEY.access_key}, profile buyer" in capsys.readouterr().out


class TestCheck:
    def test_it_tells_where_as_whom_and_whether_that_works(self, api: ApiServer, capsys):
        api.will_answer(json_reply({"purchaseOrders": []}), a_refusal(403, "NOT_ALLOWED"))
        assert main(["check"]) == 0
        out = capsys.readouterr().out
        assert api.url in out
        assert KEY.access_key in out
        assert REGION in out
        assert api.received[0].query == {"format": "json", "maxResults": "1"}
        assert main(["check"]) == 1


class TestColours:
    def test_only_a_terminal_gets_them(self, api: ApiServer, orders, at_a_terminal, monkeypatch):
        api.will_answer(PLANNED)
        monkeypatch.setenv("TERM", "xterm")
        screen = at_a_terminal("")
        main(["plan", orders])
        assert "\x1b[32m+ PO-NEW\x1b[0m" in screen.getvalue()
        monkeypatch.setenv("NO_COLOR", "1")
        screen = at_a_terminal("")
        main(["plan", orders])
        assert "\x1b" not in screen.getvalue()

    def test_a_terminal_that_lacks_a_letter_shows_its_code(self, api: ApiServer, orders):
        change = CREATED | {"purchaseOrderId": "PO-É"}
        api.will_answer(json_reply(a_plan(change)))
        ended = subprocess.run(
            [TestTheCommandItself.COMMAND, "plan", orders],
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
            capture_output=True,
            text=True,
        )
        assert ended.stdout.startswith(r"+ PO-\xc9")

    def test_a_pipe_gets_none(self, api: ApiServer, orders, capsys):
        api.will_answer(PLANNED)
        main(["plan", orders])
        assert "\x1b" not in capsys.readouterr().out


class TestTheCommandItself:
    COMMAND = str(Path(sys.executable).with_name("procurement"))

    def test_it_is_installed_and_explains_itself(self):
        told = subprocess.run([self.COMMAND, "--version"], capture_output=True, text=True)
        assert told.stdout.startswith("procurement 0.")
        module = [sys.executable, "-m", "procurement_cli", "--version"]
        assert subprocess.run(module, capture_output=True, text=True).stdout == told.stdout

    @pytest.mark.parametrize("verb", ["plan", "apply", "export", "check"])
    def test_every_verb_has_help(self, verb, capsys):
        with pytest.raises(SystemExit) as ended:
            main([verb, "--help"])
        assert ended.value.code == 0
        assert "--api-url" in capsys.readouterr().out

    def test_it_asks_on_a_real_terminal(self, api: ApiServer, orders):
        api.will_answer(PLANNED, APPLIED)
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [self.COMMAND, "apply", orders], stdin=theirs, stdout=theirs, stderr=theirs
        ) as process:
            os.close(theirs)
            shown = b""
            while b"[y/N]" not in shown:
                shown += os.read(ours, 1024)
            os.write(ours, b"y\n")
            while b"Applied:" not in shown:
                shown += os.read(ours, 1024)
            assert process.wait() == 0
        os.close(ours)
        assert len(api.received) == 2

    def test_a_reader_that_leaves_early_is_no_failure_of_ours(self, api: ApiServer, tmp_path):
        line = "- purchaseOrderId: A\n"
        api.will_answer(Reply(content="purchaseOrders:\n" + line * 20_000))
        ended = subprocess.run(
            f"{self.COMMAND} export | head -n 1",
            shell=True,
            capture_output=True,
            text=True,
            check=True,
        )
        assert ended.stdout == "purchaseOrders:\n"
        assert ended.stderr == ""

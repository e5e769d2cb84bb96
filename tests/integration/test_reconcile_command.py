"""`procurement reconcile` as people run it, against a server that answers as told."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from procurement_cli import commands, reconciliations
from procurement_cli.command_line import main
from tests.support.api_server import KEY, REGION, ApiServer, Reply, api_server, json_reply

NAME = "rc-20270210T090000Z"
TOKEN = "ab" * 32


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[ApiServer]:
    for name, value in {
        "AWS_ACCESS_KEY_ID": KEY.access_key,
        "AWS_SECRET_ACCESS_KEY": KEY.secret_key or "",
        "AWS_REGION": REGION,
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(reconciliations, "wait", lambda _: None)
    with api_server() as server:
        monkeypatch.setenv("LEDGERLINE_API_URL", server.url)
        yield server


def a_reconciliation(state: str = "FINISHED", **more: Any) -> Reply:
    counts = {"invoices": 3, "charges": 2, "findings": 0, "changes": 0, "counts": {}, "notes": []}
    return json_reply(
        {
            "reconciliationId": NAME,
            "state": state,
            **counts,
            "planToken": TOKEN if more.get("changes") else None,
            "failure": None,
            "application": None,
            **more,
        }
    )


def application(state: str, *batches: dict[str, Any], refusal: Any = None) -> dict[str, Any]:
    return {"application": {"state": state, "batches": list(batches), "refusal": refusal}}


INVOICE = {
    "subject": "INVOICE",
    "invoiceId": "EUINUS27-1",
    "chargeId": None,
    "agreementId": None,
    "kind": "TYPO",
    "severity": "HIGH",
    "printed": "PO-CLUOD\x1b[2J",
    "expected": "PO-CLOUD",
    "reason": "There is no purchase order PO-CLUOD.",
    "mend": "Have PO-CLOUD printed by a support case.",
    "billingPeriod": "2027-01",
    "total": {"amount": "100.00", "currencyCode": "USD"},
    "supportCase": "Subject: Purchase order on invoice EUINUS27-1\n",
}
CHARGE = INVOICE | {
    "subject": "CHARGE",
    "invoiceId": None,
    "chargeId": "ch-1",
    "agreementId": "agmt-1",
    "printed": None,
    "billingPeriod": None,
    "total": None,
    "supportCase": None,
}
PLAN = json_reply(
    {
        "reconciliationId": NAME,
        "planToken": TOKEN,
        "changes": [
            {
                "chargeId": "ch-1",
                "chargeRevision": 1,
                "agreementId": "agmt-1",
                "before": None,
                "after": "PO-CLOUD",
            }
        ],
    }
)


def page(*found: dict[str, Any], token: str | None = None) -> Reply:
    return json_reply({"items": list(found), "nextToken": token})


def test_nothing_wrong_ends_with_0(api: ApiServer, capsys: pytest.CaptureFixture[str]) -> None:
    api.will_answer(a_reconciliation("RUNNING"), a_reconciliation("RUNNING"), a_reconciliation())
    assert main(["reconcile"]) == 0
    told = capsys.readouterr()
    assert told.err.splitlines() == [f"{NAME}: AWS is being compared"]
    assert told.out.splitlines() == [
        "3 invoices and 2 charges compared: every number is as it should be."
    ]
    assert json.loads(api.received[0].body) == {}
    assert {each.path for each in api.received[1:]} == {f"/reconciliations/{NAME}"}


def test_findings_are_told_with_their_reasons_and_end_with_2(
    api: ApiServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also what a number would do to a terminal is made harmless"""
    api.will_answer(
        a_reconciliation(findings=2, counts={"TYPO": 2}, notes=["Time was up."]),
        page(INVOICE, token="more"),
        page(CHARGE),
    )
    assert main(["reconcile"]) == 2
    assert capsys.readouterr().out.splitlines() == [
        "TYPO EUINUS27-1 (2027-01, 100.00 USD)",
        "    PO-CLUOD\\x1b[2J -> PO-CLOUD",
        "    There is no purchase order PO-CLUOD.",
        "    Have PO-CLOUD printed by a support case.",
        "TYPO agmt-1 ch-1",
        "    none -> PO-CLOUD",
        "    There is no purchase order PO-CLUOD.",
        "    Have PO-CLOUD printed by a support case.",
        "Time was up.",
        "3 invoices and 2 charges compared: 2 findings (2 TYPO).",
    ]
    assert [each.query.get("nextToken") for each in api.received[1:]] == [None, "more"]


@pytest.mark.parametrize(
    ("days", "asked"),
    [
        ("2027-01-01..2027-01-31", {"issuedFrom": "2027-01-01", "issuedTo": "2027-01-31"}),
        ("2027-01-01..", {"issuedFrom": "2027-01-01"}),
        ("..2027-01-31", {"issuedTo": "2027-01-31"}),
    ],
)
def test_days_of_issue_are_handed_on(api: ApiServer, days: str, asked: dict[str, str]) -> None:
    api.will_answer(a_reconciliation())
    assert main(["reconcile", "--invoices", days]) == 0
    assert json.loads(api.received[0].body) == asked


def test_what_aws_refused_is_told(api: ApiServer, capsys: pytest.CaptureFixture[str]) -> None:
    failure = {"code": "NOT_ALLOWED", "message": "AWS does not allow it"}
    api.will_answer(a_reconciliation("FAILED", failure=failure))
    assert main(["reconcile"]) == 1
    assert capsys.readouterr().err.splitlines() == [f"error: {NAME}: AWS does not allow it"]


def test_one_that_was_begun_is_read_again(api: ApiServer) -> None:
    api.will_answer(a_reconciliation())
    assert main(["reconcile", NAME]) == 0
    assert [each.method for each in api.received] == ["GET"]


def test_nobody_needs_to_wait(api: ApiServer, capsys: pytest.CaptureFixture[str]) -> None:
    api.will_answer(a_reconciliation("RUNNING"))
    assert main(["reconcile", "--no-wait"]) == 0
    assert capsys.readouterr().out.strip() == NAME


def test_support_cases_are_written_one_per_finding(
    api: ApiServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = INVOICE | {"invoiceId": "../x y"}
    api.will_answer(a_reconciliation(findings=3), page(INVOICE, CHARGE, odd))
    folder = tmp_path / "cases"
    assert main(["reconcile", "--support-cases", str(folder)]) == 2
    assert sorted(each.name for each in folder.iterdir()) == [
        "0001-EUINUS27-1.txt",
        "0002-.._x_y.txt",
    ]
    assert (folder / "0001-EUINUS27-1.txt").read_text() == INVOICE["supportCase"]
    assert capsys.readouterr().err.splitlines() == [f"2 support cases written to {folder}"]


def test_json_holds_everything(api: ApiServer, capsys: pytest.CaptureFixture[str]) -> None:
    api.will_answer(a_reconciliation(findings=1, changes=1), page(CHARGE), PLAN)
    assert main(["reconcile", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert told["reconciliation"]["reconciliationId"] == NAME
    assert [each["chargeId"] for each in told["findings"]] == ["ch-1"]
    assert [each["after"] for each in told["changes"]] == ["PO-CLOUD"]


class TestApplying:
    def test_the_plan_is_shown_and_exactly_that_is_set(
        self, api: ApiServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        api.will_answer(
            a_reconciliation(findings=1, changes=1),
            page(CHARGE),
            PLAN,
            a_reconciliation(findings=1, changes=1, **application("REQUESTED")),
            a_reconciliation(
                findings=1, changes=1, **application("SET", {"charges": 1, "error": None})
            ),
        )
        assert main(["reconcile", "--apply", "--yes"]) == 0
        told = capsys.readouterr()
        assert told.out.splitlines()[-3:] == [
            "Plan: 1 numbers to set on charges.",
            "~ agmt-1 ch-1: none -> PO-CLOUD",
            "Call 1: 1 numbers set.",
        ]
        sent = api.received[3]
        assert (sent.method, sent.path) == ("POST", f"/reconciliations/{NAME}/references")
        assert json.loads(sent.body) == {"planToken": TOKEN}

    def test_findings_that_only_support_can_mend_are_left(self, api: ApiServer) -> None:
        api.will_answer(
            a_reconciliation(findings=2, changes=1),
            page(INVOICE, CHARGE),
            PLAN,
            a_reconciliation(findings=2, changes=1, **application("SET")),
        )
        assert main(["reconcile", "--apply", "--yes"]) == 2

    def test_a_plan_that_moved_on_is_told(
        self, api: ApiServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        refusal = {"code": "CHARGES_MOVED", "message": "1 of 1 charges have changed"}
        api.will_answer(
            a_reconciliation(findings=1, changes=1),
            page(CHARGE),
            PLAN,
            a_reconciliation(findings=1, changes=1, **application("REFUSED", refusal=refusal)),
        )
        assert main(["reconcile", "--apply", "--yes"]) == 1
        last = capsys.readouterr().out.splitlines()[-1]
        assert last == "Nothing was set: 1 of 1 charges have changed."

    def test_a_call_that_failed_is_told(
        self, api: ApiServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        batch = {"charges": 86, "error": {"code": "CONFLICT", "message": "the charge is held"}}
        api.will_answer(
            a_reconciliation(findings=1, changes=1),
            page(CHARGE),
            PLAN,
            a_reconciliation(findings=1, changes=1, **application("PARTLY_SET", batch)),
        )
        assert main(["reconcile", "--apply", "--yes"]) == 1
        last = capsys.readouterr().out.splitlines()[-1]
        assert last == "Call 1: none of 86 numbers set: the charge is held"

    def test_without_anybody_to_ask_nothing_is_begun(
        self, api: ApiServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["reconcile", "--apply"]) == 1
        assert api.received == []
        assert "give --yes" in capsys.readouterr().err

    def test_who_says_no_sets_nothing(
        self,
        api: ApiServer,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setattr(commands, "is_somebody_there", lambda: True)
        monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))
        api.will_answer(a_reconciliation(findings=1, changes=1), page(CHARGE), PLAN)
        assert main(["reconcile", "--apply"]) == 1
        assert capsys.readouterr().out.endswith("Apply this? [y/N] Nothing was set.\n")
        assert [each.method for each in api.received] == ["POST", "GET", "GET"]

    def test_nothing_to_set_is_said(
        self, api: ApiServer, capsys: pytest.CaptureFixture[str]
    ) -> None:
        api.will_answer(a_reconciliation())
        assert main(["reconcile", "--apply", "--yes"]) == 0
        assert capsys.readouterr().out.splitlines()[-1] == "There is no number to set on a charge."


@pytest.mark.parametrize(
    "words",
    [["--invoices", "January"], ["--invoices", "2027-01-01"], [NAME, "--invoices", "2027-01-01.."]],
)
def test_misuse_is_told_before_anything_is_sent(
    api: ApiServer, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["reconcile", *words]) == 1
    assert api.received == []
    assert capsys.readouterr().err.startswith("error: --invoices")


@pytest.mark.parametrize("content", [{}, {"reconciliationId": NAME, "state": "FINISHED"}])
def test_what_is_not_from_the_api_is_told(
    api: ApiServer, content: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    api.will_answer(json_reply(content))
    assert main(["reconcile"]) == 1
    assert "not what the API sends" in capsys.readouterr().err

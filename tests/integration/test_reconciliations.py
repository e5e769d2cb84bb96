"""The real AWS account compared over the API, by the schedule, and mended."""

from collections.abc import Callable
from typing import Any

import pytest

from functions.reconcile.app import lambda_handler as work
from procurement import bootstrap
from procurement.domain.errors import Conflict, NotAllowed, Unavailable
from procurement.domain.reconciliation import reconciliation as limits
from procurement.domain.reconciliation.aws_account import AwsAgreement
from procurement.domain.reconciliation.reference_plan import BATCH
from procurement.service.reconciliation import reconcile as reconcile_module
from tests.support.api import BUYER, Answer, call
from tests.support.application import a_line_body, add, check_refusal, events_of, items
from tests.support.crashes import When, crashed
from tests.support.lambda_context import LambdaContext
from tests.support.reconciliation import AGREEMENT, FakeAwsAccount, a_real_charge, printed

PATH = "/reconciliations"
Clock = Callable[[str], Any]

pytestmark = pytest.mark.usefixtures("aws", "clock")


@pytest.fixture
def real(orders: None, monkeypatch: pytest.MonkeyPatch) -> FakeAwsAccount:
    """The real account: one invoice with a typo, one charge with another, both of January."""
    monkeypatch.setenv("RECONCILIATION_CHANGES", "references")
    bootstrap.settings.cache_clear()
    account = FakeAwsAccount(
        listed_invoices=[printed("PO-CLUOD"), printed("PO-CLOUD", invoice_id="EUINUS27-2")],
        listed_charges=[a_real_charge("ch-1", "P0-CLOUD"), a_real_charge("ch-2", "PO-CLOUD")],
        listed_agreements=[
            AwsAgreement(agreement_id=AGREEMENT, status="ACTIVE", seller_account_id="444455556666")
        ],
    )
    monkeypatch.setattr(bootstrap, "aws_account", lambda: account)
    return account


@pytest.fixture(autouse=True)
def orders(aws: None, clock: Clock) -> None:
    clock("2027-01-05T09:00")
    add("PO-CLOUD", a_line_body(total="9000.00"))
    clock("2027-02-10T09:00")


def start(**body: str) -> Answer:
    return call("POST", PATH, body)


def worked_off(type_: str = "ReconciliationRequested") -> dict[str, Any]:
    """What the bus brings to the function that speaks to AWS: the newest event of a type."""
    newest = max(events_of(type_=type_), key=lambda event: event["at"])
    event = {"detail-type": type_, "detail": {"data": newest["detail"]}}
    return work(event, LambdaContext())


def carried_out() -> dict[str, Any]:
    """What becomes of a plan that was asked for."""
    return worked_off("ChargeReferencesRequested")


def reconciled(**body: str) -> dict[str, Any]:
    """A reconciliation from its request to its end."""
    begun = start(**body)
    assert (begun.status, begun.body["state"]) == (202, "RUNNING")
    worked_off()
    return shown(begun.body["reconciliationId"])


def shown(name: str) -> dict[str, Any]:
    answer = call("GET", f"{PATH}/{name}")
    assert answer.status == 200
    return dict(answer.body)


def findings(of: dict[str, Any]) -> list[dict[str, Any]]:
    return items(f"{PATH}/{of['reconciliationId']}/findings")


def apply(of: dict[str, Any], token: str | None = None) -> Answer:
    path = f"{PATH}/{of['reconciliationId']}/references"
    return call("POST", path, {"planToken": token or of["planToken"]})


class TestComparing:
    def test_findings_are_counted_listed_and_announced(self, real: FakeAwsAccount) -> None:
        ended = reconciled()
        assert (ended["state"], ended["invoices"], ended["charges"]) == ("FINISHED", 2, 2)
        assert (ended["findings"], ended["counts"]) == (2, {"TYPO": 2})
        by_subject = {each["subject"]: each for each in findings(ended)}
        invoice, charge = by_subject["INVOICE"], by_subject["CHARGE"]
        assert (invoice["invoiceId"], invoice["expected"]) == ("EUINUS27-1", "PO-CLOUD")
        assert invoice["supportCase"].startswith("Subject: Purchase order on invoice EUINUS27-1\n")
        assert (charge["chargeId"], charge["expected"]) == ("ch-1", "PO-CLOUD")
        assert charge["sellerAccountId"] == "444455556666"
        (announced,) = events_of(type_="ReconciliationFinished")
        assert announced["detail"]["counts"] == {"TYPO": 2}

    def test_two_whole_months_are_compared_unless_days_are_given(
        self, real: FakeAwsAccount, clock: Clock
    ) -> None:
        ended = reconciled()
        assert (ended["issuedFrom"], ended["issuedTo"]) == ("2027-01-01", "2027-02-10")
        clock("2027-02-10T09:01")
        one_day = reconciled(issuedFrom="2027-02-04", issuedTo="2027-02-04")
        assert one_day["invoices"] == 0

    def test_nothing_wrong_is_a_result_too(self, real: FakeAwsAccount) -> None:
        real.listed_invoices.pop(0)
        real.listed_charges.pop(0)
        ended = reconciled()
        assert (ended["findings"], ended["changes"], ended["planToken"]) == (0, 0, None)
        assert findings(ended) == []

    def test_impossible_days_are_refused(self, real: FakeAwsAccount) -> None:
        answer = start(issuedFrom="2027-02-02", issuedTo="2027-02-01")
        assert (answer.status, answer.reasons) == (400, {("issuedFrom", "INVALID_VALUE")})
        answer = start(issuedFrom="2025-01-01", issuedTo="2027-02-01")
        assert answer.reasons == {("issuedFrom", "INVALID_VALUE")}

    def test_another_account_may_do_nothing_of_it(self, real: FakeAwsAccount) -> None:
        """What is read is the deployment's own account: R-377"""
        ended = reconciled()
        name = ended["reconciliationId"]
        for method, path, body in [
            ("POST", PATH, {}),
            ("GET", PATH, None),
            ("GET", f"{PATH}/{name}", None),
            ("GET", f"{PATH}/{name}/findings", None),
            ("GET", f"{PATH}/{name}/references", None),
            ("POST", f"{PATH}/{name}/references", {"planToken": ended["planToken"]}),
        ]:
            answer = call(method, path, body, account="999988887777")
            check_refusal(answer, 403, "AccessDeniedException", "NOT_ALLOWED")

    def test_an_unknown_one_is_not_found(self) -> None:
        for path in ("rc-1", "rc-1/findings", "rc-1/references"):
            answer = call("GET", f"{PATH}/{path}")
            check_refusal(answer, 404, "ResourceNotFoundException", "RECONCILIATION_NOT_FOUND")

    def test_they_are_listed_newest_first(self, real: FakeAwsAccount, clock: Clock) -> None:
        first = reconciled()
        clock("2027-02-11T09:00")
        second = reconciled()
        listed = [each["reconciliationId"] for each in items(PATH)]
        assert listed == [second["reconciliationId"], first["reconciliationId"]]

    def test_the_schedule_needs_no_request(self, real: FakeAwsAccount) -> None:
        answer = work({"scheduledTime": "2027-02-10T07:30:00Z"}, LambdaContext())
        assert answer["state"] == "FINISHED"
        assert shown(answer["reconciliationId"])["requestedBy"] == "reconciliation"
        assert events_of(type_="ReconciliationRequested") == []

    def test_the_same_schedule_twice_compares_once(self, real: FakeAwsAccount) -> None:
        event = {"scheduledTime": "2027-02-10T07:30:00Z"}
        first = work(event, LambdaContext())
        real.listed_invoices.clear()
        assert work(event, LambdaContext()) == first
        assert len(events_of(type_="ReconciliationFinished")) == 1

    def test_a_message_about_one_that_has_expired_asks_for_nothing(
        self, real: FakeAwsAccount
    ) -> None:
        data = {"reconciliationId": "rc-20250101T000000Z", "accountId": BUYER}
        for type_ in ("ReconciliationRequested", "ChargeReferencesRequested"):
            answer = work({"detail-type": type_, "detail": {"data": data}}, LambdaContext())
            assert answer == {"reconciliationId": "rc-20250101T000000Z", "state": "GONE"}

    def test_one_that_never_ends_is_failed_after_an_hour(
        self, real: FakeAwsAccount, clock: Clock
    ) -> None:
        begun = start()
        clock("2027-02-10T10:01")
        assert shown(begun.body["reconciliationId"])["state"] == "FAILED"


class TestRefusedByAws:
    def test_denied_invoices_are_its_result(self, real: FakeAwsAccount) -> None:
        real.refusals["invoices"] = NotAllowed("AWS does not allow invoicing:ListInvoiceSummaries")
        ended = reconciled()
        assert ended["state"] == "FAILED"
        assert ended["failure"]["code"] == "NOT_ALLOWED"
        assert "invoicing:ListInvoiceSummaries" in ended["failure"]["message"]
        (announced,) = events_of(type_="ReconciliationFinished")
        assert announced["detail"]["state"] == "FAILED"

    @pytest.mark.parametrize("what", ["charges", "agreements"])
    def test_without_marketplace_invoices_are_compared_all_the_same(
        self, real: FakeAwsAccount, what: str
    ) -> None:
        real.refusals[what] = Unavailable("AWS did not do it")
        ended = reconciled()
        assert ended["state"] == "FINISHED"
        assert ended["notes"] == ["Charges could not be looked at: AWS did not do it"]
        assert ended["counts"]["TYPO"] >= 1


class TestBounds:
    def test_more_invoices_than_it_looks_at_are_noted(
        self, real: FakeAwsAccount, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reconcile_module, "MAX_INVOICES", 1)
        ended = reconciled()
        assert (ended["invoices"], ended["notes"]) == (
            1,
            ["Only the first 1 invoices were looked at."],
        )

    def test_more_findings_than_fit_into_one_transaction_are_kept(
        self, real: FakeAwsAccount
    ) -> None:
        real.listed_invoices = [printed("PO-CLUOD", invoice_id=f"I-{n:03d}") for n in range(150)]
        ended = reconciled()
        assert ended["findings"] == 151
        assert len(findings(ended)) == 151

    def test_findings_beyond_the_bound_are_counted_and_not_kept(
        self, real: FakeAwsAccount, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(limits, "MAX_FINDINGS", 3)
        monkeypatch.setattr(reconcile_module, "MAX_FINDINGS", 3)
        real.listed_invoices = [printed("PO-CLUOD", invoice_id=f"I-{n:03d}") for n in range(5)]
        ended = reconciled()
        assert (ended["findings"], len(findings(ended))) == (6, 3)

    def test_it_stops_in_time(self, real: FakeAwsAccount) -> None:
        begun = start()
        data = {"reconciliationId": begun.body["reconciliationId"], "accountId": BUYER}
        event = {"detail-type": "ReconciliationRequested", "detail": {"data": data}}
        work(event, LambdaContext(milliseconds_left=20_000))
        ended = shown(begun.body["reconciliationId"])
        assert ended["notes"][0] == "Time was up after 0 invoices."


class TestSetting:
    def test_the_plan_is_shown_first_and_sets_nothing(self, real: FakeAwsAccount) -> None:
        ended = reconciled()
        plan = call("GET", f"{PATH}/{ended['reconciliationId']}/references").body
        assert plan["planToken"] == ended["planToken"]
        assert plan["changes"] == [
            {
                "chargeId": "ch-1",
                "chargeRevision": 1,
                "agreementId": AGREEMENT,
                "before": "P0-CLOUD",
                "after": "PO-CLOUD",
            }
        ]
        assert real.calls == []

    def test_exactly_what_was_shown_is_set(self, real: FakeAwsAccount) -> None:
        ended = reconciled()
        answer = apply(ended)
        assert (answer.status, answer.body["application"]["state"]) == (202, "REQUESTED")
        carried_out()
        application = shown(ended["reconciliationId"])["application"]
        assert application["state"] == "SET"
        assert application["batches"] == [
            {"charges": 1, "state": "SET", "setNow": 1, "error": None}
        ]
        assert real.listed_charges[0].purchase_order_reference == "PO-CLOUD"
        (announced,) = events_of(type_="ChargeReferencesSet")
        assert announced["detail"] == {
            "reconciliationId": ended["reconciliationId"],
            "state": "SET",
            "charges": 1,
            "failedCharges": 0,
            "refusal": None,
        }

    def test_repeated_it_changes_nothing(self, real: FakeAwsAccount) -> None:
        ended = reconciled()
        apply(ended)
        carried_out()
        assert apply(ended).body["application"]["state"] == "SET"
        carried_out()
        assert real.calls == [("ch-1",)]
        assert len(events_of(type_="ChargeReferencesRequested")) == 1

    def test_another_token_is_refused(self, real: FakeAwsAccount) -> None:
        ended = reconciled()
        check_refusal(apply(ended, "0" * 64), 409, "ConflictException", "PLAN_CHANGED")
        assert real.calls == []

    def test_charges_that_moved_on_stop_everything(self, real: FakeAwsAccount) -> None:
        """R-214, R-218"""
        real.listed_charges.append(a_real_charge("ch-3", "P0-CLOUD"))
        ended = reconciled()
        assert ended["changes"] == 2
        real.listed_charges[0] = a_real_charge("ch-1", "PO-other", revision=2)
        apply(ended)
        carried_out()
        application = shown(ended["reconciliationId"])["application"]
        assert application["state"] == "REFUSED"
        assert application["refusal"]["code"] == "CHARGES_MOVED"
        assert real.calls == []

    def test_charges_that_were_invoiced_since_stop_everything(
        self, real: FakeAwsAccount, clock: Clock
    ) -> None:
        """R-204, R-219"""
        ended = reconciled()
        clock("2027-05-02T09:00")
        apply(ended)
        carried_out()
        assert shown(ended["reconciliationId"])["application"]["state"] == "REFUSED"
        assert real.calls == []

    def test_every_call_carries_at_most_86_charges(self, real: FakeAwsAccount) -> None:
        """R-211"""
        real.listed_charges = [a_real_charge(f"ch-{n:03d}", "P0-CLOUD") for n in range(BATCH + 2)]
        ended = reconciled()
        apply(ended)
        carried_out()
        assert [len(each) for each in real.calls] == [86, 2]

    def test_a_batch_that_aws_refuses_keeps_no_other_from_being_set(
        self, real: FakeAwsAccount, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """R-218: each call is all or nothing"""
        real.listed_charges = [a_real_charge(f"ch-{n:03d}", "P0-CLOUD") for n in range(BATCH + 2)]
        ended = reconciled()
        apply(ended)
        refused = Conflict("the charge is held", resource_type="Charge", resource_id="ch-000")
        usual = real.set_references

        def first_fails(changes: Any) -> None:
            if changes[0].charge_id == "ch-000":
                raise refused
            usual(changes)

        monkeypatch.setattr(real, "set_references", first_fails)
        carried_out()
        application = shown(ended["reconciliationId"])["application"]
        assert application["state"] == "PARTLY_SET"
        assert [(each["charges"], each["state"]) for each in application["batches"]] == [
            (86, "FAILED"),
            (2, "SET"),
        ]
        assert application["batches"][0]["error"] == {
            "code": "CONFLICT",
            "message": "the charge is held",
        }
        monkeypatch.setattr(real, "set_references", usual)
        apply(ended)
        carried_out()
        application = shown(ended["reconciliationId"])["application"]
        assert [each["setNow"] for each in application["batches"]] == [86, 0]

    def test_a_deployment_that_only_reads_refuses(
        self, real: FakeAwsAccount, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ended = reconciled()
        monkeypatch.setenv("RECONCILIATION_CHANGES", "none")
        bootstrap.settings.cache_clear()
        check_refusal(apply(ended), 403, "AccessDeniedException", "NOT_ALLOWED")
        assert real.calls == []


class TestCrashes:
    """Stopped before or after any of its writes, and begun again as Lambda does."""

    @pytest.mark.parametrize("when", When)
    def test_a_reconciliation_ends_once(self, real: FakeAwsAccount, when: When) -> None:
        begun, number = start(), 1
        while crashed(worked_off, number, when):
            number += 1
        ended = shown(begun.body["reconciliationId"])
        assert (ended["state"], ended["findings"]) == ("FINISHED", 2)
        assert len(findings(ended)) == 2
        assert len(events_of(type_="ReconciliationFinished")) == 1

    @pytest.mark.parametrize("when", When)
    def test_a_plan_is_carried_out_once(self, real: FakeAwsAccount, when: When) -> None:
        """R-214"""
        ended, number = reconciled(), 1
        apply(ended)
        while crashed(carried_out, number, when):
            number += 1
        assert shown(ended["reconciliationId"])["application"]["state"] == "SET"
        assert real.calls == [("ch-1",)]
        assert len(events_of(type_="ChargeReferencesSet")) == 1

"""The radar over the API, who subscribed to it, and the mail that they get every week."""

from collections.abc import Callable
from typing import Any

import pytest

from functions.notify.app import lambda_handler
from procurement import bootstrap
from procurement.adapters.mail import ATTEMPTS, SesMailer
from procurement.domain.errors import InvalidInput, Unavailable
from procurement.service.foresight import books
from tests.integration.conftest import SENDER
from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import (
    Body,
    a_line_body,
    accepted,
    add,
    check_refusal,
    events_of,
    nothing_written,
    set_status,
)
from tests.support.billing import a_usage_charge, charged, invoices, run_invoices
from tests.support.lambda_context import LambdaContext
from tests.support.purchase_orders import EMEA
from tests.support.ses import FlakySes, sent_mails
from tests.support.storage import logged_mails

ANN = {"email": "ann@example.com", "name": "Ann"}
BOB = {"email": "Bob@example.com", "name": "Bob & <Sons>"}
MONDAY, NEXT_MONDAY = "2027-01-18T08:00:00Z", "2027-01-25T08:00:00Z"
LIMITED = (429, "TooManyRequestsException")

pytestmark = pytest.mark.usefixtures("aws", "clock")


def radar(**query: Any) -> Body:
    answer = call("GET", "/radar", **query)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def found(**query: Any) -> list[tuple[str, list[str], str]]:
    """Charge, risks and the day to act by of everything on the radar."""
    return [(item["chargeId"], item["risks"], item["actBy"]) for item in radar(**query)["items"]]


def put(*subscribers: Body, account: str = BUYER, **more: Any) -> Answer:
    body = {"subscribers": list(subscribers), **more}
    return call("PUT", "/radar/subscribers", body, account=account)


def subscribed(*subscribers: Body, account: str = BUYER, **more: Any) -> Body:
    answer = put(*subscribers, account=account, **more)
    assert answer.status == 200, answer.body
    return dict(answer.body)


class TestRadar:
    def test_a_charge_says_what_is_wrong_and_until_when_it_can_be_mended(self):
        """R-135"""
        charged(a_usage_charge("ch-1", "41.995", tax="2"))
        (item,) = radar()["items"]
        assert item == {
            "chargeId": "ch-1",
            "chargeRevision": 1,
            "agreementId": None,
            "state": "PENDING",
            "purchaseOrderReference": None,
            "description": "Service ch-1",
            "amount": {"amount": "42.00", "currencyCode": "USD"},
            "isProjected": False,
            "dueAt": "2027-02-03T00:00:00.000Z",
            "billingPeriod": "2027-01",
            "actBy": "2027-02-02",
            "invoicedAt": "2027-02-03T00:00:00.000Z",
            "draftId": item["draftId"],
            "invoiceTotal": {"amount": "44.00", "currencyCode": "USD"},
            "risks": ["NO_PURCHASE_ORDER"],
            "purchaseOrderId": None,
            "lineItemNumber": None,
            "missing": None,
            "reason": "There are no purchase orders.",
        }

    def test_the_most_urgent_comes_first(self):
        """R-310: what is overdue, then the installment, then the usage"""
        accepted(("2027-01-20", "300.00"), ("2027-05-15", "300.00"))
        charged(
            a_usage_charge("ch-1", "10"),
            a_usage_charge("late", "10", period="2026-12"),
        )
        assert [(risks, day) for _, risks, day in found()] == [
            (["NO_PURCHASE_ORDER"], "2027-01-15"),
            (["NO_PURCHASE_ORDER"], "2027-01-19"),
            (["NO_PURCHASE_ORDER"], "2027-02-02"),
        ]

    def test_a_charge_is_given_another_number_by_what_the_radar_tells(self):
        """R-214: the revision is the one to send along"""
        add("S")
        set_status("S", "SUSPENDED")
        accepted(("2027-01-20", "300.00"), references={"purchaseOrderReference": "S"})
        (item,) = radar()["items"]
        assert (item["risks"], item["purchaseOrderReference"]) == (["SUSPENDED"], "S")
        entry = {
            "chargeId": item["chargeId"],
            "chargeRevision": item["chargeRevision"],
            "agreementId": item["agreementId"],
            "purchaseOrderReference": "OTHER",
        }
        answer = call("PUT", "/charges/purchase-orders", {"purchaseOrders": [entry]})
        assert answer.status == 200
        assert "SUSPENDED" not in {risk for each in radar()["items"] for risk in each["risks"]}

    def test_acting_in_time_clears_it(self, queue, clock):
        """R-113: activated, it is on the invoice"""
        add("PO-1")
        set_status("PO-1", "SUSPENDED")
        charged(a_usage_charge("ch-1", "10"))
        assert found() == [("ch-1", ["SUSPENDED"], "2027-02-02")]
        assert radar()["items"][0]["purchaseOrderId"] == "PO-1"
        clock("2027-02-02T23:00")
        assert found() == [("ch-1", ["SUSPENDED"], "2027-02-02")]
        set_status("PO-1", "ACTIVE")
        assert found() == []
        clock("2027-02-03T00:00")
        run_invoices(queue)
        assert [invoice["purchaseOrderId"] for invoice in invoices()] == ["PO-1"]

    def test_every_risk_has_its_totals(self):
        add("PO-1", a_line_body("1", total="30.00", months=("2027-01", "2027-02")))
        charged(
            a_usage_charge("ch-1", "20"),
            a_usage_charge("ch-2", "30"),
            a_usage_charge("ch-3", "7", entity=EMEA, currency="EUR"),
        )
        view = radar(days=60)
        assert (view["charges"], view["until"]) == (3, "2027-03-16")
        assert [(t["risk"], t["charges"], t["amount"]["amount"]) for t in view["totals"]] == [
            ("NO_PURCHASE_ORDER", 1, "7.00"),
            ("EXPIRING", 2, "50.00"),
            ("TOO_SMALL", 2, "50.00"),
        ]
        assert view["totals"][2]["missing"] == {"amount": "20.00", "currencyCode": "USD"}

    def test_projected_usage_is_looked_at_on_demand(self, queue, clock):
        charged(a_usage_charge("ch-1", "80", period="2026-12"))
        run_invoices(queue)
        add("PO-1", a_line_body(total="50.00"))
        assert radar()["items"] == []
        (item,) = radar(includeProjected="true")["items"]
        assert (item["isProjected"], item["risks"], item["actBy"]) == (
            True,
            ["TOO_SMALL"],
            "2027-02-02",
        )
        assert item["missing"]["amount"] == "30.00"

    def test_what_falls_due_later_is_left_out(self):
        charged(a_usage_charge("ch-1", "10"))
        assert found(days=18) == []
        assert [charge for charge, _, _ in found(days=19)] == ["ch-1"]

    def test_it_is_paged_and_counts_everything(self):
        charged(*(a_usage_charge(f"ch-{number}") for number in range(5)))
        first = radar(maxResults=2)
        assert (first["charges"], len(first["items"])) == (5, 2)
        rest = radar(maxResults=4, nextToken=first["nextToken"])
        assert [item["chargeId"] for item in rest["items"]] == ["ch-2", "ch-3", "ch-4"]
        assert rest["nextToken"] is None

    @pytest.mark.parametrize("query", [{"days": 0}, {"days": 366}, {"nextToken": "x"}])
    def test_what_makes_no_sense_is_refused(self, query):
        check_refusal(call("GET", "/radar", **query), 400, "ValidationException", "INVALID_INPUT")

    def test_nothing_is_written(self):
        charged(a_usage_charge())
        with nothing_written():
            radar(includeProjected="true")

    def test_another_account_sees_nothing(self):
        charged(a_usage_charge())
        assert radar(account=SELLER)["items"] == []
        answer = call("GET", "/radar", account=SELLER, billingAccountId=BUYER)
        check_refusal(answer, 403, "AccessDeniedException")


class TestSubscribers:
    def test_there_is_nobody_at_first(self):
        answer = call("GET", "/radar/subscribers")
        assert answer.body == {"subscribers": [], "days": 30, "version": 0, "updatedAt": None}

    def test_they_are_replaced_as_a_whole(self):
        subscribed(ANN, BOB)
        changed = subscribed(BOB, days=90)
        assert call("GET", "/radar/subscribers").body == changed
        assert changed == {
            "subscribers": [BOB],
            "days": 90,
            "version": 2,
            "updatedAt": "2027-01-15T12:00:00.000Z",
        }

    def test_every_change_is_an_event(self):
        subscribed(ANN, BOB, days=45)
        (event,) = events_of(type_="RadarSubscribersChanged")
        assert (event["subject"], event["detail"]) == (
            "radar",
            {"version": 1, "subscribers": 2, "days": 45},
        )

    def test_what_is_so_already_is_not_written_again(self):
        subscribed(ANN)
        with nothing_written():
            assert subscribed(ANN)["version"] == 1

    def test_somebody_who_saw_an_older_version_is_refused(self):
        """R-076"""
        subscribed(ANN, expectedVersion=0)
        answer = put(BOB, expectedVersion=0)
        check_refusal(answer, 409, "ConflictException", "STALE_VERSION")
        assert subscribed(BOB, expectedVersion=1)["version"] == 2

    def test_all_faults_are_told_at_once(self):
        """R-032"""
        answer = put(
            {"email": "nowhere", "name": "Ann"},
            {"email": "ann@example.com"},
            {"email": "ANN@example.com", "name": "Ann"},
            days=366,
        )
        check_refusal(answer, 400, "ValidationException", "INVALID_INPUT")
        assert answer.reasons == {
            ("days", "INVALID_VALUE"),
            ("subscribers[0].email", "INVALID_VALUE"),
            ("subscribers[1].email", "DUPLICATE_VALUE"),
            ("subscribers[1].name", "INVALID_VALUE"),
            ("subscribers[2].email", "DUPLICATE_VALUE"),
        }

    def test_there_are_at_most_twenty(self):
        """R-044"""
        many = [{"email": f"{number}@example.com", "name": "Ann"} for number in range(21)]
        subscribed(*many[:20])
        check_refusal(put(*many), 400, "ServiceQuotaExceededException", "QUOTA_EXCEEDED")

    def test_each_account_has_its_own(self):
        subscribed(ANN)
        assert call("GET", "/radar/subscribers", account=SELLER).body["version"] == 0


@pytest.fixture
def ses(aws: None, monkeypatch: pytest.MonkeyPatch) -> FlakySes:
    """SES with a verified sender; nobody waits between attempts."""
    flaky = FlakySes()
    flaky.verify(SENDER)
    mailer = SesMailer(flaky.client, SENDER, pause=lambda _: None)
    monkeypatch.setattr(bootstrap, "mailer", lambda: mailer)
    return flaky


@pytest.fixture
def monday(ses: FlakySes, clock: Callable[[str], None]) -> Callable[..., Any]:
    """Makes the weekly schedule fire at that instant."""

    def fire(at: str = MONDAY, *, milliseconds_left: int = 60_000) -> Any:
        clock(at)
        event = {"scheduledTime": at, "notice": "RADAR"}
        return lambda_handler(event, LambdaContext(milliseconds_left=milliseconds_left))

    return fire


class TestWeeklyMail:
    SUBJECT = "1 invoice to come needs action, the first by 2027-02-02"

    def test_every_subscriber_is_told(self, monday):
        charged(a_usage_charge("ch-1", "20"), a_usage_charge("ch-2", "30"))
        subscribed(ANN, BOB)
        assert monday()["sent"] == 2
        assert sent_mails() == [(ANN["email"], self.SUBJECT), (BOB["email"], self.SUBJECT)]

    def test_twice_in_a_week_is_one_mail(self, monday):
        """R-358"""
        charged(a_usage_charge())
        subscribed(ANN)
        assert monday()["sent"] == 1
        assert monday("2027-01-24T23:00:00Z")["sent"] == 0
        assert len(sent_mails()) == 1
        assert monday(NEXT_MONDAY)["sent"] == 1

    def test_somebody_who_subscribes_in_between_gets_theirs(self, monday):
        charged(a_usage_charge())
        subscribed(ANN)
        monday()
        subscribed(ANN, BOB)
        assert monday("2027-01-19T08:00:00Z")["sent"] == 1
        assert [to for to, _ in sent_mails()] == [ANN["email"], BOB["email"]]

    def test_nothing_is_sent_when_there_is_nothing_to_say(self, monday):
        add("PO-1")
        charged(a_usage_charge())
        subscribed(ANN)
        assert monday()["sent"] == 0
        assert logged_mails(BUYER) == []

    def test_one_that_runs_out_soon_is_worth_a_mail(self, monday):
        add("PO-1", a_line_body(total="100.00"))
        charged(a_usage_charge("ch-1", "100"))
        subscribed(ANN)
        assert monday()["sent"] == 1
        assert sent_mails() == [(ANN["email"], "Purchase order PO-1 runs out in 2027-02")]

    def test_nobody_who_left_is_told(self, monday):
        charged(a_usage_charge())
        subscribed(ANN, BOB)
        subscribed(BOB)
        monday()
        assert [to for to, _ in sent_mails()] == [BOB["email"]]

    def test_each_account_tells_its_own(self, monday):
        charged(a_usage_charge(), a_usage_charge(account=SELLER))
        subscribed(ANN)
        subscribed(BOB, account=SELLER)
        assert monday()["sent"] == 2
        assert [to for to, _ in sent_mails()] == [ANN["email"], BOB["email"]]

    def test_one_accounts_failure_keeps_nobody_else_from_theirs(
        self, monday, log_lines, monkeypatch
    ):
        """The first has more charges than can be looked ahead on; the retry makes up for it"""
        charged(a_usage_charge("ch-1"), a_usage_charge("ch-2"), a_usage_charge(account=SELLER))
        subscribed(ANN)
        subscribed(BOB, account=SELLER)
        with monkeypatch.context() as patch:
            patch.setattr(books, "MAX_CHARGES", 1)
            with pytest.raises(Unavailable, match="1 of 2"):
                monday()
        assert [to for to, _ in sent_mails()] == [BOB["email"]]
        (line,) = (line for line in log_lines() if line["message"] == "radar not mailed")
        assert line["accountId"] == BUYER
        assert monday()["sent"] == 1
        assert [to for to, _ in sent_mails()] == [BOB["email"], ANN["email"]]

    def test_one_address_that_fails_keeps_nobody_else_from_theirs(self, monday, ses):
        ses.fail[ANN["email"]] = [LIMITED] * ATTEMPTS
        charged(a_usage_charge())
        subscribed(ANN, BOB)
        with pytest.raises(Unavailable):
            monday()
        assert [to for to, _ in sent_mails()] == [BOB["email"]]
        assert monday()["sent"] == 1
        assert [to for to, _ in sent_mails()] == [BOB["email"], ANN["email"]]

    def test_a_refused_mail_is_logged_with_its_week(self, monday, ses, log_lines):
        ses.fail[ANN["email"]] = [(400, "MessageRejected")]
        charged(a_usage_charge())
        subscribed(ANN)
        assert monday()["refused"] == 1
        (line,) = (line for line in log_lines() if line["message"] == "mail not sent")
        assert (line["accountId"], line["subject"]) == (BUYER, "radar/2027-W03")

    def test_what_time_does_not_allow_is_left_to_the_retry(self, monday):
        charged(a_usage_charge())
        subscribed(ANN)
        with pytest.raises(Unavailable, match="no time"):
            monday(milliseconds_left=1_000)
        assert (sent_mails(), logged_mails(BUYER)) == ([], [])
        assert monday()["sent"] == 1
        assert monday(milliseconds_left=1_000)["sent"] == 0  # nobody waits any more

    def test_an_account_that_is_called_like_the_partition_disturbs_nobody(self, monday):
        """Account IDs of a cost export are any text"""
        add("PO-1", account="RADAR")
        charged(a_usage_charge(account="RADAR", entity=EMEA))
        subscribed(ANN, account="RADAR")
        assert monday()["sent"] == 1

    def test_a_notice_of_no_kind_is_refused(self, ses, context):
        with pytest.raises(InvalidInput, match="notice"):
            lambda_handler({"notice": "WEATHER"}, context)

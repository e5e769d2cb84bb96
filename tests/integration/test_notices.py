"""Notices that people set up: own thresholds and lead times, invoices, and what was mailed."""

from collections.abc import Callable
from typing import Any

import pytest

from functions.notify.app import lambda_handler
from procurement import bootstrap
from procurement.adapters.mail import ATTEMPTS, SesMailer
from tests.integration.conftest import SENDER
from tests.support.api import BUYER, SELLER, Answer, call
from tests.support.application import (
    Body,
    add,
    check_refusal,
    events_of,
    items,
    path_of,
    set_status,
)
from tests.support.billing import a_usage_charge, charged, run_invoices
from tests.support.events import failed_messages, sqs_batch
from tests.support.lambda_context import LambdaContext
from tests.support.ses import FlakySes, sent_mails

ANN = {"email": "ann@example.com", "name": "Ann"}
BOB = {"email": "Bob@example.com", "name": "Bob & <Sons>"}
LIMITED = (429, "TooManyRequestsException")

Announced = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def ses(aws: None, monkeypatch: pytest.MonkeyPatch) -> FlakySes:
    """SES with a verified sender; nobody waits between attempts."""
    flaky = FlakySes()
    flaky.verify(SENDER)
    mailer = SesMailer(flaky.client, SENDER, pause=lambda _: None)
    monkeypatch.setattr(bootstrap, "mailer", lambda: mailer)
    return flaky


@pytest.fixture
def deliver(announced: Announced) -> Callable[[], list[str]]:
    """Carries everything recorded over the bus to `notify`, as its rules let it through.

    Gives back what failed; called again it delivers everything once more.
    """
    from functions.relay_events.app import lambda_handler as relay

    def carry() -> list[str]:
        relay({"scheduledTime": "2029-12-31T00:00:00Z"}, LambdaContext())
        told = [event for event in announced() if _is_for_notify(event)]
        if not told:
            return []
        return list(failed_messages(lambda_handler(sqs_batch(*told), LambdaContext())))

    return carry


def _is_for_notify(event: dict[str, Any]) -> bool:
    if event["detail-type"] == "InvoiceIssued":
        return event["detail"]["data"]["outcome"] not in ("MATCHED", "NAMED", "CREDIT_MEMO")
    return event["detail-type"].startswith("LineItemBalance")


def put(*contacts: Body, account: str = BUYER, **more: Any) -> Answer:
    return call("PUT", "/notice-settings", {"contacts": list(contacts), **more}, account=account)


def told(*contacts: Body, **more: Any) -> Body:
    answer = put(*contacts, **more)
    assert answer.status == 200, answer.body
    return dict(answer.body)


def subjects() -> list[tuple[str, str]]:
    return [(to, subject) for to, subject in sent_mails()]


def notices(account: str = BUYER, **query: Any) -> list[Body]:
    answer = call("GET", "/notices", account=account, **query)
    assert answer.status == 200, answer.body
    return list(answer.body["items"])


def walk(day: str) -> None:
    lambda_handler({"scheduledTime": f"{day}T09:00:00Z"}, LambdaContext())


class TestOwnSettings:
    def test_they_are_set_read_and_edited_like_everything_else(self, aws, clock):
        """R-067, R-076"""
        added = add("A")
        assert added["notificationSettings"] == {
            "balanceThresholds": [75, 0],
            "expiryLeadTimes": ["P2M", "P1M", "P7D", "P0D"],
        }
        body = {"notificationSettings": {"balanceThresholds": [10, 50]}, "expectedVersion": 1}
        answer = call("PATCH", path_of("A"), body)
        assert answer.body["version"] == 2
        assert answer.body["notificationSettings"] == {
            "balanceThresholds": [50, 10],
            "expiryLeadTimes": ["P2M", "P1M", "P7D", "P0D"],
        }
        check_refusal(call("PATCH", path_of("A"), body), 409, "ConflictException", "STALE_VERSION")

    def test_what_is_wrong_is_told_member_by_member(self, aws, clock):
        add("A")
        settings = {"balanceThresholds": [100], "expiryLeadTimes": ["P9M"]}
        answer = call("PATCH", path_of("A"), {"notificationSettings": settings})
        assert answer.status == 400
        assert answer.reasons == {
            ("notificationSettings.balanceThresholds[0]", "INVALID_VALUE"),
            ("notificationSettings.expiryLeadTimes[0]", "INVALID_VALUE"),
        }

    def test_own_thresholds_are_mailed_and_those_of_aws_are_not(self, ses, queue, clock, deliver):
        """R-347 to R-349"""
        add("A", contacts=[ANN], notificationSettings={"balanceThresholds": [50, 10]})
        for number, amount in enumerate(("300.00", "250.00", "360.00", "100.00")):
            charged(a_usage_charge(f"ch-{number}", amount))
            clock(f"2027-02-0{number + 3}T06:00")
            run_invoices(queue, f"run-{number}")
        assert deliver() == []
        assert sorted(subjects()) == [
            (ANN["email"], "Purchase order A: line 1 is below 10 % of its value"),
            (ANN["email"], "Purchase order A: line 1 is below 50 % of its value"),
        ]
        crossed = [
            event["detail"]["threshold"]
            for event in events_of()
            if event["type"].startswith("LineItemBalance")
        ]
        assert crossed == [75, 50, 10, 0]

    def test_whoever_opted_out_is_not_mailed(self, ses, queue, clock, deliver):
        add(
            "A",
            contacts=[ANN],
            notificationSettings={"balanceThresholds": [], "expiryLeadTimes": []},
        )
        charged(a_usage_charge("ch-1", "2000.00"))
        clock("2027-02-03T06:00")
        run_invoices(queue)
        assert deliver() == []
        walk("2027-12-31")
        assert subjects() == []
        assert len(events_of(type_="LineItemBalanceExhausted")) == 1

    def test_own_lead_times_are_walked(self, ses, clock):
        """R-351 to R-355"""
        add("A", contacts=[ANN], notificationSettings={"expiryLeadTimes": ["P6M", "P3D"]})
        for day in ("2027-06-29", "2027-06-30", "2027-10-31", "2027-12-28", "2027-12-31"):
            walk(day)
        assert subjects() == [
            (ANN["email"], "Purchase order A expires in 184 days"),
            (ANN["email"], "Purchase order A expires in 3 days"),
        ]


class TestInvoices:
    SUBJECT = "Invoice {} was issued without a purchase order"

    def issued(self, queue: Any, clock: Callable[[str], None], names: str | None = None) -> str:
        charged(a_usage_charge("ch-1", "100.00", names=names))
        clock("2027-02-03T06:00")
        run_invoices(queue)
        (event,) = events_of(type_="InvoiceIssued")
        return str(event["detail"]["invoiceId"])

    def test_the_accounts_contacts_hear_of_an_invoice_without_a_purchase_order(
        self, ses, queue, clock, deliver
    ):
        told(ANN, BOB)
        number = self.issued(queue, clock)
        assert deliver() == []
        subject = self.SUBJECT.format(number)
        assert subjects() == [(ANN["email"], subject), (BOB["email"], subject)]

    def test_delivered_again_nobody_is_mailed_twice(self, ses, queue, clock, deliver):
        """R-358"""
        told(ANN)
        self.issued(queue, clock)
        for _ in range(3):
            assert deliver() == []
        assert len(subjects()) == 1

    def test_a_retry_mails_those_who_could_not_be_reached(self, ses, queue, clock, deliver):
        """R-358"""
        told(ANN, BOB)
        self.issued(queue, clock)
        ses.fail[ANN["email"]] = [LIMITED] * ATTEMPTS
        assert len(deliver()) == 1
        assert [to for to, _ in subjects()] == [BOB["email"]]
        assert deliver() == []
        assert [to for to, _ in subjects()] == [BOB["email"], ANN["email"]]

    def test_an_invoice_with_a_purchase_order_is_told_to_nobody(self, ses, queue, clock, deliver):
        told(ANN)
        add("A", contacts=[BOB])
        self.issued(queue, clock)
        deliver()
        assert subjects() == []

    def test_without_settings_nobody_is_told(self, ses, queue, clock, deliver):
        self.issued(queue, clock)
        assert deliver() == []
        assert subjects() == []

    def test_the_contacts_of_the_suspended_purchase_order_are_told(
        self, ses, queue, clock, deliver
    ):
        """R-193, R-356: it sends no notices of its own, but somebody counts on it"""
        add("A", contacts=[BOB])
        set_status("A", "SUSPENDED")
        number = self.issued(queue, clock, names="A")
        deliver()
        subject = f"Invoice {number} names purchase order A, which is suspended"
        assert subjects() == [(BOB["email"], subject)]

    def test_a_reason_can_be_switched_off(self, ses, queue, clock, deliver):
        told(ANN, invoiceNotices=["NO_PURCHASE_ORDER"])
        add("A", contacts=[BOB])
        set_status("A", "SUSPENDED")
        self.issued(queue, clock, names="A")
        deliver()
        assert subjects() == []

    def test_contacts_added_later_hear_of_the_next_invoice(self, ses, queue, clock, deliver):
        """R-360"""
        told(ANN)
        self.issued(queue, clock)
        deliver()
        told(ANN, BOB)
        charged(a_usage_charge("ch-2", "5.00"))
        clock("2027-02-04T06:00")
        run_invoices(queue, "run-2")
        deliver()
        assert [to for to, _ in subjects()].count(ANN["email"]) == 2


class TestSettings:
    def test_they_are_replaced_as_a_whole(self, aws, clock):
        assert call("GET", "/notice-settings").body == {
            "contacts": [],
            "invoiceNotices": ["NO_PURCHASE_ORDER", "PURCHASE_ORDER_SUSPENDED"],
            "version": 0,
            "updatedAt": None,
        }
        first = told(ANN, BOB, expectedVersion=0)
        assert (first["contacts"], first["version"]) == ([ANN, BOB], 1)
        assert told(ANN, BOB) == first
        second = told(BOB, invoiceNotices=[])
        assert (second["contacts"], second["invoiceNotices"]) == ([BOB], [])
        assert call("GET", "/notice-settings").body == second
        changed = events_of(type_="NoticeSettingsChanged")
        assert [event["detail"]["version"] for event in changed] == [1, 2]

    def test_another_account_has_its_own(self, aws, clock):
        told(ANN)
        assert call("GET", "/notice-settings", account=SELLER).body["version"] == 0

    def test_a_stale_version_is_refused(self, aws, clock):
        """R-076"""
        told(ANN)
        stale = put(BOB, expectedVersion=0)
        check_refusal(stale, 409, "ConflictException", "STALE_VERSION")

    def test_unknown_reasons_and_members_are_refused(self, aws, clock):
        answer = call("PUT", "/notice-settings", {"contacts": [], "invoiceNotices": ["ALL"]})
        assert answer.status == 400
        assert put(ANN, telephone="1").status == 400


class TestNotices:
    def test_what_was_mailed_to_whom_and_why_is_listed(self, ses, clock):
        ses.fail[BOB["email"]] = [(400, "MessageRejected")]
        add("A", contacts=[ANN, BOB])
        walk("2027-12-24")
        by_address = {notice["to"]: notice for notice in notices()}
        sent = by_address[ANN["email"]]
        assert sent == {
            "noticeId": sent["noticeId"],
            "kind": "EXPIRY",
            "about": "purchase-order/A",
            "to": ANN["email"],
            "subject": "Purchase order A expires in 7 days",
            "at": "2027-12-24T09:00:00.000Z",
            "status": "SENT",
            "messageId": sent["messageId"],
        }
        assert sent["messageId"]
        assert by_address[BOB["email"]]["status"] == "REFUSED"
        assert by_address[BOB["email"]]["messageId"] is None

    def test_what_may_have_gone_out_says_so(self, ses, clock):
        ses.fail[ANN["email"]] = [(500, "InternalFailure")]
        add("A", contacts=[ANN])
        walk("2027-12-24")
        assert [notice["status"] for notice in notices()] == ["UNKNOWN"]

    def test_they_come_newest_first_and_page_by_page(self, ses, clock):
        add("A", contacts=[ANN])
        for day in ("2027-10-31", "2027-11-30", "2027-12-24"):
            walk(day)
        first = call("GET", "/notices", maxResults=2).body
        second = call("GET", "/notices", maxResults=2, nextToken=first["nextToken"]).body
        days = [notice["at"][:10] for notice in (*first["items"], *second["items"])]
        assert days == ["2027-12-24", "2027-11-30", "2027-10-31"]
        assert second["nextToken"] is None

    def test_every_filter_leaves_what_it_says(self, ses, clock):
        add("A", contacts=[ANN])
        add("B", contacts=[BOB])
        for day in ("2027-11-30", "2027-12-24"):
            walk(day)
        of_a = [("A", "2027-12-24"), ("A", "2027-11-30")]
        for query, meant in (
            ({"purchaseOrderId": "A"}, of_a),
            ({"purchaseOrderId": "A", "sentFrom": "2027-12-01"}, of_a[:1]),
            ({"purchaseOrderId": "A", "sentTo": "2027-11-30"}, of_a[1:]),
            ({"purchaseOrderId": "A", "sentFrom": "2027-12-24", "sentTo": "2027-12-24"}, of_a[:1]),
            ({"purchaseOrderId": "A", "kind": "EXPIRY"}, of_a),
            ({"kind": "BALANCE"}, []),
            ({"invoiceId": "A"}, []),
        ):
            for size in (1, 100):
                found = items("/notices", maxResults=size, **query)
                listed = [(each["about"].partition("/")[2], each["at"][:10]) for each in found]
                assert listed == meant, query

    def test_what_nobody_can_mean_is_refused(self, aws, clock):
        answer = call("GET", "/notices", kind="GREETING", sentFrom="2027-02-30")
        assert {field for field, _ in answer.reasons} == {"kind", "sentFrom"}
        answer = call("GET", "/notices", sentFrom="2027-05-02", sentTo="2027-05-01")
        assert answer.reasons == {("sentTo", "INVALID_VALUE")}

    def test_nobody_reads_what_others_were_mailed(self, ses, clock):
        add("A", contacts=[ANN])
        walk("2027-12-24")
        assert notices(account=SELLER) == []

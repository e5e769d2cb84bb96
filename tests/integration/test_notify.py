"""Mail to contacts: each one told once, whoever else cannot be reached."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from functions.notify.app import lambda_handler
from procurement import bootstrap
from procurement.adapters.mail import ATTEMPTS, SesMailer
from procurement.domain.errors import Unavailable
from procurement.domain.purchase_orders.purchase_order import Contact, PurchaseOrder
from tests.integration.conftest import SENDER
from tests.support.events import a_balance_event, an_event, bus_envelope, failed_messages, sqs_batch
from tests.support.lambda_context import LambdaContext
from tests.support.purchase_orders import ACCOUNT, a_line, a_purchase_order
from tests.support.ses import FlakySes, sent_mails
from tests.support.storage import deleted, logged_mails, stored

ANN = Contact(email="ann@example.com", name="Ann")
BOB = Contact(email="Bob@example.com", name="Bob & <Sons>")
CAT = Contact(email="cat@example.com", name="Cat")

LIMITED = (429, "TooManyRequestsException")
REJECTED = (400, "MessageRejected")


@pytest.fixture
def ses(aws: None, monkeypatch: pytest.MonkeyPatch) -> FlakySes:
    """SES with a verified sender; nobody waits between attempts."""
    flaky = FlakySes()
    flaky.verify(SENDER)
    mailer = SesMailer(flaky.client, SENDER, pause=lambda _: None)
    monkeypatch.setattr(bootstrap, "mailer", lambda: mailer)
    return flaky


def with_contacts(*contacts: Contact, **changes: Any) -> PurchaseOrder:
    return stored(replace(a_purchase_order("PO-1", a_line(), contacts=contacts), **changes))


def low() -> dict[str, Any]:
    return sqs_batch(bus_envelope(a_balance_event()))


def walk(on: str) -> dict[str, Any]:
    return {"scheduledTime": f"{on}T09:00:00Z"}


class TestBalance:
    def test_every_contact_is_told(self, ses, context):
        """R-346, R-347."""
        with_contacts(ANN, BOB)
        assert failed_messages(lambda_handler(low(), context)) == []
        subject = "Purchase order PO-1: line 1 is below 75 % of its value"
        assert sent_mails() == [(ANN.email, subject), (BOB.email, subject)]

    def test_exhaustion_is_a_message_of_its_own(self, ses, context):
        """R-349."""
        with_contacts(ANN)
        exhausted = a_balance_event("ev-out", is_exhausted=True, balance="-5.00")
        lambda_handler(sqs_batch(bus_envelope(a_balance_event()), bus_envelope(exhausted)), context)
        assert [subject for _, subject in sent_mails()] == [
            "Purchase order PO-1: line 1 is below 75 % of its value",
            "Purchase order PO-1: line 1 is out of balance",
        ]

    def test_a_repeated_event_mails_nobody_twice(self, ses, context):
        """R-358."""
        with_contacts(ANN, BOB)
        for _ in range(3):
            assert failed_messages(lambda_handler(low(), context)) == []
        assert len(sent_mails()) == 2

    def test_the_next_crossing_is_told_again(self, ses, context):
        """R-348."""
        with_contacts(ANN)
        lambda_handler(low(), context)
        lambda_handler(sqs_batch(bus_envelope(a_balance_event("ev-low-again"))), context)
        assert len(sent_mails()) == 2

    def test_without_contacts_nobody_is_told(self, ses, context):
        """R-345, R-359."""
        with_contacts()
        assert failed_messages(lambda_handler(low(), context)) == []
        assert sent_mails() == []

    def test_a_deleted_purchase_order_tells_nobody(self, ses, context):
        """R-356."""
        deleted(with_contacts(ANN))
        assert failed_messages(lambda_handler(low(), context)) == []
        assert sent_mails() == []

    def test_another_purchase_order_under_the_same_id_tells_nobody(self, ses, context):
        """R-009."""
        with_contacts(ANN, key="a-later-key")
        assert failed_messages(lambda_handler(low(), context)) == []
        assert sent_mails() == []

    def test_one_bad_address_keeps_nobody_else_from_their_mail(self, ses, context):
        ses.fail[BOB.email] = [REJECTED] * 9
        with_contacts(ANN, BOB, CAT)
        assert failed_messages(lambda_handler(low(), context)) == []
        assert [to for to, _ in sent_mails()] == [ANN.email, CAT.email]

    def test_a_refused_mail_is_not_tried_again(self, ses, context):
        ses.fail[BOB.email] = [REJECTED] * 9
        with_contacts(BOB)
        for _ in range(3):
            lambda_handler(low(), context)
        assert ses.asked == [BOB.email]

    def test_a_short_rate_limit_is_waited_out(self, ses, context):
        ses.fail[ANN.email] = [LIMITED] * (ATTEMPTS - 1)
        with_contacts(ANN)
        assert failed_messages(lambda_handler(low(), context)) == []
        assert len(sent_mails()) == 1

    @pytest.mark.parametrize(
        "failures",
        [
            [LIMITED] * ATTEMPTS,
            [(400, "SendingPausedException")],
            [(403, "AccessDeniedException")],
            [(503, "ServiceUnavailable")],
            [ConnectTimeoutError(endpoint_url="https://email")],
        ],
        ids=["limited", "paused", "denied", "unavailable", "unreachable"],
    )
    def test_what_surely_was_not_sent_is_sent_by_a_retry(self, ses, context, failures):
        ses.fail[BOB.email] = list(failures)
        with_contacts(ANN, BOB, CAT)
        assert failed_messages(lambda_handler(low(), context)) == ["message-0"]
        assert [to for to, _ in sent_mails()] == [ANN.email, CAT.email]
        assert failed_messages(lambda_handler(low(), context)) == []
        assert [to for to, _ in sent_mails()] == [ANN.email, CAT.email, BOB.email]

    @pytest.mark.parametrize(
        "failure",
        [(500, "InternalFailure"), ReadTimeoutError(endpoint_url="https://email")],
        ids=["failed half-way", "no answer"],
    )
    def test_what_may_have_gone_out_is_not_sent_again(self, ses, context, failure):
        """R-358: at most once."""
        ses.fail[ANN.email] = [failure]
        with_contacts(ANN)
        for _ in range(2):
            assert failed_messages(lambda_handler(low(), context)) == []
        assert ses.asked == [ANN.email]

    def test_the_log_names_the_mail_and_its_message(self, ses, context):
        with_contacts(ANN)
        lambda_handler(low(), context)
        (mail,) = logged_mails(ACCOUNT)
        assert mail.message_id
        assert mail.subject == "Purchase order PO-1: line 1 is below 75 % of its value"

    def test_only_the_failed_message_goes_back(self, ses, context):
        with_contacts(ANN)
        not_about_balances = bus_envelope(an_event())
        nonsense = bus_envelope(a_balance_event())
        nonsense["detail"] = {"eventId": "ev-1"}
        amounts_missing = bus_envelope(a_balance_event())
        del amounts_missing["detail"]["data"]["balance"]
        batch = sqs_batch(
            bus_envelope(a_balance_event()),
            not_about_balances,
            nonsense,
            amounts_missing,
            "no JSON",
            "[]",
        )
        assert failed_messages(lambda_handler(batch, context)) == [
            f"message-{number}" for number in range(1, 6)
        ]
        assert len(sent_mails()) == 1


class TestExpiry:
    def test_the_contacts_of_what_expires_are_told(self, ses, context):
        """R-354."""
        with_contacts(ANN, BOB)
        assert lambda_handler(walk("2027-12-24"), context)["sent"] == 2
        assert sent_mails() == [
            (ANN.email, "Purchase order PO-1 expires in 7 days"),
            (BOB.email, "Purchase order PO-1 expires in 7 days"),
        ]

    def test_daily_walks_send_the_ladder_and_nothing_else(self, ses, context):
        """S-99."""
        with_contacts(ANN)
        for day in range(1, 32):
            lambda_handler(walk(f"2027-10-{day:02}"), context)
        for day in (*range(1, 8), 29, 30):
            lambda_handler(walk(f"2027-11-{day:02}"), context)
        for day in range(20, 32):
            lambda_handler(walk(f"2027-12-{day:02}"), context)
        for day in range(1, 10):
            lambda_handler(walk(f"2028-01-{day:02}"), context)
        assert [subject.rpartition("PO-1 ")[2] for _, subject in sent_mails()] == [
            "expires in 61 days",
            "expires in 31 days",
            "expires in 7 days",
            "expires today",
        ]

    def test_walking_twice_sends_nothing_twice(self, ses, context):
        """R-358."""
        with_contacts(ANN, BOB)
        assert lambda_handler(walk("2027-12-31"), context)["sent"] == 2
        assert lambda_handler(walk("2027-12-31"), context)["sent"] == 0
        assert len(sent_mails()) == 2

    def test_a_missed_day_is_made_up_for(self, ses, context):
        with_contacts(ANN)
        lambda_handler(walk("2028-01-02"), context)
        assert sent_mails() == [(ANN.email, "Purchase order PO-1 has expired")]

    def test_a_contact_added_after_the_mail_waits_for_the_next_one(self, ses, context):
        """R-360."""
        before = with_contacts(ANN)
        lambda_handler(walk("2027-12-24"), context)
        added = before.changed(datetime(2027, 12, 25, 12, tzinfo=UTC), contacts=(ANN, BOB))
        with bootstrap.unit_of_work()() as unit:
            unit.purchase_orders.save(added)
            unit.commit()
        lambda_handler(walk("2027-12-26"), context)
        assert [to for to, _ in sent_mails()] == [ANN.email]
        lambda_handler(walk("2027-12-31"), context)
        assert [to for to, _ in sent_mails()] == [ANN.email, ANN.email, BOB.email]

    def test_one_contact_that_cannot_be_reached_now_is_told_by_the_retry(self, ses, context):
        ses.fail[ANN.email] = [LIMITED] * ATTEMPTS
        with_contacts(ANN, BOB)
        with pytest.raises(Unavailable):
            lambda_handler(walk("2027-12-31"), context)
        assert [to for to, _ in sent_mails()] == [BOB.email]
        assert lambda_handler(walk("2027-12-31"), context)["sent"] == 1
        assert [to for to, _ in sent_mails()] == [BOB.email, ANN.email]

    def test_a_refused_address_stops_nobody(self, ses, context):
        ses.fail[ANN.email] = [REJECTED]
        with_contacts(ANN, BOB)
        answer = lambda_handler(walk("2027-12-31"), context)
        assert (answer["sent"], answer["refused"]) == (1, 1)

    def test_suspended_deleted_and_lonely_ones_tell_nobody(self, ses, context):
        """R-345, R-356."""
        with_contacts(ANN, purchase_order_id="PO-2", is_suspended=True)
        with_contacts(purchase_order_id="PO-3")
        deleted(with_contacts(ANN))
        assert lambda_handler(walk("2027-12-31"), context)["sent"] == 0

    def test_purchase_orders_of_every_account_are_walked(self, ses, context):
        with_contacts(ANN)
        with_contacts(ANN, account_id="444455556666", key="another")
        assert lambda_handler(walk("2027-12-31"), context)["sent"] == 2

    def test_what_time_does_not_allow_is_left_to_the_retry(self, ses):
        with_contacts(ANN)
        with pytest.raises(Unavailable, match="no time"):
            lambda_handler(walk("2027-12-31"), LambdaContext(milliseconds_left=1_000))
        assert sent_mails() == []
        assert logged_mails(ACCOUNT) == []

    def test_a_lagging_listing_misleads_nobody(self, ses, context, monkeypatch):
        """R-356: the listing still shows what was extended or deleted a moment ago."""
        stale = with_contacts(ANN)
        deleted(stale)

        def unit_of_work() -> Any:
            unit = real()
            unit.purchase_orders.expiring_in = lambda month: iter(
                [stale] if month == stale.expiration_month else []
            )
            return unit

        real = bootstrap.unit_of_work()
        monkeypatch.setattr(bootstrap, "unit_of_work", lambda: unit_of_work)
        assert lambda_handler(walk("2027-12-31"), context)["sent"] == 0


@pytest.mark.parametrize("name", ["notify", "notify_expiry"])
def test_the_sample_events_work(ses, context, name):
    event = json.loads(Path(f"events/{name}.json").read_text())
    assert lambda_handler(event, context).get("batchItemFailures", []) == []

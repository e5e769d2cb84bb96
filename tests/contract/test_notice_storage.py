"""The mail log, notice settings and calendar links, on real keys and indexes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from procurement import bootstrap
from procurement.adapters.dynamodb import mail_log
from procurement.domain.errors import InvalidInput, LostRace
from procurement.domain.notices.calendar_link import CalendarLink, hash_of
from procurement.domain.notices.notice_query import NoticeQuery
from procurement.domain.notices.notice_settings import InvoiceNoticeReason, NoticeSettings
from procurement.domain.purchase_orders.notification import NoticeKind
from procurement.domain.purchase_orders.notification_settings import (
    LeadTime,
    NotificationSettings,
)
from procurement.domain.purchase_orders.purchase_order import Contact
from procurement.service.ports.mail import LoggedMail, MailLog, MailStatus
from procurement.service.ports.unit_of_work import UnitOfWork
from tests.support.api import BUYER
from tests.support.purchase_orders import a_line, a_purchase_order
from tests.support.storage import stored

OTHER = "999988887777"
NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
ALL = NoticeQuery()

pytestmark = pytest.mark.usefixtures("aws", "clock")


def unit() -> UnitOfWork:
    return bootstrap.unit_of_work()()


def commit(stage: Callable[[UnitOfWork], Any]) -> None:
    with unit() as work:
        stage(work)
        work.commit()


def a_mail(mail_id: str = "mail-1", account_id: str = BUYER, **more: Any) -> LoggedMail:
    whole: dict[str, Any] = {
        "kind": NoticeKind.EXPIRY,
        "about": "purchase-order/PO-1",
        "to": "ann@example.com",
        "subject": "Purchase order PO-1 expires today",
        "at": NOW,
        **more,
    }
    return LoggedMail(account_id=account_id, mail_id=mail_id, **whole)


class TestMailLog:
    @pytest.fixture
    def log(self) -> MailLog:
        return bootstrap.mail_log()

    def test_a_mail_is_claimed_once(self, log):
        """R-358"""
        assert not log.is_claimed(BUYER, "mail-1")
        assert log.claim(a_mail())
        assert not log.claim(a_mail(at=NOW + timedelta(days=1)))
        assert log.is_claimed(BUYER, "mail-1")
        assert log.page(BUYER, ALL, limit=10, token=None).items == [a_mail()]

    def test_what_became_of_it_is_noted(self, log):
        for number, status in enumerate((MailStatus.SENT, MailStatus.REFUSED, MailStatus.UNKNOWN)):
            log.claim(a_mail(f"mail-{number}", at=NOW + timedelta(seconds=number)))
            message_id = "ses-1" if status is MailStatus.SENT else None
            log.settle(BUYER, f"mail-{number}", status, message_id)
        found = log.page(BUYER, ALL, limit=10, token=None).items
        assert [(mail.status, mail.message_id) for mail in found] == [
            (MailStatus.UNKNOWN, None),
            (MailStatus.REFUSED, None),
            (MailStatus.SENT, "ses-1"),
        ]

    def test_a_released_one_may_be_claimed_again(self, log):
        log.claim(a_mail())
        log.release(BUYER, "mail-1")
        assert log.page(BUYER, ALL, limit=10, token=None).items == []
        assert log.claim(a_mail())

    def test_one_that_went_out_is_never_released(self, log):
        """R-358"""
        log.claim(a_mail())
        log.settle(BUYER, "mail-1", MailStatus.SENT, "ses-1")
        log.release(BUYER, "mail-1")
        assert not log.claim(a_mail())

    def test_each_account_reads_its_own_newest_first_page_by_page(self, log):
        for number in range(5):
            log.claim(a_mail(f"mail-{number}", at=NOW + timedelta(minutes=number)))
        log.claim(a_mail("mail-9", account_id=OTHER))
        first = log.page(BUYER, ALL, limit=3, token=None)
        rest = log.page(BUYER, ALL, limit=3, token=first.next_token)
        assert [mail.mail_id for mail in (*first.items, *rest.items)] == [
            f"mail-{number}" for number in (4, 3, 2, 1, 0)
        ]
        assert rest.next_token is None
        with pytest.raises(InvalidInput):
            log.page(OTHER, ALL, limit=3, token=first.next_token)

    def test_a_page_reads_a_bounded_number_of_mails(self, log, monkeypatch):
        monkeypatch.setattr(mail_log, "MOST_READ", 2)
        for number in range(4):
            log.claim(a_mail(f"mail-{number}", at=NOW + timedelta(minutes=number)))
        wanted = NoticeQuery(purchase_order_id="PO-2")
        first = log.page(BUYER, wanted, limit=1, token=None)
        rest = log.page(BUYER, wanted, limit=1, token=first.next_token)
        assert (first.items, rest.items, rest.next_token) == ([], [], None)


class TestNoticeSettings:
    NOBODY = NoticeSettings(account_id=BUYER)
    TOLD = replace(
        NOBODY,
        contacts=(Contact(email="ann@example.com", name="Ann"),),
        invoice_notices=(InvoiceNoticeReason.PURCHASE_ORDER_SUSPENDED,),
        version=1,
        updated_at=NOW,
    )

    def test_they_come_back_as_they_were_saved(self):
        commit(lambda work: work.notice_settings.save(self.NOBODY, self.TOLD))
        with unit() as work:
            assert work.notice_settings.of_account(BUYER) == self.TOLD
            assert work.notice_settings.of_account(OTHER) == NoticeSettings(account_id=OTHER)

    def test_only_the_first_of_two_simultaneous_changes_wins(self):
        """R-147, whether there were any before or not"""
        commit(lambda work: work.notice_settings.save(self.NOBODY, self.TOLD))
        with pytest.raises(LostRace):
            commit(lambda work: work.notice_settings.save(self.NOBODY, self.TOLD))
        second = replace(self.TOLD, contacts=(), version=2)
        commit(lambda work: work.notice_settings.save(self.TOLD, second))
        with pytest.raises(LostRace):
            commit(lambda work: work.notice_settings.save(self.TOLD, second))


class TestCalendarLinks:
    FIRST = CalendarLink(account_id=BUYER, token_hash=hash_of("one"), created_at=NOW)
    SECOND = replace(FIRST, token_hash=hash_of("two"), created_at=NOW + timedelta(days=1))

    def test_one_is_found_by_its_account_and_by_the_hash_of_its_token(self):
        commit(lambda work: work.calendar_links.save(None, self.FIRST))
        with unit() as work:
            assert work.calendar_links.of_account(BUYER) == self.FIRST
            assert work.calendar_links.opened_by(hash_of("one")) == self.FIRST
            assert work.calendar_links.of_account(OTHER) is None
            assert work.calendar_links.opened_by(hash_of("two")) is None

    def test_a_new_one_takes_the_place_of_the_former(self):
        commit(lambda work: work.calendar_links.save(None, self.FIRST))
        commit(lambda work: work.calendar_links.save(self.FIRST, self.SECOND))
        with unit() as work:
            assert work.calendar_links.opened_by(hash_of("one")) is None
            assert work.calendar_links.opened_by(hash_of("two")) == self.SECOND

    def test_a_removed_one_opens_nothing(self):
        commit(lambda work: work.calendar_links.save(None, self.FIRST))
        commit(lambda work: work.calendar_links.remove(self.FIRST))
        with unit() as work:
            assert work.calendar_links.of_account(BUYER) is None
            assert work.calendar_links.opened_by(hash_of("one")) is None

    def test_only_the_first_of_two_simultaneous_links_stands(self):
        """R-147: no token is left behind that opens the calendar and is not known"""
        commit(lambda work: work.calendar_links.save(None, self.FIRST))
        with pytest.raises(LostRace):
            commit(lambda work: work.calendar_links.save(None, self.SECOND))
        with unit() as work:
            assert work.calendar_links.opened_by(hash_of("two")) is None
        commit(lambda work: work.calendar_links.remove(self.FIRST))
        with pytest.raises(LostRace):
            commit(lambda work: work.calendar_links.remove(self.FIRST))


@pytest.mark.parametrize(
    "settings",
    [
        NotificationSettings(),
        NotificationSettings(balance_thresholds=(), expiry_lead_times=()),
        NotificationSettings(
            balance_thresholds=(90, 50, 0),
            expiry_lead_times=(LeadTime(months=6), LeadTime(days=10)),
        ),
    ],
    ids=["usual", "nothing", "own"],
)
def test_notification_settings_come_back_and_the_daily_walk_sees_them(settings):
    """R-351: the index that is walked tells the lead times"""
    ann = Contact(email="ann@example.com", name="Ann")
    order = replace(
        a_purchase_order("PO-1", a_line(), contacts=[ann]), notification_settings=settings
    )
    assert stored(order).notification_settings == settings
    with unit() as work:
        (listed,) = work.purchase_orders.expiring_in(order.expiration_month)
    assert listed.expiry_lead_times == settings.expiry_lead_times

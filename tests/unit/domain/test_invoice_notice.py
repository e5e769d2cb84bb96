"""Who is told of an invoice without a purchase order, and why."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from procurement.domain.errors import InvalidInput, QuotaExceeded, StaleVersion
from procurement.domain.matching.result import Outcome
from procurement.domain.notices.invoice_notice import (
    InvoiceNotice,
    concerned,
    invoice_mail_id,
    reason_for,
)
from procurement.domain.notices.notice_settings import (
    InvoiceNoticeReason,
    NoticeSettings,
    changed_settings,
)
from procurement.domain.purchase_orders.input import ContactInput
from procurement.domain.purchase_orders.purchase_order import Contact, Source
from tests.support.purchase_orders import ACCOUNT, a_purchase_order

NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)
MISSING = InvoiceNoticeReason.NO_PURCHASE_ORDER
SUSPENDED = InvoiceNoticeReason.PURCHASE_ORDER_SUSPENDED
ANN = Contact(email="ann@example.com", name="Ann")
ANN_AGAIN = Contact(email="Ann@Example.com", name="Ann of purchasing")
BOB = Contact(email="bob@example.com", name="Bob")


def a_notice(reason: InvoiceNoticeReason = SUSPENDED) -> InvoiceNotice:
    is_suspended = reason is SUSPENDED
    return InvoiceNotice(
        account_id=ACCOUNT,
        invoice_id="EUINUS27-1",
        reason=reason,
        outcome=Outcome.NAMED_SUSPENDED if is_suspended else Outcome.NO_MATCH,
        invoicing_entity="Amazon Web Services, Inc.",
        billing_period="2027-01",
        total="100.00",
        currency="USD",
        due_on="2027-03-05",
        purchase_order_reference="PO-1" if is_suspended else None,
    )


def settings(*contacts: Contact, **more: tuple[InvoiceNoticeReason, ...]) -> NoticeSettings:
    return NoticeSettings(account_id=ACCOUNT, contacts=contacts, **more)


class TestReason:
    @pytest.mark.parametrize(
        ("outcome", "reason"),
        [
            (Outcome.NO_MATCH, MISSING),
            (Outcome.NAMED_MISSING, MISSING),
            (Outcome.NAMED_NOT_INTEGRATED, MISSING),
            (Outcome.NAMED_SUSPENDED, SUSPENDED),
            (Outcome.CREDIT_MEMO, None),
        ],
    )
    def test_an_invoice_without_a_number_has_one_and_a_credit_memo_none(self, outcome, reason):
        """R-193, R-152"""
        assert reason_for(outcome, None) is reason

    @pytest.mark.parametrize("outcome", list(Outcome))
    def test_an_invoice_that_shows_its_number_has_none(self, outcome):
        assert reason_for(outcome, "PO-1") is None


class TestConcerned:
    def test_the_accounts_contacts_hear_of_both_reasons(self):
        assert concerned(a_notice(MISSING), settings(ANN, BOB), None) == (ANN, BOB)
        assert concerned(a_notice(SUSPENDED), settings(ANN), None) == (ANN,)

    def test_contacts_of_the_suspended_purchase_order_hear_too_each_once(self):
        """R-032, R-346"""
        order = a_purchase_order("PO-1", contacts=(ANN_AGAIN, BOB), suspended=True)
        assert concerned(a_notice(), settings(ANN), order) == (ANN, BOB)
        assert concerned(a_notice(), settings(), order) == (ANN_AGAIN, BOB)

    def test_one_that_marketplace_created_has_nobody_to_tell(self):
        """R-359"""
        order = a_purchase_order("PO-1", source=Source.MARKETPLACE, suspended=True)
        assert concerned(a_notice(), settings(), order) == ()

    def test_contacts_of_a_purchase_order_are_not_bothered_with_what_was_not_its(self):
        order = a_purchase_order("PO-1", contacts=(BOB,))
        assert concerned(a_notice(MISSING), settings(ANN), order) == (ANN,)

    def test_a_reason_that_is_switched_off_is_told_to_nobody(self):
        order = a_purchase_order("PO-1", contacts=(BOB,), suspended=True)
        only_missing = settings(ANN, invoice_notices=(MISSING,))
        assert concerned(a_notice(SUSPENDED), only_missing, order) == ()
        assert concerned(a_notice(MISSING), only_missing, None) == (ANN,)


def test_a_mail_is_known_by_invoice_and_address():
    """R-358, R-032"""
    first = invoice_mail_id(ACCOUNT, "INV-1", "ann@example.com")
    assert first == invoice_mail_id(ACCOUNT, "INV-1", "ANN@example.com")
    assert first != invoice_mail_id(ACCOUNT, "INV-2", "ann@example.com")
    assert first != invoice_mail_id("444455556666", "INV-1", "ann@example.com")


class TestSettings:
    def test_a_change_is_a_new_version_and_no_change_is_none(self):
        before = settings()
        given = [ContactInput(email="ann@example.com", name="Ann")]
        after = changed_settings(before, given, [SUSPENDED, MISSING, SUSPENDED], NOW)
        assert after == replace(before, contacts=(ANN,), version=1, updated_at=NOW)
        assert changed_settings(after, given, list(InvoiceNoticeReason), NOW) is after

    def test_every_fault_is_told_at_once(self):
        given = [ContactInput(email="ann", name="Ann"), ContactInput(email="b@example.com")]
        with pytest.raises(InvalidInput) as refused:
            changed_settings(settings(), given, [], NOW)
        fields = [problem.field for problem in refused.value.problems]
        assert fields == ["contacts[0].email", "contacts[1].name"]

    def test_there_are_at_most_20_contacts(self):
        """R-044"""
        given = [ContactInput(email=f"a{n}@example.com", name="A") for n in range(21)]
        with pytest.raises(QuotaExceeded):
            changed_settings(settings(), given, [], NOW)

    def test_a_stale_version_is_refused(self):
        """R-076"""
        settings().expect_version(0)
        settings().expect_version(None)
        with pytest.raises(StaleVersion):
            settings().expect_version(1)

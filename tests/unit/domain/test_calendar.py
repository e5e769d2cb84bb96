"""What stands in an account's calendar, under which identity, and when it is called off."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from procurement.domain.charges.charge import Charge, ChargeState
from procurement.domain.invoices.corrections import Credit
from procurement.domain.invoices.draft import InvoiceType
from procurement.domain.invoices.invoice import Invoice
from procurement.domain.month import Month
from procurement.domain.notices.calendar import MAX_ENTRIES, CalendarEntry, calendar
from procurement.domain.notices.calendar_link import LIFETIME, CalendarLink, hash_of
from procurement.domain.purchase_orders.notification_settings import NotificationSettings
from procurement.domain.purchase_orders.purchase_order import Contact, PurchaseOrder
from tests.support.billing import a_usage_charge
from tests.support.invoice_documents import an_issued_invoice
from tests.support.purchase_orders import ACCOUNT, a_purchase_order, money

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
ANN = Contact(email="ann@example.com", name="Ann")


def a_payment(**more: Any) -> Charge:
    charge = a_usage_charge("ch-agmt1001", "10000.00", charge_date=date(2027, 4, 15))
    return replace(
        charge,
        agreement_id="agmt-1",
        description="Widget analytics",
        installment=(1, 3),
        purchase_order_reference="PO-7",
        **more,
    )


def an_invoice(**more: Any) -> Invoice:
    return an_issued_invoice(revision=1, due_on=date(2027, 2, 5), **more)


def entries(*things: Charge | Invoice | PurchaseOrder) -> dict[str, CalendarEntry]:
    found = calendar(
        [each for each in things if isinstance(each, Charge)],
        [each for each in things if isinstance(each, Invoice)],
        [each for each in things if isinstance(each, PurchaseOrder)],
        NOW,
    )
    return {entry.uid: entry for entry in found}


class TestPayments:
    def test_a_payment_stands_on_its_charge_date_with_its_number(self):
        (entry,) = entries(a_payment()).values()
        assert entry == CalendarEntry(
            uid="charge-ch-agmt1001",
            at=date(2027, 4, 15),
            summary="Payment 1 of 3: Widget analytics",
            details=(("Agreement", "agmt-1"), ("Purchase order", "PO-7")),
            sequence=0,
            category="Payment",
            amount=money("10000.00 USD"),
        )

    def test_without_a_charge_date_it_stands_where_it_is_invoiced(self):
        (entry,) = entries(a_usage_charge("ch-1", "5.00")).values()
        assert entry.at == date(2027, 2, 3)

    def test_every_change_raises_the_sequence_and_keeps_the_identity(self):
        """RFC 5545, 3.8.7.4"""
        first = a_payment()
        named = first.named("PO-8")
        invoiced = named.invoiced("INV-1")
        found = [next(iter(entries(charge).values())) for charge in (first, named, invoiced)]
        assert [entry.sequence for entry in found] == [0, 1, 2]
        assert len({entry.uid for entry in found}) == 1
        assert ("Invoice", "INV-1") in found[2].details

    def test_a_payment_that_its_agreements_end_left_open_is_cancelled(self):
        """R-402"""
        (entry,) = entries(a_payment().voided()).values()
        assert (entry.is_cancelled, entry.sequence) == (True, 1)

    def test_usage_without_an_amount_is_no_payment_to_plan_for(self):
        """R-255"""
        assert entries(a_payment(state=ChargeState.STANDING, amount=Decimal(0))) == {}


class TestInvoices:
    def test_an_invoice_stands_on_its_due_date(self):
        invoice = an_invoice()
        (entry,) = entries(invoice).values()
        assert entry.uid == f"invoice-{invoice.invoice_id}"
        assert (entry.at, entry.amount, entry.sequence) == (date(2027, 2, 5), invoice.total, 0)

    def test_what_was_credited_is_no_longer_to_be_paid(self):
        """R-153"""
        invoice = an_invoice()
        half = replace(invoice.total, amount=invoice.total.amount / 2)
        nothing = replace(invoice.total, amount=Decimal(0))
        credits_ = tuple(
            Credit(invoice_id=f"CM-{n}", draft_id=f"memo-{n}", before_tax=half, tax=nothing)
            for n in range(2)
        )
        (some,) = entries(replace(invoice, credits=credits_[:1], revision=2)).values()
        (all_,) = entries(replace(invoice, credits=credits_, revision=3)).values()
        assert (some.is_cancelled, some.amount, some.sequence) == (False, half, 1)
        assert (all_.is_cancelled, all_.sequence) == (True, 2)

    def test_a_credit_memo_is_not_due(self):
        assert entries(replace(an_invoice(), type=InvoiceType.CREDIT_MEMO)) == {}


class TestPurchaseOrders:
    def test_expiry_and_milestones_stand_on_their_days(self):
        """R-354, R-355"""
        order = a_purchase_order(contacts=[ANN])
        days = {
            uid.removeprefix("notice-key-of-PO-1-"): entry.at
            for uid, entry in entries(order).items()
        }
        assert days == {
            "P2M": datetime(2027, 10, 31, 9, tzinfo=UTC),
            "P1M": datetime(2027, 11, 30, 9, tzinfo=UTC),
            "P7D": datetime(2027, 12, 24, 9, tzinfo=UTC),
            "P0D": datetime(2027, 12, 31, 9, tzinfo=UTC),
            "expiry-key-of-PO-1": date(2027, 12, 31),
        }

    def test_without_contacts_there_are_no_milestones(self):
        """R-345"""
        assert entries(a_purchase_order()).keys() == {"expiry-key-of-PO-1"}

    def test_own_lead_times_are_the_milestones(self):
        silent = NotificationSettings(expiry_lead_times=())
        order = replace(a_purchase_order(contacts=[ANN]), notification_settings=silent)
        assert entries(order).keys() == {"expiry-key-of-PO-1"}

    def test_a_suspension_calls_the_milestones_off_and_not_the_expiry(self):
        """R-356"""
        found = entries(a_purchase_order(contacts=[ANN], suspended=True))
        assert {uid for uid, entry in found.items() if not entry.is_cancelled} == {
            "expiry-key-of-PO-1"
        }

    def test_a_moved_expiration_moves_the_same_entries(self):
        """S-101"""
        before = a_purchase_order(contacts=[ANN])
        after = before.changed(NOW, expiration_month=Month(2028, 12))
        one, other = entries(before), entries(after)
        assert one.keys() == other.keys()
        moved = other["expiry-key-of-PO-1"]
        assert (moved.at, moved.sequence, moved.changed_at) == (date(2028, 12, 31), 1, NOW)

    def test_an_id_used_again_is_another_entry(self):
        """R-009"""
        later = replace(a_purchase_order(), key="another-key")
        assert entries(a_purchase_order()).keys().isdisjoint(entries(later))


class TestWindow:
    @pytest.mark.parametrize(
        ("day", "is_there"),
        [
            ("2026-10-16", False),
            ("2026-10-17", True),
            ("2030-01-14", True),
            ("2030-01-15", False),
        ],
    )
    def test_it_reaches_back_90_days_and_ahead_three_years(self, day, is_there):
        charge = replace(a_payment(), charge_date=date.fromisoformat(day))
        assert bool(entries(charge)) == is_there

    def test_the_earliest_come_first_and_too_many_are_cut_off(self):
        charges = [
            replace(a_usage_charge(f"ch-{n:04d}"), charge_date=date(2028, 1, 1 + n % 28))
            for n in range(MAX_ENTRIES + 50)
        ]
        found = calendar(charges, (), (), NOW)
        assert len(found) == MAX_ENTRIES
        assert [entry.day for entry in found] == sorted(entry.day for entry in found)
        assert max(entry.day for entry in found) <= date(2028, 1, 28)


class TestLink:
    def test_it_opens_the_calendar_for_a_year(self):
        link = CalendarLink(account_id=ACCOUNT, token_hash=hash_of("t"), created_at=NOW)
        assert link.is_open(NOW)
        assert link.is_open(NOW + LIFETIME - timedelta(seconds=1))
        assert not link.is_open(NOW + LIFETIME)

    def test_the_token_is_not_to_be_read_from_it(self):
        link = CalendarLink(account_id=ACCOUNT, token_hash=hash_of("secret"), created_at=NOW)
        assert "secret" not in repr(link)
        assert len(link.token_hash) == 64

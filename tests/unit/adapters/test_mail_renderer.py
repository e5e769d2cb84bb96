"""What contacts read."""

from datetime import date

import pytest

from procurement.adapters.mail_renderer import JinjaMailRenderer
from procurement.domain.purchase_orders.balance import Threshold
from procurement.domain.purchase_orders.notification import (
    BalanceNotice,
    ExpiryNotice,
    Rung,
)
from procurement.domain.purchase_orders.purchase_order import Contact
from procurement.service.notices.mailing import Notice
from procurement.service.ports.mail import Mail


def a_balance_notice(threshold: Threshold = Threshold.LOW) -> BalanceNotice:
    return BalanceNotice(
        account_id="111122223333",
        purchase_order_id="PO 7/a:b",
        line_item_number="12",
        threshold=threshold,
        balance="-12.50",
        total_value="1000.00",
        currency="EUR",
    )


def an_expiry_notice(days_left: int) -> ExpiryNotice:
    return ExpiryNotice(
        account_id="111122223333",
        purchase_order_id="PO 7/a:b",
        rung=Rung.ONE_WEEK,
        expires_on=date(2027, 12, 31),
        days_left=days_left,
    )


def rendered(notice: Notice, name: str = "Ann") -> Mail:
    return JinjaMailRenderer().render(notice, Contact(email="ann@example.com", name=name))


@pytest.mark.parametrize(
    ("threshold", "subject"),
    [
        (Threshold.LOW, "Purchase order PO 7/a:b: line 12 is below 75 % of its value"),
        (Threshold.EXHAUSTED, "Purchase order PO 7/a:b: line 12 is out of balance"),
    ],
)
def test_a_balance_mail_names_line_balance_and_total(threshold, subject):
    mail = rendered(a_balance_notice(threshold))
    assert (mail.to, mail.subject) == ("ann@example.com", subject)
    for part in (mail.text, mail.html):
        for fact in ("Hello Ann", "PO 7/a:b", "12", "-12.50 EUR", "1000.00 EUR", "111122223333"):
            assert fact in part


@pytest.mark.parametrize(
    ("days_left", "says"),
    [
        (61, "expires in 61 days"),
        (1, "expires tomorrow"),
        (0, "expires today"),
        (-2, "has expired"),
    ],
)
def test_an_expiry_mail_says_when(days_left, says):
    mail = rendered(an_expiry_notice(days_left))
    assert mail.subject == f"Purchase order PO 7/a:b {says}"
    assert f"PO 7/a:b {says}." in mail.text
    assert "2027-12-31" in mail.text
    assert f"</strong> {says}." in mail.html


def test_names_are_escaped_in_html_only():
    mail = rendered(an_expiry_notice(7), name="<b>Bob</b> & Sons")
    assert "Hello &lt;b&gt;Bob&lt;/b&gt; &amp; Sons," in mail.html
    assert mail.text.startswith("Hello <b>Bob</b> & Sons,\n")


def test_the_text_has_its_facts_in_a_column():
    lines = rendered(a_balance_notice()).text.splitlines()
    assert "Line item:       12" in lines
    assert "Balance:         -12.50 EUR" in lines

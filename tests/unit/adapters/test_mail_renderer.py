"""What contacts read."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from procurement.adapters.mail_renderer import JinjaMailRenderer
from procurement.domain.matching.result import Outcome
from procurement.domain.notices.invoice_notice import InvoiceNotice, reason_for
from procurement.domain.purchase_orders.notification import BalanceNotice, ExpiryNotice
from procurement.domain.purchase_orders.purchase_order import Contact
from procurement.service.notices.mailing import Notice
from procurement.service.ports.mail import Mail


def a_balance_notice(threshold: int = 75) -> BalanceNotice:
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
        expires_on=date(2027, 12, 31),
        days_left=days_left,
    )


def an_invoice_notice(
    outcome: Outcome = Outcome.NO_MATCH, named: str | None = None
) -> InvoiceNotice:
    reason = reason_for(outcome, None)
    assert reason
    return InvoiceNotice(
        account_id="111122223333",
        invoice_id="EUINUS27-111122223333-000012",
        reason=reason,
        outcome=outcome,
        invoicing_entity="Amazon Web Services, Inc.",
        billing_period="2027-01",
        total="1234.50",
        currency="USD",
        due_on="2027-03-05",
        purchase_order_reference=named,
    )


EVERY_NOTICE = [
    a_balance_notice(),
    a_balance_notice(0),
    an_expiry_notice(7),
    an_invoice_notice(),
    an_invoice_notice(Outcome.NAMED_SUSPENDED, "PO-7"),
]


def rendered(notice: Notice, name: str = "Ann") -> Mail:
    return JinjaMailRenderer().render(notice, Contact(email="ann@example.com", name=name))


@pytest.mark.parametrize(
    ("threshold", "subject"),
    [
        (75, "Purchase order PO 7/a:b: line 12 is below 75 % of its value"),
        (20, "Purchase order PO 7/a:b: line 12 is below 20 % of its value"),
        (0, "Purchase order PO 7/a:b: line 12 is out of balance"),
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


@pytest.mark.parametrize(
    ("outcome", "named", "subject", "says"),
    [
        (
            Outcome.NO_MATCH,
            None,
            "was issued without a purchase order",
            "No purchase order of the account fits it.",
        ),
        (
            Outcome.NAMED_SUSPENDED,
            "PO-7",
            "names purchase order PO-7, which is suspended",
            "Its charge names purchase order PO-7, which is suspended, so the invoice shows none.",
        ),
        (
            Outcome.NAMED_NOT_INTEGRATED,
            "PO-7",
            "was issued without a purchase order",
            "could not be used: the integration with AWS Marketplace is off",
        ),
    ],
)
def test_an_invoice_mail_says_why_there_is_no_number(outcome, named, subject, says):
    mail = rendered(an_invoice_notice(outcome, named))
    assert mail.subject == f"Invoice EUINUS27-111122223333-000012 {subject}"
    assert says in mail.text
    for part in (mail.text, mail.html):
        for fact in ("1234.50 USD", "2027-03-05", "2027-01", "Amazon Web Services, Inc."):
            assert fact in part


class Elements(HTMLParser):
    """What a mail is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


@pytest.mark.parametrize("notice", EVERY_NOTICE)
def test_nothing_is_linked_or_loaded(notice):
    """Nobody is tracked, and nobody learns to click on links in mail about money"""
    found = Elements(rendered(notice).html)
    assert {"a", "img", "script", "link", "style", "iframe", "form", "svg"}.isdisjoint(found.tags)
    names = {name for name, _ in found.attributes}
    assert {"href", "src", "background", "action", "onload"}.isdisjoint(names)
    assert not [value for _, value in found.attributes if "url(" in (value or "")]
    assert "http" not in rendered(notice).text


@pytest.mark.parametrize("notice", EVERY_NOTICE)
def test_a_screen_reader_hears_a_language_a_title_a_heading_and_named_facts(notice):
    mail = rendered(notice)
    found = Elements(mail.html)
    assert ("lang", "en") in found.attributes
    assert f"<title>{mail.subject}</title>" in mail.html
    assert found.tags.count("h1") == 1
    facts = [value for name, value in found.attributes if name == "scope"]
    assert facts
    assert set(facts) == {"row"}
    layout = [value for name, value in found.attributes if name == "role"]
    assert set(layout) == {"presentation"}
    assert found.tags.count("table") == len(layout) + 1


@pytest.mark.parametrize(
    "text",
    ["</title><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 7 }}", "&amp;"],
)
def test_nothing_that_somebody_typed_becomes_markup(text):
    """Numbers that Marketplace charges carry may hold any sign (R-173)"""
    for notice in (
        replace(a_balance_notice(), line_item_number=text, purchase_order_id=text),
        replace(an_expiry_notice(7), purchase_order_id=text),
        an_invoice_notice(Outcome.NAMED_SUSPENDED, text),
    ):
        plain = Elements(rendered(replace(notice, account_id="1")).html)
        usual = Elements(
            rendered(next(each for each in EVERY_NOTICE if type(each) is type(notice))).html
        )
        assert set(plain.tags) <= {*usual.tags, "strong"}
        assert text in rendered(notice).text


def test_a_subject_is_one_line_whatever_stands_in_it():
    """No header can be smuggled in"""
    smuggled = "PO-1\r\nBcc: everybody@example.com"
    mail = rendered(an_invoice_notice(Outcome.NAMED_SUSPENDED, smuggled))
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject

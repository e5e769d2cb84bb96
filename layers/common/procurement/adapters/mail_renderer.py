"""The texts of mails: Jinja templates beside this module, shipped in the layer with it.

Jinja itself comes with the one function that sends mail.
"""

from collections.abc import Mapping
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from procurement.adapters.radar_mail import radar_values
from procurement.domain.foresight.radar_notice import RadarNotice
from procurement.domain.matching.result import Outcome
from procurement.domain.notices.invoice_notice import InvoiceNotice
from procurement.domain.purchase_orders.notification import (
    BalanceNotice,
    ExpiryNotice,
    PurchaseOrderNotice,
)
from procurement.domain.purchase_orders.purchase_order import Contact
from procurement.service.notices.mailing import Notice
from procurement.service.ports.mail import Mail

Facts = list[tuple[str, str]]
Values = Mapping[str, object]

_WHY: Final = {
    Outcome.NAMED_SUSPENDED: "is suspended",
    Outcome.NAMED_NOT_INTEGRATED: "could not be used: the integration with AWS Marketplace is off",
}
"""What is said of the purchase order that a charge named; by default, that there is none."""


class JinjaMailRenderer:
    """`service.notices.mailing.MailRenderer`, by ``NAME.subject.j2``, ``.txt.j2``, ``.html.j2``.

    Values are escaped in HTML; a name that a template misspells is an error.
    """

    def __init__(self) -> None:
        self._environment = Environment(
            loader=PackageLoader("procurement.adapters", "mail_templates"),
            autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, notice: Notice, contact: Contact) -> Mail:
        """The mail for one contact, its subject on one line."""
        match notice:
            case BalanceNotice():
                own: Values = {
                    "facts": _balance_facts(notice),
                    "line_item_number": notice.line_item_number,
                    "percent": notice.threshold,
                }
                template = "low" if notice.threshold else "exhausted"
                return self._mail(template, contact, {**_head(notice), **own})
            case ExpiryNotice():
                own = {"facts": _expiry_facts(notice), "days_left": notice.days_left}
                return self._mail("expiry", contact, {**_head(notice), **own})
            case InvoiceNotice():
                return self._mail("invoice", contact, _invoice_values(notice))
            case RadarNotice():
                return self._mail("radar", contact, radar_values(notice))

    def _mail(self, template: str, contact: Contact, values: Values) -> Mail:
        def rendered(part: str, subject: str = "") -> str:
            made = self._environment.get_template(f"{template}.{part}.j2")
            return made.render({"name": contact.name, "subject": subject, **values})

        # On one line, whatever stands in the values: no header can be smuggled in.
        subject = " ".join(rendered("subject").split())
        return Mail(
            to=contact.email,
            subject=subject,
            text=rendered("txt", subject).strip() + "\n",
            html=rendered("html", subject),
        )


def _head(notice: PurchaseOrderNotice) -> Values:
    return {"purchase_order_id": notice.purchase_order_id, "account_id": notice.account_id}


def _balance_facts(notice: BalanceNotice) -> Facts:
    return [
        ("Account", notice.account_id),
        ("Purchase order", notice.purchase_order_id),
        ("Line item", notice.line_item_number),
        ("Balance", f"{notice.balance} {notice.currency}"),
        ("Total value", f"{notice.total_value} {notice.currency}"),
    ]


def _invoice_values(notice: InvoiceNotice) -> Values:
    named = notice.purchase_order_reference
    facts = [
        ("Account", notice.account_id),
        ("Invoice", notice.invoice_id),
        ("From", notice.invoicing_entity),
        ("Billing period", notice.billing_period),
        ("Total", f"{notice.total} {notice.currency}"),
        ("Due", notice.due_on),
        *([("Named", named)] if named else []),
    ]
    return {
        "account_id": notice.account_id,
        "invoice_id": notice.invoice_id,
        "named": named,
        "why": _WHY.get(notice.outcome, "is not there"),
        "is_suspended": notice.outcome is Outcome.NAMED_SUSPENDED,
        "facts": facts,
    }


def _expiry_facts(notice: ExpiryNotice) -> Facts:
    return [
        ("Account", notice.account_id),
        ("Purchase order", notice.purchase_order_id),
        ("Last day", notice.expires_on.isoformat()),
    ]

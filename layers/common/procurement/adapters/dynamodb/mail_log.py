"""The log of mails in DynamoDB: what was sent, and the claims that keep it from going out twice."""

from datetime import timedelta
from functools import reduce
from operator import and_
from typing import Final

from pynamodb.connection import Connection
from pynamodb.expressions.condition import Condition

from procurement.adapters.dynamodb.attributes import instant, midnight
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.sifting import Sieve
from procurement.adapters.dynamodb.tables.ledger import MailItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.errors import LostRace
from procurement.domain.notices.notice_query import NoticeQuery
from procurement.domain.purchase_orders.notification import NoticeKind
from procurement.service.ports.mail import LoggedMail, MailStatus
from procurement.service.ports.page import Page, PageTokens

MOST_READ: Final = 2_000
"""Mails read for one page at most, some 1 MB."""

_MAIL: Final = "MAIL#"
_BEGIN, _END = " ", "~"
"""Before and after every instant."""
_TYPE: Final = "Mail"


class DynamoMailLog:
    """`service.ports.MailLog` on the Ledger table."""

    def __init__(self, connection: Connection, page_tokens: PageTokens) -> None:
        self._connection = connection
        self._page_tokens = page_tokens

    def is_claimed(self, account_id: str, mail_id: str) -> bool:
        """One strongly consistent read."""
        return _find(account_id, mail_id) is not None

    def claim(self, mail: LoggedMail) -> bool:
        """Put the mail if nobody did before."""
        writing = self._transaction()
        writing.put(
            _to_item(mail),
            condition=MailItem.account_id.does_not_exist(),
            on_failure=lost(_TYPE, mail.mail_id),
        )
        return _is_so(writing)

    def settle(
        self, account_id: str, mail_id: str, status: MailStatus, message_id: str | None = None
    ) -> None:
        """Read the claim, and put it with the status and the mail service's message ID, if any."""
        failed = lost(_TYPE, mail_id)
        item = _find(account_id, mail_id)
        if item is None:
            raise failed()
        item.status = status.value
        item.message_id = message_id or item.message_id
        writing = self._transaction()
        writing.put(item, condition=MailItem.account_id.exists(), on_failure=failed)
        writing.commit()

    def release(self, account_id: str, mail_id: str) -> None:
        """Delete the claim unless it is known what became of the mail."""
        writing = self._transaction()
        writing.delete(
            MailItem(account_id, _MAIL + mail_id),
            condition=MailItem.status == MailStatus.CLAIMED.value,
            on_failure=lost(_TYPE, mail_id),
        )
        _is_so(writing)

    def _transaction(self) -> Transaction:
        return Transaction(self._connection, self._page_tokens)

    def page(
        self, account_id: str, wanted: NoticeQuery, *, limit: int, token: str | None
    ) -> Page[LoggedMail]:
        """Queries of the index of mails, at most `MOST_READ` mails."""
        sieve = Sieve(
            keys=("account_id", "entry", "mailed_by", "mailed_as"),
            convert=_to_mail,
            most_read=MOST_READ,
        )
        return sieve.page(
            Listing("mails", ("mailed_by", account_id), repr(wanted)),
            self._page_tokens,
            token,
            MailItem,
            lambda start, size: MailItem.mails.query(
                account_id,
                MailItem.mailed_as.between(*_bounds(wanted)),
                _filter(wanted),
                scan_index_forward=False,
                page_size=size,
                last_evaluated_key=start,
            ),
            limit,
        )


def _find(account_id: str, mail_id: str) -> MailItem | None:
    try:
        with translated():
            return MailItem.get(account_id, _MAIL + mail_id, consistent_read=True)
    except MailItem.DoesNotExist:
        return None


def _is_so(writing: Transaction) -> bool:
    """Commit; whether the condition held."""
    try:
        writing.commit()
    except LostRace as race:
        if race.resource_type != _TYPE:
            raise
        return False
    return True


def _bounds(wanted: NoticeQuery) -> tuple[str, str]:
    """The first key that may be wanted, and one behind the last."""
    begin = instant(midnight(wanted.sent_from)) if wanted.sent_from else _BEGIN
    end = instant(midnight(wanted.sent_to + timedelta(days=1))) if wanted.sent_to else _END
    return begin, end


def _filter(wanted: NoticeQuery) -> Condition | None:
    conditions: list[Condition] = []
    if wanted.kind:
        conditions.append(MailItem.kind == wanted.kind.value)
    if wanted.purchase_order_id:
        conditions.append(MailItem.about == f"purchase-order/{wanted.purchase_order_id}")
    if wanted.invoice_id:
        conditions.append(MailItem.about == f"invoice/{wanted.invoice_id}")
    return reduce(and_, conditions) if conditions else None


def _to_item(mail: LoggedMail) -> MailItem:
    return MailItem(
        mail.account_id,
        _MAIL + mail.mail_id,
        mailed_by=mail.account_id,
        mailed_as=f"{instant(mail.at)}#{mail.mail_id}",
        at=mail.at,
        kind=mail.kind.value,
        about=mail.about,
        to=mail.to,
        subject=mail.subject,
        status=mail.status.value,
        message_id=mail.message_id,
    )


def _to_mail(item: MailItem) -> LoggedMail:
    return LoggedMail(
        account_id=item.account_id,
        mail_id=item.entry.removeprefix(_MAIL),
        kind=NoticeKind(item.kind),
        about=item.about,
        to=item.to,
        subject=item.subject,
        at=item.at,
        status=MailStatus(item.status),
        message_id=item.message_id,
    )

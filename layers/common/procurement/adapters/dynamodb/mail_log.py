"""The log of mails in DynamoDB: what was sent, and the claims that keep it from going out twice."""

from typing import Final

from pynamodb.exceptions import DeleteError, PutError
from pynamodb.expressions.update import Action

from procurement.adapters.dynamodb.attributes import instant
from procurement.adapters.dynamodb.paging import Listing
from procurement.adapters.dynamodb.tables.ledger import MailItem
from procurement.adapters.dynamodb.transaction import translated
from procurement.domain.purchase_orders.notification import NoticeKind
from procurement.service.ports.mail import LoggedMail, MailStatus
from procurement.service.ports.page import Page, PageTokens

_MAIL: Final = "MAIL#"
_NOT_SO: Final = "ConditionalCheckFailedException"


class DynamoMailLog:
    """`service.ports.MailLog` on the Ledger table."""

    def __init__(self, page_tokens: PageTokens) -> None:
        self._page_tokens = page_tokens

    def is_claimed(self, account_id: str, mail_id: str) -> bool:
        """One strongly consistent read."""
        with translated():
            try:
                MailItem.get(account_id, _MAIL + mail_id, consistent_read=True)
            except MailItem.DoesNotExist:
                return False
        return True

    def claim(self, mail: LoggedMail) -> bool:
        """Put the mail if nobody did before."""
        item = _to_item(mail)
        try:
            with translated():
                item.save(condition=MailItem.account_id.does_not_exist())
        except PutError as error:
            if error.cause_response_code != _NOT_SO:
                raise
            return False
        return True

    def settle(
        self, account_id: str, mail_id: str, status: MailStatus, message_id: str | None = None
    ) -> None:
        """Write the status, and the mail service's message ID if there is one."""
        actions: list[Action] = [MailItem.status.set(status.value)]
        if message_id is not None:
            actions.append(MailItem.message_id.set(message_id))
        with translated():
            MailItem(account_id, _MAIL + mail_id).update(
                actions=actions, condition=MailItem.account_id.exists()
            )

    def release(self, account_id: str, mail_id: str) -> None:
        """Delete the claim unless it is known what became of the mail."""
        try:
            with translated():
                MailItem(account_id, _MAIL + mail_id).delete(
                    condition=MailItem.status == MailStatus.CLAIMED.value
                )
        except DeleteError as error:
            if error.cause_response_code != _NOT_SO:
                raise

    def page(self, account_id: str, *, limit: int, token: str | None) -> Page[LoggedMail]:
        """One query of the index of mails, newest first."""
        return Listing("mails", ("mailed_by", account_id)).page(
            self._page_tokens,
            token,
            lambda start: MailItem.mails.query(
                account_id, scan_index_forward=False, limit=limit, last_evaluated_key=start
            ),
            _to_mail,
        )


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

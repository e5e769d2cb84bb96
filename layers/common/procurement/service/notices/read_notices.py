"""Read what an account was mailed, and who in it is told of invoices."""

from procurement.domain.notices.notice_query import NoticeQuery
from procurement.domain.notices.notice_settings import NoticeSettings
from procurement.service.caller import Caller
from procurement.service.ports.mail import LoggedMail, MailLog
from procurement.service.ports.page import Page
from procurement.service.ports.unit_of_work import UnitOfWorkFactory


def list_notices(
    wanted: NoticeQuery, limit: int, token: str | None, caller: Caller, log: MailLog
) -> Page[LoggedMail]:
    """One page of the caller's mails that are `wanted`, newest first.

    Raises `InvalidInput` as `NoticeQuery.check` does.
    """
    wanted.check()
    return log.page(caller.account_id, wanted, limit=limit, token=token)


def get_notice_settings(caller: Caller, unit_of_work: UnitOfWorkFactory) -> NoticeSettings:
    """The caller's; nobody, at version 0, before somebody was put in."""
    with unit_of_work() as unit:
        return unit.notice_settings.of_account(caller.account_id)

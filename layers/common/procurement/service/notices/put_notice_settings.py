"""Say who in an account is told of invoices without a purchase order, and of which."""

from collections.abc import Sequence
from datetime import datetime

from procurement.domain.events import Event, EventType
from procurement.domain.notices.notice_settings import (
    InvoiceNoticeReason,
    NoticeSettings,
    changed_settings,
)
from procurement.domain.purchase_orders.input import ContactInput
from procurement.service.attempts import decide
from procurement.service.caller import Caller
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.record import new_event


def put_notice_settings(
    contacts: Sequence[ContactInput],
    invoice_notices: Sequence[InvoiceNoticeReason],
    expected_version: int | None,
    caller: Caller,
    unit_of_work: UnitOfWorkFactory,
    clock: Clock,
) -> NoticeSettings:
    """Replace the caller's; what is so already is not written again.

    Raises `StaleVersion`, `InvalidInput` with all problems, `QuotaExceeded` for more than 20.
    """
    now = clock.now()

    def attempt() -> NoticeSettings:
        with unit_of_work() as unit:
            before = unit.notice_settings.of_account(caller.account_id)
            before.expect_version(expected_version)
            after = changed_settings(before, contacts, invoice_notices, now)
            if after is before:
                return before
            unit.notice_settings.save(before, after)
            unit.ledger.record(_changed(after, caller, now))
            unit.commit()
        return after

    return decide(attempt)


def _changed(after: NoticeSettings, caller: Caller, now: datetime) -> Event:
    return new_event(
        after.account_id,
        EventType.NOTICE_SETTINGS_CHANGED,
        "notice-settings",
        at=now,
        actor=caller.arn,
        occasion=after.version,
        detail={
            "version": after.version,
            "contacts": len(after.contacts),
            "invoiceNotices": [reason.value for reason in after.invoice_notices],
        },
    )

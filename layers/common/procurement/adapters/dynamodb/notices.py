"""Notice settings and calendar links in DynamoDB."""

from typing import Final

from pynamodb.expressions.condition import Condition

from procurement.adapters.dynamodb.tables.notices import CalendarLinkItem, NoticeSettingsItem
from procurement.adapters.dynamodb.transaction import Transaction, lost, translated
from procurement.domain.notices.calendar_link import CalendarLink
from procurement.domain.notices.notice_settings import InvoiceNoticeReason, NoticeSettings
from procurement.domain.purchase_orders.purchase_order import Contact

_SETTINGS: Final = "NOTICES"
_LINK: Final = "CALENDAR-LINK"
# No account is called so: an account's ID is twelve digits.
_BY_TOKEN: Final = "CALENDARS"  # noqa: S105
_TOKEN: Final = "TOKEN#"  # noqa: S105


class DynamoNoticeSettings:
    """`service.ports.NoticeSettingsStore` on the PurchaseOrders table."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of_account(self, account_id: str) -> NoticeSettings:
        """One strongly consistent read."""
        try:
            with translated():
                item = NoticeSettingsItem.get(account_id, _SETTINGS, consistent_read=True)
        except NoticeSettingsItem.DoesNotExist:
            return NoticeSettings(account_id=account_id)
        return NoticeSettings(
            account_id=account_id,
            contacts=tuple(Contact(email=email, name=name) for email, name in item.contacts),
            invoice_notices=tuple(InvoiceNoticeReason(each) for each in item.invoice_notices),
            version=int(item.version),
            updated_at=item.updated_at,
        )

    def save(self, before: NoticeSettings, after: NoticeSettings) -> None:
        """Put it over the version that was read."""
        present: Condition = NoticeSettingsItem.version == before.version
        self._transaction.put(
            NoticeSettingsItem(
                after.account_id,
                _SETTINGS,
                contacts=[[person.email, person.name] for person in after.contacts],
                invoice_notices=[reason.value for reason in after.invoice_notices],
                version=after.version,
                updated_at=after.updated_at,
            ),
            condition=present if before.version else NoticeSettingsItem.account_id.does_not_exist(),
            on_failure=lost("NoticeSettings", after.account_id),
        )


class DynamoCalendarLinks:
    """`service.ports.CalendarLinks` on the PurchaseOrders table: two items for a link.

    One stands with its account, the other under the hash of its token, where whoever holds the
    token finds it. Both are written and deleted in one transaction.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def of_account(self, account_id: str) -> CalendarLink | None:
        """One strongly consistent read."""
        return _found(account_id, _LINK)

    def opened_by(self, token_hash: str) -> CalendarLink | None:
        """One strongly consistent read: a link that is revoked opens nothing from then on."""
        return _found(_BY_TOKEN, _TOKEN + token_hash)

    def save(self, before: CalendarLink | None, after: CalendarLink) -> None:
        """Put both items, and delete the one under the former hash."""
        failed = lost("CalendarLink", after.account_id)
        present = CalendarLinkItem.token_hash == before.token_hash if before else _absent()
        self._transaction.put(
            _to_item(after.account_id, _LINK, after), condition=present, on_failure=failed
        )
        self._transaction.put(
            _to_item(_BY_TOKEN, _TOKEN + after.token_hash, after),
            condition=_absent(),
            on_failure=failed,
        )
        if before:
            self._delete(_BY_TOKEN, _TOKEN + before.token_hash, before)

    def remove(self, link: CalendarLink) -> None:
        """Delete both items."""
        self._delete(link.account_id, _LINK, link)
        self._delete(_BY_TOKEN, _TOKEN + link.token_hash, link)

    def _delete(self, account_id: str, entry: str, link: CalendarLink) -> None:
        self._transaction.delete(
            CalendarLinkItem(account_id, entry),
            condition=CalendarLinkItem.token_hash == link.token_hash,
            on_failure=lost("CalendarLink", link.account_id),
        )


def _absent() -> Condition:
    return CalendarLinkItem.account_id.does_not_exist()


def _found(account_id: str, entry: str) -> CalendarLink | None:
    try:
        with translated():
            item = CalendarLinkItem.get(account_id, entry, consistent_read=True)
    except CalendarLinkItem.DoesNotExist:
        return None
    return CalendarLink(
        account_id=item.owner_account_id,
        token_hash=item.token_hash,
        created_at=item.created_at,
    )


def _to_item(account_id: str, entry: str, link: CalendarLink) -> CalendarLinkItem:
    return CalendarLinkItem(
        account_id,
        entry,
        owner_account_id=link.account_id,
        token_hash=link.token_hash,
        created_at=link.created_at,
    )

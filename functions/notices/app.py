"""What was mailed to whom and why; who in an account is told of its invoices."""

from typing import Any

from procurement import bootstrap
from procurement.domain.notices.notice_query import NoticeQuery
from procurement.entrypoints.http import DEFAULT_RESULTS, Api, MaxResults, NextToken
from procurement.entrypoints.observability import observed
from procurement.entrypoints.schemas.notice_lists import (
    AboutInvoice,
    AboutPurchaseOrder,
    OfKind,
    SentFrom,
    SentTo,
)
from procurement.entrypoints.schemas.notices import (
    NoticePage,
    NoticeSettingsView,
    NoticeView,
    PutNoticeSettingsRequest,
)
from procurement.service.notices.put_notice_settings import put_notice_settings
from procurement.service.notices.read_notices import get_notice_settings, list_notices

api = Api(bootstrap.acting_for)


@api.get("/notices", operation_id="ListNotices")
def list_(
    kind: OfKind = None,
    purchase_order_id: AboutPurchaseOrder = None,
    invoice_id: AboutInvoice = None,
    sent_from: SentFrom = None,
    sent_to: SentTo = None,
    max_results: MaxResults = DEFAULT_RESULTS,
    next_token: NextToken = None,
) -> NoticePage:
    """List what was mailed to whom and why, filtered, newest first."""
    wanted = NoticeQuery(
        kind=kind,
        purchase_order_id=purchase_order_id,
        invoice_id=invoice_id,
        sent_from=sent_from,
        sent_to=sent_to,
    )
    page = list_notices(wanted, max_results, next_token, api.caller, bootstrap.mail_log())
    items = [NoticeView.of(mail) for mail in page.items]
    return NoticePage(items=items, next_token=page.next_token)


@api.get("/notice-settings", operation_id="GetNoticeSettings")
def get_settings() -> NoticeSettingsView:
    """Get who is told of invoices that were issued without a purchase order."""
    return NoticeSettingsView.of(get_notice_settings(api.caller, bootstrap.unit_of_work()))


@api.put("/notice-settings", operation_id="PutNoticeSettings")
def put_settings(request: PutNoticeSettingsRequest) -> NoticeSettingsView:
    """Replace who is told of invoices without a purchase order, and of which."""
    settings = put_notice_settings(
        [contact.to_input() for contact in request.contacts],
        request.invoice_notices,
        request.expected_version,
        api.caller,
        bootstrap.unit_of_work(),
        bootstrap.clock(),
    )
    return NoticeSettingsView.of(settings)


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one API request."""
    return api.resolve(event, context)

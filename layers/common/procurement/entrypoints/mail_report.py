"""How a mailing shows in the log, in the metrics and in a function's answer."""

from typing import Any

from procurement.entrypoints.observability import count, note
from procurement.service.notices.mailing import Delivery, Mailing


def report(mailing: Mailing) -> dict[str, Any]:
    """Put the counts on the present outcome's line and into the metrics, and give them back.

    Then `Unavailable` when some mail is still to be sent, so that the invocation, or the message,
    is tried again.
    """
    counts = {delivery.value.lower(): mailing.count(delivery) for delivery in Delivery}
    note(**counts)
    count("MailsSent", counts["sent"])
    count("MailsRefused", counts["refused"] + counts["unknown"])
    mailing.expect_complete()
    return {**counts}

"""Verify the books: hold everything that is stored against what the decisions made of it.

Called by hand, by `procurement verify`: ``{"ledgers": ["111122223333"]}`` for some ledgers, ``{}``
for all, ``{"since": "2027-03-31T00:00:00Z"}`` for those that were told of something since (in real
time, whatever a local clock was told). An answer with `next` goes on where the same request says so
as `after`. Nothing is written.
"""

from typing import Any

from procurement import bootstrap
from procurement.entrypoints.observability import count, note, observed
from procurement.entrypoints.schedule import has_time
from procurement.entrypoints.verification_request import asked_of, told
from procurement.service.verification.verify_books import verify_books


@observed
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Verify as many ledgers as there is time for."""
    found = verify_books(asked_of(event), bootstrap.stored_books(), has_time(context))
    note(ledgers=len(found.verified), differences=len(found.differences))
    count("LedgersVerified", len(found.verified))
    count("BookDifferences", len(found.differences))
    return told(found)

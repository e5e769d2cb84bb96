"""Which event of the ledger tells that an export is imported."""

from datetime import UTC, datetime

from local.invoicing import end_of_import

DROPPED_AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EARLIER, LATER = "2026-11-22T11:00:00.000Z", "2026-11-22T12:00:05.000Z"


def _imported(source, digest, at=EARLIER):
    detail = {"source": source, "contentSha256": digest}
    return {"type": "CostExportImported", "at": at, "detail": detail}


def _refused(source, at):
    return {"type": "CostExportRefused", "at": at, "detail": {"source": source}}


def _end(*newest_first):
    return end_of_import(newest_first, "demo/key", "new", DROPPED_AT)


def test_the_import_of_this_content_ends_it():
    event = _imported("demo/key", "new", LATER)
    added = {"type": "PurchaseOrderAdded", "at": LATER, "detail": {}}
    assert _end(added, event, _imported("demo/key", "old")) is event


def test_content_that_is_in_force_is_told_of_already():
    event = _imported("demo/key", "new")
    assert _end(event) is event


def test_content_that_another_key_brought_is_in_force_too():
    event = _imported("demo/other", "new")
    assert _end(_imported("demo/third", "else"), event) is event


def test_content_that_was_replaced_since_has_to_be_imported_again():
    assert _end(_imported("demo/key", "old"), _imported("demo/key", "new")) is None


def test_a_refusal_counts_from_the_drop_on():
    refusal = _refused("demo/key", LATER)
    assert _end(refusal) is refusal
    assert _end(_refused("demo/key", EARLIER)) is None
    assert _end(_refused("demo/other", LATER)) is None

"""How large the stored match of an invoice gets: an item may have 400 KB with everything in it."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from hashlib import shake_256

from procurement.adapters.dynamodb.attributes import CompressedJsonAttribute
from procurement.adapters.dynamodb.documents import from_document, to_document
from procurement.domain.matching.matcher import match
from procurement.domain.matching.record import MatchRecord
from procurement.domain.purchase_orders.purchase_order import PurchaseOrder
from tests.support.purchase_orders import ENTITIES, an_invoice
from tests.support.worlds import full_account

STORED = CompressedJsonAttribute()
INVOICE = an_invoice("10.00", invoice_unit="North")


def test_the_match_against_a_full_account_is_a_few_kilobytes() -> None:
    """R-041, R-043, R-136."""
    assert len(stored(full_account())) < 10_000


def test_numbers_that_do_not_compress_fill_a_third_of_an_item_at_most() -> None:
    """R-077, R-136, R-173: the longest that Marketplace may give, and more of them than it may."""
    world = [
        replace(
            order,
            purchase_order_id=noise(200, order.purchase_order_id),
            line_items=tuple(
                replace(
                    line, line_item_number=noise(50, order.purchase_order_id, line.line_item_number)
                )
                for line in order.line_items
            ),
        )
        for order in full_account(200)
    ]
    assert len(stored(world)) < 133_000


def stored(world: list[PurchaseOrder]) -> bytes:
    """What is stored, after making sure that it reads back."""
    record = MatchRecord.of(match(INVOICE, world, ENTITIES))
    written = STORED.serialize(to_document(record))
    assert from_document(STORED.deserialize(written), MatchRecord) == record
    return written


def noise(length: int, *seed: str) -> str:
    """Characters that repeat nothing."""
    return urlsafe_b64encode(shake_256("/".join(seed).encode()).digest(length)).decode()[:length]

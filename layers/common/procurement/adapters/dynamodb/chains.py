"""The hash chains of the ledgers in DynamoDB: each block beside the entries that it seals."""

from collections.abc import Mapping, Sequence
from typing import Final

from pynamodb.exceptions import PutError

from procurement.adapters.dynamodb.digests import digest_of
from procurement.adapters.dynamodb.journal import WRITES
from procurement.adapters.dynamodb.ledger import entry_of
from procurement.adapters.dynamodb.tables.ledger import BlockItem, EventItem, WritesItem
from procurement.adapters.dynamodb.transaction import lost, translated
from procurement.domain.events import Event
from procurement.domain.verification.block import BLOCK, FIRST, block_entry

_NOT_SO: Final = "ConditionalCheckFailedException"


class DynamoChains:
    """`service.ports.verification.Chains` on the Ledger table."""

    def stamps_of(self, events: Sequence[Event]) -> Sequence[tuple[str, str]]:
        """Batches of up to 100, strongly consistent."""
        keys = [(event.account_id, entry_of(event)) for event in events]
        with translated():
            found = EventItem.batch_get(keys, consistent_read=True)
            return [(item.account_id, item.written.rpartition("#")[2]) for item in found]

    def seals_of(self, ledger: str, stamps: Sequence[str]) -> Mapping[str, str]:
        """Batches of up to 100, strongly consistent."""
        keys = [(ledger, WRITES + stamp) for stamp in stamps]
        with translated():
            found = WritesItem.batch_get(keys, consistent_read=True)
            return {item.entry.removeprefix(WRITES): item.seal for item in found}

    def append(self, ledger: str, seals: Mapping[str, str]) -> None:
        """One strongly consistent query of the last block, and a put where the next one goes.

        Nothing is put for what the last block has: then the stream told it twice.
        """
        last = _last(ledger)
        if last and seals.items() <= dict(last.entries).items():
            return
        number = int(last.entry.removeprefix(BLOCK)) + 1 if last else 1
        item = BlockItem(
            ledger,
            block_entry(number),
            previous=last.seal if last else FIRST,
            entries=[[stamp, seal] for stamp, seal in seals.items()],
        )
        item.seal = digest_of(item.serialize())
        try:
            with translated():
                item.save(condition=BlockItem.account_id.does_not_exist())
        except PutError as error:
            if error.cause_response_code != _NOT_SO:
                raise
            raise lost("Ledger", ledger)() from error


def _last(ledger: str) -> BlockItem | None:
    with translated():
        blocks = BlockItem.query(
            ledger,
            BlockItem.entry.startswith(BLOCK),
            consistent_read=True,
            scan_index_forward=False,
            limit=1,
        )
        return next(iter(blocks), None)

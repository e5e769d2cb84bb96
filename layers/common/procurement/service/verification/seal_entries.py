"""Chain what ledgers tell: entries into the next block of their ledger, sealed over the last one.

At least once: an entry that is in the chain already may come again, and says the same.
"""

import logging
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from procurement.service.attempts import decide
from procurement.service.ports.verification import Chains

Stamp = tuple[str, str]
"""A ledger, and the stamp of one of its entries."""

_LOG: Final = logging.getLogger(__name__)


def seal_entries(entries: Mapping[Stamp, str], chains: Chains) -> frozenset[str]:
    """Chain entries, given with their seals; the empty text stands for one that is to be read.

    Never raises: the ledgers come back that have an entry which could not be chained.
    """
    by_ledger: dict[str, dict[str, str]] = defaultdict(dict)
    for (ledger, stamp), seal in entries.items():
        by_ledger[ledger][stamp] = seal
    failed = set()
    for ledger, seals in by_ledger.items():
        try:
            _seal(ledger, seals, chains)
        except Exception:
            _LOG.exception("entries not chained", extra={"ledger": ledger, "entries": len(seals)})
            failed.add(ledger)
    return frozenset(failed)


def _seal(ledger: str, seals: dict[str, str], chains: Chains) -> None:
    unread = [stamp for stamp, seal in seals.items() if not seal]
    whole = {**seals, **chains.seals_of(ledger, unread)} if unread else seals
    decide(lambda: chains.append(ledger, dict(sorted(whole.items()))))

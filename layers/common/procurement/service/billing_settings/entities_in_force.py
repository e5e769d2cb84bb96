"""The table of invoicing entities, remembered for a while: nearly every request needs it.

Their tax rules are remembered with it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.service.billing_settings.read_billing_settings import (
    get_invoicing_entities,
    get_tax_rules,
)
from procurement.service.ports.clock import Clock
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

REMEMBERED: Final = timedelta(seconds=60)
"""How long after a change a process may still go by the table before it."""


@dataclass(slots=True)
class EntitiesInForce:
    """Reads the table at most once a minute; `shipped` is in force while none is stored."""

    shipped: InvoicingEntities
    unit_of_work: UnitOfWorkFactory
    clock: Clock
    _table: InvoicingEntities | None = None
    _read_at: datetime | None = None

    def current(self) -> InvoicingEntities:
        """The table in force at most a minute ago."""
        now = self.clock.now()
        if self._table is None or not self._is_fresh(now):
            table = get_invoicing_entities(self.shipped, self.unit_of_work)
            self._table = replace(table, taxes=get_tax_rules(self.unit_of_work))
            self._read_at = now
        return self._table

    def _is_fresh(self, now: datetime) -> bool:
        return self._read_at is not None and timedelta(0) <= now - self._read_at < REMEMBERED

"""What happens to agreements by themselves: renewals, and ends that were cut off."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from procurement.domain.errors import Unavailable
from procurement.domain.marketplace.renewal import is_due
from procurement.service.marketplace.end_agreement import settle_end
from procurement.service.marketplace.renew_agreement import ACTOR, renew_agreement
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sweep:
    """How many agreements were renewed, settled after their end, or failed.

    `is_cut_short` when there was no time for all of them.
    """

    renewed: int = 0
    settled: int = 0
    failed: int = 0
    is_cut_short: bool = False

    def __add__(self, other: "Sweep") -> "Sweep":
        return Sweep(
            renewed=self.renewed + other.renewed,
            settled=self.settled + other.settled,
            failed=self.failed + other.failed,
            is_cut_short=self.is_cut_short or other.is_cut_short,
        )

    def expect_complete(self) -> None:
        """`Unavailable` when something is left to be done: the same use case may run again."""
        if self.failed or self.is_cut_short:
            message = f"{self.failed} agreements failed" if self.failed else "time was too short"
            raise Unavailable(f"some agreements wait for another sweep: {message}")


def carry_on_agreements(
    unit_of_work: UnitOfWorkFactory, now: datetime, has_time: Callable[[], bool]
) -> Sweep:
    """Renew every agreement whose end has come by `now`, and settle every cut-off end (R-402).

    One agreement's failure keeps no other from its turn. Another sweep goes on where this one
    stopped; what is done leaves the index that it walks.
    """
    sweep = Sweep()
    with unit_of_work() as unit:
        for agreement_id in unit.agreements.awaiting(now):
            if not has_time():
                return sweep + Sweep(is_cut_short=True)
            sweep += _carry_on(agreement_id, unit_of_work, now, has_time)
    return sweep


def _carry_on(
    agreement_id: str,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
    has_time: Callable[[], bool],
) -> Sweep:
    try:
        with unit_of_work() as unit:
            agreement = unit.agreements.get_agreement(agreement_id)
        if agreement.is_settling:
            settle_end(agreement, unit_of_work, actor=ACTOR)
            return Sweep(settled=1)
        return _renew(agreement_id, unit_of_work, now, has_time)
    except Exception:
        _LOG.exception("agreement not carried on", extra={"agreementId": agreement_id})
        return Sweep(failed=1)


def _renew(
    agreement_id: str,
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
    has_time: Callable[[], bool],
) -> Sweep:
    sweep = Sweep()
    while following := renew_agreement(agreement_id, unit_of_work, now=now):
        sweep += Sweep(renewed=1)
        # So late that the agreement that follows may have ended, too.
        if not is_due(following, now):
            break
        if not has_time():
            return sweep + Sweep(is_cut_short=True)
        agreement_id = following.agreement_id
    return sweep

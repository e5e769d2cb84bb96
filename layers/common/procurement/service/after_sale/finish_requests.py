"""Finish what nobody answered in time, and what was cut off (R-398, R-399, R-403)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.service.after_sale.approve_cancellation import approve_cancellation_in_silence
from procurement.service.after_sale.approve_payment import approve_payment_in_silence
from procurement.service.caller import SILENCE
from procurement.service.invoices.complete_adjustment import complete_adjustment
from procurement.service.ports.after_sale import (
    Unfinished,
    UnfinishedRequest,
    UnfinishedRequests,
)
from procurement.service.ports.unit_of_work import UnitOfWorkFactory

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """How many requests were finished, or failed; `is_cut_short` if there was no time for all."""

    finished: int = 0
    failed: int = 0
    is_cut_short: bool = False


def finish_requests(
    now: datetime,
    requests: UnfinishedRequests,
    unit_of_work: UnitOfWorkFactory,
    entities: InvoicingEntities,
    has_time: Callable[[], bool],
) -> Finished:
    """Finish every request whose time has come by `now`, each by itself, in the order of its time.

    When this happens makes no difference to what is approved as of which instant. One request's
    failure keeps no other from its turn; the next sweep comes back to it. What is finished leaves
    the index that this walks, so that the next sweep also goes on where this one had to stop.
    """
    finished = failed = 0
    for request in requests.until(now):
        if not has_time():
            return Finished(finished=finished, failed=failed, is_cut_short=True)
        try:
            _finish(request, now, unit_of_work, entities)
        except Exception:
            names = {"agreementId": request.agreement_id, "requestId": request.request_id}
            _LOG.exception("%s not finished", request.kind.value, extra=names)
            failed += 1
        else:
            finished += 1
    return Finished(finished=finished, failed=failed)


def _finish(
    request: UnfinishedRequest,
    now: datetime,
    unit_of_work: UnitOfWorkFactory,
    entities: InvoicingEntities,
) -> None:
    agreement_id, request_id = request.agreement_id, request.request_id
    match request.kind:
        case Unfinished.CANCELLATION:
            approve_cancellation_in_silence(agreement_id, request_id, unit_of_work, now)
        case Unfinished.PAYMENT:
            approve_payment_in_silence(agreement_id, request_id, unit_of_work, now)
        case Unfinished.ADJUSTMENT:
            with unit_of_work() as unit:
                agreement = unit.agreements.get_agreement(agreement_id)
            complete_adjustment(
                agreement, request_id, unit_of_work, entities, at=now, actor=SILENCE
            )
        case _:
            assert_never(request.kind)

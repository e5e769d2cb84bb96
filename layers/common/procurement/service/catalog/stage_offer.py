"""Saving what a change set made of an offer, with the events that tell of it."""

from dataclasses import dataclass
from datetime import datetime

from procurement.domain.catalog.offer_changes import OfferEntity
from procurement.domain.catalog.offer_draft import OfferDraft
from procurement.domain.events import EventType
from procurement.domain.marketplace.offer import Offer, OfferState
from procurement.service.marketplace.record_offer import record_offer
from procurement.service.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True, slots=True)
class StagedOffer:
    """An offer before and after the changes; both the same where they changed nothing."""

    before: OfferEntity | None
    after: OfferEntity

    @property
    def released(self) -> Offer | None:
        """The offer, if it is these changes that released it."""
        before, after = self.before, self.after
        was_open = isinstance(before, Offer) and before.state is OfferState.RELEASED
        if was_open or isinstance(after, OfferDraft) or after.state is not OfferState.RELEASED:
            return None
        return after


def stage_offer(offer: StagedOffer, unit: UnitOfWork, *, at: datetime, actor: str) -> None:
    """Stage the offer over what it was; a draft that lacks nothing any more becomes one.

    The events are those of the REST form (`OfferCreated` and so on). Of a draft that lacks
    something, the change set's own event tells.
    """
    before, after = offer.before, offer.after
    if isinstance(after, OfferDraft):
        _stage_draft(before, after, unit)
        return
    if after is before:
        return
    if isinstance(before, Offer):
        unit.agreements.save_offer(before, after)
    else:
        unit.agreements.add_offer(after)
        if before is not None:
            unit.catalog.drop_draft(before)
    for type_ in _event_types(before, after):
        record_offer(unit, type_, after, at=at, actor=actor)


def _stage_draft(before: OfferEntity | None, after: OfferDraft, unit: UnitOfWork) -> None:
    if isinstance(before, OfferDraft):
        unit.catalog.save_draft(before, after)
    else:
        unit.catalog.add_draft(after)


def _event_types(before: OfferEntity | None, after: Offer) -> list[EventType]:
    if not isinstance(before, Offer):
        types = [EventType.OFFER_CREATED]
    elif before.state is OfferState.RELEASED:
        return [EventType.OFFER_AVAILABILITY_CHANGED]
    else:
        # A release raises the version by itself.
        is_released_as_it_was = after.state is OfferState.RELEASED and (
            after.version == before.version + 1
        )
        types = [] if is_released_as_it_was else [EventType.OFFER_CHANGED]
    if after.state is OfferState.RELEASED:
        types.append(EventType.OFFER_RELEASED)
    return types

"""What the catalog lists of an offer, complete or not (catalog:OfferSummary)."""

from datetime import date, datetime, time
from typing import Final

from procurement.domain.catalog.offer_changes import OfferEntity
from procurement.domain.catalog.offer_draft import OfferDraft
from procurement.domain.catalog.search import Summary, iso_time
from procurement.domain.marketplace.offer import Offer, OfferState

OFFER_ORDERS: Final = (
    "LastModifiedDate",
    "EntityId",
    "Name",
    "ProductId",
    "ResaleAuthorizationId",
    "ReleaseDate",
    "AvailabilityEndDate",
    "BuyerAccounts",
    "State",
    "Targeting",
    "OfferSetId",
    "TargetAgreementId",
    "TargetAgreementIntent",
    "CreatedBySource",
)
"""catalog:OfferSortBy, the usual one first."""

_END_OF_DAY: Final = time(23, 59, 59)


def draft_of(offer: OfferEntity) -> OfferDraft:
    """The parts of an offer as far as there are any."""
    return OfferDraft.of(offer) if isinstance(offer, Offer) else offer


def state_of(offer: OfferEntity) -> str:
    """catalog:OfferStateString; an offer that expired was released."""
    is_released = isinstance(offer, Offer) and offer.state is OfferState.RELEASED
    return "Released" if is_released else "Draft"


def availability_end_of(offer: OfferEntity) -> datetime | None:
    """The last second of the last day on which it can be accepted, in UTC without a zone."""
    text = draft_of(offer).availability_end
    return datetime.combine(date.fromisoformat(text), _END_OF_DAY) if text else None


def offer_summary(offer: OfferEntity) -> Summary:
    """What is looked at of an offer; sets and renewals of agreements have none."""
    draft = draft_of(offer)
    released = offer.released_at if isinstance(offer, Offer) else None
    end = availability_end_of(offer)
    return Summary(
        identifier=draft.offer_id,
        fields={
            "EntityId": (draft.offer_id,),
            "Name": (draft.name,) if draft.name else (),
            "ProductId": (draft.product_id,) if draft.product_id else (),
            "ResaleAuthorizationId": (
                (draft.resale_authorization_id,) if draft.resale_authorization_id else ()
            ),
            "ReleaseDate": (iso_time(released),) if released else (),
            "AvailabilityEndDate": (f"{end.isoformat()}Z",) if end else (),
            "BuyerAccounts": draft.buyer_accounts,
            "State": (state_of(offer),),
            "Targeting": ("BuyerAccounts",) if draft.buyer_accounts else ("None",),
            "LastModifiedDate": (iso_time(draft.updated_at),),
            "CreatedBySource": ("Seller",),
        },
    )

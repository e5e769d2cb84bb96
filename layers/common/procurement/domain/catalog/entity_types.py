"""What a change set can change: the entity types, and the types of change that each knows.

A further entity type is one more row of `ENTITY_TYPES`, a member of `Change` for what its changes
say, and a module that applies them as `offer_changes` does for offers.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

CATALOG: Final = "AWSMarketplace"
"""The only catalog there is (catalog:Catalog)."""


class ChangeType(StrEnum):
    """catalog:ChangeType, as far as it is served; in the order in which an offer takes them."""

    CREATE_OFFER = "CreateOffer"
    CREATE_RESOLD_OFFER = "CreateOfferUsingResaleAuthorization"
    UPDATE_INFORMATION = "UpdateInformation"
    UPDATE_TARGETING = "UpdateTargeting"
    UPDATE_AVAILABILITY = "UpdateAvailability"
    UPDATE_MARKUP = "UpdateMarkup"
    UPDATE_PAYMENT_SCHEDULE_TERMS = "UpdatePaymentScheduleTerms"
    UPDATE_PRICING_TERMS = "UpdatePricingTerms"
    UPDATE_VALIDITY_TERMS = "UpdateValidityTerms"
    UPDATE_LEGAL_TERMS = "UpdateLegalTerms"
    UPDATE_SUPPORT_TERMS = "UpdateSupportTerms"
    UPDATE_RENEWAL_TERMS = "UpdateRenewalTerms"
    RELEASE_OFFER = "ReleaseOffer"


@dataclass(frozen=True, kw_only=True, slots=True)
class EntityType:
    """A kind of entity: its name, the version of its change types, and what its IDs begin with.

    Those of `creates` make a new entity and name none; every other one of `changes` names its own.
    """

    name: str
    version: str
    id_prefix: str
    creates: tuple[ChangeType, ...]
    changes: tuple[ChangeType, ...]

    @property
    def full_name(self) -> str:
        """As changes and descriptions write it: ``Offer@1.0``."""
        return f"{self.name}@{self.version}"


OFFER: Final = EntityType(
    name="Offer",
    version="1.0",
    id_prefix="offer",
    creates=(ChangeType.CREATE_OFFER, ChangeType.CREATE_RESOLD_OFFER),
    changes=tuple(ChangeType),
)

RESALE_AUTHORIZATION: Final = EntityType(
    name="ResaleAuthorization", version="1.0", id_prefix="resaleauthz", creates=(), changes=()
)
"""Listed and described; it is made and changed in the simple form."""

ENTITY_TYPES: Final = {entity_type.full_name: entity_type for entity_type in (OFFER,)}
"""The entity types that change sets may name."""

OTHER_NAMES: Final = frozenset(
    {
        "AmiProduct",
        "Audience",
        "BrandingSettings",
        "ContainerProduct",
        "DataProduct",
        "Experience",
        "ExpressPrivateOfferConfiguration",
        "MachineLearningProduct",
        "OfferSet",
        "ProcurementPolicy",
        "SaaSProduct",
        "Seller",
        "Solution",
        "SubsidiaryAuthorization",
    }
)
"""AWS's entity types of which no seller has one here (catalog:ListEntitiesRequest)."""

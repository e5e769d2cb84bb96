"""DescribeEntity, BatchDescribeEntities and ListEntities at the edge: what they answer."""

import json
from typing import Annotated, Any, Final, Self

from pydantic import Field, StringConstraints

from procurement.domain.catalog.authorization_summary import authorization_summary
from procurement.domain.catalog.entity_types import OFFER, RESALE_AUTHORIZATION
from procurement.domain.catalog.offer_changes import OfferEntity
from procurement.domain.catalog.offer_summary import (
    availability_end_of,
    draft_of,
    offer_summary,
    state_of,
)
from procurement.domain.catalog.search import iso_time
from procurement.domain.marketplace.offer import Offer
from procurement.domain.marketplace.resale_authorization import ResaleAuthorization
from procurement.entrypoints.catalog.authorization_document import authorization_document
from procurement.entrypoints.catalog.base import CatalogAnswer, CatalogRequest
from procurement.entrypoints.catalog.change_sets import arn_of
from procurement.entrypoints.catalog.changes import CatalogName
from procurement.entrypoints.catalog.offer_document import offer_document
from procurement.service.catalog.owned_entity import CatalogEntity

MAX_BYTES: Final = 4_000_000
"""Of the documents in one answer; a function may answer with 6 MB."""

EntityId = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-zA-Z0-9][.a-zA-Z0-9/-]+[a-zA-Z0-9]$", min_length=1, max_length=255
    ),
]


class EntityRequest(CatalogRequest):
    """catalog:EntityRequest."""

    catalog: CatalogName
    entity_id: EntityId


class BatchDescribeEntitiesRequest(CatalogRequest):
    """catalog:BatchDescribeEntitiesRequest."""

    entity_request_list: Annotated[list[EntityRequest], Field(min_length=1, max_length=20)]

    @property
    def entity_ids(self) -> list[str]:
        """The IDs asked for."""
        return [each.entity_id for each in self.entity_request_list]


class EntityDetail(CatalogAnswer):
    """catalog:EntityDetail; the identifier ends in ``@`` and the revision."""

    entity_type: str
    entity_arn: str
    entity_identifier: str
    last_modified_date: str
    details_document: dict[str, Any]

    @classmethod
    def of(cls, entity: CatalogEntity) -> Self:
        """An entity of the domain."""
        return cls(**_detail(entity))


class DescribeEntityAnswer(EntityDetail):
    """catalog:DescribeEntityResponse: the same document twice, once as text."""

    details: str

    @classmethod
    def of(cls, entity: CatalogEntity) -> Self:
        """An entity of the domain."""
        detail = _detail(entity)
        return cls(**detail, details=json.dumps(detail["details_document"], ensure_ascii=False))


class EntityError(CatalogAnswer):
    """catalog:BatchDescribeErrorDetail."""

    error_code: str
    error_message: str


class BatchDescribeEntitiesAnswer(CatalogAnswer):
    """catalog:BatchDescribeEntitiesResponse."""

    entity_details: dict[str, EntityDetail]
    errors: dict[str, EntityError]

    @classmethod
    def of(cls, found: dict[str, CatalogEntity | None]) -> Self:
        """Each under its ID; those there are not, and those beyond the size, among the errors."""
        details: dict[str, EntityDetail] = {}
        errors: dict[str, EntityError] = {}
        size = 0
        for entity_id, entity in found.items():
            if entity is None:
                code, message = "ResourceNotFoundException", f"{entity_id} does not exist"
                errors[entity_id] = EntityError(error_code=code, error_message=message)
                continue
            detail = EntityDetail.of(entity)
            size += len(json.dumps(detail.details_document).encode())
            if size > MAX_BYTES:
                code, message = "ThrottlingException", "too much at once: ask for fewer entities"
                errors[entity_id] = EntityError(error_code=code, error_message=message)
            else:
                details[entity_id] = detail
        return cls(entity_details=details, errors=errors)


class OfferSummaryView(CatalogAnswer):
    """catalog:OfferSummary."""

    name: str | None
    product_id: str | None
    resale_authorization_id: str | None
    release_date: str | None
    availability_end_date: str | None
    buyer_accounts: list[str]
    state: str
    targeting: list[str]
    created_by_source: str = "Seller"

    @classmethod
    def of(cls, offer: OfferEntity) -> Self:
        """An offer of the domain, complete or not."""
        draft, fields = draft_of(offer), offer_summary(offer).fields
        released = offer.released_at if isinstance(offer, Offer) else None
        end = availability_end_of(offer)
        return cls(
            name=draft.name,
            product_id=draft.product_id,
            resale_authorization_id=draft.resale_authorization_id,
            release_date=iso_time(released) if released else None,
            availability_end_date=f"{end.isoformat()}Z" if end else None,
            buyer_accounts=list(draft.buyer_accounts),
            state=state_of(offer),
            targeting=list(fields["Targeting"]),
        )


class AuthorizationSummaryView(CatalogAnswer):
    """catalog:ResaleAuthorizationSummary."""

    name: str
    product_id: str
    manufacturer_account_id: str
    reseller_account_id: Annotated[str, Field(alias="ResellerAccountID")]
    status: str
    created_date: str
    availability_end_date: str

    @classmethod
    def of(cls, authorization: ResaleAuthorization) -> Self:
        """An authorization of the domain."""
        fields = authorization_summary(authorization).fields
        told = {(each.alias or name): name for name, each in cls.model_fields.items()}
        return cls(**{alias: fields[alias][0] for alias in told})


class EntitySummary(CatalogAnswer):
    """catalog:EntitySummary."""

    name: str | None
    entity_type: str
    entity_id: str
    entity_arn: str
    last_modified_date: str
    offer_summary: OfferSummaryView | None = None
    resale_authorization_summary: AuthorizationSummaryView | None = None

    @classmethod
    def of(cls, entity: CatalogEntity) -> Self:
        """An entity of the domain."""
        if isinstance(entity, ResaleAuthorization):
            return cls._of_authorization(entity)
        return cls._of_offer(entity)

    @classmethod
    def _of_authorization(cls, authorization: ResaleAuthorization) -> Self:
        id_, owner = authorization.authorization_id, authorization.manufacturer_account_id
        return cls(
            name=authorization.name,
            entity_type=RESALE_AUTHORIZATION.name,
            entity_id=id_,
            entity_arn=arn_of(owner, RESALE_AUTHORIZATION.name, id_),
            last_modified_date=iso_time(authorization.updated_at),
            resale_authorization_summary=AuthorizationSummaryView.of(authorization),
        )

    @classmethod
    def _of_offer(cls, offer: OfferEntity) -> Self:
        draft = draft_of(offer)
        return cls(
            name=draft.name,
            entity_type=OFFER.name,
            entity_id=draft.offer_id,
            entity_arn=arn_of(draft.proposer_account_id, OFFER.name, draft.offer_id),
            last_modified_date=iso_time(draft.updated_at),
            offer_summary=OfferSummaryView.of(offer),
        )


class ListEntitiesAnswer(CatalogAnswer):
    """catalog:ListEntitiesResponse."""

    entity_summary_list: list[EntitySummary]
    next_token: str | None


def _detail(entity: CatalogEntity) -> dict[str, Any]:
    if isinstance(entity, ResaleAuthorization):
        id_, owner = entity.authorization_id, entity.manufacturer_account_id
        return {
            "entity_type": RESALE_AUTHORIZATION.full_name,
            "entity_arn": arn_of(owner, RESALE_AUTHORIZATION.name, id_),
            "entity_identifier": f"{id_}@{entity.version}",
            "last_modified_date": iso_time(entity.updated_at),
            "details_document": authorization_document(entity),
        }
    draft = draft_of(entity)
    return {
        "entity_type": OFFER.full_name,
        "entity_arn": arn_of(draft.proposer_account_id, OFFER.name, draft.offer_id),
        "entity_identifier": f"{draft.offer_id}@{draft.version}",
        "last_modified_date": iso_time(draft.updated_at),
        "details_document": offer_document(entity),
    }

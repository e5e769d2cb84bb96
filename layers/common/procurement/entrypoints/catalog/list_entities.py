"""ListEntities at the edge: what may be asked for (catalog:ListEntitiesRequest)."""

from typing import Annotated, Literal

from pydantic import Field

from procurement.domain.catalog.authorization_summary import AUTHORIZATION_ORDERS
from procurement.domain.catalog.entity_types import OFFER, OTHER_NAMES, RESALE_AUTHORIZATION
from procurement.domain.catalog.offer_summary import OFFER_ORDERS
from procurement.domain.catalog.search import Search, SearchTerm, read_order, read_time
from procurement.domain.errors import Problems
from procurement.entrypoints.catalog.base import CatalogRequest
from procurement.entrypoints.catalog.change_sets import (
    Filters,
    Name,
    NextToken,
    SortBody,
    SortOrder,
)
from procurement.entrypoints.catalog.changes import CatalogName

_Text = Annotated[str, Field(min_length=1, max_length=255)]


class DateRange(CatalogRequest):
    """From when until when, both included."""

    after_value: str | None = None
    before_value: str | None = None


class EntityFilter(CatalogRequest):
    """Any filter of an entity type; each name takes the members that its model has."""

    value_list: Annotated[list[_Text], Field(min_length=1, max_length=10)] | None = None
    wild_card_value: _Text | None = None
    date_range: DateRange | None = None

    def to_term(self, path: str, name: str, problems: Problems) -> SearchTerm:
        """The domain's term."""
        times = self.date_range or DateRange()

        def read(member: str, text: str | None) -> str | None:
            return text and read_time(f"{path}.{name}.DateRange.{member}", text, problems)

        return SearchTerm(
            name=name,
            values=tuple(self.value_list) if self.value_list else None,
            wild_card=self.wild_card_value,
            after=read("AfterValue", times.after_value),
            before=read("BeforeValue", times.before_value),
        )


class _Filters(CatalogRequest):
    def terms(self, problems: Problems) -> list[SearchTerm]:
        """The domain's terms, under AWS's names."""
        path = f"EntityTypeFilters.{type(self).__name__}"
        given = {
            member.alias or name: getattr(self, name)
            for name, member in type(self).model_fields.items()
        }
        return [held.to_term(path, name, problems) for name, held in given.items() if held]


class OfferFilters(_Filters):
    """catalog:OfferFilters; all that are given must be met."""

    entity_id: EntityFilter | None = None
    name: EntityFilter | None = None
    product_id: EntityFilter | None = None
    resale_authorization_id: EntityFilter | None = None
    release_date: EntityFilter | None = None
    availability_end_date: EntityFilter | None = None
    buyer_accounts: EntityFilter | None = None
    state: EntityFilter | None = None
    targeting: EntityFilter | None = None
    last_modified_date: EntityFilter | None = None
    offer_set_id: EntityFilter | None = None
    target_agreement_id: EntityFilter | None = None
    target_agreement_intent: EntityFilter | None = None
    created_by_source: EntityFilter | None = None


class ResaleAuthorizationFilters(_Filters):
    """catalog:ResaleAuthorizationFilters; all that are given must be met."""

    entity_id: EntityFilter | None = None
    name: EntityFilter | None = None
    product_id: EntityFilter | None = None
    created_date: EntityFilter | None = None
    availability_end_date: EntityFilter | None = None
    manufacturer_account_id: EntityFilter | None = None
    product_name: EntityFilter | None = None
    manufacturer_legal_name: EntityFilter | None = None
    reseller_account_id: Annotated[EntityFilter | None, Field(alias="ResellerAccountID")] = None
    reseller_legal_name: EntityFilter | None = None
    status: EntityFilter | None = None
    offer_extended_status: EntityFilter | None = None
    last_modified_date: EntityFilter | None = None
    reseller_role: EntityFilter | None = None
    source_authorization: EntityFilter | None = None
    issuer_account_id: EntityFilter | None = None


class EntityTypeFilters(CatalogRequest):
    """catalog:EntityTypeFilters, as far as there are entities."""

    offer_filters: OfferFilters | None = None
    resale_authorization_filters: ResaleAuthorizationFilters | None = None


class EntitySort(CatalogRequest):
    """catalog:OfferSort, and catalog:ResaleAuthorizationSort."""

    sort_by: Name | None = None
    sort_order: SortOrder | None = None


class EntityTypeSort(CatalogRequest):
    """catalog:EntityTypeSort, as far as there are entities."""

    offer_sort: EntitySort | None = None
    resale_authorization_sort: EntitySort | None = None


class ListEntitiesRequest(CatalogRequest):
    """catalog:ListEntitiesRequest."""

    catalog: CatalogName
    entity_type: Name
    filter_list: Filters | None = None
    sort: SortBody = SortBody()
    next_token: NextToken | None = None
    max_results: Annotated[int, Field(ge=1, le=50)] = 20
    ownership_type: Literal["SELF", "SHARED"] = "SELF"
    entity_type_filters: EntityTypeFilters = EntityTypeFilters()
    entity_type_sort: EntityTypeSort = EntityTypeSort()

    @property
    def is_empty(self) -> bool:
        """Whether there can be none: nobody shares offers, and of other types there is none."""
        return self.entity_type in OTHER_NAMES or (not self.is_of_resale and self.is_shared)

    @property
    def is_of_resale(self) -> bool:
        """Whether authorizations to resell are asked for."""
        return self.entity_type == RESALE_AUTHORIZATION.name

    @property
    def is_shared(self) -> bool:
        """Whether what others gave to the caller is asked for."""
        return self.ownership_type == "SHARED"

    def search(self) -> Search:
        """The search that is asked for; `InvalidInput` for names and times that are none.

        `FilterList` knows ``EntityId`` alone; the sort of the entity's type goes before `Sort`.
        """
        problems = Problems()
        known = {OFFER.name, RESALE_AUTHORIZATION.name, *OTHER_NAMES}
        if self.entity_type not in known:
            names = ", ".join(sorted(known))
            problems.add("EntityType", "UNKNOWN_ENTITY_TYPE", f"must be one of {names}")
        terms = []
        for index, each in enumerate(self.filter_list or ()):
            if each.name != "EntityId":
                field = f"FilterList[{index}].Name"
                problems.add(field, "INVALID_FILTER_NAME", "must be EntityId")
            terms.append(SearchTerm(name=each.name, values=tuple(each.value_list)))
        filters, sort, orders = self._of_type()
        terms.extend(filters.terms(problems) if filters else ())
        sort_by, is_descending = read_order(sort.sort_by, sort.sort_order, orders, problems)
        problems.raise_if_any()
        return Search(terms=tuple(terms), sort_by=sort_by, is_descending=is_descending)

    def _of_type(self) -> tuple[_Filters | None, SortBody | EntitySort, tuple[str, ...]]:
        """Filters, order and known orders of the entity type."""
        filters, sorts = self.entity_type_filters, self.entity_type_sort
        if self.is_of_resale:
            sort = sorts.resale_authorization_sort or self.sort
            return filters.resale_authorization_filters, sort, AUTHORIZATION_ORDERS
        return filters.offer_filters, sorts.offer_sort or self.sort, OFFER_ORDERS

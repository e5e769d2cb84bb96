"""The AWS sellers of record, and which line item types each may carry: data, not code (R-106)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class LineItemType(StrEnum):
    """What a line item may be matched with (R-096 to R-101), named as AWS names them."""

    ALL = "ALL"
    MONTHLY_USAGE = "AWS_MONTHLY_USAGE"
    SUBSCRIPTION_PURCHASE = "AWS_SUBSCRIPTION_PURCHASE"
    MARKETPLACE_TRANSACTION = "AWS_MARKETPLACE_TRANSACTION"
    MARKETPLACE_BLANKET_USAGE = "AWS_MARKETPLACE_BLANKET_USAGE"
    PROFESSIONAL_SERVICES = "AWS_PROFESSIONAL_SERVICES_AND_TRAINING_PURCHASE"

    @property
    def is_marketplace(self) -> bool:
        """Whether the line belongs to Marketplace, which never tracks a balance (R-091)."""
        return self in (self.MARKETPLACE_TRANSACTION, self.MARKETPLACE_BLANKET_USAGE)


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoicingEntities:
    """The configured sellers of record.

    `allowed` lists, per restricted type, the entities that may issue such an invoice; a type that
    is absent carries no restriction (R-108). `tax_registration_entities` are those whose invoices
    are issued for a tax registration number (R-022).
    """

    known: tuple[str, ...]
    allowed: Mapping[LineItemType, frozenset[str]]
    tax_registration_entities: frozenset[str]

    @classmethod
    def of(cls, document: Mapping[str, Collection[str] | Mapping[str, Collection[str]]]) -> Self:
        """Build from the configuration document; `KeyError` or `ValueError` when it is malformed."""
        allowed = document["allowedEntitiesByType"]
        if not isinstance(allowed, Mapping):
            raise ValueError("allowedEntitiesByType must map a line item type to entities")
        return cls(
            known=tuple(document["entities"]),
            allowed={LineItemType(name): frozenset(names) for name, names in allowed.items()},
            tax_registration_entities=frozenset(document["taxRegistrationEntities"]),
        )

    def allows(self, type_: LineItemType, entity: str) -> bool:
        """Whether an invoice of `entity` may be matched with a line of this type (R-104 to R-109)."""
        entities = self.allowed.get(type_)
        return entities is None or entity in entities

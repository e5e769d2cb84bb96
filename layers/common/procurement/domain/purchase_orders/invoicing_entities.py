"""The AWS sellers of record, and which line item types each may carry: data, not code (R-106)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Self


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
    are issued for a tax registration number (R-022). Invoice numbers begin with the entity's
    `invoice_prefixes`.
    """

    known: tuple[str, ...]
    allowed: Mapping[LineItemType, frozenset[str]]
    tax_registration_entities: frozenset[str]
    invoice_prefixes: Mapping[str, str]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Build from the configuration document; `KeyError`, `ValueError` when it is malformed."""
        allowed: Mapping[str, Collection[str]] = document["allowedEntitiesByType"]
        return cls(
            known=tuple(document["invoicePrefixes"]),
            allowed={LineItemType(name): frozenset(names) for name, names in allowed.items()},
            tax_registration_entities=frozenset(document["taxRegistrationEntities"]),
            invoice_prefixes=dict(document["invoicePrefixes"]),
        )

    def allows(self, type_: LineItemType, entity: str) -> bool:
        """Whether an invoice of `entity` may take a line of this type (R-104 to R-109)."""
        entities = self.allowed.get(type_)
        return entities is None or entity in entities

    def invoice_prefix(self, entity: str) -> str:
        """What the entity's invoice numbers begin with; stable, also for an unconfigured entity."""
        made = f"X{sha256(entity.encode()).hexdigest()[:6].upper()}"
        return self.invoice_prefixes.get(entity, made)

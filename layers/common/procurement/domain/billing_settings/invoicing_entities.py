"""The AWS sellers of record, and which line item types each may carry: data, not code (R-106)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Self

from procurement.domain.billing_settings.tax_rules import NO_TAXES, TaxRules
from procurement.domain.billing_settings.trading_party import Seller, party_members, read_party
from procurement.domain.errors import StaleVersion


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
    are issued for a tax registration number (R-022). `prefers_scoped` is the switch of R-123:
    whether purchase orders that are kept for an invoice unit or a number go first. Invoice numbers
    begin with the entity's `invoice_prefixes`; `former_prefixes` are those of entities that were
    taken out of the table and stay theirs. `sellers` are the companies behind them as e-invoices
    name them, as far as they were told. `version` 0 is the table as shipped, `updated_at` when
    it was last replaced. `taxes` are what the entities charge besides: a table of its own, which is
    put in force together with this one (R-392).
    """

    known: tuple[str, ...]
    allowed: Mapping[LineItemType, frozenset[str]]
    tax_registration_entities: frozenset[str]
    invoice_prefixes: Mapping[str, str]
    former_prefixes: Mapping[str, str] = field(default_factory=dict)
    prefers_scoped: bool = True
    sellers: Mapping[str, Seller] = field(default_factory=dict)
    version: int = 0
    updated_at: datetime | None = None
    taxes: TaxRules = NO_TAXES

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Build from the configuration document; `KeyError`, `ValueError` when it is malformed."""
        allowed: Mapping[str, Collection[str]] = document["allowedEntitiesByType"]
        return cls(
            known=tuple(document["invoicePrefixes"]),
            allowed={LineItemType(name): frozenset(names) for name, names in allowed.items()},
            tax_registration_entities=frozenset(document["taxRegistrationEntities"]),
            invoice_prefixes=dict(document["invoicePrefixes"]),
            former_prefixes=dict(document.get("formerInvoicePrefixes", {})),
            prefers_scoped=document.get("preferScopedPurchaseOrders", True),
            sellers={
                name: read_party(told, Seller) for name, told in document.get("sellers", {}).items()
            },
        )

    def to_document(self) -> dict[str, Any]:
        """The configuration document that `of` reads; version and time stand beside it."""
        return {
            "invoicePrefixes": dict(self.invoice_prefixes),
            "allowedEntitiesByType": {
                type_.value: sorted(names) for type_, names in sorted(self.allowed.items())
            },
            "taxRegistrationEntities": sorted(self.tax_registration_entities),
            "formerInvoicePrefixes": dict(self.former_prefixes),
            "preferScopedPurchaseOrders": self.prefers_scoped,
            "sellers": {name: party_members(seller) for name, seller in self.sellers.items()},
        }

    def allows(self, type_: LineItemType, entity: str) -> bool:
        """Whether an invoice of `entity` may take a line of this type (R-104 to R-109)."""
        entities = self.allowed.get(type_)
        return entities is None or entity in entities

    def invoice_prefix(self, entity: str) -> str:
        """What the entity's invoice numbers begin with; stable, also for an unconfigured entity."""
        given = self.invoice_prefixes.get(entity) or self.former_prefixes.get(entity)
        return given or f"X{sha256(entity.encode()).hexdigest()[:6].upper()}"

    def expect_version(self, expected: int | None) -> None:
        """`StaleVersion` when the caller saw another version than the present one."""
        if expected is not None and expected != self.version:
            raise StaleVersion(
                f"the invoicing entities are at version {self.version}, not {expected}",
                resource_type="InvoicingEntities",
                resource_id="invoicing-entities",
            )

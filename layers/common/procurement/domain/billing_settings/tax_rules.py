"""Which taxes an issuing entity charges whom: data of the deployment, not code (R-392)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from procurement.domain.charges.charge import ChargeKind
from procurement.domain.errors import StaleVersion


class TaxCategory(StrEnum):
    """How a supply is taxed, by the codes of UNCL 5305 that e-invoices use (EN 16931, BT-151)."""

    STANDARD = "S"
    ZERO_RATED = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    OUT_OF_SCOPE = "O"

    @property
    def is_taxed(self) -> bool:
        """Whether there is a rate above zero."""
        return self is TaxCategory.STANDARD

    @property
    def needs_reason(self) -> bool:
        """Whether the invoice has to say why there is no tax."""
        return self not in (TaxCategory.STANDARD, TaxCategory.ZERO_RATED)


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxRule:
    """One tax that `invoicing_entity` states on invoices to buyers of a country, from a day on.

    `region` narrows it down to buyers of one region, `kind` to one kind of charges. `rate` is in
    percent; 0 in every category that is not taxed, which says why as `reason`. `currency` is the
    one in which the tax authority wants to read the invoice (R-382), empty for the invoice's own.
    """

    invoicing_entity: str
    country_code: str
    name: str
    valid_from: date
    category: TaxCategory
    rate: Decimal
    region: str = ""
    kind: ChargeKind | None = None
    currency: str = ""
    reason: str = ""

    @property
    def jurisdiction(self) -> str:
        """Who asks for it: the country, with the region if it is one's own tax."""
        return f"{self.country_code}-{self.region}" if self.region else self.country_code

    def fits(self, region: str, kind: ChargeKind, day: date) -> bool:
        """Whether it holds for a buyer in that region, for charges of that kind, on that day."""
        return (
            self.valid_from <= day
            and self.region.casefold() in ("", region.casefold())
            and self.kind in (None, kind)
        )

    @property
    def precedence(self) -> tuple[bool, bool, date]:
        """What is said of a region, then of a kind, comes before what is said of all; then the
        newest."""
        return bool(self.region), self.kind is not None, self.valid_from


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxRules:
    """All tax rules of the deployment; version 0 was never put in, and taxes nothing."""

    rules: tuple[TaxRule, ...] = ()
    version: int = 0
    updated_at: datetime | None = None
    _by_place: Mapping[tuple[str, str], Sequence[TaxRule]] = field(
        init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        by_place: dict[tuple[str, str], list[TaxRule]] = {}
        for rule in self.rules:
            by_place.setdefault((rule.invoicing_entity, rule.country_code), []).append(rule)
        object.__setattr__(self, "_by_place", by_place)

    def applying(
        self, invoicing_entity: str, country_code: str, region: str, kind: ChargeKind, day: date
    ) -> tuple[TaxRule, ...]:
        """The taxes on an invoice issued on that day: of each name one rule, by name.

        A country that is not known (empty) has none.
        """
        found: dict[str, TaxRule] = {}
        for rule in self._by_place.get((invoicing_entity, country_code), ()):
            other = found.get(rule.name)
            is_first = other is None or other.precedence < rule.precedence
            if is_first and rule.fits(region, kind, day):
                found[rule.name] = rule
        return tuple(found[name] for name in sorted(found))

    def expect_version(self, expected: int | None) -> None:
        """`StaleVersion` when the caller saw another version than the present one."""
        if expected is not None and expected != self.version:
            raise StaleVersion(
                f"the tax rules are at version {self.version}, not {expected}",
                resource_type="TaxRules",
                resource_id="tax-rules",
            )


NO_TAXES = TaxRules()
"""What holds until somebody puts rules in."""

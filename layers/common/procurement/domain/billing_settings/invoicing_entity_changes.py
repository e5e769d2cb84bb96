"""Replacing the table of invoicing entities: every fault noted, and no number ever given twice."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities, LineItemType
from procurement.domain.billing_settings.trading_party import Seller, check_trading_party
from procurement.domain.errors import Problems
from procurement.domain.text import has_control_characters

MAX_ENTITIES: Final = 100
"""Entities in the table."""
MAX_FORMER: Final = 400
"""Entities that were taken out of it, and whose prefixes stay taken."""

_MAX_NAME: Final = 120
_PREFIX: Final = re.compile(r"[A-Z][A-Z0-9]{0,9}")
# What entities without a prefix get: an X and six hexadecimal digits.
_MADE: Final = re.compile(r"X[0-9A-F]{6}")
_PREFIXES, _TYPES, _TAX = "invoicePrefixes", "allowedEntitiesByType", "taxRegistrationEntities"
_SELLERS: Final = "sellers"
_TYPE_NAMES: Final = frozenset(type_.value for type_ in LineItemType)


@dataclass(frozen=True, kw_only=True, slots=True)
class InvoicingEntitiesInput:
    """The whole table as its writer gave it, unchecked."""

    invoice_prefixes: Mapping[str, str]
    allowed_entities_by_type: Mapping[str, Sequence[str]]
    tax_registration_entities: Sequence[str]
    prefers_scoped: bool = True
    sellers: Mapping[str, Seller] = field(default_factory=dict)


def replaced_entities(
    present: InvoicingEntities, given: InvoicingEntitiesInput, now: datetime
) -> InvoicingEntities:
    """The table that `given` makes of `present`, or `InvalidInput` with all problems (R-106).

    An entity may be taken out; its prefix stays its own, for the invoices it issued, for those it
    may yet issue, and in case it comes back. So a prefix never changes and never goes to another
    one (R-391). The very same object comes back when nothing would change.
    """
    problems = Problems()
    former = {
        name: prefix
        for name, prefix in {**present.former_prefixes, **present.invoice_prefixes}.items()
        if name not in given.invoice_prefixes
    }
    _check_size(given, former, problems)
    problems.raise_if_any()
    _check_prefixes(given, present, former, problems)
    _check_types(given, problems)
    _check_known(given.tax_registration_entities, _TAX, given, "R-022", problems)
    _check_sellers(given, problems)
    problems.raise_if_any()
    made = replace(
        present,
        known=tuple(given.invoice_prefixes),
        allowed={
            LineItemType(name): frozenset(entities)
            for name, entities in given.allowed_entities_by_type.items()
        },
        tax_registration_entities=frozenset(given.tax_registration_entities),
        invoice_prefixes=dict(given.invoice_prefixes),
        former_prefixes=former,
        prefers_scoped=given.prefers_scoped,
        sellers=dict(given.sellers),
    )
    if made == present:
        return present
    return replace(made, version=present.version + 1, updated_at=now)


def _check_size(
    given: InvoicingEntitiesInput, former: Mapping[str, str], problems: Problems
) -> None:
    """Before anything is looked at one by one, it is not too much."""
    if not 1 <= len(given.invoice_prefixes) <= MAX_ENTITIES:
        message = f"names 1 to {MAX_ENTITIES} entities, not {len(given.invoice_prefixes)}"
        problems.add(_PREFIXES, "INVALID_VALUE", message, "R-019")
    if len(former) > MAX_FORMER:
        message = f"more than {MAX_FORMER} entities would have been taken out of the table"
        problems.add(_PREFIXES, "INVALID_VALUE", message, "R-391")
    lists = {
        **{f"{_TYPES}.{name[:60]}": n for name, n in given.allowed_entities_by_type.items()},
        _TAX: given.tax_registration_entities,
        _SELLERS: tuple(given.sellers),
    }
    for at, names in lists.items():
        if len(names) > MAX_ENTITIES:
            message = f"names at most {MAX_ENTITIES} entities, not {len(names)}"
            problems.add(at, "INVALID_VALUE", message, "R-106")
    if len(given.allowed_entities_by_type) > len(LineItemType):
        message = f"there are {len(LineItemType)} types of line items"
        problems.add(_TYPES, "INVALID_VALUE", message, "R-106")


def _check_prefixes(
    given: InvoicingEntitiesInput,
    present: InvoicingEntities,
    former: Mapping[str, str],
    problems: Problems,
) -> None:
    standing = {**present.former_prefixes, **present.invoice_prefixes}
    times = Counter((*given.invoice_prefixes.values(), *former.values()))
    for name, prefix in given.invoice_prefixes.items():
        at = f"{_PREFIXES}[{name[:80]}]"
        is_odd = name != name.strip() or has_control_characters(name)
        if not 1 <= len(name) <= _MAX_NAME or is_odd:
            message = f"a name has 1 to {_MAX_NAME} characters, no space at an end"
            problems.add(at, "INVALID_VALUE", message, "R-019")
        if not _PREFIX.fullmatch(prefix) or _MADE.fullmatch(prefix):
            message = "has 1 to 10 capital letters and digits, a letter first, not X and six digits"
            problems.add(at, "INVALID_VALUE", message, "R-391")
        elif times[prefix] > 1:
            message = f"{prefix} begins the invoice numbers of another entity"
            problems.add(at, "DUPLICATE_VALUE", message, "R-391")
        elif standing.get(name, prefix) != prefix:
            message = f"the entity's invoice numbers begin with {standing[name]} for good"
            problems.add(at, "IMMUTABLE", message, "R-391")


def _check_sellers(given: InvoicingEntitiesInput, problems: Problems) -> None:
    for name, seller in given.sellers.items():
        at = f"{_SELLERS}[{name[:80]}]"
        if name not in given.invoice_prefixes:
            message = f"is none of the entities in {_PREFIXES}"
            problems.add(at, "INVALID_VALUE", message, "R-385")
        check_trading_party(seller, at, problems)


def _check_types(given: InvoicingEntitiesInput, problems: Problems) -> None:
    for name, entities in given.allowed_entities_by_type.items():
        at = f"{_TYPES}.{name[:60]}"
        if name not in _TYPE_NAMES:
            problems.add(at, "INVALID_VALUE", "is no type of line items", "R-106")
        _check_known(entities, at, given, "R-106", problems)


def _check_known(
    names: Sequence[str],
    at: str,
    given: InvoicingEntitiesInput,
    rule: str,
    problems: Problems,
) -> None:
    for index, name in enumerate(names):
        if name not in given.invoice_prefixes:
            message = f"{name[:80]!r} is none of the entities in {_PREFIXES}"
            problems.add(f"{at}[{index}]", "INVALID_VALUE", message, rule)

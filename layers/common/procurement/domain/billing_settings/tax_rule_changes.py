"""Replacing the table of tax rules: every fault noted, with the path to it (R-392)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from procurement.domain.billing_settings.codes import COUNTRIES
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.domain.billing_settings.tax_rules import TaxCategory, TaxRule, TaxRules
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.errors import Problems, path
from procurement.domain.money import parse_amount, places
from procurement.domain.text import has_control_characters

MAX_RULES: Final = 1_000
"""Rules in the table: compressed far below the size of an item."""
MAX_PLACES: Final = 4
"""Decimal places of a rate in percent."""

_MAX_TEXT: Final = 100
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_RULE: Final = "R-392"


@dataclass(frozen=True, kw_only=True, slots=True)
class TaxRuleInput:
    """A rule as its writer gave it, unchecked; empty text and None for what was not given."""

    invoicing_entity: str
    country_code: str
    name: str
    valid_from: str
    category: str
    rate: str | int | Decimal
    region: str = ""
    kind: str | None = None
    currency: str = ""
    reason: str = ""


def replaced_tax_rules(
    present: TaxRules, given: Sequence[TaxRuleInput], entities: InvoicingEntities, now: datetime
) -> TaxRules:
    """The table that `given` makes of `present`, or `InvalidInput` with all problems.

    What is issued already keeps its taxes. The very same object comes back when nothing would
    change.
    """
    problems = Problems()
    if len(given) > MAX_RULES:
        problems.add("rules", "INVALID_VALUE", f"has at most {MAX_RULES} rules", _RULE)
    problems.raise_if_any()
    read = [
        _Reader(f"rules[{index}]", problems).rule(each, entities)
        for index, each in enumerate(given)
    ]
    rules = [rule for rule in read if rule is not None]
    _expect_one_meaning(rules, problems)
    problems.raise_if_any()
    made = tuple(sorted(rules, key=_order))
    if made == present.rules:
        return present
    return replace(present, rules=made, version=present.version + 1, updated_at=now)


def _order(rule: TaxRule) -> tuple[str, ...]:
    """By whom and where, then by tax; what holds later comes later."""
    kind = rule.kind or ""
    day = rule.valid_from.isoformat()
    region = rule.region.casefold()
    return rule.invoicing_entity, rule.country_code, region, rule.name, kind, day


def _expect_one_meaning(rules: Sequence[TaxRule], problems: Problems) -> None:
    """No two rules say the same of the same day, and a country has one tax currency."""
    seen: set[tuple[str, ...]] = set()
    currencies: dict[tuple[str, str], str] = {}
    for index, rule in enumerate(rules):
        if _order(rule) in seen:
            message = "says the same as another rule: entity, place, name, kind and first day"
            problems.add(f"rules[{index}]", "DUPLICATE_VALUE", message, _RULE)
        seen.add(_order(rule))
        place = rule.invoicing_entity, rule.country_code
        first = currencies.setdefault(place, rule.currency)
        if first != rule.currency:
            message = f"the entity's rules for {rule.country_code} have one currency"
            problems.add(f"rules[{index}].currencyCode", "INVALID_VALUE", message, "R-382")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the rule at one path and notes every fault."""

    at: str
    problems: Problems

    def rule(self, given: TaxRuleInput, entities: InvoicingEntities) -> TaxRule | None:
        before = len(self.problems.found)
        if given.invoicing_entity not in entities.invoice_prefixes:
            self._note("invoicingEntity", "is none of the invoicing entities", "R-019")
        if given.country_code not in COUNTRIES:
            self._note("countryCode", "is no code of ISO 3166")
        self._text("name", given.name, needed=True)
        self._text("region", given.region)
        self._text("reason", given.reason)
        if given.kind is not None and given.kind not in set(ChargeKind):
            self._note("kind", f"is one of {', '.join(ChargeKind)}")
        if given.currency and not _CURRENCY.fullmatch(given.currency):
            self._note("currencyCode", "must be three capital letters", "R-382")
        valid_from = self._day(given.valid_from)
        category = self._category(given.category)
        rate = self._rate(given.rate, category)
        if category and category.needs_reason and not given.reason:
            message = f"category {category} needs the reason for which there is no tax"
            self._note("reason", message, code="MISSING_VALUE")
        if len(self.problems.found) > before or not (valid_from and category) or rate is None:
            return None
        return TaxRule(
            invoicing_entity=given.invoicing_entity,
            country_code=given.country_code,
            name=given.name,
            valid_from=valid_from,
            category=category,
            rate=rate,
            region=given.region,
            kind=ChargeKind(given.kind) if given.kind else None,
            currency=given.currency,
            reason=given.reason,
        )

    def _text(self, member: str, text: str, *, needed: bool = False) -> None:
        is_odd = len(text) > _MAX_TEXT or has_control_characters(text) or text != text.strip()
        if is_odd or (needed and not text):
            least = 1 if needed else 0
            message = f"has {least} to {_MAX_TEXT} characters, no control ones, no space at an end"
            self._note(member, message)

    def _day(self, text: str) -> date | None:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or text != day.isoformat():
            self._note("validFrom", "must be a day of the form YYYY-MM-DD", code="INVALID_DATE")
            return None
        return day

    def _category(self, text: str) -> TaxCategory | None:
        if text in set(TaxCategory):
            return TaxCategory(text)
        self._note("category", f"is one of {', '.join(TaxCategory)}")
        return None

    def _rate(self, given: str | int | Decimal, category: TaxCategory | None) -> Decimal | None:
        rate = parse_amount(given)
        if rate is None or not 0 <= rate <= 100 or places(rate) > MAX_PLACES:
            message = f"must be from 0 to 100 percent, with at most {MAX_PLACES} places"
            self._note("rate", message, code="INVALID_RATE")
            return None
        if category and category.is_taxed != (rate > 0):
            told = "above 0" if category.is_taxed else "0"
            self._note("rate", f"is {told} in category {category}", code="INVALID_RATE")
        return rate

    def _note(
        self, member: str, message: str, rule: str = _RULE, *, code: str = "INVALID_VALUE"
    ) -> None:
        self.problems.add(path(self.at, member), code, message, rule)

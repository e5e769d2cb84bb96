"""Which tax rules apply to whom, and what a table of them must not say (R-392)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from procurement.domain.billing_settings.tax_rule_changes import (
    MAX_RULES,
    TaxRuleInput,
    replaced_tax_rules,
)
from procurement.domain.billing_settings.tax_rules import NO_TAXES, TaxCategory, TaxRules
from procurement.domain.charges.charge import ChargeKind
from procurement.domain.errors import InvalidInput, StaleVersion
from tests.support.purchase_orders import EMEA, ENTITIES, INC
from tests.support.taxes import a_tax_rule, tax_rules

NOW = datetime(2027, 1, 15, 12, tzinfo=UTC)
USAGE, PURCHASE = ChargeKind.MONTHLY_USAGE, ChargeKind.MARKETPLACE_PURCHASE
FEBRUARY = date(2027, 2, 3)


def rates(
    table: TaxRules,
    country: str = "DE",
    region: str = "",
    kind: ChargeKind = USAGE,
    day: date = FEBRUARY,
    entity: str = INC,
) -> list[tuple[str, str]]:
    return [
        (rule.name, f"{rule.rate:f}") for rule in table.applying(entity, country, region, kind, day)
    ]


class TestWhatApplies:
    def test_a_rule_is_for_one_entity_and_one_country(self) -> None:
        """R-392: per jurisdiction."""
        table = tax_rules(a_tax_rule("19"), a_tax_rule("20", "FR"))
        assert rates(table) == [("VAT", "19")]
        assert rates(table, "FR") == [("VAT", "20")]
        assert rates(table, "IT") == rates(table, "") == rates(table, entity=EMEA) == []

    def test_it_holds_from_its_day_on_until_a_later_one_follows(self) -> None:
        """R-392: at issue time."""
        table = tax_rules(a_tax_rule("16", valid_from=date(2027, 7, 1)), a_tax_rule("19"))
        assert rates(table, day=date(2026, 12, 31)) == []
        assert rates(table, day=date(2027, 1, 1)) == [("VAT", "19")]
        assert rates(table, day=date(2027, 6, 30)) == [("VAT", "19")]
        assert rates(table, day=date(2027, 7, 1)) == [("VAT", "16")]

    def test_what_is_said_of_a_kind_of_charges_comes_first_also_when_it_is_older(self) -> None:
        """R-392."""
        table = tax_rules(
            a_tax_rule("7", kind=PURCHASE), a_tax_rule("19", valid_from=date(2027, 2, 1))
        )
        assert rates(table, kind=USAGE) == [("VAT", "19")]
        assert rates(table, kind=PURCHASE) == [("VAT", "7")]

    def test_a_region_adds_its_tax_and_replaces_the_countrys_of_the_same_name(self) -> None:
        """R-392: two jurisdictions on one invoice."""
        table = tax_rules(
            a_tax_rule("5", "CA", name="GST"),
            a_tax_rule("9.975", "CA", name="QST", region="QC"),
            a_tax_rule("13", "CA", name="GST", region="ON"),
        )
        assert rates(table, "CA", "AB") == [("GST", "5")]
        assert rates(table, "CA", "qc") == [("GST", "5"), ("QST", "9.975")]
        assert rates(table, "CA", "ON") == [("GST", "13")]
        (_, qst) = table.applying(INC, "CA", "QC", USAGE, FEBRUARY)
        assert qst.jurisdiction == "CA-QC"

    def test_nothing_applies_until_somebody_puts_rules_in(self) -> None:
        """R-392."""
        assert rates(NO_TAXES) == []


def given(**more: Any) -> TaxRuleInput:
    members: dict[str, Any] = {
        "invoicing_entity": INC,
        "country_code": "DE",
        "name": "VAT",
        "valid_from": "2027-01-01",
        "category": "S",
        "rate": "19",
    }
    return TaxRuleInput(**{**members, **more})


def put(*rules: TaxRuleInput, present: TaxRules = NO_TAXES) -> TaxRules:
    return replaced_tax_rules(present, rules, ENTITIES, NOW)


def refused(*rules: TaxRuleInput) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refusal:
        put(*rules)
    return [(problem.field, problem.reason) for problem in refusal.value.problems]


class TestReplacing:
    def test_the_table_is_sorted_and_gets_the_next_version(self) -> None:
        """R-392."""
        table = put(given(country_code="FR", rate="20"), given(kind="MARKETPLACE_PURCHASE"))
        assert [rule.country_code for rule in table.rules] == ["DE", "FR"]
        assert table.rules[0].kind is PURCHASE
        assert (table.version, table.updated_at) == (1, NOW)

    def test_nothing_new_is_the_very_same_table_whatever_the_order(self) -> None:
        """R-392."""
        rules = given(), given(country_code="FR", rate="20.0")
        table = put(*rules)
        assert put(*reversed(rules), present=table) is table

    def test_untaxed_categories_say_why_and_have_no_rate(self) -> None:
        """R-392: reverse charge and exempt with reason."""
        assert refused(given(category="AE", rate="0")) == [("rules[0].reason", "MISSING_VALUE")]
        assert refused(given(category="Z", rate="1")) == [("rules[0].rate", "INVALID_RATE")]
        assert refused(given(rate="0")) == [("rules[0].rate", "INVALID_RATE")]
        (rule,) = put(given(category="AE", rate="0", reason="Reverse charge")).rules
        assert (rule.category, rule.rate) == (TaxCategory.REVERSE_CHARGE, Decimal(0))

    def test_all_problems_are_told_at_once(self) -> None:
        """R-392."""
        wrong = given(
            invoicing_entity="Nobody",
            country_code="XX",
            name="",
            region=" BE",
            kind="ALL",
            valid_from="2027-1-1",
            category="VAT",
            rate="100.00001",
            currency="Euro",
            reason="\x07",
        )
        assert {field.removeprefix("rules[1].") for field, _ in refused(given(), wrong)} == {
            "invoicingEntity",
            "countryCode",
            "name",
            "region",
            "kind",
            "validFrom",
            "category",
            "rate",
            "currencyCode",
            "reason",
        }

    def test_two_rules_cannot_say_the_same_of_one_day(self) -> None:
        """R-392."""
        assert refused(given(), given(rate="7")) == [("rules[1]", "DUPLICATE_VALUE")]
        assert len(put(given(), given(rate="7", valid_from="2027-02-01")).rules) == 2

    def test_a_country_has_one_tax_currency(self) -> None:
        """R-382."""
        other = given(name="Levy", currency="EUR")
        assert refused(given(), other) == [("rules[1].currencyCode", "INVALID_VALUE")]
        assert put(given(currency="EUR"), other).rules[0].currency == "EUR"

    def test_there_is_a_bound(self) -> None:
        """R-392."""
        assert refused(*[given()] * (MAX_RULES + 1)) == [("rules", "INVALID_VALUE")]

    def test_a_stale_version_is_refused(self) -> None:
        """R-392."""
        table = put(given())
        table.expect_version(1)
        with pytest.raises(StaleVersion):
            replace(table, version=2).expect_version(1)

"""The table of invoicing entities as data: R-019, R-104 to R-110, R-391."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities, LineItemType
from procurement.domain.billing_settings.invoicing_entity_changes import (
    InvoicingEntitiesInput,
    replaced_entities,
)
from procurement.domain.errors import InvalidInput, StaleVersion
from tests.support.marketplace import NOON
from tests.support.purchase_orders import AUSTRALIA, EMEA, ENTITIES, INC, KOREA, NEW_ZEALAND

JAPAN = "Amazon Web Services Japan G.K."
FRANCE = "Amazon Web Services France SAS"
SOVEREIGN = Path(__file__).parents[3] / "samples/invoicing-entities-sovereign-cloud.json"

BLANKET = LineItemType.MARKETPLACE_BLANKET_USAGE
TRANSACTION = LineItemType.MARKETPLACE_TRANSACTION
PROFESSIONAL = LineItemType.PROFESSIONAL_SERVICES
UNRESTRICTED = (LineItemType.ALL, LineItemType.MONTHLY_USAGE, LineItemType.SUBSCRIPTION_PURCHASE)

PREFIXES = dict(ENTITIES.invoice_prefixes)


def a_table(
    prefixes: Mapping[str, str] = PREFIXES,
    types: Mapping[str, Sequence[str]] | None = None,
    tax: Sequence[str] = (),
) -> InvoicingEntitiesInput:
    return InvoicingEntitiesInput(
        invoice_prefixes=prefixes,
        allowed_entities_by_type={} if types is None else types,
        tax_registration_entities=tax,
    )


def replaced(
    given: InvoicingEntitiesInput, present: InvoicingEntities = ENTITIES
) -> InvoicingEntities:
    return replaced_entities(present, given, NOON)


def faults(
    given: InvoicingEntitiesInput, present: InvoicingEntities = ENTITIES
) -> list[tuple[str, str, str | None]]:
    """Field, reason and rule of everything wrong with a table."""
    with pytest.raises(InvalidInput) as refused:
        replaced(given, present)
    return [(each.field, each.reason, each.rule) for each in refused.value.problems]


class TestAsShipped:
    def test_the_published_sellers_of_record_are_known(self) -> None:
        """R-019."""
        assert {INC, EMEA, AUSTRALIA, JAPAN, KOREA, NEW_ZEALAND} <= set(ENTITIES.known)
        assert any("Brasil" in name for name in ENTITIES.known)
        assert len(set(ENTITIES.invoice_prefixes.values())) == len(ENTITIES.known) >= 10

    def test_the_published_lists_say_who_carries_which_type(self) -> None:
        """R-104, R-105, R-107, R-108."""
        carried = {
            type_: {name for name in ENTITIES.known if ENTITIES.allows(type_, name)}
            for type_ in LineItemType
        }
        assert carried[TRANSACTION] == {INC, AUSTRALIA, EMEA, KOREA, JAPAN}
        assert carried[BLANKET] == {INC, EMEA, AUSTRALIA, NEW_ZEALAND}
        assert carried[PROFESSIONAL] == {INC}
        assert all(carried[type_] == set(ENTITIES.known) for type_ in UNRESTRICTED)

    def test_it_is_no_version_that_anybody_saved(self) -> None:
        """R-106."""
        assert (ENTITIES.version, ENTITIES.updated_at) == (0, None)
        assert InvoicingEntities.of(ENTITIES.to_document()) == ENTITIES


class TestReplacing:
    def test_an_entity_is_added_and_lists_are_changed(self) -> None:
        """R-019, R-106: no code knows them."""
        table = replaced(
            a_table({**PREFIXES, FRANCE: "FR"}, {BLANKET: [FRANCE, INC]}, tax=[EMEA, FRANCE])
        )
        assert FRANCE in table.known
        assert table.invoice_prefix(FRANCE) == "FR"
        assert table.allows(BLANKET, FRANCE)
        assert not table.allows(BLANKET, EMEA)
        assert table.allows(TRANSACTION, NEW_ZEALAND)
        assert table.tax_registration_entities == {EMEA, FRANCE}
        assert (table.version, table.updated_at) == (1, NOON)

    def test_what_changes_nothing_gives_the_very_same_object(self) -> None:
        first = replaced(a_table({INC: "US"}))
        assert replaced(a_table({INC: "US"}), first) is first

    def test_in_the_sovereign_cloud_only_three_types_exist(self) -> None:
        """R-110: a table in which no entity carries the others."""
        document = json.loads(SOVEREIGN.read_text("utf-8"))
        table = replaced(
            a_table(
                document["invoicePrefixes"],
                document["allowedEntitiesByType"],
                document["taxRegistrationEntities"],
            )
        )
        offered = {
            type_
            for type_ in LineItemType
            if any(table.allows(type_, entity) for entity in table.known)
        }
        assert offered == set(UNRESTRICTED)

    def test_all_problems_are_reported_at_once(self) -> None:
        """R-019, R-022, R-106, R-391."""
        given = a_table(
            {INC: "US", " Odd": "ODD", "Small": "small"},
            {"GIFTS": [INC], BLANKET: [EMEA, INC]},
            tax=[INC, EMEA],
        )
        assert faults(given) == [
            ("invoicePrefixes[ Odd]", "INVALID_VALUE", "R-019"),
            ("invoicePrefixes[Small]", "INVALID_VALUE", "R-391"),
            ("allowedEntitiesByType.GIFTS", "INVALID_VALUE", "R-106"),
            ("allowedEntitiesByType.AWS_MARKETPLACE_BLANKET_USAGE[0]", "INVALID_VALUE", "R-106"),
            ("taxRegistrationEntities[1]", "INVALID_VALUE", "R-022"),
        ]

    def test_everything_is_bounded(self) -> None:
        """R-019, R-106."""
        many = {f"Seller {number}": f"S{number}" for number in range(101)}
        types = {BLANKET: [INC] * 101, **{f"T{number}": [] for number in range(6)}}
        assert [field for field, _, _ in faults(a_table(many, types, tax=[INC] * 101))] == [
            "invoicePrefixes",
            "allowedEntitiesByType.AWS_MARKETPLACE_BLANKET_USAGE",
            "taxRegistrationEntities",
            "allowedEntitiesByType",
        ]
        assert faults(a_table({})) == [("invoicePrefixes", "INVALID_VALUE", "R-019")]
        assert len(replaced(a_table(dict(list(many.items())[:100]))).known) == 100
        long = a_table({INC: "US", "n" * 120: "N"})
        assert "n" * 120 in replaced(long).known
        assert len(faults(a_table({INC: "US", "n" * 121: "N"}))) == 1

    def test_the_expected_version_must_be_the_present_one(self) -> None:
        """R-076."""
        ENTITIES.expect_version(0)
        with pytest.raises(StaleVersion, match="at version 0, not 3"):
            ENTITIES.expect_version(3)


class TestInvoiceNumbers:
    """R-391: a number is never given twice, and never changes."""

    @pytest.mark.parametrize("prefix", ["A", "EMEA2", "ABCDEFGHIJ", "X12345", "X1234567"])
    def test_a_prefix_has_1_to_10_capital_letters_and_digits(self, prefix: str) -> None:
        assert replaced(a_table({**PREFIXES, FRANCE: prefix})).invoice_prefix(FRANCE) == prefix

    @pytest.mark.parametrize("prefix", ["", "1A", "fr", "F-R", "ABCDEFGHIJK", "É", "XA1B2C3"])
    def test_other_prefixes_are_refused(self, prefix: str) -> None:
        """Also one that an entity without a prefix might get."""
        expected = [(f"invoicePrefixes[{FRANCE}]", "INVALID_VALUE", "R-391")]
        assert faults(a_table({**PREFIXES, FRANCE: prefix})) == expected

    def test_a_prefix_never_changes(self) -> None:
        expected = [(f"invoicePrefixes[{KOREA}]", "IMMUTABLE", "R-391")]
        assert faults(a_table({**PREFIXES, KOREA: "SK"})) == expected

    def test_no_two_entities_have_one_prefix(self) -> None:
        assert faults(a_table({**PREFIXES, FRANCE: "KR"})) == [
            (f"invoicePrefixes[{KOREA}]", "DUPLICATE_VALUE", "R-391"),
            (f"invoicePrefixes[{FRANCE}]", "DUPLICATE_VALUE", "R-391"),
        ]

    def test_prefixes_cannot_be_swapped(self) -> None:
        swapped = {**PREFIXES, KOREA: "JP", JAPAN: "KR"}
        assert {(field, reason) for field, reason, _ in faults(a_table(swapped))} == {
            (f"invoicePrefixes[{KOREA}]", "IMMUTABLE"),
            (f"invoicePrefixes[{JAPAN}]", "IMMUTABLE"),
        }

    def test_an_entity_that_was_taken_out_keeps_its_prefix(self) -> None:
        without = replaced(a_table({name: p for name, p in PREFIXES.items() if name != KOREA}))
        assert KOREA not in without.known
        assert without.former_prefixes == {KOREA: "KR"}
        assert without.invoice_prefix(KOREA) == "KR"
        expected = [(f"invoicePrefixes[{FRANCE}]", "DUPLICATE_VALUE", "R-391")]
        others = dict(without.invoice_prefixes)
        assert faults(a_table({**others, FRANCE: "KR"}), without) == expected

    def test_it_comes_back_under_its_own_prefix_only(self) -> None:
        without = replaced(a_table({INC: "US"}))
        expected = [(f"invoicePrefixes[{KOREA}]", "IMMUTABLE", "R-391")]
        assert faults(a_table({INC: "US", KOREA: "ROK"}), without) == expected
        back = replaced(a_table({INC: "US", KOREA: "KR"}), without)
        assert KOREA in back.known
        assert KOREA not in back.former_prefixes
        assert back.former_prefixes.keys() == PREFIXES.keys() - {INC, KOREA}

    def test_what_is_remembered_is_bounded(self) -> None:
        present = ENTITIES
        for turn in range(4):
            names = {f"Seller {turn}.{number}": f"S{turn}{number}" for number in range(95)}
            present = replaced(a_table({INC: "US", **names}), present)
        last = {f"Seller 4.{number}": f"T{number}" for number in range(99)}
        more = a_table({INC: "US", **last})
        present = replaced(more, present)
        assert len(present.former_prefixes) == 389
        expected = [("invoicePrefixes", "INVALID_VALUE", "R-391")]
        assert faults(a_table({INC: "US"}), present) == expected

    def test_an_entity_that_was_never_in_the_table_has_a_made_prefix(self) -> None:
        made = ENTITIES.invoice_prefix(FRANCE)
        assert len(made) == 7
        assert made.startswith("X")
        assert made == ENTITIES.invoice_prefix(FRANCE) != ENTITIES.invoice_prefix(FRANCE + " 2")

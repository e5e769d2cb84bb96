"""Whatever tables of invoicing entities follow each other, no two invoice numbers can meet."""

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from procurement.domain.billing_settings.invoicing_entity_changes import (
    InvoicingEntitiesInput,
    replaced_entities,
)
from procurement.domain.errors import InvalidInput
from tests.support.marketplace import NOON
from tests.support.purchase_orders import ENTITIES, INC, KOREA

NAMES = [INC, KOREA, "Seller A", "Seller B", "Seller C"]
PREFIXES = ["US", "KR", "A", "B", "XA1B2C3"]

tables = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(PREFIXES), min_size=1)


@given(st.lists(tables, max_size=8))
def test_a_prefix_has_one_entity_and_an_entity_one_prefix_for_good(
    following: list[dict[str, str]],
) -> None:
    """R-391: over every table that was ever in force, also for entities that were taken out."""
    table, owner = ENTITIES, {prefix: name for name, prefix in ENTITIES.invoice_prefixes.items()}
    for prefixes in following:
        asked = InvoicingEntitiesInput(
            invoice_prefixes=prefixes, allowed_entities_by_type={}, tax_registration_entities=[]
        )
        with suppress(InvalidInput):
            table = replaced_entities(table, asked, NOON)
        for name, prefix in table.invoice_prefixes.items():
            assert owner.setdefault(prefix, name) == name
        given_once = {name: prefix for prefix, name in owner.items()}
        assert len(given_once) == len(owner)
        assert all(table.invoice_prefix(name) == prefix for name, prefix in given_once.items())
        assert set(table.known) == table.invoice_prefixes.keys()

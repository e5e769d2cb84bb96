"""Every kind of item that the data model knows is verified in a way that a page tells."""

from pathlib import Path

from procurement.domain.verification.kinds import (
    NOT_JOURNALED,
    Treatment,
    may_vanish,
    treatment_of,
)
from tests.support.data_model import described_tables

DOCS = Path(__file__).parents[2] / "docs"

OF_OTHER_KINDS = {("Clock", "told time")}
"""A local stack's own table, which the data model's sections leave out."""


def told_kinds() -> dict[tuple[str, str], str]:
    """How each kind is verified to the byte, by the page: the table's rows, kind by kind."""
    text = (DOCS / "verify.md").read_text("utf-8").partition("## Kinds")[2]
    rows = [
        line.strip("|").split("|")
        for line in text.splitlines()
        if line.startswith("| ") and "---" not in line
    ]
    return {
        (row[0].strip(), kind.strip()): row[2].strip()
        for row in rows[1:]
        for kind in row[1].split(",")
    }


def test_the_page_has_every_kind_of_the_data_model_and_no_other() -> None:
    described = {
        (name, kind)
        for name, table in described_tables(DOCS / "data-model.md").items()
        for kind in table.kinds
    }
    assert set(told_kinds()) == described


def test_the_page_says_what_is_not_journaled() -> None:
    told = {kind for kind, way in told_kinds().items() if not way.startswith("journal")}
    assert told == {(kind.table, kind.name) for kind in NOT_JOURNALED} - OF_OTHER_KINDS


def test_keys_tell_how_an_item_is_verified() -> None:
    account = "111122223333"
    for key, treatment in {
        ("Invoices", account, "SEQUENCE#Amazon Web Services, Inc."): Treatment.ADDED_UP,
        ("Invoices", "RUN#run-1#TALLY#a", "TALLY"): Treatment.ADDED_UP,
        ("Ledger", account, "BLOCK#000000000001"): Treatment.SEALED,
        ("Ledger", account, "WRITES#" + "0" * 18): Treatment.SEALED,
        ("Ledger", account, "WRITES#"): Treatment.JOURNALED,
        ("PageKeys", "2027-01-01"): Treatment.APART,
        ("PurchaseOrders", account, "PO#SEQUENCE#1"): Treatment.JOURNALED,
    }.items():
        assert treatment_of(key) is treatment, key


def test_only_what_expires_may_vanish() -> None:
    assert may_vanish(("Invoices", "111122223333", "RECONCILIATION#rc-1"))
    assert may_vanish(("Invoices", "111122223333#RECONCILIATION#rc-1", "PLAN"))
    assert not may_vanish(("Invoices", "111122223333", "INVOICE#2027-01#draft-1"))

"""YAML files: every value is text, and nothing hides in them."""

import pytest

from procurement.entrypoints.files.yaml_file import read_yaml, write_yaml
from tests.support.files import given, places, read, refusal, the_one

HEAD = "purchaseOrders:\n- purchaseOrderId: "


@pytest.mark.parametrize(
    "written",
    ["001", "no", "on", "2027-01", "1.10", "1e3", "0x1F", "1_000", "12:30:45", "true", "=", ".inf"],
)
def test_a_value_stays_what_was_written(written):
    assert given(HEAD + written).purchase_order_id == written


@pytest.mark.parametrize("written", ["", "~", "null"])
def test_nothing_means_left_out(written):
    assert given(HEAD + written).purchase_order_id is None


@pytest.mark.parametrize("written", ["'null'", '"~"', "''"])
def test_in_quotes_it_is_text(written):
    assert given(HEAD + written).purchase_order_id == written.strip("'\"")


@pytest.mark.parametrize(("written", "meant"), [("true", True), ("false", False), ("", None)])
def test_true_and_false_are_all_there_is_of_flags(written, meant):
    text = f"purchaseOrders: [{{lineItems: [{{isBalanceTracked: {written}}}]}}]"
    (line,) = given(text).line_items
    assert line.is_balance_tracked is meant


@pytest.mark.parametrize("written", ["yes", "True", "1", "[true]"])
def test_other_words_are_no_flags(written):
    text = f"purchaseOrders:\n- lineItems:\n  - isBalanceTracked: {written}\n"
    assert places(read(text)) == [
        ("purchaseOrders[0].lineItems[0].isBalanceTracked", "INVALID_TYPE", 3, 23)
    ]


def test_a_text_may_have_several_lines():
    assert given(HEAD + "P\n  shipTo: |-\n    One\n    Two\n").ship_to == "One\nTwo"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: &x [1]\nb: *x", "ANCHOR"),
        ("purchaseOrders: *x", "ALIAS"),
        ("purchaseOrders: !!python/object:os.system [x]", "TAG"),
        ("purchaseOrders: !local x", "TAG"),
        ("purchaseOrders: !!str x", "TAG"),
        ("&a purchaseOrders: []", "INVALID_NAME"),
        ("? [a, b]\n: c", "INVALID_NAME"),
        ("a: 1\na: 2", "DUPLICATE_MEMBER"),
        ("purchaseOrders: []\n---\npurchaseOrders: []", "SECOND_DOCUMENT"),
        ("purchaseOrders: [", "INVALID_YAML"),
        ("purchaseOrders: [\x00]", "INVALID_YAML"),
        ("a:\n\tb: c", "INVALID_YAML"),
        ("[" * 100_000, "TOO_DEEP"),
        ("{a: " * 20, "TOO_DEEP"),
        ("- " * 50_000, "TOO_DEEP"),
        ("", "INVALID_DOCUMENT"),
        ("just text", "INVALID_DOCUMENT"),
        ("purchaseOrders: none", "INVALID_DOCUMENT"),
        ("orders: []", "INVALID_DOCUMENT"),
    ],
)
def test_what_nobody_needs_is_refused(text, reason):
    assert refusal(text).reason == reason


def test_a_billion_laughs_end_at_the_first():
    """Aliases that multiply: refused where the first anchor stands"""
    laughs = "a: &a [lol, lol]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    problem = refusal(laughs)
    assert (problem.reason, problem.row, problem.column) == ("ANCHOR", 1, 4)


def test_a_fault_has_its_row_and_column():
    problem = refusal("purchaseOrders:\n  - purchaseOrderId: 'PO-1\n")
    assert problem.reason == "INVALID_YAML"
    assert problem.row is not None


def test_a_repeated_member_is_told_at_its_second_place():
    problem = refusal("purchaseOrders:\n- shipTo: a\n  shipTo: b\n")
    assert (problem.reason, problem.row, problem.column) == ("DUPLICATE_MEMBER", 3, 3)


def test_values_are_counted(monkeypatch):
    monkeypatch.setattr("procurement.entrypoints.files.tree.MAX_NODES", 5)
    assert refusal("purchaseOrders: [a, b, c, d]").reason == "TOO_LARGE"


def test_unknown_members_are_told_where_they_stand():
    document = read("purchaseOrders:\n- lineItems:\n  - colour: red\n    tax: {kind: X}\nmore: 1\n")
    assert places(document) == [
        ("more", "UNKNOWN_MEMBER", 5, 1),
        ("purchaseOrders[0].lineItems[0].colour", "UNKNOWN_MEMBER", 3, 5),
        ("purchaseOrders[0].lineItems[0].tax.kind", "UNKNOWN_MEMBER", 4, 11),
    ]


def test_the_wrong_kind_is_told_and_left_out():
    document = read(
        "purchaseOrders:\n- description: [a]\n  billFrom: x\n  tags: [a]\n  contacts: [b]\n- 7\n"
    )
    assert places(document) == [
        ("purchaseOrders[0].description", "INVALID_TYPE", 2, 16),
        ("purchaseOrders[0].billFrom", "INVALID_TYPE", 3, 13),
        ("purchaseOrders[0].contacts[0]", "INVALID_TYPE", 5, 14),
        ("purchaseOrders[0].tags", "INVALID_TYPE", 4, 9),
        ("purchaseOrders[1]", "INVALID_TYPE", 6, 3),
    ]
    assert document.purchase_orders[0].given.bill_from is None


def test_half_a_surrogate_pair_is_no_text():
    """No encoding can store it"""
    problem = refusal(HEAD + '"\\ud800"')
    assert (problem.reason, problem.row) == ("INVALID_YAML", 2)


def test_a_status_is_active_or_suspended():
    """R-055"""
    assert the_one(HEAD + "P\n  status: SUSPENDED").is_suspended is True
    assert the_one(HEAD + "P\n  status: ACTIVE").is_suspended is False
    assert the_one(HEAD + "P").is_suspended is None
    assert places(read(HEAD + "P\n  status: EXPIRED")) == [
        ("purchaseOrders[0].status", "INVALID_VALUE", 3, 11)
    ]


def test_more_purchase_orders_than_a_document_may_have():
    assert refusal("purchaseOrders: [" + "{}," * 1001 + "]").reason == "TOO_LARGE"


def test_more_line_items_than_a_document_may_have():
    lines = "{lineItems: [" + "{}," * 101 + "]},"
    assert refusal("purchaseOrders: [" + lines * 100 + "]").reason == "TOO_LARGE"


SIGNS = ("é", "\u2028", "\x85", "\ufeff", "\ufffd", "\U0001f600", "\x01", "'", '"', "\\", "%")
WORDS = (
    "no",
    "001",
    "null",
    "~",
    "",
    " x ",
    "a: b",
    "# c",
    "a\nb",
    "\n",
    " \n ",
    "- a",
    "*a",
    "!a",
)


@pytest.mark.parametrize("text", [*SIGNS, *WORDS])
def test_written_text_is_read_again_as_it_was(text):
    tree = read_yaml(write_yaml({"k" + text: text}))
    ((name, node),) = tree.of.items()
    assert (name, node.of) == ("k" + text, text)
    assert "\ufffd" not in write_yaml([text])

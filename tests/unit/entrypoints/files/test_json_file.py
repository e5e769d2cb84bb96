"""JSON files: read exactly, and with the place of every value."""

import json

import pytest

from procurement.entrypoints.files.json_file import read_json_file
from tests.support.files import given, places, read, refusal

HEAD = '{"purchaseOrders": [{"purchaseOrderId": '


def test_numbers_stay_as_they_are_written():
    text = '{"purchaseOrders": [{"lineItems": [{"unitPrice": 1.10, "quantity": 1e400}]}]}'
    (line,) = given(text, "json").line_items
    assert (line.unit_price, line.quantity) == ("1.10", "1e400")


def test_a_number_without_measure_costs_nothing():
    assert given(HEAD + "9" * 100_000 + "}]}", "json").purchase_order_id == "9" * 100_000


def test_a_flag_is_no_text():
    assert places(read(HEAD + "true}]}", "json")) == [
        ("purchaseOrders[0].purchaseOrderId", "INVALID_TYPE", 1, 41)
    ]


def test_null_means_left_out():
    assert given(HEAD + "null}]}", "json").purchase_order_id is None


def test_escapes_are_read():
    assert given(HEAD + r'"\u00e9\ud83d\ude00\/"}]}', "json").purchase_order_id == "é\U0001f600/"


@pytest.mark.parametrize(
    ("text", "reason", "row", "column"),
    [
        ('{\n  "a": 1,\n  "a": 2\n}', "DUPLICATE_MEMBER", 3, 3),
        ('{\n  "a" 1}', "INVALID_JSON", 2, 7),
        ("[1 2]", "INVALID_JSON", 1, 4),
        ("[1,]", "INVALID_JSON", 1, 4),
        ("{1: 2}", "INVALID_JSON", 1, 2),
        ("[NaN]", "INVALID_JSON", 1, 2),
        ("[-Infinity]", "INVALID_JSON", 1, 2),
        ("[01]", "INVALID_JSON", 1, 3),
        ("[tru]", "INVALID_JSON", 1, 2),
        ('["\n"]', "INVALID_JSON", 1, 3),
        ('["\x00"]', "INVALID_JSON", 1, 3),
        ('["\\x"]', "INVALID_JSON", 1, 3),
        ('["', "INVALID_JSON", 1, 2),
        ("[", "INVALID_JSON", 1, 2),
        ("", "INVALID_JSON", 1, 1),
        ("[] []", "INVALID_JSON", 1, 4),
        ("// no\n[]", "INVALID_JSON", 1, 1),
        ("[" * 100_000, "TOO_DEEP", 1, 10),
        ("[]", "INVALID_DOCUMENT", 1, 1),
        ("\x00", "INVALID_JSON", 1, 1),
    ],
)
def test_a_broken_file_is_refused_at_its_place(text, reason, row, column):
    problem = refusal(text, "json")
    assert (problem.reason, problem.row, problem.column) == (reason, row, column)


def test_values_are_counted(monkeypatch):
    monkeypatch.setattr("procurement.entrypoints.files.tree.MAX_NODES", 5)
    assert refusal('{"purchaseOrders": [1, 2, 3, 4]}', "json").reason == "TOO_LARGE"


def test_half_a_surrogate_pair_is_no_text():
    assert places(read(HEAD + '"\\ud800"}]}', "json"))[0][1] == "INVALID_VALUE"


@pytest.mark.parametrize(
    "content", [{}, [], {"a": []}, [{"b": [None, True, False, "x"]}], {"ä": '\u2028 \\ / " \t'}]
)
def test_it_reads_what_the_standard_library_writes(content):
    for text in (json.dumps(content), json.dumps(content, indent=1, ensure_ascii=False)):
        assert plain(read_json_file(text)) == content


def plain(node):
    if isinstance(node.of, tuple):
        return [plain(each) for each in node.of]
    if hasattr(node, "names"):
        return {name: plain(each) for name, each in node.of.items()}
    return node.of

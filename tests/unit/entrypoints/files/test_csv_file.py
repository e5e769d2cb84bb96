"""CSV files: one row for each line item, and nothing a spreadsheet would carry out."""

import csv
import io

import pytest

from procurement.domain.purchase_orders.line_item import LineItemInput
from procurement.domain.text import guarded, unguarded
from procurement.entrypoints.files.cells import read_contacts, read_tags
from procurement.entrypoints.files.formats import FORMATS
from tests.support.files import given, places, read, refusal, the_one
from tests.support.purchase_orders import a_line, a_purchase_order

ID = "purchaseOrderId"


def table(*rows, delimiter=","):
    """CSV text of rows of cells."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_rows_of_one_id_are_its_line_items(delimiter):
    text = table(
        [ID, "billFrom", "effectiveMonth", "lineItemNumber", "unitPrice", "taxType", "taxValue"],
        ["PO-1", "Amazon Web Services, Inc.; B", "2027-01", "1", "1.10", "PERCENTAGE", "19"],
        ["", "", "", "2", "2", "", ""],
        ["PO-2", "B", "2027-02", "1", "3", "", ""],
        ["PO-1", "Amazon Web Services, Inc.; B", "", "3", "4", "", ""],
        delimiter=delimiter,
    )
    first, second = (each.given for each in read(text, "csv").purchase_orders)
    assert first.bill_from == ("Amazon Web Services, Inc.", "B")
    assert first.line_items == (
        LineItemInput(
            line_item_number="1", unit_price="1.10", tax_type="PERCENTAGE", tax_value="19"
        ),
        LineItemInput(line_item_number="2", unit_price="2"),
        LineItemInput(line_item_number="3", unit_price="4"),
    )
    assert (second.purchase_order_id, second.effective_month) == ("PO-2", "2027-02")


def test_a_column_that_is_not_there_leaves_its_member_out():
    """R-067: it stays as it is"""
    found = given(f"{ID}\nPO-1\n", "csv")
    assert (found.description, found.contacts, found.tags, found.line_items) == (None,) * 4


@pytest.mark.parametrize(
    ("cell", "thresholds"),
    [("75; 25", ("75", "25")), ("50", ("50",)), ("none", ()), ("NONE", ()), ("", None)],
)
def test_an_empty_cell_silences_nobody(cell, thresholds):
    """A list of thresholds may be empty, but only in so many words"""
    found = given(table([ID, "balanceThresholds"], ["PO-1", cell]), "csv")
    settings = found.notification_settings
    assert (settings and settings.balance_thresholds) == thresholds
    assert settings is None or settings.expiry_lead_times is None


def test_an_empty_cell_is_an_empty_value_where_there_can_be_one():
    text = table(
        [ID, "description", "contacts", "tags", "billFrom", "currencyCode", "lineItemNumber"],
        ["PO-1", "", "", "", "", "", ""],
    )
    found = given(text, "csv")
    assert (found.description, found.contacts, found.tags, found.line_items) == ("", (), {}, ())
    assert (found.bill_from, found.currency) == (None, None)


def test_a_header_that_differs_is_told_at_its_cell():
    text = table([ID, "shipTo", "lineItemNumber"], ["P", "a", "1"], ["P", "b", "2"], ["", "a", "3"])
    assert places(read(text, "csv")) == [
        ("purchaseOrders[0].shipTo", "DIFFERENT_HEADER", 3, "shipTo")
    ]


def test_rows_are_counted_as_spreadsheets_do():
    """A cell with line breaks is one row, an empty row is one too"""
    text = table([ID, "shipTo", "status"], ["P", "a\nb", ""], [], ["Q", "", "GONE"])
    assert places(read(text, "csv")) == [("purchaseOrders[1].status", "INVALID_VALUE", 4, "status")]


def test_line_breaks_of_windows_are_line_breaks():
    assert given(f'{ID},shipTo\r\nP,"a\r\nb"\r\n', "csv").ship_to == "a\nb"


@pytest.mark.parametrize(
    ("text", "reason", "column"),
    [
        ("", "MISSING_COLUMN", ID),
        ("description\nx\n", "MISSING_COLUMN", ID),
        (f"{ID},colour\n", "UNKNOWN_COLUMN", "colour"),
        (f"{ID},tags,tags\n", "DUPLICATE_COLUMN", "tags"),
        (f"{ID}\tdescription\n", "UNKNOWN_COLUMN", f"{ID}\tdescription"),
        (f'{ID}\n"P\n', "INVALID_CSV", None),
        (f'{ID}\n"P"x\n', "INVALID_CSV", None),
        (f"{ID}\nP\x00\n", "INVALID_CSV", None),
        (f"{ID}\n" + "x" * 200_000, "INVALID_CSV", None),
    ],
)
def test_what_is_no_table_of_ours_is_refused(text, reason, column):
    problem = refusal(text, "csv")
    assert (problem.reason, problem.column) == (reason, column)


def test_ten_thousand_rows_and_no_more():
    rows = [[f"P{n // 100}", str(n)] for n in range(10_000)]
    assert len(read(table([ID, "lineItemNumber"], *rows), "csv").purchase_orders) == 100
    problem = refusal(table([ID, "lineItemNumber"], *rows, ["P0", "x"]), "csv")
    assert (problem.reason, problem.row) == ("TOO_LARGE", 10_002)


def test_problems_of_single_rows_are_told_together():
    text = table(
        [ID, "tags", ""], ["", "", ""], ["", "a=b", ""], ["P", "a", "x"], ["P", "", "", "y"]
    )
    assert set(places(read(text, "csv"))) == {
        (ID, "MISSING_VALUE", 3, ID),
        ("purchaseOrders[0].tags", "INVALID_TAGS", 4, "tags"),
        ("body", "UNNAMED_COLUMN", 4, None),
        ("body", "TOO_MANY_CELLS", 5, None),
    }


def test_contacts_stand_in_one_cell():
    """R-031"""
    cell = r"Ana Buyer <ana@example.com> +1 206; Smith\; Co <b@example.com>; c@example.com;"
    assert list(read_contacts(cell)) == [
        {"name": "Ana Buyer", "email": "ana@example.com", "telephone": "+1 206"},
        {"name": "Smith; Co", "email": "b@example.com"},
        {"email": "c@example.com"},
    ]


def test_tags_stand_in_one_cell():
    """R-036"""
    cell = r"a=b; c\==d=e;; \ f =\ ; g="
    assert list(read_tags(cell)) == [("a", "b"), ("c=", "d=e"), (" f", " "), ("g", "")]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_of_an_export_is_a_formula(sign):
    """And every one is read as it was"""
    for text in (f"{sign}cmd|' /C calc'!A0", f"'{sign}x", f"''{sign}"):
        assert guarded(text) == f"'{text}"
        assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["", "x", "'", "''", "'x", "a=b", "1-2", " =x"])
def test_what_is_no_formula_is_not_guarded(text):
    assert guarded(text) == unguarded(text) == text


def test_no_cell_of_a_written_file_begins_as_a_formula():
    """R-006: IDs may begin so, and stay what they are"""
    order = a_purchase_order("=1+1", a_line("@SUM(A1)"), a_line("-2"))
    text = FORMATS["csv"].write([order])
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")] == []
    desired = the_one(text, "csv")
    assert desired.purchase_order_id == "=1+1"
    assert [n.line_item_number for n in desired.given.line_items or ()] == ["@SUM(A1)", "-2"]


def test_the_old_name_of_a_type_is_read_as_the_present_one():
    """R-102, R-103"""
    text = table([ID, "lineItemNumber", "type"], ["P", "1", "AWS_MARKETPLACE_PURCHASE"])
    (line,) = given(text, "csv").line_items
    assert line.type == "AWS_MARKETPLACE_BLANKET_USAGE"


@pytest.mark.parametrize(
    ("cell", "meant"), [("true", True), ("TRUE", True), ("False", False), ("", None)]
)
def test_a_flag_may_be_written_as_spreadsheets_do(cell, meant):
    text = table([ID, "lineItemNumber", "isBalanceTracked"], ["P", "1", cell])
    (line,) = given(text, "csv").line_items
    assert line.is_balance_tracked is meant


def test_a_header_alone_is_an_empty_document():
    assert read(FORMATS["csv"].write([]), "csv").purchase_orders == ()

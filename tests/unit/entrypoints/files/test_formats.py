"""Which body is in which format, and in which encoding."""

from base64 import b64encode

import pytest

from procurement.domain.errors import InvalidInput
from procurement.entrypoints.files.formats import FORMATS, format_of, text_of
from tests.support.purchase_orders import a_line, a_purchase_order


def refused(body, *, is_base64):
    with pytest.raises(InvalidInput) as error:
        text_of(body, is_base64=is_base64)
    (problem,) = error.value.problems
    return problem


def coded(content: bytes) -> str:
    return b64encode(content).decode()


@pytest.mark.parametrize(
    ("content_type", "name"),
    [
        ("application/yaml", "yaml"),
        ("application/json; charset=utf-8", "json"),
        ("Text/CSV", "csv"),
    ],
)
def test_the_content_type_says_the_format(content_type, name):
    assert format_of(content_type) is FORMATS[name]


def test_a_byte_order_mark_is_no_content():
    assert text_of(coded(b"\xef\xbb\xbfa"), is_base64=True) == "a"
    assert text_of("\ufeffa", is_base64=False) == "a"


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "cp1252"])
def test_another_encoding_is_refused_at_its_row(encoding):
    problem = refused(coded("one\ntwo\né".encode(encoding)), is_base64=True)
    assert problem.reason == "NOT_UTF8"
    assert problem.row in (1, 3)


def test_what_the_gateway_could_not_read_is_refused_too():
    """It puts U+FFFD there, and a broken name would be stored unseen"""
    problem = refused("one\ntwo \ufffd", is_base64=False)
    assert (problem.reason, problem.row) == ("NOT_UTF8", 2)


def test_four_megabytes_and_no_more():
    most = 4 * 1024 * 1024
    assert len(text_of("x" * most, is_base64=False)) == most
    assert refused("x" * (most + 1), is_base64=False).reason == "TOO_LARGE"
    assert refused("é" * (most // 2 + 1), is_base64=False).reason == "TOO_LARGE"
    assert refused(coded(b"x" * (most + 1)), is_base64=True).reason == "TOO_LARGE"


@pytest.mark.parametrize("body", ["no base64!", "é", "abc"])
def test_a_body_that_is_not_what_it_says_is_refused(body):
    assert refused(body, is_base64=True).reason == "INVALID_BODY"


def test_the_three_formats_mean_the_same():
    orders = [
        a_purchase_order("PO-1", a_line("1"), a_line("2")),
        a_purchase_order("PO-2", a_line()),
    ]
    yaml, json, csv = (FORMATS[n].document(FORMATS[n].write(orders)) for n in FORMATS)
    assert yaml.purchase_orders == json.purchase_orders == csv.purchase_orders
    assert len(yaml.purchase_orders) == 2

"""What OpenAPI 3.1 can say, as shapes that botocore knows."""

import pytest

from local.sdk.shapes import Shapes
from local.sdk.text import documentation

NULL = {"type": "null"}
TEXT = {"type": "string"}


def shaped(schema, **components):
    """The shape of a member `given` of `Asked`, and all shapes that there are then."""
    shapes = Shapes(components)
    name = shapes.shape(schema, "Asked", "given")
    return name, shapes.made


def test_null_is_absence():
    expected = shaped({"type": "string", "maxLength": 5})
    assert expected == ("Given", {"Given": {"type": "string", "max": 5}})
    assert shaped({"anyOf": [{"type": "string", "maxLength": 5}, NULL]}) == expected
    assert shaped({"type": ["string", "null"], "maxLength": 5}) == expected


def test_a_number_that_may_be_text_is_text():
    number = {"anyOf": [TEXT, {"type": "number"}, {"type": "integer"}, NULL]}
    assert shaped(number) == ("Amount", {"Amount": {"type": "string"}})


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "additionalProperties": True},
        {"type": "object"},
        {"anyOf": [{"type": "object", "properties": {"a": TEXT}}, {"type": "array"}]},
        {"type": ["integer", "string"]},
        {},
    ],
)
def test_what_has_no_one_form_is_handed_over_as_it_is(schema):
    name, made = shaped(schema)
    assert name == "Document"
    assert made[name]["document"]


@pytest.mark.parametrize(
    ("schema", "shape"),
    [
        ({"type": "string", "format": "date-time"}, "timestamp"),
        ({"type": "string", "format": "date"}, "string"),
        ({"type": "integer"}, "long"),
        ({"type": "integer", "maximum": 100.0}, "integer"),
        ({"type": "number"}, "double"),
        ({"type": "boolean"}, "boolean"),
    ],
)
def test_scalars_have_the_narrowest_shape_that_holds_them(schema, shape):
    name, made = shaped(schema)
    assert made[name]["type"] == shape


def test_a_map_has_keys_that_are_text():
    name, made = shaped({"type": "object", "additionalProperties": {"type": "boolean"}})
    assert made[name] == {"type": "map", "key": {"shape": "String"}, "value": {"shape": "Boolean"}}


def test_a_structure_may_hold_others_of_its_kind():
    branch = {"type": "object", "properties": {"below": {"$ref": "#/components/schemas/Branch"}}}
    name, made = shaped({"$ref": "#/components/schemas/Branch"}, Branch=branch)
    assert made[name]["members"]["below"] == {"shape": "Branch"}


def test_what_comes_back_has_the_noun_and_what_is_sent_is_an_input():
    view = {"type": "object", "properties": {"a": TEXT}}
    body = {"type": "object", "properties": {"b": TEXT}}
    shapes = Shapes({"LineItemView": view, "LineItemBody": body})
    asked = [f"#/components/schemas/{name}" for name in ("LineItemView", "LineItemBody")]
    names = [shapes.shape({"$ref": reference}, "Asked", "given") for reference in asked]
    assert names == ["LineItem", "LineItemInput"]


def test_two_definitions_of_one_name_are_told_apart_by_their_owner():
    shapes = Shapes({})
    first = shapes.shape({"type": "string", "maxLength": 5}, "One", "token")
    second = shapes.shape({"type": "string", "maxLength": 6}, "Other", "token")
    assert (first, second) == ("Token", "OtherToken")


def test_a_docstring_becomes_the_help_of_the_command_line():
    told = documentation("Until `max_results` < 5.\n\nThen `nextToken`\nis given.")
    first, second = "Until <code>maxResults</code> &lt; 5.", "Then <code>nextToken</code> is given."
    assert told == f"<p>{first}</p><p>{second}</p>"

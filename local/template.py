"""A CloudFormation template as plain data."""

from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

TEMPLATE: Final = Path(__file__).parents[1] / "template.yaml"


class _Loader(yaml.SafeLoader):
    """Reads ``!Ref X`` as ``{"Ref": "X"}``, and every other short form alike."""


def _short_form(loader: yaml.SafeLoader, name: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    match node:
        case yaml.ScalarNode():
            value = loader.construct_scalar(node)
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case yaml.MappingNode():
            value = loader.construct_mapping(node, deep=True)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


_Loader.add_multi_constructor("!", _short_form)


def parse_template(text: str) -> dict[str, Any]:
    """A template, with every short form as the object that it stands for."""
    template: dict[str, Any] = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    return template


@cache
def read_template() -> dict[str, Any]:
    """The deployment's template."""
    return parse_template(TEMPLATE.read_text("utf-8"))


def resources_of(template: dict[str, Any], type_: str) -> dict[str, dict[str, Any]]:
    """Properties of all resources of a type, by logical ID."""
    found = template["Resources"].items()
    return {name: made["Properties"] for name, made in found if made["Type"] == type_}

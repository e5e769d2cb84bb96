"""Frozen values of the domain as JSON documents, exact and reversible.

cattrs derives both directions from the dataclasses themselves; only the value types that JSON lacks
are told here. Members that hold their default are left out.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from procurement.domain.month import Month

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")


def to_document(value: object) -> Any:
    """`value` as plain JSON types: decimals and dates as text, sets sorted."""
    return _converter().unstructure(value)


def from_document(document: Any, type_: type[T]) -> T:
    """The value that `to_document` wrote."""
    return _converter().structure(document, type_)


@cache
def _converter() -> "Converter":
    # Imported at the first document: functions that meet none start without it.
    from cattrs import Converter

    converter = Converter(omit_if_default=True, detailed_validation=False)
    _text(converter, Decimal, lambda value: f"{value:f}", Decimal)
    _text(converter, Month, str, Month.parse)
    _text(converter, datetime, datetime.isoformat, datetime.fromisoformat)
    _text(converter, date, date.isoformat, date.fromisoformat)
    converter.register_unstructure_hook_func(
        lambda type_: getattr(type_, "__origin__", type_) is frozenset,
        lambda value: sorted(str(member) for member in value),
    )
    return converter


def _text(
    converter: "Converter", type_: type[T], write: Callable[[T], str], read: Callable[[str], T]
) -> None:
    converter.register_unstructure_hook(type_, write)
    converter.register_structure_hook(type_, lambda text, _: read(text))

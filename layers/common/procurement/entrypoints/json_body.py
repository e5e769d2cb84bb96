"""Reading a JSON body exactly, and refusing whatever cannot be kept."""

import json
from decimal import Decimal
from typing import Any, Final, NoReturn

_MOST_DIGITS: Final = 60
"""Before or after the point; what an amount may have is far less."""


def read_json(text: str) -> Any:
    """The value of `text`, its numbers as `int` and `Decimal`, never as float.

    `json.JSONDecodeError` for everything that is no JSON we could store: NaN and infinities,
    numbers and nestings without measure, half a surrogate pair.
    """
    try:
        value = json.loads(text, parse_float=_number, parse_constant=_refuse)
        if "\\ud" in text.lower():
            json.dumps(value, default=str, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError:
        raise
    except (ValueError, RecursionError) as error:
        raise json.JSONDecodeError(f"cannot be read: {type(error).__name__}", "", 0) from error
    return value


def _number(text: str) -> Decimal:
    # A short text may write a number that takes gigabytes as an integer: 1e999999999.
    number = Decimal(text)
    if abs(number.adjusted()) > _MOST_DIGITS:
        raise ValueError("a number without measure")
    return number


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")

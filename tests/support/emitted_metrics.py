"""The metrics that the code emits, found where it does."""

import re
from functools import cache
from pathlib import Path
from typing import Final

_REPOSITORY: Final = Path(__file__).parents[2]
_COUNTED: Final = re.compile(r"\bcount\(\s*([^,)]+)")
_NAME: Final = re.compile(r'"([A-Z]\w+)"')


@cache
def emitted_metrics() -> frozenset[str]:
    """Names of all counters, and that of Powertools for cold starts."""
    code = [*(_REPOSITORY / "functions").glob("*/app.py")]
    code += (_REPOSITORY / "layers/common/procurement/entrypoints").rglob("*.py")
    found = {
        name
        for path in code
        for argument in _COUNTED.findall(path.read_text("utf-8"))
        for name in _NAME.findall(argument)
    }
    return frozenset(found | {"ColdStart"})

"""How long every function takes to start, beside `boto3.client("dynamodb")` in the same run.

Each start is a fresh interpreter with the built layer in front of boto3, as on Lambda. Measured is
the import of `app` and the making of what its first request needs: the DynamoDB client, with every
model bound, for the functions that have one: in processor time, as a start does little else and a
busy machine stretches everything else. Beside every few functions stands the baseline once
more, so that each is compared with what this machine did at that moment. Functions that load the
very same modules are started once for all of them.

The bar is twice the baseline. Run `make up` first (it builds), then
``python -m benchmarks.cold_start``. It ends after ``--seconds`` with the rounds that there were.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).parents[1]
BUILD: Final = PROJECT / ".local/sam/build"
LAYER: Final = BUILD / "CommonLayer/python"

BASELINE: Final = "boto3.client('dynamodb')"
BAR: Final = 2.0
_TOGETHER: Final = 4
"""Functions that are compared with one and the same start of the baseline."""
_LONGEST_START: Final = 30

_ENVIRONMENT: Final = {
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "benchmark",
    "AWS_SECRET_ACCESS_KEY": "benchmark",
    **{
        f"{name}_TABLE": name.lower()
        for name in ("PURCHASE_ORDERS", "AGREEMENTS", "CHARGES", "INVOICES", "LEDGER", "PAGE_KEYS")
    },
}
_TIMED: Final = """import time; began = time.process_time()
{}
spent = time.process_time() - began
import json, sys; print(json.dumps([spent, sorted(m for m in sys.modules if m != "app")]))"""
_BASELINE: Final = _TIMED.format('import boto3; boto3.client("dynamodb")')
_FUNCTION: Final = _TIMED.format(
    "import app\nfrom procurement import bootstrap\nbootstrap.connection().client"
)
_WITHOUT_TABLES: Final = _TIMED.format("import app")
_TABLELESS: Final = {"api_docs"}


@dataclass(slots=True)
class Function:
    """A function, those that load the same modules, and its starts beside the baseline's."""

    name: str
    script: str
    folder: Path
    alike: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """The median of its ratios."""
        return statistics.median(self.ratios)


def main() -> None:
    """Print one row per function, the slowest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=240, help="when no further start is made")
    options = parser.parse_args()
    if not LAYER.is_dir():
        sys.exit("the layer is not built: run `make up` first")
    until = time.monotonic() + options.seconds
    functions = _different(_built())
    baselines = list(_rounds(functions, options.rounds, until))
    if not baselines:
        sys.exit(f"not one round ended within {options.seconds:g} s")
    _print(functions, baselines)


def _built() -> Iterator[Function]:
    for path in sorted((PROJECT / "functions").glob("*/app.py")):
        name = path.parent.name
        script = _WITHOUT_TABLES if name in _TABLELESS else _FUNCTION
        folder = BUILD / f"{name.title().replace('_', '')}Function"
        if folder.is_dir():
            yield Function(name, script, folder)
        else:
            print(f"{name} is not built")


def _different(functions: Iterator[Function]) -> list[Function]:
    """One of each set that loads the same modules; this round fills the file cache as well."""
    found: dict[tuple[str, ...], Function] = {}
    for function in functions:
        _, modules = _start(function.script, function.folder)
        first = found.setdefault(modules, function)
        if first is not function:
            first.alike.append(function.name)
    return list(found.values())


def _rounds(functions: Sequence[Function], rounds: int, until: float) -> Iterator[float]:
    """Start all of them again and again; the seconds of every start of the baseline."""
    for number in count():
        for start in range(0, len(functions), _TOGETHER):
            # The first round always ends: without it there is nothing to tell of some functions.
            if number == rounds or (number and time.monotonic() > until):
                return
            baseline, _ = _start(_BASELINE, LAYER)
            yield baseline
            for function in functions[start : start + _TOGETHER]:
                seconds, _ = _start(function.script, function.folder)
                function.seconds.append(seconds)
                function.ratios.append(seconds / baseline)


def _start(script: str, folder: Path) -> tuple[float, tuple[str, ...]]:
    environment = {**os.environ, **_ENVIRONMENT, "PYTHONPATH": f"{LAYER}{os.pathsep}{folder}"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=_LONGEST_START,
    )
    seconds, modules = json.loads(done.stdout.splitlines()[-1])
    return float(seconds), tuple(modules)


def _print(functions: Sequence[Function], baselines: Sequence[float]) -> None:
    print(f"{'':44} {'ms':>7} {'ratio':>6}  starts")
    print(f"{BASELINE:44} {statistics.median(baselines) * 1000:7.0f} {1:6.2f}  {len(baselines)}")
    for each in sorted(functions, key=lambda one: -one.ratio):
        median = statistics.median(each.seconds) * 1000
        mark = "  over the bar" if each.ratio > BAR else ""
        print(f"{each.name:44} {median:7.0f} {each.ratio:6.2f}  {len(each.ratios)}{mark}")
        for name in each.alike:
            print(f"  {name:42} (the same modules)")
    over = sum(1 + len(each.alike) for each in functions if each.ratio > BAR)
    print(f"{over} of {sum(1 + len(each.alike) for each in functions)} take over {BAR:g} x")


if __name__ == "__main__":
    main()

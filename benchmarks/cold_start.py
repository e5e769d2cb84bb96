"""How long every function takes to start, beside `boto3.client("dynamodb")` in the same run.

Each start is a fresh interpreter with the built layer in front of boto3, as on Lambda. Measured is
the import of `app` and the making of what its first request needs: the DynamoDB client, with every
model bound, for the functions that have one. Prints the median of several rounds and the ratio.

Run `make up` first (it builds), then ``python -m benchmarks.cold_start``.
"""

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).parents[1]
BUILD: Final = PROJECT / ".local/sam/build"
LAYER: Final = BUILD / "CommonLayer/python"

_ENVIRONMENT: Final = {
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "benchmark",
    "AWS_SECRET_ACCESS_KEY": "benchmark",
    **{
        f"{name}_TABLE": name.lower()
        for name in ("PURCHASE_ORDERS", "AGREEMENTS", "CHARGES", "INVOICES", "LEDGER")
    },
}
_TIMED: Final = "import time; t = time.perf_counter()\n{}\nprint(time.perf_counter() - t)"
_BASELINE: Final = _TIMED.format('import boto3; boto3.client("dynamodb")')
_FUNCTION: Final = _TIMED.format(
    "import app\nfrom procurement import bootstrap\nbootstrap.connection().client"
)
_WITHOUT_TABLES: Final = _TIMED.format("import app")
_TABLELESS: Final = {"api_docs"}


def main() -> None:
    """Print one row per function."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    if not LAYER.is_dir():
        sys.exit("the layer is not built: run `make up` first")
    folders = sorted(path.parent for path in (PROJECT / "functions").glob("*/app.py"))
    scripts = {"boto3.client('dynamodb')": (_BASELINE, LAYER)}
    for folder in folders:
        script = _WITHOUT_TABLES if folder.name in _TABLELESS else _FUNCTION
        built = BUILD / f"{folder.name.title().replace('_', '')}Function"
        scripts[folder.name] = (script, built)
    seconds: dict[str, list[float]] = {name: [] for name in scripts}
    for _ in range(rounds + 1):  # the first round fills the file cache and is dropped
        for name, (script, folder) in scripts.items():
            seconds[name].append(_start(script, folder))
    medians = {name: statistics.median(found[1:]) for name, found in seconds.items()}
    baseline = medians["boto3.client('dynamodb')"]
    for name, median in medians.items():
        print(f"{name:28} {median * 1000:7.0f} ms   {median / baseline:5.2f}")


def _start(script: str, folder: Path) -> float:
    environment = {**os.environ, **_ENVIRONMENT, "PYTHONPATH": f"{LAYER}{os.pathsep}{folder}"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    main()

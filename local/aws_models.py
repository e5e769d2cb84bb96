"""Copies botocore's models of the services that we answer for, and writes what we answer of them.

Run as ``python -m local.aws_models [--check]``; with ``--check`` nothing is written, and the exit
code says whether the committed files are up to date. The copies have no documentation: all that is
left is what requests and answers are held to.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from botocore.loaders import Loader

from procurement.entrypoints.aws_operations.marketplace_catalog.table import SERVICE as CATALOG
from procurement.entrypoints.aws_operations.registry import PACKAGES, service_of
from procurement.entrypoints.aws_protocol.service import Extent, Service

PROJECT: Final = Path(__file__).parents[1]
MODELS: Final = PROJECT / "layers/common/procurement/data/aws_models"
TABLE: Final = PROJECT / "docs/aws-operations.md"

_INTRODUCTION: Final = """\
# Operations of AWS's services

What Ledgerline answers of the services whose clients it speaks to. `make models` writes this page
from the tables in `layers/common/procurement/entrypoints/aws_operations/`; how to call them is
told in [AWS's protocols](api/aws-protocols.md) and [the seller's catalog](api/catalog.md).

- **served**: does what the model says.
- **partly**: does it, but for what the last column names.
- **refused**: answers with a typed exception, for the reason in the last column. Such an operation
  of `marketplace-catalog` has no route, and API Gateway answers.
"""


def copies() -> dict[Path, str]:
    """The models by their places."""
    names = [package.replace("_", "-") for package in PACKAGES.values()]
    return {MODELS / f"{name}.json": _copy(name) for name in names}


def table() -> dict[Path, str]:
    """The page of the documentation; the models must be there."""
    services = [service for prefix in PACKAGES if (service := service_of(prefix)) is not None]
    return {TABLE: _page([*services, CATALOG])}


def model_in_botocore(service: str) -> Any:
    """The model of a service in the installed botocore, without documentation."""
    # Only what botocore ships: a developer's own models in ~/.aws are none of this.
    loader = Loader(include_default_search_paths=False)
    loader.search_paths.append(Loader.BUILTIN_DATA_PATH)
    return _undocumented(loader.load_service_model(service, "service-2"))


def _copy(service: str) -> str:
    return json.dumps(model_in_botocore(service), ensure_ascii=False, separators=(",", ":")) + "\n"


def _undocumented(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            name: _undocumented(member)
            for name, member in value.items()
            # A member of a structure may be named so; its shape is no text.
            if not (name == "documentation" and isinstance(member, str))
        }
    return [_undocumented(member) for member in value] if isinstance(value, list) else value


def _page(services: list[Service]) -> str:
    return "\n".join([_INTRODUCTION, *(line for each in services for line in _section(each))])


def _section(service: Service) -> Iterator[str]:
    counted = Counter(operation.extent for operation in service.operations.values())
    yield f"## {service.name}\n"
    yield ", ".join(f"{counted[extent]} {extent}" for extent in Extent if counted[extent]) + ".\n"
    yield "| Operation | | What is missing, or why |"
    yield "| --- | --- | --- |"
    for name, operation in sorted(service.operations.items()):
        yield f"| `{name}` | {operation.extent} | {operation.note} |"
    yield ""


def main() -> int:
    """Write or check the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    check = parser.parse_args().check
    if check:
        made = {**copies(), **table()}
        stale = [file.name for file, text in made.items() if not _holds(file, text)]
        print("stale: run make models:" if stale else "the models are up to date", *stale)
        return 1 if stale else 0
    for make in (copies, table):
        for file, text in make().items():
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, "utf-8")
            print(f"wrote {file.relative_to(PROJECT)}")
    return 0


def _holds(file: Path, text: str) -> bool:
    return file.exists() and file.read_text("utf-8") == text


if __name__ == "__main__":
    sys.exit(main())

"""The documentation is true: its examples run, and what it lists is what there is."""

import json
import re
from argparse import _SubParsersAction
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from local.info import StackInfo
from procurement import bootstrap
from procurement.domain import errors
from procurement.domain.errors import LedgerlineError
from procurement.domain.events import EventType
from procurement_cli.command_line import command_line
from tests.integration.conftest import announced, aws  # noqa: F401 - fixtures
from tests.support import sdk
from tests.support.api import BUYER
from tests.support.data_model import described_tables, sort_of
from tests.support.documentation import (
    PAGES,
    REPOSITORY,
    Block,
    Request,
    anchors,
    blocks,
    commands,
    is_answer,
    links,
    named_paths,
    told_together,
)
from tests.support.reconciliation import documented_account
from tests.support.shell import faults
from tests.support.stack_requests import HeardResponses
from tests.support.story import API_URL, Story, signed_requests_answered
from tests.support.tables import name_of, read_template, table_resources

DOCS = REPOSITORY / "docs"
API = sorted((DOCS / "api").glob("*.md"))
OPERATIONS, ARCHITECTURE = (DOCS / f"{name}.md" for name in ("operations", "architecture"))
DECISIONS = sorted((DOCS / "decisions").glob("0*.md"))

every_page = pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: str(page.relative_to(REPOSITORY))
)


@pytest.fixture
def story(
    announced: Callable[[], list[dict[str, Any]]],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Story]:
    monkeypatch.setenv("DEPLOYMENT_ACCOUNT", BUYER)
    monkeypatch.setenv("LEDGERLINE_API_URL", API_URL)
    monkeypatch.setenv("RECONCILIATION_CHANGES", "references")
    bootstrap.settings.cache_clear()
    monkeypatch.setattr(bootstrap, "stack_responses", HeardResponses)
    real = documented_account()
    monkeypatch.setattr(bootstrap, "aws_account", lambda: real)
    with signed_requests_answered(monkeypatch):
        yield Story(announced, tmp_path)


@pytest.mark.parametrize(
    "pages", told_together(), ids=lambda pages: str(pages[0].relative_to(REPOSITORY))
)
def test_every_example_works(pages: tuple[Path, ...], story: Story) -> None:
    story.tell([block for page in pages for block in blocks(page)])
    exchanges = story.exchanges
    assert [fault for each in exchanges for fault in sdk.faults(each.request, each.answer)] == []


def test_every_page_is_told_once() -> None:
    told = [page for pages in told_together() for page in pages]
    with_examples = [page for page in PAGES if any(block.is_example for block in blocks(page))]
    assert sorted(told) == sorted(with_examples)


@every_page
def test_there_is_no_example_that_no_test_runs(page: Path) -> None:
    assert [block.place for block in blocks(page) if not block.is_known] == []


@every_page
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for target in links(page):
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)
    assert broken == []


@every_page
def test_every_file_that_is_named_exists(page: Path) -> None:
    assert [path for path in named_paths(page) if not (REPOSITORY / path).exists()] == []


@every_page
def test_every_command_has_its_target_and_its_options(page: Path) -> None:
    found = [command for block in blocks(page) if block.is_a("sh") for command in commands(block)]
    assert [fault for command in found for fault in faults(command)] == []


def test_every_policy_is_one() -> None:
    for block in blocks(OPERATIONS):
        if block.is_a("json", "policy"):
            assert {"Version", "Statement"} <= json.loads(block.text).keys()


def test_every_route_has_an_example() -> None:
    shown = [Request.of(block) for page in API for block in blocks(page) if _is_request(block)]
    missing = [
        f"{method} {path}"
        for method, path in _routes()
        if not any(_is_route(method, path, request) for request in shown)
    ]
    # Without a signature, and not JSON: the page names their addresses.
    assert missing == ["GET /docs", "GET /event-schemas", "GET /openapi.json"]
    text = _text_of_api()
    assert [f"{m} {p}" for m, p in _routes() if f"`{m} {p}`" not in text] == []


def test_every_error_code_is_listed() -> None:
    text = _text_of_api() + OPERATIONS.read_text("utf-8")
    codes = {
        class_.code for class_ in _family(LedgerlineError) if class_.__module__ == errors.__name__
    }
    assert {code for code in codes if f"`{code}`" not in text} == set()


def test_every_event_that_is_written_is_described() -> None:
    written = set()
    for module in (REPOSITORY / "layers/common/procurement/service").rglob("*.py"):
        names = re.findall(r"EventType\.([A-Z_]+)", module.read_text("utf-8"))
        written |= {EventType[name].value for name in names}
    section = ARCHITECTURE.read_text("utf-8").partition("| Type | In the ledger of")[2]
    table = section.partition("\n\n")[0]
    first_cells = (row.split("|")[1] for row in table.splitlines()[2:])
    assert {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)} == written


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(lambda t: t["Parameters"], id="parameters"),
        pytest.param(lambda t: t["Outputs"], id="outputs"),
        pytest.param(lambda t: _of_type(t, "AWS::CloudWatch::Alarm"), id="alarms"),
        pytest.param(lambda t: _schedules(t), id="schedules"),
        pytest.param(lambda t: _metrics(), id="metrics"),
        pytest.param(lambda t: _keys_of_stack_file(), id="stack.json"),
    ],
)
def test_operations_name_everything(names: Callable[[dict[str, Any]], list[str]]) -> None:
    text = OPERATIONS.read_text("utf-8")
    assert [name for name in names(read_template()) if f"`{name}`" not in text] == []


def test_every_option_of_the_command_line_is_described() -> None:
    text = (DOCS / "command-line.md").read_text("utf-8")
    (verbs,) = (a for a in command_line()._actions if isinstance(a, _SubParsersAction))
    assert [verb for verb in verbs.choices if f"\n## {verb}\n" not in text] == []
    options = {
        option
        for verb in verbs.choices.values()
        for action in verb._actions
        for option in action.option_strings
    }
    assert sorted(option for option in options - {"-h"} if f"`{option}`" not in text) == []


def test_every_function_is_described() -> None:
    text = ARCHITECTURE.read_text("utf-8")
    folders = [path.parent.name for path in (REPOSITORY / "functions").glob("*/app.py")]
    assert [name for name in folders if f"| `{name}` |" not in text] == []


def test_the_data_model_names_the_keys_and_indexes_of_the_template() -> None:
    described = described_tables(DOCS / "data-model.md")
    deployed = {
        name.removesuffix("Table"): properties
        for name, properties in table_resources(read_template()).items()
    }
    assert described.keys() == deployed.keys()
    for name, table in described.items():
        assert table.keys == tuple(k["AttributeName"] for k in deployed[name]["KeySchema"]), name
        assert table.indexes == _indexes(deployed[name]), name


def test_whatever_is_stored_is_of_a_kind_that_the_data_model_describes(story: Story) -> None:
    for pages in told_together():
        if pages[0] in API:
            story.tell([block for page in pages for block in blocks(page)])
    client = boto3.client("dynamodb")
    met: set[tuple[str, str]] = set()
    for name, table in described_tables(DOCS / "data-model.md").items():
        for item in client.scan(TableName=name_of(f"{name}Table"))["Items"]:
            keys = tuple(item[key]["S"] for key in table.keys)
            kind = sort_of(keys, table)
            assert kind is not None, f"{name} holds {keys}, which is not described"
            met.add((name, kind))
    described = {
        (name, kind)
        for name, table in described_tables(DOCS / "data-model.md").items()
        for kind in table.kinds
    }
    # Nobody is parked, and no file refused, in these stories.
    assert described - met == {("Invoices", "parked part"), ("Charges", "refused drop")}


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem[:4])
def test_a_decision_is_short_dated_and_listed(decision: Path) -> None:
    text = decision.read_text("utf-8")
    number = int(decision.stem[:4])
    assert text.startswith(f"# {number}. ")
    assert re.search(r"^Date: \d{4}-\d\d-\d\d\. Status: ", text, re.MULTILINE)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert len(text.splitlines()) < 40
    assert f"]({decision.name})" in (decision.parent / "README.md").read_text("utf-8")


def _text_of_api() -> str:
    return "".join(page.read_text("utf-8") for page in API)


def _is_request(block: Block) -> bool:
    return block.is_a("http") and not is_answer(block)


def _is_route(method: str, path: str, request: Request) -> bool:
    pattern = re.sub(r"\{\w+\}", "[^/]+", path)
    return method == request.method and re.fullmatch(pattern, request.path) is not None


def _routes() -> list[tuple[str, str]]:
    return sorted(
        (event["Properties"]["Method"], event["Properties"]["Path"])
        for function in _of_type(read_template(), "AWS::Serverless::Function").values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "Api" and event["Properties"]["Method"] != "OPTIONS"
    )


def _of_type(template: dict[str, Any], type_: str) -> dict[str, Any]:
    resources = template["Resources"].items()
    return {name: each["Properties"] for name, each in resources if each["Type"] == type_}


def _schedules(template: dict[str, Any]) -> list[str]:
    return [
        event["Properties"]["ScheduleExpression"]
        for function in _of_type(template, "AWS::Serverless::Function").values()
        for event in function.get("Events", {}).values()
        if event["Type"] == "ScheduleV2"
    ]


def _metrics() -> list[str]:
    code = [*(REPOSITORY / "functions").glob("*/app.py")]
    code += (REPOSITORY / "layers/common/procurement/entrypoints").rglob("*.py")
    return sorted({m for path in code for m in re.findall(r'\bcount\("(\w+)"', path.read_text())})


def _keys_of_stack_file() -> list[str]:
    text = dict.fromkeys(StackInfo.__dataclass_fields__, "")
    maps: dict[str, Any] = {name: {} for name in ("tables", "queues", "buckets", "functions")}
    return list(StackInfo(**{**text, **maps}).to_json())


def _indexes(properties: dict[str, Any]) -> set[tuple[str, str, str, str, str]]:
    return {
        (
            index["IndexName"],
            kind,
            *(key["AttributeName"] for key in index["KeySchema"]),
            _projection(index["Projection"]),
        )
        for kind, section in (("local", "Local"), ("global", "Global"))
        for index in properties.get(f"{section}SecondaryIndexes", ())
    }


def _projection(projection: dict[str, Any]) -> str:
    names = "".join(f" `{name}`" for name in projection.get("NonKeyAttributes", ()))
    return f"{projection['ProjectionType'].lower().replace('_', ' ')}{names}"


def _family(class_: type[LedgerlineError]) -> Iterator[type[LedgerlineError]]:
    for child in class_.__subclasses__():
        yield child
        yield from _family(child)

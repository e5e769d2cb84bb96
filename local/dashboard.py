"""The dashboard of a deployment, made of what the template has and of what the code counts.

`make dashboard` writes it into `template.yaml`; every name in it is a reference.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from local.template import TEMPLATE, parse_template

COLUMNS: Final = 24
HEIGHT: Final = 6
OUR_NAMESPACE: Final = "Ledgerline"

_PLACE: Final = re.compile(
    r"(?ms)^( *# dashboard: written by `make dashboard`\n).*?^( *# dashboard: end)$"
)
_INDENT: Final = " " * 8

Series = list[Any]
"""Namespace, metric, and names and values of dimensions in turn; at the end it may say more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Graph:
    """Lines over time. `period` is in seconds; `width` in columns of the dashboard's 24."""

    title: str
    series: Sequence[Series]
    stat: str = "Sum"
    period: int = 300
    width: int = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Graphs under a headline, in rows from left to right."""

    title: str
    graphs: Sequence[Graph] = field(default=())


def body(template: dict[str, Any]) -> dict[str, Any]:
    """The dashboard as CloudWatch takes it, with references as `Fn::Sub` resolves them."""
    widgets: list[dict[str, Any]] = [_alarms(template)]
    y = HEIGHT
    for section in sections(template):
        text = {"markdown": f"## {section.title}"}
        widgets.append({**_at(0, y, COLUMNS, 1), "type": "text", "properties": text})
        y += 1
        x = 0
        for graph in section.graphs:
            if x + graph.width > COLUMNS:
                x, y = 0, y + HEIGHT
            widgets.append({**_at(x, y, graph.width, HEIGHT), **_widget(graph)})
            x += graph.width
        y += HEIGHT
    return {"widgets": widgets}


def sections(template: dict[str, Any]) -> list[Section]:
    """What somebody looks at, in the order in which one asks."""
    queues = _of_type(template, "AWS::SQS::Queue")
    working = [name for name in queues if "DeadLetter" not in name]
    dead = [name for name in queues if "DeadLetter" in name]
    functions = _of_type(template, "AWS::Serverless::Function")
    called = [name for name, made in functions.items() if _is_called_by_the_api(made)]
    alone = [name for name in functions if name not in called]
    tables = list(_of_type(template, "AWS::DynamoDB::Table"))
    return [
        Section(title="Invoicing", graphs=_of_invoicing()),
        Section(title="API", graphs=_of_api()),
        Section(title="Queues", graphs=_of_queues(working, dead)),
        Section(title="Functions", graphs=_of_functions(called, alone)),
        Section(title="Tables", graphs=_of_tables(tables)),
        Section(title="Events", graphs=_of_events()),
    ]


def lines(template: dict[str, Any]) -> Iterator[str]:
    """The dashboard in the template's notation: a widget opens a line, and each of its series."""
    yield "      DashboardBody: !Sub |"
    yield f'{_INDENT}{{"widgets": ['
    widgets = body(template)["widgets"]
    for number, widget in enumerate(widgets, 1):
        comma = "," if number < len(widgets) else ""
        metrics = widget["properties"].pop("metrics", None)
        if metrics is None:
            yield f"{_INDENT}{json.dumps(widget)}{comma}"
            continue
        head = json.dumps(widget)[:-2]
        yield f'{_INDENT}{head}, "metrics": ['
        for at, series in enumerate(metrics, 1):
            yield f"{_INDENT}  {json.dumps(series)}{',' if at < len(metrics) else ''}"
        yield f"{_INDENT}]}}}}{comma}"
    yield f"{_INDENT}]}}"


def written(text: str) -> str:
    """The template with the dashboard that follows from it."""
    made = "".join(f"{line}\n" for line in lines(parse_template(text)))
    changed, count = _PLACE.subn(lambda found: found[1] + made + found[2], text)
    if count != 1:
        raise SystemExit(f"template.yaml has {count} places for the dashboard")
    return changed


def main() -> int:
    """Write the dashboard into the template."""
    before = TEMPLATE.read_text("utf-8")
    after = written(before)
    if after != before:
        TEMPLATE.write_text(after, "utf-8")
        print("wrote template.yaml")
    return 0


def _of_invoicing() -> list[Graph]:
    parked = ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName"]
    return [
        Graph(title="Invoices a minute", series=[_ours("InvoicesIssued")], period=60),
        Graph(
            title="Runs and accounts planned", series=_all_ours("RunsPlanned", "AccountsPlanned")
        ),
        Graph(
            title="Parked accounts",
            series=[[*parked, "${InvoiceDeadLetterQueue.QueueName}"]],
            stat="Maximum",
        ),
        Graph(
            title="Documents",
            series=_all_ours("DocumentsRendered", "DocumentsDelivered", "DocumentsNotDelivered"),
        ),
        Graph(title="Mails", series=_all_ours("MailsSent", "MailsRefused")),
        Graph(
            title="Agreements and requests",
            series=_all_ours(
                "AgreementsRenewed",
                "AgreementsNotCarriedOn",
                "RequestsFinished",
                "RequestsNotFinished",
            ),
        ),
        Graph(
            title="Reports and reconciliations",
            series=_all_ours("ReportsParked", "ReconciliationFindings", "ReconciliationsFailed"),
        ),
        Graph(title="Books", series=_all_ours("LedgersVerified", "BookDifferences")),
    ]


def _of_api() -> list[Graph]:
    names = ["ApiName", "${AWS::StackName}", "Stage", "v1"]

    def api(metric: str, **more: str) -> Series:
        return ["AWS/ApiGateway", metric, *names, *([more] if more else [])]

    return [
        Graph(title="Requests a minute", series=[api("Count")], period=60),
        Graph(title="Refused and failed", series=[api("4XXError"), api("5XXError")], period=60),
        Graph(
            title="Latency (ms)",
            series=[api("Latency", stat=stat) for stat in ("p50", "p95", "p99")],
            period=60,
        ),
    ]


def _of_queues(working: Iterable[str], dead: Iterable[str]) -> list[Graph]:
    def queues(metric: str, names: Iterable[str]) -> list[Series]:
        return [["AWS/SQS", metric, "QueueName", f"${{{name}.QueueName}}"] for name in names]

    depth, age = "ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"
    return [
        Graph(title="Messages that wait", series=queues(depth, working), stat="Maximum"),
        Graph(title="Oldest message (s)", series=queues(age, working), stat="Maximum"),
        Graph(title="Dead letters", series=queues(depth, dead), stat="Maximum"),
    ]


def _of_functions(called: Iterable[str], alone: Iterable[str]) -> list[Graph]:
    def functions(metric: str, names: Iterable[str]) -> list[Series]:
        return [["AWS/Lambda", metric, "FunctionName", f"${{{name}}}"] for name in names]

    return [
        Graph(title="Duration (ms, p95)", series=functions("Duration", alone), stat="p95"),
        Graph(title="Errors", series=functions("Errors", alone)),
        Graph(title="Throttles", series=functions("Throttles", alone)),
        Graph(
            title="Concurrency",
            series=functions("ConcurrentExecutions", alone),
            stat="Maximum",
        ),
        Graph(
            title="Concurrency and throttles of the whole account",
            series=[
                ["AWS/Lambda", "ConcurrentExecutions", {"stat": "Maximum"}],
                ["AWS/Lambda", "Throttles"],
            ],
        ),
        Graph(title="Cold starts", series=_cold_starts([*called, *alone])),
        Graph(
            title="Duration of functions of the API (ms, p95)",
            series=functions("Duration", called),
            stat="p95",
            width=12,
        ),
        Graph(title="Errors of functions of the API", series=functions("Errors", called), width=12),
    ]


def _of_tables(names: Iterable[str]) -> list[Graph]:
    def tables(*metrics: str) -> list[Series]:
        return [
            ["AWS/DynamoDB", metric, "TableName", f"${{{name}}}"]
            for metric in metrics
            for name in names
        ]

    return [
        Graph(title="Read capacity units", series=tables("ConsumedReadCapacityUnits"), width=6),
        Graph(title="Write capacity units", series=tables("ConsumedWriteCapacityUnits"), width=6),
        Graph(
            title="Throttles", series=tables("ReadThrottleEvents", "WriteThrottleEvents"), width=6
        ),
        Graph(title="Transactions that met", series=tables("TransactionConflict"), width=6),
    ]


def _of_events() -> list[Graph]:
    behind = ["AWS/Lambda", "IteratorAge", "FunctionName", "${RelayEventsFunction}"]
    return [
        Graph(title="Events on the bus", series=_all_ours("EventsRelayed", "EventsNotRelayed")),
        Graph(title="The ledger's stream is behind (ms)", series=[behind], stat="Maximum"),
        Graph(title="Messages to be delivered again", series=[_ours("MessagesFailed")]),
    ]


def _cold_starts(functions: Iterable[str]) -> list[Series]:
    return [
        [OUR_NAMESPACE, "ColdStart", "function_name", f"${{{name}}}", "service", "ledgerline"]
        for name in functions
    ]


def _ours(metric: str) -> Series:
    return [OUR_NAMESPACE, metric, "service", "ledgerline"]


def _all_ours(*metrics: str) -> list[Series]:
    return [_ours(metric) for metric in metrics]


def _alarms(template: dict[str, Any]) -> dict[str, Any]:
    """The state of all alarms that every deployment has."""
    arns = [
        f"${{{name}.Arn}}"
        for name, made in template["Resources"].items()
        if made["Type"] == "AWS::CloudWatch::Alarm" and "Condition" not in made
    ]
    shown = {"title": "Alarms", "alarms": arns}
    return {**_at(0, 0, COLUMNS, HEIGHT), "type": "alarm", "properties": shown}


def _widget(graph: Graph) -> dict[str, Any]:
    properties = {
        "title": graph.title,
        "region": "${AWS::Region}",
        "stat": graph.stat,
        "period": graph.period,
        "metrics": list(graph.series),
    }
    return {"type": "metric", "properties": properties}


def _at(x: int, y: int, width: int, height: int) -> dict[str, int]:
    return {"x": x, "y": y, "width": width, "height": height}


def _of_type(template: dict[str, Any], type_: str) -> dict[str, Any]:
    """Properties of the resources that every deployment has."""
    return {
        name: made["Properties"]
        for name, made in template["Resources"].items()
        if made["Type"] == type_ and "Condition" not in made
    }


def _is_called_by_the_api(function: dict[str, Any]) -> bool:
    return any(event["Type"] == "Api" for event in function.get("Events", {}).values())


if __name__ == "__main__":
    sys.exit(main())

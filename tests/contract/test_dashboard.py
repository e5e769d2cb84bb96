"""The dashboard shows what there is: every function, queue and table, every metric of our own."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from local.dashboard import COLUMNS, OUR_NAMESPACE, written
from local.template import TEMPLATE
from procurement.entrypoints.observability import NAMESPACE, SERVICE
from tests.support.emitted_metrics import emitted_metrics
from tests.support.tables import read_template, table_resources

PSEUDO_PARAMETERS: Final = {"AWS::Region", "AWS::StackName"}


def text() -> str:
    resources = read_template()["Resources"].values()
    (dashboard,) = (each for each in resources if each["Type"] == "AWS::CloudWatch::Dashboard")
    body: str = dashboard["Properties"]["DashboardBody"]["Fn::Sub"]
    return body


def widgets() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text())["widgets"]
    return found


def series() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Namespace, metric and dimensions of every line of every graph."""
    for widget in widgets():
        for line in widget["properties"].get("metrics", ()):
            names = [each for each in line[2:] if isinstance(each, str)]
            yield line[0], line[1], dict(zip(names[::2], names[1::2], strict=True))


def shown(namespace: str, metric: str, dimension: str) -> set[str]:
    return {
        re.sub(r"\$\{(\w+)(\.\w+)?\}", r"\1", dimensions[dimension])
        for space, name, dimensions in series()
        if (space, name) == (namespace, metric) and dimension in dimensions
    }


def of_type(type_: str) -> set[str]:
    return {n for n, made in read_template()["Resources"].items() if made["Type"] == type_}


def test_it_is_what_make_dashboard_writes():
    template = TEMPLATE.read_text("utf-8")
    assert written(template) == template


def test_every_name_in_it_is_a_reference_to_something_that_is_always_there():
    named = {name.partition(".")[0] for name in re.findall(r"\$\{([^}]+)\}", text())}
    resources = read_template()["Resources"]
    assert named - PSEUDO_PARAMETERS <= resources.keys()
    assert [name for name in named & resources.keys() if "Condition" in resources[name]] == []


def test_it_shows_every_metric_that_the_code_emits_and_no_other():
    assert OUR_NAMESPACE == NAMESPACE
    assert {name for space, name, _ in series() if space == NAMESPACE} == emitted_metrics()
    ours = [dimensions for space, _, dimensions in series() if space == NAMESPACE]
    assert {dimensions["service"] for dimensions in ours} == {SERVICE}


def test_it_shows_every_function_queue_and_table():
    functions, queues = of_type("AWS::Serverless::Function"), of_type("AWS::SQS::Queue")
    for metric in ("Duration", "Errors"):
        assert shown("AWS/Lambda", metric, "FunctionName") == functions
    assert shown("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName") == queues
    working = {name for name in queues if "DeadLetter" not in name}
    assert shown("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName") == working
    for metric in ("ConsumedReadCapacityUnits", "ReadThrottleEvents", "WriteThrottleEvents"):
        assert shown("AWS/DynamoDB", metric, "TableName") == set(table_resources(read_template()))


def test_its_graphs_lie_beside_each_other_and_not_on_each_other():
    taken: set[tuple[int, int]] = set()
    for widget in widgets():
        across = range(widget["x"], widget["x"] + widget["width"])
        down = range(widget["y"], widget["y"] + widget["height"])
        place = {(x, y) for x in across for y in down}
        assert max(across) < COLUMNS
        assert not place & taken, widget["properties"]
        taken |= place

"""What can go wrong rings: every queue, function and table, and the runbook knows every alarm."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from procurement.entrypoints.observability import NAMESPACE, SERVICE
from procurement.entrypoints.queue import MAX_DELIVERIES
from tests.support.emitted_metrics import emitted_metrics
from tests.support.tables import read_template, table_resources

REPOSITORY: Final = Path(__file__).parents[2]
RUNBOOK: Final = REPOSITORY / "docs" / "operations.md"

MISSING_MEANS_TROUBLE: Final = {"SilentSweepAlarm", "MissedRunsAlarm"}
"""Alarms about something that does not happen."""

Properties = dict[str, Any]


def of_type(type_: str) -> dict[str, Properties]:
    resources = read_template()["Resources"].items()
    return {name: made["Properties"] for name, made in resources if made["Type"] == type_}


def alarms() -> dict[str, Properties]:
    return of_type("AWS::CloudWatch::Alarm")


def referred(value: Any) -> str:
    """The resource, parameter or word that a value of the template stands for."""
    match value:
        case {"Ref": name}:
            return str(name)
        case {"Fn::GetAtt": path}:
            return str(path).partition(".")[0]
        case _:
            return str(value)


def series(alarm: Properties) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Namespace, metric and dimensions of everything that an alarm looks at."""
    summed = [
        each["MetricStat"]["Metric"] for each in alarm.get("Metrics", ()) if "MetricStat" in each
    ]
    for metric in summed or [alarm]:
        dimensions = {d["Name"]: referred(d["Value"]) for d in metric.get("Dimensions", ())}
        yield metric["Namespace"], metric["MetricName"], dimensions


def watched(namespace: str, metric: str, dimension: str) -> set[str]:
    return {
        dimensions.get(dimension, "")
        for alarm in alarms().values()
        for space, name, dimensions in series(alarm)
        if (space, name) == (namespace, metric)
    }


def is_called_by_the_api(function: Properties) -> bool:
    return any(event["Type"] == "Api" for event in function.get("Events", {}).values())


class TestQueues:
    def test_whatever_ends_in_a_dead_letter_queue_rings(self):
        dead = {name for name in of_type("AWS::SQS::Queue") if "DeadLetter" in name}
        assert watched("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName") == dead

    def test_a_message_that_waits_rings_in_every_queue_that_is_worked_off(self):
        worked_off = {name for name in of_type("AWS::SQS::Queue") if "DeadLetter" not in name}
        assert watched("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName") == worked_off

    def test_it_rings_when_the_queue_stands_still_and_not_while_one_message_is_tried_again(self):
        queues = of_type("AWS::SQS::Queue")
        for name, alarm in alarms().items():
            ((_, metric, dimensions), *_) = series(alarm)
            if metric == "ApproximateAgeOfOldestMessage":
                tries = MAX_DELIVERIES * queues[dimensions["QueueName"]]["VisibilityTimeout"]
                assert alarm["Threshold"] > tries, name


class TestFaults:
    def test_every_function_that_the_api_does_not_call_has_an_alarm_on_its_errors(self):
        alone = {
            name
            for name, function in of_type("AWS::Serverless::Function").items()
            if not is_called_by_the_api(function)
        }
        assert watched("AWS/Lambda", "Errors", "FunctionName") == alone

    def test_all_others_end_in_faults_of_the_api(self):
        """A function that dies is a 502 to whoever called it, one that is refused a 500"""
        assert watched("AWS/ApiGateway", "5XXError", "ApiName") == {"AWS::StackName"}
        assert watched("AWS/ApiGateway", "5XXError", "Stage") == {
            api["StageName"] for api in of_type("AWS::Serverless::Api").values()
        }

    def test_the_stream_that_falls_behind_rings(self):
        readers = {
            name
            for name, function in of_type("AWS::Serverless::Function").items()
            if any(event["Type"] == "DynamoDB" for event in function.get("Events", {}).values())
        }
        assert watched("AWS/Lambda", "IteratorAge", "FunctionName") == readers


class TestThrottles:
    def test_those_of_functions_ring_together(self):
        """All functions of an account share one limit, so the metric without a name is watched"""
        assert watched("AWS/Lambda", "Throttles", "FunctionName") == {""}

    @pytest.mark.parametrize("metric", ["ReadThrottleEvents", "WriteThrottleEvents"])
    def test_those_of_every_table_ring(self, metric):
        assert watched("AWS/DynamoDB", metric, "TableName") == set(table_resources(read_template()))


class TestSchedules:
    def test_every_schedule_is_in_the_group_that_is_watched(self):
        assert watched("AWS/Scheduler", "InvocationDroppedCount", "ScheduleGroup") == {
            "ScheduleGroup"
        }
        for name, function in of_type("AWS::Serverless::Function").items():
            for event in function.get("Events", {}).values():
                if event["Type"] == "ScheduleV2":
                    assert event["Properties"]["GroupName"] == {"Ref": "ScheduleGroup"}, name

    def test_silence_is_fine_save_where_something_should_be_heard(self):
        for name, alarm in alarms().items():
            is_silence = alarm["ComparisonOperator"] == "LessThanThreshold"
            assert is_silence == (name in MISSING_MEANS_TROUBLE), name
            expected = "breaching" if is_silence else "notBreaching"
            assert alarm["TreatMissingData"] == expected, name


class TestAlarms:
    def test_metrics_of_our_own_are_emitted_as_they_are_watched(self):
        for name, alarm in alarms().items():
            for namespace, metric, dimensions in series(alarm):
                if not namespace.startswith("AWS/"):
                    assert namespace == NAMESPACE, name
                    assert metric in emitted_metrics(), name
                    assert dimensions == {"service": SERVICE}, name

    def test_all_of_them_reach_the_topic(self):
        to_topic = {
            "Fn::If": ["HasAlarmTopic", [{"Ref": "AlarmTopicArn"}], {"Ref": "AWS::NoValue"}]
        }
        for name, alarm in alarms().items():
            assert alarm["AlarmActions"] == to_topic, name
            assert alarm["AlarmDescription"], name

    def test_sums_stay_within_what_an_alarm_may_add_up(self):
        """An alarm takes ten metrics and a search is none (CloudWatch)"""
        for name, alarm in alarms().items():
            assert len(list(series(alarm))) <= 10, name
            assert "SEARCH" not in str(alarm), name

    def test_what_wakes_somebody_is_said_in_the_runbook(self):
        (urgent,) = of_type("AWS::CloudWatch::CompositeAlarm").values()
        named = set(re.findall(r'ALARM\("\$\{(\w+)\}"\)', urgent["AlarmRule"]["Fn::Sub"]))
        assert named <= alarms().keys()
        marked = re.findall(r"^\| `(\w+)` \| urgent \|", text_of_runbook(), re.MULTILINE)
        assert sorted(marked) == sorted(named)

    def test_the_runbook_has_a_row_for_each_and_for_no_other(self):
        """What it means, and what to do"""
        rows = re.findall(r"^\| `(\w+Alarm)` \| (\w*) *\|", text_of_runbook(), re.MULTILINE)
        assert sorted(name for name, _ in rows) == sorted(alarms())
        assert {severity for _, severity in rows} == {"urgent", "soon"}


def text_of_runbook() -> str:
    return RUNBOOK.read_text("utf-8")

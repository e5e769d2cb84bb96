"""Every sample event works on the function that it is named after."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from local.functions import operator_clients
from tests.support.deployed import Deployed

PROJECT = Path(__file__).parents[2]
FUNCTIONS = sorted(path.parent.name for path in PROJECT.glob("functions/*/app.py"))
EVENTS = sorted(path.stem for path in PROJECT.glob("events/*.json"))

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True, scope="module")
def _integration_stays(stack):
    """One of the samples switches it off, and other files share the account."""
    yield
    Deployed(stack.read()).api.put("marketplace-integration", isEnabled=True)


def function_of(event: str) -> str | None:
    """`relay_events` for `relay_events_sweep`: the longest name that the event begins with."""
    fitting = [name for name in FUNCTIONS if f"{event}_".startswith(f"{name}_")]
    return max(fitting, key=len, default=None)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_has_a_sample_event(function):
    assert function in [function_of(event) for event in EVENTS]


@pytest.mark.parametrize("event", EVENTS)
def test_a_sample_event_is_answered(deployed, event):
    function = function_of(event)
    assert function is not None
    content = json.loads((PROJECT / f"events/{event}.json").read_text())
    _put_objects(deployed, content)
    if "ResponseURL" in content:
        address = urlsplit(deployed.info.endpoint_url)
        content["ResponseURL"] = (
            urlsplit(content["ResponseURL"])._replace(netloc=address.netloc).geturl()
        )
    answer = deployed.call(function, content)
    assert answer.get("statusCode", 200) < 500
    assert answer.get("batchItemFailures", []) == []


def _put_objects(deployed, event):
    """An event of the bucket tells of an object that is there: the sample of that name."""
    client = operator_clients(deployed.info).objects
    for record in event.get("Records", ()):
        if record["eventSource"] == "aws:s3":
            bucket, key = record["s3"]["bucket"]["name"], record["s3"]["object"]["key"]
            client.put_object(Bucket=bucket, Key=key, Body=(PROJECT / key).read_bytes())

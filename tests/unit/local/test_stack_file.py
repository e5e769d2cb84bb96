"""`stack.json` and `env.json`: what scripts, tests and containers read."""

import stat
import subprocess

import pytest

from local.container_variables import env_vars_file
from local.errors import NotRunning
from local.home import Home, read_json, write_json
from local.info import StackInfo
from local.stack import LocalStack
from tests.unit.local.builders import a_stack


def test_the_file_gives_back_what_was_written():
    assert StackInfo.of_json(a_stack().to_json()) == a_stack()


def test_the_file_has_the_documented_keys():
    assert set(a_stack().to_json()) == {
        "apiUrl", "docsUrl", "endpointUrl", "region", "accountId", "accessKeyId",
        "secretAccessKey", "tables", "queues", "buckets", "functions", "eventBus", "consoleUrl",
    }  # fmt: skip


def test_a_shell_is_pointed_at_the_stack_and_away_from_other_accounts():
    lines = list(a_stack(secret_access_key="it's secret").shell_lines())
    script = "AWS_PROFILE=production; AWS_SESSION_TOKEN=real\n" + "\n".join(lines)
    script += '\necho "$LEDGERLINE_API_URL|$AWS_REGION|$AWS_ACCESS_KEY_ID|$AWS_SECRET_ACCESS_KEY|"'
    script += '"$AWS_PROFILE$AWS_SESSION_TOKEN"'
    told = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    url = a_stack().api_url
    assert told.stdout.strip() == f"{url}|us-east-1|AKIAEXAMPLE|it's secret|"


def test_a_file_with_keys_is_readable_by_its_owner_only(tmp_path):
    write_json(tmp_path / "new" / "stack.json", {"secretAccessKey": "x"})
    path = tmp_path / "new" / "stack.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [None, "", "{", "[1]"])
def test_a_missing_or_broken_file_reads_as_nothing(tmp_path, content):
    path = tmp_path / "emulator.json"
    if content is not None:
        path.write_text(content)
    assert read_json(path) is None


def test_reading_a_stack_that_is_not_up_says_what_to_do(tmp_path):
    write_json(Home(tmp_path).stack_file, a_stack().to_json())
    with pytest.raises(NotRunning, match="make up"):
        LocalStack(tmp_path).read()


def test_stopping_a_stack_that_is_not_up_changes_nothing(tmp_path):
    assert LocalStack(tmp_path).down() is False


def test_containers_get_the_variables_of_the_functions_and_the_way_to_the_stack():
    variables = {"PlanInvoicesFunction": {"TABLE": "charges", "AWS_ENDPOINT_URL": ""}}
    assert env_vars_file(variables, a_stack()) == {
        "Parameters": {
            "TABLE": "charges",
            "AWS_ENDPOINT_URL": "http://host.docker.internal:4567",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "secret",
        }
    }


@pytest.mark.parametrize("host", ["localhost:4566", "127.0.0.1:4567"])
def test_containers_see_queues_under_the_host_s_name_and_today_s_port(host):
    variables = {"F": {"QUEUE_URL": f"http://{host}/111122223333/q"}}
    file = env_vars_file(variables, a_stack())
    assert file["Parameters"]["QUEUE_URL"] == "http://host.docker.internal:4567/111122223333/q"


def test_addresses_elsewhere_stay_as_they_are():
    file = env_vars_file({"F": {"SITE": "https://example.com:1/x"}}, a_stack())
    assert file["Parameters"]["SITE"] == "https://example.com:1/x"


def test_a_function_that_differs_from_the_others_gets_values_of_its_own():
    variables = {"F": {"SERVICE": "f", "TABLE": "t"}, "G": {"SERVICE": "g", "TABLE": "t"}}
    file = env_vars_file(variables, a_stack())
    assert file["Parameters"]["SERVICE"] == "f"
    assert file["G"] == {"SERVICE": "g"}
    assert "F" not in file

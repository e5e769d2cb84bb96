"""The verbs as a developer types them."""

import pytest

from local.__main__ import VERBS, main
from local.clients import tool_environment


@pytest.mark.parametrize("verb", ["status", "env", "logs", "invoke", "clock"])
def test_without_a_stack_every_verb_says_how_to_get_one(tmp_path, capfd, verb):
    words = ["--home", str(tmp_path), verb] + (["plan_invoices"] if verb == "invoke" else [])
    assert main(words) == 1
    out, err = capfd.readouterr()
    assert "make up" in out + err


def test_down_without_a_stack_is_no_error(tmp_path, capfd):
    assert main(["--home", str(tmp_path), "down"]) == 0
    assert "nothing was running" in capfd.readouterr().out


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_explains_itself(capfd, verb):
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert ended.value.code == 0
    assert verb in capfd.readouterr().out


def test_sam_never_sees_the_developer_s_own_aws_account(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "https://elsewhere.example.com")
    environment = tool_environment("http://127.0.0.1:4566", tmp_path)
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"
    assert environment["AWS_ACCESS_KEY_ID"] == "111122223333"
    assert environment["AWS_CONFIG_FILE"] == "/dev/null"
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_DYNAMODB"} & set(environment)

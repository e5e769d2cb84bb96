"""The books of the deployed application, verified by the command."""

import json

import pytest

from procurement_cli.command_line import main
from tests.support.deployed import Deployed, a_purchase_order


@pytest.fixture
def procurement(deployed: Deployed, monkeypatch: pytest.MonkeyPatch, capsys):
    """Runs a command as the operator; its exit code and what it printed."""
    for line in deployed.info.shell_lines():
        word, _, rest = line.partition(" ")
        if word == "export":
            name, _, value = rest.partition("=")
            monkeypatch.setenv(name, value.strip("'"))

    def run(*words: str) -> tuple[int, str]:
        code = main(words)
        return code, capsys.readouterr().out

    return run


def test_a_value_that_is_changed_past_the_application_is_named(deployed, procurement):
    account = deployed.info.account_id
    deployed.api.post("purchase-orders", **a_purchase_order("PO-VERIFIED"))
    code, told = procurement("verify", "--account", account)
    assert code == 0, told
    assert "Everything is as it was written" in told
    table, key = deployed.info.tables["PurchaseOrdersTable"], "PO#PO-VERIFIED"
    keys = {"account_id": {"S": account}, "entry": {"S": key}}
    store = deployed.root("dynamodb")
    right = store.get_item(TableName=table, Key=keys, ConsistentRead=True)["Item"]
    store.put_item(TableName=table, Item={**right, "ship_to": {"S": "elsewhere"}})
    try:
        code, told = procurement("verify", "--account", account, "--json")
    finally:
        store.put_item(TableName=table, Item=right)
    assert code == 2
    (difference,) = json.loads(told)["differences"]
    assert difference["key"] == [account, key]
    assert (difference["attribute"], difference["stored"]) == ("ship_to", "S:elsewhere")
    assert procurement("verify", "--account", account)[0] == 0


def test_the_command_says_what_it_lacks(procurement, monkeypatch, capsys):
    assert procurement("verify")[0] == 1
    monkeypatch.delenv("LEDGERLINE_VERIFY_FUNCTION")
    assert procurement("verify", "--all")[0] == 1

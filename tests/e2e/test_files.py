"""Purchase orders as files: the installed command against the deployed API."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from local.errors import ApiRefused
from tests.support.deployed import a_purchase_order

pytestmark = pytest.mark.e2e

COMMAND = Path(sys.executable).with_name("procurement")
ID = "PO-FILE 7/a:b=c+d-e%f@g_h.i"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environment(deployed) -> dict[str, str]:
    """Variables that point the command at the stack, as the operator, and nothing else."""
    return {
        "PATH": os.environ["PATH"],
        "LEDGERLINE_API_URL": deployed.info.api_url,
        "AWS_REGION": deployed.info.region,
        "AWS_ACCESS_KEY_ID": deployed.info.access_key_id,
        "AWS_SECRET_ACCESS_KEY": deployed.info.secret_access_key,
        "AWS_CONFIG_FILE": "/dev/null",
    }


@pytest.fixture
def procurement(environment, tmp_path) -> Run:
    """Runs the command in a folder of its own; fails if it ends with another exit code."""

    def run(*words, code=0, stdin="", **changes):
        ended = subprocess.run(
            [COMMAND, *words],
            cwd=tmp_path,
            env=environment | changes,
            input=stdin,
            capture_output=True,
            text=True,
        )
        assert ended.returncode == code, ended.stdout + ended.stderr
        return ended

    return run


def write(folder, name, *orders):
    (folder / name).write_text(yaml.safe_dump({"purchaseOrders": list(orders)}))


def test_a_file_is_planned_applied_exported_edited_and_pruned(api, procurement, tmp_path):
    write(tmp_path, "orders.yaml", a_purchase_order(ID), a_purchase_order("PO-FILE-2"))

    planned = procurement("plan", "orders.yaml", "--detailed-exitcode", code=2).stdout
    assert f"+ {ID}" in planned
    assert "Plan: 2 to create, 0 to change, 0 to delete" in planned
    with pytest.raises(ApiRefused):
        api.get("purchase-orders", ID)

    applied = procurement("apply", "orders.yaml", "--yes").stdout
    assert "Applied: 2 created, 0 changed, 0 deleted" in applied
    stored = api.get("purchase-orders", ID)
    assert stored["lineItems"][0]["totalValue"] == "700.00"

    assert "Nothing to do" in procurement("apply", "orders.yaml", "--yes").stdout
    assert api.get("purchase-orders", ID) == stored

    procurement("export", "-o", "all.yaml")
    everything = yaml.safe_load((tmp_path / "all.yaml").read_text())["purchaseOrders"]
    (exported,) = [order for order in everything if order["purchaseOrderId"] == ID]
    assert exported["lineItems"][0]["endMonth"] == "2035-12"

    exported["lineItems"][0]["endMonth"] = "2035-06"
    kept = [order for order in everything if order["purchaseOrderId"] != "PO-FILE-2"]
    write(tmp_path, "edited.yaml", *kept)
    planned = procurement("plan", "edited.yaml", "--prune", "--detailed-exitcode", code=2).stdout
    assert f"~ {ID}" in planned
    assert "2035-12 -> 2035-06" in planned
    assert "- PO-FILE-2" in planned
    assert "Plan: 0 to create, 1 to change, 1 to delete" in planned

    procurement("apply", "edited.yaml", "--prune", "--yes")
    changed = api.get("purchase-orders", ID)
    assert changed["lineItems"][0]["endMonth"] == "2035-06"
    assert changed["version"] > stored["version"]
    with pytest.raises(ApiRefused) as refused:
        api.get("purchase-orders", "PO-FILE-2")
    assert refused.value.status == 404
    assert "Nothing to do" in procurement("plan", "edited.yaml", "--prune").stdout


@pytest.mark.parametrize("format_", ["yaml", "json", "csv"])
def test_an_export_of_everything_has_no_changes(api, procurement, format_):
    contact = {"name": "Comma, \"quote\" 'n' <#>; =1", "email": f"{format_}@example.com"}
    order = a_purchase_order(
        f"PO-ROUND-{format_}", description="0123", shipTo="Line\nbreak", contacts=[contact]
    )
    api.post("purchase-orders", **order)
    file = procurement("export", "--format", format_).stdout
    procurement(
        "plan", "-", "--format", format_, "--prune", "--detailed-exitcode", stdin=file, code=0
    )


def test_a_plan_that_somebody_overtook_is_not_applied(api, environment, tmp_path):
    write(tmp_path, "orders.yaml", a_purchase_order("PO-FILE-RACE", description="from the file"))
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [COMMAND, "apply", "orders.yaml"],
        cwd=tmp_path,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        os.close(theirs)
        shown = b""
        while b"[y/N]" not in shown:
            shown += os.read(ours, 1024)
        api.post("purchase-orders", **a_purchase_order("PO-FILE-RACE", description="by hand"))
        os.write(ours, b"y\n")
        _, told = process.communicate()
    os.close(ours)
    assert b"1 to create" in shown
    assert process.returncode == 1, told
    assert "orders.yaml" in told
    assert api.get("purchase-orders", "PO-FILE-RACE")["description"] == "by hand"


def test_every_problem_is_told_with_its_place_and_nothing_is_written(api, procurement, tmp_path):
    bad = a_purchase_order("PO#FILE", expirationMonth="2027-13")
    write(tmp_path, "bad.yaml", a_purchase_order("PO-FILE-GOOD"), bad)
    for verb in (["plan"], ["apply", "--yes"]):
        told = procurement(*verb, "bad.yaml", code=1).stderr
        assert "purchaseOrderId" in told
        assert "expirationMonth" in told
        places = [line.split(" ")[0] for line in told.splitlines() if line.startswith("bad.yaml:")]
        rows = [int(place.split(":")[1]) for place in places]
        assert len(rows) >= 2
        lines = (tmp_path / "bad.yaml").read_text().splitlines()
        assert any("PO#FILE" in lines[row - 1] for row in rows)
        assert any("2027-13" in lines[row - 1] for row in rows)
    with pytest.raises(ApiRefused):
        api.get("purchase-orders", "PO-FILE-GOOD")


def test_strangers_are_told_who_they_are(procurement):
    told = procurement("check", code=1, AWS_SECRET_ACCESS_KEY="wrong")
    assert "signed with access key" in told.stderr
    told = procurement("export", "--billing-account", "999999999999", code=1)
    assert "acting for billing account 999999999999" in told.stderr


def test_the_lines_of_make_env_are_enough(stack, procurement):
    lines = stack.read().shell_lines()
    exported = (line.removeprefix("export ").partition("=") for line in lines)
    told = {name: value.strip("'") for name, _, value in exported if value}
    assert "as it should be" in procurement("check", **told).stdout

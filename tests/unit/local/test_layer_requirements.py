"""What the layer installs is what the lock file says, without what the Lambda runtime brings."""

import re
import tomllib

from local.home import PROJECT

IN_THE_RUNTIME = {"boto3", "botocore", "s3transfer", "urllib3", "python-dateutil", "six"}


def pinned() -> dict[str, str]:
    text = (PROJECT / "layers" / "common" / "requirements.txt").read_text()
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE))


def test_every_version_is_the_locked_one():
    lock = tomllib.loads((PROJECT / "uv.lock").read_text())
    locked = {(package["name"], package.get("version")) for package in lock["package"]}
    assert pinned()
    assert set(pinned().items()) <= locked, "run `make lock`"


def test_everything_the_layer_group_names_is_there():
    groups = tomllib.loads((PROJECT / "pyproject.toml").read_text())["dependency-groups"]
    named = {re.split(r"[=<>~!\[; ]", requirement)[0] for requirement in groups["layer"]}
    assert named <= set(pinned()), "run `make lock`"


def test_what_the_runtime_brings_stays_out():
    assert not IN_THE_RUNTIME & set(pinned())

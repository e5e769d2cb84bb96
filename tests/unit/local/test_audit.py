"""Reading what auditors say: findings, nothing, and that nobody could be asked."""

import json

import pytest

from local.audit import read_npm_audit, read_pip_audit, requirements

FLAW = {"id": "PYSEC-2027-1", "fix_versions": ["3.1.7"], "aliases": [], "description": ""}


def test_every_version_of_every_package_is_asked_about_once():
    """The lock file holds environments that want different versions of one package"""
    index = {"registry": "https://pypi.org/simple"}
    packages = [
        {"name": "botocore", "version": "1", "source": index},
        {"name": "jinja2", "version": "3", "source": index},
        {"name": "botocore", "version": "2", "source": index},
        {"name": "ledgerline-cli", "version": "0", "source": {"editable": "cli"}},
    ]
    assert requirements({"package": packages}) == [["botocore==1", "jinja2==3"], ["botocore==2"]]


def test_a_finding_says_what_mends_it():
    dependencies = [
        {"name": "jinja2", "version": "3.1.0", "vulns": [FLAW]},
        {"name": "cattrs", "version": "26.1", "vulns": []},
    ]
    audit = read_pip_audit("Python", json.dumps({"dependencies": dependencies}), "")
    assert audit.found == ("jinja2 3.1.0: PYSEC-2027-1, mended in 3.1.7",)
    assert not audit.unasked


def test_the_console_is_told_by_package():
    found = {"left-pad": {"range": "<1.3.1", "severity": "high"}}
    audit = read_npm_audit("console", json.dumps({"vulnerabilities": found}), "")
    assert audit.found == ("left-pad <1.3.1: high",)


@pytest.mark.parametrize("output", ["", "null", "[]", '{"error": {"summary": "405"}}'])
@pytest.mark.parametrize("read", [read_pip_audit, read_npm_audit])
def test_without_an_answer_nothing_is_found_and_it_is_said(read, output):
    """Offline, or behind a mirror that knows no advisories"""
    audit = read("Python", output, "warning\nConnectionError: no route to host\n")
    assert audit.found == ()
    assert audit.unasked == "ConnectionError: no route to host"


def test_packages_that_were_all_skipped_were_not_audited():
    skipped = [{"name": "jinja2", "skip_reason": "not found on PyPI"}]
    audit = read_pip_audit("Python", json.dumps({"dependencies": skipped}), "")
    assert audit.unasked == "not found on PyPI"

"""Shell commands in the documentation, judged without running them."""

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from functools import cache
from typing import Final

import botocore.session
from botocore import xform_name

from procurement_cli.command_line import command_line
from tests.support.documentation import REPOSITORY

# What these tools take is not for us to judge.
_OTHERS: Final = {"curl", "sam", ".venv-sam/bin/sam"}
_GLOBAL: Final = {"--cli-binary-format", "--query", "--output", "--region", "--profile"}
_MADE_UP: Final = {"my-event.json"}


def faults(command: str) -> Iterator[str]:
    """What is wrong with one command line."""
    words = shlex.split(command, comments=True)
    while words and re.fullmatch(r"[A-Z_]+=\S*", words[0]):
        words.pop(0)
    if "&&" in words:
        at = words.index("&&")
        yield from faults(shlex.join(words[:at]))
        yield from faults(shlex.join(words[at + 1 :]))
        return
    match words:
        case ["make", *rest]:
            yield from _faults_of_make(rest)
        case ["aws", "s3", "cp", *_] | []:
            return
        case ["aws", service, operation, *rest]:
            yield from _faults_of_aws(service, operation, rest)
        case [tool, *rest] if tool in _OTHERS:
            yield from _faults_of_files(rest)
        case ["procurement" | ".venv/bin/procurement", *rest]:
            yield from _faults_of_procurement(rest)
        case ["eval", command_] if found := re.fullmatch(r"\$\((.+)\)", command_):
            yield from faults(found[1])
        case ["pip" | "uv", *_, "install", folder]:
            if not (REPOSITORY / folder / "pyproject.toml").exists():
                yield f"there is nothing to install in {folder}"
        case [".venv/bin/python", "-m", module, *_]:
            if not (REPOSITORY / f"{module.replace('.', '/')}.py").exists():
                yield f"there is no module {module}"
        case _:
            yield f"nobody knows how to judge {command!r}"


def _faults_of_make(words: list[str]) -> Iterator[str]:
    for word in words:
        name, is_option, value = word.partition("=")
        if not is_option and name not in _targets():
            yield f"make has no target {name}"
        if is_option and name not in _options():
            yield f"make takes no {name}"
        if name == "FUNCTION" and not (REPOSITORY / "functions" / value / "app.py").exists():
            yield f"there is no function {value}"
        is_sample = name == "EVENT" and value not in _MADE_UP
        if is_sample and not (REPOSITORY / "events" / f"{value}.json").exists():
            yield f"there is no event {value}"
        if name == "FOCUS" and not (REPOSITORY / value).exists():
            yield f"there is no file {value}"


def _faults_of_aws(service: str, operation: str, words: list[str]) -> Iterator[str]:
    model = botocore.session.get_session().get_service_model(service)
    named = {xform_name(name, "-"): name for name in model.operation_names}
    if operation not in named:
        yield f"aws {service} has no {operation}"
        return
    shape = model.operation_model(named[operation]).input_shape
    known = {f"--{xform_name(name, '-')}" for name in shape.members} if shape else set()
    for word in words:
        if word.startswith("--") and word not in known | _GLOBAL:
            yield f"aws {service} {operation} takes no {word}"


def _faults_of_procurement(words: list[str]) -> Iterator[str]:
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        try:
            command_line().parse_args(words)
        except SystemExit as ended:
            if ended.code != 0:
                yield told.getvalue()


def _faults_of_files(words: list[str]) -> Iterator[str]:
    for word in words:
        if re.match(r"(events|samples|docs|tests)/", word) and not (REPOSITORY / word).exists():
            yield f"there is no file {word}"


@cache
def _targets() -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+):", _makefile(), re.MULTILINE))


@cache
def _options() -> set[str]:
    return set(re.findall(r"^([A-Z]+) \?=", _makefile(), re.MULTILINE))


@cache
def _makefile() -> str:
    return (REPOSITORY / "Makefile").read_text("utf-8")

"""A process that a command left running is found again, and never confused with another."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from local.process import Process, wait_until

SLEEPER = [sys.executable, "-c", "import time; print(flush=True); time.sleep(60)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); "
    "time.sleep(60)",
]


@pytest.fixture
def start() -> Iterator[object]:
    children: list[subprocess.Popen[bytes]] = []

    def start_child(command: list[str]) -> Process:
        child = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
        assert child.stdout is not None
        child.stdout.readline()
        children.append(child)
        process = Process.of(child.pid)
        assert process is not None
        return process

    yield start_child
    for child in children:
        child.kill()
        child.wait()
        child.stdout.close()


def test_a_running_process_is_alive(start):
    assert start(SLEEPER).is_alive()


def test_another_process_with_the_same_pid_is_not_the_one_that_was_started(start):
    process = start(SLEEPER)
    earlier = replace(process, started="some other boot:1")
    assert not earlier.is_alive()
    earlier.stop(patience_seconds=1)
    assert process.is_alive()


def test_an_ended_process_is_not_alive_even_before_its_parent_noticed(start):
    process = start(SLEEPER)
    assert process.stop(patience_seconds=10)
    assert not process.is_alive()
    assert Process.of(process.pid) is None


def test_a_process_that_ignores_the_request_to_end_is_killed(start):
    process = start(DEAF)
    assert process.stop(patience_seconds=0.2) is False
    assert not process.is_alive()


def test_waiting_ends_when_patience_does():
    assert wait_until(lambda: False, patience_seconds=0) is False

"""Processes that outlive the command that started them, told apart from later ones of same pid."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Process:
    """A process, named by its pid and the moment it started."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> "Process | None":
        """The process that has this pid now."""
        started = _start_mark(pid)
        return None if started is None else cls(pid, started)

    def is_alive(self) -> bool:
        """False too when the pid meanwhile belongs to another process."""
        _collect(self.pid)
        return _start_mark(self.pid) == self.started

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, to this process only."""
        if self.is_alive():
            os.kill(self.pid, number)

    def stop(self, patience_seconds: float) -> bool:
        """Ask it to end and wait; kill it when patience runs out. True if it ended by itself."""
        if not self.is_alive():
            return True
        self.signal(signal.SIGTERM)
        ended = wait_until(lambda: not self.is_alive(), patience_seconds)
        if not ended:
            self.signal(signal.SIGKILL)
            wait_until(lambda: not self.is_alive(), patience_seconds)
        self._end_session()
        return ended

    def _end_session(self) -> None:
        """Functions run in child processes of the emulator's own session: none may be left."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


def wait_until(condition: Callable[[], bool], patience_seconds: float) -> bool:
    """Poll until the condition holds; False when patience runs out first."""
    deadline = time.monotonic() + patience_seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def _collect(pid: int) -> None:
    """Free the entry of an ended child, which would look alive for ever."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def _start_mark(pid: int) -> str | None:
    """Start time as the system tells it; None if there is no such running process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return None if Path("/proc/self/stat").exists() else _start_mark_from_ps(pid)
    except ProcessLookupError:
        return None
    # Fields after the name, which is in parentheses and may itself hold anything.
    fields = stat.rpartition(")")[2].split()
    state, start_ticks = fields[0], fields[19]
    if state in {"Z", "X"}:
        return None
    boot = Path("/proc/sys/kernel/random/boot_id")
    return f"{boot.read_text().strip() if boot.exists() else 'boot'}:{start_ticks}"


def _start_mark_from_ps(pid: int) -> str | None:
    """For systems without /proc."""
    answer = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, started = answer.stdout.strip().partition(" ")
    return None if not started or state.startswith("Z") else started.strip()

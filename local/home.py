"""The folder that holds everything one local stack leaves on disk."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent


def default_home() -> Path:
    """`$LEDGERLINE_HOME`, or `.local` in the project."""
    return Path(os.environ.get("LEDGERLINE_HOME") or PROJECT / ".local")


@dataclass(frozen=True)
class Home:
    """Names the files of one stack; two stacks with different homes share nothing."""

    path: Path

    @property
    def stack_file(self) -> Path:
        """Addresses, credentials and physical names, for scripts and tests."""
        return self.path / "stack.json"

    @property
    def env_vars_file(self) -> Path:
        """The `--env-vars` file for `sam local invoke`."""
        return self.path / "env.json"

    @property
    def emulator_file(self) -> Path:
        """Which process serves this stack; absent after a clean stop."""
        return self.path / "emulator.json"

    @property
    def port_file(self) -> Path:
        """The port of last time, taken again if it is free."""
        return self.path / "port.json"

    @property
    def deployed_file(self) -> Path:
        """Fingerprint of the sources that were deployed last."""
        return self.path / "deployed.json"

    @property
    def state(self) -> Path:
        """Tables, queues, functions and everything else but objects of S3."""
        return self.path / "state"

    @property
    def objects(self) -> Path:
        """Objects of S3."""
        return self.path / "s3"

    @property
    def sam(self) -> Path:
        """What `sam build` makes, with its cache."""
        return self.path / "sam"

    @property
    def logs(self) -> Path:
        """Output of the emulator and of sam."""
        return self.path / "logs"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold off other commands that start, stop or deploy this stack."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def read_json(path: Path) -> dict[str, Any] | None:
    """The object in a file, or None if there is no readable one."""
    try:
        content = json.loads(path.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return content if isinstance(content, dict) else None


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Replace a file at once; only its owner may read it, since some hold keys."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(content, indent=2) + "\n")
    unfinished.replace(path)

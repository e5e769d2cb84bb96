"""The environments of other clients, and programs that run in them as a buyer's would."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from botocore.credentials import Credentials

from local.home import PROJECT
from local.info import StackInfo
from local.sdk.files import CBOR_MODELS, MODELS

SECONDS: Final = 120
SERVICES: Final = ("PURCHASE_ORDERS", "MARKETPLACE_AGREEMENT", "INVOICING", "MARKETPLACE_CATALOG")


@dataclass(frozen=True, kw_only=True)
class Ran:
    """How a program ended."""

    status: int
    out: str
    err: str


@dataclass(frozen=True, kw_only=True)
class Machine:
    """A buyer's machine: a home of its own, one pair of keys, and the addresses of a stack."""

    home: Path
    stack: StackInfo
    key: Credentials

    def runs(self, command: Sequence[str], *, stdin: str = "", **environment: str) -> Ran:
        """Run a program of an environment of ours to its end; `environment` comes on top."""
        ended = subprocess.run(
            command,
            input=stdin,
            env=self._environment() | environment,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return Ran(status=ended.returncode, out=ended.stdout, err=ended.stderr)

    def _environment(self) -> Mapping[str, str]:
        addresses = {f"AWS_ENDPOINT_URL_{name}": self.stack.api_url for name in SERVICES}
        return {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "AWS_ACCESS_KEY_ID": self.key.access_key,
            "AWS_SECRET_ACCESS_KEY": self.key.secret_key,
            "AWS_DEFAULT_REGION": self.stack.region,
            "NO_PROXY": "127.0.0.1",
            **addresses,
        }


def python_of(client: str) -> str:
    """The interpreter of `.venv-clients-…`."""
    return _program(client, "python")


def command_line() -> str:
    """AWS CLI v1."""
    return _program("cli", "aws")


def data_path(*, cbor: bool = False) -> str:
    """Where the SDK finds the models, CBOR's first if it shall be spoken."""
    folders = [CBOR_MODELS, MODELS] if cbor else [MODELS]
    return os.pathsep.join(map(str, folders))


def _program(client: str, name: str) -> str:
    program = PROJECT / f".venv-clients-{client}" / "bin" / name
    assert program.exists(), "`make clients` makes the environments of the clients"
    return str(program)

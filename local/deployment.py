"""Build the application and deploy it to the local stack, with the real sam."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from botocore.exceptions import ClientError

from local.clients import Clients, tool_environment
from local.errors import CommandFailed, LocalStackError
from local.home import PROJECT, Home, read_json, write_json
from local.progress import Progress, at_most_every
from local.sources import fingerprint

STACK_NAME = "ledgerline"
PARAMETER_SET = "default"
HEALTHY = frozenset({"CREATE_COMPLETE", "UPDATE_COMPLETE"})
NEVER_CREATED = frozenset({"CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"})
SECONDS_BETWEEN_LINES = 2
LINES_SHOWN_ON_FAILURE = 40

BUILDING = re.compile(r"Building (?:layer '(?P<layer>\w+)'|codeuri: .* functions: (?P<names>.+))")
PLANNED = re.compile(r"^[+*-] (?:Add|Modify|Delete)\s")
DONE = re.compile(r"^(?:CREATE|UPDATE|DELETE)_COMPLETE\s+\S+\s+(?P<name>\S+)")


@dataclass(frozen=True)
class Deployment:
    """The application of one project folder at one endpoint."""

    home: Home
    project: Path
    endpoint_url: str
    progress: Progress
    stack_name: str = STACK_NAME

    def bring_up_to_date(self) -> str | None:
        """Build and deploy, unless what is deployed was made from the same sources.

        Returns the fingerprint of what was deployed, to be passed to `remember` once it is safe
        on disk; None if there was nothing to do.
        """
        wanted = fingerprint(self.project)
        deployed = (read_json(self.home.deployed_file) or {}).get("sources")
        status = stack_status(self.endpoint_url)
        if status in HEALTHY and deployed == wanted:
            self.progress("nothing changed since the last deployment")
            return None
        self.home.deployed_file.unlink(missing_ok=True)
        if status in NEVER_CREATED:
            self.progress(f"removing what an earlier deployment left behind ({status})")
            _delete_stack(self.endpoint_url)
        self._build()
        self.deploy()
        return wanted

    def remember(self, deployed: str) -> None:
        """Note what is deployed, so that the next `up` can skip it."""
        write_json(self.home.deployed_file, {"sources": deployed})

    def _build(self) -> None:
        self.progress("building the layer and the functions")
        show = at_most_every(SECONDS_BETWEEN_LINES, self.progress)
        for line in self._sam(
            "build",
            "--template-file", str(self.project / "template.yaml"),
            "--build-dir", str(self._build_dir),
            "--cache-dir", str(self.home.sam.resolve() / "cache"),
        ):  # fmt: skip
            if found := BUILDING.search(line):
                show(f"  {found['layer'] or found['names']}")

    def deploy(self) -> None:
        """Deploy what was built last, under the name of this deployment's stack."""
        self.progress("deploying")
        show = at_most_every(SECONDS_BETWEEN_LINES, self.progress)
        planned: int = 0
        done: set[str] = set()
        for line in self._sam(
            "deploy",
            "--template-file", str(self._build_dir / "template.yaml"),
            "--stack-name", self.stack_name,
            "--no-progressbar",
        ):  # fmt: skip
            planned += bool(PLANNED.search(line))
            if found := DONE.search(line):
                done.add(found["name"])
                show(f"  {min(len(done), planned)} of {planned} resources")
        self.progress(f"deployed; {planned} resources changed")

    @property
    def _build_dir(self) -> Path:
        return self.home.sam.resolve() / "build"

    def _sam(self, verb: str, *arguments: str) -> Iterator[str]:
        """Run sam and pass on its lines as they come; all of them are kept in a log file."""
        tools = PROJECT / ".venv-sam" / "bin"
        if not (tools / "sam").exists():
            raise LocalStackError("sam's environment is missing; run `make setup`")
        command = [
            str(tools / "sam"), verb, "--config-env", PARAMETER_SET,
            "--config-file", str(self.project / "samconfig.toml"), *arguments,
        ]  # fmt: skip
        log_path = self.home.logs / f"sam-{verb}.log"
        # sam keeps dependencies in the present directory, and cleans away those of other builds.
        self.home.sam.mkdir(parents=True, exist_ok=True)
        with (
            log_path.open("w") as log,
            subprocess.Popen(
                command,
                cwd=self.home.sam,
                env=tool_environment(self.endpoint_url, tools),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            ) as process,
        ):
            assert process.stdout is not None
            for line in process.stdout:
                log.write(line)
                yield line
        if process.returncode != 0:
            end = log_path.read_text().rstrip().splitlines()[-LINES_SHOWN_ON_FAILURE:]
            raise CommandFailed("\n".join([*end, "", f"sam {verb} failed; all of it: {log_path}"]))


def stack_status(endpoint_url: str) -> str | None:
    """CloudFormation's word for the state of the application's stack; None if there is none."""
    try:
        answer = Clients(endpoint_url).cloudformation.describe_stacks(StackName=STACK_NAME)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return None
        raise
    return answer["Stacks"][0]["StackStatus"]


def _delete_stack(endpoint_url: str) -> None:
    client = Clients(endpoint_url).cloudformation
    client.delete_stack(StackName=STACK_NAME)
    client.get_waiter("stack_delete_complete").wait(StackName=STACK_NAME)

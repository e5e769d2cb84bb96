"""The local stack as one object: up, down, read."""

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

from local.clients import Clients
from local.console.publication import is_built
from local.console.publish import publish_console
from local.container_variables import container_variables
from local.deployment import Deployment
from local.errors import NotRunning
from local.home import PROJECT, Home, read_json, write_json
from local.identity import AccessKey, ensure_operator, ensure_sender, working_key
from local.info import StackInfo
from local.progress import Progress, silent
from local.resources import Resources, deployed_resources
from local.server import (
    ACCOUNT,
    REGION,
    Server,
    find_server,
    flush,
    start_server,
    stop_server,
    wanted_bind_host,
)


@dataclass(frozen=True)
class LocalStack:
    """An emulated AWS with the application deployed; everything it keeps is in `home`.

    Stacks with different homes run side by side on different ports. `project` is the folder with
    `template.yaml`.
    """

    home: Path
    project: Path = field(default=PROJECT)

    def up(self, progress: Progress = silent) -> StackInfo:
        """Start what isn't running, deploy what changed, write `stack.json` and `env.json`.

        Raises LocalStackError when a port, a tool or the template stands in the way.
        """
        with self._home.lock():
            server = self._running_server(progress)
            deployment = Deployment(self._home, self.project, server.endpoint_url, progress)
            deployed = deployment.bring_up_to_date()
            stack = self._describe(server)
            if deployed is not None:
                flush(self._home, server)
                deployment.remember(deployed)
            return stack

    def down(self, progress: Progress = silent) -> bool:
        """Stop what `up` started, and nothing else. False if nothing was running.

        Tables, queues, objects and users are there again after the next `up`.
        """
        with self._home.lock():
            server = find_server(self._home)
            if server is None:
                self._home.emulator_file.unlink(missing_ok=True)
                return False
            stop_server(self._home, server, progress)
            return True

    def reset(self, progress: Progress = silent) -> None:
        """Stop and forget everything that was stored or deployed."""
        self.down(progress)
        with self._home.lock():
            for folder in (self._home.state, self._home.objects, self._home.logs):
                shutil.rmtree(folder, ignore_errors=True)
            for file in (
                self._home.stack_file,
                self._home.env_vars_file,
                self._home.deployed_file,
                self._home.port_file,
            ):
                file.unlink(missing_ok=True)

    def read(self) -> StackInfo:
        """The running stack's addresses and names. Raises NotRunning."""
        content = read_json(self._home.stack_file)
        if content is None or find_server(self._home) is None:
            raise NotRunning
        return StackInfo.of_json(content)

    def server(self) -> Server | None:
        """The emulator's process and port, if it runs."""
        return find_server(self._home)

    @property
    def _home(self) -> Home:
        return Home(self.home)

    def _running_server(self, progress: Progress) -> Server:
        server = find_server(self._home)
        if server is not None and server.bind_host == wanted_bind_host() and server.is_ready():
            progress(f"local AWS is already up on port {server.port}")
            return server
        if server is not None:
            stop_server(self._home, server, progress)
        return start_server(self._home, progress)

    def _describe(self, server: Server) -> StackInfo:
        root = Clients(server.endpoint_url)
        resources = deployed_resources(root)
        ensure_sender(root, resources.notification_sender)
        ensure_operator(root, resources)
        key = working_key(root, server.endpoint_url, self._known_key())
        stack = _stack_info(server, resources, key)
        if is_built():
            console_url = publish_console(root, server.endpoint_url, stack.api_url)
            stack = replace(stack, console_url=console_url)
        write_json(self._home.stack_file, stack.to_json())
        write_json(self._home.env_vars_file, container_variables(root, stack))
        return stack

    def _known_key(self) -> AccessKey | None:
        content = read_json(self._home.stack_file)
        if content is None:
            return None
        return AccessKey(content["accessKeyId"], content["secretAccessKey"])


def _stack_info(server: Server, resources: Resources, key: AccessKey) -> StackInfo:
    api_path = f"restapis/{resources.api_id}/{resources.api_stage}/_user_request_"
    api_url = f"{server.endpoint_url}/{api_path}"
    return StackInfo(
        api_url=api_url,
        docs_url=f"{api_url}/docs",
        endpoint_url=server.endpoint_url,
        region=REGION,
        account_id=ACCOUNT,
        access_key_id=key.id,
        secret_access_key=key.secret,
        tables=resources.tables,
        queues=resources.queues,
        buckets=resources.buckets,
        functions=resources.functions,
        event_bus=resources.event_bus,
        console_url=None,
    )

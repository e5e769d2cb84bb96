"""The `--env-vars` file for `sam local invoke`: what deployed functions see, as containers need it.

`sam local` resolves no references, so that table names and queue URLs would be empty; and it only
sets variables that the template declares.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from local.clients import Clients
from local.info import StackInfo

HOST_SEEN_FROM_CONTAINERS = "host.docker.internal"
Variables = dict[str, str]


def container_variables(root: Clients, stack: StackInfo) -> dict[str, Variables]:
    """One object for all functions, and one for each function that differs from it."""
    by_function = {
        logical: root.functions.get_function_configuration(FunctionName=physical)
        .get("Environment", {})
        .get("Variables", {})
        for logical, physical in stack.functions.items()
    }
    return env_vars_file(by_function, stack)


def env_vars_file(
    by_function: Mapping[str, Mapping[str, str]], stack: StackInfo
) -> dict[str, Variables]:
    """`Parameters` holds what all functions that declare a variable agree on."""
    port = urlsplit(stack.endpoint_url).port
    access = {
        "AWS_ENDPOINT_URL": f"http://{HOST_SEEN_FROM_CONTAINERS}:{port}",
        "AWS_REGION": stack.region,
        "AWS_DEFAULT_REGION": stack.region,
        "AWS_ACCESS_KEY_ID": stack.access_key_id,
        "AWS_SECRET_ACCESS_KEY": stack.secret_access_key,
    }
    shared: Variables = {}
    own: dict[str, Variables] = {}
    for function, variables in by_function.items():
        for name, value in variables.items():
            seen = _from_container(value, port)
            if name not in access and shared.setdefault(name, seen) != seen:
                own.setdefault(function, {})[name] = seen
    return {"Parameters": shared | access, **own}


def _from_container(value: str, port: int | None) -> str:
    """An address of the stack as containers see it; it may hold the port of an earlier start."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or parts.hostname not in {"localhost", "127.0.0.1"}:
        return value
    return urlunsplit(parts._replace(netloc=f"{HOST_SEEN_FROM_CONTAINERS}:{port}"))

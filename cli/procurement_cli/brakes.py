"""Stopping everything that a deployment does, and letting it go on.

A function whose concurrency is 0 is called by nobody. The queues are let go first, so that no
message counts a delivery that nobody took. What only reads, and is asked while all else stands
still, goes on.
"""

from collections.abc import Iterator
from typing import Any, Final

from procurement_cli.deployment import Deployment

READS_ONLY: Final = frozenset({"VerifyBooksFunction"})


def stop(deployment: Deployment) -> Iterator[str]:
    """Stop reading queues and streams, then every function; says each. A repeat is harmless."""
    functions = deployment.client("lambda")
    for name, uuid in sorted(deployment.event_source_mappings.items()):
        functions.update_event_source_mapping(UUID=uuid, Enabled=False)
        yield f"{name}: no longer read"
    for name, function in _writers(deployment):
        before = _concurrency(functions, function)
        functions.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
        kept = f" (had a concurrency of {before} for itself: set it again afterwards)"
        yield f"{name}: stopped{kept if before else ''}"


def start(deployment: Deployment) -> Iterator[str]:
    """Let every function be called again, then read queues and streams; says each."""
    functions = deployment.client("lambda")
    for name, function in _writers(deployment):
        if _concurrency(functions, function) == 0:
            functions.delete_function_concurrency(FunctionName=function)
            yield f"{name}: started"
    for name, uuid in sorted(deployment.event_source_mappings.items()):
        functions.update_event_source_mapping(UUID=uuid, Enabled=True)
        yield f"{name}: read again"


def running(deployment: Deployment) -> list[str]:
    """The functions that may be called, and may write."""
    functions = deployment.client("lambda")
    return [
        name for name, function in _writers(deployment) if _concurrency(functions, function) != 0
    ]


def _writers(deployment: Deployment) -> list[tuple[str, str]]:
    return [each for each in sorted(deployment.functions.items()) if each[0] not in READS_ONLY]


def _concurrency(functions: Any, function: str) -> int | None:
    answer = functions.get_function_concurrency(FunctionName=function)
    reserved: int | None = answer.get("ReservedConcurrentExecutions")
    return reserved

"""Logs and metrics: one structured line per outcome, with ids and never bodies.

Everything that writes to the logger ``procurement`` (services, adapters) comes out as the same JSON
lines. Metrics go to CloudWatch in the embedded format, namespace ``Ledgerline``.
"""

import functools
import itertools
import json
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, Union

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import Metrics, MetricUnit

from procurement.domain.errors import LedgerlineError
from procurement.domain.text import shortened
from procurement.service.attempts import RACES

SERVICE: Final = "ledgerline"
NAMESPACE: Final = "Ledgerline"

MAX_REASON: Final = 2000
"""Characters of what a line says of an error of ours; CloudWatch cuts lines off at 256 KB."""

Handler = Callable[[Any, Any], Any]
Field = Union[str, int, float, bool, None, list[str]]  # noqa: UP007

_FIELDS: Final[ContextVar[dict[str, Field] | None]] = ContextVar("fields", default=None)
_INVOCATIONS: Final = itertools.count()


@functools.cache
def logger() -> Logger:
    """The one logger; its lines carry the keys that `observed` sets for the invocation."""
    # In ASCII: no line break, no control and no change of direction that somebody typed is shown.
    written = functools.partial(json.dumps, default=str, separators=(",", ":"))
    made = Logger(service=SERVICE, location=None, utc=True, json_serializer=written)
    library = logging.getLogger("procurement")
    library.handlers = [made.registered_handler]
    library.setLevel(made.log_level)
    library.propagate = False  # Lambda's own handler on the root would write the line again
    return made


@functools.cache
def metrics() -> Metrics:
    """The one set of metrics; `observed` writes them out at the end of the invocation."""
    return Metrics(namespace=NAMESPACE, service=SERVICE)


def count(name: str, value: int = 1) -> None:
    """Add to a counter, named as the event it counts."""
    metrics().add_metric(name=name, unit=MetricUnit.Count, value=value)


def note(**fields: Field) -> None:
    """Put ids and numbers on the line that the present outcome will get."""
    present = _FIELDS.get()
    if present is not None:
        present.update(fields)


@contextmanager
def outcome(of: str, **ids: Field) -> Iterator[None]:
    """Log one line when the block ends: ids, what was noted inside, duration, how it ended.

    An error passes on after its line: a warning for what a retry may resolve, an error with the
    stable code for what was refused, an error with its trace for anything unexpected.
    """
    fields = dict(ids)
    token = _FIELDS.set(fields)
    began = time.perf_counter()
    try:
        yield
    except Exception as error:
        _log_failure(of, error, {**fields, "durationMs": _since(began)})
        raise
    else:
        logger().info(
            f"{of} done", extra={**fields, "outcome": "DONE", "durationMs": _since(began)}
        )
    finally:
        _FIELDS.reset(token)


def observed(handler: Handler) -> Handler:
    """Wrap a Lambda handler: its line, its cold start, its correlation id, its metrics.

    The handler's answer and its exceptions pass through unchanged.
    """

    @functools.cache
    def traced() -> Handler:
        return _traced(handler)

    @functools.wraps(handler)
    def entry(event: Any, context: Any) -> Any:
        is_cold = next(_INVOCATIONS) == 0
        log = logger()
        log.append_keys(
            function=context.function_name,
            requestId=context.aws_request_id,
            correlationId=_correlation_id(event) or context.aws_request_id,
            coldStart=is_cold,
        )
        if is_cold:
            metrics().provider.add_cold_start_metric(context)
        try:
            with outcome("invocation"):
                answer = traced()(event, context)
                _note_http(event, answer)
            return answer
        finally:
            if metrics().metric_set:
                metrics().flush_metrics()
            log.remove_keys(["function", "requestId", "correlationId", "coldStart"])

    return entry


def _traced(handler: Handler) -> Handler:
    # The tracer costs as much at a cold start as everything else here: only on demand.
    if os.environ.get("POWERTOOLS_TRACE_ENABLED", "").lower() not in ("1", "true"):
        return handler
    from aws_lambda_powertools.tracing import Tracer

    tracer = Tracer(service=SERVICE, auto_patch=False)
    return tracer.capture_lambda_handler(handler, capture_response=False)


def _log_failure(of: str, error: Exception, fields: Mapping[str, Field]) -> None:
    if isinstance(error, LedgerlineError):
        is_passing = isinstance(error, RACES)
        write = logger().warning if is_passing else logger().error
        write(
            f"{of} failed",
            extra={
                **fields,
                "outcome": "RETRY" if is_passing else "REFUSED",
                "errorCode": error.code,
                "reason": shortened(error.message, MAX_REASON),
            },
        )
        return
    logger().exception(f"{of} failed", extra={**fields, "outcome": "FAILED"})


def _since(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)


def _correlation_id(event: Any) -> str | None:
    """API Gateway's request ID, or the ID of an EventBridge event."""
    if not isinstance(event, Mapping):
        return None
    context = event.get("requestContext")
    found = context.get("requestId") if isinstance(context, Mapping) else event.get("id")
    return found if isinstance(found, str) else None


def _note_http(event: Any, answer: Any) -> None:
    """Route and status; the path itself may hold what people typed."""
    if isinstance(answer, Mapping) and "statusCode" in answer and isinstance(event, Mapping):
        note(method=event.get("httpMethod"), route=event.get("resource"))
        note(status=answer["statusCode"])

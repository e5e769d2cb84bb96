"""The wire between the application and AWS, which fails where a test says.

Every HTTP request of every client passes here, below botocore's own retries: what is simulated is
what the network and the service do, and the SDK answers it as it does in Lambda.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final
from unittest.mock import patch

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.retries.quota import RetryQuota
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse

from procurement.domain.errors import Unavailable

Act = Callable[[], Any]


class Crash(BaseException):
    """The process is gone: nothing in the application may catch it."""


class Fault(StrEnum):
    """What happens to one request."""

    DIES_BEFORE = "dies before"
    """The process ends before the request has an effect."""
    DIES_AFTER = "dies after"
    """It ends when the request had its effect, and its answer is lost."""
    UNREACHED = "no connection for"
    """There is no connection, once: the SDK asks again."""
    UNANSWERED = "no answer to"
    """It has its effect, and nobody hears of it, once: the SDK repeats it."""
    UNREACHABLE = "no connection any more for"
    """There is none for the rest of the invocation."""
    DEAF = "no answer any more to"
    """Effects without answers for the rest of the invocation."""
    THROTTLED = "throttled once"
    """The service refuses it once: the SDK asks again."""
    OVERLOADED = "throttled on and on"
    """The service refuses it for the rest of the invocation."""
    BUSY = "cancelled, items throttled"
    """TransactWriteItems only: an item's partition was asked too much."""
    CONTENDED = "cancelled, items in conflict"
    """TransactWriteItems only: another transaction was writing an item."""
    IN_PROGRESS = "its own token in progress"
    """TransactWriteItems only: the same request is still being worked on, once."""


_DEADLY: Final = (Fault.DIES_BEFORE, Fault.DIES_AFTER)
_LASTING: Final = (Fault.UNREACHABLE, Fault.DEAF, Fault.OVERLOADED, Fault.BUSY)
_OF_TRANSACTIONS: Final = (Fault.BUSY, Fault.CONTENDED, Fault.IN_PROGRESS)
_WITH_EFFECT: Final = (Fault.DIES_AFTER, Fault.UNANSWERED, Fault.DEAF)
_READS: Final = ("Get", "Query", "Scan", "BatchGet", "List", "Head", "Describe", "read_")

_FINAL: Final = "aws-account."
"""What an account that stays silent is asked for fails for good, and says so: somebody, or the next
day, asks anew."""

TRANSACTION: Final = "dynamodb.TransactWriteItems"


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One request that was sent: ``dynamodb.Query``."""

    name: str

    @property
    def is_write(self) -> bool:
        """Whether it may change something."""
        return not self.name.partition(".")[2].startswith(_READS)

    @property
    def faults(self) -> Iterator[Fault]:
        """Everything that may happen to it; of what has no effect, only what differs by that."""
        for fault in Fault:
            if fault in _OF_TRANSACTIONS and self.name != TRANSACTION:
                continue
            if fault in _WITH_EFFECT and not self.is_write:
                continue
            if fault not in _DEADLY and self.name.startswith(_FINAL):
                continue
            yield fault


@dataclass(slots=True)
class Wire:
    """Counts requests, and lets `fault` happen to number `place` (from 1) of an invocation."""

    requests: list[Request] = field(default_factory=list)
    place: int = 0
    fault: Fault | None = None
    is_dead: bool = False
    _struck: str = ""
    _answers: dict[str, Any] = field(default_factory=dict)
    """What transactions were answered, by their token: moto does not honour it."""

    def begin(self, place: int = 0, fault: Fault | None = None) -> None:
        """A new process, in whose invocation a fault awaits the request at `place`."""
        self.requests, self.place, self.fault = [], place, fault
        self.is_dead, self._struck, self._answers = False, "", {}

    def pass_on(self, name: str, act: Act, throttled: Act, token: str | None = None) -> Any:
        """Let one request act, or fail as it was told."""
        if self.is_dead:
            raise _death()
        self.requests.append(Request(name=name))
        fault = self._fault_of(name)
        if fault in _DEADLY:
            self.is_dead = True
        if fault in _WITH_EFFECT or fault is None:
            answer = self._once(token, act)
            if fault is None:
                return answer
        match fault:
            case Fault.DIES_BEFORE | Fault.DIES_AFTER:
                raise _death()
            case Fault.UNREACHED | Fault.UNREACHABLE:
                raise EndpointConnectionError(endpoint_url=name)
            case Fault.UNANSWERED | Fault.DEAF:
                raise ReadTimeoutError(endpoint_url=name)
            case Fault.THROTTLED | Fault.OVERLOADED:
                return throttled()
            case Fault.BUSY:
                return cancelled("ThrottlingError")
            case Fault.CONTENDED:
                return cancelled("TransactionConflict")
            case Fault.IN_PROGRESS:
                return refused("TransactionInProgressException")

    def _fault_of(self, name: str) -> Fault | None:
        if len(self.requests) == self.place:
            self._struck = name
            return self.fault
        return self.fault if self.fault in _LASTING and name == self._struck else None

    def _once(self, token: str | None, act: Act) -> Any:
        if token is None:
            return act()
        if token not in self._answers:
            answer = act()
            if answer.status_code != 200:
                return answer
            self._answers[token] = answer.headers
        # Only what is empty comes back of a transaction that only writes.
        return AWSResponse("", 200, {}, MockRawResponse("{}"))  # type: ignore[arg-type]


def _death() -> BaseException:
    """In threads of the SDK, where nobody waits for the end of the world, an error of the wire."""
    is_own = threading.current_thread() is threading.main_thread()
    return Crash() if is_own else EndpointConnectionError(endpoint_url="gone")


class Outward:
    """A port to others than AWS, on the same wire; of silence it says what its adapter does."""

    def __init__(self, wire: Wire, name: str, port: Any, reads: tuple[str, ...] = ()) -> None:
        self._wire, self._name, self._port, self._reads = wire, name, port, reads

    def __getattr__(self, method: str) -> Any:
        def ask(*args: Any, **more: Any) -> Any:
            def act() -> Any:
                answer = getattr(self._port, method)(*args, **more)
                return list(answer) if method in self._reads else answer

            name = f"{self._name}.{'read_' * (method in self._reads)}{method}"
            try:
                return self._wire.pass_on(name, act, _unavailable)
            except (EndpointConnectionError, ReadTimeoutError) as error:
                raise Unavailable(f"{self._name} did not answer") from error

        return ask


def _unavailable() -> Any:
    raise Unavailable("asked too much")


@contextmanager
def wired() -> Iterator[Wire]:
    """Send everything over a wire. Nobody sleeps, and no client's patience is used up."""
    wire, answer = Wire(), BotocoreStubber.__call__

    def send(
        stubber: BotocoreStubber, event_name: str, request: AWSPreparedRequest, **more: Any
    ) -> Any:
        if not stubber.enabled:
            return None
        service, operation = event_name.split(".")[1:]
        name = f"{service}.{operation}"
        return wire.pass_on(
            name,
            lambda: answer(stubber, event_name, request, **more),
            lambda: throttling(service),
            _token(request) if name == TRANSACTION else None,
        )

    with (
        patch.object(BotocoreStubber, "__call__", send),
        patch.object(RetryQuota, "acquire", lambda *_: True),
        patch("time.sleep", lambda _: None),
    ):
        yield wire


def _token(request: AWSPreparedRequest) -> str:
    token: str = json.loads(request.body)["ClientRequestToken"]
    return token


def refused(code: str, status: int = 400, **more: Any) -> AWSResponse:
    """An error in AWS's JSON protocols."""
    body = json.dumps({"__type": code, "message": "as the test wants it", **more})
    headers = {"x-amzn-errortype": code}
    return AWSResponse("", status, headers, MockRawResponse(body))  # type: ignore[arg-type]


def cancelled(code: str) -> AWSResponse:
    """A transaction of which one item failed for this reason."""
    reasons = [{"Code": code, "Message": "as the test wants it"}]
    return refused("TransactionCanceledException", CancellationReasons=reasons)


def throttling(service: str) -> AWSResponse:
    """How a service says that it is asked too much."""
    match service:
        case "dynamodb":
            return refused("ProvisionedThroughputExceededException")
        case "s3":
            body = "<Error><Code>SlowDown</Code><Message>Reduce your rate</Message></Error>"
            return AWSResponse("", 503, {}, MockRawResponse(body))  # type: ignore[arg-type]
        case "sesv2":
            return refused("TooManyRequestsException", 429)
        case _:
            return refused("ThrottlingException")

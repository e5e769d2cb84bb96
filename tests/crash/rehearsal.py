"""Every invocation of every function: as it should go, and with each thing that may happen.

While rehearsals are on, calling a handler does this: the invocation is carried out once and its
requests are counted. Then everything is put back as it was, and for each request and each fault the
same invocation is carried out with it, in a new process; its trigger delivers it again until it
succeeds; and what there is then must be what there was without the fault. The caller gets the
answer of the undisturbed invocation, and everything is as that left it.
"""

import copy
import importlib
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from procurement import bootstrap
from procurement.adapters.mail import SesMailer
from tests.crash.changes import Changes
from tests.crash.invocation import LISTED_AGAIN, Event, Outcome, delivered, use_case, with_token
from tests.crash.wire import Crash, Fault, Outward, Request, Wire, wired
from tests.crash.world import Outside, Snapshot, copied_on_write
from tests.support.lambda_context import LambdaContext
from tests.support.verification import verify

REPOSITORY: Final = Path(__file__).parents[2]
FUNCTIONS: Final = sorted(path.parent.name for path in REPOSITORY.glob("functions/*/app.py"))
DELIVERIES: Final = 4
"""How often a trigger delivers again, at most; a queue does as often before it gives up."""

MADE_ANEW: Final = frozenset({"POST /calendar-link"})
"""What is another one each time, by its nature: what comes of it is alike, and not the same."""
TOLD_OTHERWISE: Final = {
    "reconcile: EventBridgeRule ChargeReferencesRequested": (
        "item ('test-InvoicesTable', '111122223333', 'RECONCILIATION#"
    )
}
"""Where a record tells how it came about: that charges were found to have their numbers already."""
WRITES: Final = (Fault.DIES_BEFORE, Fault.DIES_AFTER, Fault.UNANSWERED, Fault.OVERLOADED)
CUT_OFF: Final = frozenset(Fault) - {Fault.UNREACHED, Fault.THROTTLED, Fault.IN_PROGRESS}
READS: Final = (Fault.OVERLOADED,)
PROVEN: Final = frozenset({Fault.DIES_AFTER, Fault.UNANSWERED, Fault.DEAF})
"""After these something is there that nobody knows of: the books are verified; where not everything
is rehearsed, after the first of them."""
SWEEPS: Final = ("finish_requests", "renew_agreements", "relay_events")

Handler = Callable[[Event, Any], Any]


@dataclass
class Rehearsals:
    """What was rehearsed, and what went wrong."""

    wire: Wire
    outside: Outside = field(default_factory=list)
    points: Counter[str] = field(default_factory=Counter)
    """How many crash points each use case has."""
    faults: list[str] = field(default_factory=list)
    is_on: bool = True
    is_everything: bool = False
    """Whether nothing is left out that another invocation rehearses as well."""
    triggers_too: bool = True
    """Whether more than requests of the API are rehearsed."""
    seen: set[tuple[str, ...]] = field(default_factory=set)
    """The use cases that were rehearsed, each with the names of its requests."""
    deliveries: int = 0
    handlers: dict[str, Handler] = field(default_factory=dict)
    """As they are, by function."""

    def outward(self, name: str, port: Any, *reads: str) -> Outward:
        """The port on the wire, and what it keeps among what is put back."""
        self.outside.append(port)
        return Outward(self.wire, name, port, reads)

    def token(self, size: int | None = None) -> bytes:
        """In the place of random bytes: the same every time, where that makes no difference."""
        return bytes([self.deliveries]) * (size or 32)

    def chosen(self, request: Request) -> Iterator[Fault]:
        """What is to happen to such a request: everything, or of what leaves the same one each."""
        some = WRITES if request.is_write else READS
        yield from (fault for fault in request.faults if self.is_everything or fault in some)

    def expect_no_faults(self) -> None:
        """Fail with everything that went wrong."""
        assert not self.faults, "\n".join(self.faults[:50])

    def redelivered(self, name: str, event: Event) -> Event:
        """What the trigger delivers when an invocation failed."""
        return LISTED_AGAIN.get(name, lambda same: same)(event)

    def handle(self, function: str, handler: Handler, event: Event, context: Any) -> Any:
        """Carry out an invocation with all that may happen to it."""
        name = use_case(function, event)
        is_asked = "httpMethod" in event or self.triggers_too
        if not self.is_on or not is_asked or name is None:
            self.wire.begin()
            return handler(event, context)
        event = with_token(event)
        return _Rehearsal(self, name, handler, event, context).held()


@dataclass
class Right:
    """What there was before an invocation, and what it leaves if nothing happens to it."""

    before: Snapshot
    after: Snapshot
    now: Changes
    known: set[str]
    """What is wrong with the books without any fault of ours; their own tests tell of it."""
    swept: Changes | None = None
    """After the sweeps, too; None as long as nobody asked."""


@dataclass
class _Rehearsal:
    """One invocation's."""

    all: Rehearsals
    name: str
    handler: Handler
    event: Event
    context: Any

    def held(self) -> Any:
        """The answer of the undisturbed invocation."""
        before = self._snapshot()
        outcome = self._deliver(self.event)
        requests = list(self.all.wire.requests)
        if not outcome.is_accepted or (outcome.status or 200) >= 400:
            return _given(outcome)
        course = (self.name, *(request.name for request in requests))
        if course in self.all.seen and not self.all.is_everything:
            return _given(outcome)
        self.all.seen.add(course)
        right = Right(before, self._snapshot(), self._changes(before), set(map(str, verify())))
        logging.disable(logging.CRITICAL)
        try:
            again = self._deliver(self.event)
            self._compare("delivered twice", right, [outcome, again])
            for place, request in enumerate(requests, 1):
                for fault in self.all.chosen(request):
                    self._restore(before)
                    self._meet(place, request, fault, (outcome, again), right)
        finally:
            logging.disable(logging.NOTSET)
            self._restore(right.after)
            _begin_process()
        return _given(outcome)

    def _meet(
        self,
        place: int,
        request: Request,
        fault: Fault,
        expected: tuple[Outcome, Outcome],
        right: Right,
    ) -> None:
        self.all.points[self.name] += 1
        found = [self._deliver(self.event, place, fault)]
        if found[0].is_accepted and found[0].body != expected[0].body:
            found.append(self._redeliver(found))
        while not found[-1].is_accepted and len(found) <= DELIVERIES:
            found.append(self._redeliver(found))
        what = f"{fault} {request.name} ({place})"
        self._compare(what, right, found, may_lose_a_mail=self._may_lose_a_mail(fault))
        self._judge(what, fault, found, expected)
        if fault is Fault.DIES_AFTER or (self.all.is_everything and fault in PROVEN):
            self._verify(what, right)

    def _may_lose_a_mail(self, fault: Fault) -> bool:
        """One whose claim nobody could give up: better than one sent twice (R-358)."""
        return self.name.startswith("notify: ") and fault in CUT_OFF

    def _verify(self, what: str, right: Right) -> None:
        found = set(map(str, verify())) - right.known
        self.all.faults += [f"{self.name}, {what}: {each}" for each in sorted(found)]

    def _redeliver(self, found: list[Outcome]) -> Outcome:
        event = delivered(self.event, len(found) + 1)
        return self._deliver(self.all.redelivered(self.name, event))

    def _compare(
        self, what: str, right: Right, found: list[Outcome], *, may_lose_a_mail: bool = False
    ) -> None:
        if self.name in MADE_ANEW:
            if self._changes(right.before).shape != right.now.shape:
                self.all.faults.append(f"{self.name}, {what}: {self._changes(right.before).items}")
            return
        if not any(right.now.faults(self._changes(right.before), may_lose_a_mail)):
            return
        if right.swept is None:
            kept = self._snapshot()
            self._restore(right.after)
            self._sweep()
            right.swept = self._changes(right.before)
            self._restore(kept)
        self._sweep()
        told = " -> ".join(map(str, found))
        for each in right.swept.faults(self._changes(right.before), may_lose_a_mail):
            if not each.startswith(TOLD_OTHERWISE.get(self.name, "?")):
                self.all.faults.append(f"{self.name}, {what} [{told}]: {each}")

    def _sweep(self) -> None:
        """What looks after everything that was cut off."""
        in_a_minute = datetime.now(UTC) + timedelta(minutes=1)
        for function in SWEEPS:
            event = {"scheduledTime": in_a_minute.isoformat()}
            self.all.handlers[function](event, LambdaContext())

    def _snapshot(self) -> Snapshot:
        return Snapshot.taken(self.all.outside)

    def _restore(self, snapshot: Snapshot) -> None:
        snapshot.restore(self.all.outside)

    def _changes(self, before: Snapshot) -> Changes:
        return Changes.since(before, self.all.outside)

    def _judge(
        self, what: str, fault: Fault, found: list[Outcome], expected: tuple[Outcome, Outcome]
    ) -> None:
        told = " -> ".join(map(str, found))
        if not found[-1].is_accepted:
            self.all.faults.append(f"{self.name}, {what} [{told}]: never ends")
        statuses = {each.status for each in expected}
        if found[-1].status not in statuses and self.name not in LISTED_AGAIN:
            self.all.faults.append(f"{self.name}, {what} [{told}]: not {statuses}")
        is_alive = fault not in (Fault.DIES_BEFORE, Fault.DIES_AFTER)
        if is_alive and found[0].status != expected[0].status and not found[0].is_throttled:
            self.all.faults.append(f"{self.name}, {what} [{told}]: answers so")

    def _deliver(self, event: Event, place: int = 0, fault: Fault | None = None) -> Outcome:
        _begin_process()
        self.all.deliveries += int(self.name in MADE_ANEW)
        self.all.wire.begin(place, fault)
        try:
            answer = self.handler(copy.deepcopy(event), self.context)
        except (Crash, Exception) as error:
            outcome = Outcome(error=error)
        else:
            outcome = Outcome(answer)
        if self.all.wire.is_dead:
            outcome = Outcome(error=Crash())
        self.all.wire.requests, requests = [], self.all.wire.requests
        self.all.wire.begin()
        self.all.wire.requests = requests
        return outcome


def _given(outcome: Outcome) -> Any:
    if outcome.error is not None:
        raise outcome.error
    return outcome.answer


@contextmanager
def rehearsed() -> Iterator[Rehearsals]:
    """Let every handler that is called as an attribute of its module be rehearsed."""
    with wired() as wire, copied_on_write():
        all_ = Rehearsals(wire)
        with (
            patch("secrets.token_bytes", all_.token),
            patch.object(SesMailer.__init__, "__defaults__", (lambda _: None,)),
            _handlers(all_),
        ):
            yield all_


@contextmanager
def _handlers(all_: Rehearsals) -> Iterator[None]:
    with ExitStack() as patched:
        for function in FUNCTIONS:
            app = importlib.import_module(f"functions.{function}.app")
            all_.handlers[function] = app.lambda_handler
            patched.enter_context(
                patch.object(app, "lambda_handler", _rehearsing(all_, function, app.lambda_handler))
            )
        yield


def _rehearsing(all_: Rehearsals, function: str, handler: Handler) -> Handler:
    return lambda event, context: all_.handle(function, handler, event, context)


def _begin_process() -> None:
    """Forget what a process remembers of what it read; clients hold nothing."""
    for name in ("unit_of_work", "page_tokens", "_entities_in_force", "mail_log", "post"):
        if hasattr(getattr(bootstrap, name), "cache_clear"):
            getattr(bootstrap, name).cache_clear()

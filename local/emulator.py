"""The emulated AWS: MiniStack, made to survive crashes and restarts.

Run by the interpreter of `.venv-emulator`, where MiniStack is installed; imports nothing of this
project but the module beside it. MiniStack itself saves its state on a clean stop only. This
launcher adds

- checkpoints: a state that changed is written within about a second (what clients write: tables,
  queues, schedules, mail) or five (what a deployment writes: functions, roles, stacks), each file
  replaced atomically, so that a killed process loses next to nothing;
- a flush on SIGUSR1: everything is written now, then the file `flushed` in the state folder is
  touched;
- stream repair: MiniStack saves how far each stream was read but not its records, so that after a
  restart new records would be taken for old ones; every reader begins anew;
- sent mail that is still there to be looked at after a restart;
- an endpoint functions can trust: a function that declares `AWS_ENDPOINT_URL`, which `sam local`
  needs, still gets the address of this emulator;
- permissions for batches: as on AWS, `sqs:SendMessage` allows SendMessageBatch, and so on;
- the sender of a mail as the condition key `ses:FromAddress`;
- numbers that came from a parameter of a stack, which CloudFormation turns into numbers, as how
  many messages are worked on at a time;
- parameters of a stack in what SAM makes of its resources, in place of their defaults;
- what API Gateway does with paths, other accounts, definitions and denials: see
  `emulated_api_gateway.py`.

It relies on private names of MiniStack, hence the exact version pin in `pyproject.toml`.
"""

import copy
import hashlib
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from email.utils import parseaddr
from pathlib import Path
from types import FrameType
from typing import Any

import emulated_api_gateway
from ministack import app
from ministack.core import iam_actions, lambda_runtime, persistence

State = dict[str, Any]

WRITTEN_BY_CLIENTS = frozenset(
    {"dynamodb", "sqs", "scheduler", "ses", "ses_v2", "cognito", "stepfunctions"}
)
CLIENT_PAUSE_SECONDS = 0.5
DEPLOYMENT_PAUSE_SECONDS = 5.0
# A loop rests at least this many times as long as its last round took.
REST_PER_WORK = 12

logger = logging.getLogger("checkpoints")


class Checkpoints:
    """Writes the states of one group of services whenever they changed."""

    def __init__(self, belongs: Callable[[str], bool], pause_seconds: float) -> None:
        self._belongs = belongs
        self._pause_seconds = pause_seconds
        self._marks: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def run_forever(self) -> None:
        """Save, rest, save again; ends with the process."""
        while True:
            work_seconds = self.save_changed()
            time.sleep(max(self._pause_seconds, REST_PER_WORK * work_seconds))

    def save_changed(self) -> float:
        """Write every changed state once; returns the seconds spent comparing."""
        spent = 0.0
        with self._lock:
            for service, read_state in app._build_persistence_save_dict().items():
                if self._belongs(service):
                    spent += self._save_if_changed(service, read_state)
        return spent

    def _save_if_changed(self, service: str, read_state: Callable[[], State | None]) -> float:
        started = time.perf_counter()
        try:
            state = read_state()
            if state is None:
                return 0.0
            text = None if service == "lambda" else _to_json(state)
            mark = _functions_mark(state) if text is None else _digest(text)
            if self._marks.get(service) != mark:
                _write(service, _to_json(state) if text is None else text)
                self._marks[service] = mark
        except (RuntimeError, KeyError, TypeError, ValueError, AttributeError):
            # Changed by a request while it was being copied: the next round gets it.
            logger.debug("Skipped %s in this round", service, exc_info=True)
        # The archives of functions are slow to write and rarely change: they set no pace.
        return 0.0 if service == "lambda" else time.perf_counter() - started


CLIENT_CHECKPOINTS = Checkpoints(lambda name: name in WRITTEN_BY_CLIENTS, CLIENT_PAUSE_SECONDS)
DEPLOYMENT_CHECKPOINTS = Checkpoints(
    lambda name: name not in WRITTEN_BY_CLIENTS, DEPLOYMENT_PAUSE_SECONDS
)


def _to_json(state: Any) -> str:
    return json.dumps(state, default=persistence._json_default)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode()).digest()


def _functions_mark(state: State) -> bytes:
    """Tells two Lambda states apart without encoding the archives of the layers."""
    layers = [(str(key), len(versions)) for key, versions in state["layers"]._data.items()]
    mappings = [(str(key), mapping.get("Enabled")) for key, mapping in state["esms"]._data.items()]
    parts = [state["functions"], state["function_urls"], sorted(mappings), sorted(layers)]
    return _digest(_to_json(parts))


def _write(service: str, payload: str) -> None:
    target = Path(persistence.STATE_DIR) / f"{service}.json"
    unfinished = target.with_suffix(".unfinished")
    version = persistence._state_format_version(service)
    with unfinished.open("w") as file:
        file.write(f'{{"__ministack_format__": {version}, "payload": {payload}}}')
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)


def _flush(_signal: int, _frame: FrameType | None) -> None:
    def save_everything() -> None:
        CLIENT_CHECKPOINTS.save_changed()
        DEPLOYMENT_CHECKPOINTS.save_changed()
        (Path(persistence.STATE_DIR) / "flushed").touch()

    threading.Thread(target=save_everything, daemon=True).start()


def _read_streams_from_their_start() -> None:
    """Streams are empty after a start: position 0 is just before the first new record."""
    from ministack.services import lambda_svc

    for mapping in lambda_svc._esms._data:
        lambda_svc._dynamodb_stream_positions._data[mapping] = 0


def _after_loading(load: Callable[[], None]) -> Callable[[], None]:
    """Checkpoints begin once the saved state is loaded: an earlier round would save emptiness."""

    def load_repair_and_watch() -> None:
        load()
        _read_streams_from_their_start()
        for checkpoints in (CLIENT_CHECKPOINTS, DEPLOYMENT_CHECKPOINTS):
            threading.Thread(target=checkpoints.run_forever, daemon=True).start()

    return load_repair_and_watch


def _keep_sent_mail() -> None:
    """Make sent mail part of the saved state of SES."""
    from ministack.services import ses

    def state_with_mail(read_state: Callable[[], State] = ses.get_state) -> State:
        return read_state() | {"_sent_emails": copy.deepcopy(ses._sent_emails)}

    def load_with_mail(
        state: State, load: Callable[[State], None] = ses.load_persisted_state
    ) -> None:
        load(state)
        ses._restore_regional_store(ses._sent_emails, state.get("_sent_emails", {}))

    ses.get_state = state_with_mail
    ses.load_persisted_state = load_with_mail


def _with_batches_as_single(action_of: Callable[..., str | None]) -> Callable[..., str | None]:
    """IAM knows no batch actions of SQS; MiniStack asks for them by the operation's name."""

    def single_action_of(*request: Any) -> str | None:
        action = action_of(*request)
        if action is not None and action.startswith("sqs:"):
            return action.removesuffix("Batch")
        return action

    return single_action_of


def _take_texts_for_numbers() -> None:
    """The value of a parameter is a text for MiniStack, also where a property is a number."""
    from ministack.services import lambda_svc

    def concurrency(
        mapping: State, *rest: Any, limit: Callable[..., int] = lambda_svc._sqs_esm_concurrency
    ) -> int:
        scaling = mapping.get("ScalingConfig") or {}
        numbers = {name: int(value) for name, value in scaling.items()}
        return limit({**mapping, "ScalingConfig": numbers}, *rest)

    lambda_svc._sqs_esm_concurrency = concurrency


def _give_parameters_to_sam() -> None:
    """MiniStack has SAM put defaults wherever a resource of SAM's refers to a parameter."""
    from ministack.services.cloudformation import changesets, engine, handlers

    def apply_with_parameters(
        template: State, provided: Any = None, previous: Any = None
    ) -> State | Any:
        from samtranslator.translator import transform as sam

        values = engine._transform_parameters(template, provided, previous)
        transform = sam.transform
        sam.transform = lambda template, _, *rest: transform(template, values, *rest)
        try:
            return engine._apply_transforms(template, provided, previous)
        finally:
            sam.transform = transform

    changesets._apply_transforms = apply_with_parameters
    handlers._apply_transforms = apply_with_parameters


def _with_sender(enforce: Callable[..., Any]) -> Callable[..., Any]:
    """Let policies ask which address a mail is sent from."""
    sender: ContextVar[str | None] = ContextVar("sender", default=None)
    enforce_data_plane = app._enforce_data_plane

    def enforce_data_plane_with_sender(service: str, *request: Any, **options: Any) -> Any:
        if service == "sesv2" and sender.get():
            options["service_context"] = {"ses:FromAddress": sender.get()}
        return enforce_data_plane(service, *request, **options)

    def enforce_with_sender(
        method: str, path: str, headers: State, body: bytes, *request: Any
    ) -> Any:
        sender.set(_sender_in(body))
        return enforce(method, path, headers, body, *request)

    app._enforce_data_plane = enforce_data_plane_with_sender
    return enforce_with_sender


def _sender_in(body: bytes) -> str | None:
    try:
        content = json.loads(body or b"{}")
    except ValueError:
        return None
    address = content.get("FromEmailAddress") if isinstance(content, dict) else None
    # A policy compares the address alone, not the name that may stand before it.
    return parseaddr(address)[1] if isinstance(address, str) else None


def main() -> None:
    """Serve until SIGTERM. The environment says where (`GATEWAY_PORT`, `STATE_DIR`, ...)."""
    Path(persistence.STATE_DIR).mkdir(parents=True, exist_ok=True)
    app._load_persisted_state = _after_loading(app._load_persisted_state)
    emulated_api_gateway.install()
    iam_actions.extract_iam_action = _with_batches_as_single(iam_actions.extract_iam_action)
    app._enforce_ses_v2 = _with_sender(app._enforce_ses_v2)
    _keep_sent_mail()
    _take_texts_for_numbers()
    _give_parameters_to_sam()
    lambda_runtime._RESERVED_RUNTIME_ENV_VARS.add("AWS_ENDPOINT_URL")
    signal.signal(signal.SIGUSR1, _flush)
    sys.argv = ["ministack"]
    app.main()


if __name__ == "__main__":
    main()

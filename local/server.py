"""Start, find and stop the emulated AWS of one home."""

import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from local.errors import CommandFailed, LocalStackError
from local.home import PROJECT, Home, read_json, write_json
from local.process import Process, wait_until
from local.progress import Progress

ACCOUNT = "111122223333"
REGION = "us-east-1"
LOOPBACK = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104  only when asked for
FIRST_PORT = 4566
PORTS_TRIED = 200
START_SECONDS = 60
STOP_SECONDS = 60
FLUSH_SECONDS = 30
# Every warm function process unpacks its own copy of the layer.
SCRATCH_BYTES_NEEDED = 2 * 1024**3
SCRATCH = "LEDGERLINE_SCRATCH"
"""`disk` in this variable keeps unpacked functions out of memory."""
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "USER")


# Emulators outlive the objects that started them; Python would warn of each it forgets.
_left_running: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Server:
    """A running emulator."""

    process: Process
    port: int
    bind_host: str

    @property
    def endpoint_url(self) -> str:
        """Where clients on this machine reach it."""
        return f"http://{LOOPBACK}:{self.port}"

    def is_ready(self) -> bool:
        """Alive and answering."""
        if not self.process.is_alive():
            return False
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=5)
        try:
            connection.request("GET", "/_ministack/ready")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def wanted_bind_host() -> str:
    """Loopback, or all addresses with `LEDGERLINE_BIND=0.0.0.0`, for containers of `sam local`.

    Functions and tools use loopback in both cases, so no other address will do.
    """
    wanted = os.environ.get("LEDGERLINE_BIND") or LOOPBACK
    if wanted not in {LOOPBACK, EVERYWHERE}:
        raise LocalStackError(f"LEDGERLINE_BIND must be {LOOPBACK} or {EVERYWHERE}, not {wanted}")
    return wanted


def find_server(home: Home) -> Server | None:
    """The emulator that an earlier command started for this home, if it still runs."""
    record = read_json(home.emulator_file)
    if record is None:
        return None
    process = Process(pid=int(record["pid"]), started=str(record["started"]))
    server = Server(process, port=int(record["port"]), bind_host=str(record["bindHost"]))
    return server if process.is_alive() else None


def start_server(home: Home, progress: Progress) -> Server:
    """Start the emulator on the port of last time, or on the next free one from 4566 on.

    Starts of several stacks wait for each other, so that two never try the same port.
    """
    with _one_start_at_a_time():
        for port in _ports_to_try(home):
            if not _is_free(port):
                continue
            server = _launch(home, port)
            if server is not None:
                progress(f"local AWS is up on port {port} (pid {server.process.pid})")
                return server
    raise LocalStackError(f"no free port from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1}")


def stop_server(home: Home, server: Server, progress: Progress) -> None:
    """Stop the emulator and wait until it has saved its state."""
    if not server.process.stop(STOP_SECONDS):
        progress(f"local AWS did not stop within {STOP_SECONDS} s and was killed")
    home.emulator_file.unlink(missing_ok=True)
    shutil.rmtree(_scratch(home), ignore_errors=True)


def flush(home: Home, server: Server) -> None:
    """Have the state written now: a deployment must not be half there after a crash."""
    stamp = home.state / "flushed"
    stamp.unlink(missing_ok=True)
    server.process.signal(signal.SIGUSR1)
    if not wait_until(stamp.exists, FLUSH_SECONDS):
        raise CommandFailed(f"the local AWS did not save its state\n{_end_of_log(home)}")


def _launch(home: Home, port: int) -> Server | None:
    """A ready emulator, or None if the port was taken meanwhile."""
    python = PROJECT / ".venv-emulator" / "bin" / "python"
    if not python.exists():
        raise LocalStackError("the emulator's environment is missing; run `make setup`")
    home.logs.mkdir(parents=True, exist_ok=True)
    bind_host = wanted_bind_host()
    with _log_file(home).open("wb") as log:
        child = subprocess.Popen(
            [str(python), str(PROJECT / "local" / "emulator.py")],
            env=_environment(home, port, bind_host),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home.path,
            start_new_session=True,
        )
    _left_running.append(child)
    process = Process.of(child.pid)
    if process is None:
        raise CommandFailed(f"the local AWS did not start\n{_end_of_log(home)}")
    server = Server(process, port, bind_host)
    write_json(
        home.emulator_file,
        {"pid": process.pid, "started": process.started, "port": port, "bindHost": bind_host},
    )
    wait_until(lambda: server.is_ready() or not process.is_alive(), START_SECONDS)
    if server.is_ready():
        write_json(home.port_file, {"port": port})
        return server
    process.stop(STOP_SECONDS)
    home.emulator_file.unlink(missing_ok=True)
    if "already in use" in _log_file(home).read_text(errors="replace"):
        return None
    raise CommandFailed(f"the local AWS did not start\n{_end_of_log(home)}")


def _environment(home: Home, port: int, bind_host: str) -> dict[str, str]:
    """Functions inherit this: nothing of the developer's own AWS settings may be in it."""
    scratch = _scratch(home)
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True, mode=0o700)
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {
        "AUTH": "true",
        "BIND_HOST": bind_host,
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1",
        "S3_PERSIST": "1",
        "STATE_DIR": str(home.state.resolve()),
        "S3_DATA_DIR": str(home.objects.resolve()),
        "TMPDIR": str(scratch),
    }


def _scratch(home: Home) -> Path:
    """Where functions are unpacked: in memory if there is room and code may be loaded from it.

    Not for whoever runs several stacks at a time and says so: each function takes 60 MB.
    """
    if os.environ.get(SCRATCH) == "disk":
        return home.path.resolve() / "tmp"
    memory = Path("/dev/shm")
    name = f"ledgerline-{sha256(str(home.path.resolve()).encode()).hexdigest()[:12]}"
    if memory.is_dir() and os.access(memory, os.W_OK):
        room = os.statvfs(memory)
        is_large = room.f_bavail * room.f_frsize >= SCRATCH_BYTES_NEEDED
        if (memory / name).exists() or (is_large and not room.f_flag & os.ST_NOEXEC):
            return memory / name
    return home.path.resolve() / "tmp"


@contextmanager
def _one_start_at_a_time() -> Iterator[None]:
    path = Path(tempfile.gettempdir()) / f"ledgerline-start-{os.getuid()}.lock"
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _ports_to_try(home: Home) -> Iterator[int]:
    last = read_json(home.port_file)
    if last is not None:
        yield int(last["port"])
    yield from range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _log_file(home: Home) -> Path:
    return home.logs / "emulator.log"


def _end_of_log(home: Home, lines: int = 20) -> str:
    return "\n".join(_log_file(home).read_text(errors="replace").splitlines()[-lines:])

"""`python -m local <verb>`: the local stack on the command line."""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from local.clock import read_instant, tell_real_time, tell_time, told_time
from local.deployment import stack_status
from local.errors import LocalStackError
from local.functions import (
    folder_name,
    invoke,
    log_lines,
    logical_name,
    read_event,
)
from local.home import PROJECT, default_home
from local.info import StackInfo
from local.progress import printed
from local.stack import LocalStack

INTERRUPTED = 130


def up(stack: LocalStack, _arguments: argparse.Namespace) -> int:
    """start the local AWS and deploy what changed"""
    info = stack.up(printed())
    print(f"\nAPI            {info.api_url}")
    print(f"documentation  {info.docs_url}")
    print(f"for scripts    {stack.home / 'stack.json'}")
    return 0


def down(stack: LocalStack, _arguments: argparse.Namespace) -> int:
    """stop it; what is stored stays for the next start"""
    print("stopped; the data is kept" if stack.down(printed()) else "nothing was running")
    return 0


def reset(stack: LocalStack, _arguments: argparse.Namespace) -> int:
    """stop it and delete everything stored in it"""
    stack.reset(printed())
    print("stopped; the data is deleted")
    return 0


def status(stack: LocalStack, _arguments: argparse.Namespace) -> int:
    """tell what is running; exit code 1 if nothing is"""
    server = stack.server()
    if server is None:
        print("the local stack is not up; run `make up`")
        return 1
    state = "ready" if server.is_ready() else "starting"
    print(f"local AWS      {state} at {server.endpoint_url} (pid {server.process.pid})")
    print(f"application    {stack_status(server.endpoint_url) or 'not deployed'}")
    info = stack.read()
    print(f"API            {info.api_url}")
    print(f"documentation  {info.docs_url}")
    print(f"functions      {', '.join(sorted(map(folder_name, info.functions)))}")
    print(f"their time     {_time_of(info)}")
    return 0


def env(stack: LocalStack, _arguments: argparse.Namespace) -> int:
    """print shell commands that point `procurement` and AWS tools at the running stack"""
    print("\n".join(stack.read().shell_lines()))
    return 0


def logs(stack: LocalStack, arguments: argparse.Namespace) -> int:
    """print what functions logged"""
    info = stack.read()
    wanted = arguments.function
    chosen = [logical_name(info, wanted)] if wanted else sorted(info.functions)
    since = timedelta(minutes=arguments.minutes)
    for line in log_lines(info, chosen, since, follow=arguments.follow):
        name = "" if wanted else f"{folder_name(line.function):24} "
        print(f"{line.at:%H:%M:%S.%f} {name}{line.message}", flush=True)
    return 0


def call(stack: LocalStack, arguments: argparse.Namespace) -> int:
    """call a deployed function; exit code 1 if it fails"""
    info = stack.read()
    logical = logical_name(info, arguments.function)
    event = read_event(arguments.event or folder_name(logical), stack.project / "events")
    answer = invoke(info, logical, event)
    print(_readable(answer.payload))
    if answer.error is None:
        return 0
    print(f"\n{folder_name(logical)} failed ({answer.error}); its log ends with:", file=sys.stderr)
    print(answer.log_tail, file=sys.stderr)
    return 1


def clock(stack: LocalStack, arguments: argparse.Namespace) -> int:
    """tell the functions what time it is, or show what they take it to be"""
    info = stack.read()
    if arguments.at is not None:
        instant = read_instant(arguments.at)
        if instant is None:
            tell_real_time(info)
        else:
            tell_time(info, instant)
    print(_time_of(info))
    return 0


def demo(stack: LocalStack, arguments: argparse.Namespace) -> int:
    """load the samples, run the invoice run, print what came out"""
    # What it draws and reads files with would slow every other verb down.
    from local.demo import run

    return run(stack, focus=arguments.focus)


VERBS = {
    "up": up,
    "down": down,
    "status": status,
    "env": env,
    "logs": logs,
    "invoke": call,
    "clock": clock,
    "demo": demo,
    "reset": reset,
}


def command_line() -> argparse.ArgumentParser:
    """The verbs and their options."""
    parser = argparse.ArgumentParser(
        prog="python -m local",
        description="The local stack: an emulated AWS with Ledgerline deployed to it.",
    )
    parser.add_argument(
        "--home",
        type=Path,
        default=default_home(),
        help="folder with everything the stack stores (default: $LEDGERLINE_HOME or .local)",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    added = {
        name: verbs.add_parser(name, help=run.__doc__, description=run.__doc__)
        for name, run in VERBS.items()
    }
    added["logs"].add_argument("function", nargs="?", metavar="FUNCTION", help="only this one")
    added["logs"].add_argument("--follow", "-f", action="store_true", help="go on until Ctrl-C")
    added["logs"].add_argument(
        "--minutes", type=float, default=15, help="how far back to begin (default: %(default)s)"
    )
    added["invoke"].add_argument("function", metavar="FUNCTION", help="e.g. plan_invoices")
    added["invoke"].add_argument(
        "event",
        nargs="?",
        metavar="EVENT",
        help="NAME of events/NAME.json, a path, or - (default: the function's name)",
    )
    added["clock"].add_argument(
        "at", nargs="?", metavar="AT", help="an instant such as 2027-04-20T09:30Z, or now"
    )
    added["demo"].add_argument("--focus", type=Path, help="another FOCUS cost export to bill")
    return parser


def main(words: Sequence[str] | None = None) -> int:
    """Run one verb. Failures of the local stack are told in a sentence, without a traceback."""
    arguments = command_line().parse_args(words)
    if shutil.which("make") is None:
        print("error: `make` is needed to build the layer", file=sys.stderr)
        return 1
    stack = LocalStack(arguments.home.resolve(), PROJECT)
    try:
        return VERBS[arguments.verb](stack, arguments)
    except LocalStackError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError) as error:
        print(f"error: the local AWS answered: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the output, such as `head`, has had enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED


def _time_of(info: StackInfo) -> str:
    told = told_time(info)
    return "real time" if told is None else f"{told.now():%Y-%m-%d %H:%M:%S} UTC, as told"


def _readable(payload: str) -> str:
    try:
        return json.dumps(json.loads(payload), indent=2, ensure_ascii=False)
    except ValueError:
        return payload


if __name__ == "__main__":
    sys.exit(main())

"""`procurement <verb>`: the options, and what every verb has in common."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from io import TextIOWrapper
from typing import Final, NoReturn

from procurement_cli import __version__, commands
from procurement_cli.api import Api
from procurement_cli.commands import FAILED
from procurement_cli.connection import API_URL_VARIABLE, connect
from procurement_cli.errors import CommandError
from procurement_cli.files import CONTENT_TYPES
from procurement_cli.stack_verbs import STACK_VERBS, add_stack_verbs, run_on_stack
from procurement_cli.terminal import RED, paint_for, printable
from procurement_cli.verifications import FUNCTION_VARIABLE

INTERRUPTED: Final = 130
SECONDS_TO_ANSWER: Final = 60.0
STATUSES: Final = ("ACTIVE", "SUSPENDED", "EXPIRED", "SUSPENDED_EXPIRED")

Verb = Callable[[Api, argparse.Namespace], int]

VERBS: Final[dict[str, Verb]] = {
    "plan": commands.plan,
    "apply": commands.apply,
    "export": commands.export,
    "invoice-run": commands.invoice_run,
    "reconcile": commands.reconcile,
    "verify": commands.verify,
    "check": commands.check,
}


class Parser(argparse.ArgumentParser):
    """Ends with 1 when misused: 2 says of a plan that it has changes."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and how it is used."""
        self.print_usage(sys.stderr)
        self.exit(FAILED, f"{self.prog}: error: {message}\n")


def command_line() -> argparse.ArgumentParser:
    """The verbs and their options."""
    parser = Parser(
        prog="procurement",
        description="Purchase orders as files, every change shown before it is made; invoice runs; "
        "real AWS invoices compared with what is expected; operating a deployment.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB", parser_class=Parser)
    common = _common()
    added = {
        name: verbs.add_parser(name, help=run.__doc__, description=run.__doc__, parents=[common])
        for name, run in VERBS.items()
    }
    _add_plan_options(added["plan"])
    _add_apply_options(added["apply"])
    _add_export_options(added["export"])
    _add_run_options(added["invoice-run"])
    _add_reconcile_options(added["reconcile"])
    _add_verify_options(added["verify"])
    add_stack_verbs(verbs)
    return parser


def main(words: Sequence[str] | None = None) -> int:
    """Run one verb. What goes wrong is told in a sentence, without a traceback."""
    options = command_line().parse_args(words)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that lacks a letter shows its code instead.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = run_on_stack(options) if options.verb in STACK_VERBS else _run_with_api(options)
        sys.stdout.flush()
        return code
    except CommandError as error:
        sys.stdout.flush()
        message = paint_for(sys.stderr)(RED, f"error: {printable(str(error))}")
        print(message, file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # Whoever read the output, such as `head`, has had enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED


def _run_with_api(options: argparse.Namespace) -> int:
    connection = connect(
        api_url=options.api_url,
        profile=options.profile,
        region=options.region,
        billing_account_id=options.billing_account,
    )
    with closing(Api(connection, seconds_to_answer=options.timeout)) as api:
        return VERBS[options.verb](api, options)


def _common() -> Parser:
    parser = Parser(add_help=False)
    group = parser.add_argument_group("which API, and as whom")
    group.add_argument(
        "--api-url", metavar="URL", help=f"the stack's output ApiUrl (default: ${API_URL_VARIABLE})"
    )
    group.add_argument("--profile", help="AWS profile to take the credentials from")
    group.add_argument("--region", help="AWS region of the API (default: that of its address)")
    group.add_argument(
        "--billing-account", metavar="ID", help="act for a billing account that yours administers"
    )
    group.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=_seconds,
        default=SECONDS_TO_ANSWER,
        help="how long to wait for one answer (default: %(default)g)",
    )
    return parser


def _add_plan_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="- reads standard input")
    _add_import_options(parser)
    parser.add_argument("--json", action="store_true", help="print the plans as JSON")
    parser.add_argument(
        "--detailed-exitcode",
        action="store_true",
        help="exit with 2 if there are changes, 0 if there are none, 1 on errors",
    )


def _add_apply_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="- reads standard input")
    _add_import_options(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _add_import_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=tuple(CONTENT_TYPES), help="of the file (default: by its suffix)"
    )
    parser.add_argument(
        "--prune", action="store_true", help="delete what users added and the file does not name"
    )


def _add_export_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", choices=tuple(CONTENT_TYPES), help="default: by the suffix of FILE, else yaml"
    )
    parser.add_argument("--status", choices=STATUSES, help="only purchase orders of this status")
    parser.add_argument("--output", "-o", metavar="FILE", help="write a file, whole or not at all")


def _add_run_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "run_id", nargs="?", metavar="RUN_ID", help="its name (default: made of the time)"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="decide everything and issue nothing"
    )
    parser.add_argument(
        "--due-by",
        metavar="INSTANT",
        help="what is due by then, such as 2027-03-31T00:00:00Z (default: now)",
    )
    parser.add_argument("--watch", action="store_true", help="follow a run that was begun before")
    parser.add_argument("--no-wait", action="store_true", help="print its name and end")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _add_reconcile_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "reconciliation_id", nargs="?", metavar="ID", help="one that was begun before"
    )
    parser.add_argument(
        "--invoices",
        metavar="FROM..TO",
        help="days of issue, both included (default: from the previous month on)",
    )
    parser.add_argument(
        "--apply", action="store_true", help="set the expected numbers on future charges"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before that")
    parser.add_argument(
        "--support-cases", metavar="DIR", help="write the text of a support case per finding"
    )
    parser.add_argument("--no-wait", action="store_true", help="print its ID and end")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _add_verify_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--account", metavar="ID", action="append", help="whose books; as often as needed"
    )
    parser.add_argument("--all", action="store_true", help="the books of everybody")
    parser.add_argument(
        "--since",
        metavar="INSTANT",
        help="with --all, only the books that changed since, such as 2027-03-31T00:00:00Z",
    )
    parser.add_argument(
        "--function",
        metavar="NAME",
        help=f"the stack's output VerifyFunction (default: ${FUNCTION_VARIABLE})",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds <= 900:
        raise argparse.ArgumentTypeError("must lie between 0 and 900")
    return seconds

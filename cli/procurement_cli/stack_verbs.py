"""The verbs for whoever operates a deployment, and their options: they work on its stack.

The other verbs work with its API, and need no more than somebody who may call it.
"""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from procurement_cli import operations
from procurement_cli.deployment import DEFAULT_STACK, Deployment, asking_aws, find_deployment

StackVerb = Callable[[Deployment, argparse.Namespace], int]

STACK_VERBS: Final[dict[str, StackVerb]] = {
    "redrive": operations.redrive,
    "replay": operations.replay,
    "stop": operations.stop,
    "start": operations.start,
    "restore": operations.restore,
}


def add_stack_verbs(verbs: Any) -> None:
    """Add them to the other verbs of the command line."""
    common = _common()
    added = {
        name: verbs.add_parser(name, help=run.__doc__, description=run.__doc__, parents=[common])
        for name, run in STACK_VERBS.items()
    }
    _add_redrive_options(added["redrive"])
    _add_replay_options(added["replay"])
    _add_consent_options(added["stop"])
    _add_restore_options(added["restore"])


def run_on_stack(options: argparse.Namespace) -> int:
    """Run one verb on the stack that the options name. Raises CommandError."""
    with asking_aws():
        deployment = find_deployment(
            stack_name=options.stack_name, profile=options.profile, region=options.region
        )
        return STACK_VERBS[options.verb](deployment, options)


def _common() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    group = parser.add_argument_group("which deployment, and as whom")
    group.add_argument(
        "--stack-name",
        metavar="NAME",
        default=DEFAULT_STACK,
        help="the CloudFormation stack (default: %(default)s)",
    )
    group.add_argument("--profile", help="AWS profile to take the credentials from")
    group.add_argument("--region", help="AWS region of the stack (default: the profile's)")
    return parser


def _add_redrive_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "queues", nargs="*", metavar="QUEUE", help="such as InvoiceDeadLetterQueue (default: all)"
    )
    parser.add_argument(
        "--limit", metavar="NUMBER", type=_number, help="so many messages of each queue at most"
    )
    _add_consent_options(parser)


def _add_replay_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="from_",
        metavar="INSTANT",
        type=_instant,
        required=True,
        help="events from then on, such as 2027-02-03T08:00:00Z",
    )
    parser.add_argument(
        "--to", metavar="INSTANT", type=_instant, required=True, help="and before then"
    )
    parser.add_argument("--type", metavar="TYPE", action="append", help="of this type; repeatable")
    parser.add_argument("--account", metavar="ID", help="of one account's ledger")
    _add_consent_options(parser)


def _add_restore_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to", metavar="INSTANT", type=_instant, required=True, help="the second to go back to"
    )
    parser.add_argument(
        "--drop", action="store_true", help="delete the copies that were made for it, and end"
    )
    _add_consent_options(parser)


def _add_consent_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="show it and do nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError("must name its offset, such as 2027-02-03T08:00:00Z")
    return instant.astimezone(UTC)


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number

"""The verbs for whoever operates a deployment: they work on the stack itself, past the API."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from procurement_cli import brakes, dead_letters, replays, restored_tables, restores
from procurement_cli.commands import DONE, FAILED
from procurement_cli.deployment import Deployment
from procurement_cli.errors import Misused
from procurement_cli.replays import EventRange
from procurement_cli.restored_tables import RestoredTable
from procurement_cli.restores import Difference
from procurement_cli.terminal import BOLD, RED, YELLOW, is_somebody_there, paint_for, printable

QUIET: Final = timedelta(seconds=2)
"""How long before the second of a restore nothing should have been decided."""

_YES: Final = frozenset({"y", "yes"})


def redrive(deployment: Deployment, options: Namespace) -> int:
    """show the dead letters, ask, and send them again to where they came from"""
    paint = paint_for(sys.stdout)
    queues = dead_letters.dead_letter_queues(deployment, options.queues)
    filled = [queue for queue in queues if queue.messages]
    for queue in filled:
        messages = dead_letters.shown_messages(deployment, queue)
        _print(dead_letters.queue_lines(queue, messages, paint))
    if not filled:
        print("There are no dead letters.")
        return DONE
    if not _is_wanted(options, "Send them again?"):
        return DONE if options.dry_run else FAILED
    for queue in filled:
        moved = 0
        for moved in dead_letters.redrive(deployment, queue, options.limit):
            _progress(f"{queue.name}: {moved:,} of {queue.messages:,}")
        print(f"{queue.name}: {moved:,} messages sent again.")
    return DONE


def replay(deployment: Deployment, options: Namespace) -> int:
    """count the events of a time, ask, and have them announced once more"""
    wanted = EventRange(
        since=options.from_,
        until=options.to,
        types=frozenset(options.type or ()),
        account_id=options.account,
    )
    if wanted.since >= wanted.until:
        raise Misused("--from must lie before --to")
    counts = replays.counted(deployment, wanted)
    for type_, count in sorted(counts.items()):
        print(f"{count:>9,} {type_}")
    print(f"{counts.total():>9,} events of {_told(options.from_)} to {_told(options.to)}")
    if not counts:
        return DONE
    if not _is_wanted(options, "Announce them again?"):
        return DONE if options.dry_run else FAILED
    for number in replays.announce_again(deployment, wanted):
        _progress(f"{number:,} of {counts.total():,} events")
    print("They are announced again within the next minutes.")
    return DONE


def stop(deployment: Deployment, options: Namespace) -> int:
    """let no function be called and no queue be read, until `start`"""
    count = len(brakes.running(deployment))
    print(f"{deployment.stack_name}: {count} functions, the API's among them, would stop at once.")
    if not _is_wanted(options, "Stop them?"):
        return DONE if options.dry_run else FAILED
    _print(brakes.stop(deployment))
    print("Stopped. What runs already ends within a quarter of an hour.")
    return DONE


def start(deployment: Deployment, _options: Namespace) -> int:
    """let all functions be called again, and all queues be read"""
    _print(brakes.start(deployment))
    print("Started.")
    return DONE


def restore(deployment: Deployment, options: Namespace) -> int:
    """compare all tables with what they were at a second, ask, and put them back to it"""
    tables = restored_tables.restored_tables(deployment, options.to)
    if options.drop:
        print(f"{restored_tables.drop_copies(deployment, tables)} copies deleted.")
        return DONE
    _make_copies(deployment, tables, options.to)
    found = [_gone_through(deployment, table, restores.compare) for table in tables]
    _tell(found, options.to)
    if all(each.is_none for each in found):
        print("Every table is as it was then.")
        return DONE
    if options.dry_run:
        return DONE
    running = brakes.running(deployment)
    if running:
        raise Misused(f"{len(running)} functions may be called: `procurement stop` first")
    if not _is_wanted(options, "Put all tables back?"):
        return FAILED
    return _put_back(deployment, tables, options.to)


def _make_copies(deployment: Deployment, tables: list[RestoredTable], at: datetime) -> None:
    asked = restored_tables.ask_for_copies(deployment, tables, at)
    print(f"{asked} copies of {len(tables)} tables to be made, as of {_told(at)}.", flush=True)
    for ready in restored_tables.wait_for_copies(deployment, tables):
        _progress(f"{ready} of {len(tables)} copies are there")


def _put_back(deployment: Deployment, tables: list[RestoredTable], at: datetime) -> int:
    before = datetime.now(UTC) - timedelta(seconds=1)
    for table in tables:
        _gone_through(deployment, table, restores.put_back)
    found = [_gone_through(deployment, table, restores.compare) for table in tables]
    if not all(each.is_none for each in found):
        _tell(found, at)
        print("Something was written meanwhile: run the same command again.")
        return FAILED
    print(f"Every table is as it was then. To undo this, restore to {_told(before)}.")
    return DONE


def _gone_through(
    deployment: Deployment,
    table: RestoredTable,
    work: Callable[[Deployment, RestoredTable], Iterable[Difference]],
) -> Difference:
    found = Difference(table=table)
    for found in work(deployment, table):
        _progress(
            f"{table.name}: {found.compared:,} items compared, {found.put_back:,} to put back, "
            f"{found.deleted:,} to delete"
        )
    return found


def _tell(found: list[Difference], at: datetime) -> None:
    paint = paint_for(sys.stdout)
    for each in found:
        line = (
            f"{each.table.name}: {each.compared:,} items then, {each.put_back:,} to put back, "
            f"{each.deleted:,} to delete"
        )
        print(line if each.is_none else paint(BOLD, line))
    vanishing, named = (
        sum(each.vanishing for each in found),
        [n for each in found for n in each.named],
    )
    if vanishing:
        more = " …" if vanishing > len(named) else ""
        told = f"{vanishing:,} invoices will not have been: {', '.join(named)}{more}"
        print(paint(RED, printable(told)))
    last = max(each.last_event_at for each in found)
    if last and at - datetime.fromisoformat(last) < QUIET:
        told = f"Something was decided at {last}: tables may differ about it"
        print(paint(YELLOW, f"{told}. Choose a second that nothing was decided just before."))


def _is_wanted(options: Namespace, question: str) -> bool:
    """What the options say, else what somebody answers. Raises Misused if nobody is there."""
    if options.dry_run:
        return False
    if options.yes:
        return True
    if not is_somebody_there():
        raise Misused("nobody can be asked for consent here: look at --dry-run, then give --yes")
    try:
        answer = input(f"{question} [y/N] ")
    except EOFError:
        answer = ""
    return answer.strip().lower() in _YES


def _told(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _progress(line: str) -> None:
    """On a terminal only, on one line that changes: elsewhere results say enough."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}\r", end="", file=sys.stderr, flush=True)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)

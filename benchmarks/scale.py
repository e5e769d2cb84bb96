"""A month of 1,000,000 receiving accounts: what it costs, what holds it up, how long it takes.

A month of some accounts is lived through in process (`benchmarks.month`): their cost export is
imported, a run is planned and worked off, its events announced, its documents rendered. What each
step read and wrote, and under which partition keys, is compared with a quarter of the accounts, so
that what a month takes in any case is not counted, and multiplied (`benchmarks.scale_model`).

Run with ``python -m benchmarks.scale`` (``--accounts``, ``--sample``). It prints the tables of
docs/scale.md.
"""

import argparse
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from benchmarks.capacity import Place
from benchmarks.month import SERVICES, Month, Step, month
from benchmarks.scale_model import (
    BUS,
    MAILS,
    NEW_TABLE,
    PRICES,
    TABLE,
    Ceiling,
    Work,
    lowest,
    minutes_of_run,
    of_key,
)
from local.template import read_template

ACCOUNTS: Final = 1_000_000
SAMPLE: Final = 396
"""Four times what the planner adds in one transaction."""
MAILED: Final = 0.05
"""Mails per invoice: balances that run low, invoices without a purchase order."""
CONCURRENCY: Final = (10, 100, 1_000)
"""Settings of InvoiceConcurrency."""

_ACCOUNT: Final = re.compile(r"\d{12}")
_BATCHES: Final = {"generate_invoice": 5, "relay_events": 50, "render_documents": 5}


def main() -> None:
    """Live through the sample, then print cost, ceilings and times of the whole."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=ACCOUNTS)
    parser.add_argument("--sample", type=int, default=SAMPLE)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    month(2)  # loads what the functions need
    lived = month(options.sample) - month(options.sample // 4)
    works = [_work(step, lived.accounts) for step in lived.steps]
    _tell_costs(works, lived)
    ceilings = [*_keys(lived), *_tables(lived), *_services()]
    _tell_ceilings(ceilings, options.accounts)
    _tell_times(works, ceilings, options.accounts)


def _work(step: Step, accounts: int) -> Work:
    transactions = step.requests["TransactWriteItems"] + step.requests["UpdateItem"]
    return Work(
        name=step.name,
        memory=_memory(step.name),
        handled=_BATCHES.get(step.name, accounts),
        reads=(step.requests.total() - transactions) / accounts,
        transactions=transactions / accounts,
        read_units=step.read_units / accounts,
        write_units=step.written.total() / accounts,
        processor=step.processor / accounts,
        logged=step.logged / accounts,
        others=_others(step, accounts),
    )


def _others(step: Step, accounts: int) -> Mapping[str, float]:
    """What has a price besides: messages are sent in tens, received in batches, deleted in tens."""
    match step.name:
        case "plan_invoices":
            return {"queue request": 0.1}
        case "generate_invoice":
            return {"queue request": 2 / 5}
        case "relay_events":
            return {"event": step.requests["UpdateItem"] / accounts, "mail": MAILED}
        case "render_documents":
            return {"object put": 3, "queue request": 1 + 2 / 5}
        case _:
            return {}


def _memory(function: str) -> int:
    name = "".join(part.title() for part in function.split("_")) + "Function"
    template: dict[str, Any] = read_template()
    usual = template["Globals"]["Function"]["MemorySize"]
    return int(template["Resources"][name]["Properties"].get("MemorySize", usual))


def _tell_costs(works: Sequence[Work], lived: Month) -> None:
    print("| Step | Requests | Units read | Units written | Worker's seconds | $ per 1,000 |")
    print("| --- | --- | --- | --- | --- | --- |")
    for work in works:
        print(
            f"| `{work.name}` | {work.reads + work.transactions:.2f} | {work.read_units:.2f} "
            f"| {work.write_units:.2f} | {work.seconds:.3f} | {work.dollars * 1000:.4f} |"
        )
    kept = lived.stored_bytes / lived.accounts / 2**30
    storage = PRICES["GB-month with backup"] * 1000
    print(f"| keeping them, each further month | | | | | {float(storage) * kept:.4f} |")
    total = sum(float(work.dollars) for work in works) * 1000
    print(f"| **together** | | | | | **{total + float(storage) * kept:.4f}** |\n")
    shares: defaultdict[str, float] = defaultdict(float)
    for work in works:
        for thing, amount in work.used.items():
            shares[thing] += float(PRICES[thing]) * amount * 1000
    largest = sorted(shares.items(), key=lambda share: -share[1])
    told = ", ".join(f"{thing} {dollars:.4f}" for thing, dollars in largest)
    print(f"Of that: {told}\n")


def _keys(lived: Month) -> Iterator[Ceiling]:
    """Every kind of partition key that many accounts write under, by how it is spread."""
    for step in lived.steps:
        units: Counter[tuple[str, str]] = Counter()
        places: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for place, written in step.written.items():
            if _ACCOUNT.fullmatch(place.partition):
                continue
            kind = (place.table, _kind_of(place))
            units[kind] += written
            places[kind].add(place.partition)
        for kind, written in units.items():
            if written * 2 > lived.accounts:
                name = f"`{step.name}`: {kind[0]} `{kind[1]}`, {len(places[kind])} keys"
                yield of_key(name, written / lived.accounts, len(places[kind]))


def _kind_of(place: Place) -> str:
    """The key without what tells its shards apart."""
    return re.sub(r"(^|#)[0-9a-f]$", r"\1{shard}", place.partition)


def _tables(lived: Month) -> Iterator[Ceiling]:
    """What a whole table can take of the run."""
    run = next(step for step in lived.steps if step.name == "generate_invoice")
    units: Counter[str] = Counter()
    for place, written in run.written.items():
        units[place.table] += written
    for table, written in units.items():
        each = written / lived.accounts
        yield Ceiling(name=f"{table}, AWS's quota", per_second=TABLE / each)
        yield Ceiling(name=f"{table}, new and not warmed", per_second=NEW_TABLE / each)


def _services() -> Iterator[Ceiling]:
    yield Ceiling(name="EventBridge, two events per account", per_second=BUS / 2)
    yield Ceiling(name="SES, new in production", per_second=MAILS / MAILED)


def _tell_ceilings(ceilings: Sequence[Ceiling], accounts: int) -> None:
    print(f"| Where | Accounts per second | Minutes for {accounts:,} |\n| --- | --- | --- |")
    for each in sorted(ceilings, key=lambda ceiling: ceiling.per_second):
        print(f"| {each.name} | {each.per_second:,.0f} | {each.minutes(accounts):,.1f} |")
    print()


def _tell_times(works: Sequence[Work], ceilings: Sequence[Ceiling], accounts: int) -> None:
    held = [each for each in ceilings if "generate_invoice" in each.name or "quota" in each.name]
    by_name = {work.name: work for work in works}
    run, documents = by_name["generate_invoice"], by_name["render_documents"]
    print("| What | Workers | Minutes |\n| --- | --- | --- |")
    imported = by_name["import_charges"].seconds * accounts / 8 / 60
    planned = by_name["plan_invoices"].seconds * accounts / 8 / 60
    files = max(1, accounts * SERVICES // 200_000)
    print(f"| import, {files} files at a time | 8 in each | {imported / files:.1f} |")
    print(f"| planning | 8 | {planned:.1f} |")
    for workers in CONCURRENCY:
        minutes = minutes_of_run(accounts, run.seconds, workers, held)
        print(f"| the run | {workers:,} | {minutes:,} |")
    for workers in (10, 100):
        minutes = minutes_of_run(accounts, documents.seconds, workers, ())
        print(f"| documents | {workers} | {minutes:,} |")
    print(f"\nThe run is held up last by {lowest(held).name}.")


if __name__ == "__main__":
    main()

"""Verifying the books: the deployment's own function reads and adds up, this asks and prints."""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from procurement_cli.api import JsonObject
from procurement_cli.connection import Connection
from procurement_cli.errors import CommandError, Misused, NotLedgerline, Unreachable
from procurement_cli.terminal import BOLD, DIM, GREEN, RED, Paint, printable

FUNCTION_VARIABLE: Final = "LEDGERLINE_VERIFY_FUNCTION"
LONGEST: Final = 910
"""Seconds that one call may take: the function's own limit, and a little."""


def function_name(given: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """The function to call; Misused without one."""
    name = given or environment.get(FUNCTION_VARIABLE)
    if not name:
        raise Misused(
            "which function verifies? Give --function or set "
            f"{FUNCTION_VARIABLE} to the stack's output VerifyFunction"
        )
    return name


def verify(connection: Connection, function: str, asked: JsonObject) -> JsonObject:
    """Everything that was verified, and every difference; says on the way how far it is."""
    client = _client(connection)
    seen: list[JsonObject] = []
    differences: list[JsonObject] = []
    request = asked
    while True:
        answer = _answer(client, function, request)
        seen += answer["ledgers"]
        differences += answer["differences"]
        _tell(seen, differences)
        if answer["next"] is None:
            return {"ledgers": seen, "differences": differences}
        if answer["next"] == request.get("after"):
            raise NotLedgerline(f"{function} does not come to an end")
        request = {**request, "after": answer["next"]}


def lines(found: JsonObject, paint: Paint) -> Iterator[str]:
    """Each difference, and what was seen."""
    for each in found["differences"]:
        place = " ".join([each["table"], *each["key"]])
        name = f" {each['attribute']}" if each["attribute"] else ""
        yield f"{paint(RED, each['rule'])} {paint(BOLD, printable(place))}{printable(name)}"
        yield f"    stored    {printable(each['stored'])}"
        yield f"    expected  {printable(each['expected'])}"
    ledgers = found["ledgers"]
    total = {name: sum(each[name] for each in ledgers) for name in ("entries", "items", "blocks")}
    yield (
        f"{len(ledgers)} ledgers, {total['entries']} entries in {total['blocks']} blocks, "
        f"{total['items']} items read"
    )
    for each in ledgers:
        if each["unchained"]:
            told = f"{each['ledger']}: {each['unchained']} entries are in no block yet"
            yield paint(DIM, printable(told))
    count = len(found["differences"])
    if count:
        yield paint(RED, f"{count} difference{'' if count == 1 else 's'}.")
    else:
        yield paint(GREEN, "Everything is as it was written, and adds up.")


def _client(connection: Connection) -> Any:
    session = Session(profile=connection.profile)
    return session.create_client(
        "lambda",
        region_name=connection.region,
        # What takes long is not asked for again.
        config=Config(read_timeout=LONGEST, retries={"total_max_attempts": 1}),
    )


def _answer(client: Any, function: str, request: JsonObject) -> JsonObject:
    try:
        answer = client.invoke(FunctionName=function, Payload=json.dumps(request).encode())
    except ClientError as error:
        raise CommandError(f"{function}: {error}") from error
    except BotoCoreError as error:
        raise Unreachable(f"{function} gave no answer: {error}") from error
    content = json.loads(answer["Payload"].read() or b"null")
    if answer.get("FunctionError"):
        message = content.get("errorMessage") if isinstance(content, dict) else content
        raise CommandError(f"{function} failed: {message}")
    if not isinstance(content, dict) or not {"ledgers", "differences", "next"} <= content.keys():
        raise NotLedgerline(f"{function} is not the function that verifies")
    return content


def _tell(seen: Sequence[JsonObject], differences: Sequence[JsonObject]) -> None:
    told = f"{len(seen)} ledgers verified, {len(differences)} differences"
    print(told, file=sys.stderr, flush=True)

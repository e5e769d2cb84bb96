"""The examples in the documentation, found in its Markdown and told as stories.

A fenced block says behind its language what it is, where a reader's browser does not show it:

- ``http`` followed by ``http``: a request to the API, and what must come back. Options of the
  request: ``account=`` (`BUYER` by default), ``user=``, the user of it who asks (``tester`` by
  default), and ``at=``, the instant at which it is sent.
- ``json invoke=plan_invoices``, followed by ``json returns``: an event for a function, its answer.
- ``csv drop=KEY``: a cost export that is put into the bucket under that key and imported.
- ``json bus``: what the application put on the bus last under that detail-type.
- ``python``: run from top to bottom, with what earlier blocks of the page defined.
- ``yaml file=NAME``, ``json file=NAME``, ``csv file=NAME``: a file that later commands read.
- ``sh``: commands whose targets, options and files must exist (`tests.support.shell`). With ``run``
  those of `procurement` are run from that folder; ``text shows`` is what the last one printed.
- ``json policy``: an IAM policy.
- ``mermaid``, ``text``: pictures and output; nothing to run.

``<!-- test: run at=... -->`` makes an invoice run that the page does not show, ``relay`` puts what
is unsent on the bus, and ``continues PAGE.md`` says that the page goes on with the story of another
in its folder. Every step comes a minute after the one before unless it says ``at=``. In what
must come back, ``"..."`` stands for any value, at the end of a list for any further members;
members of an object may be left out.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

REPOSITORY: Final = Path(__file__).parents[2]
PAGES: Final = (
    *(REPOSITORY / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")),
    REPOSITORY / "cli" / "README.md",
    *sorted((REPOSITORY / "docs").rglob("*.md")),
)
ANYTHING: Final = "..."

_PATH: Final = re.compile(
    r"(cli|docs|events|functions|layers|local|samples|tests)(/[\w./-]+)?|[\w-]+\.(toml|lock|yaml)"
)

_FENCE: Final = re.compile(
    r"^ *```(?P<info>[^\n`]+)\n(?P<text>.*?)^ *```$|^<!-- test: (?P<aside>[^\n]+) -->$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, kw_only=True)
class Block:
    """One fenced block, or an aside that the reader does not see (its language is ``aside``)."""

    page: Path
    line: int
    language: str
    options: dict[str, str]
    text: str

    @property
    def place(self) -> str:
        """Where it stands, for the message of a failing test."""
        return f"{self.page.relative_to(REPOSITORY)}:{self.line}"

    def is_a(self, language: str, option: str | None = None) -> bool:
        """Whether it is in this language, and has this option."""
        return self.language == language and (option is None or option in self.options)

    @property
    def is_example(self) -> bool:
        """Whether it is part of the page's story."""
        is_run = self.is_a("sh", "run") or self.is_a("text", "shows") or self.is_a("yaml", "file")
        return (
            is_run
            or self.language in ("http", "csv", "python", "aside")
            or any(self.is_a("json", option) for option in ("invoke", "returns", "bus", "file"))
        )

    @property
    def is_known(self) -> bool:
        """Whether some test does something with it, or nothing can be done."""
        is_picture = self.language in ("mermaid", "text")
        return self.is_example or is_picture or self.is_a("sh") or self.is_a("json", "policy")


@cache
def blocks(page: Path) -> tuple[Block, ...]:
    """Every block of a page, in order."""
    return tuple(_blocks(page, page.read_text("utf-8")))


def _blocks(page: Path, text: str) -> Iterator[Block]:
    for found in _FENCE.finditer(text):
        language, *options = (found["info"] or f"aside {found['aside']}").split()
        yield Block(
            page=page,
            line=text.count("\n", 0, found.start()) + 1,
            language=language,
            options=dict(option.partition("=")[::2] for option in options),
            text=found["text"] or "",
        )


def continued(page: Path) -> Path | None:
    """The page whose story this one goes on with."""
    for block in blocks(page):
        if block.is_a("aside", "continues"):
            return page.parent / next(name for name in block.options if name.endswith(".md"))
    return None


def told_together() -> list[tuple[Path, ...]]:
    """Every page with examples, each after the one that it continues, as one story."""
    with_examples = [page for page in PAGES if any(block.is_example for block in blocks(page))]
    follower = {continued(page): page for page in with_examples if continued(page)}
    stories = []
    for page in with_examples:
        if continued(page) is None:
            story = [page]
            while following := follower.get(story[-1]):
                story.append(following)
            stories.append(tuple(story))
    return stories


def commands(block: Block) -> Iterator[str]:
    """The command lines of an ``sh`` block, continued lines joined."""
    for line in block.text.replace("\\\n", " ").splitlines():
        if line.strip():
            yield line.strip()


def links(page: Path) -> Iterator[str]:
    """The targets of the page's links within the repository."""
    for target in re.findall(r"\]\(([^)\s]+)\)", _prose(page)):
        if "://" not in target:
            yield target


def anchors(page: Path) -> set[str]:
    """The anchors that a git host makes of the page's headings."""
    headings = re.findall(r"^#+ (.+)$", _prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def named_paths(page: Path) -> Iterator[str]:
    """Whatever the page's prose writes like code that looks like a file of the repository."""
    for code in re.findall(r"`([^`\n]+)`", _prose(page)):
        if _PATH.fullmatch(code) and "NAME" not in code:
            yield code


def _prose(page: Path) -> str:
    return _FENCE.sub("", page.read_text("utf-8"))


@dataclass(frozen=True, kw_only=True)
class Request:
    """An example request."""

    method: str
    path: str
    query: dict[str, str]
    body: str | None
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, block: Block) -> "Request":
        """What an ``http`` block asks for."""
        head, _, body = block.text.partition("\n\n")
        first, *headers = head.splitlines()
        method, target = first.split()
        path, _, query = target.partition("?")
        named = (header.partition(":")[2].strip() for header in headers if _is_type(header))
        return cls(
            method=method,
            path=path,
            query=dict(parse_qsl(query)),
            body=body.strip() or None,
            content_type=next(named, cls.content_type),
            headers=dict(_pair(header) for header in headers if not _is_type(header)),
        )


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What an example says comes back."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None

    @classmethod
    def of(cls, block: Block) -> "Expected":
        """What an ``http`` block that begins with a status line says."""
        head, _, body = block.text.partition("\n\n")
        first, *headers = head.splitlines()
        pairs = (header.partition(":")[::2] for header in headers)
        is_file = any(_is_type(header) and "json" not in header for header in headers)
        return cls(
            status=int(first.split()[1]),
            headers={name.lower(): value.strip() for name, value in pairs},
            body=json.loads(body) if body.strip() and not is_file else body or None,
        )


def _pair(header: str) -> tuple[str, str]:
    name, _, value = header.partition(":")
    return name.lower(), value.strip()


def _is_type(header: str) -> bool:
    return header.lower().startswith("content-type:")


def is_answer(block: Block) -> bool:
    """Whether an ``http`` block is what comes back, not what is sent."""
    return block.language == "http" and block.text.startswith("HTTP/")


def differences(expected: Any, actual: Any, at: str = "$") -> Iterator[str]:
    """Where `actual` is not what an example promises."""
    match expected, actual:
        case str(), _ if expected == ANYTHING:
            return
        case dict(), dict():
            for name, value in expected.items():
                if name in actual:
                    yield from differences(value, actual[name], f"{at}.{name}")
                else:
                    yield f"{at}.{name} is missing"
        case list(), list():
            yield from _differences_of_lists(expected, actual, at)
        case _:
            # 1 and True are equal for Python, but not in JSON.
            if (type(expected), expected) != (type(actual), actual):
                yield f"{at} is {actual!r}, not {expected!r}"


def _differences_of_lists(expected: list[Any], actual: list[Any], at: str) -> Iterator[str]:
    is_open = bool(expected) and expected[-1] == ANYTHING
    told = expected[:-1] if is_open else expected
    if len(actual) < len(told) or (len(actual) > len(told) and not is_open):
        yield f"{at} has {len(actual)} members, not {len(told)}"
    for index, (one, other) in enumerate(zip(told, actual, strict=False)):
        yield from differences(one, other, f"{at}[{index}]")

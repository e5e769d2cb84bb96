"""Resources of IAM policies that allow a set of routes, and nothing beside it.

IAM compares text: ``*`` stands for any characters, slashes among them, so that a pattern for one
route may also match another one, with an ID that somebody made up.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from local.permissions.table import Route

# A method and a word; of an operation, its service.
_LEAST: Final = re.compile(r"POST/service/\w+/operation/|[A-Z]+/[A-Za-z][a-z]*")
_WORD_END: Final = re.compile(r"(?<=operation/)|(?<=[a-z])(?![a-z])")
# A character that no pattern holds: only a wildcard takes it.
_ANY: Final = "\ue000"


class TooWide(Exception):
    """No pattern allows a route without allowing another one, which is not to be allowed."""


def pattern_of(route: Route) -> str:
    """``GET/offers/*/comparison``: the route as a resource, wild where it has parameters."""
    return route.method + re.sub(r"\{\w+\}", "*", route.path)


def covers(pattern: str, route: Route) -> bool:
    """Whether a pattern matches the route with whatever parameters."""
    address = route.method + route.path
    samples = (re.sub(r"\{\w+\}", _ANY * length, address) for length in (1, 7))
    expression = _expression(pattern)
    return all(expression.fullmatch(sample) for sample in samples)


def meets(pattern: str, route: Route) -> bool:
    """Whether a pattern matches the route with any parameters that somebody may think of."""
    parts = re.split(r"\{\w+\}", route.method + route.path)
    begins = pattern.partition("*")[0]
    if not (begins.startswith(parts[0]) or parts[0].startswith(begins)):
        return False

    @cache
    def possible(at: int, part: int, offset: int) -> bool:
        """Whether the pattern from `at` on matches the route from `offset` of a part on."""
        text = parts[part]
        if offset == len(text):
            if part == len(parts) - 1:
                return set(pattern[at:]) <= {"*"}
            return any(possible(end, part + 1, 0) for end in _ends_of_parameter(pattern, at))
        if at == len(pattern):
            return False
        if pattern[at] == "*":
            return possible(at + 1, part, offset) or possible(at, part, offset + 1)
        return pattern[at] == text[offset] and possible(at + 1, part, offset + 1)

    return possible(0, 0, 0)


def patterns_for(allowed: Iterable[Route], every: Iterable[Route]) -> list[str]:
    """Patterns by which exactly `allowed` is allowed of `every` route; sorted.

    Routes that begin with the same words, as no other one does, share a pattern. `TooWide` if a
    route cannot be allowed alone: give it and those that are named to the same roles.
    """
    wanted = list(allowed)
    others = [route for route in every if route not in wanted]
    exact = {pattern_of(route) for route in wanted}
    for pattern in sorted(exact):
        if met := [f"{route.method} {route.path}" for route in others if meets(pattern, route)]:
            raise TooWide(f"{pattern} would also allow {', '.join(met)}")
    chosen = {_shared(pattern, exact, others) for pattern in exact}
    return sorted(pattern for pattern in chosen if not _is_covered(pattern, chosen))


def _shared(pattern: str, wanted: set[str], others: list[Route]) -> str:
    """The widest pattern by words that allows this one and more that is wanted; else itself."""
    least = _LEAST.match(pattern)
    for end in _WORD_END.finditer(pattern, least.end() if least else 0):
        begin = pattern[: end.start()]
        if any(meets(f"{begin}*", route) for route in others):
            continue
        is_shared = sum(each.startswith(begin) for each in wanted) > 1
        return f"{begin}*" if is_shared else pattern
    return pattern


def _is_covered(pattern: str, others: Iterable[str]) -> bool:
    sample = pattern.replace("*", _ANY)
    return any(other != pattern and _expression(other).fullmatch(sample) for other in others)


def _ends_of_parameter(pattern: str, at: int) -> Iterable[int]:
    """Where a pattern may stand after it took a parameter: one segment, or a piece of it."""
    for end in range(at, len(pattern) + 1):
        if end > at or pattern[at : at + 1] == "*":
            yield end
        if end < len(pattern) and pattern[end] == "/":
            return


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(piece) for piece in pattern.split("*")))

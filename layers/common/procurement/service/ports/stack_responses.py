"""Answers to CloudFormation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Named in signatures only: whoever needs a port need not load all of the domain.
    from collections.abc import Mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class StackAnswer:
    """What CloudFormation hears about one request, and the address that it gave for it."""

    url: str
    content: Mapping[str, object]


class StackResponses(Protocol):
    """Answers requests of CloudFormation to custom resources."""

    def send(self, answer: StackAnswer) -> None:
        """Deliver the answer; `NotAllowed` for an address that is not CloudFormation's.

        `Unavailable` when it may not have arrived: the same answer may be sent again.
        """

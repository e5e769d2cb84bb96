"""Read a policy document strictly: what IAM would leave to chance is told as a problem."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from procurement.domain.access.actions import PLAIN_KEYS, TAG_KEYS, TAGS
from procurement.domain.access.glob import variables_of
from procurement.domain.access.names import ARN_PARTS, arn_parts
from procurement.domain.access.operators import IF_EXISTS, NULL, OPERATORS, Quantifier
from procurement.domain.access.policy import (
    Condition,
    Effect,
    PolicyDocument,
    Statement,
    is_known_action,
)
from procurement.domain.errors import Problems

VERSION: Final = "2012-10-17"
VERSIONS: Final = (VERSION, "2008-10-17")
"""Of the language. The older one, which is also meant where none stands, knows no variables."""

MAX_TEXT: Final = 2_048
"""Characters of one action, resource or value."""

_RULE: Final = "R-369"
_ACTION: Final = re.compile(r"\*|[a-z0-9-]+:[A-Za-z0-9*?]+")
_SID: Final = re.compile(r"[A-Za-z0-9]*")
_MEMBERS: Final = ("Version", "Id", "Statement")
_STATEMENT: Final = (
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)


def read_policy_document(given: object, at: str, problems: Problems) -> PolicyDocument:
    """The document, which is JSON that was parsed; every problem is noted under the path `at`.

    With problems, what could be read.
    """
    reader = _Reader(problems)
    members = reader.members(given, _MEMBERS, at)
    version = members.get("Version", VERSIONS[1])
    if version not in VERSIONS:
        reader.refuse(f"{at}.Version", f"is {' or '.join(VERSIONS)}")
    reader.has_variables = version == VERSION
    if not isinstance(members.get("Id", ""), str):
        reader.refuse(f"{at}.Id", "is a text")
    found = members.get("Statement")
    listed = found if isinstance(found, list) else [found]
    if not found:
        reader.refuse(f"{at}.Statement", "holds at least one statement", "MISSING_VALUE")
        listed = []
    # A single statement needs no list; its path has no number either.
    paths = (
        [f"{at}.Statement[{index}]" for index in range(len(listed))]
        if isinstance(found, list)
        else [f"{at}.Statement"]
    )
    statements = [reader.statement(each, path) for each, path in zip(listed, paths, strict=False)]
    reader.check_sids(statements, paths)
    return PolicyDocument(statements=tuple(statements))


class _Reader:
    """Reads the parts of one document, and goes on after each problem."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self.has_variables = True

    def refuse(self, at: str, message: str, reason: str = "INVALID_VALUE") -> None:
        self._problems.add(at, reason, message, _RULE)

    def members(self, given: object, known: Sequence[str], at: str) -> Mapping[str, object]:
        if not isinstance(given, dict):
            self.refuse(at, "is an object")
            return {}
        for name in given:
            if name not in known:
                self.refuse(f"{at}.{name}"[:200], f"is none of {', '.join(known)}")
        return given

    def check_sids(self, statements: Sequence[Statement], paths: Sequence[str]) -> None:
        seen = set[str]()
        for statement, at in zip(statements, paths, strict=False):
            if statement.sid and statement.sid in seen:
                self.refuse(f"{at}.Sid", "is given twice", "DUPLICATE_VALUE")
            seen.add(statement.sid)

    def statement(self, given: object, at: str) -> Statement:
        members = self.members(given, _STATEMENT, at)
        sid = members.get("Sid", "")
        if not isinstance(sid, str) or not _SID.fullmatch(sid):
            self.refuse(f"{at}.Sid", "holds letters and digits only")
        effect = members.get("Effect")
        if effect not in tuple(Effect):
            self.refuse(f"{at}.Effect", f"is {' or '.join(Effect)}")
        for one, other in (("Action", "NotAction"), ("Resource", "NotResource")):
            if (one in members) is (other in members):
                self.refuse(at, f"has either {one} or {other}", "MISSING_VALUE")
        return Statement(
            effect=Effect.ALLOW if effect == Effect.ALLOW else Effect.DENY,
            sid=str(sid),
            actions=self._actions(members, "Action", at),
            but_actions=self._actions(members, "NotAction", at),
            resources=self._resources(members, "Resource", at),
            but_resources=self._resources(members, "NotResource", at),
            conditions=tuple(self._conditions(members.get("Condition", {}), f"{at}.Condition")),
        )

    def _actions(self, members: Mapping[str, object], name: str, at: str) -> tuple[str, ...]:
        found = self._texts(members, name, at)
        for each in found:
            if not _ACTION.fullmatch(each):
                self.refuse(f"{at}.{name}", f"{each[:80]!r} is no service:Action and no *")
            elif not is_known_action(each):
                self.refuse(f"{at}.{name}", f"there is no action {each[:80]!r}", "UNKNOWN_ACTION")
        return found

    def _resources(self, members: Mapping[str, object], name: str, at: str) -> tuple[str, ...]:
        found = self._texts(members, name, at)
        for each in found:
            parts = arn_parts(each)
            if each != "*" and (len(parts) < ARN_PARTS or parts[0] != "arn"):
                self.refuse(f"{at}.{name}", f"{each[:80]!r} is no ARN of six parts and no *")
        return found

    def _texts(self, members: Mapping[str, object], name: str, at: str) -> tuple[str, ...]:
        """One text or a list of texts; none where the member is missing."""
        if name not in members:
            return ()
        given, at = members[name], f"{at}.{name}"
        listed = given if isinstance(given, list) else [given]
        texts = [each for each in listed if isinstance(each, str) and 0 < len(each) <= MAX_TEXT]
        if not texts or len(texts) < len(listed):
            self.refuse(at, f"is a text of 1 to {MAX_TEXT} characters, or a list of such")
        for each in texts:
            self._check_variables(each, at)
        return tuple(texts)

    def _conditions(self, given: object, at: str) -> Iterator[Condition]:
        if not isinstance(given, dict):
            self.refuse(at, "is an object of operators")
            return
        for name, keys in given.items():
            here = f"{at}.{name}"[:200]
            read = _operator(name)
            if read is None:
                message = "is no operator on keys that purchase orders have"
                self.refuse(here, message, "UNKNOWN_OPERATOR")
            elif not isinstance(keys, dict) or not keys:
                self.refuse(here, "is an object of keys and values")
            else:
                for key, values in keys.items():
                    yield self._condition(read, key, values, f"{here}.{key}"[:300])

    def _condition(self, like: Condition, key: str, given: object, at: str) -> Condition:
        family = _family(key)
        if family is None:
            message = f"is none of {', '.join(PLAIN_KEYS)}, {', '.join(f'{t}/…' for t in TAGS)}"
            self.refuse(at, message, "UNKNOWN_KEY")
        if family == TAG_KEYS and like.operator and like.quantifier is None:
            self.refuse(
                at, "may have many values: the operator begins with ForAllValues: or ForAnyValue:"
            )
        values = tuple(self._values(given, at))
        readable = OPERATORS[like.operator].is_readable if like.operator else _is_truth
        for each in values if readable else ():
            if not any(variables_of(each)) and readable and not readable(each):
                self.refuse(at, f"{each[:80]!r} is no value for {like.name}")
        if like.operator is None and len(values) != 1:
            self.refuse(at, "is true or false")
        return Condition(
            name=like.name,
            key=key,
            values=values or ("false",),
            operator=like.operator,
            quantifier=like.quantifier,
            if_exists=like.if_exists,
        )

    def _values(self, given: object, at: str) -> Iterator[str]:
        listed = given if isinstance(given, list) else [given]
        for each in listed:
            if isinstance(each, bool):
                yield str(each).lower()
            elif isinstance(each, str | int | Decimal) and len(str(each)) <= MAX_TEXT:
                self._check_variables(str(each), at)
                yield str(each)
            else:
                self.refuse(at, f"holds texts of at most {MAX_TEXT} characters, numbers, truths")
        if not listed:
            self.refuse(at, "holds at least one value", "MISSING_VALUE")

    def _check_variables(self, text: str, at: str) -> None:
        for variable in variables_of(text):
            if not self.has_variables:
                self.refuse(at, f"has a variable, which needs Version {VERSION}")
            elif _family(variable.key) in (None, TAG_KEYS):
                message = f"there is no variable {variable.key[:80]!r}"
                self.refuse(at, message, "UNKNOWN_KEY")


def _operator(name: str) -> Condition | None:
    """The operator that `name` stands for, as a condition without key and values."""
    quantifier, _, rest = name.rpartition(":")
    if_exists = rest.endswith(IF_EXISTS) and rest.removesuffix(IF_EXISTS) in OPERATORS
    base = rest.removesuffix(IF_EXISTS) if if_exists else rest
    is_null = base == NULL and not quantifier
    if quantifier not in ("", *Quantifier) or not (is_null or base in OPERATORS):
        return None
    return Condition(
        name=name,
        key="",
        values=(),
        operator=None if is_null else base,
        quantifier=Quantifier(quantifier) if quantifier else None,
        if_exists=if_exists,
    )


def _family(key: str) -> str | None:
    """The key as R-368 lists it, a tag's without the tag; None for one that nothing has."""
    name, slash, tag = key.partition("/")
    for known in TAGS:
        if slash and tag and name.lower() == known.lower():
            return known
    return next((known for known in PLAIN_KEYS if known.lower() == key.lower()), None)


def _is_truth(text: str) -> bool:
    return text.lower() in ("true", "false")

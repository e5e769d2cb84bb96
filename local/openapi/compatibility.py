"""What of a document would break a client that was written for an older one.

One question is asked of every pair of schemas: does whatever fits the one fit the other? What a
client sends by the old document must fit the new; what it gets by the new must fit the old.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]

_UPPER: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_LOWER: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_EXACT: Final = ("pattern", "const", "multipleOf", "contentEncoding")


@dataclass(frozen=True, kw_only=True, slots=True)
class Break:
    """One thing that breaks: of which operation, and what it is."""

    operation: str
    message: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.message}"


def breaks(old: Json, new: Json) -> list[Break]:
    """All of them, in the order of the old document."""
    return list(dict.fromkeys(_breaks(old, new)))


def _breaks(old: Json, new: Json) -> Iterator[Break]:
    comparison = _Comparison(old=old, new=new)
    for path, verbs in old["paths"].items():
        for verb, before in verbs.items():
            name = before["operationId"]
            after = new["paths"].get(path, {}).get(verb)
            told = [f"{verb.upper()} {path} is gone"] if after is None else []
            for message in told or comparison.operation(before, after):
                yield Break(operation=name, message=message)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Comparison:
    """Two documents. Of a schema that is compared twice nothing new is told."""

    old: Json
    new: Json

    def operation(self, before: Json, after: Json) -> Iterator[str]:
        if before["operationId"] != after["operationId"]:
            yield f"is now called {after['operationId']}"
        if before.get("security") == [] != after.get("security"):
            yield "has to be signed now"
        yield from self._parameters(before, after)
        yield from self._request(before.get("requestBody"), after.get("requestBody"))
        for status, response in before["responses"].items():
            if status not in after["responses"]:
                yield f"answers with {status} no more"
            else:
                given = _response_of(after["responses"][status], self.new)
                yield from self._response(_response_of(response, self.old), given, status)

    def _parameters(self, before: Json, after: Json) -> Iterator[str]:
        known, present = (
            {(each["in"], each["name"]): each for each in operation.get("parameters", ())}
            for operation in (before, after)
        )
        for key in known.keys() - present.keys():
            yield f"the parameter {key[1]} is gone"
        for key, parameter in present.items():
            was_required = key in known and known[key].get("required", False)
            if parameter.get("required", False) and not was_required:
                yield f"the parameter {key[1]} is required now"
            if key in known:
                yield from self._sent(known[key]["schema"], parameter["schema"], key[1])

    def _request(self, before: Json | None, after: Json | None) -> Iterator[str]:
        if before is None:
            if after is not None and after.get("required", False):
                yield "a body is required now"
            return
        if after is None:
            yield "takes no body any more"
            return
        if after.get("required", False) and not before.get("required", False):
            yield "a body is required now"
        for kind, media in before["content"].items():
            if kind not in after["content"]:
                yield f"a body in {kind} is taken no more"
            else:
                yield from self._sent(media["schema"], after["content"][kind]["schema"], "body")

    def _response(self, before: Json, after: Json, status: str) -> Iterator[str]:
        for header in before.get("headers", {}).keys() - after.get("headers", {}).keys():
            yield f"the header {header} of {status} is gone"
        for kind, media in before.get("content", {}).items():
            present = after.get("content", {}).get(kind)
            if present is None:
                yield f"answers {status} in {kind} no more"
            else:
                fit = _Fit(wide_in=self.old, narrow_in=self.new, is_answer=True)
                yield from fit.misfits(media["schema"], present["schema"], status)

    def _sent(self, before: Json, after: Json, at: str) -> Iterator[str]:
        fit = _Fit(wide_in=self.new, narrow_in=self.old, is_answer=False)
        yield from fit.misfits(after, before, at)


class _Fit:
    """Whether all that fits one schema (`narrow`) fits another (`wide`)."""

    def __init__(self, *, wide_in: Json, narrow_in: Json, is_answer: bool) -> None:
        self._wide_in = wide_in
        self._narrow_in = narrow_in
        self._is_answer = is_answer
        self._compared: set[tuple[str, str]] = set()

    def misfits(self, wide: Json, narrow: Json, at: str) -> Iterator[str]:
        """What does not fit; `at` says where."""
        pair = (wide.get("$ref", ""), narrow.get("$ref", ""))
        if all(pair):
            if pair in self._compared:
                return
            self._compared.add(pair)
        wides = list(_alternatives(wide, self._wide_in))
        for variant in _alternatives(narrow, self._narrow_in):
            found = [list(self._one(each, variant, at)) for each in wides]
            if not any(each == [] for each in found):
                # Of several alternatives, the one that it fits best is what was meant.
                yield from min(found, key=len)

    def _one(self, wide: Json, narrow: Json, at: str) -> Iterator[str]:
        if not _types(narrow) <= _types(wide):
            yield (
                f"{at} is {_told(narrow)} now" if self._is_answer else f"{at} must be {_told(wide)}"
            )
            return
        yield from self._values(wide, narrow, at)
        yield from self._members(wide, narrow, at)
        for keyword in ("items", "additionalProperties"):
            inner, given = wide.get(keyword), narrow.get(keyword)
            if isinstance(inner, dict) and isinstance(given, dict):
                yield from self.misfits(inner, given, f"{at}[]")

    def _values(self, wide: Json, narrow: Json, at: str) -> Iterator[str]:
        if "enum" in wide and not self._is_answer:
            given = narrow.get("enum", [narrow["const"]] if "const" in narrow else None)
            refused = ["others"] if given is None else [v for v in given if v not in wide["enum"]]
            if refused:
                yield f"{at} takes {', '.join(map(str, refused))} no more"
        for keyword in _EXACT:
            if keyword in wide and narrow.get(keyword) != wide[keyword] and "enum" not in narrow:
                yield f"{at} has another {keyword}"
        for keyword in _UPPER:
            if keyword in wide and narrow.get(keyword, float("inf")) > wide[keyword]:
                yield f"{at} has another {keyword}"
        for keyword in _LOWER:
            if keyword in wide and narrow.get(keyword, float("-inf")) < wide[keyword]:
                yield f"{at} has another {keyword}"

    def _members(self, wide: Json, narrow: Json, at: str) -> Iterator[str]:
        known, given = wide.get("properties", {}), narrow.get("properties", {})
        lacking = [n for n in wide.get("required", ()) if n not in narrow.get("required", ())]
        if self._is_answer:
            yield from (f"{at}.{name} may be left out" for name in lacking if name in given)
            yield from (f"{at}.{name} is gone" for name in known if name not in given)
        else:
            yield from (f"{at}.{name} is required" for name in lacking)
        for name, schema in given.items():
            if name in known:
                yield from self.misfits(known[name], schema, f"{at}.{name}")
            elif wide.get("additionalProperties") is False:
                yield f"{at}.{name} is taken no more"


def _response_of(response: Json, document: Json) -> Json:
    if "$ref" not in response:
        return response
    found: Json = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return found


def _alternatives(schema: Json, document: Json) -> Iterator[Json]:
    """The schemas of which one has to hold, with references followed."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from _alternatives(document["components"]["schemas"][name], document)
    elif chosen := schema.get("anyOf") or schema.get("oneOf"):
        for each in chosen:
            yield from _alternatives(each, document)
    elif isinstance(schema.get("type"), list):
        yield from ({**schema, "type": each} for each in schema["type"])
    else:
        yield schema


def _types(schema: Json) -> set[str]:
    match schema.get("type"):
        case "number":
            return {"number", "integer"}
        case str() as single:
            return {single}
        case _:
            return {"null", "boolean", "integer", "number", "string", "array", "object"}


def _told(schema: Json) -> str:
    return str(schema.get("type", "anything"))

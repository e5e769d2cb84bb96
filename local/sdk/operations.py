"""Operations of the model: where a member goes in a request, where it comes from in an answer."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from local.sdk import Json
from local.sdk.document import Content, Operation, component_name
from local.sdk.errors import raised
from local.sdk.schemas import present
from local.sdk.shapes import Shapes
from local.sdk.text import camel, documentation

_PLACES: Final = {"path": "uri", "query": "querystring", "header": "header"}
_FILE: Final = "File"
_FILE_MEMBER: Final = "document"
_CONTINUES: Final = "nextToken"
_CONTINUES_BY: Final = "x-next-token"

_RENAMED: Final = {"version": "grantVersion"}
"""Members that the command line could not tell from its own options, such as ``--version``."""


def with_exports(operation: Operation) -> Iterator[Operation]:
    """The operation; beside it the same as a file, if callers may choose between JSON and a file.

    An SDK must know which of the two comes back, so `format` is none of its parameters.
    """
    answer = operation.answer
    if answer.schema is None or not answer.media_types:
        yield operation
        return
    parameters = tuple(each for each in operation.parameters if each.name != "format")
    yield replace(operation, parameters=parameters, answer=replace(answer, media_types=()))
    for media_type in answer.media_types:
        format_ = media_type.rpartition("/")[2]
        yield replace(
            operation,
            name=f"Export{operation.name.removeprefix('List')}",
            path=f"{operation.path}?format={format_}",
            description=f"{operation.description}\n\nThe page comes as {format_.upper()}.",
            parameters=parameters,
            answer=replace(answer, schema=None, media_types=(media_type,)),
        )


def described(operation: Operation, shapes: Shapes) -> Json:
    """The operation as the model has it; the shapes that it needs are made."""
    made: Json = {
        "name": operation.name,
        "http": {
            "method": operation.method,
            "requestUri": operation.path,
            "responseCode": operation.status,
        },
        "input": {"shape": shapes.keep(f"{operation.name}Request", _input(operation, shapes))},
    }
    answer = output(operation, shapes)
    if answer is not None:
        made["output"] = {"shape": answer}
    made["errors"] = raised(operation.refusals, shapes)
    made["documentation"] = documentation(operation.description)
    if operation.method in ("PUT", "DELETE"):
        made["idempotent"] = True
    return made


def _input(operation: Operation, shapes: Shapes) -> Json:
    owner = f"{operation.name}Request"
    made: Json = {"type": "structure", "members": {}}
    required: list[str] = []
    for parameter in operation.parameters:
        name = _member(parameter.name)
        member = shapes.member(parameter.schema, owner, name)
        member |= {"location": _PLACES[parameter.location], "locationName": parameter.name}
        if parameter.description:
            member["documentation"] = documentation(parameter.description)
        made["members"][name] = member
        required += [name] if parameter.is_required else []
    body = _body(operation.request, owner, shapes)
    # What the path says needs no saying in the body.
    made["members"] = {**body.pop("members", {}), **made["members"]}
    required += [each for each in body.pop("required", []) if each not in required]
    if required:
        made["required"] = required
    return {**body, **made}


def _member(parameter: str) -> str:
    return _RENAMED.get(parameter, camel(parameter) if "-" in parameter else parameter)


def _body(content: Content, owner: str, shapes: Shapes) -> Json:
    if content.schema is not None:
        name = component_name(present(content.schema))
        schema = content.schema if name is None else shapes.component(name)
        return shapes.structure(schema, owner)
    if content.media_types:
        kind = shapes.keep("ContentType", {"type": "string", "enum": list(content.media_types)})
        told = {"shape": kind, "location": "header", "locationName": "Content-Type"}
        return {
            "members": {_FILE_MEMBER: _file(shapes), "contentType": told},
            "required": [_FILE_MEMBER, "contentType"],
            "payload": _FILE_MEMBER,
        }
    return {}


def output(operation: Operation, shapes: Shapes) -> str | None:
    """The name of the shape of an answer; None if there is nothing in it."""
    answer, owner = operation.answer, f"{operation.name}Response"
    if answer.schema is not None:
        return shapes.shape(answer.schema, owner, "answer")
    if answer.is_nothing:
        return None
    members = {_FILE_MEMBER: _file(shapes), "contentType": _header("Content-Type", shapes)}
    for name, text in answer.headers.items():
        if name != _CONTINUES_BY:
            members[camel(name)] = _header(name, shapes) | {"documentation": documentation(text)}
    if any(each.name == _CONTINUES for each in operation.parameters):
        members[_CONTINUES] = _header(_CONTINUES_BY, shapes)
    made: Json = {"type": "structure", "members": members, "payload": _FILE_MEMBER}
    return shapes.keep(owner, made)


def _file(shapes: Shapes) -> Json:
    return {"shape": shapes.keep(_FILE, {"type": "blob", "streaming": True})}


def _header(name: str, shapes: Shapes) -> Json:
    shape = shapes.keep("String", {"type": "string"})
    return {"shape": shape, "location": "header", "locationName": name}

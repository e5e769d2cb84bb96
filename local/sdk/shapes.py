"""The shapes of a model, made of schemas as operations come to need them."""

from collections import defaultdict
from typing import Final

from local.sdk import Json
from local.sdk.document import component_name
from local.sdk.schemas import amount, bounds_of_list, is_amount, present, scalar
from local.sdk.text import documentation, pascal

_PLAIN: Final = {
    "string": "String",
    "integer": "Integer",
    "long": "Long",
    "double": "Double",
    "boolean": "Boolean",
    "timestamp": "Timestamp",
}
_DOCUMENT: Final[Json] = {"type": "structure", "members": {}, "document": True}
_IDEMPOTENT: Final = "clientToken"


class Shapes:
    """Every shape by its name. A name that is asked for is kept for one definition only.

    Of two components with the same noun the one that is needed first gets it.
    """

    def __init__(self, components: Json, after: "Shapes | None" = None) -> None:
        """`components` are the schemas of the OpenAPI document.

        `after` were made of the same before: they know which names are asked for, and for what.
        """
        self.made: dict[str, Json] = {}
        self.names: dict[str, str] = {}
        self._components = components
        self._wanted: dict[str, list[Json]] = defaultdict(list)
        self._preferred = after.most_wanted() if after else {}
        self._nouns = frozenset(
            after.names.values() if after else (_names(each)[0] for each in components)
        )

    def component(self, name: str) -> Json:
        """A schema by its name in the OpenAPI document."""
        schema: Json = self._components[name]
        return schema

    def member(self, schema: Json, owner: str, name: str) -> Json:
        """What a structure says of a member: its shape, and what there is to know about it."""
        schema = present(schema)
        made: Json = {"shape": self.shape(schema, owner, name)}
        if schema.get("description"):
            made["documentation"] = documentation(schema["description"])
        if name == _IDEMPOTENT:
            made["idempotencyToken"] = True
        return made

    def shape(self, schema: Json, owner: str, name: str) -> str:
        """The name of the shape for a schema that `owner` has under `name`."""
        schema = present(schema)
        component = component_name(schema)
        if component is not None:
            return self._of_component(component)
        if is_amount(schema):
            return self._kept(amount(schema), "Amount", owner, name)
        made = scalar(schema)
        if made is not None:
            if made.keys() <= {"type", "timestampFormat"}:
                return self._kept(made, _PLAIN[made["type"]], owner, name)
            self._wanted[pascal(name)].append(made)
            return self._kept(made, pascal(name), owner, name)
        if schema.get("type") == "array":
            return self._list(schema, owner, name)
        if schema.get("type") == "object":
            return self._object(schema, owner, name)
        # Anything goes, or several kinds of things: handed over as it is.
        return self._kept(_DOCUMENT, "Document", owner, name)

    def structure(self, schema: Json, name: str) -> Json:
        """A structure of the schema's members; null is no value that a member could have."""
        made: Json = {
            "type": "structure",
            "members": {
                member: self.member(each, name, member)
                for member, each in schema.get("properties", {}).items()
            },
        }
        required = [each for each in schema.get("required", []) if not _may_be_null(schema, each)]
        if required:
            made["required"] = required
        if schema.get("description"):
            made["documentation"] = documentation(schema["description"])
        return made

    def most_wanted(self) -> dict[str, Json]:
        """For each name that scalars ask for, the definition that most of them have."""
        return {
            name: max(definitions, key=definitions.count)
            for name, definitions in self._wanted.items()
        }

    def keep(self, name: str, shape: Json) -> str:
        """Give a shape a name of its own; ValueError if another one has it."""
        if self.made.setdefault(name, shape) != shape:
            raise ValueError(f"two shapes are called {name}")
        return name

    def _of_component(self, component: str) -> str:
        name = self.names.get(component)
        if name is None:
            name = next(each for each in _names(component) if each not in self.made)
            self.names[component] = name
            schema = self.component(component)
            made = scalar(schema)
            # A place is taken first: a structure may hold others of its kind.
            self.made[name] = made or {}
            if made is None:
                self.made[name] = self.structure(schema, name)
            elif schema.get("description"):
                made["documentation"] = documentation(schema["description"])
        return name

    def _list(self, schema: Json, owner: str, name: str) -> str:
        item = self.shape(schema.get("items", {}), owner, f"{name}Item")
        bounds = bounds_of_list(schema)
        made: Json = {"type": "list", "member": {"shape": item}, **bounds}
        return self._kept(made, pascal(name) if bounds else f"{item}List", owner, name)

    def _object(self, schema: Json, owner: str, name: str) -> str:
        if "properties" in schema:
            own = f"{owner}{pascal(name)}"
            return self.keep(own, self.structure(schema, own))
        values = schema.get("additionalProperties")
        if not isinstance(values, dict) or not values:
            return self._kept(_DOCUMENT, "Document", owner, name)
        key = self._kept({"type": "string"}, "String", owner, name)
        value = self.shape(values, owner, f"{name}Value")
        made: Json = {"type": "map", "key": {"shape": key}, "value": {"shape": value}}
        return self._kept(made, pascal(name), owner, name)

    def _kept(self, shape: Json, wanted: str, owner: str, name: str) -> str:
        """Share a shape that is the same; else name it also by where it is."""
        for candidate in (wanted, f"{owner}{pascal(name)}"):
            if candidate in self._nouns or self._preferred.get(candidate, shape) != shape:
                continue
            if self.made.setdefault(candidate, shape) == shape:
                return candidate
        return self.keep(f"{owner}{pascal(name)}Value", shape)


def _may_be_null(schema: Json, member: str) -> bool:
    described = schema["properties"][member]
    return any(each.get("type") == "null" for each in described.get("anyOf", []))


def _names(component: str) -> tuple[str, str, str]:
    """How SDKs may call a component: by its noun, if it is not taken."""
    noun = component
    for ending in ("-Input", "-Output", "View", "Body", "Shape", "Request"):
        noun = noun.removesuffix(ending)
    role = "Input" if component.endswith(("Body", "-Input", "Request")) else "Output"
    return noun, f"{noun}{role}", component.replace("-", "")

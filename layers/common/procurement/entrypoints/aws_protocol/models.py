"""AWS's own models of its services: copies of botocore's without the documentation.

`make models` writes them. botocore is in the runtime and only reads them here: the one module of
the entry points that knows of it, and nothing of it that sends anything.
"""

import json
from functools import cache
from importlib.resources import files

from botocore.model import (
    ListShape,
    MapShape,
    OperationModel,
    ServiceModel,
    Shape,
    StringShape,
    StructureShape,
)

__all__ = [
    "ListShape",
    "MapShape",
    "OperationModel",
    "ServiceModel",
    "Shape",
    "StringShape",
    "StructureShape",
    "model_of",
    "structure_of",
]


@cache
def model_of(service: str) -> ServiceModel:
    """The model of a service, by its name in botocore (``marketplace-agreement``)."""
    text = (files("procurement.data") / "aws_models" / f"{service}.json").read_text("utf-8")
    return ServiceModel(json.loads(text), service)


def structure_of(model: ServiceModel, name: str) -> StructureShape:
    """One of the model's structures; `TypeError` if it is anything else."""
    shape = model.shape_for(name)
    if not isinstance(shape, StructureShape):
        raise TypeError(f"{name} is a {shape.type_name}")
    return shape

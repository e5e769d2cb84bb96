"""moto and botocore, made quick without changing what they answer."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

import botocore.loaders
from moto.dynamodb import models
from moto.dynamodb.models import DynamoDBBackend


@contextmanager
def quick() -> Iterator[None]:
    """Read every service model once, and copy a table once per transaction."""
    loader = botocore.loaders.JSONFileLoader
    read = cache(loader().load_file)
    copies = _Copies()
    with (
        patch.object(loader, "load_file", lambda _, path: read(path)),
        patch.object(models, "copy", copies),
        patch.object(DynamoDBBackend, "transact_write_items", copies.in_transaction()),
    ):
        yield


class _Copies:
    """Stands for the module `copy` where moto keeps tables for a rollback: it copies the whole
    table again for each item of a transaction, before it has written any."""

    def __init__(self) -> None:
        self._of_transaction: dict[int, Any] | None = None

    def in_transaction(self) -> Any:
        write = DynamoDBBackend.transact_write_items

        def transact_write_items(backend: DynamoDBBackend, items: list[dict[str, Any]]) -> None:
            self._of_transaction = {}
            try:
                write(backend, items)
            finally:
                self._of_transaction = None

        return transact_write_items

    def deepcopy(self, original: Any) -> Any:
        copies = self._of_transaction
        if copies is None or not isinstance(original, models.Table):
            return copy.deepcopy(original)
        if id(original) not in copies:
            copies[id(original)] = copy.deepcopy(original)
        return copies[id(original)]

    def __getattr__(self, name: str) -> Any:
        return getattr(copy, name)

"""What the queue of change sets carries."""

from collections.abc import Mapping
from typing import Any

from procurement.domain.errors import InvalidInput, Problem


def read_change_set_id(message: Mapping[str, Any]) -> str:
    """``{"changeSetId": "cs-…"}``; `InvalidInput` for anything else."""
    found = message.get("changeSetId")
    if not isinstance(found, str) or not found:
        message_ = "must name a change set"
        problem = Problem(field="changeSetId", reason="INVALID_MESSAGE", message=message_)
        raise InvalidInput([problem])
    return found

"""Sending a file to be planned or applied."""

from procurement_cli.api import Api, JsonObject
from procurement_cli.files import File

PATH = "purchase-order-imports"


def plan(api: Api, file: File, *, prune: bool) -> JsonObject:
    """What applying the file would do now; nothing is written. The API's answer as it is."""
    return _send(api, file, dryRun="true", prune=_word(prune))


def apply(api: Api, file: File, *, prune: bool, plan_id: str) -> JsonObject:
    """Do what the plan says, and nothing else: refused as a conflict if it is outdated."""
    return _send(api, file, dryRun="false", prune=_word(prune), planId=plan_id)


def _send(api: Api, file: File, **query: str) -> JsonObject:
    return api.post(PATH, query, file.content, file.content_type).json_object()


def _word(value: bool) -> str:
    return "true" if value else "false"

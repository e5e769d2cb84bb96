"""Tracing, where it is switched on."""

import pytest

from procurement.domain.errors import Unavailable
from procurement.entrypoints.observability import observed


def test_tracing_changes_neither_answer_nor_error(context, monkeypatch):
    monkeypatch.setenv("POWERTOOLS_TRACE_ENABLED", "true")
    monkeypatch.setenv("AWS_XRAY_CONTEXT_MISSING", "IGNORE_ERROR")

    @observed
    def handler(event, context):
        if event:
            raise Unavailable("busy")
        return "answer"

    assert handler({}, context) == "answer"
    with pytest.raises(Unavailable):
        handler({"fail": True}, context)

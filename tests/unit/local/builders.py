"""Stacks to test with."""

from typing import Any

from local.info import StackInfo
from local.resources import Resources


def some_resources(**changes: Any) -> Resources:
    values: dict[str, Any] = {
        "api_id": "a1b2c3d4",
        "api_stage": "local",
        "tables": {"ChargesTable": "ledgerline-ChargesTable-1"},
        "queues": {"InvoiceQueue": "http://127.0.0.1:4566/111122223333/ledgerline-InvoiceQueue-1"},
        "buckets": {"ExportsBucket": "ledgerline-exports-1"},
        "functions": {"PlanInvoicesFunction": "ledgerline-PlanInvoicesFunction-1"},
        "event_bus": "ledgerline",
        "notification_sender": "ledgerline@example.com",
    }
    return Resources(**values | changes)


def a_stack(**changes: Any) -> StackInfo:
    resources = some_resources()
    values: dict[str, Any] = {
        "api_url": "http://127.0.0.1:4567/restapis/a1b2c3d4/local/_user_request_",
        "docs_url": "http://127.0.0.1:4567/restapis/a1b2c3d4/local/_user_request_/docs",
        "endpoint_url": "http://127.0.0.1:4567",
        "region": "us-east-1",
        "account_id": "111122223333",
        "access_key_id": "AKIAEXAMPLE",
        "secret_access_key": "secret",
        "tables": resources.tables,
        "queues": resources.queues,
        "buckets": resources.buckets,
        "functions": resources.functions,
        "event_bus": resources.event_bus,
        "console_url": "http://127.0.0.1:4567/ledgerline-console/index.html",
    }
    return StackInfo(**values | changes)

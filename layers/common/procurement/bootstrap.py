"""Joins the parts: the only module that knows which adapter serves which port.

Everything is made at its first use and kept for the life of the process; nothing is read or
connected at import. Clients that only one function needs are imported where they are made.
"""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from pynamodb.connection import Connection

from procurement.adapters.clock import SystemClock, TellableClock
from procurement.adapters.dynamodb import tables
from procurement.adapters.dynamodb.ledger import DynamoOutbox
from procurement.adapters.dynamodb.unit_of_work import DynamoUnitOfWork
from procurement.domain.billing_settings.invoicing_entities import InvoicingEntities
from procurement.service.accounts import act_for, support
from procurement.service.billing_settings.entities_in_force import EntitiesInForce
from procurement.service.caller import Caller
from procurement.service.ports.after_sale import UnfinishedRequests
from procurement.service.ports.aws_account import AwsAccount
from procurement.service.ports.clock import Clock
from procurement.service.ports.cost_exports import ExportReader, ExportStore
from procurement.service.ports.documents import DocumentQueue, DocumentRenderer, DocumentStore
from procurement.service.ports.ledger import EventBus, Outbox
from procurement.service.ports.mail import Mailer, MailLog
from procurement.service.ports.page import PageTokens
from procurement.service.ports.portal_delivery import Portal, PortalSecrets, PortalWriter
from procurement.service.ports.reports import ReportFiles, ReportQueue
from procurement.service.ports.runs import PartQueue
from procurement.service.ports.stack_responses import StackResponses
from procurement.service.ports.unit_of_work import UnitOfWorkFactory
from procurement.service.ports.verification import Chains, StoredBooks
from procurement.settings import Settings

if TYPE_CHECKING:
    from procurement.service.notices.mailing import Post
    from procurement.service.plans.reach_desired_state import Deployment


@cache
def settings() -> Settings:
    """What the deployment says."""
    return Settings.from_environment()


@cache
def connection() -> Connection:
    """The one connection to DynamoDB, with every model pointed at its table."""
    return tables.bind(settings())


@cache
def unit_of_work() -> UnitOfWorkFactory:
    """Makes units of work on DynamoDB."""
    shared = connection()
    tokens = page_tokens()
    is_integrated = settings().is_integrated_by_default
    return lambda: DynamoUnitOfWork(shared, tokens, is_integrated_by_default=is_integrated)


@cache
def page_tokens() -> PageTokens:
    """Tokens of pages, sealed with the deployment's keys."""
    from procurement.adapters.dynamodb.page_keys import DynamoPageKeys
    from procurement.adapters.page_tokens import SealedPageTokens

    connection()
    return SealedPageTokens(DynamoPageKeys(), clock())


@cache
def clock() -> Clock:
    """Real time; what a stack with a clock to be told was told."""
    if not settings().clock_table:
        return SystemClock()
    connection()
    return TellableClock(SystemClock())


def entities() -> InvoicingEntities:
    """The table of invoicing entities in force, as it was at most a minute ago (R-106)."""
    return _entities_in_force().current()


@cache
def _entities_in_force() -> EntitiesInForce:
    return EntitiesInForce(shipped_entities(), unit_of_work(), clock())


@cache
def shipped_entities() -> InvoicingEntities:
    """The table that is in force until another one is stored."""
    text = (files("procurement.data") / "invoicing_entities.json").read_text("utf-8")
    return InvoicingEntities.of(json.loads(text))


def deployment() -> "Deployment":
    """What bringing purchase orders to a desired state takes."""
    from procurement.service.plans.reach_desired_state import Deployment

    return Deployment(
        unit_of_work=unit_of_work(),
        clock=clock(),
        entities=entities(),
        default_currency=settings().default_currency,
    )


@cache
def outbox() -> Outbox:
    """Unsent events on DynamoDB."""
    connection()
    return DynamoOutbox()


def unfinished_requests() -> UnfinishedRequests:
    """Requests that somebody has to come back to, on DynamoDB."""
    from procurement.adapters.dynamodb.requests import DynamoUnfinishedRequests

    connection()
    return DynamoUnfinishedRequests()


@cache
def mail_log() -> MailLog:
    """Mails sent, on DynamoDB."""
    from procurement.adapters.dynamodb.mail_log import DynamoMailLog

    return DynamoMailLog(connection(), page_tokens())


@cache
def chains() -> Chains:
    """The ledgers' hash chains on DynamoDB."""
    from procurement.adapters.dynamodb.chains import DynamoChains

    connection()
    return DynamoChains()


def stored_books() -> StoredBooks:
    """Everything that is stored, for a verification."""
    from procurement.adapters.dynamodb.stored_books import DynamoStoredBooks

    return DynamoStoredBooks(connection())


@cache
def event_bus() -> EventBus:
    """The application's EventBridge bus."""
    import boto3

    from procurement.adapters.event_bus import EventBridgeBus
    from procurement.adapters.patience import patience

    return EventBridgeBus(boto3.client("events", config=patience()), settings().event_bus)


@cache
def mailer() -> Mailer:
    """SES, sending as the configured address."""
    import boto3

    from procurement.adapters.mail import SesMailer
    from procurement.adapters.patience import patience

    # botocore would also repeat what SES may have carried out: nothing is sent twice.
    once = patience(10, retries={"mode": "standard", "total_max_attempts": 1})
    return SesMailer(boto3.client("sesv2", config=once), settings().notification_sender)


@cache
def post() -> "Post":
    """Renderer, mailer and mail log: what it takes to mail contacts."""
    from procurement.adapters.mail_renderer import JinjaMailRenderer
    from procurement.service.notices.mailing import Post

    return Post(renderer=JinjaMailRenderer(), mailer=mailer(), log=mail_log())


@cache
def part_queue() -> PartQueue:
    """The queue that feeds the invoice generator."""
    import boto3

    from procurement.adapters.part_queue import SqsPartQueue
    from procurement.adapters.patience import patience

    return SqsPartQueue(boto3.client("sqs", config=patience()), settings().invoice_queue_url)


@cache
def export_store() -> ExportStore:
    """The bucket that cost exports are dropped into."""
    import boto3

    from procurement.adapters.export_store import S3ExportStore
    from procurement.adapters.patience import TRANSFER_SECONDS, patience

    client = boto3.client("s3", config=patience(TRANSFER_SECONDS))
    return S3ExportStore(client, settings().exports_bucket)


@cache
def document_queue() -> DocumentQueue:
    """The queue of invoices whose documents are to be rendered."""
    import boto3

    from procurement.adapters.document_queue import SqsDocumentQueue
    from procurement.adapters.patience import patience

    return SqsDocumentQueue(boto3.client("sqs", config=patience()), settings().document_queue_url)


@cache
def document_store() -> DocumentStore:
    """The bucket of invoice documents."""
    import boto3

    from procurement.adapters.document_store import S3DocumentStore
    from procurement.adapters.patience import TRANSFER_SECONDS, patience

    client = boto3.client("s3", config=patience(TRANSFER_SECONDS, signature_version="s3v4"))
    return S3DocumentStore(client, settings().documents_bucket)


@cache
def document_renderer(folder: Path) -> DocumentRenderer:
    """Renders with the fonts and templates of the one function that ships Typst."""
    from procurement.adapters.documents.renderer import TypstDocumentRenderer

    return TypstDocumentRenderer(folder)


@cache
def report_queue() -> ReportQueue:
    """The queue of reports to be published."""
    import boto3

    from procurement.adapters.patience import patience
    from procurement.adapters.report_queue import SqsReportQueue

    return SqsReportQueue(boto3.client("sqs", config=patience()), settings().report_queue_url)


@cache
def report_files() -> ReportFiles:
    """The bucket of published reports."""
    import boto3

    from procurement.adapters.patience import TRANSFER_SECONDS, patience
    from procurement.adapters.report_store import S3ReportFiles

    client = boto3.client("s3", config=patience(TRANSFER_SECONDS, signature_version="s3v4"))
    return S3ReportFiles(client, settings().reports_bucket)


@cache
def stack_responses() -> StackResponses:
    """CloudFormation, which waits for answers about its custom resources."""
    from procurement.adapters.stack_responses import HttpStackResponses

    return HttpStackResponses(is_local=settings().is_local)


@cache
def portal() -> Portal:
    """Procurement portals, at their own addresses."""
    from procurement.adapters.portal_http import HttpPortal

    return HttpPortal(is_local=settings().is_local)


@cache
def portal_secrets() -> PortalSecrets:
    """The vault of secrets that are sent to portals."""
    import boto3

    from procurement.adapters.patience import patience
    from procurement.adapters.portal_secrets import SsmPortalSecrets

    client = boto3.client("ssm", config=patience())
    return SsmPortalSecrets(client, settings().portal_secrets)


@cache
def portal_writer() -> PortalWriter:
    """Writes cXML."""
    from procurement.adapters.documents.cxml_invoice import write_invoice_detail

    return write_invoice_detail


@cache
def aws_account() -> AwsAccount:
    """The real AWS account of the deployment, as far as its role may see it.

    Both services answer in one region for all. What AWS throttles is tried again, ever slower.
    """
    import boto3

    from procurement.adapters.aws_account import BotoAwsAccount
    from procurement.adapters.patience import patience

    patient = patience(
        30,
        region_name="us-east-1",
        connect_timeout=5,
        retries={"mode": "standard", "total_max_attempts": 8},
    )
    return BotoAwsAccount(
        boto3.client("invoicing", config=patient),
        boto3.client("marketplace-agreement", config=patient),
    )


def acting_for(caller: Caller, billing_account_id: str) -> Caller:
    """The caller in the place of a billing account that its account administers."""
    return act_for(caller, billing_account_id, unit_of_work())


def supporting(caller: Caller, billing_account_id: str) -> Caller:
    """Support, which is the deployment's own account, in the place of a billing account."""
    return support(caller, billing_account_id, settings().deployment_account)


@cache
def export_reader() -> ExportReader:
    """Reads FOCUS exports with DuckDB, which only the import ships."""
    from procurement.adapters.focus import read_focus

    return read_focus

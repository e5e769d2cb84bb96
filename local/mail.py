"""Mail that the application sent, as the emulated SES remembers it."""

from dataclasses import dataclass
from datetime import UTC, datetime

import requests

from local.errors import CommandFailed
from local.info import StackInfo


@dataclass(frozen=True)
class SentMail:
    """One mail; `at` is when SES took it, in UTC."""

    to: tuple[str, ...]
    subject: str
    text: str
    at: datetime


def sent_mails(stack: StackInfo) -> list[SentMail]:
    """All of them, in the order in which they were sent."""
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(
            f"{stack.endpoint_url}/_ministack/ses/messages",
            params={"account": stack.account_id},
            timeout=30,
        )
    if not answer.ok:
        raise CommandFailed(f"the local AWS does not show its mail: {answer.text}")
    found = [_mail(message) for message in answer.json()["messages"].get(stack.account_id, [])]
    return sorted(found, key=lambda mail: mail.at)


def _mail(message: dict[str, object]) -> SentMail:
    to, at = message["To"], message["Timestamp"]
    assert isinstance(to, list)
    return SentMail(
        to=tuple(to),
        subject=str(message["Subject"]),
        text=str(message["BodyText"]),
        at=datetime.fromtimestamp(float(str(at)), UTC),
    )

"""Billing transfers at the edge, in AWS Organizations' words."""

from datetime import datetime
from typing import Literal, Self

from pydantic import Field

from procurement.domain.organizations.billing_transfer import (
    BillingTransfer,
    TransferInput,
    TransferStatus,
)
from procurement.entrypoints.schemas.base import Instant, InstantInput, RequestSchema, Schema


class InviteToBillingTransferRequest(RequestSchema):
    """Whose bill the caller offers to take over, from when on."""

    type: Literal["BILLING"] = "BILLING"
    source_account_id: str | None = Field(None, examples=["888899990000"])
    name: str | None = Field(None, examples=["Example Corp"])
    notes: str | None = None
    start_timestamp: InstantInput | None = Field(None, examples=["2027-10-01T00:00:00Z"])

    def to_input(self) -> TransferInput:
        """The domain's unchecked input."""
        return TransferInput(
            source_account_id=self.source_account_id,
            name=self.name,
            notes=self.notes,
            starts_at=self.start_timestamp,
        )


class RenameBillingTransferRequest(RequestSchema):
    """Another name."""

    name: str | None = Field(None, examples=["Example Corp, Berlin"])


class EndBillingTransferRequest(RequestSchema):
    """The last second of a month; without it the present one."""

    end_timestamp: InstantInput | None = Field(None, examples=["2027-12-31T23:59:59Z"])


class TransferParticipantView(Schema):
    """One side of a transfer (AWS: TransferParticipant)."""

    management_account_id: str


class BillingTransferView(Schema):
    """A billing transfer (AWS: ResponsibilityTransfer); the source alone is asked to answer it.

    `endTimestamp` is null while nobody has ended it; `expirationTimestamp` is how long an
    invitation can be answered.
    """

    id: str = Field(examples=["rt-exampletransferid"])
    type: Literal["BILLING"]
    name: str
    notes: str
    status: TransferStatus
    source: TransferParticipantView
    target: TransferParticipantView
    start_timestamp: Instant
    end_timestamp: Instant | None
    requested_timestamp: Instant
    expiration_timestamp: Instant
    active_handshake_id: str

    @classmethod
    def of(cls, transfer: BillingTransfer, now: datetime) -> Self:
        """A transfer of the domain, as it stands at `now`."""
        return cls(
            id=transfer.transfer_id,
            type="BILLING",
            name=transfer.name,
            notes=transfer.notes,
            status=transfer.status(now),
            source=TransferParticipantView(management_account_id=transfer.source_account_id),
            target=TransferParticipantView(management_account_id=transfer.target_account_id),
            start_timestamp=transfer.starts_at,
            end_timestamp=transfer.ends_at,
            requested_timestamp=transfer.requested_at,
            expiration_timestamp=transfer.expires_at,
            active_handshake_id=transfer.handshake_id,
        )


class BillingTransferPage(Schema):
    """One page of billing transfers, invitations included."""

    items: list[BillingTransferView]
    next_token: str | None

"""The calendar of a story: what day it is, and what the system does by itself on that day."""

from datetime import UTC, datetime

from local.clock import read_instant, tell_real_time, tell_time
from tests.support.deployed import Deployed


class Calendar:
    """Tells the deployed application what time it is. All times are UTC."""

    def __init__(self, deployed: Deployed, story: str) -> None:
        self._deployed = deployed
        self._story = story
        self._now = datetime.now(UTC)

    def on(self, moment: str) -> None:
        """It is this moment now: ``2027-04-20 09:30``, or midnight of ``2027-04-20``."""
        instant = read_instant(moment)
        assert instant is not None
        tell_time(self._deployed.info, instant)
        self._now = instant

    def invoices_are_made(self) -> None:
        """The hourly run: whatever is due by now is invoiced when this returns."""
        run_id = f"{self._story}-{self._now:%Y%m%dT%H%M%S}"
        run = self._deployed.invoice_run(run_id, scheduledTime=self._now.isoformat())
        assert run["failed"] == 0, run

    def agreements_are_renewed(self) -> None:
        """The hourly look at agreements whose end has come."""
        self._deployed.call("renew_agreements", {"scheduledTime": self._now.isoformat()})

    def expiry_notices_are_mailed(self) -> None:
        """The daily look at purchase orders that will expire; on AWS at 09:00."""
        self._notify("EXPIRY")

    def radars_are_mailed(self) -> None:
        """The weekly radar; on AWS on Mondays at 08:00."""
        self._notify("RADAR")

    def reports_are_published(self) -> None:
        """The billed revenue reports of the month before; on AWS on the 15th at 00:00."""
        self._deployed.call("publish_reports", {"scheduledTime": self._now.isoformat()})

    def silence_is_carried_out(self) -> None:
        """The look at what nobody answered in time; on AWS every five minutes."""
        event = {"scheduledTime": self._now.isoformat()}
        assert self._deployed.call("finish_requests", event)["failed"] == 0

    def ends(self) -> None:
        """Real time again."""
        tell_real_time(self._deployed.info)

    def _notify(self, notice: str) -> None:
        event = {"scheduledTime": self._now.isoformat(), "notice": notice}
        self._deployed.call("notify", event)

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Checkbox from "@cloudscape-design/components/checkbox";
import { useState } from "react";
import { ApiProblem } from "../../api/problem";
import { Conflict, isConflict } from "../../form/Conflict";
import { Dialog } from "../../form/Dialog";
import { counted } from "../../text/count";
import { formatMoney } from "../../text/money";
import { differenceOf, isDifferent } from "./lines";
import { type Offer, useRelease } from "./queries";
import { inWords } from "./totals";

interface Props {
  readonly offer: Offer;
  readonly refresh: () => void;
  readonly close: () => void;
}

/** Asks before the buyers see the offer; a difference from the intended total is confirmed. */
export function Release({ offer, refresh, close }: Props) {
  const [isConfirmed, confirm] = useState(false);
  const release = useRelease(offer.offerId);
  const difference = differenceOf(offer.totalDue?.amount ?? null, offer.intendedTotal);
  const differs = isDifferent(difference);
  const total = offer.totalDue && formatMoney(offer.totalDue.amount, offer.totalDue.currencyCode);
  return (
    <Dialog
      title="Release the offer?"
      action="Release"
      isPending={release.isPending}
      isDisabled={differs && !isConfirmed}
      act={() =>
        release.mutate(
          { confirmTotalDifference: isConfirmed, expectedVersion: offer.version },
          { onSuccess: close },
        )
      }
      close={close}
      error={isConflict(release.error) ? null : release.error}
    >
      <Conflict
        what="this offer"
        error={release.error}
        takeTheirs={() => {
          refresh();
          close();
        }}
      />
      <Refused error={release.error} />
      <Box>
        {offer.name} goes to {offer.targetAccountIds.join(", ")}
        {total && `: ${counted(offer.schedule.length, "payment")}, ${total} in all`}. After the
        release its payments cannot be changed any more.
      </Box>
      {differs && (
        <Alert
          type="warning"
          header={`The payments come to ${inWords(difference, offer.currencyCode)}`}
        >
          <Checkbox checked={isConfirmed} onChange={({ detail }) => confirm(detail.checked)}>
            Release it with this difference
          </Checkbox>
        </Alert>
      )}
    </Dialog>
  );
}

/** Everything that stands against the release, told here: its fields are on the page beneath. */
function Refused({ error }: { error: unknown }) {
  if (!(error instanceof ApiProblem) || !error.problems.length) return null;
  return (
    <Alert type="error" header="The offer was not released">
      {error.problems.map(({ field, message }) => (
        <Box key={`${field}${message}`}>
          {field}: {message}
        </Box>
      ))}
    </Alert>
  );
}

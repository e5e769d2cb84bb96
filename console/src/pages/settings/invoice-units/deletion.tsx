import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import { Dialog } from "../../../form/Dialog";
import { type InUse, type InvoiceUnit, inUse, useDeleteUnit } from "./queries";

/** Asks before a unit is deleted, and once more where purchase orders name it. */
export function Deletion({ unit, close }: { unit: InvoiceUnit; close: () => void }) {
  const remove = useDeleteUnit(unit);
  const conflict = inUse(remove.error);
  return (
    <Dialog
      title={`Delete ${unit.name}?`}
      action={conflict ? "Delete all the same" : "Delete"}
      isPending={remove.isPending}
      error={conflict ? null : remove.error}
      act={() => remove.mutate(conflict !== null, { onSuccess: close })}
      close={close}
    >
      {conflict ? (
        <Conflict inUse={conflict} />
      ) : (
        <Alert type="warning">
          This cannot be undone. From the next billing period on, its accounts are invoiced together
          with the others.
        </Alert>
      )}
    </Dialog>
  );
}

function Conflict({ inUse: { purchaseOrderIds, count } }: { inUse: InUse }) {
  return (
    <>
      <Alert
        type="warning"
        header={count === 1 ? "1 purchase order names it" : `${count} purchase orders name it`}
      >
        Deleted all the same, it goes from them too. A purchase order that would lose its last unit,
        and so be of the whole account, is suspended.
      </Alert>
      <ul>
        {purchaseOrderIds.map((each) => (
          <li key={each}>
            <Link href={`#/purchase-orders/${encodeURIComponent(each)}`}>{each}</Link>
          </li>
        ))}
      </ul>
      {count > purchaseOrderIds.length && <Box>and {count - purchaseOrderIds.length} more</Box>}
    </>
  );
}

import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import { useState } from "react";
import { Loaded } from "../../app/Loaded";
import { Dialog } from "../../form/Dialog";
import { useChoices } from "../../purchase-orders/form/choices";
import {
  type LineDraft,
  lineChanges,
  lineOf,
  newLine,
  toLine,
} from "../../purchase-orders/form/draft";
import { LineFields } from "../../purchase-orders/form/LineFields";
import { useEdit } from "./edit";
import { ConflictAlert } from "./EditForm";
import type { LineItem, PurchaseOrder } from "./queries";

interface LineProps {
  readonly order: PurchaseOrder;
  /** The one that is edited; null for a new one. */
  readonly line: LineItem | null;
  readonly close: () => void;
}

/** One line item, new or as it stands; of the latter only what was changed is sent. */
export function EditLine({ order, line, close }: LineProps) {
  const found = useChoices();
  const edit = useEdit(order, close);
  const [before] = useState(() => (line ? lineOf(line) : newLine(order, order.lineItems)));
  const [draft, setDraft] = useState<LineDraft>(before);
  const [isEdit] = useState(line !== null);
  const others = edit.problems.without(["lineItems[0]"]);
  return (
    <Dialog
      size="large"
      title={isEdit ? `Edit line item ${draft.lineItemNumber}` : "Add line item"}
      action={isEdit ? "Save changes" : "Add line item"}
      act={() => edit.save({ lineItems: [isEdit ? lineChanges(before, draft) : toLine(draft)] })}
      isPending={edit.isSaving}
      close={close}
    >
      <ConflictAlert conflict={edit.conflict} />
      {!others.isEmpty && <Alert type="error">{others.summary()}</Alert>}
      <Loaded what="the types" found={found}>
        {(choices) => (
          <LineFields
            line={draft}
            change={(part) => {
              setDraft({ ...draft, ...part });
              edit.forget(["lineItems"]);
            }}
            currency={order.currencyCode}
            billFrom={order.billFrom}
            sellersOfType={choices.sellersOfType}
            problems={edit.problems}
            at="lineItems[0]"
            isEdit={isEdit}
          />
        )}
      </Loaded>
    </Dialog>
  );
}

interface DeleteProps {
  readonly order: PurchaseOrder;
  readonly lines: readonly LineItem[];
  readonly close: () => void;
}

export function DeleteLines({ order, lines, close }: DeleteProps) {
  const edit = useEdit(order, close);
  const numbers = lines.map((line) => line.lineItemNumber);
  const areUsed = lines.some((line) => line.invoiceCount > 0);
  return (
    <Dialog
      title={numbers.length === 1 ? "Delete 1 line item?" : `Delete ${numbers.length} line items?`}
      action="Delete"
      act={() => edit.save({ deletedLineItems: numbers })}
      isPending={edit.isSaving}
      close={close}
    >
      <ConflictAlert conflict={edit.conflict} />
      <Alert type="warning">
        Their value and balance go with them.
        {areUsed && " Invoices keep the number that is printed on them; it cannot be used again."}
      </Alert>
      {!edit.problems.isEmpty && <Alert type="error">{edit.problems.summary()}</Alert>}
      <Box>{numbers.join(", ")}</Box>
    </Dialog>
  );
}

import { useState } from "react";
import { Loaded } from "../../app/Loaded";
import { useChoices } from "../../purchase-orders/form/choices";
import { BillingFields, GeneralFields } from "../../purchase-orders/form/DetailsFields";
import {
  changesOf,
  type DetailsDraft,
  detailsOf,
  toDetails,
} from "../../purchase-orders/form/draft";
import { NotificationFields } from "../../purchase-orders/form/NotificationFields";
import { useEdit } from "./edit";
import { EditForm } from "./EditForm";
import type { PurchaseOrder } from "./queries";

/** The header; its ID and its currency stand for good. */
export function EditDetails({ order, close }: { order: PurchaseOrder; close: () => void }) {
  const found = useChoices();
  const edit = useEdit(order, close);
  // What it was when the form opened: only what differs from that is sent.
  const [before] = useState(() => detailsOf(order));
  const [draft, setDraft] = useState(before);
  const change = (part: Partial<DetailsDraft>) => {
    setDraft({ ...draft, ...part });
    edit.forget(Object.keys(part));
  };
  const save = () => {
    const changes = changesOf(toDetails(before), toDetails(draft));
    if (Object.keys(changes).length) edit.save(changes);
    else close();
  };
  return (
    <Loaded what="the sellers of record" found={found}>
      {(choices) => {
        const fields = { draft, change, choices, problems: edit.problems };
        return (
          <EditForm
            title="Edit details"
            edit={edit}
            save={save}
            fields={Object.keys(toDetails(draft))}
          >
            <GeneralFields {...fields} isEdit />
            <BillingFields {...fields} isEdit />
            <NotificationFields
              settings={draft.notificationSettings}
              change={(notificationSettings) => change({ notificationSettings })}
              problems={edit.problems}
            />
          </EditForm>
        );
      }}
    </Loaded>
  );
}

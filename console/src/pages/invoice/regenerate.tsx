import { useState } from "react";
import { ApiProblem } from "../../api/problem";
import { useNotifications } from "../../app/notifications";
import { Dialog } from "../../form/Dialog";
import { Problems } from "../../form/problems";
import { Refusal } from "../../form/Refusal";
import { asAsked, NOTHING_WANTED, RegenerationFields } from "../../invoices/RegenerationFields";
import { WHO_CORRECTS } from "../../invoices/support";
import { type Invoice, type Regeneration, useRegenerate } from "./queries";

const FIELDS = ["target", "purchaseOrderId", "reason"];

/** Puts another purchase order on an issued invoice: it keeps its number and gets an edition. */
export function Regenerate({ invoice, close }: { invoice: Invoice; close: () => void }) {
  const [wanted, setWanted] = useState<Regeneration>(NOTHING_WANTED);
  const { notify } = useNotifications();
  const regenerate = useRegenerate(invoice.invoiceId);
  const problems = Problems.of(regenerate.error);
  const act = () =>
    regenerate.mutate(asAsked(wanted), {
      onSuccess: (made) => {
        notify({ type: "success", content: told(invoice, made) });
        close();
      },
    });
  return (
    <Dialog
      title={`Regenerate ${invoice.invoiceId}`}
      action="Regenerate"
      act={act}
      close={close}
      isPending={regenerate.isPending}
    >
      <RegenerationFields
        wanted={wanted}
        change={(changes) => setWanted({ ...wanted, ...changes })}
        errorOf={(field) =>
          problems.at(field) ??
          (field === "purchaseOrderId" ? missing(regenerate.error) : undefined)
        }
        mayCreate={invoice.billingEntity === "AWS_MARKETPLACE"}
      />
      {!missing(regenerate.error) && (
        <Refusal
          error={regenerate.error}
          what="regenerate invoices"
          whoMay={WHO_CORRECTS}
          fields={FIELDS}
        />
      )}
    </Dialog>
  );
}

/** A purchase order that is not there is the field's matter, though the API answers as a whole. */
function missing(error: unknown): string | undefined {
  return error instanceof ApiProblem && error.status === 404 ? error.message : undefined;
}

function told(before: Invoice, made: Invoice): string {
  if (made.edition === before.edition) return `${made.invoiceId} is so already: nothing changed.`;
  const shows = made.purchaseOrderId ?? "no purchase order";
  return `Edition ${made.edition} of ${made.invoiceId} shows ${shows}.`;
}

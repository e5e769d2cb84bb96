import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { ApiProblem } from "../../api/problem";
import { useNotifications } from "../../app/notifications";
import { Dialog } from "../../form/Dialog";
import { fieldErrors } from "../../form/problems";
import { Refusal } from "../../form/Refusal";
import { PurchaseOrderPicker } from "../../purchase-orders/PurchaseOrderPicker";
import { type Invoice, type Regeneration, useRegenerate } from "./queries";
import { WHO_CORRECTS } from "./support";

const TARGETS = [
  { value: "PURCHASE_ORDER", label: "Another purchase order" },
  {
    value: "MATCH_AGAIN",
    label: "Match again",
    description: "What the invoice run would choose now.",
  },
  { value: "NONE", label: "No purchase order" },
] as const;

const FIELDS = ["target", "purchaseOrderId", "reason"];

/** Puts another purchase order on an issued invoice: it keeps its number and gets an edition. */
export function Regenerate({ invoice, close }: { invoice: Invoice; close: () => void }) {
  const [wanted, setWanted] = useState<Regeneration>({
    target: "PURCHASE_ORDER",
    purchaseOrderId: "",
    reason: "",
    createMissing: false,
  });
  const change = (changes: Partial<Regeneration>) => setWanted({ ...wanted, ...changes });
  const { notify } = useNotifications();
  const regenerate = useRegenerate(invoice.invoiceId);
  const errors = fieldErrors(regenerate.error);
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
      <FormField label="What it shall carry" errorText={errors.at("target")}>
        <RadioGroup
          value={wanted.target}
          items={TARGETS}
          onChange={({ detail }) =>
            change({ target: TARGETS.find(({ value }) => value === detail.value)?.value })
          }
        />
      </FormField>
      {wanted.target === "PURCHASE_ORDER" && (
        <PurchaseOrderField
          invoice={invoice}
          wanted={wanted}
          change={change}
          errorText={errors.at("purchaseOrderId") ?? missing(regenerate.error)}
        />
      )}
      <FormField
        label="Reason"
        description="It stays with the edition, for whoever asks later."
        errorText={errors.at("reason")}
      >
        <Textarea
          value={wanted.reason}
          rows={2}
          onChange={({ detail }) => change({ reason: detail.value })}
        />
      </FormField>
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

interface FieldProps {
  readonly invoice: Invoice;
  readonly wanted: Regeneration;
  readonly change: (changes: Partial<Regeneration>) => void;
  readonly errorText: string | undefined;
}

function PurchaseOrderField({ invoice, wanted, change, errorText }: FieldProps) {
  return (
    <SpaceBetween size="s">
      <FormField label="Purchase order" errorText={errorText}>
        <PurchaseOrderPicker
          value={wanted.purchaseOrderId ?? ""}
          choose={(purchaseOrderId) => change({ purchaseOrderId })}
        />
      </FormField>
      {invoice.billingEntity === "AWS_MARKETPLACE" && (
        <Checkbox
          checked={!!wanted.createMissing}
          onChange={({ detail }) => change({ createMissing: detail.checked })}
        >
          Create the purchase order if it does not exist
        </Checkbox>
      )}
    </SpaceBetween>
  );
}

/** Only a purchase order is named, and only for its target may it be made. */
function asAsked({ target, purchaseOrderId, reason, createMissing }: Regeneration): Regeneration {
  if (target !== "PURCHASE_ORDER") return { target, reason, createMissing: false };
  return { target, purchaseOrderId: purchaseOrderId || null, reason, createMissing };
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

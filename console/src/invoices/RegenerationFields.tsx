import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import type { components } from "../api/schema";
import { PurchaseOrderPicker } from "../purchase-orders/PurchaseOrderPicker";

export type Regeneration = components["schemas"]["RegenerateInvoiceRequest"];
export type Target = Regeneration["target"];

export const TARGETS: Readonly<Record<Target, string>> = {
  PURCHASE_ORDER: "Another purchase order",
  MATCH_AGAIN: "Match again",
  NONE: "No purchase order",
};

const CHOICES = [
  { value: "PURCHASE_ORDER", label: TARGETS.PURCHASE_ORDER },
  {
    value: "MATCH_AGAIN",
    label: TARGETS.MATCH_AGAIN,
    description: "What the invoice run would choose now.",
  },
  { value: "NONE", label: TARGETS.NONE },
] as const;

export const NOTHING_WANTED: Regeneration = {
  target: "PURCHASE_ORDER",
  purchaseOrderId: "",
  reason: "",
  createMissing: false,
};

interface Props {
  readonly wanted: Regeneration;
  readonly change: (changes: Partial<Regeneration>) => void;
  readonly errorOf: (field: string) => string | undefined;
  /** Whether a purchase order may be created that does not exist: for AWS Marketplace alone. */
  readonly mayCreate: boolean;
}

/** What issued invoices shall carry, and why. */
export function RegenerationFields({ wanted, change, errorOf, mayCreate }: Props) {
  return (
    <SpaceBetween size="m">
      <FormField label="What it shall carry" errorText={errorOf("target")}>
        <RadioGroup
          value={wanted.target}
          items={CHOICES}
          onChange={({ detail }) =>
            change({ target: CHOICES.find(({ value }) => value === detail.value)?.value })
          }
        />
      </FormField>
      {wanted.target === "PURCHASE_ORDER" && (
        <SpaceBetween size="s">
          <FormField label="Purchase order" errorText={errorOf("purchaseOrderId")}>
            <PurchaseOrderPicker
              value={wanted.purchaseOrderId ?? ""}
              choose={(purchaseOrderId) => change({ purchaseOrderId })}
            />
          </FormField>
          {mayCreate && (
            <Checkbox
              checked={!!wanted.createMissing}
              onChange={({ detail }) => change({ createMissing: detail.checked })}
            >
              Create the purchase order if it does not exist
            </Checkbox>
          )}
        </SpaceBetween>
      )}
      <FormField
        label="Reason"
        description="It stays with the edition, for whoever asks later."
        errorText={errorOf("reason")}
      >
        <Textarea
          value={wanted.reason}
          rows={2}
          onChange={({ detail }) => change({ reason: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}

/** Only a purchase order is named, and only for its target may it be made. */
export function asAsked({
  target,
  purchaseOrderId,
  reason,
  createMissing,
}: Regeneration): Regeneration {
  if (target !== "PURCHASE_ORDER") return { target, reason, createMissing: false };
  return { target, purchaseOrderId: purchaseOrderId || null, reason, createMissing };
}

import FormField from "@cloudscape-design/components/form-field";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { Dialog } from "../../../form/Dialog";
import { Problems } from "../../../form/problems";
import { PreferenceStatus, STATUSES } from "./PreferenceStatus";
import { type Preference, type StatusChange, useChangeStatus } from "./queries";
import { type Feature, nextOf, type Status } from "./transitions";

const NAMES: Record<Feature, string> = {
  delivery: "E-invoice delivery",
  retrieval: "Purchase order retrieval",
};

/** The names of status and reason in the API. */
const FIELDS = {
  delivery: {
    status: "einvoiceDeliveryPreferenceStatus",
    reason: "einvoiceDeliveryPreferenceStatusReason",
  },
  retrieval: {
    status: "purchaseOrderRetrievalPreferenceStatus",
    reason: "purchaseOrderRetrievalPreferenceStatusReason",
  },
} as const satisfies Record<Feature, Record<string, keyof Preference & keyof StatusChange>>;

interface Props {
  readonly preference: Preference;
  readonly close: () => void;
}

/** Moves one feature of a preference to a status that follows its present one. */
export function ChangeStatus({ preference, close }: Props) {
  const features = featuresOf(preference);
  const [feature, setFeature] = useState<Feature>(features[0] ?? "delivery");
  const [wanted, setWanted] = useState<Status | null>(null);
  const [reason, setReason] = useState("");
  const put = useChangeStatus(preference.procurementPortalPreferenceId);
  const errors = Problems.of(put.error);
  const fields = FIELDS[feature];
  const present = preference[fields.status];
  const options = optionsOf(present ? nextOf(present, feature) : []);
  const body: StatusChange = {
    [fields.status]: wanted,
    [fields.reason]: reason || null,
    expectedVersion: preference.version,
  };
  const turnTo = (chosen: Feature) => {
    setFeature(chosen);
    setWanted(null);
  };
  return (
    <Dialog
      title="Change status"
      action="Change status"
      isPending={put.isPending}
      isDisabled={!wanted}
      error={put.error}
      act={() => put.mutate(body, { onSuccess: close })}
      close={close}
    >
      <FormField label="Feature">
        <RadioGroup
          value={feature}
          items={features.map((value) => ({ value, label: NAMES[value] }))}
          onChange={({ detail }) => turnTo(detail.value === "retrieval" ? "retrieval" : "delivery")}
        />
      </FormField>
      <FormField label="Present status">
        <PreferenceStatus status={present} reason={preference[fields.reason]} />
      </FormField>
      <FormField label="New status" errorText={errors.at(fields.status)}>
        <Select
          placeholder="Choose a status"
          options={options}
          selectedOption={options.find(({ value }) => value === wanted) ?? null}
          onChange={({ detail }) =>
            setWanted(
              options.find(({ value }) => value === detail.selectedOption.value)?.value ?? null,
            )
          }
        />
      </FormField>
      <FormField
        label={
          <>
            Reason <i>- optional</i>
          </>
        }
        errorText={errors.at(fields.reason)}
      >
        <Textarea rows={2} value={reason} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
    </Dialog>
  );
}

function featuresOf(preference: Preference): Feature[] {
  const all: readonly Feature[] = ["delivery", "retrieval"];
  return all.filter((each) => preference[FIELDS[each].status] !== null);
}

function optionsOf(statuses: readonly Status[]) {
  return statuses.map((value) => ({ value, label: STATUSES[value].text }));
}

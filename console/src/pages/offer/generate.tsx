import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import DatePicker from "@cloudscape-design/components/date-picker";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select, { type SelectProps } from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { told } from "../../app/notifications";
import { Conflict, isConflict } from "../../form/Conflict";
import { hasFields, Problems } from "../../form/problems";
import { useDenied } from "../../session/may";
import { type Offer, type Plan, useSetSchedule } from "./queries";

const MONTHLY: SelectProps.Option = { value: "MONTHLY", label: "Monthly" };
const FREQUENCIES: readonly SelectProps.Option[] = [
  MONTHLY,
  { value: "QUARTERLY", label: "Quarterly" },
  { value: "ANNUALLY", label: "Annually" },
  { value: "CUSTOM", label: "Custom", description: "Monthly steps, to be adjusted" },
];

interface Props {
  readonly offer: Offer;
  readonly done: () => void;
  readonly takeTheirs: () => void;
}

/** Makes the payments out of a total, in so many parts from a first date on. */
export function Generate({ offer, done, takeTheirs }: Props) {
  const denied = useDenied();
  const [isOpen, setOpen] = useState(!offer.schedule.length);
  const [frequency, setFrequency] = useState(MONTHLY);
  const [input, setInput] = useState({
    total: offer.intendedTotal ?? "",
    count: "",
    first: "",
    initial: "",
  });
  const type = (changes: Partial<typeof input>) => setInput({ ...input, ...changes });
  const set = useSetSchedule(offer.offerId, "The payments were generated");
  const errors = Problems.of(set.error);
  const at = (field: keyof Plan) => errors.at(`installmentPlan.${field}`);
  const isCount = /^\d*$/.test(input.count);
  const generate = () => {
    if (!isCount) return;
    const installmentPlan: Plan = {
      total: input.total.trim() || null,
      frequency: frequency.value ?? "MONTHLY",
      numberOfPayments: input.count ? Number(input.count) : null,
      firstChargeDate: input.first || null,
      initialPayment: input.initial.trim() || null,
    };
    const close = () => {
      setOpen(false);
      done();
    };
    set.mutate({ installmentPlan, expectedVersion: offer.version }, { onSuccess: close });
  };
  const others =
    set.error && !hasFields(set.error) && !isConflict(set.error)
      ? told(set.error)
      : errors.besides([
          "installmentPlan.total",
          "installmentPlan.numberOfPayments",
          "installmentPlan.firstChargeDate",
          "installmentPlan.initialPayment",
        ]);
  return (
    <ExpandableSection
      variant="container"
      headerText="Generate payments"
      headerDescription="Up to 60 payments; cents that do not divide go to the last."
      expanded={isOpen}
      onChange={({ detail }) => setOpen(detail.expanded)}
    >
      <SpaceBetween size="m">
        <Conflict
          what="this offer"
          error={set.error}
          takeTheirs={() => {
            set.reset();
            takeTheirs();
          }}
        />
        {others && <Alert type="error">{others}</Alert>}
        <ColumnLayout columns={3}>
          <FormField label={`Total (${offer.currencyCode})`} errorText={at("total")}>
            <Input
              value={input.total}
              inputMode="decimal"
              placeholder="12000.00"
              onChange={({ detail }) => type({ total: detail.value })}
            />
          </FormField>
          <FormField label="First payment on" errorText={at("firstChargeDate")}>
            <DatePicker
              value={input.first}
              format="iso"
              placeholder="YYYY-MM-DD"
              openCalendarAriaLabel={openCalendar}
              onChange={({ detail }) => type({ first: detail.value })}
            />
          </FormField>
          <FormField label="Frequency" errorText={at("frequency")}>
            <Select
              selectedOption={frequency}
              options={FREQUENCIES}
              onChange={({ detail }) => setFrequency(detail.selectedOption)}
            />
          </FormField>
          <FormField
            label="Number of payments - optional"
            description="Without one, as many as the contract lasts."
            errorText={isCount ? at("numberOfPayments") : "Enter a whole number."}
          >
            <Input
              value={input.count}
              inputMode="numeric"
              onChange={({ detail }) => type({ count: detail.value })}
            />
          </FormField>
          <FormField
            label="Initial payment - optional"
            description="Is paid first; the rest is divided."
            errorText={at("initialPayment")}
          >
            <Input
              value={input.initial}
              inputMode="decimal"
              onChange={({ detail }) => type({ initial: detail.value })}
            />
          </FormField>
        </ColumnLayout>
        <Button
          loading={set.isPending}
          onClick={generate}
          {...denied("PUT /offers/{offerId}/payment-schedule")}
        >
          {offer.schedule.length ? "Replace all payments" : "Generate payments"}
        </Button>
      </SpaceBetween>
    </ExpandableSection>
  );
}

function openCalendar(selected: string | null): string {
  return selected ? `Choose a date, ${selected} is chosen` : "Choose a date";
}

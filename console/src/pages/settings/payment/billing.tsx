import Checkbox from "@cloudscape-design/components/checkbox";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import type { Problems } from "../../../form/problems";
import type { Draft } from "./draft";

export interface Part {
  readonly draft: Draft;
  readonly change: (changes: Partial<Draft>) => void;
  readonly problems: Problems;
}

const NO_CURRENCY = { value: "", label: "None" };

/** Every currency that the browser knows; which ones are taken is the API's to say. */
const CURRENCIES = [
  NO_CURRENCY,
  ...Intl.supportedValuesOf("currency").map((value) => ({ value, label: value })),
];

/** The address, the terms and the currency. */
export function Billing({ draft, change, problems }: Part) {
  const currency = CURRENCIES.find(({ value }) => value === draft.currency);
  return (
    <Container header={<Header variant="h2">Billing</Header>}>
      <SpaceBetween size="l">
        <FormField
          label="Bill-to address"
          description="Shown on every purchase order, and the first ship-to address of new ones."
          errorText={problems.at("billTo")}
        >
          <Textarea
            rows={4}
            value={draft.billTo}
            onChange={({ detail }) => change({ billTo: detail.value })}
          />
        </FormField>
        <ColumnLayout columns={3}>
          <FormField
            label="Payment terms"
            description="Shown on every purchase order, for reference."
            errorText={problems.at("paymentTerms")}
          >
            <Input
              value={draft.paymentTerms}
              placeholder="Net 30"
              onChange={({ detail }) => change({ paymentTerms: detail.value })}
            />
          </FormField>
          <FormField
            label="Days to pay"
            description="From issue to due date, where the agreement says nothing."
            errorText={problems.at("netPaymentDays")}
          >
            <Input
              type="number"
              inputMode="numeric"
              value={draft.netPaymentDays}
              placeholder="30"
              onChange={({ detail }) => change({ netPaymentDays: detail.value })}
            />
          </FormField>
          <FormField
            label="Preferred currency"
            description="Of new purchase orders; invoices state their totals in it too."
            errorText={problems.at("preferredCurrencyCode")}
          >
            <Select
              filteringType="auto"
              options={CURRENCIES}
              selectedOption={currency ?? { value: draft.currency, label: draft.currency }}
              onChange={({ detail }) => change({ currency: detail.selectedOption.value ?? "" })}
            />
          </FormField>
        </ColumnLayout>
        <Checkbox
          checked={draft.consolidatesDaily}
          description="Puts what is billed at once on one invoice."
          onChange={({ detail }) => change({ consolidatesDaily: detail.checked })}
        >
          One invoice a day
        </Checkbox>
      </SpaceBetween>
    </Container>
  );
}

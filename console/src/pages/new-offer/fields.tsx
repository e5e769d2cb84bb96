import ColumnLayout from "@cloudscape-design/components/column-layout";
import DatePicker from "@cloudscape-design/components/date-picker";
import FormField from "@cloudscape-design/components/form-field";
import InputField from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import type { ReactNode } from "react";
import { inWords } from "../../agreements/words";
import type { Problems } from "../../form/problems";
import { accountsOf, type Input, PRODUCT_TYPES } from "./input";

const TYPES = PRODUCT_TYPES.map((value) => ({ value, label: inWords(value) }));

interface Field {
  readonly name: keyof Input;
  readonly label: string;
  readonly description?: string;
  readonly placeholder?: string;
}

const FIELDS: readonly Field[] = [
  { name: "name", label: "Name" },
  {
    name: "targetAccountIds",
    label: "Buyer accounts",
    description: "Account IDs, separated by commas.",
    placeholder: "111122223333",
  },
  { name: "productId", label: "Product ID", placeholder: "prod-example" },
  { name: "productType", label: "Product type" },
  { name: "contractDuration", label: "Duration", description: "As P12M for twelve months." },
  {
    name: "availabilityEndDate",
    label: "Open until",
    description: "The last day to accept it.",
  },
  { name: "currencyCode", label: "Currency" },
  {
    name: "netPaymentTerm",
    label: "Invoices are due - optional",
    description: "As P30D for thirty days after issue.",
  },
];

export const FIELD_NAMES = FIELDS.map(({ name }) => name);

interface Props {
  readonly input: Input;
  readonly type: (changes: Partial<Input>) => void;
  readonly errors: Problems;
}

/** The fields of a new offer, each with what the API said of it. */
export function Fields({ input, type, errors }: Props) {
  return (
    <ColumnLayout columns={2}>
      {FIELDS.map((field) => (
        <FormField
          key={field.name}
          label={field.label}
          description={field.description}
          errorText={problemOf(errors, field.name, input)}
        >
          {control(field, input, type)}
        </FormField>
      ))}
    </ColumnLayout>
  );
}

function control({ name, placeholder }: Field, input: Input, type: Props["type"]): ReactNode {
  const value = input[name];
  const write = (text: string) => type({ [name]: text });
  if (name === "productType") {
    return (
      <Select
        selectedOption={TYPES.find((each) => each.value === value) ?? null}
        options={TYPES}
        onChange={({ detail }) => write(detail.selectedOption.value ?? "")}
      />
    );
  }
  if (name === "availabilityEndDate") {
    return (
      <DatePicker
        value={value}
        format="iso"
        placeholder="YYYY-MM-DD"
        openCalendarAriaLabel={() => "Choose the last day to accept it"}
        onChange={({ detail }) => write(detail.value)}
      />
    );
  }
  return (
    <InputField
      value={value}
      placeholder={placeholder}
      onChange={({ detail }) => write(detail.value)}
    />
  );
}

/** A problem of the field, or of the first of its accounts that has one. */
function problemOf(errors: Problems, name: keyof Input, input: Input): string | undefined {
  if (name !== "targetAccountIds") return errors.at(name);
  const each = accountsOf(input).map((_, index) => errors.at(`${name}[${index}]`));
  return errors.at(name) ?? each.find(Boolean);
}

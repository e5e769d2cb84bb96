import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { currencies } from "./currencies";
import type { Choices } from "./choices";
import type { DetailsDraft } from "./draft";
import { MonthField } from "./MonthField";
import type { Problems } from "../../form/problems";

interface Props {
  readonly draft: DetailsDraft;
  readonly change: (part: Partial<DetailsDraft>) => void;
  readonly problems: Problems;
  readonly choices: Choices;
  /** Whether it exists already: then its ID and currency stand. */
  readonly isEdit?: boolean;
}

/** What it is called, and from which month to which it is used. */
export function GeneralFields({ draft, change, problems, isEdit }: Omit<Props, "choices">) {
  return (
    <SpaceBetween size="l">
      {!isEdit && (
        <FormField
          label="Purchase order ID"
          description="As it is to be printed on invoices. It cannot be changed later."
          constraintText="Letters, digits, spaces, and _ . : / = + - % @"
          errorText={problems.at("purchaseOrderId")}
        >
          <Input
            value={draft.purchaseOrderId}
            onChange={({ detail }) => change({ purchaseOrderId: detail.value })}
          />
        </FormField>
      )}
      <FormField
        label={<Optional label="Description" />}
        errorText={problems.at("description")}
        constraintText="At most 1,000 characters"
      >
        <Input
          value={draft.description}
          onChange={({ detail }) => change({ description: detail.value })}
        />
      </FormField>
      <ColumnLayout columns={2}>
        <MonthField
          label="Effective month"
          description="The first billing period that it pays for."
          value={draft.effectiveMonth}
          change={(effectiveMonth) => change({ effectiveMonth })}
          errorText={problems.at("effectiveMonth")}
        />
        <MonthField
          label="Expiration month"
          description="The last billing period that it pays for."
          value={draft.expirationMonth}
          change={(expirationMonth) => change({ expirationMonth })}
          errorText={problems.at("expirationMonth")}
        />
      </ColumnLayout>
      {!isEdit && <Currency draft={draft} change={change} problems={problems} />}
    </SpaceBetween>
  );
}

function Currency({ draft, change, problems }: Omit<Props, "choices">) {
  const options = currencies();
  return (
    <FormField
      label="Currency"
      description="It cannot be changed later."
      errorText={problems.at("currencyCode")}
    >
      <Select
        selectedOption={
          options.find(({ value }) => value === draft.currencyCode) ?? { value: draft.currencyCode }
        }
        options={options}
        filteringType="auto"
        onChange={({ detail }) => change({ currencyCode: detail.selectedOption.value ?? "" })}
      />
    </FormField>
  );
}

/** Who issues the invoices, where to, and which of them it is kept for. */
export function BillingFields({ draft, change, problems, choices, isEdit }: Props) {
  const areNumbersAsked =
    draft.taxRegistrationNumbers !== "" ||
    draft.billFrom.some((seller) => choices.taxRegistrationSellers.includes(seller));
  return (
    <SpaceBetween size="l">
      <FormField
        label="Bill from"
        description="The AWS seller of record that issues the invoices."
        errorText={problems.within("billFrom")}
        warningText={
          draft.billFrom.length > 1 &&
          "One purchase order for each seller is better: where to pay differs between them."
        }
      >
        <Names
          placeholder="Choose a seller of record"
          chosen={draft.billFrom}
          offered={choices.sellers}
          choose={(billFrom) => change({ billFrom })}
        />
      </FormField>
      {areNumbersAsked && (
        <FormField
          label={<Optional label="Tax registration numbers" />}
          description="Only invoices that are issued for one of these numbers take it."
          constraintText="Separate several with commas"
          errorText={problems.within("taxRegistrationNumbers")}
        >
          <Input
            value={draft.taxRegistrationNumbers}
            onChange={({ detail }) => change({ taxRegistrationNumbers: detail.value })}
          />
        </FormField>
      )}
      <FormField
        label={<Optional label="Ship to" />}
        description={!isEdit && "Left out, it begins as the bill-to address of the account."}
        errorText={problems.at("shipTo")}
      >
        <Textarea
          rows={3}
          value={draft.shipTo}
          placeholder={isEdit ? "" : choices.billTo}
          onChange={({ detail }) => change({ shipTo: detail.value })}
        />
      </FormField>
      <FormField
        label={<Optional label="Invoice units" />}
        description="Only invoices of these units take it; without any, those of the whole account."
        errorText={problems.within("invoiceUnits")}
      >
        <Names
          placeholder="Choose invoice units"
          chosen={draft.invoiceUnits}
          offered={choices.invoiceUnits}
          choose={(invoiceUnits) => change({ invoiceUnits })}
        />
      </FormField>
    </SpaceBetween>
  );
}

interface NamesProps {
  readonly placeholder: string;
  readonly chosen: readonly string[];
  readonly offered: readonly string[];
  readonly choose: (names: string[]) => void;
}

function Names({ placeholder, chosen, offered, choose }: NamesProps) {
  const toOption = (value: string) => ({ value, label: value });
  const gone = chosen.filter((name) => !offered.includes(name));
  return (
    <Multiselect
      placeholder={placeholder}
      selectedOptions={chosen.map(toOption)}
      options={[...offered, ...gone].map(toOption)}
      filteringType={offered.length > 8 ? "auto" : "none"}
      empty="There is none"
      onChange={({ detail }) => choose(detail.selectedOptions.flatMap(({ value }) => value ?? []))}
    />
  );
}

export function Optional({ label }: { label: string }) {
  return (
    <span>
      {label} <i>- optional</i>
    </span>
  );
}

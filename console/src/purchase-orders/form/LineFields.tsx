import Box from "@cloudscape-design/components/box";
import Checkbox from "@cloudscape-design/components/checkbox";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { formatMoney } from "../../text/money";
import { amountsOf } from "./amounts";
import type { Choices } from "./choices";
import { Optional } from "./DetailsFields";
import type { LineDraft } from "./draft";
import { MonthField } from "./MonthField";
import type { Problems } from "../../form/problems";
import { isMarketplace, TYPES, typeName } from "./types";

interface Props {
  readonly line: LineDraft;
  readonly change: (part: Partial<LineDraft>) => void;
  readonly currency: string;
  readonly billFrom: readonly string[];
  readonly sellersOfType: Choices["sellersOfType"];
  readonly problems: Problems;
  /** Where its problems are in the request: "lineItems[2]". */
  readonly at: string;
  /** Whether it exists already: then its number stands. */
  readonly isEdit?: boolean;
}

/** One line item, and what it comes to while it is typed. */
export function LineFields(props: Props) {
  const { line, change, problems, at } = props;
  return (
    <SpaceBetween size="l">
      {problems.at(at) && <Box color="text-status-error">{problems.at(at)}</Box>}
      <ColumnLayout columns={2}>
        {!props.isEdit && (
          <FormField
            label="Line item number"
            description="Unique within the purchase order."
            errorText={problems.at(`${at}.lineItemNumber`)}
          >
            <Input
              value={line.lineItemNumber}
              onChange={({ detail }) => change({ lineItemNumber: detail.value })}
            />
          </FormField>
        )}
        <Type {...props} />
      </ColumnLayout>
      <FormField
        label={<Optional label="Description" />}
        errorText={problems.at(`${at}.description`)}
        stretch
      >
        <Input
          value={line.description}
          onChange={({ detail }) => change({ description: detail.value })}
        />
      </FormField>
      <ColumnLayout columns={2}>
        <MonthField
          label="Start month"
          value={line.startMonth}
          change={(startMonth) => change({ startMonth })}
          errorText={problems.at(`${at}.startMonth`)}
        />
        <MonthField
          label="End month"
          value={line.endMonth}
          change={(endMonth) => change({ endMonth })}
          errorText={problems.at(`${at}.endMonth`)}
        />
      </ColumnLayout>
      <Price {...props} />
      <FormField errorText={problems.at(`${at}.isBalanceTracked`)}>
        <Checkbox
          checked={line.isBalanceTracked}
          disabled={isMarketplace(line.type)}
          description={
            isMarketplace(line.type)
              ? "Line items of AWS Marketplace never track a balance."
              : "Invoices are taken from its total value, and contacts are told what is left."
          }
          onChange={({ detail }) => change({ isBalanceTracked: detail.checked })}
        >
          Track the balance
        </Checkbox>
      </FormField>
      <Sums {...props} />
    </SpaceBetween>
  );
}

function Type({ line, change, billFrom, sellersOfType, problems, at }: Props) {
  const options = Object.entries(TYPES).map(([value, shown]) => {
    const sellers = sellersOfType[value];
    const isOffered = !sellers || billFrom.some((seller) => sellers.includes(seller));
    const disabledReason = "The seller in Bill from does not issue such invoices.";
    return { ...shown, value, disabled: !isOffered, disabledReason };
  });
  const choose = (type: string) =>
    change(isMarketplace(type) ? { type, isBalanceTracked: false } : { type });
  return (
    <FormField
      label="Type"
      description="The charges that it pays for."
      errorText={problems.at(`${at}.type`)}
    >
      <Select
        placeholder="Choose a type"
        selectedOption={line.type ? { value: line.type, label: typeName(line.type) } : null}
        options={options}
        onChange={({ detail }) => choose(detail.selectedOption.value ?? "")}
      />
    </FormField>
  );
}

const TAXES = [
  { value: "NONE", label: "None" },
  { value: "PERCENTAGE", label: "Percentage" },
  { value: "AMOUNT", label: "Amount" },
] as const;

function Price({ line, change, currency, problems, at }: Props) {
  return (
    <ColumnLayout columns={4}>
      <FormField label={`Unit price (${currency})`} errorText={problems.at(`${at}.unitPrice`)}>
        <Input
          inputMode="decimal"
          value={line.unitPrice}
          onChange={({ detail }) => change({ unitPrice: detail.value })}
        />
      </FormField>
      <FormField label="Quantity" errorText={problems.at(`${at}.quantity`)}>
        <Input
          inputMode="decimal"
          value={line.quantity}
          onChange={({ detail }) => change({ quantity: detail.value })}
        />
      </FormField>
      <FormField label="Tax" errorText={problems.at(`${at}.tax`) ?? problems.at(`${at}.tax.type`)}>
        <Select
          selectedOption={TAXES.find(({ value }) => value === line.taxType) ?? null}
          options={TAXES}
          onChange={({ detail }) =>
            change({
              taxType:
                TAXES.find(({ value }) => value === detail.selectedOption.value)?.value ?? "NONE",
            })
          }
        />
      </FormField>
      {line.taxType !== "NONE" && (
        <FormField
          label={line.taxType === "PERCENTAGE" ? "Tax in percent" : `Tax (${currency})`}
          errorText={problems.at(`${at}.tax.value`)}
        >
          <Input
            inputMode="decimal"
            value={line.taxValue}
            onChange={({ detail }) => change({ taxValue: detail.value })}
          />
        </FormField>
      )}
    </ColumnLayout>
  );
}

function Sums({ line, currency }: Props) {
  const amounts = amountsOf(line, currency);
  const money = (amount: string | undefined) => (amount ? formatMoney(amount, currency) : "-");
  return (
    <div aria-live="polite">
      <KeyValuePairs
        columns={3}
        items={[
          { label: "Extended amount", value: money(amounts?.extended) },
          { label: "Tax amount", value: money(amounts?.tax) },
          { label: "Total value", value: money(amounts?.total) },
        ]}
      />
    </div>
  );
}

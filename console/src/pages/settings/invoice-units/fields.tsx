import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import type { Problems } from "../../../form/problems";
import { accountsOf } from "./accounts";
import type { InvoiceUnit } from "./queries";

export interface Draft {
  readonly description: string;
  readonly accounts: string;
  readonly billSources: string;
  readonly ownTax: boolean;
}

export const EMPTY: Draft = { description: "", accounts: "", billSources: "", ownTax: false };

export function toDraft(unit: InvoiceUnit): Draft {
  return {
    description: unit.description,
    accounts: unit.rule.linkedAccounts?.join("\n") ?? "",
    billSources: unit.rule.billSourceAccounts?.join("\n") ?? "",
    ownTax: unit.taxInheritanceDisabled,
  };
}

/** What both creating and editing send. */
export function toBody(draft: Draft) {
  return {
    description: draft.description,
    taxInheritanceDisabled: draft.ownTax,
    rule: {
      linkedAccounts: accountsOf(draft.accounts),
      billSourceAccounts: accountsOf(draft.billSources),
    },
  };
}

interface Props {
  readonly draft: Draft;
  readonly change: (changes: Partial<Draft>) => void;
  readonly errors: Problems;
}

/** What of a unit can be edited. */
export function UnitFields({ draft, change, errors }: Props) {
  return (
    <SpaceBetween size="m">
      <FormField label="Description" errorText={errors.at("description")}>
        <Input
          value={draft.description}
          onChange={({ detail }) => change({ description: detail.value })}
        />
      </FormField>
      <Accounts
        field="rule.linkedAccounts"
        label="Accounts"
        description="Up to 1,000 account IDs, one a line. An account is in one unit at most."
        text={draft.accounts}
        change={(accounts) => change({ accounts })}
        errors={errors}
      />
      <Accounts
        field="rule.billSourceAccounts"
        label="Bill source accounts"
        description="Accounts whose bills are transferred to this one, one a line."
        text={draft.billSources}
        change={(billSources) => change({ billSources })}
        errors={errors}
      />
      <Checkbox
        checked={draft.ownTax}
        onChange={({ detail }) => change({ ownTax: detail.checked })}
      >
        Accounts keep tax registrations of their own
      </Checkbox>
    </SpaceBetween>
  );
}

interface AccountsProps {
  readonly field: string;
  readonly label: string;
  readonly description: string;
  readonly text: string;
  readonly change: (text: string) => void;
  readonly errors: Problems;
}

function Accounts({ field, label, description, text, change, errors }: AccountsProps) {
  const told = [
    errors.at(field),
    ...accountsOf(text).map((_, index) => errors.at(`${field}[${index}]`)),
  ].filter(Boolean);
  return (
    <FormField label={label} description={description} errorText={told.join(" ")}>
      <Textarea
        rows={4}
        value={text}
        placeholder="222233334444"
        onChange={({ detail }) => change(detail.value)}
      />
    </FormField>
  );
}

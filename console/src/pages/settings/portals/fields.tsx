import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Problems } from "../../../form/problems";
import { People } from "../../../mail/People";
import { useChoices } from "../../../purchase-orders/form/choices";
import { DeliveryFields } from "./delivery-fields";
import type { Draft } from "./draft";

export interface Part {
  readonly draft: Draft;
  readonly change: (changes: Partial<Draft>) => void;
  readonly problems: Problems;
}

interface Props extends Part {
  readonly isSecretKept: boolean;
}

/** What of a preference can be edited. */
export function PreferenceFields({ draft, change, problems, isSecretKept }: Props) {
  const choices = useChoices();
  return (
    <SpaceBetween size="m">
      <FormField
        label="Address"
        description="Where the portal takes documents, as an https address."
        errorText={problems.at("procurementPortalInstanceEndpoint")}
      >
        <Input
          value={draft.endpoint}
          placeholder="https://portal.example.com/cxml"
          onChange={({ detail }) => change({ endpoint: detail.value })}
        />
      </FormField>
      <FormField
        label="Shared secret"
        description={
          isSecretKept
            ? "One is kept, and shown to nobody. Left empty, it stays."
            : "The portal proves itself with it. It is shown to nobody."
        }
        errorText={problems.at("procurementPortalSharedSecret")}
      >
        <Input
          type="password"
          autoComplete={false}
          value={draft.secret}
          onChange={({ detail }) => change({ secret: detail.value })}
        />
      </FormField>
      <Names
        label="Invoice units"
        chosen={draft.invoiceUnits}
        offered={choices.data?.invoiceUnits ?? []}
        choose={(invoiceUnits) => change({ invoiceUnits })}
        errorText={problems.within("selector.invoiceUnits")}
      />
      <Names
        label="Sellers of record"
        chosen={draft.sellers}
        offered={choices.data?.sellers ?? []}
        choose={(sellers) => change({ sellers })}
        errorText={problems.within("selector.sellerOfRecords")}
      />
      <Checkbox
        checked={draft.isDelivering}
        description="Invoices and credit memos are sent to the portal once they are issued."
        onChange={({ detail }) => change({ isDelivering: detail.checked })}
      >
        Deliver e-invoices
      </Checkbox>
      {draft.isDelivering && <DeliveryFields draft={draft} change={change} problems={problems} />}
      <Checkbox
        checked={draft.isRetrieving}
        description="Orders that the portal sends become purchase orders."
        onChange={({ detail }) => change({ isRetrieving: detail.checked })}
      >
        Retrieve purchase orders
      </Checkbox>
      <People
        field="contacts"
        label="Contacts"
        description="Who is written to about the connection."
        people={draft.people}
        change={(people) => change({ people })}
        problems={problems}
        empty="Nobody is named."
      />
    </SpaceBetween>
  );
}

interface NamesProps {
  readonly label: string;
  readonly chosen: readonly string[];
  readonly offered: readonly string[];
  readonly choose: (names: string[]) => void;
  readonly errorText: string | undefined;
}

function Names({ label, chosen, offered, choose, errorText }: NamesProps) {
  const toOption = (value: string) => ({ value, label: value });
  return (
    <FormField label={label} description="Whose invoices it gets." errorText={errorText}>
      <Multiselect
        placeholder="All"
        filteringType="auto"
        selectedOptions={chosen.map(toOption)}
        options={[...new Set([...chosen, ...offered])].map(toOption)}
        empty="There are none"
        deselectAriaLabel={({ label: name }) => `Remove ${name}`}
        onChange={({ detail }) => choose(detail.selectedOptions.map(({ value = "" }) => value))}
      />
    </FormField>
  );
}

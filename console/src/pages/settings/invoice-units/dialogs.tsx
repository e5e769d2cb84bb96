import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { Dialog } from "../../../form/Dialog";
import { Problems } from "../../../form/problems";
import { EMPTY, toBody, toDraft, UnitFields } from "./fields";
import { type InvoiceUnit, useCreateUnit, useEditUnit } from "./queries";

const SHOWN = ["description", "rule.linkedAccounts", "rule.billSourceAccounts"];

export function CreateUnit({ close }: { close: () => void }) {
  const [name, setName] = useState("");
  const [receiver, setReceiver] = useState("");
  const [draft, setDraft] = useState(EMPTY);
  // One token for one dialog: a request that was sent twice creates one unit.
  const [clientToken] = useState(() => crypto.randomUUID());
  const create = useCreateUnit();
  const errors = Problems.of(create.error);
  const body = { ...toBody(draft), name, invoiceReceiver: receiver, clientToken };
  return (
    <Dialog
      title="Create invoice unit"
      action="Create"
      isPending={create.isPending}
      error={create.error}
      act={() => create.mutate(body, { onSuccess: close })}
      close={close}
    >
      <Others errors={errors} shown={[...SHOWN, "name", "invoiceReceiver"]} />
      <FormField
        label="Name"
        description="1 to 50 letters, digits, spaces, hyphens and underscores. It never changes."
        errorText={errors.at("name")}
      >
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <FormField
        label="Receiver"
        description="The account that the unit's invoices are meant for. It never changes."
        errorText={errors.at("invoiceReceiver")}
      >
        <Input
          value={receiver}
          placeholder="222233334444"
          onChange={({ detail }) => setReceiver(detail.value)}
        />
      </FormField>
      <UnitFields
        draft={draft}
        change={(changes) => setDraft({ ...draft, ...changes })}
        errors={errors}
      />
    </Dialog>
  );
}

export function EditUnit({ unit, close }: { unit: InvoiceUnit; close: () => void }) {
  const [draft, setDraft] = useState(() => toDraft(unit));
  const edit = useEditUnit(unit.name);
  const errors = Problems.of(edit.error);
  const body = { ...toBody(draft), expectedVersion: unit.version };
  return (
    <Dialog
      title={`Edit ${unit.name}`}
      action="Save changes"
      isPending={edit.isPending}
      error={edit.error}
      act={() => edit.mutate(body, { onSuccess: close })}
      close={close}
    >
      <Others errors={errors} shown={SHOWN} />
      <UnitFields
        draft={draft}
        change={(changes) => setDraft({ ...draft, ...changes })}
        errors={errors}
      />
    </Dialog>
  );
}

function Others({ errors, shown }: { errors: Problems; shown: readonly string[] }) {
  const told = errors.besides(shown);
  return told ? <Alert type="error">{told}</Alert> : null;
}

import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import { useState } from "react";
import { Dialog } from "../../../form/Dialog";
import { Problems } from "../../../form/problems";
import { PORTALS } from "../../../portals/names";
import { EMPTY, type Identity, NO_IDENTITY, toChanges, toDraft, toNew } from "./draft";
import { PreferenceFields } from "./fields";
import { type Preference, useConnect, useDisconnect, useEditPreference } from "./queries";

/** What shows its problems itself; the rest is told above the form. */
const SHOWN = [
  "procurementPortalInstanceEndpoint",
  "procurementPortalSharedSecret",
  "selector",
  "einvoiceDeliveryPreference",
  "testEnvPreference",
  "contacts",
];
const OF_IDENTITY = ["procurementPortalName", "buyerIdentifier", "supplierIdentifier"];

const NAMES: readonly { value: Identity["portal"]; label: string }[] = [
  { value: "COUPA", label: PORTALS.COUPA },
  { value: "SAP_BUSINESS_NETWORK", label: PORTALS.SAP_BUSINESS_NETWORK },
];

export function ConnectPortal({ close }: { close: () => void }) {
  const [identity, setIdentity] = useState(NO_IDENTITY);
  const [draft, setDraft] = useState(() => ({ ...EMPTY, activationDate: today() }));
  // One token for one dialog: a request that was sent twice connects one portal.
  const [clientToken] = useState(() => crypto.randomUUID());
  const connect = useConnect();
  const problems = Problems.of(connect.error);
  return (
    <Dialog
      title="Connect a procurement portal"
      action="Connect"
      size="large"
      isPending={connect.isPending}
      error={connect.error}
      act={() => connect.mutate(toNew(identity, draft, clientToken), { onSuccess: close })}
      close={close}
    >
      <Others problems={problems} shown={[...SHOWN, ...OF_IDENTITY]} />
      <IdentityFields
        identity={identity}
        change={(changes) => setIdentity({ ...identity, ...changes })}
        problems={problems}
      />
      <PreferenceFields
        draft={draft}
        change={(changes) => setDraft({ ...draft, ...changes })}
        problems={problems}
        isSecretKept={false}
      />
    </Dialog>
  );
}

interface IdentityProps {
  readonly identity: Identity;
  readonly change: (changes: Partial<Identity>) => void;
  readonly problems: Problems;
}

function IdentityFields({ identity, change, problems }: IdentityProps) {
  return (
    <>
      <FormField label="Portal" description="Portal and parties never change.">
        <RadioGroup
          value={identity.portal}
          items={NAMES}
          onChange={({ detail }) => {
            const chosen = NAMES.find(({ value }) => value === detail.value);
            if (chosen) change({ portal: chosen.value });
          }}
        />
      </FormField>
      <FormField
        label="Buyer"
        description="The network ID of this account's company."
        errorText={problems.at("buyerIdentifier")}
      >
        <Input
          value={identity.buyer}
          placeholder="AN01000000001"
          onChange={({ detail }) => change({ buyer: detail.value })}
        />
      </FormField>
      <FormField
        label="Supplier"
        description="The network ID of the seller."
        errorText={problems.at("supplierIdentifier")}
      >
        <Input
          value={identity.supplier}
          placeholder="AN01000000002"
          onChange={({ detail }) => change({ supplier: detail.value })}
        />
      </FormField>
    </>
  );
}

interface Props {
  readonly preference: Preference;
  readonly close: () => void;
}

export function EditPortal({ preference, close }: Props) {
  const [draft, setDraft] = useState(() => toDraft(preference));
  const edit = useEditPreference(preference.procurementPortalPreferenceId);
  const problems = Problems.of(edit.error);
  return (
    <Dialog
      title={`Edit the connection with ${PORTALS[preference.procurementPortalName]}`}
      action="Save changes"
      size="large"
      isPending={edit.isPending}
      error={edit.error}
      act={() => edit.mutate(toChanges(preference, draft), { onSuccess: close })}
      close={close}
    >
      <Alert type="info">A connection that changes has to be verified anew.</Alert>
      <Others problems={problems} shown={SHOWN} />
      <PreferenceFields
        draft={draft}
        change={(changes) => setDraft({ ...draft, ...changes })}
        problems={problems}
        isSecretKept={preference.isSharedSecretSet}
      />
    </Dialog>
  );
}

export function DisconnectPortal({ preference, close }: Props) {
  const disconnect = useDisconnect(preference);
  return (
    <Dialog
      title={`Disconnect ${PORTALS[preference.procurementPortalName]}?`}
      action="Disconnect"
      isPending={disconnect.isPending}
      error={disconnect.error}
      act={() => disconnect.mutate(undefined, { onSuccess: close })}
      close={close}
    >
      <Alert type="warning">
        This cannot be undone. {preference.procurementPortalPreferenceId} is deleted, and nothing is
        delivered or retrieved any more.
      </Alert>
    </Dialog>
  );
}

/** What is wrong with none of the fields. */
function Others({ problems, shown }: { problems: Problems; shown: readonly string[] }) {
  const told = problems.besides(shown);
  return told && <Alert type="error">{told}</Alert>;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

import Form from "@cloudscape-design/components/form";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Loaded } from "../../../app/Loaded";
import { fieldErrors } from "../../../form/problems";
import { SaveButtons } from "../../../form/SaveButtons";
import { useDraft } from "../../../form/useDraft";
import { Billing } from "./billing";
import { BuyerFields } from "./buyer";
import { toDraft, toSettings } from "./draft";
import { type PaymentSettings, usePaymentSettings, useSavePaymentSettings } from "./queries";
import { TaxNumbers } from "./tax-numbers";

const SHOWN = [
  "billTo",
  "paymentTerms",
  "netPaymentDays",
  "preferredCurrencyCode",
  "taxRegistrationNumbers",
];

/** Where the account is billed, how it pays, and who buys. */
export function PaymentSection() {
  const found = usePaymentSettings();
  return (
    <Loaded what="the payment settings" found={found}>
      {(saved) => <SettingsForm saved={saved} />}
    </Loaded>
  );
}

function SettingsForm({ saved }: { saved: PaymentSettings }) {
  const { draft, version, isChanged, change, discard } = useDraft(saved, toDraft);
  const put = useSavePaymentSettings();
  const errors = fieldErrors(put.error);
  const forget = () => {
    put.reset();
    discard();
  };
  return (
    <Form
      errorText={errors.besides([...SHOWN, "buyer"])}
      actions={
        <SaveButtons
          isChanged={isChanged}
          isSaving={put.isPending}
          save={() => put.mutate(toSettings(draft, version), { onSuccess: discard })}
          discard={forget}
        />
      }
    >
      <SpaceBetween size="l">
        <Billing draft={draft} change={change} errors={errors} />
        <TaxNumbers draft={draft} change={change} errors={errors} />
        <BuyerFields
          buyer={draft.buyer}
          change={(changes) => change({ buyer: { ...draft.buyer, ...changes } })}
          errors={errors}
        />
      </SpaceBetween>
    </Form>
  );
}

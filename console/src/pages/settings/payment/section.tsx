import SpaceBetween from "@cloudscape-design/components/space-between";
import { Loaded } from "../../../app/Loaded";
import { SettingsForm } from "../../../form/SettingsForm";
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
  "buyer",
];

/** Where the account is billed, how it pays, and who buys. */
export function PaymentSection() {
  const found = usePaymentSettings();
  return (
    <Loaded what="the payment settings" found={found}>
      {(saved) => <Payment saved={saved} />}
    </Loaded>
  );
}

function Payment({ saved }: { saved: PaymentSettings }) {
  const put = useSavePaymentSettings();
  return (
    <SettingsForm
      saved={saved}
      toDraft={toDraft}
      toBody={toSettings}
      put={put}
      operation="PUT /payment-settings"
      fields={SHOWN}
    >
      {({ draft, change, problems }) => (
        <SpaceBetween size="l">
          <Billing draft={draft} change={change} problems={problems} />
          <TaxNumbers draft={draft} change={change} problems={problems} />
          <BuyerFields
            buyer={draft.buyer}
            change={(changes) => change({ buyer: { ...draft.buyer, ...changes } })}
            problems={problems}
          />
        </SpaceBetween>
      )}
    </SettingsForm>
  );
}

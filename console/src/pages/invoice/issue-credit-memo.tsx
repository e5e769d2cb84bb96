import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useNotifications } from "../../app/notifications";
import { Dialog } from "../../form/Dialog";
import { Problems } from "../../form/problems";
import { Refusal } from "../../form/Refusal";
import { formatMoney } from "../../text/money";
import { type Invoice, useIssueCreditMemo } from "./queries";
import { WHO_CORRECTS } from "../../invoices/support";

/** Gives back some of an invoice, or all that is left. */
export function IssueCreditMemo({ invoice, close }: { invoice: Invoice; close: () => void }) {
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState("");
  // One form makes one memo, however often its button is pressed.
  const [clientToken] = useState(() => crypto.randomUUID());
  const { notify } = useNotifications();
  const navigate = useNavigate();
  const issue = useIssueCreditMemo(invoice.invoiceId);
  const errors = Problems.of(issue.error);
  const act = () =>
    issue.mutate(
      { amount: amount.trim(), reason, clientToken },
      {
        onSuccess: (memo) => {
          notify({ type: "success", content: `Credit memo ${memo.invoiceId} was issued.` });
          void navigate(`/invoices/${encodeURIComponent(memo.invoiceId)}`);
        },
      },
    );
  return (
    <Dialog
      title={`Issue a credit memo for ${invoice.invoiceId}`}
      action="Issue"
      act={act}
      close={close}
      isPending={issue.isPending}
    >
      <FormField
        label={`Amount before tax (${invoice.currencyCode})`}
        description="Its share of the tax is given back as well."
        constraintText={`At most ${formatMoney(invoice.maxAdjustmentAmount, invoice.currencyCode)}.`}
        errorText={errors.at("amount")}
        secondaryControl={
          <Button onClick={() => setAmount(invoice.maxAdjustmentAmount)}>All that is left</Button>
        }
      >
        <Input
          value={amount}
          inputMode="decimal"
          onChange={({ detail }) => setAmount(detail.value)}
        />
      </FormField>
      <FormField
        label="Reason"
        description="It is printed on the credit memo."
        errorText={errors.at("reason")}
      >
        <Textarea value={reason} rows={2} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
      <Refusal
        error={issue.error}
        what="issue credit memos"
        whoMay={WHO_CORRECTS}
        fields={["amount", "reason"]}
      />
    </Dialog>
  );
}

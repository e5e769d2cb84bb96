import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { useState } from "react";
import { useDenied } from "../../session/may";
import { IssueCreditMemo } from "./issue-credit-memo";
import type { Invoice } from "./queries";
import { Regenerate } from "./regenerate";

const REGENERATE = { id: "regenerate", text: "Regenerate with another purchase order" };
const CREDIT = { id: "credit", text: "Issue a credit memo" };

/** What can be done with an invoice after it was issued. */
export function Actions({ invoice }: { invoice: Invoice }) {
  const [asked, setAsked] = useState<string | null>(null);
  const close = () => setAsked(null);
  const isMemo = invoice.invoiceType === "CREDIT_MEMO";
  const denied = useDenied();
  return (
    <>
      <ButtonDropdown
        items={[
          {
            ...REGENERATE,
            disabled: isMemo,
            disabledReason: "A credit memo follows its invoice: regenerate that one.",
            ...denied("POST /invoices/{invoiceId}/regenerate"),
          },
          {
            ...CREDIT,
            disabled: isMemo,
            disabledReason: "A credit memo cannot be given back.",
            ...denied("POST /invoices/{invoiceId}/credit-memos"),
          },
        ]}
        onItemClick={({ detail }) => setAsked(detail.id)}
      >
        Actions
      </ButtonDropdown>
      {asked === REGENERATE.id && <Regenerate invoice={invoice} close={close} />}
      {asked === CREDIT.id && <IssueCreditMemo invoice={invoice} close={close} />}
    </>
  );
}

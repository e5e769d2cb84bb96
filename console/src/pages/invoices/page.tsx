import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { type Changes, useAddress } from "../../app/address";
import { regenerationAddress } from "../../invoices/address";
import { AddressFilter } from "../../list/AddressFilter";
import { Empty } from "../../list/Empty";
import { ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { askedFor } from "../../list/properties";
import { useDenied } from "../../session/may";
import { COLUMNS } from "./columns";
import { PROPERTIES, toQuery } from "./filters";
import { type Invoice, useInvoices } from "./queries";

/** Every invoice and credit memo of the account; those without a purchase order are marked. */
export function Invoices() {
  const { address, change, clear } = useAddress();
  const [preferences, keepPreferences] = usePreferences("invoices", COLUMNS);
  const [selected, select] = useState<readonly Invoice[]>([]);
  const asked = askedFor(address, PROPERTIES);
  const pages = useInvoices({ ...toQuery(asked), maxResults: preferences.pageSize });
  const go = (changes: Changes) => {
    select([]);
    change(changes);
  };
  return (
    <ListTable
      title="Invoices"
      description={
        asked.purchaseOrder === "none"
          ? "Invoices and credit memos without a purchase order, the newest first."
          : "Invoices and credit memos, newest billing period first."
      }
      columns={COLUMNS}
      pages={pages}
      nameOf={(invoice) => invoice.invoiceId}
      preferences={preferences}
      keepPreferences={keepPreferences}
      selection={{ selected, select }}
      actions={<Regenerate selected={selected} address={address} />}
      filter={
        <AddressFilter
          what="invoices"
          properties={PROPERTIES}
          asked={asked}
          change={go}
          known={{
            invoicingEntity: distinct(pages.items.map((each) => each.invoicingEntity)),
            currency: distinct(pages.items.map((each) => each.currencyCode)),
          }}
        />
      }
      empty={
        Object.keys(asked).length ? (
          <Empty title="No matches" text="No invoice is like that.">
            <Button onClick={clear}>Clear the filter</Button>
          </Empty>
        ) : (
          <Empty
            title="No invoices"
            text="Nothing was invoiced yet; runs begin at every full hour."
          />
        )
      }
    />
  );
}

/** The way to one request for all that are selected, or else for all that the filter leaves. */
function Regenerate(props: { selected: readonly Invoice[]; address: URLSearchParams }) {
  const denied = useDenied();
  const chosen = props.selected.filter(({ invoiceType }) => invoiceType === "INVOICE");
  return (
    <Button
      href={regenerationAddress(
        props.address,
        chosen.map(({ invoiceId }) => invoiceId),
      )}
      disabled={props.selected.length > 0 && !chosen.length}
      disabledReason="A credit memo follows its invoice: select that one."
      {...denied("POST /invoice-regenerations")}
    >
      Regenerate with another purchase order
    </Button>
  );
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}

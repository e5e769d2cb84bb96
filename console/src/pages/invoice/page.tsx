import Alert from "@cloudscape-design/components/alert";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useQueryClient } from "@tanstack/react-query";
import { useParams, useSearchParams } from "react-router";
import { Loaded } from "../../app/Loaded";
import { FLAGS } from "../../invoices/words";
import { Actions } from "./actions";
import { CreditMemos } from "./credit-memos";
import { Currencies } from "./currencies";
import { Documents } from "./documents";
import { Editions } from "./editions";
import { Lines } from "./lines";
import { Overview } from "./overview";
import { type Invoice, useInvoice } from "./queries";
import { Taxes } from "./taxes";
import { Why } from "./why";

/** One invoice or credit memo: what it is about, why it carries its number, its documents. */
export function InvoiceDetails() {
  const { invoiceId = "" } = useParams();
  const [address] = useSearchParams();
  const asked = address.get("edition") ?? "";
  const edition = /^[1-9]\d?$|^100$/.test(asked) ? Number(asked) : null;
  const found = useInvoice(invoiceId, edition);
  const queries = useQueryClient();
  // What its tabs show is read anew as well.
  const refresh = () => void queries.invalidateQueries({ queryKey: ["invoices"] });
  return (
    <SpaceBetween size="m">
      <BreadcrumbGroup
        items={[
          { text: "Invoices", href: "#/invoices" },
          { text: invoiceId, href: "" },
        ]}
      />
      <Loaded title={invoiceId} what="the invoice" found={found}>
        {(invoice) => (
          <Details
            key={invoiceId}
            invoice={invoice}
            edition={edition}
            refresh={refresh}
            isRefreshing={found.isRefetching}
          />
        )}
      </Loaded>
    </SpaceBetween>
  );
}

interface Props {
  readonly invoice: Invoice;
  /** The one that was asked for; null is the newest. */
  readonly edition: number | null;
  readonly refresh: () => void;
  readonly isRefreshing: boolean;
}

function Details({ invoice, edition, refresh, isRefreshing }: Props) {
  const [address, setAddress] = useSearchParams();
  const open = (tab: string) =>
    setAddress(edition === null ? { tab } : { tab, edition: String(edition) }, { replace: true });
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={invoice.description ?? undefined}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              iconName="refresh"
              ariaLabel="Refresh"
              loading={isRefreshing}
              onClick={refresh}
            />
            {edition === null && <Actions invoice={invoice} />}
          </SpaceBetween>
        }
      >
        {invoice.invoiceId}
      </Header>
      {edition !== null && <FormerEdition edition={edition} leave={() => setAddress({})} />}
      {invoice.flags.map((flag) => (
        <Alert key={flag} type="warning">
          {FLAGS[flag]}
        </Alert>
      ))}
      <Overview invoice={invoice} />
      <Tabs
        activeTabId={address.get("tab") ?? "lines"}
        onChange={({ detail }) => open(detail.activeTabId)}
        ariaLabel="Parts of the invoice"
        tabs={[
          { id: "lines", label: "Lines", content: <Lines invoice={invoice} /> },
          {
            id: "why",
            label: "Why this purchase order",
            content: <Why invoice={invoice} edition={edition} />,
          },
          { id: "documents", label: "Documents", content: <Documents invoice={invoice} /> },
          { id: "taxes", label: "Taxes", content: <Taxes invoice={invoice} /> },
          { id: "currencies", label: "Currencies", content: <Currencies invoice={invoice} /> },
          { id: "editions", label: "Editions", content: <Editions invoice={invoice} /> },
          ...(invoice.invoiceType === "CREDIT_MEMO" ? [] : [creditMemosOf(invoice)]),
        ]}
      />
    </SpaceBetween>
  );
}

function creditMemosOf(invoice: Invoice) {
  const content = <CreditMemos invoice={invoice} />;
  return { id: "credit-memos", label: "Credit memos", content };
}

function FormerEdition({ edition, leave }: { edition: number; leave: () => void }) {
  return (
    <Alert type="info" action={<Button onClick={leave}>Show the newest edition</Button>}>
      This is the invoice as it is or was in edition {edition}.
    </Alert>
  );
}

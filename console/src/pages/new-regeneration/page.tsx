import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { Problems } from "../../form/problems";
import { Refusal } from "../../form/Refusal";
import { CHOSEN } from "../../invoices/address";
import {
  asAsked,
  NOTHING_WANTED,
  type Regeneration,
  RegenerationFields,
} from "../../invoices/RegenerationFields";
import { WHO_CORRECTS } from "../../invoices/support";
import { askedFor } from "../../list/properties";
import { useDenied } from "../../session/may";
import { counted } from "../../text/count";
import { PROPERTIES, toQuery } from "../invoices/filters";
import { ChosenInvoices } from "./chosen-invoices";
import { type Invoice, MOST_AT_ONCE, useInvoices, useRegenerateMany } from "./queries";

const FIELDS = ["target", "purchaseOrderId", "reason"];
const INVOICES = { text: "Invoices", href: "#/invoices" };
const HERE = { text: "Regenerate invoices", href: "" };

/** Puts another purchase order on many issued invoices; what would become of each is tried first. */
export function NewRegeneration() {
  const [address] = useSearchParams();
  const loaded = useInvoices(toQuery(askedFor(address, PROPERTIES)));
  const [chosen, choose] = useState<readonly string[] | null>(
    () => address.get(CHOSEN)?.split(",") ?? null,
  );
  const invoices = loaded.items.slice(0, MOST_AT_ONCE);
  const selected = invoices.filter(({ invoiceId }) => chosen?.includes(invoiceId) ?? true);
  return (
    <SpaceBetween size="m">
      <BreadcrumbGroup items={[INVOICES, HERE]} />
      <SpaceBetween size="l">
        <Header
          variant="h1"
          description="Invoices keep their numbers and get another edition. A dry run comes first: it says what would become of each, and changes nothing."
        >
          Regenerate invoices
        </Header>
        <ChosenInvoices
          loaded={loaded}
          invoices={invoices}
          selected={selected}
          select={(wanted) => choose(wanted.map(({ invoiceId }) => invoiceId))}
        />
        <Wanted selected={selected} />
      </SpaceBetween>
    </SpaceBetween>
  );
}

/** What they shall carry; the answer is a request that is watched on a page of its own. */
function Wanted({ selected }: { selected: readonly Invoice[] }) {
  const [wanted, setWanted] = useState<Regeneration>(NOTHING_WANTED);
  const ask = useRegenerateMany();
  const navigate = useNavigate();
  const denied = useDenied();
  const problems = Problems.of(ask.error);
  const tryIt = () =>
    ask.mutate(
      {
        ...asAsked(wanted),
        invoiceIds: selected.map(({ invoiceId }) => invoiceId),
        clientToken: crypto.randomUUID(),
        dryRun: true,
      },
      {
        onSuccess: ({ regenerationId }) =>
          void navigate(`/invoice-regenerations/${encodeURIComponent(regenerationId)}`),
      },
    );
  return (
    <Form
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="link" href="#/invoices">
            Cancel
          </Button>
          <Button
            variant="primary"
            loading={ask.isPending}
            disabled={!selected.length}
            disabledReason="Select at least one invoice"
            onClick={tryIt}
            {...denied("POST /invoice-regenerations")}
          >
            Dry run of {counted(selected.length, "invoice")}
          </Button>
        </SpaceBetween>
      }
    >
      <Container header={<Header>Purchase order</Header>}>
        <SpaceBetween size="m">
          <RegenerationFields
            wanted={wanted}
            change={(changes) => setWanted({ ...wanted, ...changes })}
            errorOf={(field) => problems.at(field)}
            mayCreate={selected.some(({ billingEntity }) => billingEntity === "AWS_MARKETPLACE")}
          />
          <Refusal
            error={ask.error}
            what="regenerate invoices"
            whoMay={WHO_CORRECTS}
            fields={FIELDS}
          />
        </SpaceBetween>
      </Container>
    </Form>
  );
}

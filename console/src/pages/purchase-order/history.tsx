import Button from "@cloudscape-design/components/button";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import { useState } from "react";
import { detailOf } from "../../events/detail";
import { actorName, WORDS } from "../../events/words";
import { InvoiceLink } from "../../invoices/InvoiceLink";
import { Empty } from "../../list/Empty";
import { type Column, ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { formatInstant } from "../../text/time";
import { happened, invoiceOf } from "./happened";
import { type Event, useEvents } from "./queries";

/** Who did what with it, and what was booked on it, from the ledger; newest first. */
export function History({ purchaseOrderId }: { purchaseOrderId: string }) {
  const [shown, show] = useState<Event | null>(null);
  const columns = columnsOf(purchaseOrderId, show);
  const [preferences, keepPreferences] = usePreferences("purchase-order-history", columns);
  return (
    <>
      <ListTable
        variant="container"
        title="History"
        description="What the ledger says of it. Nothing is ever taken out of the ledger."
        columns={columns}
        pages={useEvents(purchaseOrderId, preferences.pageSize)}
        nameOf={(event) => event.eventId}
        preferences={preferences}
        keepPreferences={keepPreferences}
        empty={<Empty title="No events" text="Nothing happened to it yet." />}
      />
      {shown && <EventDetails event={shown} close={() => show(null)} />}
    </>
  );
}

function columnsOf(id: string, show: (event: Event) => void): readonly Column<Event>[] {
  return [
    { id: "at", header: "When", cell: (event) => formatInstant(event.at) },
    { id: "type", header: "Event", isRowHeader: true, cell: (event) => WORDS[event.type] },
    { id: "about", header: "What it says", cell: (event) => <About event={event} id={id} /> },
    { id: "actor", header: "Who", cell: (event) => actorName(event.actor) },
    {
      id: "details",
      header: "Details",
      cell: (event) => (
        <Button
          variant="inline-link"
          ariaLabel={`View details of ${WORDS[event.type]}, ${formatInstant(event.at)}`}
          onClick={() => show(event)}
        >
          View
        </Button>
      ),
    },
  ];
}

function About({ event, id }: { event: Event; id: string }) {
  const invoiceId = invoiceOf(event);
  const sentence = happened(event, id) || "-";
  if (!invoiceId) return sentence;
  return (
    <>
      <InvoiceLink invoiceId={invoiceId} />: {sentence}
    </>
  );
}

function EventDetails({ event, close }: { event: Event; close: () => void }) {
  const items = [
    { label: "When", value: formatInstant(event.at) },
    { label: "Who", value: event.actor },
    { label: "Event ID", value: event.eventId },
    ...detailOf(event.detail),
  ];
  return (
    <Modal visible size="large" header={WORDS[event.type]} onDismiss={close}>
      <KeyValuePairs columns={2} items={items} />
    </Modal>
  );
}

import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";
import { Empty } from "../../list/Empty";
import type { PurchaseOrder } from "./queries";

/** Who is mailed about it. */
export function Contacts({ order }: { order: PurchaseOrder }) {
  return (
    <Table
      items={order.contacts}
      trackBy="email"
      columnDefinitions={[
        { id: "name", header: "Name", cell: (contact) => contact.name, isRowHeader: true },
        { id: "email", header: "E-mail", cell: (contact) => contact.email },
        { id: "telephone", header: "Telephone", cell: (contact) => contact.telephone ?? "-" },
      ]}
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: "Contacts" }}
      header={<Header counter={`(${order.contacts.length})`}>Contacts</Header>}
      empty={<Empty title="No contacts" text="Nobody is mailed when it expires or runs dry." />}
    />
  );
}

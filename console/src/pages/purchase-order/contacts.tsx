import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import { Empty } from "../../list/Empty";
import { ContactFields } from "../../purchase-orders/form/ContactAndTagFields";
import { toContacts } from "../../purchase-orders/form/draft";
import { useDenied } from "../../session/may";
import { useEdit } from "./edit";
import { EditForm } from "./EditForm";
import type { PurchaseOrder } from "./queries";

/** Who is mailed about it, to read or to edit. */
export function Contacts({ order }: { order: PurchaseOrder }) {
  const [isEditing, setEditing] = useState(false);
  return isEditing ? (
    <EditContacts order={order} close={() => setEditing(false)} />
  ) : (
    <Shown order={order} edit={() => setEditing(true)} />
  );
}

function Shown({ order, edit }: { order: PurchaseOrder; edit: () => void }) {
  const denied = useDenied();
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
      header={
        <Header
          counter={`(${order.contacts.length})`}
          actions={
            <Button
              ariaLabel="Edit the contacts"
              onClick={edit}
              {...denied("PATCH /purchase-orders/{purchaseOrderId}")}
            >
              Edit
            </Button>
          }
        >
          Contacts
        </Header>
      }
      empty={<Empty title="No contacts" text="Nobody is mailed when it expires or runs dry." />}
    />
  );
}

function EditContacts({ order, close }: { order: PurchaseOrder; close: () => void }) {
  const edit = useEdit(order, close);
  const [contacts, setContacts] = useState(() =>
    order.contacts.map((each) => ({ ...each, telephone: each.telephone ?? "" })),
  );
  return (
    <EditForm
      title="Edit contacts"
      edit={edit}
      fields={["contacts"]}
      save={() => edit.save({ contacts: toContacts(contacts) })}
    >
      <ContactFields
        items={contacts}
        problems={edit.problems}
        change={(changed) => {
          setContacts([...changed]);
          edit.forget(["contacts"]);
        }}
      />
    </EditForm>
  );
}

import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import { Empty } from "../../list/Empty";
import { haveTwins, TagFields } from "../../purchase-orders/form/ContactAndTagFields";
import { toTags } from "../../purchase-orders/form/draft";
import { useDenied } from "../../session/may";
import { useEdit } from "./edit";
import { EditForm } from "./EditForm";
import type { PurchaseOrder } from "./queries";

/** Its tags, which access policies may go by, to read or to edit. */
export function Tags({ order }: { order: PurchaseOrder }) {
  const [isEditing, setEditing] = useState(false);
  return isEditing ? (
    <EditTags order={order} close={() => setEditing(false)} />
  ) : (
    <Shown order={order} edit={() => setEditing(true)} />
  );
}

function Shown({ order, edit }: { order: PurchaseOrder; edit: () => void }) {
  const tags = Object.entries(order.tags);
  const denied = useDenied();
  return (
    <Table
      items={tags}
      columnDefinitions={[
        { id: "key", header: "Key", cell: ([key]) => key, isRowHeader: true },
        { id: "value", header: "Value", cell: ([, value]) => value || "-" },
      ]}
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: "Tags" }}
      header={
        <Header
          counter={`(${tags.length})`}
          actions={
            <Button
              ariaLabel="Edit the tags"
              onClick={edit}
              {...denied("PATCH /purchase-orders/{purchaseOrderId}")}
            >
              Edit
            </Button>
          }
        >
          Tags
        </Header>
      }
      empty={<Empty title="No tags" text="It carries no tags." />}
    />
  );
}

function EditTags({ order, close }: { order: PurchaseOrder; close: () => void }) {
  const edit = useEdit(order, close);
  const [tags, setTags] = useState(() =>
    Object.entries(order.tags).map(([key, value]) => ({ key, value })),
  );
  return (
    <EditForm
      title="Edit tags"
      edit={edit}
      fields={["tags"]}
      save={() => !haveTwins(tags) && edit.save({ tags: toTags(tags) })}
    >
      <TagFields
        items={tags}
        problems={edit.problems}
        change={(changed) => {
          setTags([...changed]);
          edit.forget(["tags"]);
        }}
      />
    </EditForm>
  );
}

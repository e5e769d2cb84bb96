import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";
import { Empty } from "../../list/Empty";
import type { PurchaseOrder } from "./queries";

/** Its tags, which access policies may go by. */
export function Tags({ order }: { order: PurchaseOrder }) {
  const tags = Object.entries(order.tags);
  return (
    <Table
      items={tags}
      columnDefinitions={[
        { id: "key", header: "Key", cell: ([key]) => key, isRowHeader: true },
        { id: "value", header: "Value", cell: ([, value]) => value || "-" },
      ]}
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: "Tags" }}
      header={<Header counter={`(${tags.length})`}>Tags</Header>}
      empty={<Empty title="No tags" text="It carries no tags." />}
    />
  );
}

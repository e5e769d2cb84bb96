import { useCollection } from "@cloudscape-design/collection-hooks";
import Box from "@cloudscape-design/components/box";
import Pagination from "@cloudscape-design/components/pagination";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { PurchaseOrderOf } from "../../invoices/PurchaseOrderOf";
import type { Removed } from "./queries";
import type { Chapter } from "./story";

const PAGE = 10;

/** Who was removed in a step, and what each had where something else was asked for. */
export function RemovedTable({ chapter }: { chapter: Chapter }) {
  const { items, collectionProps, paginationProps } = useCollection(chapter.removed, {
    pagination: { pageSize: PAGE },
  });
  return (
    <Table
      {...collectionProps}
      variant="borderless"
      contentDensity="compact"
      items={items}
      columnDefinitions={columns(chapter)}
      enableKeyboardNavigation
      wrapLines
      ariaLabels={{ tableLabel: `Removed: ${chapter.title}` }}
      pagination={
        chapter.removed.length > PAGE && (
          <Pagination {...paginationProps} ariaLabels={{ paginationLabel: chapter.title }} />
        )
      }
      footer={
        chapter.untold > 0 && (
          <Box color="text-body-secondary">
            {chapter.untold.toLocaleString("en-US")} more went; those that came furthest are kept.
          </Box>
        )
      }
    />
  );
}

function columns(chapter: Chapter): TableProps.ColumnDefinition<Removed>[] {
  return [
    {
      id: "purchaseOrder",
      header: "Removed",
      width: "28%",
      isRowHeader: true,
      cell: ({ purchaseOrderId, lineItemNumber }) => (
        <PurchaseOrderOf purchaseOrderId={purchaseOrderId} lineItemNumber={lineItemNumber} />
      ),
    },
    { id: "value", header: "What it had", width: "30%", cell: ({ value }) => value || "-" },
    { id: "asked", header: "What was asked", width: "30%", cell: () => chapter.title },
    { id: "lines", header: "Lines", width: "12%", cell: ({ lines }) => lines },
  ];
}

import Button from "@cloudscape-design/components/button";
import PropertyFilter, {
  type PropertyFilterProps,
} from "@cloudscape-design/components/property-filter";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { changed } from "../../list/address";
import { Empty } from "../../list/Empty";
import { ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { Actions } from "../../purchase-orders/Actions";
import { COLUMNS } from "./columns";
import { filterOf, OPTIONS, oneOfEach, PROPERTIES, toQuery, toText } from "./filters";
import { type PurchaseOrder, type SortBy, usePurchaseOrders } from "./queries";

const ADD = "#/purchase-orders/add";

/** Every purchase order of the account, its balance, expiration and status. */
export function PurchaseOrders() {
  const [address, setAddress] = useSearchParams();
  const [preferences, keepPreferences] = usePreferences("purchase-orders", COLUMNS);
  const [selected, select] = useState<readonly PurchaseOrder[]>([]);
  const filter = filterOf(address.get("filter"));
  const sortBy = (address.get("sortBy") ?? "EXPIRATION_MONTH") as SortBy;
  const isDescending = address.get("order") === "descending";
  const pages = usePurchaseOrders({
    ...toQuery(filter),
    sortBy,
    sortOrder: isDescending ? "DESCENDING" : "ASCENDING",
    maxResults: preferences.pageSize,
  });
  const go = (changes: Record<string, string | null>) => {
    select([]);
    setAddress((before) => changed(before, changes));
  };
  return (
    <ListTable
      title="Purchase orders"
      columns={COLUMNS}
      pages={pages}
      nameOf={(order) => order.purchaseOrderId}
      preferences={preferences}
      keepPreferences={keepPreferences}
      selection={{ selected, select }}
      sorting={{
        by: sortBy,
        isDescending,
        sort: (by, down) => go({ sortBy: by, order: down ? "descending" : null }),
      }}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Actions chosen={selected} done={() => select([])} />
          <Button variant="primary" href={ADD}>
            Add purchase order
          </Button>
        </SpaceBetween>
      }
      filter={<Filter filter={filter} change={(to) => go({ filter: toText(oneOfEach(to)) })} />}
      empty={
        filter.tokens.length ? (
          <Empty title="No matches" text="No purchase order is like that.">
            <Button onClick={() => go({ filter: null })}>Clear the filter</Button>
          </Empty>
        ) : (
          <Empty title="No purchase orders" text="This account has no purchase order yet.">
            <Button href={ADD}>Add purchase order</Button>
          </Empty>
        )
      }
    />
  );
}

function Filter(props: {
  filter: PropertyFilterProps.Query;
  change: (to: PropertyFilterProps.Query) => void;
}) {
  return (
    <PropertyFilter
      query={props.filter}
      onChange={({ detail }) => props.change(detail)}
      filteringProperties={PROPERTIES}
      filteringOptions={OPTIONS}
      hideOperations
      filteringPlaceholder="Find purchase orders by text or property"
      filteringAriaLabel="Find purchase orders"
    />
  );
}

import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { type Changes, useAddress } from "../../app/address";
import { AddressFilter } from "../../list/AddressFilter";
import { Empty } from "../../list/Empty";
import { ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { askedFor } from "../../list/properties";
import { Actions } from "../../purchase-orders/Actions";
import { useDenied } from "../../session/may";
import { COLUMNS, SORTS } from "./columns";
import { ExportButton } from "./export";
import { PROPERTIES, toQuery } from "./filters";
import { type ListQuery, type PurchaseOrder, type SortBy, usePurchaseOrders } from "./queries";
import { Tiles } from "./tiles";

const ADD = "#/add-purchase-order";

/** Every purchase order of the account, its balance, expiration and status. */
export function PurchaseOrders() {
  const { address, change, clear } = useAddress();
  const [preferences, keepPreferences] = usePreferences("purchase-orders", COLUMNS);
  const [selected, select] = useState<readonly PurchaseOrder[]>([]);
  const denied = useDenied();
  const asked = askedFor(address, PROPERTIES);
  const sortBy = sortOf(address.get("sortBy"));
  const isDescending = address.get("order") === "descending";
  const query: ListQuery = {
    ...toQuery(asked),
    sortBy,
    sortOrder: isDescending ? "DESCENDING" : "ASCENDING",
  };
  const pages = usePurchaseOrders({ ...query, maxResults: preferences.pageSize });
  const go = (changes: Changes) => {
    select([]);
    change(changes);
  };
  return (
    <SpaceBetween size="l">
      {!pages.error && <Tiles />}
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
            <ExportButton query={query} />
            <Actions chosen={selected} done={() => select([])} />
            <Button variant="primary" href={ADD} {...denied("POST /purchase-orders")}>
              Add purchase order
            </Button>
          </SpaceBetween>
        }
        filter={
          <AddressFilter
            what="purchase orders"
            properties={PROPERTIES}
            asked={asked}
            change={go}
            known={{
              billFrom: pages.items.flatMap((each) => each.billFrom),
              currency: pages.items.map((each) => each.currencyCode),
            }}
          />
        }
        empty={
          Object.keys(asked).length ? (
            <Empty title="No matches" text="No purchase order is like that.">
              <Button onClick={clear}>Clear the filter</Button>
            </Empty>
          ) : (
            <Empty title="No purchase orders" text="This account has no purchase order yet.">
              <Button href={ADD} {...denied("POST /purchase-orders")}>
                Add purchase order
              </Button>
            </Empty>
          )
        }
      />
    </SpaceBetween>
  );
}

/** What the address sorts by, if a column does. */
function sortOf(asked: string | null): SortBy {
  return SORTS.find((each) => each === asked) ?? "EXPIRATION_MONTH";
}

import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import { type Changes, useAddress } from "../../app/address";
import { Failure, PageLoading } from "../../app/outcomes";
import { type Charge, isOpen } from "../../charges/amount";
import { Calendar } from "../../charges/Calendar";
import {
  type ChargeQuery,
  type ChargeTotals,
  useCharges,
  useChargeTotals,
} from "../../charges/queries";
import { SetPurchaseOrder } from "../../charges/SetPurchaseOrder";
import { AddressFilter } from "../../list/AddressFilter";
import { Empty } from "../../list/Empty";
import { ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { type Loaded, usePagesOf } from "../../list/useLoaded";
import { askedFor, changesFor } from "../../list/properties";
import { useDenied } from "../../session/may";
import { counted } from "../../text/count";
import { formatMoney } from "../../text/money";
import { COLUMNS } from "./columns";
import { PROPERTIES, sorted, toQuery } from "./filters";

const VIEWS = [
  { id: "table", text: "Table" },
  { id: "calendar", text: "Calendar" },
];

/** What is due under one agreement or under all, and which purchase orders it will be billed on. */
export function Charges() {
  const { address, change: go } = useAddress({ replace: true });
  const asked = askedFor(address, PROPERTIES);
  const query = toQuery(asked);
  const loaded = useCharges(query);
  const view: View = {
    loaded,
    address,
    go,
    filter: (
      <AddressFilter
        what="charges"
        properties={PROPERTIES}
        asked={asked}
        change={go}
        known={{
          agreement: distinct(loaded.items, ({ agreementId }) => agreementId),
          currency: distinct(loaded.items, ({ currencyCode }) => currencyCode),
          purchaseOrderId: distinct(loaded.items, (each) => each.purchaseOrderReference),
        }}
      />
    ),
    description: <Description loaded={loaded} query={query} />,
    empty: Object.keys(asked).length ? (
      <Empty title="No matches" text="No charge is like that.">
        <Button onClick={() => go(changesFor({ operation: "and", tokens: [] }, PROPERTIES))}>
          Clear the filter
        </Button>
      </Empty>
    ) : (
      <Empty title="No charges" text="Charges come with accepted agreements." />
    ),
  };
  return address.get("view") === "calendar" ? <CalendarView {...view} /> : <TableView {...view} />;
}

function distinct(charges: readonly Charge[], valueOf: (charge: Charge) => string | null) {
  return [...new Set(charges.flatMap((charge) => valueOf(charge) ?? []))].sort();
}

interface View {
  readonly loaded: Loaded<Charge>;
  readonly address: URLSearchParams;
  readonly go: (changes: Changes) => void;
  readonly filter: ReactNode;
  readonly description: ReactNode;
  readonly empty: ReactNode;
}

function TableView({ loaded, address, go, filter, description, empty }: View) {
  const [preferences, keepPreferences] = usePreferences("charges", COLUMNS);
  const [selected, select] = useState<readonly Charge[]>([]);
  const [isAsking, setAsking] = useState(false);
  const denied = useDenied();
  const by = address.get("sortBy") ?? "time";
  const isDescending = address.get("order") === "descending";
  const pages = usePagesOf(
    loaded,
    sorted(loaded.items, by, isDescending),
    preferences.pageSize ?? 20,
    address.toString(),
  );
  // Of what the filter hides nothing is changed.
  const chosen = selected.filter((each) => loaded.items.some(({ id }) => id === each.id));
  return (
    <>
      <ListTable
        title="Charges"
        description={description}
        columns={COLUMNS}
        pages={pages}
        nameOf={(charge) => charge.id}
        preferences={preferences}
        keepPreferences={keepPreferences}
        selection={{ selected: chosen, select }}
        sorting={{
          by,
          isDescending,
          sort: (sortBy, down) => go({ sortBy, order: down ? "descending" : null }),
        }}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              variant="primary"
              disabled={!chosen.some(isOpen)}
              disabledReason="Select charges that are not invoiced yet"
              onClick={() => {
                setAsking(true);
                select(chosen.filter(isOpen));
              }}
              {...denied("PUT /charges/purchase-orders")}
            >
              Set purchase order
            </Button>
            <ViewChoice go={go} view="table" />
          </SpaceBetween>
        }
        filter={filter}
        empty={empty}
      />
      {isAsking && (
        <SetPurchaseOrder
          chosen={selected}
          loaded={loaded.items}
          choose={select}
          close={() => setAsking(false)}
        />
      )}
    </>
  );
}

function CalendarView({ loaded, address, go, filter, description, empty }: View) {
  return (
    <ContentLayout
      header={
        <SpaceBetween size="m">
          <Header
            variant="h1"
            description={description}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  iconName="refresh"
                  ariaLabel="Refresh charges"
                  loading={loaded.isRefreshing}
                  onClick={() => void loaded.refresh()}
                />
                <ViewChoice go={go} view="calendar" />
              </SpaceBetween>
            }
          >
            Charges
          </Header>
          {filter}
        </SpaceBetween>
      }
    >
      {loaded.error ? (
        <Failure what="charges" error={loaded.error} retry={() => void loaded.refresh()} />
      ) : loaded.isLoading && !loaded.items.length ? (
        <PageLoading />
      ) : loaded.items.length ? (
        <Calendar
          charges={loaded.items}
          year={address.get("year")}
          openYear={(year) => go({ year })}
        />
      ) : (
        empty
      )}
    </ContentLayout>
  );
}

function ViewChoice(props: { go: View["go"]; view: "table" | "calendar" }) {
  return (
    <SegmentedControl
      label="View"
      selectedId={props.view}
      options={VIEWS}
      onChange={({ detail }) =>
        props.go({ view: detail.selectedId === "calendar" ? "calendar" : null })
      }
    />
  );
}

/** How much it comes to, and how far the list was read. */
function Description({ loaded, query }: { loaded: Loaded<Charge>; query: ChargeQuery }) {
  const totals = useChargeTotals(query).data;
  const count = loaded.items.length.toLocaleString("en-US");
  return (
    <>
      {totals && `${inWords(totals)} `}
      {query.agreementId !== undefined && (
        <>
          <Link href={`#/agreements/${encodeURIComponent(query.agreementId ?? "")}`}>
            Open the agreement
          </Link>
          .{" "}
        </>
      )}
      {loaded.hasMore && !loaded.isLoading && (
        <>
          The first {count} are loaded, and sorted among themselves.{" "}
          <Link onFollow={loaded.loadMore}>Load more</Link>
        </>
      )}
    </>
  );
}

function inWords({ totals, chargeCount, unmeasuredCount, isComplete }: ChargeTotals): string {
  const amounts = totals.map(({ amount, currencyCode }) => formatMoney(amount, currencyCode));
  const unmeasured = unmeasuredCount ? `, ${unmeasuredCount} as used` : "";
  const count = `${isComplete ? "" : "More than "}${counted(chargeCount, "charge")}${unmeasured}`;
  return amounts.length ? `${count}: ${amounts.join(" + ")}.` : `${count}.`;
}

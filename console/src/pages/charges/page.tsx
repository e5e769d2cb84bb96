import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import { useSearchParams } from "react-router";
import { Failure, PageLoading } from "../../app/outcomes";
import { type Charge, isOpen } from "../../charges/amount";
import { changed } from "../../list/address";
import { Empty } from "../../list/Empty";
import { ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { type Loaded, usePagesOf } from "../../list/useLoaded";
import { formatMoney } from "../../text/money";
import { Calendar } from "./calendar";
import { COLUMNS } from "./columns";
import { FilterBar } from "./filter-bar";
import { filterOf, isFiltering, matching, sorted } from "./filters";
import { totalsOf } from "./months";
import { useCharges } from "./queries";
import { SetPurchaseOrder } from "./set-purchase-order";

const VIEWS = [
  { id: "table", text: "Table" },
  { id: "calendar", text: "Calendar" },
];

/** What is due under one agreement or under all, and which purchase orders it will be billed on. */
export function Charges() {
  const [address, setAddress] = useSearchParams();
  const agreementId = address.get("agreement");
  const loaded = useCharges(agreementId);
  const filter = filterOf(address);
  const shown = matching(loaded.items, filter);
  const go = (changes: Record<string, string | null>) =>
    setAddress((before) => changed(before, changes), { replace: true });
  const clear = () => go({ text: null, state: null, without: null });
  const view: View = {
    loaded,
    shown,
    address,
    go,
    filter: <FilterBar filter={filter} count={shown.length} change={go} />,
    description: (
      <Description loaded={loaded} shown={shown} agreementId={agreementId} key={agreementId} />
    ),
    empty: isFiltering(filter) ? (
      <Empty title="No matches" text="No charge that was loaded is like that.">
        <Button onClick={clear}>Clear the filter</Button>
      </Empty>
    ) : (
      <Empty title="No charges" text="Charges come with accepted agreements." />
    ),
  };
  return address.get("view") === "calendar" ? <CalendarView {...view} /> : <TableView {...view} />;
}

interface View {
  readonly loaded: Loaded<Charge>;
  readonly shown: readonly Charge[];
  readonly address: URLSearchParams;
  readonly go: (changes: Record<string, string | null>) => void;
  readonly filter: ReactNode;
  readonly description: ReactNode;
  readonly empty: ReactNode;
}

function TableView({ loaded, shown, address, go, filter, description, empty }: View) {
  const [preferences, keepPreferences] = usePreferences("charges", COLUMNS);
  const [selected, select] = useState<readonly Charge[]>([]);
  const [isAsking, setAsking] = useState(false);
  const by = address.get("sortBy") ?? "time";
  const isDescending = address.get("order") === "descending";
  const pages = usePagesOf(
    loaded,
    sorted(shown, by, isDescending),
    preferences.pageSize ?? 20,
    address.toString(),
  );
  // Of what the filter hides nothing is changed.
  const chosen = selected.filter((each) => shown.some(({ id }) => id === each.id));
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

function CalendarView({ loaded, shown, address, go, filter, description, empty }: View) {
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
      ) : loaded.isLoading ? (
        <PageLoading />
      ) : shown.length ? (
        <Calendar charges={shown} year={address.get("year")} openYear={(year) => go({ year })} />
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

/** Of which agreement, how much it comes to, and how far the list was read. */
function Description(props: {
  loaded: Loaded<Charge>;
  shown: readonly Charge[];
  agreementId: string | null;
}) {
  const { loaded, shown, agreementId } = props;
  const totals = totalsOf(shown).map((each) => formatMoney(each.amount, each.currencyCode));
  const count = loaded.items.length.toLocaleString("en-US");
  return (
    <>
      {agreementId !== null && (
        <>
          Of agreement{" "}
          <Link href={`#/agreements/${encodeURIComponent(agreementId)}`}>{agreementId}</Link> (
          <Link href="#/charges">show all</Link>).{" "}
        </>
      )}
      {totals.length > 0 && `${totals.join(" + ")} in all. `}
      {loaded.hasMore && !loaded.isLoading && (
        <>
          The first {count} are loaded; filter, sorting and sums go by these.{" "}
          <Link onFollow={loaded.loadMore}>Load more</Link>
        </>
      )}
    </>
  );
}

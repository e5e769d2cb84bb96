import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Link from "@cloudscape-design/components/link";
import { Failure } from "../../app/outcomes";
import { counted } from "../../text/count";
import { formatDate, formatMonth } from "../../text/time";
import { type Dashboard, useDashboard } from "./queries";

interface Tile {
  readonly label: string;
  readonly count: number;
  /** What is counted, for who hears the link alone: "active purchase order". */
  readonly what: string;
  readonly explanation: string;
  readonly href: string;
}

/** What wants a look, counted; each number leads to the list of what it counts. */
export function Tiles() {
  const found = useDashboard();
  if (found.error) {
    return <Failure what="the summary" error={found.error} retry={() => void found.refetch()} />;
  }
  const tiles = tilesOf(found.data);
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={tiles.map((tile) => ({
          label: tile.label,
          value: <Count tile={tile} dashboard={found.data} />,
        }))}
      />
    </Container>
  );
}

function Count({ tile, dashboard }: { tile: Tile; dashboard: Dashboard | undefined }) {
  if (!dashboard) return <Box variant="awsui-value-large">-</Box>;
  const more = dashboard.isComplete ? "" : " or more";
  return (
    <>
      <Link
        variant="awsui-value-large"
        href={tile.href}
        ariaLabel={`${counted(tile.count, tile.what)}${more}. ${tile.explanation}`}
      >
        {tile.count.toLocaleString("en-US")}
        {more && "+"}
      </Link>
      <Box color="text-body-secondary" fontSize="body-s" padding={{ top: "xs" }}>
        {tile.explanation}
      </Box>
    </>
  );
}

function tilesOf(dashboard: Dashboard | undefined): Tile[] {
  const active = "#/purchase-orders?status=ACTIVE";
  const before = dashboard?.expiringBefore ?? "";
  return [
    {
      label: "Active",
      count: dashboard?.activeCount ?? 0,
      what: "active purchase order",
      explanation: "May be put on the next invoices",
      href: active,
    },
    {
      label: "Expiring within 60 days",
      count: dashboard?.expiringCount ?? 0,
      what: "purchase order",
      explanation: before && `Expiring before ${formatMonth(before)}`,
      href: `${active}&expiringBefore=${before}`,
    },
    {
      label: "Below threshold",
      count: dashboard?.lowBalanceCount ?? 0,
      what: "purchase order",
      explanation: "Balance below a threshold of its own",
      href: `${active}&isBalanceLow=true`,
    },
    {
      label: "Invoices without a purchase order",
      count: dashboard?.invoicesWithoutPurchaseOrderCount ?? 0,
      what: "invoice",
      explanation: dashboard ? `Issued since ${formatDate(dashboard.issuedSince)}` : "",
      href: `#/invoices?purchaseOrder=none&type=INVOICE&issuedFrom=${dashboard?.issuedSince ?? ""}`,
    },
  ];
}

import Alert from "@cloudscape-design/components/alert";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { Loaded } from "../../app/Loaded";
import { Actions } from "../../purchase-orders/Actions";
import { Contacts } from "./contacts";
import { BalanceChart } from "./balance-chart";
import { History } from "./history";
import { Invoices } from "./invoices";
import { LineItems } from "./line-items";
import { Overview } from "./overview";
import { type PurchaseOrder, usePurchaseOrder } from "./queries";
import { Tags } from "./tags";

/** One purchase order: its header, line items, contacts, tags, invoices, and how long it lasts. */
export function PurchaseOrderDetails() {
  const { purchaseOrderId = "" } = useParams();
  const found = usePurchaseOrder(purchaseOrderId);
  return (
    <SpaceBetween size="m">
      <BreadcrumbGroup
        items={[
          { text: "Purchase orders", href: "#/purchase-orders" },
          { text: purchaseOrderId, href: "" },
        ]}
      />
      <Loaded title={purchaseOrderId} what="the purchase order" found={found}>
        {(order) => <Details order={order} refresh={() => void found.refetch()} />}
      </Loaded>
    </SpaceBetween>
  );
}

function Details({ order, refresh }: { order: PurchaseOrder; refresh: () => void }) {
  const navigate = useNavigate();
  const [address, setAddress] = useSearchParams();
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={order.description}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button iconName="refresh" ariaLabel="Refresh" onClick={refresh} />
            <Actions
              chosen={[order]}
              done={(act) => void (act === "delete" && navigate("/purchase-orders"))}
            />
          </SpaceBetween>
        }
      >
        {order.purchaseOrderId}
      </Header>
      {order.warnings.map((warning) => (
        <Alert key={warning} type="warning">
          {warning}
        </Alert>
      ))}
      <Overview order={order} />
      <Tabs
        activeTabId={address.get("tab") ?? "line-items"}
        onChange={({ detail }) => setAddress({ tab: detail.activeTabId }, { replace: true })}
        tabs={[
          { id: "line-items", label: "Line items", content: <LineItems order={order} /> },
          {
            id: "invoices",
            label: "Invoices",
            content: <Invoices purchaseOrderId={order.purchaseOrderId} />,
          },
          {
            id: "history",
            label: "History",
            content: <History purchaseOrderId={order.purchaseOrderId} />,
          },
          { id: "forecast", label: "Balance over time", content: <BalanceChart order={order} /> },
          { id: "contacts", label: "Contacts", content: <Contacts order={order} /> },
          { id: "tags", label: "Tags", content: <Tags order={order} /> },
        ]}
      />
    </SpaceBetween>
  );
}

import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useSearchParams } from "react-router";
import { InvoiceNotices } from "./invoice-notices";
import { Sent } from "./sent";

/** What was mailed to whom, and who is told of invoices without a purchase order. */
export function Notices() {
  const [address, setAddress] = useSearchParams();
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description="Mails of balances, expirations, invoices and the radar.">
        Notices
      </Header>
      <Tabs
        ariaLabel="Notices"
        activeTabId={address.get("tab") ?? "sent"}
        onChange={({ detail }) => setAddress({ tab: detail.activeTabId }, { replace: true })}
        tabs={[
          { id: "sent", label: "Sent", content: <Sent /> },
          { id: "invoices", label: "Invoice notices", content: <InvoiceNotices /> },
        ]}
      />
    </SpaceBetween>
  );
}

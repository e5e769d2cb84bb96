import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { Navigate, useNavigate, useParams } from "react-router";
import { CalendarSection } from "./calendar/section";
import { InvoiceUnitsSection } from "./invoice-units/section";
import { MarketplaceSection } from "./marketplace/section";
import { PaymentSection } from "./payment/section";
import { PortalsSection } from "./portals/section";

const SECTIONS = [
  { id: "marketplace", label: "AWS Marketplace", content: <MarketplaceSection /> },
  { id: "payment", label: "Payment", content: <PaymentSection /> },
  { id: "invoice-units", label: "Invoice units", content: <InvoiceUnitsSection /> },
  { id: "portals", label: "Procurement portals", content: <PortalsSection /> },
  { id: "calendar", label: "Calendar", content: <CalendarSection /> },
];

/** The settings of the account, a section each. */
export function Settings() {
  const { section = "marketplace" } = useParams();
  const navigate = useNavigate();
  if (!SECTIONS.some(({ id }) => id === section)) return <Navigate to="/settings" replace />;
  return (
    <SpaceBetween size="l">
      <Header variant="h1">Settings</Header>
      <Tabs
        ariaLabel="Settings"
        activeTabId={section}
        onChange={({ detail }) => void navigate(`/settings/${detail.activeTabId}`)}
        tabs={SECTIONS}
      />
    </SpaceBetween>
  );
}

import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import type { ReactNode } from "react";
import { Navigate, useNavigate, useParams } from "react-router";
import { useMay } from "../../session/may";
import type { Operation } from "../../session/roles";
import { CalendarSection } from "./calendar/section";
import { InvoiceUnitsSection } from "./invoice-units/section";
import { MarketplaceSection } from "./marketplace/section";
import { PaymentSection } from "./payment/section";
import { PortalsSection } from "./portals/section";

interface Section {
  readonly id: string;
  readonly label: string;
  readonly content: ReactNode;
  /** What it cannot be without. */
  readonly reads: Operation;
}

const SECTIONS: readonly Section[] = [
  {
    id: "marketplace",
    label: "AWS Marketplace",
    content: <MarketplaceSection />,
    reads: "GET /marketplace-integration",
  },
  {
    id: "payment",
    label: "Payment",
    content: <PaymentSection />,
    reads: "GET /payment-settings",
  },
  {
    id: "invoice-units",
    label: "Invoice units",
    content: <InvoiceUnitsSection />,
    reads: "GET /invoice-units",
  },
  {
    id: "portals",
    label: "Procurement portals",
    content: <PortalsSection />,
    reads: "GET /procurement-portal-preferences",
  },
  {
    id: "calendar",
    label: "Calendar",
    content: <CalendarSection />,
    reads: "GET /calendar-link",
  },
];

/** The settings of the account that a role may read, a section each. */
export function Settings() {
  const may = useMay();
  const [first] = SECTIONS.filter(({ reads }) => may(reads));
  const { section = first?.id ?? "marketplace" } = useParams();
  const navigate = useNavigate();
  if (!SECTIONS.some(({ id }) => id === section)) return <Navigate to="/settings" replace />;
  return (
    <SpaceBetween size="l">
      <Header variant="h1">Settings</Header>
      <Tabs
        ariaLabel="Settings"
        activeTabId={section}
        onChange={({ detail }) => void navigate(`/settings/${detail.activeTabId}`)}
        // What somebody asked for by its address is shown, if only to say that it may not be seen.
        tabs={SECTIONS.filter(({ id, reads }) => may(reads) || id === section)}
      />
    </SpaceBetween>
  );
}

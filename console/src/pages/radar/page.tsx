import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useAddress } from "../../app/address";
import { ChargesAtRisk } from "./charges";
import { choicesOf, daysOf } from "./risks";
import { StoppedInvoices } from "./stopped-invoices";
import { SubscribersTab } from "./subscribers";

/** What will be invoiced without a sound purchase order, while something can be done about it. */
export function RadarPage() {
  const { address, change } = useAddress({ replace: true });
  const tab = address.get("tab") ?? "charges";
  const days = daysOf(address.get("days"));
  const go = (name: string, value: string) => change({ [name]: value });
  const charges = (
    <ChargesAtRisk
      days={days}
      isProjected={address.get("projected") === "true"}
      project={(isProjected) => go("projected", String(isProjected))}
    />
  );
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description="Charges that would be invoiced without a sound purchase order."
        actions={
          tab !== "subscribers" && <Days days={days} choose={(chosen) => go("days", chosen)} />
        }
      >
        Radar
      </Header>
      <Tabs
        ariaLabel="Radar"
        activeTabId={tab}
        onChange={({ detail }) => go("tab", detail.activeTabId)}
        tabs={[
          { id: "charges", label: "Charges at risk", content: charges },
          { id: "stopped", label: "Stopped invoices", content: <StoppedInvoices days={days} /> },
          { id: "subscribers", label: "Weekly mail", content: <SubscribersTab /> },
        ]}
      />
    </SpaceBetween>
  );
}

function Days({ days, choose }: { days: number; choose: (days: string) => void }) {
  const options = choicesOf(days).map((each) => ({
    value: String(each),
    label: `${each} days ahead`,
  }));
  return (
    <Select
      selectedOption={options.find(({ value }) => value === String(days)) ?? null}
      options={options}
      ariaLabel="How many days ahead"
      onChange={({ detail }) => choose(detail.selectedOption.value ?? String(days))}
    />
  );
}

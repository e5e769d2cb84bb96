import Button from "@cloudscape-design/components/button";
import DatePicker from "@cloudscape-design/components/date-picker";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { Empty } from "../../list/Empty";
import { ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { formatMonth } from "../../text/time";
import { COLUMNS } from "./columns";
import { isPeriod } from "./period";
import { useInvoices } from "./queries";

/** Every invoice and credit memo of the account; those without a purchase order are marked. */
export function Invoices() {
  const [address, setAddress] = useSearchParams();
  const [preferences, keepPreferences] = usePreferences("invoices", COLUMNS);
  const asked = address.get("period");
  const period = asked !== null && isPeriod(asked) ? asked : null;
  const choose = (chosen: string | null) => setAddress(chosen ? { period: chosen } : {});
  return (
    <ListTable
      title="Invoices"
      description="Invoices and credit memos, newest billing period first."
      columns={COLUMNS}
      pages={useInvoices(period, preferences.pageSize)}
      nameOf={(invoice) => invoice.invoiceId}
      preferences={preferences}
      keepPreferences={keepPreferences}
      filter={<PeriodFilter key={period} period={period} choose={choose} />}
      empty={
        period ? (
          <Empty title="No matches" text={`Nothing was invoiced for ${formatMonth(period)}.`}>
            <Button onClick={() => choose(null)}>Show all periods</Button>
          </Empty>
        ) : (
          <Empty
            title="No invoices"
            text="Nothing was invoiced yet; runs begin at every full hour."
          />
        )
      }
    />
  );
}

function PeriodFilter(props: { period: string | null; choose: (period: string | null) => void }) {
  // What is being typed is nobody's billing period yet.
  const [typed, setTyped] = useState(props.period ?? "");
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <DatePicker
        granularity="month"
        value={typed}
        placeholder="Period: YYYY/MM"
        ariaLabel="Billing period"
        openCalendarAriaLabel={(chosen) =>
          chosen ? `Choose a billing period, ${chosen} is chosen` : "Choose a billing period"
        }
        onChange={({ detail }) => {
          const month = detail.value.slice(0, 7);
          setTyped(month);
          if (isPeriod(month)) props.choose(month);
          else if (!month) props.choose(null);
        }}
      />
      {props.period && (
        <Button variant="link" onClick={() => props.choose(null)}>
          All periods
        </Button>
      )}
    </SpaceBetween>
  );
}

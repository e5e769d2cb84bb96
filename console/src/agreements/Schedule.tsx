import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import type { components } from "../api/schema";
import { Empty } from "../list/Empty";
import { sum } from "../text/decimal";
import { formatMoney } from "../text/money";
import { formatDate } from "../text/time";

type Installment = components["schemas"]["InstallmentView"];

interface Props {
  readonly schedule: readonly Installment[];
  readonly currency: string;
  readonly actions?: ReactNode;
}

/** The payments of an agreement or a released offer, and what they come to. */
export function Schedule({ schedule, currency, actions }: Props) {
  const total = sum(schedule.map(({ chargeAmount }) => chargeAmount));
  return (
    <Table
      items={schedule}
      trackBy={({ number }) => String(number)}
      enableKeyboardNavigation
      ariaLabels={{ tableLabel: "Payment schedule" }}
      header={
        <Header
          counter={`(${schedule.length})`}
          description={schedule.length ? `${formatMoney(total, currency)} in all` : undefined}
          actions={actions}
        >
          Payment schedule
        </Header>
      }
      empty={<Empty title="No payment schedule" text="It is not paid in installments." />}
      columnDefinitions={[
        { id: "number", header: "Payment", cell: ({ number }) => number, isRowHeader: true },
        { id: "date", header: "Due on", cell: ({ chargeDate }) => formatDate(chargeDate) },
        {
          id: "amount",
          header: "Amount",
          cell: ({ chargeAmount }) => formatMoney(chargeAmount, currency),
        },
      ]}
    />
  );
}

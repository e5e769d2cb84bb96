import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useMemo, useState } from "react";
import type { Settable } from "../../charges/amount";
import { SetPurchaseOrder } from "../../charges/SetPurchaseOrder";
import { Empty } from "../../list/Empty";
import { ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { columns as columnsWith } from "./columns";
import { type ChargeAtRisk, useRadar } from "./queries";
import { Totals } from "./Totals";

interface Props {
  readonly days: number;
  readonly isProjected: boolean;
  readonly project: (isProjected: boolean) => void;
}

/** The charges at risk, and above them what they come to. */
export function ChargesAtRisk({ days, isProjected, project }: Props) {
  const [chosen, choose] = useState<readonly Settable[]>([]);
  const columns = useMemo(() => columnsWith((charge) => choose([settable(charge)])), []);
  const [preferences, keepPreferences] = usePreferences("radar", columns);
  const pages = useRadar({
    days,
    includeProjected: isProjected,
    maxResults: preferences.pageSize,
  });
  const charges = pages.first?.charges;
  return (
    <SpaceBetween size="m">
      {pages.first && <Totals radar={pages.first} />}
      <ListTable
        variant="container"
        title="Charges at risk"
        description={charges && (charges === 1 ? "1 charge" : `${charges} charges`)}
        columns={columns}
        pages={pages}
        nameOf={(charge) => charge.chargeId}
        preferences={preferences}
        keepPreferences={keepPreferences}
        filter={
          <Toggle checked={isProjected} onChange={({ detail }) => project(detail.checked)}>
            With the usage that is expected
          </Toggle>
        }
        empty={
          <Empty
            title="No charge at risk"
            text={
              isProjected
                ? "Everything to come finds a sound purchase order."
                : "Every known charge finds a sound purchase order. Expected usage can be shown too."
            }
          />
        }
      />
      {chosen.length > 0 && (
        <SetPurchaseOrder
          chosen={chosen}
          loaded={pages.items.map(settable)}
          choose={choose}
          close={() => choose([])}
        />
      )}
    </SpaceBetween>
  );
}

/** The charge itself, as its own list shows it: one at risk is not invoiced yet. */
function settable(charge: ChargeAtRisk): Settable {
  return {
    id: charge.chargeId,
    revision: charge.chargeRevision,
    agreementId: charge.agreementId,
    purchaseOrderReference: charge.purchaseOrderReference,
    currencyCode: charge.amount.currencyCode,
    amount: charge.amount.amount,
    time: charge.dueAt,
    state: charge.state,
    description: charge.description,
    invoiceId: null,
  };
}

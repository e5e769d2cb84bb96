import Button from "@cloudscape-design/components/button";
import { Empty } from "../../list/Empty";
import { ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { useDenied } from "../../session/may";
import { COLUMNS } from "./columns";
import { useRegenerations } from "./queries";

const NEW = "#/invoice-regenerations/new?purchaseOrder=none";

/** Every request to regenerate many invoices, dry runs included. */
export function Regenerations() {
  const [preferences, keepPreferences] = usePreferences("invoice-regenerations", COLUMNS);
  const denied = useDenied();
  return (
    <ListTable
      title="Regenerations"
      description="Requests for another purchase order on many invoices, and dry runs of such."
      columns={COLUMNS}
      pages={useRegenerations(preferences.pageSize)}
      nameOf={({ regenerationId }) => regenerationId}
      preferences={preferences}
      keepPreferences={keepPreferences}
      actions={
        <Button variant="primary" href={NEW} {...denied("POST /invoice-regenerations")}>
          Regenerate invoices
        </Button>
      }
      empty={
        <Empty title="No regenerations" text="Nobody asked for many invoices at once yet.">
          <Button href={NEW}>Regenerate invoices</Button>
        </Empty>
      }
    />
  );
}

import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { Empty } from "../../list/Empty";
import { ListTable } from "../../list/ListTable";
import { usePreferences } from "../../list/preferences";
import { COLUMNS } from "./columns";
import { useRadar } from "./queries";
import { Totals } from "./Totals";

interface Props {
  readonly days: number;
  readonly isProjected: boolean;
  readonly project: (isProjected: boolean) => void;
}

/** The charges at risk, and above them what they come to. */
export function ChargesAtRisk({ days, isProjected, project }: Props) {
  const [preferences, keepPreferences] = usePreferences("radar", COLUMNS);
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
        columns={COLUMNS}
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
    </SpaceBetween>
  );
}

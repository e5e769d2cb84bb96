import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { formatMoney } from "../../text/money";
import { formatDate } from "../../text/time";
import type { Radar, RiskTotal } from "./queries";
import { RISKS } from "./risks";

/** What is at risk in all, a tile for each risk and currency. */
export function Totals({ radar }: { radar: Radar }) {
  if (!radar.totals.length) {
    return (
      <Container>
        <StatusIndicator type="success">
          Nothing is at risk until {formatDate(radar.until)}
        </StatusIndicator>
      </Container>
    );
  }
  return (
    <ColumnLayout columns={4} minColumnWidth={200}>
      {radar.totals.map((total) => (
        <Tile key={`${total.risk} ${total.amount.currencyCode}`} total={total} />
      ))}
    </ColumnLayout>
  );
}

function Tile({ total: { risk, charges, amount, missing } }: { total: RiskTotal }) {
  return (
    <Container fitHeight>
      <SpaceBetween size="xxs">
        <Box variant="awsui-key-label">{RISKS[risk].title}</Box>
        <Box variant="awsui-value-large">{formatMoney(amount.amount, amount.currencyCode)}</Box>
        <Box color="text-body-secondary">
          {charges === 1 ? "1 charge" : `${charges} charges`}
          {missing && `, ${formatMoney(missing.amount, missing.currencyCode)} not covered`}
        </Box>
        <Box variant="small" color="text-body-secondary">
          {RISKS[risk].text}
        </Box>
      </SpaceBetween>
    </Container>
  );
}

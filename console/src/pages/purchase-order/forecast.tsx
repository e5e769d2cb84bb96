import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import LineChart, { type LineChartProps } from "@cloudscape-design/components/line-chart";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Failure, PageLoading } from "../../app/outcomes";
import { Empty } from "../../list/Empty";
import { formatMoney } from "../../text/money";
import { formatMonth } from "../../text/time";
import { type Forecast, type PurchaseOrder, useForecast } from "./queries";

const TITLES = { LOW: "If usage is low", EXPECTED: "As expected", HIGH: "If usage is high" };

/** The balance at the end of each month to come, in three scenarios. */
export function ForecastChart({ order }: { order: PurchaseOrder }) {
  const found = useForecast(order.purchaseOrderId);
  const retry = () => void found.refetch();
  if (found.error) return <Failure what="the forecast" error={found.error} retry={retry} />;
  if (!found.data) return <PageLoading />;
  return (
    <Container
      header={
        <Header description="Open charges are known; monthly usage is taken from past invoices.">
          Balance over time
        </Header>
      }
    >
      <SpaceBetween size="m">
        <RunsOut forecast={found.data} />
        <Chart forecast={found.data} />
      </SpaceBetween>
    </Container>
  );
}

function RunsOut({ forecast }: { forecast: Forecast }) {
  const expected = forecast.scenarios.find(({ scenario }) => scenario === "EXPECTED");
  if (!expected?.runsOutIn) return null;
  const topUp =
    expected.topUpNeeded === null
      ? ""
      : ` ${formatMoney(expected.topUpNeeded, forecast.currencyCode)} more would last.`;
  return (
    <Alert type="warning">
      Expected to run out in {formatMonth(expected.runsOutIn)}.{topUp}
    </Alert>
  );
}

function Chart({ forecast }: { forecast: Forecast }) {
  const series = forecast.scenarios.map(
    ({ scenario, months }): LineChartProps<string>["series"][number] => ({
      type: "line",
      title: TITLES[scenario],
      data: months.flatMap(({ month, balance }) =>
        balance === null ? [] : [{ x: month, y: Number(balance) }],
      ),
      valueFormatter: (value) => formatMoney(String(value), forecast.currencyCode),
    }),
  );
  return (
    <LineChart
      series={series}
      xScaleType="categorical"
      xTitle="End of month"
      yTitle={`Balance (${forecast.currencyCode})`}
      xTickFormatter={formatMonth}
      ariaLabel="Balance at the end of each month"
      hideFilter
      height={260}
      empty={<Empty title="Nothing tracked" text="No line item of it tracks its balance." />}
    />
  );
}

import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import LineChart, { type LineChartProps } from "@cloudscape-design/components/line-chart";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Failure, PageLoading } from "../../app/outcomes";
import { Empty } from "../../list/Empty";
import { formatMoney } from "../../text/money";
import { formatMonth } from "../../text/time";
import { type MonthEnd, monthEnds } from "./past";
import { type Forecast, type PurchaseOrder, useForecast, usePast } from "./queries";

const TITLES = { LOW: "If usage is low", EXPECTED: "As expected", HIGH: "If usage is high" };

/** The balance at the end of each month: as the ledger has it, and as it is foreseen. */
export function BalanceChart({ order }: { order: PurchaseOrder }) {
  const forecast = useForecast(order.purchaseOrderId);
  const past = usePast(order.purchaseOrderId);
  const error = forecast.error ?? past.error;
  const retry = () => {
    void forecast.refetch();
    void past.refetch();
  };
  if (error) return <Failure what="the balance over time" error={error} retry={retry} />;
  if (!forecast.data || !past.data) return <PageLoading />;
  return (
    <Container
      header={
        <Header description="Until last month as invoiced. From this month on, open charges are known and monthly usage is taken from past invoices.">
          Balance over time
        </Header>
      }
    >
      <SpaceBetween size="m">
        <RunsOut forecast={forecast.data} />
        <Chart forecast={forecast.data} past={monthEnds(past.data.events, order.purchaseOrderId)} />
      </SpaceBetween>
    </Container>
  );
}

function expectedOf(forecast: Forecast) {
  return forecast.scenarios.find(({ scenario }) => scenario === "EXPECTED");
}

function RunsOut({ forecast }: { forecast: Forecast }) {
  const expected = expectedOf(forecast);
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

interface ChartProps {
  readonly forecast: Forecast;
  readonly past: readonly MonthEnd[];
}

function Chart({ forecast, past }: ChartProps) {
  const series = [...linesOf(forecast, past), ...runOutOf(forecast)];
  return (
    <LineChart
      series={series}
      xDomain={monthsOf(forecast, past)}
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

type Series = LineChartProps<string>["series"][number];

/** The past, and each scenario from where the past ends. */
function linesOf(forecast: Forecast, past: readonly MonthEnd[]): Series[] {
  const line = (title: string, months: readonly MonthEnd[]): Series => ({
    type: "line",
    title,
    data: months.map(({ month, balance }) => ({ x: month, y: Number(balance) })),
    valueFormatter: (value) => formatMoney(String(value), forecast.currencyCode),
  });
  const scenarios = forecast.scenarios.map(({ scenario, months }) => {
    const known = months.flatMap(({ month, balance }) =>
      balance === null ? [] : [{ month, balance }],
    );
    return line(TITLES[scenario], [...(known.length ? past.slice(-1) : []), ...known]);
  });
  const lines = past.length ? [line("As invoiced", past), ...scenarios] : scenarios;
  return lines.filter((each) => "data" in each && each.data.length > 0);
}

/** Marks the month in which it is expected to run out. */
function runOutOf(forecast: Forecast): Series[] {
  const month = expectedOf(forecast)?.runsOutIn;
  return month ? [{ type: "threshold", title: "Expected to run out", x: month }] : [];
}

function monthsOf({ scenarios }: Forecast, past: readonly MonthEnd[]): string[] {
  const coming = scenarios.flatMap(({ months }) => months.map(({ month }) => month));
  return [...new Set([...past.map(({ month }) => month), ...coming])].sort();
}

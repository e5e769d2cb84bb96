import Box from "@cloudscape-design/components/box";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import { formatMoney, percentLeft } from "../text/money";

interface Props {
  /** Whose balance it is, for who cannot see the bar. */
  readonly of: string;
  readonly balance: string | null;
  readonly value: string;
  readonly currency: string;
}

/** What is left of a value, as a bar and in figures; below zero in red. */
export function Balance({ of, balance, value, currency }: Props) {
  if (balance === null) return <Box color="text-body-secondary">Not tracked</Box>;
  const percent = percentLeft(balance, value);
  const left = formatMoney(balance, currency);
  return percent > 0 ? (
    <ProgressBar value={percent} additionalInfo={left} ariaLabel={`Balance of ${of}`} />
  ) : (
    <ProgressBar
      variant="standalone"
      value={0}
      status="error"
      resultText={left}
      ariaLabel={`Balance of ${of}`}
    />
  );
}

/**
 * Arithmetic on amounts as the API writes them: exact, on decimal text. `0.1` and `0.2` are `0.3`
 * here, and a sum shows as many decimals as its longest part.
 */
const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;

interface Decimal {
  readonly units: bigint;
  readonly decimals: number;
}

export function isDecimal(text: string): boolean {
  return DECIMAL.test(text.trim());
}

/** The sum of `amounts`; of none it is "0". What is no decimal text is an error. */
export function sum(amounts: readonly string[]): string {
  return write(amounts.map(read).reduce(add, { units: 0n, decimals: 0 }));
}

export function subtract(from: string, amount: string): string {
  const { units, decimals } = read(amount);
  return write(add(read(from), { units: -units, decimals }));
}

export function multiply(amount: string, by: string): string {
  const [first, second] = [read(amount), read(by)];
  return write({
    units: first.units * second.units,
    decimals: first.decimals + second.decimals,
  });
}

/** To so many decimals, half away from zero: "1.155" to two is "1.16", "3" is "3.00". */
export function round(amount: string, decimals: number): string {
  const { units, decimals: has } = read(amount);
  if (has <= decimals) return write({ units: units * 10n ** BigInt(decimals - has), decimals });
  const unit = 10n ** BigInt(has - decimals);
  const half = (units < 0n ? -unit : unit) / 2n;
  return write({ units: (units + half) / unit, decimals });
}

/** Below, equal to or above zero, as -1, 0 or 1. */
export function sign(amount: string): -1 | 0 | 1 {
  const { units } = read(amount);
  return units < 0n ? -1 : units > 0n ? 1 : 0;
}

/** Which of two comes first, for sorting. */
export function compare(first: string, second: string): -1 | 0 | 1 {
  return sign(subtract(first, second));
}

export function absolute(amount: string): string {
  const { units, decimals } = read(amount);
  return write({ units: units < 0n ? -units : units, decimals });
}

function read(text: string): Decimal {
  const parts = DECIMAL.exec(text.trim());
  if (!parts) throw new Error(`not a decimal: ${text}`);
  const [, minus, whole = "0", fraction = ""] = parts;
  const units = BigInt(whole + fraction);
  return { units: minus === "-" ? -units : units, decimals: fraction.length };
}

function add(first: Decimal, second: Decimal): Decimal {
  const decimals = Math.max(first.decimals, second.decimals);
  const widened = ({ units, decimals: has }: Decimal) => units * 10n ** BigInt(decimals - has);
  return { units: widened(first) + widened(second), decimals };
}

function write({ units, decimals }: Decimal): string {
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals ? `${whole}.${digits.slice(-decimals)}` : whole;
  return units < 0n ? `-${text}` : text;
}

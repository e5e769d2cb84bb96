import { isDecimal, multiply, round, sum } from "../../text/decimal";

export interface Amounts {
  /** Unit price by quantity, the tax on it, and both together. */
  readonly extended: string;
  readonly tax: string;
  readonly total: string;
}

interface Priced {
  readonly unitPrice: string;
  readonly quantity: string;
  readonly taxType: "NONE" | "PERCENTAGE" | "AMOUNT";
  readonly taxValue: string;
}

const WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(
  " ",
);
const WITH_THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND".split(" ");

/** Decimals of a currency as the API rounds it. */
export function decimalsOf(currency: string): number {
  if (WITHOUT_DECIMALS.includes(currency)) return 0;
  return WITH_THREE_DECIMALS.includes(currency) ? 3 : 2;
}

/**
 * What a line comes to, as the API computes it: each product is rounded once, half up, and a
 * percentage is of the rounded amount. Null while something is no number.
 */
export function amountsOf(line: Priced, currency: string): Amounts | null {
  const isTaxed = line.taxType !== "NONE";
  if (![line.unitPrice, line.quantity].every(isDecimal)) return null;
  if (isTaxed && !isDecimal(line.taxValue)) return null;
  const decimals = decimalsOf(currency);
  const extended = round(multiply(line.unitPrice, line.quantity), decimals);
  const tax = round(isTaxed ? taxOn(extended, line) : "0", decimals);
  return { extended, tax, total: sum([extended, tax]) };
}

/** What all lines come to; null while one is not complete. */
export function totalOf(lines: readonly Priced[], currency: string): string | null {
  const totals = lines.map((line) => amountsOf(line, currency)?.total);
  const known = totals.filter((total) => total !== undefined);
  return known.length === totals.length ? round(sum(known), decimalsOf(currency)) : null;
}

function taxOn(extended: string, line: Priced): string {
  if (line.taxType === "AMOUNT") return line.taxValue;
  return multiply(multiply(extended, line.taxValue), "0.01");
}
